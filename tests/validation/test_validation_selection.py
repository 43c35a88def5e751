"""Which checks are meant by codes and families."""

from __future__ import annotations

import pytest
from validating import CODES

from quarterbook.errors import QuarterbookError
from quarterbook.validation.selection import canonical, codes_meant, listed, selected

CUMULATIVE = tuple(code for code in CODES if code.startswith("CUM"))


def test_an_option_lists_codes_by_comma_space_or_given_again() -> None:
    assert listed("--select", None) == ()
    assert listed("--select", ["RAG, CUM001", "LBL"]) == ("RAG", "CUM001", "LBL")


@pytest.mark.parametrize("given", [[""], [" , "], []])
def test_an_option_that_lists_nothing_is_refused(given: list[str]) -> None:
    with pytest.raises(QuarterbookError, match="--select: no code is given"):
        listed("--select", given)


def test_a_family_means_all_its_checks_and_a_code_one_in_any_case() -> None:
    assert codes_meant(["cum"], CODES, "--select") == set(CUMULATIVE)
    assert codes_meant(["cum001", "RAG001"], CODES, "--select") == {"CUM001", "RAG001"}
    assert codes_meant([], CODES, "--select") == set()


@pytest.mark.parametrize(
    ("text", "near"),
    [("CUM01", "CUM001"), ("CMU001", "CUM001"), ("RGA", "RAG"), ("LBL0001", "LBL001")],
)
def test_an_unknown_code_is_refused_and_what_is_near_is_named(text: str, near: str) -> None:
    with pytest.raises(QuarterbookError) as caught:
        canonical(text, CODES, "--ignore")
    assert str(caught.value).startswith(f'--ignore: "{text}" is neither a check nor a family of checks; is ')
    assert near in str(caught.value)


@pytest.mark.parametrize("text", ["", "C", "CU", "CUM0", "ALL", "*", "nonsense"])
def test_a_part_of_a_code_or_a_pattern_is_none(text: str) -> None:
    with pytest.raises(QuarterbookError, match="neither a check nor a family"):
        canonical(text, CODES, "--select")


def test_what_is_selected_and_not_ignored_is_left_in_its_order() -> None:
    assert selected((), (), CODES, "") == CODES
    assert selected(CUMULATIVE, {CUMULATIVE[0]}, CODES, "") == CUMULATIVE[1:]
    assert selected((), set(CODES) - {"RAG001"}, CODES, "") == ("RAG001",)


def test_nothing_left_is_refused_because_all_would_seem_well() -> None:
    with pytest.raises(QuarterbookError, match="--select: what is selected is ignored as well"):
        selected({"CUM001"}, {"CUM001"}, CODES, "--select")
