"""`quarterbook report`: which files it makes, what it refuses, and the status it leaves with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quarterbook.book.build import build_workbook
from quarterbook.checks.finding import ERROR, Finding
from quarterbook.cli import COULD_NOT, FINDINGS, main
from quarterbook.demo import run
from quarterbook.errors import QuarterbookError
from quarterbook.periods import Period
from quarterbook.register import Indicator, Observation, Register, Settings
from quarterbook.report import editions
from quarterbook.report.editions import EDITIONS, Edition
from quarterbook.report.make import make

Q3 = Period.parse("2023/24 Q3")
REGISTER = Register(
    Settings(organisation="Example Council", reporting_period=Q3),
    (Indicator(number="36", title="Visits", direction="up"),),
    (Observation(number="36", period=Q3, actual=130.0, target=120.0),),
)
NAMES = {"master.xlsx", *(f"master-report-2023-24-q3.{name}" for name in EDITIONS)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "master.xlsx"
    build_workbook(REGISTER, path)
    return path


@pytest.fixture
def master(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(built, tmp_path))


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the checks find one thing of a severity, or nothing."""

    def let(severity: str) -> None:
        said = {"sheet": "", "cell": "", "message": "m", "expected": "", "found": "", "fix": "f"}
        found = Finding(code="RAG001", severity=severity, indicator="36", **said)
        monkeypatch.setattr("quarterbook.master.Master.validate", lambda *_: [found] if severity else [])

    return let


def status_of(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    code = left.value.code
    assert isinstance(code, int)
    return code


def test_without_an_out_every_edition_stands_beside_the_workbook(
    master: Path, capsys: pytest.CaptureFixture[str], finds: Callable[[str], None]
) -> None:
    finds("")
    before = master.read_bytes()
    assert status_of("report", master) == 0
    assert {path.name for path in master.parent.iterdir()} == NAMES
    assert master.read_bytes() == before
    told = capsys.readouterr()
    assert all(str(master.with_name(name)) in told.out for name in NAMES - {"master.xlsx"})
    assert told.err == ""


def test_a_named_edition_is_the_only_one_made(master: Path, tmp_path: Path, finds: Callable[[str], None]) -> None:
    finds("warning")
    assert status_of("report", master, "--html", tmp_path / "web.html") == 0
    assert {path.name for path in tmp_path.iterdir()} == {"master.xlsx", "web.html"}


def test_an_error_makes_a_draft_and_the_status_says_so(
    master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], finds: Callable[[str], None]
) -> None:
    finds(ERROR)
    out = tmp_path / "web.html"
    assert status_of("report", master, "--html", out) == FINDINGS
    assert "DRAFT: 1 error is unresolved" in capsys.readouterr().err
    assert b"DRAFT" in out.read_bytes()
    assert status_of("report", master, "--html", out, "--final") == 0
    assert b"DRAFT" not in out.read_bytes()


def test_the_checks_themselves_make_a_draft_of_a_workbook_with_an_error(tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    parts = replace(REGISTER.history[0], actual=0.5, numerator=570.0, denominator=889.0, target=0.6)
    build_workbook(
        replace(REGISTER, indicators=(replace(REGISTER.indicators[0], measure="percent"),), history=(parts,)), path
    )
    report = make(path, {"html": tmp_path / "web.html"}).report
    assert [finding.severity for finding in report.unresolved] == [ERROR] * len(report.unresolved)
    assert report.is_draft


def test_another_period_is_another_file(master: Path) -> None:
    made = make(master, period="Q2 2023/24", final=True)
    assert [path.name for path in made.files.values()] == [f"master-report-2023-24-q2.{name}" for name in EDITIONS]
    assert made.report.period == Q3.previous()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--html", "{here}/web.pdf"], "web page is written as .html"),
        (["--html", "{here}/nowhere/web.html"], "web.html: cannot be written"),
        (["--period", "soon"], "soon"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_nothing_is_written(
    arguments: list[str], said: str, master: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [argument.format(here=master.parent) for argument in arguments]
    assert status_of("report", master, "--final", *given) == COULD_NOT
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""
    assert [path.name for path in master.parent.iterdir()] == ["master.xlsx"]


def test_no_workbook_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("report", tmp_path / "none.xlsx") == COULD_NOT
    assert "none.xlsx" in capsys.readouterr().err


def test_a_file_is_never_written_over_the_workbook_or_over_another_edition(
    master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(editions.EDITIONS, "xlsx", Edition("spreadsheet", "html"))
    before = master.read_bytes()
    (master.parent / "link.xlsx").symlink_to(master)
    for path in (master, master.parent / "link.xlsx", master.parent / "x" / ".." / "master.xlsx"):
        with pytest.raises(QuarterbookError, match="the workbook itself"):
            make(master, {"xlsx": path}, final=True)
    assert master.read_bytes() == before


def test_what_people_edited_is_kept_and_what_they_did_not_is_not(master: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(editions.EDITIONS, "docx", Edition("document", "html", is_edited=True))
    outs = {name: master.with_name(f"out.{name}") for name in ("html", "docx")}
    assert make(master, outs, final=True).kept == {}
    assert make(master, outs, final=True).kept == {}  # the same bytes: nobody edited them
    for path in outs.values():
        path.write_bytes(b"edited")
    kept = make(master, outs, final=True).kept
    assert kept == {outs["docx"]: master.with_name("out (2).docx")}
    assert kept[outs["docx"]].read_bytes() == b"edited"


def test_nothing_is_written_when_one_edition_cannot_be_made(master: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(editions.EDITIONS, "last", Edition("last", "nowhere"))
    with pytest.raises(QuarterbookError, match="last"):
        make(master, final=True)
    assert [path.name for path in master.parent.iterdir()] == ["master.xlsx"]


def test_how_far_it_is_goes_from_nothing_to_all_and_never_back(master: Path) -> None:
    told: list[float] = []
    make(master, final=True, tell=lambda _what, share: told.append(share))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, pytest.approx(1.0))


def test_the_demo_makes_every_edition(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == NAMES
    assert all(str(tmp_path / name) in capsys.readouterr().out for name in ["master-report-2023-24-q3.html"])


def test_the_demo_says_why_there_is_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(editions.EDITIONS, "last", Edition("last", "nowhere"))
    run(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["master.xlsx"]
    assert "Report:   not made: the last (last) needs" in capsys.readouterr().out


def test_a_waived_error_makes_no_draft(
    master: Path, finds: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    finds(ERROR)
    settings = master.with_name("quarterbook.toml")
    waived = '[[waiver]]\ncode = "RAG001"\nindicator = "36"\nreason = "Agreed"\nexpires = {}\n'
    settings.write_text(waived.format("2999-01-01"))
    assert status_of("report", master, "--html", master.with_name("a.html")) == 0
    assert "1 error is waived in the settings" in capsys.readouterr().err
    settings.write_text(waived.format("2020-01-01"))
    assert status_of("report", master, "--html", master.with_name("b.html")) == FINDINGS
    assert "DRAFT" in capsys.readouterr().err
