"""What is written for people."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from validating import RUN, finding, outcome

from quarterbook.checks.finding import ERROR, INFO, WARNING
from quarterbook.validation.formats import FORMATS, as_text
from quarterbook.validation.lines import Line, show
from quarterbook.validation.outcome import Outcome, Run
from quarterbook.validation.settings import Settings


class Terminal(io.StringIO):
    """A stream that says a terminal is behind it."""

    def isatty(self) -> bool:
        return True


def text_of(run: Run) -> str:
    return FORMATS["text"](run).decode()


def on_terminal(lines: list[Line], monkeypatch: pytest.MonkeyPatch, width: int, **environment: str) -> str:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", "COLUMNS": str(width), "LINES": "50", **environment}.items():
        monkeypatch.setenv(name, value)
    stream = Terminal()
    show(lines, stream)
    return stream.getvalue()


def test_all_that_is_to_be_said() -> None:
    assert text_of(RUN) == (
        "master.xlsx, 2023/24 Q3, 3 indicators: 2 errors, 1 warning, 1 info; 1 waived\n"
        "\n"
        "  Indicator 36: Active library users\n"
        "    error   CUM003 Indicator 36!B45: the year to date falls\n"
        "        expected: 1,204 or more\n"
        "        found:    944\n"
        "        to mend:  Correct the figure\n"
        "    warning ACT001 Indicator 36!B45: the year to date falls\n"
        "        expected: actions\n"
        "        to mend:  Correct the figure\n"
        "\n"
        "  Indicator CS12a: Placements within 20 miles\n"
        "    error   ROL002 Indicator CS12a!B45: the year to date falls\n"
        "        found:    944\n"
        "        to mend:  Correct the figure\n"
        "\n"
        "  The workbook as a whole\n"
        "    info    ACC001 the workbook: merged cells\n"
        "        expected: 1,204 or more\n"
        "        found:    944\n"
        "        to mend:  Correct the figure\n"
        "\n"
        "  Waived, not counted\n"
        "    warning TXT001 indicator 40, Indicator 40!B45: no commentary\n"
        "        waived until 2024-02-14: Agreed in January\n"
        "\n"
        "clean.xlsx, 2023/24 Q3, 3 indicators: nothing found\n"
        "\n"
        "could not be validated: broken.xlsx: not a workbook\n"
        "\n"
        "1 could not be validated; 2 errors, 1 warning, 1 info in 2 workbooks (6 indicators); 1 waived\n"
    )


def test_the_settings_file_that_holds_is_named() -> None:
    assert "\n  settings: /books/quarterbook.toml\n" in text_of(
        Run((outcome(settings=Settings(path="/books/quarterbook.toml")),))
    )


def test_an_indicator_that_the_workbook_does_not_have_comes_before_what_is_about_none() -> None:
    found = [finding(indicator=""), finding(indicator="999"), finding(indicator="")]
    headings = [
        line
        for line in text_of(Run((outcome(findings=found),))).splitlines()
        if line.startswith("  I") or "whole" in line
    ]
    assert headings == ["  Indicator 999", "  The workbook as a whole"]


def test_a_long_text_does_not_hide_the_rest() -> None:
    text = text_of(Run((outcome(findings=[finding(found="word " * 2000)]),)))
    assert max(map(len, text.splitlines())) < 330
    assert "word …" in text or "wor…" in text or "…\n" in text


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (Run((outcome(findings=()),)), "Nothing found in 1 workbook (3 indicators)"),
        (Run((outcome(findings=(), indicators=(("1", "x"),)),)), "Nothing found in 1 workbook (1 indicator)"),
        (Run((outcome(findings=[finding()] * 1234),)), "1234 errors in 1 workbook (3 indicators)"),
        (
            Run((outcome(findings=[finding(severity=INFO)] * 2), outcome(findings=[finding(severity=WARNING)]))),
            "1 warning, 2 info in 2 workbooks (6 indicators)",
        ),
        (Run((Outcome(path="a", error="a: no"), Outcome(path="b", error="b: no"))), "2 could not be validated"),
        (
            Run((outcome(findings=()), Outcome(path="b", error="b: no"))),
            "1 could not be validated; nothing found in 1 workbook (3 indicators)",
        ),
    ],
)
def test_one_line_sums_up(run: Run, said: str) -> None:
    assert text_of(run).splitlines()[-1] == run.summary == said


def test_severities_are_words_first_and_colours_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = list(as_text.lines(RUN))
    assert "\x1b" not in text_of(RUN)
    coloured = on_terminal(lines, monkeypatch, 200)
    for severity in (ERROR, WARNING, INFO):
        assert f"m{severity}" in coloured
    assert "\x1b[1;31merror" in coloured


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_none(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    shown = on_terminal(list(as_text.lines(RUN)), monkeypatch, 200, **environment)
    assert "\x1b[1;31m" not in shown
    assert "[31m" not in shown
    assert "error   CUM003" in shown


def test_colours_are_for_terminals_even_when_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    show(as_text.lines(RUN), stream)
    assert stream.getvalue() == text_of(RUN)


@pytest.mark.parametrize("width", [40, 60, 100])
def test_long_lines_are_wrapped_on_a_terminal_below_their_beginning(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    long = "the figure of this period is the one of the period before, and so is the previous figure beside it"
    run = Run((outcome(findings=[replace(finding(), message=long)]),))
    shown = on_terminal(list(as_text.lines(run)), monkeypatch, width, NO_COLOR="1").replace("\x1b[1m", "")
    lines = shown.replace("\x1b[0m", "").splitlines()
    assert max(map(len, lines)) <= width
    start = next(n for n, line in enumerate(lines) if "CUM003" in line)
    column = lines[start].index("Indicator")
    wrapped = [lines[start][column:]]
    for line in lines[start + 1 :]:
        if not line.startswith(" " * column) or line[column] == " ":
            break
        wrapped.append(line[column:])
    assert len(wrapped) > 1
    assert " ".join(part.strip() for part in wrapped) == f"Indicator 36!B45: {long}"


def test_nothing_is_wrapped_where_no_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream = io.StringIO()
    show([Line("word " * 50, "label: ", indent=4)], stream)
    assert stream.getvalue() == "    label: " + "word " * 50 + "\n"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_code_page_that_lacks_a_character_gets_its_number(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
    show([Line("▲ é")], stream)
    stream.flush()
    expected = {"cp1252": "\\u25b2 é\n", "ascii": "\\u25b2 \\xe9\n", "utf-8": "▲ é\n"}[encoding]
    assert raw.getvalue().decode(encoding) == expected
