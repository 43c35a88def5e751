"""Render a workbook to pictures: `python tools/render.py WORKBOOK FOLDER [DPI]`.

LibreOffice knows neither LAMBDA names nor our functions, so it gets a copy in which every formula is replaced by its
stored value. What it shows is what the file holds; how Excel draws it may differ.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from quarterbook.book.package import Package

_FORMULA = re.compile(rb"<f\b[^>]*?(?:/>|>.*?</f>)", re.DOTALL)
_NOT_AVAILABLE = re.compile(rb' t="e"><v>#N/A</v>')


def values_only(package: Package) -> dict[str, bytes]:
    """Return the worksheet parts of a workbook with every formula replaced by its stored value.

    A stored #N/A becomes a blank cell: LibreOffice draws the error as zero in a chart, and the blank as a gap.
    """
    sheets = [part for part in package.part_names if part.startswith("xl/worksheets/sheet")]
    return {part: _NOT_AVAILABLE.sub(b">", _FORMULA.sub(b"", package.read(part))) for part in sheets}


def to_pdf(copy: bytes, folder: Path, name: str) -> Path:
    """Return the PDF that LibreOffice makes of a workbook that holds values only."""
    workbook = folder / f"{name}.values.xlsx"
    workbook.write_bytes(copy)
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", "--headless", f"-env:UserInstallation={Path(profile).as_uri()}", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(folder), str(workbook)], check=True, capture_output=True)
    return workbook.with_suffix(".pdf")


def main() -> None:
    """Render a workbook's pages as PNG files."""
    workbook, folder = Path(sys.argv[1]), Path(sys.argv[2])
    resolution = sys.argv[3] if len(sys.argv) > 3 else "80"
    folder.mkdir(parents=True, exist_ok=True)
    package = Package.open(workbook)
    pdf = to_pdf(package.with_parts(values_only(package)), folder, workbook.stem)
    subprocess.run(["pdftoppm", "-r", resolution, "-png", str(pdf), str(folder / workbook.stem)], check=True)
    print(f"{len(list(folder.glob(f'{workbook.stem}-*.png')))} pages in {folder}")


if __name__ == "__main__":
    main()
