"""The schema of the JSON form describes what is written, and says no more and no less than the code."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from test_validation_hostile import RUNS
from validating import CODES, RUN, TODAY, waiver

from quarterbook.checks import CHECKS
from quarterbook.checks.check import FAMILIES
from quarterbook.checks.finding import SEVERITIES, Finding
from quarterbook.master import open_master
from quarterbook.periods import APRIL, Period
from quarterbook.validation.formats import FORMATS, safe
from quarterbook.validation.formats.as_json import VERSION
from quarterbook.validation.outcome import Run
from quarterbook.validation.run import Task, outcome_of
from quarterbook.validation.settings import EVERY, Settings
from strategies import periods

ROOT = Path(__file__).parents[2]
SCHEMA: Any = json.loads((ROOT / "docs" / "schema" / "findings.schema.json").read_text(encoding="utf-8"))
PARTS: Any = SCHEMA["$defs"]
VALIDATOR = Draft202012Validator(SCHEMA)


def faults(run: Run) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(json.loads(FORMATS["json"](run)))]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["version"]["const"] == VERSION


def test_a_finding_has_the_fields_of_the_code() -> None:
    names = [field.name for field in fields(Finding)]
    assert list(PARTS["finding"]["properties"]) == PARTS["finding"]["required"] == names


def test_the_severities_are_those_of_the_code() -> None:
    assert PARTS["finding"]["properties"]["severity"]["enum"] == list(SEVERITIES)
    summary = PARTS["validated"]["properties"]["summary"]
    assert list(summary["properties"]) == summary["required"] == list(SEVERITIES)


def test_the_codes_are_those_of_the_families() -> None:
    pattern = PARTS["finding"]["properties"]["code"]["pattern"]
    assert re.findall("[A-Z]{3}", pattern) == list(FAMILIES)
    assert all(re.search(pattern, code) for code in CHECKS)


def test_every_key_that_is_written_is_described_and_every_key_described_is_written() -> None:
    first, _, broken = json.loads(FORMATS["json"](RUN))["workbooks"]
    assert list(first) == PARTS["validated"]["required"] == list(PARTS["validated"]["properties"])
    assert list(broken) == PARTS["failed"]["required"] == list(PARTS["failed"]["properties"])
    assert list(first["waived"][0]) == [*PARTS["finding"]["required"], *PARTS["waived"]["required"]]


@given(periods(APRIL, 1900))
def test_a_period_is_spelt_as_it_says(period: Period) -> None:
    assert re.search(PARTS["validated"]["properties"]["period"]["pattern"], str(period))


def test_what_is_written_is_valid() -> None:
    assert faults(RUN) == []


@given(RUNS)
@settings(max_examples=50)
def test_what_is_written_is_valid_whatever_the_texts(run: Run) -> None:
    assert faults(safe(run)) == []


def test_the_findings_of_the_example_are_valid_waived_or_not() -> None:
    master = ROOT / "workbook" / "master.xlsx"
    for waivers in ((), (waiver("LBL", EVERY), waiver("ROL001", "220"))):
        done = outcome_of(Task(path=master, settings=Settings(waivers=waivers), checked=CODES), open_master, TODAY)
        assert len(done.findings) > 10
        assert bool(done.waived) is bool(waivers)
        assert faults(safe(Run((done,)))) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: entry.pop("period"),
        lambda entry: entry.update(period="Q3"),
        lambda entry: entry.update(error="no"),
        lambda entry: entry.update(indicators="19"),
        lambda entry: entry["summary"].pop("info"),
        lambda entry: entry["findings"][0].update(severity="fatal"),
        lambda entry: entry["findings"][0].update(code="XYZ001"),
        lambda entry: entry["findings"][0].pop("fix"),
        lambda entry: entry["findings"][0].update(message=""),
        lambda entry: entry["waived"][0].update(expires="soon"),
        lambda entry: entry["waived"][0].pop("reason"),
        lambda entry: entry["waived"][0].pop("code"),
    ],
)
def test_what_is_not_of_this_form_is_refused(spoil: Any) -> None:
    document = json.loads(FORMATS["json"](RUN))
    spoil(document["workbooks"][0])
    assert list(VALIDATOR.iter_errors(document))
