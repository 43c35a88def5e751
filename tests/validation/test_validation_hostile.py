"""Nothing that stands in a cell, a file's name or a settings file can act in any format: whatever the text is."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_validation_formats import JUNIT
from validating import CODES, waiver

from quarterbook.checks.finding import SEVERITIES, Finding
from quarterbook.validation.formats import FORMATS, as_text, safe
from quarterbook.validation.outcome import Outcome, Run, Waived
from quarterbook.validation.settings import ERROR, Settings

HOSTILE = st.sampled_from(
    [
        *("\x1b[2J\x1b]0;title\x07", "\x9b31m", "\x00", "\ud800", "\ufffe", "\u202e", "\u2028", "\x85"),
        *("\r\n::error::x", "\n::add-mask::a", "::set-output name=a::b", "%0A::stop", "##[error]", "##vso[task.set]"),
        *("=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", '",=1', "';"),
        *("]]>", "<!--", "&amp;<x/>", "[bold]", ":smile:", "{0}", "\\x1b"),
    ]
)
LETTERS = st.text(st.characters(codec=None, exclude_categories=()), max_size=6)
TEXTS = st.lists(st.one_of(HOSTILE, LETTERS), max_size=3).map("".join)
SAID = st.lists(st.one_of(HOSTILE, LETTERS), min_size=1, max_size=3).map("".join).filter(bool)
FINDINGS = st.builds(
    Finding,
    code=st.sampled_from(CODES),
    severity=st.sampled_from(SEVERITIES),
    **{field.name: TEXTS for field in fields(Finding) if field.name not in ("code", "severity", "message")},
    message=SAID,
)
WAIVED = st.builds(Waived, FINDINGS, st.builds(waiver, reason=SAID))


@st.composite
def validated(draw: st.DrawFn) -> Outcome:
    """Return a workbook that was validated; its indicators are those that something is found for: all is shown."""
    findings = draw(st.lists(FINDINGS, max_size=2))
    return Outcome(
        path=draw(SAID),
        period="2023/24 Q3",
        indicators=tuple((found.indicator, draw(TEXTS)) for found in findings),
        settings=Settings(path=draw(TEXTS), fail_on=ERROR),
        findings=tuple(findings),
        waived=tuple(draw(st.lists(WAIVED, max_size=1))),
    )


OUTCOMES = st.one_of(st.builds(Outcome, path=SAID, error=TEXTS.map(lambda text: f"cannot: {text}")), validated())
RUNS = st.builds(Run, st.lists(OUTCOMES, min_size=1, max_size=2).map(tuple))

ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}

# As GitHub's runner reads a line of a log: a command begins it, after white space, or is anywhere in its older form.
COMMAND = re.compile(r"^\s*::(?P<name>\w[\w-]*)(?: (?P<properties>.*?))?::(?P<data>.*)$")
OLD_COMMAND = "##["


def acts(text: str) -> set[str]:
    return {unicodedata.category(character) for character in text if character != "\n"} & ACTING


def written(run: Run, name: str) -> str:
    return FORMATS[name](safe(run)).decode("utf-8-sig")


def is_calm(run: Run) -> None:
    """No character acts, and a build server obeys no line but those of its own format."""
    for name in FORMATS:
        text = written(run, name)
        assert acts(text) == set(), name
        assert OLD_COMMAND not in text, name
        assert "##vso[" not in text, name
        if name != "github":
            assert not any(COMMAND.match(line) for line in text.split("\n")), name


def is_text(run: Run) -> None:
    """It has the lines that we write and no other."""
    lines = list(as_text.lines(safe(run)))
    assert written(run, "text").count("\n") == len(lines)
    assert (
        len(lines)
        == sum(
            1 + 1
            if outcome.error
            else 2
            + bool(safe(run).outcomes[n].settings.path)
            + 2 * len({found.indicator for found in safe(run).outcomes[n].findings})
            + sum(1 + bool(found.expected) + bool(found.found) + bool(found.fix) for found in outcome.findings)
            + (2 + 2 * len(outcome.waived) if outcome.waived else 0)
            for n, outcome in enumerate(run.outcomes)
        )
        + 1
    )


def is_json(run: Run) -> None:
    """The strictest reader reads it."""
    text = written(run, "json")
    assert text.isascii()
    found = json.loads(text)
    json.dumps(found, ensure_ascii=False).encode("utf-8")  # no lone surrogate
    assert len(found["workbooks"]) == len(run.outcomes)
    for entry, outcome in zip(found["workbooks"], run.outcomes, strict=True):
        assert ("error" in entry) == bool(outcome.error)
        for finding in entry.get("findings", []):
            assert acts("".join(finding.values())) == set()


def is_csv(run: Run) -> None:
    """It keeps its shape, and no cell is a formula."""
    heading, *rows = csv.reader(io.StringIO(written(run, "csv"), newline=""), strict=True)
    assert {len(row) for row in rows} <= {len(heading)}
    assert len(rows) == sum(
        1 if outcome.error else len(outcome.findings) + len(outcome.waived) for outcome in run.outcomes
    )
    assert written(run, "csv").count("\n") == len(rows) + 1
    for row in rows:
        assert not any(cell.strip()[:1] in tuple("=+-@＝＋－＠\t\r") for cell in row if cell.strip())


def is_junit(run: Run) -> None:
    """It is XML of the usual form."""
    root = etree.fromstring(FORMATS["junit"](safe(run)))
    assert JUNIT.validate(root), JUNIT.error_log
    assert len(root) == len(run.outcomes)
    assert root.get("failures") == str(
        sum(found.severity == ERROR for outcome in run.outcomes if not outcome.error for found in outcome.findings)
    )


def is_github(run: Run) -> None:
    """GitHub obeys our commands and no other."""
    *lines, summary = written(run, "github").removesuffix("\n").split("\n")
    assert not COMMAND.match(summary)
    commands = [COMMAND.match(line) for line in lines]
    expected = [
        name
        for outcome in run.outcomes
        for name in (
            ["error"]
            if outcome.error
            else [{"info": "notice"}.get(found.severity, found.severity) for found in outcome.findings]
            + ["notice" for _ in outcome.waived]
        )
    ]
    assert [command["name"] for command in commands if command] == expected
    for command in commands:
        assert command is not None
        properties = [part.partition("=")[0] for part in command["properties"].split(",")]
        assert properties == ["file", "title"]


@given(RUNS)
@settings(max_examples=120)
def test_no_text_acts_in_any_format_or_spoils_it(run: Run) -> None:
    for holds in (is_calm, is_text, is_json, is_csv, is_junit, is_github):
        holds(run)
