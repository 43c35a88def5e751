"""The pages about validation show what is so: output, settings, JSON, the hook and the workflow."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pre_commit import clientlib
from test_validation_schema import SCHEMA
from validating import CODES

from quarterbook.cli import main
from quarterbook.validation.formats import FORMATS
from quarterbook.validation.settings import FILE_NAME, read_settings

ROOT = Path(__file__).parents[2]
MASTER = ROOT / "workbook" / "master.xlsx"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
LONG = 60


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def status_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    code = left.value.code
    assert isinstance(code, int)
    return code


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the example workbook where the pages say that it is."""
    (tmp_path / "workbook").mkdir()
    (tmp_path / ".git").mkdir()
    shutil.copy(MASTER, tmp_path / "workbook")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_shows_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    status_of("validate", str(MASTER))
    printed = capsys.readouterr().out
    (shown,) = blocks("validate.md", "text")
    assert shown in printed


def test_the_settings_of_the_page_are_understood(tmp_path: Path) -> None:
    (shown,) = blocks("validate.md", "toml")
    for text in (shown, shown.replace("# select", "select")):
        (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
        settings = read_settings(tmp_path / FILE_NAME, CODES)
        assert settings.waivers[0].indicator == "179"
        assert settings.ignore
    assert settings.select


def test_the_json_of_the_page_is_of_the_form_of_the_schema() -> None:
    (shown,) = blocks("validate.md", "json")
    Draft202012Validator(SCHEMA).validate(json.loads(shown))


def test_the_page_lists_every_format() -> None:
    text = (ROOT / "docs" / "validate.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(FORMATS)


# --- the workflow -----------------------------------------------------------------------------------------------------


def workflow() -> dict[Any, Any]:
    found = [yaml.safe_load(block) for block in blocks("ci.md", "yaml")]
    (flow,) = [block for block in found if "jobs" in block]
    return flow


def test_the_workflow_is_one() -> None:
    flow = workflow()
    assert set(flow) == {"name", True, "permissions", "jobs"}  # YAML takes "on" for true, as GitHub knows
    assert set(flow[True]) == {"pull_request", "push", "schedule"}
    (job,) = flow["jobs"].values()
    assert all(("uses" in step) != ("run" in step) for step in job["steps"])
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]) for step in job["steps"] if "uses" in step)


def test_the_commands_of_the_workflow_do_what_it_says(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (job,) = workflow()["jobs"].values()
    commands = [shlex.split(step["run"])[1:] for step in job["steps"] if step.get("run", "").startswith("quarterbook")]
    assert [status_of(*command) for command in commands] == [1, 0]
    assert re.search(r"^::error file=workbook/master\.xlsx,title=", capsys.readouterr().out, re.MULTILINE)
    (kept,) = [step["with"]["path"] for step in job["steps"] if "path" in step.get("with", {})]
    assert (repository / kept).read_bytes().startswith(b"\xef\xbb\xbfpath,period,code,")


def test_the_commands_for_other_servers_write_what_they_are_told_to(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (gitlab,) = [block["validate"] for text in blocks("ci.md", "yaml") if "validate" in (block := yaml.safe_load(text))]
    command = gitlab["script"][-1]
    assert command in "".join(blocks("ci.md", "sh"))
    assert status_of(*shlex.split(command)[1:]) == 1
    assert (repository / gitlab["artifacts"]["reports"]["junit"]).read_bytes().startswith(b"<?xml")


# --- the hook ---------------------------------------------------------------------------------------------------------


def hook() -> dict[str, Any]:
    (found,) = clientlib.load_manifest(str(HOOKS))
    return dict(found)


def test_the_hook_is_defined_as_pre_commit_wants_it(tmp_path: Path) -> None:
    config = tmp_path / ".pre-commit-config.yaml"
    (shown,) = [block for block in blocks("ci.md", "yaml") if block.startswith("repos:")]
    config.write_text(shown)
    (repo,) = clientlib.load_config(str(config))["repos"]
    assert [each["id"] for each in repo["hooks"]] == [hook()["id"]]
    assert (hook()["language"], hook()["types"], hook()["require_serial"]) == ("python", ["file"], True)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("master.xlsx", True),
        ("a/b/MASTER.XLSM", True),
        ("master.xls", False),
        ("xlsx", False),
        ("master.xlsx.txt", False),
        ("findings.csv", False),
    ],
)
def test_the_hook_is_for_workbooks(name: str, wanted: bool) -> None:
    assert bool(re.search(hook()["files"], name)) is wanted


def test_pre_commit_runs_the_hook_over_the_workbooks_of_a_repository(tmp_path: Path) -> None:
    """With the installed program instead of an environment of its own, which would take half a minute to make."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    (tmp_path / "workbook").mkdir()
    shutil.copy(MASTER, tmp_path / "workbook")
    (tmp_path / "notes.txt").write_text("no workbook")
    local = {"repo": "local", "hooks": [{**hook(), "language": "system", "args": ["--select", "ROL,LBL"]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}))
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**plain, "PATH": programs, "PRE_COMMIT_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=LONG, check=False
        )

    run("git", "init", "-q")
    run("git", "add", ".")
    found = run(sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert found.returncode == 1, found.stdout + found.stderr
    assert "error   ROL001 Published!K41: " in found.stdout
    assert "notes.txt" not in found.stdout
    waivers = [
        f'[[waiver]]\ncode = "ROL"\nindicator = "{number}"\nreason = "Known"\nexpires = 2999-01-01\n'
        for number in re.findall(r"^  Indicator (\w+):", found.stdout, re.MULTILINE)
    ]
    (tmp_path / FILE_NAME).write_text("\n".join(waivers))
    run("git", "add", ".")
    waived = run(sys.executable, "-m", "pre_commit", "run", "--all-files")
    assert waived.returncode == 0, waived.stdout + waived.stderr
