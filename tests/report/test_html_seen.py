"""The web page as Chromium shows it: axe-core finds nothing, and nothing is wider than the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from book.registers import odd_register
from quarterbook.checks.finding import ERROR, Finding
from quarterbook.demo import example_register
from quarterbook.register.files import read_register
from quarterbook.report.content import report_of
from quarterbook.report.editions import bytes_of
from report.browsing import look

FINDING = Finding(
    code="ROL001",
    severity=ERROR,
    indicator="1",
    sheet="Published",
    cell="K32",
    message="the previous figure is another one",
    expected="1",
    found="2",
    fix="correct it",
)


def example() -> bytes:
    return bytes_of("html", report_of(read_register(example_register())))


def odd() -> bytes:
    """Return a draft of odd cases: long titles and numbers, nothing at all, and markup in texts."""
    return bytes_of("html", report_of(odd_register(), [FINDING]))


def nothing() -> bytes:
    empty = replace(odd_register(), indicators=(), history=(), narrative=(), published=())
    return bytes_of("html", report_of(empty))


@pytest.mark.parametrize("page", [example, odd, nothing])
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (320, False)])
def test_axe_core_finds_nothing_and_the_page_is_as_wide_as_the_screen(page, width, dark, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    seen = look(page(), tmp_path, width=width, dark=dark)
    assert (seen.dark, seen.width) == (dark, width)
    assert seen.violations == []
    assert {"color-contrast", "heading-order", "bypass"} <= {*seen.passes}
    assert seen.needed <= width


def test_axe_core_would_find_a_fault(tmp_path: Path) -> None:
    faulty = nothing().replace(b"--quiet: #505A5F", b"--quiet: #C0C0C0").replace(b"<h3>", b"<h5>")
    assert {"color-contrast", "heading-order"} <= {rule for rule, *_ in look(faulty, tmp_path).violations}
