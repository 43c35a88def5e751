"""The program as a person or a server starts it: on a terminal, behind a pipe, stopped by Ctrl+C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from validating import SOME, finding, tell

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

PROGRAM = [sys.executable, str(Path(__file__).with_name("told_cli.py"))]
LONG = 30.0
"""Seconds after which a test gives up."""


def environment(**more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return {**plain, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "40", "PYTHONUTF8": "1", **more}


def on_terminal(
    folder: Path, *arguments: str, stop_when: bytes = b"", ask_it_to_end: bool = False, **more: str
) -> tuple[int, str]:
    """Run the program with a terminal for all its streams; press Ctrl+C once something is shown, or ask it to end.

    This returns when nobody has the terminal any more, the program's own processes included.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**more),
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # nobody has the other end any more
                break
            if not part:
                break
            shown += part
            if stop_when and stop_when in shown:
                if ask_it_to_end:
                    os.kill(process.pid, signal.SIGTERM)  # as a scheduler does: to the program alone
                else:
                    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to those that it started too
                stop_when = b""
        return process.wait(LONG), shown.decode().replace("\r\n", "\n")
    finally:
        os.close(ours)
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.fixture
def books(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for n in range(4):
        tell(tmp_path / "books" / f"{n}.xlsx", *SOME[:n])
    return tmp_path


def test_on_a_terminal_there_are_colours_and_a_progress_bar_that_goes_away(books: Path) -> None:
    status, shown = on_terminal(books, "validate", "books")
    assert status == 1
    assert "\x1b[1;31merror" in shown
    assert "Validating" in shown
    assert "4/4" in shown
    last = shown.rstrip().splitlines()[-1]
    assert re.sub(r"\x1b\[[\d;]*m", "", last) == "4 errors, 2 warnings in 4 workbooks (4 indicators)"
    bar, _, findings = shown.rpartition("\x1b[2K")  # the bar's line is cleared before the findings come
    assert "Validating" in bar
    assert "Validating" not in findings
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1  # the cursor is there again


def test_one_workbook_has_no_progress_bar(books: Path) -> None:
    assert "Validating" not in on_terminal(books, "validate", "books/3.xlsx")[1]


def test_no_colour_means_no_colour(books: Path) -> None:
    _, shown = on_terminal(books, "validate", "books/3.xlsx", NO_COLOR="1")
    assert not re.search(r"\x1b\[[\d;]*3\d", shown)
    assert "error   CUM003" in re.sub(r"\x1b\[[\d;]*m", "", shown)


def test_behind_a_pipe_it_is_quiet_and_plain(books: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "validate", "books"], cwd=books, capture_output=True, env=environment(FORCE_COLOR="1"), timeout=LONG,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"\x1b" not in done.stdout
    assert done.stdout.decode().splitlines()[-1] == "4 errors, 2 warnings in 4 workbooks (4 indicators)"


@pytest.mark.parametrize("count", [1, 3000])
def test_a_reader_that_goes_away_is_no_fault(books: Path, count: int) -> None:
    """More than a pipe holds, and so little that it is written when the program ends."""
    tell(books / "books" / "many.xlsx", *(finding(indicator=str(n)) for n in range(count)))
    with subprocess.Popen(
        [*PROGRAM, "validate", "books"], cwd=books, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if count > 1:
            process.stdout.readline()
        process.stdout.close()
        assert process.wait(LONG) == 2
        assert process.stderr.read() == b""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_cleanly(books: Path, jobs: str) -> None:
    for n in range(3):
        tell(books / "books" / f"slow{n}.xlsx", seconds=120)
    started = time.monotonic()
    status, shown = on_terminal(books, "validate", "books", "--jobs", jobs, stop_when=b"4/7")
    assert status == 2
    assert time.monotonic() - started < LONG
    assert "quarterbook: stopped" in shown
    assert "Traceback" not in shown
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_who_is_asked_to_end_leaves_no_process_behind(books: Path, jobs: str) -> None:
    for n in range(3):
        tell(books / "books" / f"slow{n}.xlsx", seconds=120)
    started = time.monotonic()
    status, shown = on_terminal(books, "validate", "books", "--jobs", jobs, stop_when=b"4/7", ask_it_to_end=True)
    assert status == 2
    assert time.monotonic() - started < LONG
    assert "quarterbook: stopped" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("written_as", ["text", "json"])
def test_a_full_disk_is_one_line_and_status_2(books: Path, written_as: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "validate", "books", "--format", written_as], stdout=full, stderr=subprocess.PIPE, cwd=books,
            env=environment(), check=False, timeout=LONG,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1].startswith("quarterbook: the output cannot be written (")
    assert b"Traceback" not in done.stderr


def test_validating_imports_neither_pandas_nor_openpyxl(books: Path) -> None:
    master = Path(__file__).parents[2] / "workbook" / "master.xlsx"
    program = (
        "import sys\n"
        "from quarterbook.cli import main\n"
        "try:\n"
        f"    main(['validate', {str(master)!r}, '--format', 'csv'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "sys.stderr.write(' '.join(name for name in ('pandas', 'openpyxl') if name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=LONG, check=True)
    assert done.stdout
    assert done.stderr == ""
