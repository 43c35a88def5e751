"""Plans of edits as JSON text: to look at, to keep, to hand to another program that has the workbook open."""

from __future__ import annotations

import json
import math
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

from quarterbook.book.addresses import cell_address, parse_cell
from quarterbook.book.plan import (
    AddSheet,
    AppendRows,
    Content,
    DefineNames,
    Edit,
    Formula,
    InsertRows,
    Link,
    Plan,
    ReplaceRows,
    Row,
    SetCells,
    SetHeights,
    Shown,
)
from quarterbook.book.stored import Place
from quarterbook.errors import QuarterbookError

_VERSION: Final = 1


def to_json(plan: Plan) -> str:
    """Return a plan as JSON text, from which `from_json` makes the same plan.

    Raises:
        ValueError: when it has a number that is not finite.
    """
    edits = [{"edit": type(edit).__name__, **_written(edit)} for edit in plan.edits]
    return json.dumps({"version": _VERSION, "edits": edits}, ensure_ascii=False, indent=1, allow_nan=False)


def from_json(text: str) -> Plan:
    """Read a plan from what `to_json` gave.

    Raises:
        QuarterbookError: when the text is something else.
    """
    try:
        found = json.loads(text)
        if found["version"] != _VERSION:
            raise ValueError(f"its version is {found['version']!r}, not {_VERSION}")
        return Plan(tuple(_READERS[edit["edit"]](edit) for edit in found["edits"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuarterbookError(f"not a plan of edits: {error}") from None


def _written(edit: Edit) -> dict[str, Any]:
    match edit:
        case SetCells():
            cells = {cell_address(*place): _content_written(content) for place, content in edit.cells.items()}
            return {"sheet": edit.sheet, "cells": cells}
        case InsertRows():
            return {"sheet": edit.sheet, "row": edit.row, "count": edit.count, "like": edit.like}
        case AppendRows() | ReplaceRows():
            rows = [{header: _content_written(content) for header, content in row.items()} for row in edit.rows]
            return {"table": edit.table, "rows": rows}
        case SetHeights():
            return {"sheet": edit.sheet, "heights": {str(row): height for row, height in edit.heights.items()}}
        case AddSheet():
            return {"name": edit.name, "after": edit.after, "workbook": b64encode(edit.workbook).decode("ascii")}
        case DefineNames():
            return {"names": dict(edit.names)}


def _rows_read(rows: Any) -> tuple[Row, ...]:
    return tuple({str(header): _content_read(content) for header, content in row.items()} for row in rows)


def _cells_read(cells: Any) -> dict[Place, Content]:
    found = {}
    for address, content in cells.items():
        place = parse_cell(address)
        if place is None:
            raise ValueError(f"{address!r} is not the address of a cell")
        found[place] = _content_read(content)
    return found


_READERS: Final[Mapping[str, Callable[[dict[str, Any]], Edit]]] = {
    "SetCells": lambda edit: SetCells(_text(edit, "sheet"), _cells_read(edit["cells"])),
    "InsertRows": lambda edit: InsertRows(
        _text(edit, "sheet"), _number(edit, "row"), _number(edit, "count"), _text(edit, "like")
    ),
    "AppendRows": lambda edit: AppendRows(_text(edit, "table"), _rows_read(edit["rows"])),
    "ReplaceRows": lambda edit: ReplaceRows(_text(edit, "table"), _rows_read(edit["rows"])),
    "SetHeights": lambda edit: SetHeights(
        _text(edit, "sheet"), {int(row): _height(height) for row, height in edit["heights"].items()}
    ),
    "AddSheet": lambda edit: AddSheet(
        _text(edit, "name"), _text(edit, "after"), b64decode(_text(edit, "workbook"), validate=True)
    ),
    "DefineNames": lambda edit: DefineNames({str(name): _text(edit["names"], name) for name in edit["names"]}),
}


def _text(found: dict[str, Any], key: str) -> str:
    value = found[key]
    if not isinstance(value, str):
        raise TypeError(f"its {key} is {value!r}, not a text")
    return value


def _number(found: dict[str, Any], key: str) -> int:
    value = found[key]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"its {key} is {value!r}, not a whole number")
    return value


def _height(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"its height is {value!r}, not a number")
    return float(value)


def _content_written(content: Content) -> Any:
    match content:
        case Shown():
            return {"shown": _content_written(content.content), "number_format": content.number_format}
        case Formula():
            return {"formula": content.text, "dynamic": content.dynamic}
        case Link():
            return {"link": content.text, "target": content.target, "tip": content.tip}
        case _:
            return content


def _content_read(content: Any) -> Content:
    if isinstance(content, dict) and "shown" in content:
        bare = _content_read(content["shown"])
        if isinstance(bare, Shown):
            raise ValueError("a content cannot have two number formats")
        return Shown(bare, _text(content, "number_format"))
    if isinstance(content, dict) and "link" in content:
        return Link(_text(content, "link"), _text(content, "target"), _text(content, "tip"))
    if isinstance(content, dict):
        return Formula(_text(content, "formula"), bool(content["dynamic"]))
    if content is None or isinstance(content, str | bool):
        return content
    if isinstance(content, int | float) and math.isfinite(content):
        return content
    raise ValueError(f"{content!r} is not what a cell can hold")
