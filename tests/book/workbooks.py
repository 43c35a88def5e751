"""Makers of workbooks for the tests of the headless path: tiny ones part by part, and one with everything in it."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    f'<cellXfs count="9">{"<xf/>" * 9}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""Nine formats, all alike: enough to see whether a cell keeps its own."""


def sheet_xml(rows: str, attributes: str = "", before: str = "", after: str = "") -> str:
    """Return a worksheet part that holds these rows."""
    return f'<worksheet xmlns="{MAIN}"{attributes}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def workbook_xml(sheets: Mapping[str, str], inside: str = "") -> str:
    """Return a workbook part: sheet name to relationship id, and what follows the sheets."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="{relation}"/>'
        for n, (name, relation) in enumerate(sheets.items(), 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>{inside}</workbook>'


def relationships_xml(*relations: tuple[str, str, str], external: str = "") -> str:
    """Return a relationships part of (id, kind, target); `external` is put in as it is."""
    listed = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in relations
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}{external}</Relationships>'


def minimal_parts(*sheets: str, inside: str = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook of these worksheet parts: sheets S1, S2 and so on; `inside` comes after them."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": relationships_xml(("rId1", "officeDocument", "xl/workbook.xml")),
        WORKBOOK: workbook_xml({f"S{n}": f"rId{n}" for n in numbers}, inside),
        "xl/_rels/workbook.xml.rels": relationships_xml(
            *((f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("rId99", "styles", "styles.xml")
        ),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)},
    }


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return buffer.getvalue()


def minimal(*sheets: str, inside: str = "") -> bytes:
    """Return a workbook file of these worksheet parts."""
    return zipped(minimal_parts(*sheets, inside=inside))


def parts_of(data: bytes | Path) -> dict[str, bytes]:
    """Return the parts of a file."""
    with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed_parts_of(path: Path) -> dict[str, tuple[object, ...]]:
    """Return everything that a file says of each entry: its packed bytes, date, attributes, comment."""
    data = path.read_bytes()
    found = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            start = entry.header_offset + 26
            name, extra = (int.from_bytes(data[at : at + 2], "little") for at in (start, start + 2))
            begin = start + 4 + name + extra
            about = (entry.date_time, entry.compress_type, entry.external_attr, entry.comment, entry.CRC)
            found[entry.filename] = (data[begin : begin + entry.compress_size], *about)
    return found


def without_values(sheet: bytes) -> bytes:
    """Return a worksheet part, canonical, without what recalculation may change: values, their types, spill ranges."""
    root = etree.fromstring(sheet)
    for cell in root.iter(f"{{{MAIN}}}c"):
        cell.attrib.pop("t", None)
        for element in list(cell):
            if element.tag == f"{{{MAIN}}}v":
                cell.remove(element)
            elif element.get("t") == "array":
                element.attrib.pop("ref", None)
    return etree.tostring(root, method="c14n")


def text_without_values(sheet: bytes) -> str:
    """Return the text of a worksheet part without those, byte for byte otherwise."""
    text = re.sub(r"<v>[^<]*</v>|<v/>", "", sheet.decode())
    text = re.sub(r'(<c\b[^>]*?) t="[^"]*"', r"\1", text)
    return re.sub(r'(<f t="array" )ref="[^"]*"', r"\1", re.sub(r"></c>", "/>", text))


def everything(path: Path) -> None:
    """Write a workbook with whatever a workbook can hold, formulas of ours on its first sheet."""
    with xlsxwriter.Workbook(path) as book:
        _fill_everything(book)
    parts: dict[str, str | bytes] = dict(parts_of(path))
    _inject(parts)
    path.write_bytes(zipped(parts))


def _fill_everything(book: xlsxwriter.Workbook) -> None:
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    data = book.add_worksheet("Data")
    data.write_row("A1", ["Period", "Actual", "Target"], bold)
    for row, (actual, target) in enumerate([(95, 100), (100, 100), (106, 100), (None, 100)], 1):
        data.write_row(row, 0, [f"2023/24 Q{row}", actual, target])
        data.write_formula(row, 3, f'=RAG(B{row + 1},C{row + 1},"up")', bold, "stale")
        data.write_formula(row, 4, f'=VARIANCE(B{row + 1},C{row + 1},"up")', None, 7)
    data.write_dynamic_array_formula("F2:F5", "=YEAR_TO_DATE(B2:B5)", bold, 1)
    data.write_array_formula("G2:G5", "{=B2:B5*2}", bold, 1)
    data.write_rich_string("A8", "A ", bold, "bold", " and ", red, "red", " word")
    data.write_url("A9", "https://example.org/", string="a link")
    data.write_comment("A2", "A note", {"author": "Someone"})
    data.insert_image("J1", "dot.png", {"image_data": io.BytesIO(PNG), "description": "A dot"})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Data!$B$2:$B$5"})
    data.insert_chart("J5", chart, {"description": "Actuals by quarter"})
    data.insert_textbox("J20", "In a box")
    data.insert_button("J25", {"macro": "Press", "caption": "Press"})
    data.add_sparkline("H2", {"range": "Data!B2:B5"})
    data.conditional_format("D2:D5", {"type": "cell", "criteria": "==", "value": '"Red"', "format": red})
    data.conditional_format("B2:B5", {"type": "data_bar", "data_bar_2010": True})
    data.conditional_format("C2:C5", {"type": "icon_set", "icon_style": "3_arrows"})
    data.data_validation("I2:I5", {"validate": "list", "source": ["up", "down"], "input_message": "Which way?"})
    data.set_header("&L&G", {"image_left": "dot.png", "image_data_left": io.BytesIO(PNG)})
    data.ignore_errors({"number_stored_as_text": "A1:A9"})
    data.unprotect_range("B2:B5", "Figures", "secret")
    data.protect("secret", {"sort": True})
    data.freeze_panes(1, 0)
    data.set_column("A:A", 20, None, {"level": 1})
    data.autofilter("A1:C5")
    data.set_background(io.BytesIO(PNG))
    table = book.add_worksheet("Table")
    table.add_table("A1:B3", {"name": "Figures", "columns": [{"header": "Number"}, {"header": "Title"}]})
    table.write_formula("D1", '=RAG(Data!B2,Data!C2,"down")&"!"', None, "")
    book.add_worksheet("Hidden").very_hidden()
    book.define_name("Rate", "=0.1")
    book.define_name("Data!Current", "=Data!$B$4")
    book.set_properties({"title": "Everything", "company": "A council"})
    book.set_custom_property("Owner", "Someone")
    book.add_vba_project(io.BytesIO(b"a macro project \x00\x01\x02"), is_stream=True)


_THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_EXTRA: dict[str, tuple[str | bytes, str]] = {
    "customXml/item1.xml": ('<?xml version="1.0"?><ours xmlns="urn:x">\r\n  kept &amp; whole</ours>', ""),
    "customXml/itemProps1.xml": ("<ds:datastoreItem xmlns:ds='urn:ds' ds:itemID='{1}'/>", ""),
    "xl/threadedComments/threadedComment1.xml": (
        (
            f'<ThreadedComments xmlns="{_THREADED}"><threadedComment ref="A2" dT="2024-01-01T00:00:00.00" '
            'personId="{P}" id="{C}"><text>Why?</text></threadedComment></ThreadedComments>'
        ),
        "application/vnd.ms-excel.threadedcomments+xml",
    ),
    "xl/persons/person.xml": (
        (
            f'<personList xmlns="{_THREADED}"><person displayName="Someone" id="{{P}}" userId="u" providerId="None"/>'
            "</personList>"
        ),
        "application/vnd.ms-excel.person+xml",
    ),
    "xl/webextensions/webextension1.xml": (
        '<we:webextension xmlns:we="http://schemas.microsoft.com/office/webextensions/webextension/2010/11" id="{W}"/>',
        "application/vnd.ms-office.webextension+xml",
    ),
    "xl/webextensions/taskpanes.xml": (
        "<taskpanes xmlns='urn:t'/>",
        "application/vnd.ms-office.webextensiontaskpanes+xml",
    ),
    "xl/slicers/slicer1.xml": (
        '<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/>',
        "application/vnd.ms-excel.slicer+xml",
    ),
    "xl/slicerCaches/slicerCache1.xml": (
        '<slicerCacheDefinition xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" name="S"/>',
        "application/vnd.ms-excel.slicerCache+xml",
    ),
    "xl/printerSettings/printerSettings1.bin": (bytes(range(256)), ""),
    "xl/somethingNew/of2031.xml": ("<new>\r\n<!-- whatever Excel may come to write --></new>", ""),
}


def _inject(parts: dict[str, str | bytes]) -> None:
    """Add parts that no library writes, each with a relationship to it."""
    types = str(parts["[Content_Types].xml"], "utf-8")
    sheet, book = "xl/worksheets/_rels/sheet1.xml.rels", "xl/_rels/workbook.xml.rels"
    relations: dict[str, list[str]] = {sheet: [], book: []}
    for n, (name, (content, kind)) in enumerate(_EXTRA.items(), 90):
        parts[name] = content
        if kind:
            types = types.replace("</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>')
        else:
            ending = name.rpartition(".")[2]
            if f'Extension="{ending}"' not in types:
                types = types.replace(
                    "</Types>", f'<Default Extension="{ending}" ContentType="application/x-{ending}"/></Types>'
                )
        owner = sheet if "threaded" in name or "printer" in name or "slicers" in name else book
        relations[owner].append(f'<Relationship Id="rId{n}" Type="urn:kind:{n}" Target="/{name}"/>')
    parts["[Content_Types].xml"] = types
    for owner, added in relations.items():
        parts[owner] = str(parts[owner], "utf-8").replace("</Relationships>", "".join(added) + "</Relationships>")
