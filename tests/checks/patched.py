"""A workbook of a small register, changed as somebody may change it, and what the checks find in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from quarterbook.book.addresses import parse_cell
from quarterbook.book.build import workbook_bytes
from quarterbook.book.edit import edited
from quarterbook.book.package import Package
from quarterbook.book.plan import Content, Edit, Formula, InsertRows, Plan, SetCells
from quarterbook.book.recalc import recalculated
from quarterbook.book.structure import Structure
from quarterbook.book.view import SheetView, view_of_file
from quarterbook.checks import CHECKS, Finding
from quarterbook.checks.finding import SEVERITIES
from quarterbook.master import Master
from quarterbook.periods import Period
from quarterbook.register import Indicator, Narrative, Observation, Published, Register, Settings

NAME = "book.xlsx"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MINE = ("TXT", "LBL", "STR", "CEL", "ACC")
"""The families that are tested with it."""
CODES = tuple(code for code in CHECKS if code[:3] in MINE)
Q3 = Period.parse("2023/24 Q3")


def period(text: str) -> Period:
    return Period.parse(text)


def indicator(number: str = "36", **fields: Any) -> Indicator:
    """Return a quarterly count that is better the higher it is, but for what is said."""
    return Indicator(**{"number": number, "title": f"Measure {number}", "direction": "up", **fields})


def figures(number: str, by_period: Mapping[str, float | str | dict[str, Any] | None]) -> tuple[Observation, ...]:
    """Return rows of history: the actual of each period, or all that is recorded for it."""
    return tuple(
        Observation(number=number, period=period(when), **(values if isinstance(values, dict) else {"actual": values}))
        for when, values in by_period.items()
    )


def said(number: str, by_period: Mapping[str, str], actions: str = "") -> tuple[Narrative, ...]:
    """Return the commentary of each period."""
    return tuple(
        Narrative(number=number, period=period(when), commentary=text, actions=actions)
        for when, text in by_period.items()
    )


def printed(number: str, when: str = "2023/24 Q3", **fields: Any) -> Published:
    """Return a row of the ledger as the indicator of this number would be printed."""
    usual = {
        "target_label": "Target",
        "target": 100.0,
        "direction": "up",
        "status": "Targeted",
        "current_label": "Current Quarter",
        "current": 101.0,
        "previous_label": "Previous Quarter",
        "previous": 98.0,
        "change": "Improving",
        "rag": "Green",
    }
    return Published(number=number, period=period(when), **{**usual, **fields})


def register(
    *indicators: Indicator,
    history: tuple[Observation, ...] | None = None,
    narrative: tuple[Narrative, ...] | None = None,
    published: tuple[Published, ...] = (),
    reporting: Period = Q3,
    **settings: Any,
) -> Register:
    """Return a register without a fault: what is left out is as an officer fills it in."""
    known = indicators or (indicator(),)
    if history is None:
        history = tuple(
            row
            for one in known
            for row in figures(
                one.number,
                {str(one.current_period(reporting).shift(-n)): {"actual": 100.0 + n, "target": 100.0} for n in (1, 0)},
            )
        )
    if narrative is None:
        narrative = tuple(
            Narrative(
                number=one.number,
                period=one.current_period(reporting),
                commentary="More people came than in the summer.",
                actions="None is needed.",
            )
            for one in known
        )
    head = Settings(organisation="Example Council", title="Report", reporting_period=reporting, **settings)
    return Register(head, known, history, narrative, published)


@dataclass(frozen=True)
class Patched:
    """A workbook file that a test changes step by step; every step is another one."""

    data: bytes

    @cached_property
    def package(self) -> Package:
        return Package(self.data, NAME)

    @cached_property
    def _seen(self) -> tuple[Structure, dict[str, SheetView]]:
        structure, view = view_of_file(self.package)
        return structure, {sheet.name: sheet for sheet in view.sheets}

    def sheet(self, name: str) -> SheetView:
        return self._seen[1][name]

    def part(self, sheet: str) -> str:
        """Return the name of a sheet's part."""
        return next(found.part for found in self._seen[0].sheets if found.name == sheet)

    def place(self, sheet: str, where: str) -> tuple[int, int]:
        """Return the place of an address, of a sheet's own name, or of a column of the history: "Actual 2023/24 Q3"."""
        view = self.sheet(sheet)
        area = view.names.get(where.lower())
        if area is not None:
            return area.place
        header, _, when = where.partition(" 20")
        for table in view.tables:
            if header in table.columns:
                top, left, bottom, _ = table.extent
                column = left + table.columns.index(header)
                wanted = f"20{when}"
                return next((row, column) for row in range(top, bottom + 1) if view.value(row, left) == wanted)
        place = parse_cell(where)
        assert place is not None, where
        return place

    def address(self, sheet: str, where: str) -> str:
        """Return the address of what `place` finds."""
        row, column = self.place(sheet, where)
        return f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[column - 1]}{row}"

    def planned(self, *edits: Edit) -> Patched:
        return Patched(edited(self.package, Plan(edits)))

    def typed(self, sheet: str, cells: Mapping[str, Content]) -> Patched:
        """Type into cells; a text that begins with "=" is a formula."""
        contents = {
            self.place(sheet, where): Formula(value[1:]) if isinstance(value, str) and value[:1] == "=" else value
            for where, value in cells.items()
        }
        return self.planned(SetCells(sheet, contents))

    def rows_above(self, sheet: str, row: int, count: int) -> Patched:
        return self.planned(InsertRows(sheet, row, count))

    def replaced(self, part: str, pattern: str, text: str) -> Patched:
        """Replace a pattern in a part, which must be there."""
        found, count = re.subn(pattern, text, self.package.read(part).decode())
        assert count, f"{part} has no {pattern}"
        return Patched(self.package.with_parts({part: found.encode()}))

    def inserted(self, part: str, before: str, text: str) -> Patched:
        """Put something before the first of these words in a part."""
        content = self.package.read(part).decode()
        assert before in content, f"{part} has no {before}"
        return Patched(self.package.with_parts({part: content.replace(before, text + before, 1).encode()}))

    def recalculated(self) -> Patched:
        return Patched(self.package.with_parts(recalculated(self.package)[0]))

    def findings(self, *codes: str) -> list[Finding]:
        """Return what the checks find; those of these families unless they are named."""
        found = Master(self.package).validate(codes or CODES)
        for finding in found:
            assert_said(finding)
        return found


@lru_cache(maxsize=64)
def _built(_: str, source: _ByIdentity) -> bytes:
    package = Package(workbook_bytes(source.register), NAME)
    return package.with_parts(recalculated(package)[0])


@dataclass(frozen=True, eq=False)
class _ByIdentity:
    register: Register

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity)

    def __hash__(self) -> int:
        return 0


def book(source: Register | None = None) -> Patched:
    """Return the workbook of a register, calculated; of the same register it is built once."""
    known = source or register()
    return Patched(_built(repr(known), _ByIdentity(known)))


def fresh(source: Register) -> Patched:
    """Return the workbook of a register as it is built, without stored values: quicker, and the same but for CEL003."""
    return Patched(workbook_bytes(source))


def found_in(*args: Any, codes: tuple[str, ...] = (), **fields: Any) -> list[Finding]:
    """Return the findings in the workbook of a register, that its values are not stored yet aside."""
    return fresh(register(*args, **fields)).findings(*(codes or (code for code in CODES if code != "CEL003")))


def codes_of(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def only(findings: list[Finding]) -> Finding:
    """Return the one finding that there must be."""
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]


def assert_said(finding: Finding) -> None:
    """Hold a finding against what every one promises."""
    assert finding.severity in SEVERITIES
    assert finding.severity == CHECKS[finding.code].severity
    assert finding.message
    assert finding.fix
    assert "\n" not in finding.message
    assert not finding.message.endswith((".", ";"))
    assert finding.sheet or not finding.cell
    assert "None" not in finding.message
