"""Bad files: one clear line, nothing written, nothing run, no end of memory."""

from __future__ import annotations

import io
import os
import random
import re
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter
from workbooks import (
    SHEET,
    WORKBOOK,
    minimal,
    minimal_parts,
    parts_of,
    relationships_xml,
    sheet_xml,
    workbook_xml,
    zipped,
)

from quarterbook.book import package
from quarterbook.book.recalc import recalc
from quarterbook.cli import main
from quarterbook.errors import BadFile, QuarterbookError

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
SECRET = "do-not-print-me"


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def good() -> bytes:
    """A workbook of which every kind of part is read."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        data, other = book.add_worksheet("Data"), book.add_worksheet("It's other")
        data.write_column("A1", [1, 2, 3])
        data.add_table("D1:E3", {"name": "Figures", "columns": [{"header": "Period"}, {"header": "Actual"}]})
        data.write_formula("B1", '=RAG(Current,2,"up",Rate)')
        data.write_dynamic_array_formula("C1:C3", "=YEAR_TO_DATE(A1:A3)")
        data.write_array_formula("G1:G3", "{=A1:A3*2}")
        other.write_formula("A1", "='It''s other'!B1&Figures[[#Headers],[Actual]]")
        other.write_formula("A2", "=NOSUCH(1)")
        other.write_string("B1", "text & more")
        book.define_name("Rate", "=0.2")
        book.define_name("Data!Current", "=Data!$A$1")
    return content.getvalue()


GOOD = good()
PARTS = parts_of(GOOD)
READ = [
    "_rels/.rels",
    WORKBOOK,
    "xl/_rels/workbook.xml.rels",
    SHEET,
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/tables/table1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
]
"""The parts that are read, by us or by the engine."""


def with_part(name: str, content: bytes | str) -> bytes:
    return zipped({**PARTS, name: content})


def without(name: str) -> bytes:
    return zipped({other: content for other, content in PARTS.items() if other != name})


def declaring(name: str, declarations: str, use: str = "") -> bytes:
    """Return the workbook with a document type in a part, and an entity put to use in its first attribute."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>\s*", "", PARTS[name].decode())
    root = text[1 : text.index(" ")]
    return with_part(name, f"<!DOCTYPE {root} [{declarations}]>" + text.replace(">", f' x="{use}">', 1 if use else 0))


LAUGHS = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{ten}">' for n, ten in enumerate([f"&a{n};" * 10 for n in range(9)], 1)
)


def flagged() -> bytes:
    """The workbook with the flag of an encrypted zip on its entries."""
    data = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        offsets = [entry.header_offset for entry in archive.infolist()]
        at = archive.start_dir
    for offset in offsets:
        data[offset + 6] |= 1
        name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        data[at + 8] |= 1
        at += 46 + name + extra + comment
    return bytes(data)


def twice() -> bytes:
    """The workbook with two parts of one name (they are written under two of the same length)."""
    other = SHEET.replace("sheet1", "sheetX")
    return zipped({**PARTS, other: PARTS[SHEET]}).replace(other.encode(), SHEET.encode())


def spoilt(name: str) -> bytes:
    """The workbook with one bit of a packed part turned."""
    data = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        entry = archive.getinfo(name)
    data[entry.header_offset + 30 + len(name) + entry.compress_size // 2] ^= 0x10
    return bytes(data)


def misplaced(name: str) -> bytes:
    """The workbook with a part that is not where the list of parts says."""
    data = bytearray(GOOD)
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    struct.pack_into("<I", data, at + 42, struct.unpack_from("<I", data, at + 42)[0] + 3)
    return bytes(data)


def tall(depth: int) -> str:
    return sheet_xml('<row r="1"><c r="A1"><f>1</f></c></row>', after="<x>" * depth + "</x>" * depth)


def office(part: str, content: str | bytes) -> bytes:
    return zipped({"_rels/.rels": relationships_xml(("rId1", "officeDocument", part)), part: content})


def of_sheets(listed: str) -> bytes:
    return zipped({**minimal_parts(sheet_xml("")), WORKBOOK: listed})


def named(inside: str) -> bytes:
    return minimal(sheet_xml('<row r="1"><c r="A1"><f>1</f></c></row>'), inside=inside)


Maker = Callable[[], bytes]

BAD: dict[str, tuple[Maker, str]] = {
    "empty": (lambda: b"", "is empty"),
    "text": (lambda: b"Dear all,\nplease find attached", "not an Excel workbook"),
    "CSV": (lambda: b"number,title\n36,Library visits\n", "not an Excel workbook"),
    "PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not an Excel workbook"),
    "page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "not an Excel workbook"),
    "only PK": (lambda: b"PK", "damaged or cut off"),
    "zeros": (lambda: bytes(1000), "not an Excel workbook"),
    "encrypted": (lambda: OLE + utf16("EncryptedPackage"), "encrypted with a password"),
    "old format": (lambda: OLE + utf16("Workbook"), r"old Excel format \(\.xls\)"),
    "old Word": (lambda: OLE + utf16("WordDocument"), "not a workbook"),
    "very old format": (lambda: b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(100), "not an Excel workbook"),
    "xlsb": (lambda: office("xl/workbook.bin", b"\x83\x01\x00"), r"binary workbook \(\.xlsb\)"),
    "ods": (lambda: zipped({"mimetype": "application/vnd.oasis", "content.xml": "<x/>"}), r"\.ods"),
    "docx": (lambda: office("word/document.xml", '<w:document xmlns:w="urn:w"/>'), "not a workbook"),
    "zip of pictures": (lambda: zipped({"a.png": b"x"}), "a zip file, but not a workbook"),
    "empty zip": (lambda: zipped({}), "a zip file, but not a workbook"),
    "workbook is a page": (lambda: of_sheets("<html/>"), "not a workbook"),
    "encrypted zip": (flagged, "encrypted with a password"),
    "a part twice": (twice, "two parts of one name"),
    "a name that leads out": (lambda: with_part("xl/../../../etc/cron.d/x", "x"), "leads out of the file"),
    "a name that leads out of Windows": (lambda: with_part("xl\\..\\..\\x", "x"), "leads out of the file"),
    "wrong sum": (lambda: spoilt(SHEET), "cannot be unpacked"),
    "wrong sum of the texts": (lambda: spoilt("xl/sharedStrings.xml"), "sharedStrings"),
    "a part elsewhere": (lambda: misplaced(SHEET), "sheet1"),
    "a part elsewhere that is not read": (lambda: misplaced("docProps/app.xml"), "docProps/app.xml is not where"),
    "unknown packing": (lambda: zipped(PARTS, zipfile.ZIP_BZIP2), "packed in a way"),
    "no sheet": (lambda: of_sheets(workbook_xml({})), "no worksheet"),
    "two sheets of a name": (lambda: of_sheets(workbook_xml({"S": "rId1", "s": "rId1"})), "two sheets 's'"),
    "a sheet without a name": (lambda: of_sheets(workbook_xml({"": "rId1"})), "without a name"),
    "a sheet without a part": (lambda: of_sheets(workbook_xml({"S": "rId7"})), "'S' has no part"),
    "a sheet without an id": (lambda: of_sheets(workbook_xml({"S": "rId1"}).replace("r:id", "id")), "'S' has no part"),
    "a sheet elsewhere": (
        lambda: zipped(
            {
                **minimal_parts(sheet_xml("")),
                "xl/_rels/workbook.xml.rels": relationships_xml(
                    external='<Relationship Id="rId1" Type="x/worksheet" Target="http://127.0.0.1/s.xml" '
                    'TargetMode="External"/>'
                ),
            }
        ),
        "has no part",
    ),
    "a name of no sheet": (
        lambda: named('<definedNames><definedName name="N" localSheetId="5">1</definedName></definedNames>'),
        "'N'",
    ),
    "a name of a strange sheet": (
        lambda: named('<definedNames><definedName name="N" localSheetId="²">1</definedName></definedNames>'),
        "'N'",
    ),
    "too deep": (lambda: with_part(SHEET, tall(5_000)), "sheet1.xml"),
    "deep for the engine": (lambda: with_part(SHEET, tall(230)), ""),
    "a row too far": (lambda: minimal(sheet_xml('<row r="1048577"><c r="A1048577"><f>1</f></c></row>')), "S1"),
    "a row very far": (lambda: minimal(sheet_xml('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')), ""),
    "a column too far": (lambda: minimal(sheet_xml('<row r="1"><c r="XFE1"><f>1</f></c></row>')), "S1"),
    "no address": (lambda: minimal(sheet_xml('<row r="1"><c r="A1"/><c r="?"><f>1</f></c></row>')), "S1"),
    "an array elsewhere": (
        lambda: minimal(sheet_xml('<row r="1"><c r="A1"><f t="array" ref="B5:B6">1</f></c></row>')),
        "array formula at A1",
    ),
    "an array without end": (
        lambda: minimal(sheet_xml('<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>')),
        "fill more than",
    ),
    "an unknown text": (lambda: minimal(sheet_xml('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')), ""),
    "a table of no range": (
        lambda: with_part("xl/tables/table1.xml", PARTS["xl/tables/table1.xml"].replace(b'ref="D1:E3"', b'ref="D1:E"')),
        "no range",
    ),
    "a table with a column too few": (
        lambda: with_part(
            "xl/tables/table1.xml", re.sub(rb'<tableColumn id="2"[^>]*/>', b"", PARTS["xl/tables/table1.xml"])
        ),
        "not one title a column",
    ),
    **{f"cut at {n} tenths": (lambda n=n: GOOD[: len(GOOD) * n // 10], "cut off") for n in range(1, 10)},  # type: ignore[misc]
    "cut by a byte": (lambda: GOOD[:-1], "cut off"),
    **{f"broken {name}": (lambda name=name: with_part(name, PARTS[name][:-9]), "") for name in READ},  # type: ignore[misc]
    **{f"empty {name}": (lambda name=name: with_part(name, b""), "") for name in READ},  # type: ignore[misc]
    **{f"binary {name}": (lambda name=name: with_part(name, bytes(range(256))), "") for name in READ},  # type: ignore[misc]
    **{f"without {name}": (lambda name=name: without(name), "") for name in READ if "_rels/sheet" not in name},  # type: ignore[misc]
    **{
        f"{kind} in {name}": (lambda name=name, text=text, use=use: declaring(name, text, use), "")  # type: ignore[misc]
        for name in READ
        for kind, text, use in (
            ("laughs", LAUGHS, "&a9;"),
            ("outer entity", '<!ENTITY x SYSTEM "file:///SECRET">', ""),
            ("outer type", '<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;', ""),
        )
    },
    "laughs in UTF-16": (
        lambda: with_part(
            "xl/sharedStrings.xml",
            f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE sst [{LAUGHS}]><sst>&a9;</sst>'.encode("utf-16"),
        ),
        "document type",
    ),
}


def test_the_good_workbook_is_good(tmp_path: Path) -> None:
    path = tmp_path / "good.xlsx"
    path.write_bytes(GOOD)
    assert [entry.cell for entry in recalc(path).no_answer] == ["A2"]


def complaint(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that the command says about a file that it cannot do anything with."""
    before = path.read_bytes() if path.is_file() else None
    entries = sorted(path.parent.iterdir())
    with pytest.raises(SystemExit) as left:
        main(["recalc", str(path)])
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert sorted(path.parent.iterdir()) == entries
    assert (path.read_bytes() if path.is_file() else None) == before
    assert err.startswith(f"quarterbook: {path}")
    return err


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_gives_one_clear_line_and_stays_as_it_is(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, message = BAD[kind]
    (tmp_path / "secret.txt").write_text(SECRET)
    path = tmp_path / "bad.xlsx"
    path.write_bytes(make().replace(b"/SECRET", bytes(tmp_path / "secret.txt")))
    with pytest.raises(BadFile):
        recalc(path)
    line = complaint(path, capsys)
    assert re.search(message, line)
    assert SECRET not in line
    assert "Traceback" not in line
    assert len(line) < 400 + 2 * len(str(path))


@pytest.mark.parametrize("kind", ["empty", "cut at 5 tenths", "laughs in xl/sharedStrings.xml", "binary xl/styles.xml"])
def test_the_command_itself_leaves_with_2_and_one_line(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(BAD[kind][0]())
    before = path.read_bytes()
    command = [sys.executable, "-m", "quarterbook", "recalc", "bad.xlsx"]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("quarterbook: bad.xlsx: ")
    assert done.stderr.count("\n") == 1
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, pipe, loop = (tmp_path / name for name in ("folder.xlsx", "pipe.xlsx", "loop.xlsx"))
    folder.mkdir()
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    assert "is a folder" in complaint(folder, capsys)
    assert "is not a file" in complaint(pipe, capsys)
    assert "cannot be read" in complaint(loop, capsys)
    assert "no such file" in complaint(tmp_path / "nowhere.xlsx", capsys)
    with pytest.raises(BadFile, match="cannot be read"):
        recalc(tmp_path / ("x" * 300 + ".xlsx"))


def test_a_file_that_may_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(GOOD)

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("quarterbook.book.package.Path.read_bytes", refuse)
    with pytest.raises(SystemExit):
        main(["recalc", str(path)])
    assert capsys.readouterr().err == f"quarterbook: {path}: cannot be read (Permission denied)\n"


def test_a_name_with_a_nul_is_an_error_like_another() -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        recalc("a\0b.xlsx")


def test_a_line_break_in_a_files_name_does_not_make_two_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "two\nlines.xlsx"
    path.write_bytes(b"")
    with pytest.raises(SystemExit):
        main(["recalc", str(path)])
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("MAX_ENTRIES", 5, "holds 14 parts, more than the 5"),
        ("MAX_PART_BYTES", 100, "would unpack to"),
        ("MAX_EXPANDED_BYTES", 9_000, "would unpack to"),
    ],
)
def test_what_would_grow_beyond_the_limits_is_refused(
    limit: str, value: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, limit, value)
    with pytest.raises(BadFile, match=message):
        package.Package(GOOD, "bad.xlsx")


def test_a_large_file_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_EXPANDED_BYTES", len(GOOD) - 1)
    path = tmp_path / "large.xlsx"
    path.write_bytes(GOOD)
    with pytest.raises(BadFile, match="larger than"):
        package.Package.open(path)


def bomb(name: str, unit: bytes, size: int, end: bytes) -> bytes:
    """Return the workbook with a part that unpacks to so many bytes."""
    text = PARTS[name]
    at = text.index(end)
    return with_part(name, text[:at] + unit * (size // len(unit)) + text[at:])


def lying(data: bytes, name: str) -> bytes:
    """Return a file in which a part is said to be small."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(name)
    struct.pack_into("<I", changed, entry.header_offset + 22, 100)
    listed = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    struct.pack_into("<I", changed, listed + 24, 100)
    return bytes(changed)


MB = 2**20
BOMBS: dict[str, Maker] = {
    "rows": lambda: bomb(SHEET, b"<row/>", 100 * MB, b"</sheetData>"),
    "cells": lambda: bomb(SHEET, b'<row r="9"><c/></row>', 130 * MB, b"</sheetData>"),
    "texts": lambda: bomb("xl/sharedStrings.xml", b"<si><t/></si>", 100 * MB, b"</sst>"),
    "texts that are said to be few": lambda: lying(
        bomb("xl/sharedStrings.xml", b"<si><t/></si>", 200 * MB, b"</sst>"), "xl/sharedStrings.xml"
    ),
    "a sheet that is said to be small": lambda: lying(bomb(SHEET, b"<row/>", 200 * MB, b"</sheetData>"), SHEET),
    "formats": lambda: bomb("xl/styles.xml", b"<xf/>", 100 * MB, b"</cellXfs>"),
    "relationships": lambda: bomb(
        "xl/_rels/workbook.xml.rels", b'<Relationship Id="a" Target="b"/>', 100 * MB, b"</Relationships>"
    ),
    "laughs": lambda: declaring(SHEET, LAUGHS, "&a9;"),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_does_not_go_off(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(BOMBS[kind]())
    before = path.stat().st_mtime_ns

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1024 * MB, 1024 * MB))

    done = subprocess.run(
        [sys.executable, "-m", "quarterbook", "recalc", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limited,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert done.stderr.startswith(f"quarterbook: {path}: ")
    assert path.stat().st_mtime_ns == before


ODD = [b"", b"0", b"-1", b"99999999999999999999", "²".encode(), b'"', b"<", b"&", b"A1:XFD1048576", b"\x00", b"\xff"]
ODD += [b"<!--", b"<![CDATA[", b"&#0;", b"r", b"</c>", b"rId1", b"..", b"NaN", b"1e999", b"'", b"[1]", b"!", b"(", b"{"]


def mutated(data: bytes, pick: random.Random) -> bytes:
    """Return a part with something in it changed."""
    found = {
        "attribute": list(re.finditer(rb'(?<=")[^"<]*(?=")', data)),
        "text": list(re.finditer(rb"(?<=>)[^<]+(?=<)", data)),
        "tag": list(re.finditer(rb"<[^>]+>", data)),
        "name": list(re.finditer(rb"(?<=[<\s])[\w:]+(?=[\s=>])", data)),
    }
    kind = pick.choice([*(kind for kind, places in found.items() if places), "byte", "cut", "more"])
    if kind in found:
        place = pick.choice(found[kind])
        new = b"" if kind == "tag" and pick.random() < 0.5 else place[0] * 2 if kind == "tag" else pick.choice(ODD)
        return data[: place.start()] + new + data[place.end() :]
    at = pick.randrange(len(data))
    return (
        data[:at]
        + {"byte": bytes([pick.randrange(256)]) + data[at + 1 :], "cut": b"", "more": pick.choice(ODD) + data[at:]}[
            kind
        ]
    )


def spoilt_workbooks(seed: int, count: int) -> Iterator[bytes]:
    pick = random.Random(seed)
    for _ in range(count):
        if pick.random() < 0.25:
            data = bytearray(GOOD)
            for _ in range(pick.choice((1, 2, 5))):
                data[pick.randrange(len(data))] = pick.randrange(256)
            yield bytes(data)
            continue
        parts = dict(PARTS)
        for name in pick.sample(READ, pick.choice((1, 1, 2))):
            parts[name] = mutated(parts[name], pick)
        yield zipped(parts)


@pytest.mark.parametrize("seed", range(6))
def test_no_spoilt_workbook_brings_it_down(seed: int, tmp_path: Path) -> None:
    """What comes out of a file changed at random is an answer or an error of ours, never another exception."""
    path = tmp_path / "spoilt.xlsx"
    outcomes = {"done": 0, "refused": 0}
    for data in spoilt_workbooks(seed, 60):
        path.write_bytes(data)
        try:
            recalc(path)
        except QuarterbookError as error:
            line = str(error)
        else:
            line = ""
        outcomes["refused" if line else "done"] += 1
        if line:
            assert line.startswith(str(path))
            assert "\n" not in line
            assert path.read_bytes() == data
        else:
            assert recalc(path).changed == 0
        assert list(tmp_path.iterdir()) == [path]
    assert all(outcomes.values())


def test_the_page_on_evaluation_names_the_limits() -> None:
    page = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    part, whole = package.MAX_PART_BYTES // MB, package.MAX_EXPANDED_BYTES // MB
    assert f"{package.MAX_ENTRIES:,} parts, {part} MB in a part or {whole:,} MB in all" in page
    assert f"over {package.RATIO_FROM_BYTES // MB} MB that shrank more than {package.MAX_RATIO} times" in page
