"""What is written reads back as the same register, to the letter and the last digit, from CSV and from XLSX."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings

from quarterbook.register import Register, read_register, write_register
from strategies import nasty_register, registers


@pytest.mark.parametrize("name", ["register", "register.xlsx"])
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@example(nasty_register())
@given(registers())
def test_written_then_read_is_the_same_register(name: str, register: Register) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_register(register, path)
        again = read_register(path)
    assert again == register
    assert repr(again) == repr(register)  # tells 0.0 from -0.0, and a number from its text


def test_writing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    write_register(nasty_register(), tmp_path / "one")
    write_register(read_register(tmp_path / "one"), tmp_path / "two")
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files
    assert {name: (tmp_path / "one" / name).read_bytes() for name in files} == {
        path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()
    }
