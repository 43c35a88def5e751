"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from quarterbook.errors import QuarterbookError


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never half of it.

    The data goes to a temporary file beside it that then takes its place. A link is followed, and the permissions of a
    file that is replaced stay.

    Raises:
        QuarterbookError: when the file cannot be written; then nothing is left behind.
    """
    target = Path(path).resolve()
    temporary = None
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        if target.is_dir():
            raise QuarterbookError(f"{path}: this is a folder; name a file to write")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except OSError as error:
        raise QuarterbookError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
