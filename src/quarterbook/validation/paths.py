"""Which workbooks are meant: files, folders and globs, which not every shell expands."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENDINGS: Final = (".xlsx", ".xlsm")
"""The endings of workbooks, in lower case."""

_LOCK: Final = "~$"  # Excel puts such a file beside a workbook that somebody has open


@dataclass(frozen=True, slots=True)
class Place:
    """One file to look at, or an argument that leads to none.

    Attributes:
        path: the file, or the argument as it was given.
        trouble: why there is nothing to look at, in one line; "" where there is.
        was_named: whether the argument names the file itself; otherwise it was found in a folder or by a glob.
    """

    path: Path
    trouble: str = ""
    was_named: bool = True


def workbooks(arguments: Sequence[str]) -> list[Place]:
    """Return the workbooks that arguments mean, each once.

    A folder means every workbook in it and below, save hidden ones and the lock files of Excel; a glob means those that
    match. The order is that of the arguments, within one that of the names. What leads to no workbook is in the list
    too, with its trouble; it is never empty.

    Args:
        arguments: files, folders and globs as they were typed.
    """
    found: dict[str, Place] = {}
    for argument in arguments:
        try:
            places = list(_meant_by(argument))
        except OSError as error:
            places = [Place(Path(argument), f"{argument}: cannot be read ({error.strerror or error})")]
        for place in places:
            found.setdefault(place.trouble or os.path.realpath(place.path), place)
    if not found:
        named = ", ".join(arguments)
        return [Place(Path(named), f"{named}: no workbook, only the lock file of one that somebody has open")]
    return list(found.values())


def _meant_by(argument: str) -> Iterator[Place]:
    path = Path(argument)
    if not argument.strip():  # not the folder that one happens to be in: somebody's variable is empty
        yield Place(path, "a file is named by nothing at all; name a workbook, a folder or a glob")
    elif path.is_dir():
        yield from _none_if_empty(argument, _below(path), "no workbook in this folder or below it")
    elif path.exists():
        if not path.name.startswith(_LOCK):  # a shell that expands *.xlsx names it too
            yield Place(path)
    elif glob.has_magic(argument):
        yield from _none_if_empty(argument, _matching(path), "no workbook matches this")
    else:
        yield Place(path, f"{argument}: there is no such file or folder")


def _none_if_empty(argument: str, places: Iterable[Place], trouble: str) -> Iterator[Place]:
    found = sorted(places, key=lambda place: (place.path.as_posix().casefold(), place.path.as_posix()))
    yield from found or [Place(Path(argument), f"{argument}: {trouble} ({' or '.join(ENDINGS)})")]


def _below(folder: Path) -> Iterator[Place]:
    unread: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unread.append):
        folders[:] = [name for name in folders if not _is_hidden(Path(parent, name))]
        yield from (
            Place(path, was_named=False) for path in (Path(parent, name) for name in names) if _is_workbook(path)
        )
    for error in unread:  # never skipped in silence: what was not looked at is not fault-free
        path = Path(error.filename)
        yield Place(path, f"{path}: this folder cannot be read ({error.strerror})")


def _matching(pattern: Path) -> Iterator[Place]:
    start = next((parent for parent in pattern.parents if parent.is_dir()), None)  # its name may hold brackets
    if start is None:
        return
    # Not Path.glob, which takes hidden files too.
    for name in glob.glob(str(pattern.relative_to(start)), root_dir=start, recursive=True):  # noqa: PTH207
        path = start / name
        if path.is_dir():
            yield from _below(path)
        elif _is_workbook(path):
            yield Place(path, was_named=False)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and not path.name.startswith(_LOCK) and not _is_hidden(path)


def _is_hidden(path: Path) -> bool:
    if path.name.startswith("."):
        return True
    try:
        attributes = getattr(path.stat(), "st_file_attributes", 0)  # Windows alone has them
    except OSError:
        return False
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)
