"""The PDF, set by Typst from templates: ours, and before them those of the folder that the house style names.

Everything that Typst reads is handed to it: templates, data as JSON, pictures. It runs in a folder of its own, so
that a template cannot read what is on the machine, and knows no fonts but those given and its own.
"""

from __future__ import annotations

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal

import typst

from quarterbook.errors import QuarterbookError
from quarterbook.figures import MINUS, POUND
from quarterbook.report.charts.counts import counts_svg
from quarterbook.report.charts.png import font_files
from quarterbook.report.charts.svg import svg_of
from quarterbook.report.editions import Done, each
from quarterbook.report.house import House
from quarterbook.report.model import Report
from quarterbook.report.pdf.data import Page, about
from quarterbook.report.pdf.glyphs import BREAK, Fit, unshown_by

MAIN: Final = "report.typ"
STANDARD: Final[Literal["ua-1"]] = "ua-1"
_ENDING: Final = ".typ"
_NOT_SHOWN: Final = "could not be displayed"


def edition(report: Report, done: Done) -> bytes:
    """Return the report as a PDF.

    Args:
        report: what it says.
        done: is called after each indicator.

    Raises:
        QuarterbookError: when a template of the house's folder or the logo cannot be used.
    """
    templates = _templates(report.house)
    try:
        return _pdf({**templates, **_contents(report, done, with_fallback=True)})
    except typst.TypstError as error:
        if _NOT_SHOWN not in error.message:
            raise _not_usable(report.house, error) from None
    try:  # signs that no font can combine: the page's own font alone can always be set
        return _pdf({**templates, **_contents(report, lambda: None, with_fallback=False)})
    except typst.TypstError as error:
        raise _not_usable(report.house, error) from None


def _contents(report: Report, done: Done, *, with_fallback: bool) -> dict[str, bytes]:
    """Return the data and the pictures, by the names that the templates know."""
    fit = Fit(unshown_by(font_files(), with_fallback=with_fallback))
    page, house = Page(report, fit), report.house
    data = {**page.document(), "sections": []}
    pictures = {
        "counts.svg": counts_svg({fit.plain(word): count for word, count in report.summary.counts.items()}, house)
    }
    for n, section in enumerate(each(report.sections, done)):
        chart = "" if section.chart.is_empty else f"chart-{n}.svg"
        if chart:
            pictures[chart] = svg_of(section.chart, house)
        data["sections"].append(page.section(section, chart))
    contents = {name: picture.encode() for name, picture in pictures.items()}
    if house.logo:
        data["logo"] = {"path": f"logo{house.logo.kind}", "alt": fit.plain(house.logo.text)}
        contents[data["logo"]["path"]] = house.logo.content
    data["about"] = about(report, fit.replaced)
    text = json.dumps(data, ensure_ascii=False)
    marks = BREAK in text or f"{MINUS}{POUND}" in text
    return {**contents, "data.json": json.dumps({**data, "has_marks": marks}).encode()}


def _pdf(contents: dict[str, bytes]) -> bytes:
    with TemporaryDirectory() as folder:
        root, fonts = Path(folder, "root"), Path(folder, "fonts")
        root.mkdir()
        fonts.mkdir()
        for name, content in contents.items():
            (root / name).write_bytes(content)
        for file in font_files():
            shutil.copyfile(file, fonts / file.name)
        return typst.compile(
            root / MAIN,
            root=root,
            font_paths=[fonts],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARD,
        )


def _templates(house: House) -> dict[str, bytes]:
    """Return the templates by name, those of the house's folder in place of ours."""
    ours = files("quarterbook.report.pdf").joinpath("templates")
    found = {file.name: file.read_bytes() for file in ours.iterdir() if file.name.endswith(_ENDING)}
    if house.templates is not None:
        for path in sorted(house.templates.glob(f"*{_ENDING}")):
            try:
                found[path.name] = path.read_bytes()
            except OSError as error:
                raise QuarterbookError(f"{path}: cannot be read ({error.strerror or error})") from None
    return found


def _not_usable(house: House, error: typst.TypstError) -> QuarterbookError:
    reason = " ".join(error.message.split())
    if house.logo and re.search(r"\bimage\b|PNG|JPEG", reason):
        return QuarterbookError(
            f"settings, logo: the picture cannot be used in the PDF ({reason}); save it anew as PNG"
        )
    if house.templates is not None:
        return QuarterbookError(
            f"a template in {house.templates} cannot be used: {reason}; correct it, or take it out of the folder"
        )
    return QuarterbookError(f"the PDF cannot be made ({reason}); make another edition, and tell the maintainers")
