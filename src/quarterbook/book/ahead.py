"""Parts of a file read while Python is busy with the ones before them.

Unpacking and parsing are native code that lets Python go on meanwhile, so a second core has something to do.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from threading import Thread
from typing import Final, Generic, TypeVar

Part = TypeVar("Part")
Read = TypeVar("Read")

_LOT_BYTES: Final = 2**20
"""Parts are read in lots of about this size, so that the trees of no more than two lots are in memory."""


def read_ahead(sizes: Iterable[tuple[Part, int]], read: Callable[[Part], Read]) -> Iterator[Read]:
    """Yield what `read` makes of each part, in their order; the next lot is read while the caller has this one.

    Args:
        sizes: the parts, and how many bytes each unpacks to.
        read: reads one part. What it raises is raised in that part's turn.
    """
    coming: _Lot[Part, Read] | None = None
    for parts in _lots(sizes):
        lot, coming = coming, _Lot(parts, read)
        if lot is None:
            coming.begin()
            continue
        lot.wait()
        coming.begin()
        yield from lot.results()
    if coming is not None:
        coming.wait()
        yield from coming.results()


def _lots(sizes: Iterable[tuple[Part, int]]) -> Iterator[list[Part]]:
    lot: list[Part] = []
    total = 0
    for part, size in sizes:
        lot.append(part)
        total += size
        if total >= _LOT_BYTES:
            yield lot
            lot, total = [], 0
    if lot:
        yield lot


class _Lot(Generic[Part, Read]):
    """Some parts, read in a thread of their own.

    The thread ends before anybody sees the trees it has parsed: those of one thread share a dictionary of libxml2,
    which is not to be looked into while the thread parses on.
    """

    def __init__(self, parts: list[Part], read: Callable[[Part], Read]) -> None:
        self._parts = parts
        self._read = read
        self._found: deque[Read] = deque()
        self._fault: BaseException | None = None
        self._thread: Thread | None = Thread(target=self._read_all, name="reading ahead")

    def begin(self) -> None:
        """Begin to read; where there can be no thread, read at once."""
        assert self._thread is not None  # noqa: S101 - begun once, for the type checker
        try:
            self._thread.start()
        except RuntimeError:
            self._thread = None
            self._read_all()

    def wait(self) -> None:
        """Wait until all parts are read."""
        if self._thread is not None:
            self._thread.join()

    def results(self) -> Iterator[Read]:
        """Yield what was made of the parts, and let go of each."""
        while self._found:
            yield self._found.popleft()
        if self._fault is not None:
            raise self._fault

    def _read_all(self) -> None:
        try:
            for part in self._parts:
                self._found.append(self._read(part))
        except BaseException as fault:  # noqa: BLE001 - raised where the part is asked for
            self._fault = fault
