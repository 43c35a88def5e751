"""`quarterbook validate` and `quarterbook checks`: what they print, and the status they leave with."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from lxml import etree
from validating import CODES, FALLS, SOME, TODAY, finding, open_told, tell

from quarterbook.checks import CHECKS
from quarterbook.checks.check import FAMILIES
from quarterbook.checks.finding import INFO, WARNING
from quarterbook.cli import app, main
from quarterbook.validation.command import Asked, validate
from quarterbook.validation.formats import FORMATS
from quarterbook.validation.settings import FAIL_ON

ROOT = Path(__file__).parents[2]
MASTER = ROOT / "workbook" / "master.xlsx"
WAIVER = """
[[waiver]]
code = "{code}"
indicator = "36"
reason = "Agreed in January"
expires = {expires}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, where workbooks are what `tell` writes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("quarterbook.master.open_master", open_told)
    (tmp_path / ".git").mkdir()  # no settings file above is meant
    return tmp_path


def status_of(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    code = left.value.code
    assert isinstance(code, int)
    return code


def test_findings_are_printed_and_counted(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell(here / "master.xlsx", *SOME)
    assert status_of("validate", "master.xlsx") == 1
    said = capsys.readouterr()
    assert said.out.startswith(
        "master.xlsx, 2023/24 Q3, 2 indicators: 2 errors, 1 warning, 1 info\n"
        "\n"
        "  Indicator 36: Title of 36\n"
        "    error   CUM003 Indicator 36!B45: "
    )
    assert said.out.endswith("\n2 errors, 1 warning, 1 info in 1 workbook (2 indicators)\n")
    assert said.err == ""


def test_a_workbook_without_findings_leaves_with_0(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell(here / "master.xlsx")
    assert status_of("validate", "master.xlsx") == 0
    assert capsys.readouterr().out.endswith("Nothing found in 1 workbook (0 indicators)\n")


@pytest.mark.parametrize(
    ("severity", "options", "status"),
    [
        (WARNING, [], 0),
        (WARNING, ["--fail-on", "warning"], 1),
        (INFO, ["--fail-on", "warning"], 0),
        ("error", ["--fail-on", "never"], 0),
    ],
)
def test_fail_on_says_what_counts(here: Path, severity: str, options: list[str], status: int) -> None:
    tell(here / "master.xlsx", finding(severity=severity))
    assert status_of("validate", "master.xlsx", *options) == status


def test_what_cannot_be_read_is_told_on_standard_error_and_outranks_findings(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(here / "books" / "good.xlsx", finding())
    (here / "books" / "bad.xlsx").write_text("no workbook")
    assert status_of("validate", "books", "missing.xlsx", "--format", "json", "--fail-on", "never") == 2
    said = capsys.readouterr()
    assert [list(entry) for entry in json.loads(said.out)["workbooks"]] == [
        ["path", "error"],
        ["path", "period", "indicators", "findings", "waived", "summary"],
        ["path", "error"],
    ]
    assert said.err == (
        "quarterbook: books/bad.xlsx: not a workbook\nquarterbook: missing.xlsx: there is no such file or folder\n"
    )


def test_a_file_that_failed_is_told_once_on_a_terminal_and_stands_in_a_file_of_findings(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(here / "good.xlsx")
    (here / "bad.xlsx").write_text("no workbook")
    assert status_of("validate", "bad.xlsx", "good.xlsx") == 2
    said = capsys.readouterr()
    assert said.err == "quarterbook: bad.xlsx: not a workbook\n"
    assert said.out == (
        "good.xlsx, 2023/24 Q3, 0 indicators: nothing found\n"
        "\n"
        "1 could not be validated; nothing found in 1 workbook (0 indicators)\n"
    )
    assert status_of("validate", "bad.xlsx", "good.xlsx", "--output", "findings.txt") == 2
    assert (here / "findings.txt").read_text().splitlines()[0] == "could not be validated: bad.xlsx: not a workbook"
    assert capsys.readouterr().out == (
        "findings.txt: 1 could not be validated; nothing found in 1 workbook (0 indicators)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["wibble"], "wibble is no command (quarterbook --help lists the commands)"),
        (["valdate", "a.xlsx"], "valdate is no command; is validate meant? (quarterbook --help lists the commands)"),
        (["--wibble"], "--wibble is no option (quarterbook --help lists the commands)"),
        (["validate"], "FILE… is missing (quarterbook validate --help says what it takes)"),
        (["new", "a.xlsx"], "--from is missing (quarterbook new --help says what it takes)"),
        (["report", "a.xlsx", "b", "c"], "b c: more than this command takes (quarterbook report --help says what"),
    ],
)
def test_what_is_not_understood_is_answered_in_our_words(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert status_of(*arguments) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert printed.err.startswith(f"quarterbook: {said}")


def test_select_and_ignore_choose_the_checks(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell(here / "master.xlsx", *SOME)

    def codes(*options: str) -> list[str]:
        status_of("validate", "master.xlsx", "--format", "json", *options)
        return [found["code"] for found in json.loads(capsys.readouterr().out)["workbooks"][0]["findings"]]

    assert codes("--select", "cum,act") == ["CUM003", "ACT001"]
    assert codes("--select", "CUM", "--select", "ROL002") == ["CUM003", "ROL002"]
    assert codes("--ignore", "CUM, ACC001") == ["ACT001", "ROL002"]
    assert codes("--select", "CUM,ACT", "--ignore", "CUM003") == ["ACT001"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "xml"], '--format: "xml" is not understood; there are text, json, csv, junit, github'),
        (["--format", "jason"], '--format: "jason" is not understood; is json meant? there are'),
        (["--fail-on", "info"], '--fail-on: "info" is not understood; there are error, warning, never'),
        (["--select", "CUM1"], '--select: "CUM1" is neither a check nor a family of checks; is CUM'),
        (["--ignore", "X"], '--ignore: "X" is neither a check nor a family of checks; quarterbook checks lists them'),
        (["--select", ""], "--select: no code is given"),
        (["--select", "CUM001", "--ignore", "CUM"], "no check is left"),
        (["--config", "none.toml"], "none.toml: cannot be read (No such file or directory)"),
        (["--jobs", "0"], "--jobs: 0 processes cannot work; give 1 or more"),
        (["--output", "other.xlsx"], "other.xlsx: findings are not written as a workbook; name another file"),
        (["--output", "nowhere/findings.txt"], "nowhere/findings.txt: cannot be written"),
        (["--jobs", "x"], '--jobs: "x" is no whole number\n'),
        (["--jobs", "1.5"], '--jobs: "1.5" is no whole number\n'),
        (["--jobs", ""], '--jobs: "" is no whole number\n'),
        (["--jobs", "9" * 5000], "is no whole number\n"),
        (["--jobs"], "--jobs: its value is missing\n"),
        (["--write=yes"], "--write takes no value\n"),
        (["--colour", "never"], "--colour is no option (quarterbook validate --help says what it takes)"),
        (["--jbos", "3"], "--jbos is no option; is --jobs meant? (quarterbook validate --help says what it takes)"),
    ],
)
def test_bad_usage_is_one_line_and_status_2(
    here: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    tell(here / "master.xlsx", finding())
    assert status_of("validate", "master.xlsx", *options) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("quarterbook: ")
    assert said in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_printed_or_written_to_a_file(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes], name: str
) -> None:
    tell(here / "master.xlsx", *SOME, finding(found="▲ é"))
    assert status_of("validate", "master.xlsx", "--format", name) == 1
    printed = capfdbinary.readouterr().out
    assert status_of("validate", "master.xlsx", "--format", name, "--output", "findings.out") == 1
    assert (here / "findings.out").read_bytes() == printed
    assert capfdbinary.readouterr().out == b"findings.out: 3 errors, 1 warning, 1 info in 1 workbook (2 indicators)\n"


def test_a_file_that_was_there_is_replaced_and_a_workbook_never(here: Path) -> None:
    tell(here / "master.xlsx", finding())
    before = (here / "master.xlsx").read_bytes()
    (here / "findings.json").write_text("old")
    assert status_of("validate", "master.xlsx", "--format", "json", "--output", "findings.json") == 1
    assert json.loads((here / "findings.json").read_text())["version"] == 1
    assert status_of("validate", "master.xlsx", "--output", "master.xlsx") == 2
    assert (here / "master.xlsx").read_bytes() == before


def test_the_settings_file_holds_and_the_command_line_wins(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell(here / "books" / "q3" / "master.xlsx", *SOME)
    (here / "books" / "quarterbook.toml").write_text(
        'fail_on = "warning"\nselect = ["ACT", "ACC"]\nignore = ["ACC001"]\n'
    )
    assert status_of("validate", "books", "--format", "json") == 1
    assert json.loads(capsys.readouterr().out)["workbooks"][0]["summary"] == {"error": 0, "warning": 1, "info": 0}
    assert status_of("validate", "books", "--fail-on", "error") == 0
    assert "settings: " in capsys.readouterr().out
    assert status_of("validate", "books", "--format", "json", "--select", "CUM") == 1
    assert json.loads(capsys.readouterr().out)["workbooks"][0]["summary"] == {"error": 1, "warning": 0, "info": 0}
    assert status_of("validate", "books", "--format", "json", "--ignore", "ACT") == 0
    assert json.loads(capsys.readouterr().out)["workbooks"][0]["summary"] == {"error": 0, "warning": 0, "info": 1}


def test_a_settings_file_that_leaves_no_check_with_the_command_line_is_named(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(here / "master.xlsx", finding())
    (here / "quarterbook.toml").write_text('select = ["CUM"]\n')
    assert status_of("validate", "master.xlsx", "--ignore", "CUM") == 2
    told = "quarterbook.toml, --select and --ignore together: what is selected is ignored as well"
    assert told in capsys.readouterr().err


def test_a_settings_file_can_be_named(here: Path) -> None:
    tell(here / "master.xlsx", finding(severity=WARNING))
    (here / "quarterbook.toml").write_text('fail_on = "error"\n')
    (here / "strict.toml").write_text('fail_on = "warning"\n')
    assert status_of("validate", "master.xlsx") == 0
    assert status_of("validate", "master.xlsx", "--config", "strict.toml") == 1


def test_each_workbook_has_the_settings_of_its_own_folder_and_a_bad_one_stops_no_other(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("care", "roads", "waste"):
        tell(here / name / "a.xlsx", finding(severity=WARNING))
        tell(here / name / "b.xlsx")
    (here / "care" / "quarterbook.toml").write_text('fail_on = "warning"\n')
    (here / "roads" / "quarterbook.toml").write_text("fail_on = soon\n")
    assert status_of("validate", "care", "waste") == 1
    capsys.readouterr()
    assert status_of("validate", "care", "roads", "waste", "--format", "json") == 2
    said = capsys.readouterr()
    entries = json.loads(said.out)["workbooks"]
    assert ["error" in entry for entry in entries] == [False, False, True, True, False, False]
    assert re.fullmatch(r"quarterbook: \S+roads/quarterbook.toml: not TOML: .*\n", said.err)


def run_on(day_after: int, here: Path, capsys: pytest.CaptureFixture[str], name: str) -> tuple[int, str]:
    run = validate(
        ["master.xlsx"],
        Asked(),
        written_as=name,
        output=None,
        codes=CODES,
        open_workbook=open_told,
        today=TODAY + timedelta(days=day_after),
    )
    return run.status, capsys.readouterr().out


@pytest.mark.parametrize("name", FORMATS)
def test_a_waiver_is_listed_in_every_format_and_so_is_its_end(
    here: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    tell(here / "master.xlsx", finding())
    (here / "quarterbook.toml").write_text(WAIVER.format(code=FALLS, expires=TODAY.isoformat()))
    status, text = run_on(0, here, capsys, name)
    assert status == 0
    assert "Agreed in January" in text
    assert TODAY.isoformat() in text
    status, text = run_on(1, here, capsys, name)
    assert status == 1
    assert f"its waiver ended on {TODAY.isoformat()}" in text
    assert "Agreed in January" in text


def test_a_waiver_for_nothing_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell(here / "a.xlsx", finding("LBL001"))
    tell(here / "b.xlsx")
    (here / "quarterbook.toml").write_text(WAIVER.format(code=FALLS, expires="2999-01-01"))
    assert status_of("validate", ".", "--fail-on", "never") == 0
    told = capsys.readouterr().err
    assert told.startswith("quarterbook: ")
    assert "quarterbook.toml: CUM003 for indicator 36 is waived, but nothing was found for it" in told
    assert told.count("\n") == 1
    assert status_of("validate", ".", "--fail-on", "never", "--select", "LBL") == 0
    assert capsys.readouterr().err == ""


def test_several_processes_give_what_one_gives(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(4):
        tell(here / "books" / f"{n}.xlsx", *SOME[: n + 1])
    (here / "books" / "broken.xlsx").write_text("no workbook")
    printed = []
    for jobs in (1, 3):
        assert status_of("validate", "books", "--format", "json", "--jobs", jobs) == 2
        printed.append(capsys.readouterr())
    assert printed[0] == printed[1]


def test_what_stands_in_an_error_cannot_act_either(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("validate", "\x1b[31m##[error]\u202e.xlsx") == 2
    told = capsys.readouterr().err
    assert status_of("validate", "\x1b[31m##[error]\u202e.xlsx", "--format", "csv") == 2
    for text in (told, capsys.readouterr().out):
        assert "<U+001B>[31m# #[error]<U+202E>.xlsx" in text
        assert not {"\x1b", "\u202e"} & set(text)


def test_the_help_names_every_format_and_every_threshold() -> None:
    command = typer.main.get_command(app).commands["validate"]  # type: ignore[attr-defined]
    shown = {parameter.name: parameter.metavar for parameter in command.params}
    assert shown["format_"] == "|".join(FORMATS)
    assert shown["fail_on"] == "|".join(FAIL_ON)


# --- with the real checks on a real workbook -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example workbook, and one that is none, in a folder of their own."""
    folder = tmp_path_factory.mktemp("example")
    (folder / ".git").mkdir()
    shutil.copy(MASTER, folder / "master.xlsx")
    (folder / "~$master.xlsx").write_bytes(b"lock")
    return folder


def test_the_example_is_validated_and_not_touched(
    example: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(example)
    before = (example / "master.xlsx").read_bytes()
    assert status_of("validate", ".", "--format", "json") == 1
    said = capsys.readouterr()
    (entry,) = json.loads(said.out)["workbooks"]
    assert (entry["path"], entry["period"], entry["indicators"]) == ("master.xlsx", "2023/24 Q3", 19)
    assert {("ROL002", "175"), ("ROL002", "179"), ("ROL001", "220"), ("LBL001", "221")} <= {
        (found["code"], found["indicator"]) for found in entry["findings"]
    }
    assert (example / "master.xlsx").read_bytes() == before
    assert sorted(path.name for path in example.iterdir()) == [".git", "master.xlsx", "~$master.xlsx"]


def test_a_file_that_is_no_workbook_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    assert status_of("validate", path, "--format", "junit") == 2
    said = capsys.readouterr()
    assert etree.fromstring(said.out.encode()).get("errors") == "1"
    assert said.err.startswith(f"quarterbook: {path}: ")
    assert said.err.count("\n") == 1


# --- quarterbook checks ----------------------------------------------------------------------------------------------


def test_all_checks_are_listed_by_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("checks") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        f"{code} {about}" for code, about in FAMILIES.items()
    ]
    listed = [line.split(maxsplit=2) for line in lines if line.startswith(" ")]
    assert sorted(listed) == sorted([check.code, check.severity, check.title] for check in CHECKS.values())


def test_a_family_is_listed_in_any_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("checks", "rol") == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading == f"ROL {FAMILIES['ROL']}"
    assert [line.split()[0] for line in lines] == [code for code in CHECKS if code.startswith("ROL")]


@pytest.mark.parametrize("code", CHECKS)
def test_every_check_is_explained(capsys: pytest.CaptureFixture[str], code: str) -> None:
    assert status_of("checks", code.lower()) == 0
    text = capsys.readouterr().out
    check = CHECKS[code]
    for said in (code, check.title, check.severity, check.family, check.what, check.why, check.example, check.mend):
        assert said in text


def test_a_check_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of("checks", "CUM1") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "is CUM" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("options", [("--output", "quarterbook.toml"), ("--config", "q.toml", "--output", "q.toml")])
def test_findings_never_replace_settings(here: Path, options: tuple[str, ...]) -> None:
    tell(here / "master.xlsx", finding())
    for name in ("quarterbook.toml", "q.toml"):
        (here / name).write_text('fail_on = "never"\n')
    assert status_of("validate", "master.xlsx", *options) == 2
    assert [(here / name).read_text() for name in ("quarterbook.toml", "q.toml")] == ['fail_on = "never"\n'] * 2


def test_a_part_of_the_checks_is_said_to_be_a_part(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell(here / "master.xlsx", finding("LBL001"))
    assert status_of("validate", "master.xlsx", "--select", "CUM001") == 0
    assert f"{len(CHECKS) - 1} checks left out" in capsys.readouterr().out
    status_of("validate", "master.xlsx")
    assert "left out" not in capsys.readouterr().out
