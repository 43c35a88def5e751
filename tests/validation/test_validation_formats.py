"""What is written for programs: JSON, CSV, JUnit XML and the workflow commands of GitHub."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import etree
from validating import RUN, SOME, finding, outcome

from quarterbook.checks.finding import ERROR, INFO, WARNING
from quarterbook.validation.formats import FORMATS
from quarterbook.validation.outcome import Run
from quarterbook.validation.settings import NEVER, Settings

BOM = b"\xef\xbb\xbf"
JUNIT = etree.RelaxNG(etree.parse(Path(__file__).with_name("junit.rng")))


def as_json(run: Run) -> Any:
    return json.loads(FORMATS["json"](run))


def as_csv(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FORMATS["csv"](run).decode("utf-8-sig"), newline=""), strict=True))


def as_junit(run: Run) -> etree._Element:
    root = etree.fromstring(FORMATS["junit"](run))
    JUNIT.assertValid(root)
    return root


def as_github(run: Run) -> list[str]:
    return FORMATS["github"](run).decode().splitlines()


def counting(severity: str) -> Run:
    return Run((outcome(settings=Settings(fail_on=severity)),))


def test_json_has_the_keys_of_the_contract_and_what_is_waived() -> None:
    (first, clean, broken) = as_json(RUN)["workbooks"]
    assert as_json(RUN)["version"] == 1
    assert list(first) == ["path", "period", "indicators", "findings", "waived", "summary"]
    assert (first["path"], first["period"], first["indicators"]) == ("master.xlsx", "2023/24 Q3", 3)
    assert first["findings"] == [asdict(found) for found in SOME]
    assert first["summary"] == {"error": 2, "warning": 1, "info": 1}
    (waived,) = first["waived"]
    assert waived == {
        **asdict(RUN.outcomes[0].waived[0].finding),
        "reason": "Agreed in January",
        "expires": "2024-02-14",
    }
    assert (clean["findings"], clean["waived"], clean["summary"]) == ([], [], {"error": 0, "warning": 0, "info": 0})
    assert broken == {"path": "broken.xlsx", "error": "broken.xlsx: not a workbook"}


def test_json_is_ascii_so_that_no_code_page_spoils_it() -> None:
    run = Run((outcome(findings=[finding(found="Łódź – ▲")]),))
    assert FORMATS["json"](run).isascii()
    assert as_json(run)["workbooks"][0]["findings"][0]["found"] == "Łódź – ▲"


def test_csv_has_a_row_for_each_finding_with_path_and_period() -> None:
    rows = as_csv(RUN)
    assert [row["path"] for row in rows] == ["master.xlsx"] * 5 + ["broken.xlsx"]
    assert list(rows[0]) == [
        "path", "period", "code", "severity", "indicator", "sheet", "cell", "message", "expected", "found", "fix",
        "row_period", "reason", "expires", "error",
    ]  # fmt: skip
    for row, found in zip(rows, SOME, strict=False):
        assert row == {
            "path": "master.xlsx", "period": "2023/24 Q3", **asdict(found), "reason": "", "expires": "", "error": "",
        }  # fmt: skip
    assert (rows[4]["code"], rows[4]["reason"], rows[4]["expires"]) == ("TXT001", "Agreed in January", "2024-02-14")
    assert rows[5]["error"] == "broken.xlsx: not a workbook"


def test_csv_is_what_excel_opens_and_pandas_reads() -> None:
    run = Run((outcome(findings=[finding(found="Łódź, “96”\tand so on")]),))
    written = FORMATS["csv"](run)
    assert written.startswith(BOM)
    frame = pd.read_csv(io.BytesIO(written), dtype=str)
    assert frame.columns[0] == "path"
    assert frame.found[0] == "Łódź, “96”\tand so on"


def test_a_text_of_a_csv_file_is_no_formula() -> None:
    texts = ["=1+1", "+44 20", "-5", "@SUM(A1)", "  =1", "\t=1", "＝1", "－1", '=HYPERLINK("http://127.0.0.1")']
    rows = as_csv(Run((outcome(findings=[finding(found=text) for text in texts]),)))
    assert [row["found"] for row in rows] == [f"'{text}" for text in texts]


def test_a_text_that_no_cell_can_hold_is_cut() -> None:
    (row,) = as_csv(Run((outcome(findings=[finding(found="x" * 40_000)]),)))
    assert row["found"] == "x" * 32_766 + "…"


def test_junit_has_a_suite_a_workbook_and_a_case_for_each_finding_and_each_check_without() -> None:
    root = as_junit(RUN)
    assert [suite.get("name") for suite in root] == ["master.xlsx", "clean.xlsx", "broken.xlsx"]
    assert [case.get("name") for case in root[0]] == [
        "CUM003 indicator 36, Indicator 36!B45",
        "ACT001 indicator 36, Indicator 36!B45",
        "ROL002 indicator CS12a, Indicator CS12a!B45",
        "ACC001 the workbook",
        "TXT001 indicator 40, Indicator 40!B45",
    ]
    assert [case.get("name") for case in root[1]] == list(RUN.outcomes[1].checked)
    assert [len(case) for case in root[1]] == [0] * 5
    assert {case.get("classname") for case in root[0]} == {"master.xlsx"}
    (error,) = root[2].iter("error")
    assert error.get("message") == "broken.xlsx: not a workbook"
    (skipped,) = root.iter("skipped")
    assert skipped.get("message") == "waived until 2024-02-14: Agreed in January"


def test_the_counts_of_junit_are_those_of_its_elements() -> None:
    root = as_junit(RUN)
    for suite in root:
        for kind, element in {
            "tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped",
        }.items():  # fmt: skip
            assert suite.get(kind) == str(len(list(suite.iter(element))))
    assert [root.get(kind) for kind in ("tests", "failures", "errors")] == ["11", "2", "1"]


@pytest.mark.parametrize(
    ("fail_on", "failures"), [(ERROR, [ERROR, ERROR]), (WARNING, [ERROR, WARNING, ERROR]), (NEVER, [])]
)
def test_a_build_server_and_the_exit_status_never_disagree(fail_on: str, failures: list[str]) -> None:
    root = as_junit(counting(fail_on))
    assert [failure.get("type") for failure in root.iter("failure")] == failures
    assert (counting(fail_on).status == 1) is bool(failures)
    told = [out.text or "" for out in root.iter("system-out")]
    assert len(told) == 4 - len(failures)
    assert all(text.partition(":")[0] in (ERROR, WARNING, INFO) for text in told)


def test_junit_says_what_was_expected_and_found_and_how_to_mend_it() -> None:
    failure = next(as_junit(RUN).iter("failure"))
    assert failure.get("message") == "the year to date falls"
    assert failure.text == "expected: 1,204 or more\nfound: 944\nto mend: Correct the figure"


def test_github_has_a_command_for_each_finding_and_a_line_that_sums_up() -> None:
    lines = as_github(RUN)
    assert lines[0] == (
        "::error file=master.xlsx,title=CUM003 indicator 36::Indicator 36!B45: the year to date falls"
        "%0AExpected: 1,204 or more%0AFound: 944%0ATo mend: Correct the figure"
    )
    assert [line.split(" ")[0] for line in lines[:-1]] == [
        "::error", "::warning", "::error", "::notice", "::notice", "::error",
    ]  # fmt: skip
    assert lines[4] == (
        "::notice file=master.xlsx,title=TXT001 indicator 40 (waived)::Indicator 40!B45: no commentary"
        "%0AWaived until 2024-02-14: Agreed in January"
    )
    assert lines[5] == "::error file=broken.xlsx,title=Could not be validated::broken.xlsx: not a workbook"
    assert lines[-1] == RUN.summary


def test_what_means_something_to_github_is_escaped() -> None:
    odd = finding(message="100% of 5: yes, no", indicator="1,2:3%")
    line = as_github(Run((outcome("a,b:c%d.xlsx", [odd]),)))[0]
    assert line.startswith("::error file=a%2Cb%3Ac%25d.xlsx,title=CUM003 indicator 1%2C2%3A3%25::")
    assert "100%25 of 5: yes, no" in line


def test_a_path_of_windows_is_one_that_github_knows() -> None:
    line = as_github(Run((outcome("books\\q3\\master.xlsx", [finding()]),)))[0]
    assert line.startswith("::error file=books/q3/master.xlsx,")


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_without_any_finding_can_be_written(name: str) -> None:
    written = FORMATS[name](Run((replace(outcome(), findings=()),)))
    assert written.decode("utf-8-sig")
