"""Writing a file whole or not at all, and keeping the one that was there."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from itertools import count
from pathlib import Path

from quarterbook.errors import QuarterbookError


def write_whole(path: str | Path, data: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never half of it.

    The data goes to a temporary file beside it that then takes its place. A link is followed, and the permissions of a
    file that is replaced stay.

    Raises:
        QuarterbookError: when the file cannot be written; then nothing is left behind.
    """
    temporary = None
    try:
        target = Path(os.path.realpath(path))
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        if target.exists() and not target.is_file():
            what = "a folder" if target.is_dir() else "no file"
            raise QuarterbookError(f"{path}: this is {what}; name a file to write")
        if not mode & 0o222:  # it could be replaced all the same, which nobody who protects a file expects
            raise QuarterbookError(f"{path}: is write-protected")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:50]}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except (OSError, ValueError) as error:
        raise QuarterbookError(f"{path}: cannot be written ({getattr(error, 'strerror', None) or error})") from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def set_aside(path: Path, content: bytes) -> Path | None:
    """Give a file that is there another name, "master (2).xlsx", unless it holds just this content.

    Returns:
        The name under which it is kept; None where there was nothing to keep.

    Raises:
        QuarterbookError: when it cannot be read or renamed.
    """
    try:
        if not path.exists() or path.is_dir() or path.read_bytes() == content:
            return None
        names = (path.with_name(f"{path.stem} ({n}){path.suffix}") for n in count(2))
        kept = next(name for name in names if not name.exists())
        return path.rename(kept)
    except OSError as error:
        raise QuarterbookError(f"{path}: cannot be kept aside ({error.strerror or error})") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
