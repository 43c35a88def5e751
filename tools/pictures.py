"""Make the docs' pictures of the example workbook: `python tools/pictures.py [--check]`.

Each picture is a range of a sheet of `workbook/master.xlsx`, drawn by LibreOffice from the stored values. Beside them
stands `made-from.json`: for each picture a digest of what it shows (values, looks, sizes, charts) and one of its file.
The tests compare these with the workbook, which needs no LibreOffice, and so does --check: it names the pictures that
are not current, and the exit status is 1.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Final

import render
from quarterbook.book import layout
from quarterbook.book.package import Package
from quarterbook.book.sheets.places import absolute
from quarterbook.book.view import Area, SheetView, view_of_file
from raster import Raster
from shown import Shown

ROOT: Final = Path(__file__).resolve().parents[1]
WORKBOOK: Final = ROOT / "workbook" / "master.xlsx"
IMAGES: Final = ROOT / "docs" / "images"
MANIFEST: Final = IMAGES / "made-from.json"
MOST_BYTES: Final = 200_000
"""How large a picture may be: the pages are read over slow lines too."""

_DPI: Final = 110
"""At 96 a picture is as large as the sheet in Excel at 100%."""
_SPACE: Final = 14

_PAGE_WIDTH: Final = len(layout.PAGE_WIDTHS)
_MARGINS: Final = b'<pageMargins left="0.2" right="0.2" top="0.2" bottom="0.2" header="0.1" footer="0.1"/>'
_A2: Final = b'<pageSetup paperSize="66" scale="100" orientation="landscape"/>'
"""Paper on which every range fits as it is: shrunk to a page, each picture would have another size of letters."""

# --- What the pictures show ------------------------------------------------------------------------------------


def printed(sheet: SheetView) -> Area:
    """Return what is printed of a sheet."""
    return _area(sheet, "_xlnm.Print_Area")


def headline(sheet: SheetView) -> Area:
    """Return an indicator's title and headline table."""
    return Area(sheet.name, 1, 1, layout.PANE_ROW, _PAGE_WIDTH)


def performance(sheet: SheetView) -> Area:
    """Return an indicator's page from its title to its chart."""
    return Area(sheet.name, 1, 1, _area(sheet, layout.DESCRIPTION.name).first_row - 2, _PAGE_WIDTH)


def boxes(sheet: SheetView) -> Area:
    """Return the boxes that hold an indicator's texts."""
    first, last = (_area(sheet, box.name) for box in (layout.DESCRIPTION, layout.USEFUL_LINKS))
    return Area(sheet.name, first.first_row - 1, 1, last.last_row, _PAGE_WIDTH)


def history(sheet: SheetView) -> Area:
    """Return an indicator's history table with its heading."""
    top, left, bottom, right = sheet.tables[0].extent
    return Area(sheet.name, top - 1, left, bottom, right)


def settings(sheet: SheetView) -> Area:
    """Return an indicator's settings, what follows from them, and the profile of its annual target."""
    first, last = _area(sheet, layout.INDICATOR_SETTINGS[0].name), _area(sheet, list(layout.WORKED_OUT)[-1])
    right = _area(sheet, layout.PROFILE).last_column
    return Area(sheet.name, first.first_row - 1, first.first_column - 1, last.last_row, right)


def ready(sheet: SheetView) -> Area:
    """Return what an indicator's sheet says is still to come."""
    first, last = _area(sheet, layout.FIGURE_IN), _area(sheet, layout.COMMENTARY_PERIOD)
    return Area(sheet.name, first.first_row - 1, first.first_column - 1, last.last_row, last.last_column)


def ratings(sheet: SheetView) -> Area:
    """Return the Index as far as its ratings."""
    column = [column.field for column in layout.INDEX_COLUMNS].index("rag") + 1
    return printed(sheet)._replace(last_column=column)


def up_to(heading: str, sheet: SheetView) -> Area:
    """Return what is printed of a sheet above a heading in its first column."""
    area = printed(sheet)
    row = next(row for (row, column), value in sorted(sheet.values.items()) if column == 1 and value == heading)
    return area._replace(last_row=row - 2)


def _area(sheet: SheetView, name: str) -> Area:
    found = sheet.names[name.lower()]
    if found is None:
        raise ValueError(f"{sheet.name}: {name} is no range")
    return found


@dataclass(frozen=True)
class Shot:
    """What one picture, or one part of it, shows.

    Attributes:
        sheet: the sheet.
        range_of: gives the range of it.
        dpi: how large it is drawn.
    """

    sheet: str
    range_of: Callable[[SheetView], Area]
    dpi: int = _DPI


PICTURES: Final[Mapping[str, tuple[Shot, ...]]] = {
    "cover.png": (Shot(layout.COVER, printed, 96),),
    "index.png": (Shot(layout.INDEX, printed, 96),),
    "key.png": (Shot(layout.KEY, partial(up_to, "Words of the settings"), 96),),
    "indicator.png": (Shot("Indicator 37", performance),),
    "boxes.png": (Shot("Indicator 37", boxes),),
    "cumulative.png": (Shot("Indicator 136", headline),),
    "history.png": (Shot("Indicator 136", history),),
    "ready.png": (Shot("Indicator 136", ready, 96),),
    "settings.png": (Shot("Indicator 136", settings, 96),),
    "percentage.png": (Shot("Indicator 220", history),),
    "master.png": (Shot("Indicator 37", printed, 84), Shot(layout.INDEX, ratings, 92)),
}
"""Picture to what it shows; where it is more than one thing, side by side."""

# --- Drawing them ----------------------------------------------------------------------------------------------


class Pictures:
    """The pictures of one workbook.

    Args:
        workbook: the master workbook.
    """

    def __init__(self, workbook: Path = WORKBOOK) -> None:
        self._package = Package.open(workbook)
        self._structure, self._view = view_of_file(self._package)
        self._shown = Shown(self._package, self._structure, self._view)

    def digest(self, name: str) -> str:
        """Return the digest of what a picture shows."""
        parts = (f"{self._shown.digest(self._area(shot))} {shot.dpi}" for shot in PICTURES[name])
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def draw(self) -> dict[str, bytes]:
        """Return every picture as a PNG file."""
        waiting = list(dict.fromkeys(shot for shots in PICTURES.values() for shot in shots))
        drawn: dict[Shot, Raster] = {}
        with tempfile.TemporaryDirectory() as folder:
            while waiting:  # one copy of the workbook can show one range of each sheet
                now = {shot.sheet: shot for shot in reversed(waiting)}
                drawn |= self._draw_copy(list(now.values()), Path(folder))
                waiting = [shot for shot in waiting if shot not in drawn]
        return {name: _together([drawn[shot] for shot in shots]) for name, shots in PICTURES.items()}

    def _area(self, shot: Shot) -> Area:
        return shot.range_of(self._view.by_name[shot.sheet.lower()])

    def _draw_copy(self, shots: list[Shot], folder: Path) -> dict[Shot, Raster]:
        """Return what a copy of the workbook prints that has a page for each of these ranges and no other."""
        by_sheet = {shot.sheet: shot for shot in shots}
        parts = {part: _on_one_page(xml) for part, xml in render.values_only(self._package).items()}
        workbook = self._package.workbook_part
        areas = {sheet: self._area(shot) for sheet, shot in by_sheet.items()}
        parts[workbook] = _showing(self._package.read(workbook), areas)
        pdf = render.to_pdf(self._package.with_parts(parts), folder, "pictures")
        ordered = [sheet.name for sheet in self._view.sheets if sheet.name in by_sheet]
        _check_pages(pdf, len(ordered))
        drawn = {}
        for page, name in enumerate(ordered, start=1):
            shot = by_sheet[name]
            command = ["pdftoppm", "-r", str(shot.dpi), "-f", str(page), "-l", str(page), str(pdf)]
            ppm = subprocess.run(command, check=True, capture_output=True).stdout
            drawn[shot] = Raster.from_ppm(ppm).cut()
        return drawn


def _on_one_page(sheet: bytes) -> bytes:
    """Return a worksheet set up to print on one large page, without header and footer."""
    for pattern in (rb"<pageSetUpPr[^>]*/>", rb"<headerFooter.*?</headerFooter>", rb"<pageMargins[^>]*/>"):
        sheet = re.sub(pattern, b"", sheet, flags=re.DOTALL)
    return re.sub(rb"<pageSetup[^>]*/>", _MARGINS + _A2, sheet)


def _showing(workbook: bytes, areas: Mapping[str, Area]) -> bytes:
    """Return the workbook's part with these ranges to be printed, and every sheet without one hidden."""
    text = re.sub(r'<definedName name="_xlnm\.Print_\w+"[^>]*>[^<]*</definedName>', "", workbook.decode())
    names = re.findall(r'<sheet name="([^"]*)"', text)
    opens_at = names.index(next(iter(areas)))  # a sheet that is opened is shown, hidden or not
    text = re.sub(r"<workbookView\b[^>]*/>", f'<workbookView activeTab="{opens_at}"/>', text)
    ranges = []
    for number, escaped in enumerate(names):
        area = areas.get(escaped)
        if area is None:
            text = text.replace(f'<sheet name="{escaped}"', f'<sheet state="hidden" name="{escaped}"')
            continue
        address = absolute(area.sheet, *(place - 1 for place in area[1:]))
        ranges.append(f'<definedName name="_xlnm.Print_Area" localSheetId="{number}">{address}</definedName>')
    return text.replace("</definedNames>", f"{''.join(ranges)}</definedNames>").encode()


def _check_pages(pdf: Path, wanted: int) -> None:
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    found = re.search(r"^Pages:\s+(\d+)", told, re.MULTILINE)
    if found is None or int(found[1]) != wanted:
        raise ValueError(f"LibreOffice printed {found[1] if found else 'no'} pages for {wanted} ranges")


def _together(drawn: Sequence[Raster]) -> bytes:
    height = max(len(picture.rows) for picture in drawn) + 2 * _SPACE
    first, *others = (picture.padded(_SPACE, height).framed() for picture in drawn)
    return reduce(lambda left, right: left.beside(right, _SPACE), others, first).png()


# --- Whether they are current ------------------------------------------------------------------------------------


def stale(pictures: Pictures) -> list[str]:
    """Return the pictures that do not show what the workbook has now, or are not the files that were made."""
    made = json.loads(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.exists() else {}
    return [name for name in {**PICTURES, **made} if name not in PICTURES or made.get(name) != entry(pictures, name)]


def entry(pictures: Pictures, name: str) -> dict[str, str]:
    """Return what the manifest says of a picture that is current."""
    path = IMAGES / name
    file = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    return {"shows": pictures.digest(name), "file": file}


def main() -> int:
    """Make or check every picture."""
    pictures = Pictures()
    if "--check" in sys.argv[1:]:
        found = stale(pictures)
        for name in found:
            print(f"docs/images/{name} is not what the workbook shows: python tools/pictures.py")
        return 1 if found else 0
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, content in pictures.draw().items():
        (IMAGES / name).write_bytes(content)
        print(f"docs/images/{name} {len(content) // 1000} kB")
    made = {name: entry(pictures, name) for name in PICTURES}
    MANIFEST.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
