"""What holds for every check: a code that says its family, texts that help, a page that is current."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from quarterbook.checks import CHECKS, Check
from quarterbook.checks.check import FAMILIES
from quarterbook.checks.describe import page, with_list
from quarterbook.checks.finding import SEVERITIES

DOCS = Path(__file__).parents[2] / "docs" / "checks"
every_check = pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))


def test_there_are_as_many_checks_as_a_performance_team_was_promised() -> None:
    assert len(CHECKS) >= 35
    assert {check.code[:3] for check in CHECKS.values()} == set(FAMILIES)


def test_codes_are_in_the_order_of_their_families_and_numbers() -> None:
    families = list(FAMILIES)
    assert list(CHECKS) == sorted(CHECKS, key=lambda code: (families.index(code[:3]), code))


@every_check
def test_a_check_says_what_why_an_example_and_how_to_mend_it(check: Check) -> None:
    assert re.fullmatch(r"[A-Z]{3}[0-9]{3}", check.code)
    assert check.severity in SEVERITIES
    for text in (check.title, check.what, check.why, check.example, check.mend):
        assert text == text.strip()
        assert text[:1].isupper() or text[:1].isdigit() or text[:1] == "#"
    assert not check.title.endswith(".")
    assert not check.mend.endswith(".")
    assert check.what.endswith(".")
    assert check.why.endswith(".")


def test_no_two_checks_say_the_same() -> None:
    for field in ("title", "what", "example"):
        counts = Counter(getattr(check, field) for check in CHECKS.values())
        assert [text for text, count in counts.items() if count > 1] == []


@every_check
def test_the_page_of_a_check_is_current(check: Check) -> None:
    assert (DOCS / f"{check.code}.md").read_text(encoding="utf-8") == page(check)


def test_there_is_a_page_for_every_check_and_no_other() -> None:
    assert {path.stem for path in DOCS.glob("*.md")} - {"README", "recall"} == set(CHECKS)


def test_the_list_of_checks_is_current() -> None:
    text = (DOCS / "README.md").read_text(encoding="utf-8")
    assert with_list(text) == text
    assert all(f"[{code}]({code}.md)" in text for code in CHECKS)
