"""What is committed but made by a command is what the command makes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_SPEC = importlib.util.spec_from_file_location("build", ROOT / "tools" / "build.py")
assert _SPEC is not None
assert _SPEC.loader is not None
build = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(build)


@pytest.mark.parametrize("name", build.ARTEFACTS)
def test_committed_artefact_is_what_the_command_builds(name: str) -> None:
    assert (ROOT / name).read_bytes() == build.ARTEFACTS[name](), "run: python tools/build.py"
