"""Validating many workbooks: none stops the others, and the order stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from validating import CODES, FALLS, SOME, TODAY, finding, open_told, outcome, tell, waiver

from quarterbook.checks.finding import ERROR, INFO, WARNING
from quarterbook.validation.outcome import Outcome, Run
from quarterbook.validation.run import Task, outcomes
from quarterbook.validation.settings import FAIL_ON, NEVER, Settings


def run_over(*paths: Path, jobs: int = 1, **more: object) -> list[Outcome]:
    tasks = [Task(path=path, **{"checked": CODES, **more}) for path in paths]  # type: ignore[arg-type]
    return list(outcomes(tasks, open_told, TODAY, jobs))


def test_what_is_found_and_what_is_waived_is_told_apart(tmp_path: Path) -> None:
    path = tell(tmp_path / "master.xlsx", *SOME)
    mine = waiver(FALLS, "36")
    (done,) = run_over(path, settings=Settings(waivers=(mine,)))
    assert (done.path, done.period, done.error) == (str(path), "2023/24 Q3", "")
    assert done.indicators == (("36", "Title of 36"), ("CS12a", "Title of CS12a"))
    assert done.findings == SOME[1:]
    assert [waived.finding for waived in done.waived] == [SOME[0]]
    assert done.matched == {mine}


def test_only_the_checks_that_are_asked_for_are_made(tmp_path: Path) -> None:
    (done,) = run_over(tell(tmp_path / "master.xlsx", *SOME), checked=(FALLS,))
    assert done.findings == (SOME[0],)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_cannot_be_read_stops_nothing(tmp_path: Path, jobs: int) -> None:
    good, other = tell(tmp_path / "good.xlsx", finding()), tell(tmp_path / "other.xlsx")
    broken, faulty = tmp_path / "broken.xlsx", tell(tmp_path / "faulty.xlsx", fault="division by nothing")
    broken.write_bytes(b"no workbook")
    done = run_over(broken, good, faulty, tmp_path / "missing.xlsx", other, jobs=jobs)
    assert [Path(each.path).name for each in done] == [
        "broken.xlsx", "good.xlsx", "faulty.xlsx", "missing.xlsx", "other.xlsx",
    ]  # fmt: skip
    assert [bool(each.error) for each in done] == [True, False, True, True, False]
    assert done[0].error == f"{broken}: not a workbook"
    assert done[1].findings == (finding(),)
    assert done[2].error.startswith(f"{faulty}: could not be validated; please report this as a fault of Quarterbook: ")
    assert "ZeroDivisionError in validating.py, line " in done[2].error
    assert done[2].error.endswith(": division by nothing")


def test_the_order_is_that_of_the_tasks_whichever_is_done_first(tmp_path: Path) -> None:
    paths = [tell(tmp_path / f"{n}.xlsx", finding(indicator=str(n)), seconds=0.2 if n == 0 else 0) for n in range(5)]
    done = run_over(*paths, jobs=3)
    assert [each.path for each in done] == [str(path) for path in paths]
    assert [each.findings[0].indicator for each in done] == ["0", "1", "2", "3", "4"]


def test_a_workbook_that_kills_its_process_stops_nothing(tmp_path: Path) -> None:
    paths = [tell(tmp_path / "a.xlsx"), tell(tmp_path / "killer.xlsx", kill=True), tell(tmp_path / "b.xlsx", finding())]
    done = run_over(*paths, jobs=2)
    assert [bool(each.error) for each in done] == [False, True, False]
    assert done[1].error == f"{paths[1]}: could not be validated; the process ended, perhaps for want of memory"
    assert done[2].findings == (finding(),)


def test_the_user_stops_all_processes(tmp_path: Path) -> None:
    import multiprocessing

    paths = [tell(tmp_path / "a.xlsx"), *(tell(tmp_path / f"slow{n}.xlsx", seconds=60) for n in range(3))]
    working = outcomes([Task(path=path, checked=CODES) for path in paths], open_told, TODAY, 2)
    next(working)
    with pytest.raises(KeyboardInterrupt):
        working.throw(KeyboardInterrupt())  # type: ignore[attr-defined]
    for process in multiprocessing.active_children():
        process.join(10)
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    ("severities", "fail_on", "status"),
    [
        ([], ERROR, 0),
        ([INFO], ERROR, 0),
        ([WARNING], ERROR, 0),
        ([ERROR], ERROR, 1),
        ([INFO], WARNING, 0),
        ([WARNING], WARNING, 1),
        ([ERROR], WARNING, 1),
        ([ERROR, WARNING, INFO], NEVER, 0),
    ],
)
def test_the_exit_status_follows_from_the_worst_that_counts(severities: list[str], fail_on: str, status: int) -> None:
    found = outcome(
        findings=[finding(severity=severity) for severity in severities], settings=Settings(fail_on=fail_on)
    )
    clean = outcome(findings=(), settings=Settings(fail_on=fail_on))
    assert Run((clean, found)).status == Run((found, clean)).status == status


@pytest.mark.parametrize("fail_on", FAIL_ON)
def test_what_could_not_be_done_outranks_findings(fail_on: str) -> None:
    unread = Outcome(path="a.xlsx", error="a.xlsx: not a workbook")
    found = outcome(settings=Settings(fail_on=fail_on))
    assert Run((unread, found)).status == Run((found, unread)).status == 2


def test_each_workbook_counts_by_its_own_settings() -> None:
    strict = outcome(findings=[finding(severity=WARNING)], settings=Settings(fail_on=WARNING))
    easy = outcome(findings=[finding(severity=ERROR)], settings=Settings(fail_on=NEVER))
    assert Run((easy,)).status == 0
    assert Run((easy, strict)).status == 1


def test_one_reason_is_told_once() -> None:
    same = "quarterbook.toml: not TOML"
    assert Run((Outcome(path="a.xlsx", error=same), Outcome(path="b.xlsx", error=same))).errors == (same,)
