"""Excel's end of the channel to an Office.js add-in: what it sends of a workbook, and what it does with the answer.

`message` says what xlwings' script sends (values with dates as ISO text, names, tables) and what our task pane sends
beside it (formulas), out of a workbook file as openpyxl reads it. `Workbook` carries the actions that come back out on
a file, each as Excel's object model describes it. It is no Excel: what Excel makes of an action by itself, it does not
know.
"""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import datetime
from typing import Any

import openpyxl
import xlwings as xw
from lxml import etree
from openpyxl.utils import range_boundaries

from quarterbook.book.addresses import parse_range, range_address
from quarterbook.book.edit.draft import Draft, children, relationships_part
from quarterbook.book.edit.following import follow
from quarterbook.book.edit.grid import Grid
from quarterbook.book.edit.links import unlink
from quarterbook.book.edit.references import Resized
from quarterbook.book.edit.rows import insert_rows
from quarterbook.book.edit.styles import with_number_format
from quarterbook.book.package import Package
from quarterbook.book.plan import Formula, InsertRows, Link
from quarterbook.excel.hand import MACROS
from quarterbook.excel.live import Formulas
from quarterbook.excel.spelling import as_shown, as_stored

Message = dict[str, Any]


def message(data: bytes, name: str = "book.xlsx") -> tuple[Message, Formulas]:
    """Return what an add-in sends of a workbook, and its formulas."""
    shown, stored = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
    positions = {sheet.title: position for position, sheet in enumerate(shown.worksheets)}
    names = [_name(defined, None, positions) for defined in shown.defined_names.values()]
    for sheet in shown.worksheets:
        names += [_name(defined, sheet.title, positions) for defined in sheet.defined_names.values()]
    sent: Message = {
        "client": "Office.js",
        "version": xw.__version__,
        "book": {"name": name, "active_sheet_index": 0, "selection": "A1", "calculation": "Automatic"},
        "names": names,
        "sheets": [_sheet(sheet) for sheet in shown.worksheets],
    }
    return sent, {sheet.title: dict(_formulas(sheet)) for sheet in stored.worksheets}


def opened(sent: Message) -> xw.Book:
    return xw.Book(json=deepcopy(sent))


def _sheet(sheet: Any) -> Message:
    rows = [[_sent(cell) for cell in row] for row in sheet.iter_rows(1, sheet.max_row, 1, sheet.max_column)]
    return {
        "name": sheet.title,
        "visibility": "Visible",
        "used_range_address": range_address(1, 1, sheet.max_row, sheet.max_column),
        "values": rows,
        "tables": [_table(table) for table in sheet.tables.values()],
        **{kind: [] for kind in ("pictures", "shapes", "charts", "notes", "pivot_tables")},
    }


def _sent(cell: Any) -> Any:
    value = cell.value
    if value is None:
        return ""
    return value.isoformat(timespec="milliseconds") + "Z" if isinstance(value, datetime) else value


def _name(defined: Any, sheet: str | None, positions: dict[str, int]) -> Message:
    refers = defined.attr_text
    target, _, address = refers.rpartition("!")
    extent = parse_range(address)
    is_range = bool(target) and extent is not None
    return {
        "name": defined.name,
        "refers_to": f"={refers if is_range else as_shown(refers)}",
        "type": "Range" if is_range else "String",
        "sheet_index": positions[target.strip("'").replace("''", "'")] if is_range else None,
        "address": range_address(*extent) if is_range and extent else None,
        "scope_sheet_name": sheet,
        "scope_sheet_index": None if sheet is None else positions[sheet],
        "book_scope": sheet is None,
    }


def _table(table: Any) -> Message:
    left, top, right, bottom = range_boundaries(table.ref)
    header, totals = bool(table.headerRowCount is None or table.headerRowCount), bool(table.totalsRowCount)
    return {
        "name": table.displayName,
        "range_address": table.ref,
        "row_count": bottom - top + 1,
        "column_count": right - left + 1,
        "columns": [column.name for column in table.tableColumns],
        "header_row_range_address": range_address(top, left, top, right) if header else None,
        "data_body_range_address": range_address(top + header, left, bottom - totals, right),
        "total_row_range_address": range_address(bottom, left, bottom, right) if totals else None,
        "show_headers": header,
        "show_totals": totals,
    }


def _formulas(sheet: Any) -> Any:
    for row in sheet.iter_rows():
        for cell in row:
            formula = getattr(cell.value, "text", cell.value)  # an array formula has its text in an object
            if cell.data_type == "f" and isinstance(formula, str):
                yield cell.coordinate, f"={as_shown(formula.removeprefix('='))}"


class Workbook:
    """A workbook file as the far end of the channel.

    Attributes:
        said: the messages that an officer was shown.
        shown: the sheet in front.
    """

    def __init__(self, data: bytes) -> None:
        self._draft = Draft(Package(data, "book.xlsx"))
        self.said: list[str] = []
        self.shown = ""

    def take(self, answer: Message) -> None:
        """Carry out the actions of an answer."""
        for action in answer["actions"]:
            getattr(self, f"_{action['func']}")(action)

    @property
    def package(self) -> Package:
        """The file as it is now."""
        return Package(self._draft.result(), "book.xlsx")

    def _setValues(self, action: Message) -> None:  # noqa: N802 - the channel's word
        grid, top, left = self._at(action)
        assert (len(action["values"]), len(action["values"][0])) == (action["row_count"], action["column_count"])
        for y, row in enumerate(action["values"], start=top):
            for x, value in enumerate(row, start=left):
                cell = grid.cell((y, x))
                links = [deepcopy(element) for element in children(grid.root, "hyperlinks", "hyperlink")]
                if value != "" or cell is not None:
                    grid.set((y, x), _taken(value))
                self._restore(grid, links)

    def _setFormula(self, action: Message) -> None:  # noqa: N802 - the channel's word
        grid, top, left = self._at(action)
        ((shown,),) = action["values"]
        grid.set((top, left), Formula(as_stored(shown.removeprefix("="))))

    def _setNumberFormat(self, action: Message) -> None:  # noqa: N802 - the channel's word
        grid, top, left = self._at(action)
        cell = grid.cell((top, left))
        assert cell is not None
        cell.set("s", str(with_number_format(self._draft, int(cell.get("s", "0")), action["args"][0])))

    def _rangeInsert(self, action: Message) -> None:  # noqa: N802 - the channel's word
        assert action["args"][0] == "down"
        assert (action["start_column"], action["column_count"]) == (0, 16384)
        insert_rows(self._draft, InsertRows(self._name(action), action["start_row"] + 1, action["row_count"]))

    def _resizeTable(self, action: Message) -> None:  # noqa: N802 - the channel's word
        sheet, (number, address) = self._name(action), action["args"]
        part = [part for place, part in self._draft.tables() if place == sheet][number]
        root = self._draft.edit(part)
        before, now = parse_range(root.get("ref", "")), parse_range(address)
        assert before is not None
        assert now is not None
        assert now[:2] == before[:2]
        root.set("ref", range_address(*now))
        for filtered in children(root, "autoFilter"):
            filtered.set("ref", range_address(*now))
        follow(self._draft, Resized(sheet, (now[1], now[3]), now[0] + 1, before[2], now[2]))

    def _copySheet(self, action: Message) -> None:  # noqa: N802 - the channel's word
        """Copy a sheet with its names and tables; charts are no matter here."""
        sheets = self._draft.sheets()
        source, (position, target, name) = sheets[action["sheet_position"]], action["args"]
        assert position == "After"
        part = self._draft.sheet_part(source.get("name", ""))
        root = deepcopy(self._draft.edit(part))
        for element in children(root, "drawing"):
            root.remove(element)
        new = self._draft.add(part, etree.tostring(root), self._draft.content_type(part))
        self._copy_tables(part, new)
        listed = deepcopy(source)
        listed.set("name", name)
        listed.set("sheetId", str(1 + max(int(sheet.get("sheetId", "0")) for sheet in sheets)))
        relationships = self._draft.relationships(self._draft.workbook_part)
        kind = next(relation.kind for relation in relationships.values() if relation.kind.endswith("/worksheet"))
        key = next(str(key) for key in listed.attrib if str(key).endswith("}id"))
        listed.set(key, self._draft.relate(self._draft.workbook_part, kind, new))
        sheets[target].addnext(listed)
        self._copy_names(source.get("name", ""), action["sheet_position"], target + 1, name)

    def _setSheetName(self, action: Message) -> None:  # noqa: N802 - the channel's word
        sheet = self._draft.sheets()[action["sheet_position"]]
        old, new = sheet.get("name", ""), action["args"][0]
        sheet.set("name", new)
        for name in children(self._draft.edit(self._draft.workbook_part), "definedNames", "definedName"):
            name.text = (name.text or "").replace(f"'{old}'!", f"'{new}'!")

    def _setRowHeight(self, action: Message) -> None:  # noqa: N802 - the channel's word
        grid, top, _ = self._at(action)
        grid.set_height(top, action["args"][0])

    def _setTableName(self, action: Message) -> None:  # noqa: N802 - the channel's word
        sheet, (number, name) = self._name(action), action["args"]
        root = self._draft.edit([part for place, part in self._draft.tables() if place == sheet][number])
        for attribute in ("name", "displayName"):
            root.set(attribute, name)

    def _activateSheet(self, action: Message) -> None:  # noqa: N802 - the channel's word
        self.shown = self._draft.sheets()[action["args"][0]].get("name", "")

    def _alert(self, action: Message) -> None:
        self.said.append(action["args"][0])

    def _calculate(self, _: Message) -> None:
        self.said.append("calculated")

    def _runMacro(self, action: Message) -> None:  # noqa: N802 - the channel's word
        what = next(ours for ours, theirs in MACROS.items() if theirs == action["args"][0])
        sheet, address, *rest = action["args"][1:]
        if what == "show_all":
            return
        grid, extent = Grid(self._draft, sheet), parse_range(address)
        assert extent is not None
        places = [(y, x) for y in range(extent[0], extent[2] + 1) for x in range(extent[1], min(extent[3], 200) + 1)]
        match what:
            case "link":
                grid.set(places[0], Link(*rest))
            case "unlink":
                for place in places:
                    unlink(grid.root, place)
            case "clear":
                grid.clear(extent)
            case "dress":
                model = parse_range(rest[0])
                assert model is not None
                assert (model[0], model[1], model[3]) == (model[2], extent[1], extent[3])
                for row in range(extent[0], extent[2] + 1):
                    grid.dress_like(row, model[0], range(extent[1], min(extent[3], 200) + 1))

    def _name(self, action: Message) -> str:
        return self._draft.sheets()[action["sheet_position"]].get("name", "")

    def _at(self, action: Message) -> tuple[Grid, int, int]:
        return Grid(self._draft, self._name(action)), action["start_row"] + 1, action["start_column"] + 1

    def _restore(self, grid: Grid, links: list[etree._Element]) -> None:
        """Put links back: clearing a value does not take a cell's link in Excel."""
        there = {element.get("ref") for element in children(grid.root, "hyperlinks", "hyperlink")}
        for element in links:
            if element.get("ref") not in there:
                raise AssertionError(f"the value of {element.get('ref')} was taken before its link was")

    def _copy_tables(self, part: str, new: str) -> None:
        targets = {}
        for relation_id, table in self._draft.related(part, "table"):
            root = deepcopy(self._draft.edit(table.target))
            count = len(list(self._draft.tables()))
            for attribute in ("name", "displayName"):
                root.set(attribute, f"{root.get(attribute)}{count}")
            root.set("id", str(count + 100))
            copied = self._draft.add(table.target, etree.tostring(root), self._draft.content_type(table.target))
            targets[relation_id] = copied
        rels = deepcopy(self._draft.xml(relationships_part(part)))
        for element in list(rels):
            if element.get("Id") in targets:
                element.set("Target", f"/{targets[element.get('Id', '')]}")
            else:
                rels.remove(element)
        self._draft.write(relationships_part(new), etree.tostring(rels))

    def _copy_names(self, source: str, before: int, position: int, name: str) -> None:
        root = self._draft.edit(self._draft.workbook_part)
        names = children(root, "definedNames")[0]
        for element in list(names):
            scope = element.get("localSheetId")
            own = scope is not None and int(scope) == before
            if scope is not None and int(scope) >= position:
                element.set("localSheetId", str(int(scope) + 1))
            if own:
                copied = deepcopy(element)
                copied.set("localSheetId", str(position))
                copied.text = (copied.text or "").replace(f"'{source}'!", f"'{name}'!")
                names.append(copied)


def _taken(value: Any) -> Any:
    """Return what Excel makes of a value that it is given: a text without an apostrophe it would read as if typed."""
    if value == "":
        return None
    if isinstance(value, str):
        assert value.startswith("'"), f"Excel would read {value!r} as if it were typed"
        return value[1:]
    return value


def linked(package: Package, sheet: str) -> dict[str, str]:
    """Return where the cells of a sheet lead: address to place."""
    root = Draft(package).edit(Draft(package).sheet_part(sheet))
    links = children(root, "hyperlinks", "hyperlink")
    return {element.get("ref", ""): element.get("location", "") for element in links}
