"""Make everything that is committed but not written by hand: `python tools/build.py [--check]`.

The add-in, the example's master workbooks, and the generated parts of the docs pages. With --check nothing is written:
what differs is named and the exit status is 1. The tests call the same functions. The docs' pictures of the workbook
are made by tools/pictures.py, which needs LibreOffice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from quarterbook import describe
from quarterbook.book import describe as describe_book
from quarterbook.checks import CHECKS
from quarterbook.checks import describe as describe_checks
from quarterbook.demo import built
from quarterbook.excel.build import addin_bytes
from quarterbook.master import open_master
from quarterbook.register import describe as describe_register
from quarterbook.register.files import read_register
from quarterbook.report import describe as describe_report
from quarterbook.validation import describe as describe_validation

sys.path.insert(0, str(Path(__file__).parent))

import icons

ROOT = Path(__file__).resolve().parents[1]
ICONS = "addin/server/static/images"


def master(name: str) -> Callable[[], bytes]:
    """Return a function that builds the example's master workbook from `workbook/register`, with its values stored."""
    return lambda: built(read_register(ROOT / "workbook" / "register"), Path(name))[0]


def page(name: str, up_to_date: Callable[[str], str]) -> Callable[[], bytes]:
    """Return a function that gives a docs page with its generated parts made anew."""
    return lambda: up_to_date((ROOT / "docs" / name).read_text(encoding="utf-8")).encode()


def icon(size: int) -> Callable[[], bytes]:
    """Return a function that makes an icon of the add-in."""
    return lambda: icons.icon(size)


def check_page(code: str) -> Callable[[], bytes]:
    """Return a function that makes the page of a check."""
    return lambda: describe_checks.page(CHECKS[code]).encode()


def with_findings(text: str) -> str:
    """Return a page with what is found in the example's workbook made anew."""
    return describe_validation.up_to_date(text, ROOT / "workbook" / "master.xlsx", open_master)


ARTEFACTS: Mapping[str, Callable[[], bytes]] = {
    "workbook/master.xlsx": master("master.xlsx"),
    "workbook/master.xlsm": master("master.xlsm"),
    "addin/quarterbook.xlam": addin_bytes,
    "docs/functions.md": page("functions.md", describe.up_to_date),
    "docs/rules.md": page("rules.md", describe.up_to_date),
    "docs/register.md": page("register.md", describe_register.up_to_date),
    "docs/report.md": page("report.md", describe_report.up_to_date),
    "docs/schemes.md": page("schemes.md", describe_book.up_to_date),
    "docs/workbook.md": page("workbook.md", describe_book.up_to_date),
    "docs/validate.md": page("validate.md", with_findings),
    "docs/checks/README.md": page("checks/README.md", describe_checks.with_list),
    **{f"{ICONS}/icons/quarterbook-{size}.png": icon(size) for size in icons.SIZES},
    f"{ICONS}/favicon.png": icon(32),
    **{f"docs/checks/{code}.md": check_page(code) for code in CHECKS},
}
"""Path below the project's folder to the function that makes the file's content."""


def main() -> int:
    """Make or check every artefact."""
    stale = []
    for name, make in ARTEFACTS.items():
        path, content = ROOT / name, make()
        if path.exists() and path.read_bytes() == content:
            continue
        stale.append(name)
        if "--check" not in sys.argv[1:]:
            path.write_bytes(content)
    for name in stale:
        print(f"{name} {'is not what tools/build.py makes' if '--check' in sys.argv[1:] else 'made'}")
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
