"""The served task pane and custom-functions code in headless Chromium, with Microsoft's office.js stood in for."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from serving import Server
from test_functions_served import sent, shown

from parity.cases import SEED, Case, cases
from quarterbook.functions import REGISTRY

DRIVER = Path("node_modules/playwright-core")
BUTTONS = {"check": "Check this workbook", "go_to_index": "Go to Index", "recalculate": "Recalculate"}
WORKBOOK = {
    "name": "book.xlsx",
    "sheets": [
        {
            "name": "Sue's notes",
            "used": "C3",
            "values": [["Figure", "", "=no formula"], [0.64, 0.6, "Blue"], [1, "", ""]],
            "formulas": [["Figure", "", "=no formula"], [0.64, 0.6, '=RAG(A2, B2, "up")'], [1, "", "=A3"]],
        },
        {"name": "Index", "used": "AB1", "values": [[""] * 27 + [5]], "formulas": [[""] * 27 + ["=2+3"]]},
    ],
}


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    pick = random.Random(SEED)
    first = [next(case for case in cases() if case.function == name and case.known is None) for name in REGISTRY]
    few = [*first, *pick.sample(cases(), 60)]
    column = [[[(n % 50) / 40] for n in range(1000)], [[1.0]], [["up"]], None, None]
    calls = [{"name": case.function, "args": [sent(argument, pick) for argument in case.all_arguments]} for case in few]
    return {"cases": few, "calls": calls, "column": column}


@pytest.fixture(scope="module")
def found(server: Server, asked: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    tools = os.environ.get("QUARTERBOOK_TOOLS", "")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not tools or not (Path(tools) / DRIVER).exists():
        pytest.skip("QUARTERBOOK_TOOLS does not name a folder with playwright-core (npm)")
    if browser is None or shutil.which("node") is None:
        pytest.skip("Chromium or Node is not installed")
    folder = Path(os.environ.get("QUARTERBOOK_PICTURES") or tmp_path_factory.mktemp("pane"))
    request = {
        "url": server.url,
        "tools": tools,
        "chromium": browser,
        "folder": str(folder),
        "workbook": WORKBOOK,
        "functions": len(REGISTRY),
        "calls": asked["calls"],
        "column": asked["column"],
        "buttons": BUTTONS,
    }
    (folder / "asked.json").write_text(json.dumps(request))
    command = ["node", str(Path(__file__).with_name("pane.mjs")), str(folder / "asked.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer | {"folder": folder}


def test_nothing_fails_and_nothing_elsewhere_is_asked_for(found: dict[str, Any]) -> None:
    assert found["faults"] == []
    assert found["refused"] == []
    assert found["title"] == "Quarterbook"


def test_every_function_answers_through_the_served_code(found: dict[str, Any], asked: dict[str, Any]) -> None:
    few: list[Case] = asked["cases"]
    assert {case.function for case in few} == set(REGISTRY)
    assert [shown(answer) for answer in found["answers"]] == [
        [[float(c) if isinstance(c, int) else c for c in row] for row in case.expected] for case in few
    ]
    assert found["calls"] == len(few)


def test_a_column_is_one_request(found: dict[str, Any], asked: dict[str, Any]) -> None:
    expected = [[REGISTRY["RAG"].call(row[0], 1.0, "up")] for row in asked["column"][0]]
    assert found["column"] == expected
    assert len(expected) == 1000
    assert found["callsForColumn"] == 1


def test_the_pane_names_every_function_and_the_ribbon_is_bound(found: dict[str, Any]) -> None:
    assert sorted(found["help"]) == sorted(REGISTRY)
    assert sorted(found["ribbon"]) == sorted(f"quarterbook-{action}" for action in BUTTONS)


def test_buttons_ask_the_server_and_carry_out_its_answer(found: dict[str, Any]) -> None:
    for action in BUTTONS:
        (post,) = found["actions"][action]["posts"]
        assert post["path"] == f"/xlwings/custom-scripts-call/{action}"
        assert [sheet["name"] for sheet in post["body"]["sheets"]] == ["Sue's notes", "Index"]
    assert found["actions"]["go_to_index"]["changes"] == [{"sheet": "Index", "what": "activate"}]
    assert [change["what"] for change in found["actions"]["recalculate"]["changes"]] == ["calculate"]


@pytest.mark.parametrize("action", ["check", "new_indicator"])
def test_formulas_go_along_where_they_are_needed(found: dict[str, Any], action: str) -> None:
    (post,) = found["actions"][action]["posts"]
    assert post["body"]["args"][0] == {
        "Sue's notes": {"C2": '=RAG(A2, B2, "up")', "C3": "=A3"},
        "Index": {"AB1": "=2+3"},
    }
    (dialog,) = found["actions"][action]["dialogs"]
    said = parse_qs(urlsplit(dialog).query)
    assert said["title"] == ["Quarterbook"]
    assert said["prompt"][0].startswith("book.xlsx: ")
    assert "\n" not in said["prompt"][0]


def test_a_new_indicators_number_and_title_are_sent(found: dict[str, Any]) -> None:
    (post,) = found["actions"]["new_indicator"]["posts"]
    assert post["body"]["args"][1:] == ["223", "Complaints answered in time"]
    (dialog,) = found["actions"]["new_indicator"]["dialogs"]
    assert found["said"] == parse_qs(urlsplit(dialog).query)["prompt"][0]


def test_every_control_is_reached_by_the_keyboard_and_shows_it(found: dict[str, Any]) -> None:
    reached = [focused["text"] for focused in found["focused"]]
    assert reached[:7] == [*BUTTONS.values(), "number", "title", "Add the indicator", found["help"][0]]
    assert {focused["outline"] for focused in found["focused"][:7]} == {"3px solid"}


def test_pictures_are_taken(found: dict[str, Any]) -> None:
    for name in ("pane.png", "pane-focus.png", "dialog.png"):
        assert (found["folder"] / name).read_bytes().startswith(b"\x89PNG")
        assert (found["folder"] / name).stat().st_size > 5000
