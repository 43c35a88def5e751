"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from quarterbook.errors import QuarterbookError
from quarterbook.files import set_aside, write_whole


def test_a_new_file_is_written_as_any_program_would(tmp_path: Path) -> None:
    by_us, by_python = tmp_path / "ours.bin", tmp_path / "other.bin"
    write_whole(by_us, b"data")
    by_python.write_bytes(b"data")
    assert by_us.read_bytes() == b"data"
    assert by_us.stat().st_mode == by_python.stat().st_mode
    assert set(tmp_path.iterdir()) == {by_us, by_python}


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640, 0o660])
def test_the_permissions_of_a_file_stay(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_links_are_followed_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    path, first, second = tmp_path / "there" / "file", tmp_path / "first", tmp_path / "second"
    path.write_bytes(b"old")
    first.symlink_to(Path("there") / "file")
    second.symlink_to(first)
    write_whole(second, b"new")
    assert path.read_bytes() == b"new"
    assert first.is_symlink()
    assert second.is_symlink()


def test_a_link_to_nothing_makes_the_file_that_it_names(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "file")
    write_whole(link, b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert link.is_symlink()


def test_a_reader_sees_the_old_file_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old" * 100_000)
    with path.open("rb") as reader:
        start = reader.read(3)
        write_whole(path, b"new")
        assert start + reader.read() == b"old" * 100_000
    assert path.read_bytes() == b"new"


def test_a_write_protected_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(QuarterbookError, match="write-protected"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250)
    write_whole(path, b"data")
    assert path.read_bytes() == b"data"


def test_what_cannot_be_written_is_said_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    folder, pipe = tmp_path / "folder", tmp_path / "pipe"
    folder.mkdir()
    os.mkfifo(pipe)
    cases = {
        folder: "this is a folder; name a file to write",
        pipe: "this is no file; name a file to write",
        tmp_path / "nowhere" / "file": r"cannot be written \(No such file or directory\)",
        tmp_path / ("x" * 300): r"cannot be written \(File name too long\)",
        tmp_path / "a\0b": "cannot be written",
    }
    for path, message in cases.items():
        with pytest.raises(QuarterbookError, match=message) as caught:
            write_whole(path, b"data")
        assert str(caught.value).startswith(f"{path}: ")
        assert "\n" not in str(caught.value)
    assert sorted(tmp_path.iterdir()) == [folder, pipe]
    assert list(folder.iterdir()) == []


def test_a_file_that_holds_something_else_is_set_aside_under_a_free_name(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    assert set_aside(path, b"new") is None
    path.write_bytes(b"first")
    assert set_aside(path, b"first") is None
    assert set_aside(path, b"new") == tmp_path / "report (2).docx"
    path.write_bytes(b"second")
    assert set_aside(path, b"new") == tmp_path / "report (3).docx"
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {
        "report (2).docx": b"first",
        "report (3).docx": b"second",
    }
