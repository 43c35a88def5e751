"""Texts made safe to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.safe_text import harmless

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("107,236", "107,236"),
        ("Łódź – ▲ Improving 👍🏽", "Łódź – ▲ Improving 👍🏽"),
        ("12\u00a0345", "12\u00a0345"),
        ("\uf0b7 a bullet out of Word", "\uf0b7 a bullet out of Word"),
        ("first\nsecond\r\nthird\rfourth\u2028fifth", "first ↵ second ↵ third ↵ fourth ↵ fifth"),
        ("a\tb", "a b"),
        ("\x1b[31mred\x1b[0m", "<U+001B>[31mred<U+001B>[0m"),
        ("\x9b31m", "<U+009B>31m"),
        ("gnp.\u202excod", "gnp.<U+202E>xcod"),
        ("12\u200b3\ufeff", "12<U+200B>3<U+FEFF>"),
        ("\ud800 alone", "<U+D800> alone"),
        ("\ufffe\U0001ffff\ufdd0", "<U+FFFE><U+1FFFF><U+FDD0>"),
        ("\U000e0041", "<U+E0041>"),
        ("##[error]x ##vso[task.complete]y", "# #[error]x # #vso[task.complete]y"),
        ("#1 and ##2", "#1 and ##2"),
        ("::error::x", ": :error::x"),
        (" \n::error::x", "  ↵ ::error::x"),
        ("  ::error::x", "  : :error::x"),
        ("ratio 1::2", "ratio 1::2"),
    ],
)
def test_what_acts_or_hides_is_shown(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(ANY_TEXT)
def test_nothing_that_acts_or_hides_is_left(text: str) -> None:
    shown = harmless(text)
    assert {unicodedata.category(character) for character in shown}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert "##[" not in shown
    assert not shown.lstrip().startswith("::")
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")


@given(ANY_TEXT)
def test_what_is_harmless_stays(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp"], exclude_characters="#:")))
def test_what_people_write_stays_as_they_wrote_it(text: str) -> None:
    assert harmless(text) == text
