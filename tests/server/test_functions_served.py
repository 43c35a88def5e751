"""The worksheet functions through the web edition's door: over HTTP, as an Office.js add-in calls them."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from lxml import etree
from serving import PROJECT, Server

from parity.cases import SEED, Case, cases
from quarterbook.cells import WorksheetError
from quarterbook.functions import REGISTRY

CALL_TYPES = {
    "#DIV/0!": "Div0",
    "#N/A": "NotAvailable",
    "#NAME?": "Name",
    "#NULL!": "Null",
    "#NUM!": "Num",
    "#REF!": "Ref",
    "#VALUE!": "Value",
}
ERRORS = {kind: text for text, kind in CALL_TYPES.items()}


def sent(argument: Any, pick: random.Random) -> Any:
    """Return an argument as Office.js passes it: rows of cells; nothing at all for one that is left out."""
    if argument is None and pick.random() < 0.5:
        return None
    grid = argument if isinstance(argument, list) else [[argument]]
    return [[_cell(cell, pick) for cell in row] for row in grid]


def _cell(value: Any, pick: random.Random) -> Any:
    if value is None:
        return pick.choice(("", None))  # an empty cell arrives as either, by where it stands and by version
    if isinstance(value, WorksheetError):
        return {"type": "Error", "basicType": "Error", "basicValue": str(value), "errorType": CALL_TYPES[value]}
    return value


def shown(result: Any) -> list[list[Any]]:
    """Return a result as the cells that Excel fills with it."""
    return [[WorksheetError(ERRORS[c["errorType"]]) if isinstance(c, dict) else c for c in row] for row in result]


def same(one: Any, other: Any) -> bool:
    return len(one) == len(other) and all(
        len(a) == len(b) and all(type(x) is type(y) and x == y for x, y in zip(a, b, strict=True))
        for a, b in zip(one, other, strict=True)
    )


def test_every_case_of_every_function_is_answered_alike(server: Server) -> None:
    pick = random.Random(SEED)
    every: list[Case] = cases()
    differing = []
    for case in every:
        result = shown(server.call(case.function, *(sent(argument, pick) for argument in case.all_arguments)))
        if not same(result, case.expected):
            differing.append(f"{case.function}{case.arguments!r:.300}: {case.expected!r:.200}, served {result!r:.200}")
    assert differing == []
    assert len(every) >= 5000


def test_arguments_left_off_at_the_end_are_blank(server: Server) -> None:
    short = [case for case in cases() if len(case.arguments) < REGISTRY[case.function].max_args][:100]
    pick = random.Random(SEED)
    assert len(short) == 100
    for case in short:
        arguments = [[[_cell(a, pick)]] if not isinstance(a, list) else sent(a, pick) for a in case.arguments]
        assert same(shown(server.call(case.function, *arguments)), case.expected), case


def test_a_column_of_a_thousand_costs_one_call(server: Server) -> None:
    rows = [case.all_arguments for case in cases() if case.function == "RAG" and list not in map(type, case.arguments)][
        :1000
    ]
    pick = random.Random(SEED)
    columns = [[[_cell(value, pick)] for value in column] for column in zip(*rows, strict=True)]
    before = server.requests
    result = shown(server.call("RAG", *columns))
    assert server.requests == before + 1
    assert [row[0] for row in result] == [REGISTRY["RAG"].call(*row) for row in rows]
    assert len(result) == 1000
    assert len({row[0] for row in result}) >= 8


def test_excel_is_told_what_the_registry_says(server: Server) -> None:
    status, kind, body = server.get("/xlwings/custom-functions-meta.json")
    assert (status, kind) == (200, "application/json")
    told = json.loads(body)
    assert told["allowErrorForDataTypeAny"] is True  # else Excel would answer for us where an argument is an error
    served = {function["name"]: function for function in told["functions"]}
    assert set(served) == set(REGISTRY)  # no namespace: =RAG(…)
    for name, function in REGISTRY.items():
        assert served[name]["description"] == f"{function.summary} {function.help}"
        arguments = [(a["name"], a.get("optional", False), a["dimensionality"]) for a in served[name]["parameters"]]
        assert arguments == [(a.name, not a.required, "matrix") for a in function.arguments]
        assert all(
            argument.help in a["description"]
            for argument, a in zip(function.arguments, served[name]["parameters"], strict=True)
        )


def test_the_manifest_names_what_is_there(server: Server) -> None:
    status, _, body = server.get("/manifest.xml")
    assert status == 200
    root = etree.fromstring(body)
    addresses = [e.get("DefaultValue", "") for e in root.iter() if "//" in e.get("DefaultValue", "")]
    assert len(addresses) >= 8
    for address in addresses:
        assert address.startswith(server.url + "/")
        assert server.get(address.removeprefix(server.url))[0] == 200, address
    ids = {element.get("id") for element in root.iter() if element.get("id", "") and "DefaultValue" in element.attrib}
    assert {element.get("resid") for element in root.iter() if "resid" in element.attrib} == ids
    assert not list(root.iter("{*}Namespace"))
    labels = {e.get("id"): e.get("DefaultValue", "") for e in root.iter("{*}String")}
    assert [id_ for id_, text in labels.items() if len(text) > (250 if id_.endswith(".Tip") else 30)] == []
    called = {element.text for element in root.iter("{*}FunctionName")}
    ribbon = (PROJECT / "static" / "js" / "ribbon.js").read_text()
    assert called == {f"quarterbook-{name}" for name in ("check", "go_to_index", "recalculate")}
    assert all(f'"{name.removeprefix("quarterbook-")}"' in ribbon for name in called)


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/xlwings/custom-scripts-call/hello"])
def test_nothing_is_served_that_we_did_not_mean(server: Server, path: str) -> None:
    assert server.get(path)[0] in (404, 405)
