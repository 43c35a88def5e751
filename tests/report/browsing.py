"""The web page in headless Chromium, judged by axe-core; a test that needs them skips, and says so, without them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html

AXE = Path("node_modules/axe-core/axe.min.js")
_DARK = "--blink-settings=preferredColorScheme=0"
_HOST = """<!doctype html><meta charset="utf-8"><style>:root { color-scheme: light dark; }</style>
<iframe style="border: 0; width: %dpx; height: 1000px"></iframe><pre id="seen"></pre><script>
document.querySelector("iframe").srcdoc = %s;
</script>"""
_LOOK = """<script>
const rules = {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]};
axe.run(document, rules).then(found => parent.document.getElementById("seen").textContent = JSON.stringify({
  violations: found.violations.map(each => [each.id, each.help, each.nodes.map(node => node.html)]),
  passes: found.passes.map(each => each.id),
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
  width: innerWidth,
  needed: document.documentElement.scrollWidth,
}));
</script>"""


@dataclass(frozen=True)
class Seen:
    """What was seen: axe-core's violations, the rules that passed, whether it was dark, the width there and needed."""

    violations: list[Any]
    passes: list[str]
    dark: bool
    width: int
    needed: int


def look(page: bytes, folder: Path, *, width: int = 1280, dark: bool = False) -> Seen:
    """Open a page in a frame of a width and look at it."""
    program, tools = shutil.which("chromium"), os.environ.get("QUARTERBOOK_TOOLS", "")
    if program is None:
        pytest.skip("Chromium is not installed")
    if not tools or not (Path(tools) / AXE).exists():
        pytest.skip("QUARTERBOOK_TOOLS does not name a folder with axe-core")
    axe = (Path(tools) / AXE).read_text(encoding="utf-8")
    text = page.decode().replace("</body>", f"<script>{axe}</script>{_LOOK}</body>")
    host = folder / "host.html"
    host.write_text(_HOST % (width, json.dumps(text).replace("</", "<\\/")), encoding="utf-8")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--window-size=1400,1000", "--virtual-time-budget=120000", *([_DARK] if dark else [])]
    command += ["--dump-dom", host.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return Seen(**json.loads(html.fromstring(done.stdout.decode()).get_element_by_id("seen").text_content()))
