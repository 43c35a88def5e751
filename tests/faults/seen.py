"""What an independent reader finds of each kind of fault: the proof that it was planted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from faults.cases import Planted
from faults.reader import Opened, Row


@dataclass
class Found:
    """A workbook, looked at for one fault."""

    book: Opened
    planted: Planted

    @cached_property
    def sheet(self) -> str:
        """The indicator's sheet."""
        if self.planted.sheet in ("Published", "Index", "Cover", ""):
            return self.book.sheet_of(self.planted.indicator)
        return self.planted.sheet

    def named(self, name: str) -> Any:
        """Return what a named cell of the sheet holds."""
        return self.book.named(self.sheet, name)

    def formula_of(self, name: str) -> str:
        """Return the formula of a named cell; "" where it has none."""
        return self.book.formula(self.sheet, self.book.address(self.sheet, name)) or ""

    @property
    def here(self) -> Any:
        """What stands in the cell that the manifest names."""
        return self.book.value(self.planted.sheet, self.planted.cell)

    @property
    def formula_here(self) -> str | None:
        """The formula of that cell."""
        return self.book.formula(self.planted.sheet, self.planted.cell)

    @cached_property
    def history(self) -> list[Row]:
        """The rows of the history that have a period."""
        return [row for row in self.book.rows(self.sheet, "History") if row["Period"] is not None]

    @property
    def at(self) -> int:
        """Which row of the history the manifest's period is."""
        return next(n for n, row in enumerate(self.history) if row["Period"] == self.planted.period)

    @property
    def row(self) -> Any:
        """The row of the manifest's period."""
        return self.history[self.at]

    def back(self, n: int) -> Any:
        """Return a row so many before that one."""
        return self.history[self.at - n]

    @property
    def year(self) -> list[Any]:
        """The rows of the same financial year up to that one."""
        return [row for row in self.history[: self.at + 1] if str(row["Period"])[:7] == self.planted.period[:7]]

    @cached_property
    def ledger(self) -> list[Any]:
        """What was published of the indicator."""
        rows = self.book.rows("Published", "PublishedLedger")
        return [row for row in rows if row["Number"] == self.planted.indicator]

    @property
    def printed(self) -> Any:
        """What was published for the manifest's period."""
        return next(row for row in self.ledger if row["Period"] == self.planted.period)

    @property
    def printed_before(self) -> Any:
        """What was published just before it."""
        return self.ledger[self.ledger.index(self.printed) - 1]

    @property
    def earlier(self) -> dict[tuple[Any, Any], Row]:
        """Number and period to what was written in earlier periods."""
        return {(r["Number"], r["Period"]): r for r in self.book.rows("Published", "EarlierNarrative")}

    def text(self, part: str) -> str:
        """Return a part of the file as text."""
        return self.book.zip.read(part).decode()

    @property
    def sheet_text(self) -> str:
        """The worksheet's part as text."""
        return self.text(self.book.sheets[self.sheet])


def _is_wrong_rating(current: float, target: float, direction: str, rating: str, *, amber: float, blue: float) -> bool:
    off = (current - target) / target * (1 if direction == "up" else -1)
    if direction == "target":
        off = -abs(current - target) / target
        right = "Green" if -off <= blue else "Amber" if -off <= amber else "Red"
    else:
        right = "Red" if off < -amber else "Amber" if off < 0 else "Green" if off <= blue else "Blue"
    return right != rating


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _left(f: Found, name: str) -> bool:
    """Whether a cell that had a formula has none."""
    return f.formula_of(name) == ""


def _quotes(f: Found) -> bool:
    """Whether the commentary has the figure of the table."""
    current = f.named("Current")
    shown = {f"{current:,.{n}f}" for n in (0, 1)} | {f"{current:.{n}%}" for n in (0, 1)}
    return any(text in f.named("Commentary") for text in shown)


_LINKS: Final = re.compile(r"https?://[\w.-]+(/\S*)?$")


def _is_bad_link(f: Found) -> bool:
    return not _LINKS.match(f.named("UsefulLinks"))


def _rating_is_wrong(f: Found) -> bool:
    figures = f.named("Current"), f.named("Target"), f.named("Direction"), f.named("RagRating")
    return _is_wrong_rating(*figures, amber=f.named("Amber"), blue=f.named("Blue"))


def _change_is_wrong(f: Found) -> bool:
    better = (f.named("Current") > f.named("Previous")) == (f.named("Direction") == "up")
    return (f.named("ChangeInPerformance") == "Improving") != better


SEEN: Final[dict[str, Callable[[Found], bool]]] = {
    # cumulative
    "cumulative figures against a target for one period": lambda f: (
        (f.named("Basis"), f.named("TargetBasis")) == ("Cumulative", "In period")
    ),
    "cumulative figures against a target that stays the same": lambda f: (
        len(f.year) > 1 and len({r["Target"] for r in f.year}) == 1 and f.named("Basis") == "Cumulative"
    ),
    "cumulative figures beside a quarter's baseline": lambda f: (
        abs(f.row["Target"] * 4 - f.back(len(f.year))["Actual"]) <= 2 and f.named("Basis") == "Cumulative"
    ),
    "cumulative figure compared with the period before": lambda f: (
        (f.named("Basis"), f.named("Comparator")) == ("Cumulative", "Previous period")
    ),
    "series called in-period that adds up over the year": lambda f: (
        f.named("Basis") == "In period" and [r["Actual"] for r in f.year] == sorted(r["Actual"] for r in f.year)
    ),
    "cumulative figures not started again in April": lambda f: f.year[0]["Actual"] > f.back(len(f.year))["Actual"],
    "cumulative figure that falls": lambda f: f.row["Actual"] < f.back(1)["Actual"],
    "cumulative figure that repeats": lambda f: f.row["Actual"] == f.back(1)["Actual"],
    "gap in the year's cumulative figures": lambda f: f.row["Actual"] is None and f.back(-1)["Actual"] is not None,
    "cumulative figure that is not the sum of its periods": lambda f: (
        f.row["Actual"] != sum(r["In period"] for r in f.year)
    ),
    # targets
    "target changed during the year without a note": lambda f: (
        f.row["Target"] != f.back(1)["Target"] and f.row["Note"] is None and f.row["Period"][:7] == f.planted.period[:7]
    ),
    "target of a published period changed afterwards": lambda f: f.row["Target"] != f.printed["Target"],
    "annual target changed after quarters were published": lambda f: (
        round(f.back(1)["Target"]) != f.ledger[-1]["Target"]
    ),
    "quarter's target that is not the annual target's share": lambda f: (
        f.planted.cell[0] == "F" and f.formula_here is None and isinstance(f.named("AnnualTarget"), float)
    ),
    "baseline that is not a quarter of last year": lambda f: (
        f.row["Target"] * 4
        != sum(r["Actual"] for r in f.history if r["Period"][:4] == str(int(f.planted.period[:4]) - 1))
    ),
    "percentage target divided by four": lambda f: f.named("Target") < 0.25,
    "percentages of the quarters added up": lambda f: (
        abs(f.row["Actual"] - sum(r["In period"] for r in f.year)) < 1e-9 and len(f.year) > 1
    ),
    "target of a percentage typed as 85": lambda f: f.row["Target"] > 1 and f.named("Measure") == "percent",
    "no target": lambda f: f.row["Target"] is None and f.named("RagRating") == "No target",
    "own tolerance typed as 10": lambda f: f.named("OwnAmber") == 10,
    "the workbook's tolerance typed as 10": lambda f: f.here == 10,
    "weight missing in the profile": lambda f: f.here is None and f.named("RagRating") == "Invalid",
    # figures
    "figure of the period before repeated": lambda f: f.row["Actual"] == f.back(1)["Actual"],
    "counts of the period before repeated": lambda f: (
        (f.row["Numerator"], f.row["Denominator"]) == (f.back(1)["Numerator"], f.back(1)["Denominator"])
    ),
    "previous figure is not what was published": lambda f: (
        f.row["Actual"] != f.printed["Current"] and f.named("Previous") == f.row["Actual"]
    ),
    "older figure changed after publication": lambda f: (
        f.row["Actual"] != f.printed["Current"] and f.row["Marker"] is None
    ),
    "percentage does not follow from its counts": lambda f: (
        abs(f.row["Actual"] - f.row["Numerator"] / f.row["Denominator"]) > 0.05
    ),
    "published percentage does not follow from its counts": lambda f: (
        abs(f.printed["Current"] - f.row["Numerator"] / f.row["Denominator"]) > 0.05
    ),
    "numerator and denominator the wrong way round": lambda f: f.row["Numerator"] > f.row["Denominator"],
    "percentage typed as 72": lambda f: f.row["Actual"] > 1 and f.named("Measure") == "percent",
    "benchmark of a percentage typed as 61": lambda f: f.here > 1 and f.named("Measure") == "percent",
    "a digit too many": lambda f: f.row["Actual"] > 5 * f.back(1)["Actual"],
    "figure in thousands beside figures in pounds": lambda f: f.row["Actual"] * 500 < f.back(1)["Actual"],
    "negative count": lambda f: f.row["Actual"] < 0,
    "no figure for the reporting period": lambda f: f.row["Actual"] is None and f.named("Current") in ("", None),
    # periods
    "figure for a period still to come": lambda f: f.row["Actual"] > 0 and f.planted.period > f.named("CurrentPeriod"),
    "row of another frequency": lambda f: " M" in f.here and f.named("Frequency") == "Quarterly",
    "period missing from the history": lambda f: f.planted.period not in {r["Period"] for r in f.history},
    "period twice in the history": lambda f: [r["Period"] for r in f.history].count(f.planted.period) == 2,
    "period misspelt": lambda f: not re.fullmatch(r"\d{4}/\d\d Q\d", f.here),
    "current period misspelt": lambda f: f.here.startswith("Q") and f.named("Current") in ("", None),
    "period turned into a date": lambda f: isinstance(f.here, float),
    "row typed below the table": lambda f: (
        f.here == f.planted.period and f.planted.period not in {r["Period"] for r in f.history}
    ),
    "hidden row with a figure": lambda f: (
        bool(re.search(rf'<row [^>]*r="{f.planted.cell[1:]}"[^>]*hidden="1"', f.sheet_text))
        and isinstance(f.here, float)
    ),
    "hidden columns with figures": lambda f: (
        bool(re.search(r'<col [^>]*min="4"[^>]*max="5"[^>]*hidden="1"', f.sheet_text)) and isinstance(f.here, float)
    ),
    # the ledger
    "printed previous figure is not what the report before printed": lambda f: (
        f.printed["Previous"] != f.printed_before["Current"]
    ),
    "whole table printed twice": lambda f: all(
        f.printed[h] == f.printed_before[h] for h in ("Current", "Previous", "Change", "RAG rating")
    ),
    "printed rating does not follow from the printed figures": lambda f: _is_wrong_rating(
        f.printed["Current"],
        f.printed["Target"],
        f.printed["Direction"],
        f.printed["RAG rating"],
        amber=f.printed["Amber tolerance"],
        blue=f.printed["Blue margin"],
    ),
    "printed change does not follow from the printed figures": lambda f: (
        (f.printed["Change"] == "Improving")
        != ((f.printed["Current"] > f.printed["Previous"]) == (f.printed["Direction"] == "up"))
    ),
    "published Red without action": lambda f: (
        f.printed["RAG rating"] == "Red" and not f.earlier[f.planted.indicator, f.planted.period]["Actions"]
    ),
    "published as a month though it is a quarter": lambda f: f.here == "Current Month" and " Q" in f.planted.period,
    "NA beside N/A": lambda f: f.here == "NA" and any(r["Change"] == "N/A" for r in f.ledger),
    "printed heading of another period": lambda f: f.here[8:9] != f.planted.period[-1],
    "printed without the word cumulative": lambda f: f.here == "Current Quarter" and f.printed["Basis"] == "Cumulative",
    "published twice with two figures": lambda f: (
        len({r["Current"] for r in f.ledger if r["Period"] == f.planted.period}) == 2
    ),
    "published before the period had ended": lambda f: f.planted.period > f.named("CurrentPeriod") and bool(f.printed),
    "date of publication typed another way": lambda f: "/" in f.here,
    "date of publication before the period's end": lambda f: f.here.endswith("-01"),
    "colour printed for an indicator in development": lambda f: (
        (f.here, f.printed["Status"]) == ("Green", "In Development")
    ),
    "baseline printed as a target": lambda f: (f.here, f.printed["Status"]) == ("Target", "Baseline"),
    # words
    "commentary missing": lambda f: not f.named("Commentary"),
    "commentary left over from the period before": lambda f: f.here < f.named("CurrentPeriod"),
    "same commentary as the period before": lambda f: (
        f.named("Commentary") in {r["Commentary"] for k, r in f.earlier.items() if k[0] == f.planted.indicator}
    ),
    "commentary of another indicator": lambda f: (
        sum(f.book.named(s, "Commentary") == f.here for s, name in f.book.names if name == "Commentary") == 2
    ),
    "commentary cut off": lambda f: len(f.here) > 100 and f.here[-1].isalpha(),
    "commentary far too long": lambda f: len(f.here) > 4_000,
    "commentary quotes another figure than the table": lambda f: not _quotes(f) and any(c.isdigit() for c in f.here),
    "commentary speaks of another quarter as this one": lambda f: (
        _quotes(f) and f"Quarter {f.planted.period[-1]} {f.planted.period[2:7]}" not in f.here
    ),
    "placeholder left in the commentary": lambda f: len(f.here) < 30,
    "commentary says the opposite of the table": lambda f: (
        f.here.startswith("Performance improved") and f.named("ChangeInPerformance") == "Declining"
    ),
    "Red without action": lambda f: f.named("RagRating") == "Red" and not f.here,
    "Red with nothing but a word for action": lambda f: f.named("RagRating") == "Red" and len(f.here) < 20,
    "actions of the period before repeated": lambda f: (
        f.here in {r["Actions"] for k, r in f.earlier.items() if k[0] == f.planted.indicator}
    ),
    "action where the key says none": lambda f: f.named("RagRating") != "Red" and len(f.here) > 20,
    # links
    "first letter of a link lost": _is_bad_link,
    "link with a space": _is_bad_link,
    "link without a scheme": _is_bad_link,
    "link with its punctuation wrong": _is_bad_link,
    "link to somebody's own drive": _is_bad_link,
    "Index link to a sheet that is not there": lambda f: "Indicator old" in f.text(f.book.sheets["Index"]),
    # settings
    "direction not understood": lambda f: f.named("RagRating") == "Invalid",
    "direction missing": lambda f: f.here in (None, "") and f.named("RagRating") == "Invalid",
    "frequency misspelt": lambda f: f.here not in ("Monthly", "Quarterly", "Annual"),
    "basis in the house's own words": lambda f: f.here in ("YTD", "per quarter", "In quarter"),
    "comparator in the house's own words": lambda f: f.here in ("Last quarter", "Year on year", "Prev"),
    "status in the house's own words": lambda f: f.here in ("Live", "Target set", "On track"),
    "measure in the house's own words": lambda f: f.here != "percent",
    "marker in the house's own words": lambda f: f.here not in ("Provisional", "Estimated", "Revised", None),
    "title missing": lambda f: not f.here,
    "two indicators with the same title": lambda f: (
        sum(f.book.named(s, name) == f.here for s, name in f.book.names if name == "IndicatorTitle") == 2
    ),
    "direction turned since the last report": lambda f: f.here != f.ledger[-1]["Direction"],
    "heading typed over: a month on quarterly figures": lambda f: f.here == "Current Month" and not f.formula_here,
    "heading typed over: another quarter": lambda f: f.here.startswith("Quarter") and not f.formula_here,
    "name refers to the wrong cell": lambda f: f.book.names[f.sheet, "Target"] == f.book.names[f.sheet, "Previous"],
    # sheets
    "name of a sheet deleted": lambda f: (f.sheet, "Status") not in f.book.names and f.named("RagRating") == "Invalid",
    "name of a sheet lost its cell": lambda f: "#REF!" in f.book.names[f.sheet, "Blue"],
    "name of the workbook deleted": lambda f: ("", "BlueMargin") not in f.book.names,
    "sheet copied and its number left": lambda f: (
        f.planted.sheet.endswith(" (2)") and f.named("IndicatorNumber") == f.planted.indicator
    ),
    "two sheets with the same number": lambda f: (
        sum(f.book.named(s, name) == f.here for s, name in f.book.names if name == "IndicatorNumber") == 2
    ),
    "sheet renamed": lambda f: "Sheet3" in f.book.sheets and f.named("IndicatorNumber") == f.planted.indicator,
    "sheet deleted": lambda f: (
        f"Indicator {f.planted.indicator}" not in f.book.sheets and "#REF!" in f.text(f.book.sheets["Index"])
    ),
    "sheet hidden": lambda f: bool(
        re.search(rf'name="{f.sheet}"[^>]*state="(hidden|veryHidden)"', f.text("xl/workbook.xml"))
    ),
    "header of the history table renamed": lambda f: "Actual" not in f.history[0] and f.here in f.history[0],
    "indicator missing from the Index": lambda f: (
        f.planted.indicator not in {r["Number"] for r in f.book.rows("Index", "IndicatorIndex")}
    ),
    "merged cells in the headline table": lambda f: f'<mergeCell ref="{f.planted.cell}:' in f.sheet_text,
    "merged cells in the history table": lambda f: f'<mergeCell ref="{f.planted.cell}:' in f.sheet_text,
    "chart without a text for those who cannot see it": lambda f: (
        not re.search(
            r"<xdr:cNvPr [^>]*descr=",
            f.text(next(p for p in f.book.related(f.book.sheets[f.sheet]).values() if "drawing" in p)),
        )
    ),
    "workbook without a title": lambda f: "dc:title" not in f.text("docProps/core.xml"),
    "calculation set to manual": lambda f: 'calcMode="manual"' in f.text("xl/workbook.xml"),
    "rule of the ratings changed in this workbook": lambda f: "0.2" in f.book.names["", "RAG"],
    "reporting period not moved on": lambda f: f.here < f.planted.period,
    "reporting period misspelt": lambda f: f.here.startswith("Quarter"),
    # formulas
    "rating typed over its formula": lambda f: _left(f, "RagRating") and _rating_is_wrong(f),
    "rating pasted as a value": lambda f: _left(f, "RagRating") and not _rating_is_wrong(f),
    "figure typed over its formula": lambda f: _left(f, "Current") and f.here != f.row["Actual"],
    "previous figure typed over its formula": lambda f: _left(f, "Previous") and f.here != f.back(1)["Actual"],
    "target typed over its formula": lambda f: _left(f, "Target") and f.here != round(f.row["Target"]),
    "change typed over its formula": lambda f: _left(f, "ChangeInPerformance") and _change_is_wrong(f),
    "tolerance used typed over its formula": lambda f: _left(f, "Amber") and f.here == 0.12,
    "number written into the rating's formula": lambda f: bool(re.search(r"Current, ?\d", f.formula_here or "")),
    "figure adjusted in its formula": lambda f: (f.formula_here or "").endswith("+3") and f.here == f.row["Actual"] + 3,
    "rating taken from another sheet": lambda f: "'Indicator " in (f.formula_here or ""),
    "figure looked up in another indicator's history": lambda f: f.here != f.row["Actual"],
    "rating without its tolerances": lambda f: "Amber" not in (f.formula_here or "Amber"),
    "direction written into the change's formula": lambda f: '"up"' in (f.formula_here or ""),
    "#REF! in a formula": lambda f: f.here == "#REF!",
    "misspelt function": lambda f: f.here == "#NAME?",
    "rating typed over on the Index": lambda f: f.formula_here is None and f.here != f.named("RagRating"),
    "stale rating": lambda f: bool(f.formula_here) and f.here == "Red" and _rating_is_wrong(f),
    "stale figure": lambda f: bool(f.formula_here) and f.here != f.row["Actual"],
    "stale change": lambda f: bool(f.formula_here) and _change_is_wrong(f),
    # cells
    "figure typed as text": lambda f: _is_text(f.here) and f.here.replace(",", "").isdigit(),
    "figure typed as text with a space in it": lambda f: _is_text(f.here) and len(f.here.split()) == 2,
    "figure typed as text with a space after it": lambda f: _is_text(f.here) and f.here != f.here.strip(),
    "percentage typed as text": lambda f: _is_text(f.here) and f.here.endswith("%"),
    "target typed as text": lambda f: _is_text(f.here) and f.named("RagRating") == "Invalid",
    "remark typed in place of a figure": lambda f: _is_text(f.here) and f.named("RagRating") == "Invalid",
    "date in a figure's cell": lambda f: 40_000 < f.here < 50_000,
    "date typed as text in a figure's cell": lambda f: bool(re.fullmatch(r"\d\d/\d\d/\d{4}", f.here)),
    "division by zero in a figure": lambda f: f.here == "#DIV/0!",
    "#N/A among the figures": lambda f: f.here == "#N/A",
    "TRUE in a figure's cell": lambda f: f.here is True,
    "formula of a percentage cleared": lambda f: (
        (f.formula_here, f.here) == (None, None) and 0 < f.row["Numerator"] / f.row["Denominator"] <= 1
    ),
    "figure taken from another workbook": lambda f: (
        "[1]" in (f.formula_here or "")
        and "externalReference " in f.text("xl/workbook.xml")
        and isinstance(f.here, float)
    ),
}
