"""Plans carried out on files: what they say is done, references follow, and nothing else is touched."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from quarterbook.book.edit import carry_out, edited
from quarterbook.book.evaluate import evaluate_file, evaluate_package
from quarterbook.book.lint import lint
from quarterbook.book.package import Package
from quarterbook.book.plan import (
    ABOVE,
    BELOW,
    AddSheet,
    AppendRows,
    Edit,
    Formula,
    InsertRows,
    Link,
    Plan,
    ReplaceRows,
    SetCells,
    Shown,
)
from quarterbook.book.recalc import recalculated
from quarterbook.book.view import SheetView, View, view_of_file
from quarterbook.errors import QuarterbookError

DATA = "xl/worksheets/sheet1.xml"
OTHER = "xl/worksheets/sheet2.xml"
TABLE = "xl/tables/table1.xml"
BOOK = "xl/workbook.xml"
TEXTS = "xl/sharedStrings.xml"


def sample() -> bytes:
    """Return a workbook with a table and what may be laid over it, beside it and below it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    data, other, notes = (book.add_worksheet(name) for name in ("Data", "Sue's notes", "Untouched"))
    bold, percent, tall = (book.add_format(o) for o in ({"bold": True}, {"num_format": "0%"}, {"bg_color": "#FFFBE0"}))
    data.write("A1", "Figures", bold)
    data.set_row(0, 33)
    data.set_row(5, 44)
    data.add_table(
        "A3:D6",
        {
            "name": "Figures",
            "columns": [
                {"header": "Period"},
                {"header": "Actual"},
                {"header": "Target"},
                {"header": "Share", "formula": "=Figures[[#This Row],[Actual]]/Figures[[#This Row],[Target]]"},
            ],
        },
    )
    for row, (period, actual, target) in enumerate([("Q1", 5, 10), ("Q2", 6, 12), ("Q3", 7, 7)], start=3):
        data.write(row, 0, period, tall)
        data.write(row, 1, actual, tall)
        data.write(row, 2, target, tall)
        data.write_formula(row, 3, f"=B{row + 1}/C{row + 1}", percent)
    data.conditional_format("B4:B6", {"type": "cell", "criteria": ">", "value": "$C$4", "format": bold})
    data.data_validation("B4:C6", {"validate": "decimal", "criteria": ">=", "value": 0})
    data.print_area("A1:D6")
    data.write_formula("G4", "=SUM($B$4:$B$6)")
    data.write_formula("G5", "=B6+SUM(A1:B2)")
    data.write("F9", "beside")
    other.write_formula("A1", "=SUM(Data!$B$4:$B$6)+Data!B5")
    other.write_formula("A2", '=COUNTIF(Data!A4:A6,"Q*")&"Data!A6"')
    other.write_formula("A3", "='Sue''s notes'!A1*2")
    other.write_dynamic_array_formula("C1:C3", "=Data!B4:B6*2", None, 10)
    other.add_table("E1:E2", {"name": "Ledger", "columns": [{"header": "Entry"}]})
    notes.write_comment("B2", "Mind the gap")
    notes.write("B2", 1)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"name": "=Data!$B$3", "categories": "=Data!$A$4:$A$6", "values": "=Data!$B$4:$B$6"})
    other.insert_chart("G8", chart)
    book.define_name("Total", "=Data!$G$4")
    book.define_name("Data!Local", "=Data!$B$6")
    book.close()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def original() -> bytes:
    package = Package(sample(), "sample")
    return package.with_parts(recalculated(package)[0])


def after(data: bytes, *edits: Edit) -> Package:
    return Package(edited(Package(data, "book.xlsx"), Plan(edits)), "book.xlsx")


def view(package: Package) -> View:
    return view_of_file(package)[1]


def sheet(package: Package, name: str = "Data") -> SheetView:
    return view(package).by_name[name.lower()]


def changed(data: bytes, package: Package) -> set[str]:
    """Return the parts that are not byte for byte what they were, new ones included."""
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        old = {name: before.read(name) for name in before.namelist()}
    return {name for name in package.part_names | old.keys() if name not in old or package.read(name) != old[name]}


def sound(package: Package, path: Path) -> None:
    path.write_bytes(package.data)
    assert [str(fault) for fault in lint(path)] == []


# --- Cells ---------------------------------------------------------------------------------------------------------


def test_a_cell_gets_its_content_and_all_else_stays(original: bytes, tmp_path: Path) -> None:
    package = after(original, SetCells("Data", {(4, 2): 8.5, (9, 9): "new", (4, 1): None, (1, 2): True, (9, 2): -1}))
    assert changed(original, package) == {DATA, TEXTS}
    before, now = sheet(Package(original, "")), sheet(package)
    assert now.values == {place: value for place, value in before.values.items() if place not in ((4, 1), (4, 2))} | {
        (4, 2): 8.5,
        (9, 9): "new",
        (1, 2): True,
        (9, 2): -1.0,
    }
    assert now.formulas == before.formulas
    sound(package, tmp_path / "set.xlsx")


def test_what_is_not_changed_in_a_sheet_stays_letter_for_letter(original: bytes) -> None:
    package = after(original, SetCells("Data", {(9, 9): "new"}))
    before, now = Package(original, "").read(DATA).decode(), package.read(DATA).decode()
    row = re.search(r'<row r="9".*?</row>', now)[0]
    assert now == re.sub(r'<row r="9".*?</row>', lambda _: row, before).replace('ref="A1:G9"', 'ref="A1:I9"')


def test_formats_stay_and_a_number_format_can_be_asked_for(original: bytes, tmp_path: Path) -> None:
    edit = SetCells("Data", {(4, 2): 0.5, (5, 2): Shown(0.125, "0.0%"), (6, 2): Shown(Formula("B4"), "0.0%")})
    package = after(original, edit)
    (tmp_path / "shown.xlsx").write_bytes(package.data)
    book = load_workbook(tmp_path / "shown.xlsx")["Data"]
    assert [book[cell].fill.fgColor.rgb for cell in ("B4", "B5", "B6")] == ["FFFFFBE0"] * 3
    assert [book[cell].number_format for cell in ("B4", "B5", "B6")] == ["General", "0.0%", "0.0%"]
    assert [book[cell].value for cell in ("B4", "B5", "B6")] == [0.5, 0.125, "=B4"]
    twice = after(package.data, edit)
    assert changed(package.data, twice) <= {DATA}, "the same format is not added again"


def test_a_cell_that_leads_somewhere(original: bytes, tmp_path: Path) -> None:
    package = after(original, SetCells("Data", {(9, 9): Link("Go", "Untouched!A1", "Read it")}))
    sound(package, tmp_path / "link.xlsx")
    cell = load_workbook(tmp_path / "link.xlsx")["Data"]["I9"]
    assert (cell.value, cell.hyperlink.location, cell.hyperlink.tooltip) == ("Go", "Untouched!A1", "Read it")
    gone = after(package.data, SetCells("Data", {(9, 9): None}))
    assert "hyperlink" not in gone.read(DATA).decode()


def test_dynamic_formulas_are_marked_as_such(original: bytes, tmp_path: Path) -> None:
    path = tmp_path / "dynamic.xlsx"
    path.write_bytes(original)
    done = carry_out(path, Plan((SetCells("Data", {(9, 9): Formula("Data!B4:B6+1", dynamic=True)}),)))
    assert [done.evaluation.value("Data", row, 9) for row in (9, 10, 11)] == [6.0, 7.0, 8.0]
    assert sheet(Package.open(path)).formulas[9, 9].extent == (9, 9, 11, 9)
    sound(Package.open(path), path)


def test_the_first_dynamic_formula_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Data").write("A1", 2)
    book.close()
    done = carry_out(path, Plan((SetCells("Data", {(1, 2): Formula("A1*{1;2}", dynamic=True)}),)))
    assert [done.evaluation.value("Data", row, 2) for row in (1, 2)] == [2.0, 4.0]
    sound(Package.open(path), path)
    assert load_workbook(path)["Data"]["B1"].value.text == "=A1*{1;2}"


SURELY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), min_size=1, max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(SURELY_TEXT | st.sampled_from(["=1+1", "_x000D_", "a\r\nb", " x ", "\n", "]]>", "<b>&amp;", "\x00", "1e5"]))
def test_any_text_reads_back_as_it_was_written(original: bytes, tmp_path: Path, text: str) -> None:
    package = after(original, SetCells("Data", {(9, 9): text}))
    assert sheet(package).values[9, 9] == text
    assert (9, 9) not in sheet(package).formulas


def test_texts_are_added_to_the_list_once_and_at_its_end(original: bytes) -> None:
    before = Package(original, "").read(TEXTS).decode()
    now = after(original, SetCells("Data", {(9, 9): "new", (10, 9): "Q1", (11, 9): "new"})).read(TEXTS).decode()
    listed = [re.findall(r"<si>.*?</si>", text) for text in (before, now)]
    assert listed[1] == [*listed[0], "<si><t>new</t></si>"]
    assert f'uniqueCount="{len(listed[1])}"' in now


@pytest.mark.parametrize("text", ["Lines\nand more", " spaces ", "£5 – ½ 😀", "=1+1", '<a> & "b"'])
def test_other_readers_read_the_same(original: bytes, tmp_path: Path, text: str) -> None:
    path = tmp_path / "read.xlsx"
    contents = {(9, 9): text, (10, 9): -1.5e-300, (11, 9): 107236.0, (12, 9): False, (13, 9): Formula('I9&"!"')}
    path.write_bytes(original)
    done = carry_out(path, Plan((SetCells("Data", contents),)))
    assert done.evaluation.value("Data", 13, 9) == f"{text}!"
    shown = load_workbook(path, data_only=True)["Data"]
    assert [shown.cell(row, 9).value for row in range(9, 14)] == [text, -1.5e-300, 107236, False, f"{text}!"]
    rows = python_calamine.load_workbook(path).get_sheet_by_name("Data").to_python()
    assert [rows[row][8] for row in range(8, 13)] == [text, -1.5e-300, 107236, False, f"{text}!"]


def test_part_of_an_array_cannot_be_changed_but_the_whole_can(original: bytes) -> None:
    with pytest.raises(QuarterbookError, match=r"Sue's notes!C2 shows part of the result of the formula in C1"):
        after(original, SetCells("Sue's notes", {(2, 3): 1}))
    now = sheet(after(original, SetCells("Sue's notes", {(1, 3): 1})), "Sue's notes")
    assert [now.value(row, 3) for row in (1, 2, 3)] == [1.0, None, None]


def with_shared(data: bytes, text: str) -> bytes:
    """Return the sample with one formula for D4 to D6, stored once as Excel does."""
    part = Package(data, "").read(DATA).decode()
    for row in (4, 5, 6):
        shared = f'<f t="shared" ref="D4:D6" si="0">{text}</f>' if row == 4 else '<f t="shared" si="0"/>'
        part = part.replace(f"<f>B{row}/C{row}</f>", shared)
    assert part.count('t="shared"') == 3
    return Package(data, "").with_parts({DATA: part.encode()})


def test_a_formula_that_others_share_is_handed_on_to_them(original: bytes) -> None:
    now = sheet(after(with_shared(original, "B4/C4"), SetCells("Data", {(4, 4): 1})))
    assert [now.formula(row, 4) for row in (4, 5, 6)] == [None, "B5/C5", "B6/C6"]


def test_shared_formulas_follow_each_for_itself(original: bytes) -> None:
    now = sheet(after(with_shared(original, "B5/C4"), InsertRows("Data", 5)))
    assert [now.formula(row, 4) for row in (4, 5, 6, 7)] == ["B6/C4", None, "B7/C6", "B8/C7"]


METADATA = "xl/metadata.xml"


def test_the_mark_of_dynamic_formulas_is_the_workbooks_own(original: bytes) -> None:
    text = Package(original, "").read(METADATA).decode()
    other = '<metadataType name="XLRICHVALUE" minSupportedVersion="120000"/>'
    for old, new in (
        ('<metadataTypes count="1">', f'<metadataTypes count="2">{other}'),
        ('<cellMetadata count="1"><bk><rc t="1" v="0"/></bk>', OTHER_MARK + '<bk><rc t="2" v="0"/></bk>'),
    ):
        assert old in text
        text = text.replace(old, new)
    edit = SetCells("Data", {(9, 9): Formula("A1:A2", dynamic=True)})
    marked = after(Package(original, "").with_parts({METADATA: text.encode()}), edit).read(DATA).decode()
    assert re.search(r'<c r="I9" cm="2"', marked)
    without = text.replace("XLDAPR", "XLOTHER").encode()
    with pytest.raises(QuarterbookError, match="this workbook has no formula whose result can spill"):
        after(Package(original, "").with_parts({METADATA: without}), edit)


OTHER_MARK = '<cellMetadata count="2"><bk><rc t="1" v="0"/></bk>'


def test_the_list_of_computed_cells_is_left_out(original: bytes, tmp_path: Path) -> None:
    package = Package(original, "")
    office = "http://schemas.openxmlformats.org"
    kind, main = f"{office}/officeDocument/2006/relationships/calcChain", f"{office}/spreadsheetml/2006/main"
    rels, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    related = f'<Relationship Id="rId99" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    described = f'<Override PartName="/xl/calcChain.xml" ContentType="{media}"/></Types>'
    data = package.with_parts(
        {
            "xl/calcChain.xml": f'<calcChain xmlns="{main}"><c r="D4" i="1"/></calcChain>'.encode(),
            rels: package.read(rels).replace(b"</Relationships>", related.encode()),
            types: package.read(types).replace(b"</Types>", described.encode()),
        }
    )
    now = after(data, SetCells("Data", {(4, 4): 1}))
    assert "xl/calcChain.xml" not in now.part_names
    assert all(b"calcChain" not in now.read(part) for part in (rels, types))
    sound(now, tmp_path / "chain.xlsx")


# --- Tables --------------------------------------------------------------------------------------------------------


def test_a_table_grows_and_what_covered_it_covers_it_again(original: bytes, tmp_path: Path) -> None:
    path = tmp_path / "grown.xlsx"
    path.write_bytes(original)
    done = carry_out(path, Plan((AppendRows("figures", ({"Period": "Q4", "Target": 4.0, "Actual": 2.0},)),)))
    package = Package.open(path)
    assert changed(original, package) == {DATA, OTHER, TABLE, BOOK, TEXTS, "xl/charts/chart1.xml"}
    structure, found = view_of_file(package)
    (table,) = found.by_name["data"].tables
    assert table.extent == (3, 1, 7, 4)
    assert [found.by_name["data"].value(7, column) for column in (1, 2, 3, 4)] == ["Q4", 2.0, 4.0, 0.5]
    assert found.by_name["data"].formula(7, 4) == "Figures[[#This Row],[Actual]]/Figures[[#This Row],[Target]]"
    values = done.evaluation
    assert values["Data!G4"] == 5 + 6 + 7 + 2
    assert values["Data!G5"] == 7, "a single cell in the last row is that cell, not the column"
    assert values["'Sue's notes'!A1"] == 20 + 6
    assert values["'Sue's notes'!A2"] == "4Data!A6"
    assert [values[f"'Sue's notes'!C{row}"] for row in (1, 2, 3, 4)] == [10, 12, 14, 4]
    book = load_workbook(path)["Data"]
    assert [str(found.sqref) for found in book.conditional_formatting] == ["B4:B7"]
    assert [str(rule.sqref) for rule in book.data_validations.dataValidation] == ["B4:C7"]
    assert book.print_area == "'Data'!$A$1:$D$7"
    assert book["B7"].fill.fgColor.rgb == "FFFFFBE0"
    assert book.row_dimensions[7].height is None, "as high as what is put there needs"
    assert "Data!$B$4:$B$7" in package.read("xl/charts/chart1.xml").decode()
    assert {name.name: name.text for name in structure.names}["Local"] == "Data!$B$6"
    sound(package, path)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("SUM(B4:B6)", "SUM(B4:B7)"),
        ("SUM($A$1:$C$6)", "SUM($A$1:$C$7)"),
        ("SUM(Data!B3:B6,B4:B6)", "SUM(Data!B3:B7,B4:B7)"),
        ("INDEX(B4:B6,2):B6", "INDEX(B4:B7,2):B6"),
        ("B6", "B6"),
        ("SUM(B5:B6)", "SUM(B5:B6)"),
        ("SUM(B4:B5)", "SUM(B4:B5)"),
        ("SUM(B4:B7)", "SUM(B4:B7)"),
        ("SUM(F4:F6)", "SUM(F4:F6)"),
        ('"B4:B6"&COUNT(B4:B6)', '"B4:B6"&COUNT(B4:B7)'),
        ("SUM('Sue''s notes'!B4:B6)", "SUM('Sue''s notes'!B4:B6)"),
        ("SUM([1]Data!B4:B6,'[1]Data'!B4:B6)", "SUM([1]Data!B4:B6,'[1]Data'!B4:B6)"),
        ("SUM(Figures[Actual])", "SUM(Figures[Actual])"),
        ("LOG10(B4)+Figures[B4:B6]", "LOG10(B4)+Figures[B4:B6]"),
    ],
)
def test_which_references_grow_with_a_table(original: bytes, before: str, now: str) -> None:
    with_formula = after(original, SetCells("Data", {(2, 9): Formula(before)}))
    grown = sheet(after(with_formula.data, AppendRows("Figures", ({"Period": "Q4"},))))
    assert grown.formula(2, 9) == now


def test_a_cell_is_no_column_even_where_the_table_has_one_row(original: bytes) -> None:
    one = after(original, ReplaceRows("Figures", ({"Period": "Q1"},)))
    with_formula = after(one.data, SetCells("Data", {(2, 9): Formula("B4+SUM(B4:B4)")}))
    grown = sheet(after(with_formula.data, AppendRows("Figures", ({"Period": "Q2"},))))
    assert grown.formula(2, 9) == "B4+SUM(B4:B5)"


def test_columns_on_the_left_of_a_table_do_not_grow_with_it(original: bytes) -> None:
    formulas = after(original, SetCells("Sue's notes", {(2, 9): Formula("SUM(D1:D2)+SUM(C1:F2)")}))
    grown = sheet(after(formulas.data, AppendRows("Ledger", ({"Entry": 1.0}, {"Entry": 2.0}))), "Sue's notes")
    assert grown.formula(2, 9) == "SUM(D1:D2)+SUM(C1:F3)"


def test_a_running_total_in_the_table_ends_with_its_row(original: bytes) -> None:
    total = after(original, SetCells("Data", {(6, 4): Formula("SUM($B$4:B6)")}))
    grown = sheet(after(total.data, AppendRows("Figures", ({"Period": "Q4", "Share": Formula("SUM($B$4:B7)")},))))
    assert [grown.formula(row, 4) for row in (6, 7)] == ["SUM($B$4:B6)", "SUM($B$4:B7)"]


def test_which_rules_grow_with_a_table(original: bytes) -> None:
    part = Package(original, "").read(DATA).decode()
    mixed = part.replace(
        '<conditionalFormatting sqref="B4:B6">', '<conditionalFormatting sqref="B5:B6 F4:F6 A4:A9 C6">'
    )
    data = Package(original, "").with_parts({DATA: mixed.encode()})
    grown = after(data, AppendRows("Figures", ({"Period": "Q4"},))).read(DATA).decode()
    assert '<conditionalFormatting sqref="B5:B7 F4:F6 A4:A9 C6:C7">' in grown


def test_blank_rows_at_the_end_are_filled_first(original: bytes) -> None:
    package = after(original, AppendRows("Ledger", ({"Entry": "one"}, {"Entry": "two"})))
    now = sheet(package, "Sue's notes")
    assert [now.value(row, 5) for row in (2, 3)] == ["one", "two"]
    assert now.tables[0].extent == (1, 5, 3, 5)


def test_what_stands_below_a_table_moves_down(original: bytes, tmp_path: Path) -> None:
    below = after(original, SetCells("Data", {(7, 1): "A note", (8, 2): Formula("B6*10"), (5, 8): Formula("B8")}))
    package = after(below.data, AppendRows("Figures", tuple({"Period": f"N{n:g}", "Actual": n} for n in (1.0, 2.0))))
    now = sheet(package)
    assert now.tables[0].extent == (3, 1, 8, 4)
    assert [now.value(row, 1) for row in (6, 7, 8, 9)] == ["Q3", "N1", "N2", "A note"]
    assert (now.formula(10, 2), now.formula(5, 8)) == ("B6*10", "B10")
    assert now.formula(4, 7) == "SUM($B$4:$B$8)"
    assert now.value(11, 6) == "beside"
    sound(package, tmp_path / "below.xlsx")


@pytest.mark.parametrize("label", ["Total", None])
def test_a_totals_row_stays_the_last(original: bytes, tmp_path: Path, label: str | None) -> None:
    function = Formula("SUBTOTAL(109,Figures[Actual])") if label else None
    total = after(original, SetCells("Data", {(7, 1): label, (7, 2): function}))
    table = total.read(TABLE).decode()
    table = table.replace(' ref="A3:D6" totalsRowShown="0"', ' ref="A3:D7" totalsRowCount="1"')
    if label:
        table = table.replace('name="Period"', 'name="Period" totalsRowLabel="Total"')
        table = table.replace('name="Actual"', 'name="Actual" totalsRowFunction="sum"')
    data = total.with_parts({TABLE: table.encode()})
    package = after(data, AppendRows("Figures", ({"Period": "Q4", "Actual": 2.0},)))
    now = sheet(package)
    assert (now.tables[0].extent, now.tables[0].has_totals) == ((3, 1, 8, 4), True)
    assert [now.value(row, 1) for row in (6, 7, 8)] == ["Q3", "Q4", label]
    assert evaluate_package(package)["Data!G4"] == 20
    sound(package, tmp_path / "totals.xlsx")
    with pytest.raises(QuarterbookError, match="the table Figures has a totals row; turn it off"):
        after(data, ReplaceRows("Figures", ({"Period": "Q1"},)))


def test_a_table_beside_another_does_not_tear_it_apart(original: bytes) -> None:
    long = after(original, AppendRows("Ledger", tuple({"Entry": float(n)} for n in range(6))))
    book = after(long.data, SetCells("Sue's notes", {(9, 5): "below"}))
    beside = book.read("xl/tables/table2.xml").replace(b'id="2"', b'id="9"').replace(b"Ledger", b"Neighbour")
    beside = beside.replace(b"E1:E7", b"I1:I12")
    rels = "xl/worksheets/_rels/sheet2.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
    types = book.read("[Content_Types].xml").replace(
        b"</Types>",
        b'<Override PartName="/xl/tables/table9.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.table+xml"/></Types>',
    )
    related = book.read(rels).replace(
        b"</Relationships>",
        f'<Relationship Id="rId9" Type="{kind}" Target="../tables/table9.xml"/></Relationships>'.encode(),
    )
    data = book.with_parts({"xl/tables/table9.xml": beside, rels: related, "[Content_Types].xml": types})
    fitting = after(data, AppendRows("Ledger", ({"Entry": "fits"},)))
    assert sheet(fitting, "Sue's notes").value(8, 5) == "fits"
    with pytest.raises(QuarterbookError, match=r"cannot grow, because E8 is taken and Neighbour stands beside"):
        after(data, AppendRows("Ledger", ({"Entry": "a"}, {"Entry": "b"})))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_a_table_gets_exactly_these_rows(original: bytes, tmp_path: Path, count: int) -> None:
    rows = tuple({"Period": f"P{n}", "Actual": float(n), "Target": 1.0} for n in range(count))
    package = after(original, ReplaceRows("Figures", rows))
    now = sheet(package)
    last = 3 + max(count, 1)
    assert now.tables[0].extent == (3, 1, last, 4)
    assert [now.value(row, 1) for row in range(4, 10)] == [f"P{n}" for n in range(count)] + [None] * (6 - count)
    assert [now.formula(row, 4) is not None for row in range(4, 10)] == [n < count for n in range(6)]
    assert now.formula(4, 7) == f"SUM($B$4:$B${last})"
    sound(package, tmp_path / "replaced.xlsx")
    book = load_workbook(tmp_path / "replaced.xlsx")["Data"]
    assert [str(found.sqref) for found in book.conditional_formatting] == ["B4" if last == 4 else f"B4:B{last}"]


def test_a_link_of_a_replaced_row_goes(original: bytes) -> None:
    linked = after(original, SetCells("Data", {(4, 1): Link("Q1", "Untouched!A1")}))
    assert "hyperlink" in linked.read(DATA).decode()
    assert "hyperlink" not in after(linked.data, ReplaceRows("Figures", ({"Period": "P1"},))).read(DATA).decode()


def test_a_filter_on_replaced_rows_is_taken_off(original: bytes) -> None:
    filtered = Package(original, "").with_parts(
        {
            DATA: Package(original, "").read(DATA).replace(b'<row r="5"', b'<row r="5" hidden="1"'),
            TABLE: Package(original, "")
            .read(TABLE)
            .replace(
                b'<autoFilter ref="A3:D6"/>',
                b'<autoFilter ref="A3:D6"><filterColumn colId="0"><filters><filter val="Q1"/></filters>'
                b"</filterColumn></autoFilter>",
            ),
        }
    )
    package = after(filtered, ReplaceRows("Figures", ({"Period": "P1"}, {"Period": "P2"})))
    assert b"hidden" not in package.read(DATA)
    assert b'<autoFilter ref="A3:D5"/>' in package.read(TABLE)


# --- Rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "row"), [(n, r) for n in ("Data", "Sue's notes") for r in (1, 2, 3, 4, 5, 6, 7, 9)])
@pytest.mark.parametrize("count", [1, 3])
def test_no_formula_gives_anything_else_after_rows_are_inserted(
    original: bytes, tmp_path: Path, name: str, row: int, count: int
) -> None:
    before = evaluate_package(Package(original, ""))
    package = after(original, InsertRows(name, row, count))
    now = evaluate_package(package)

    def moved(sheet_name: str, place: tuple[int, int]) -> tuple[int, int]:
        spilled = sheet_name == "Sue's notes" and place[1] == 3  # goes with the formula in the first row
        down = sheet_name == name and (1 if spilled else place[0]) >= row
        return (place[0] + count if down else place[0], place[1])

    for sheet_name, values in before.values.items():
        expected = {moved(sheet_name, place): value for place, value in values.items()}
        found = now.values[sheet_name]
        if (name, sheet_name) == ("Data", "Sue's notes") and row in (5, 6):  # blank rows of the range, seen as 0
            assert [found[place] for place in expected if place[1] < 3] == [expected[p] for p in expected if p[1] < 3]
        else:
            assert found == expected
    sound(package, tmp_path / "rows.xlsx")


def test_what_lies_on_the_rows_moves_with_them(original: bytes, tmp_path: Path) -> None:
    package = after(original, InsertRows("Data", 2, 2), InsertRows("Sue's notes", 8), InsertRows("Sue's notes", 30))
    (tmp_path / "moved.xlsx").write_bytes(package.data)
    book = load_workbook(tmp_path / "moved.xlsx")
    data = book["Data"]
    assert data.tables["Figures"].ref == "A5:D8"
    assert [str(found.sqref) for found in data.conditional_formatting] == ["B6:B8"]
    (rule,) = data.data_validations.dataValidation
    assert str(rule.sqref) == "B6:C8"
    assert data.print_area == "'Data'!$A$1:$D$8"
    assert book.defined_names["Total"].attr_text == "Data!$G$6"
    assert data.defined_names["Local"].attr_text == "Data!$B$8"
    assert data["A6"].fill.fgColor.rgb == "FFFFFBE0"
    anchor = book["Sue's notes"]._charts[0].anchor
    assert anchor._from.row == 8, "from row 8 of the sheet, which counts from 0, one further down"
    assert "Data!$B$6:$B$8" in package.read("xl/charts/chart1.xml").decode()


@pytest.mark.parametrize(("like", "bold", "height"), [(ABOVE, True, 33), (BELOW, False, None)])
def test_new_rows_look_like_a_neighbour(
    original: bytes, tmp_path: Path, like: str, bold: bool, height: float | None
) -> None:
    package = after(original, InsertRows("Data", 2, 1, like))
    (tmp_path / "like.xlsx").write_bytes(package.data)
    data = load_workbook(tmp_path / "like.xlsx")["Data"]
    assert data["A2"].font.bold is bold
    assert data.row_dimensions[2].height == height


def test_comments_below_are_not_torn_from_their_cells(original: bytes) -> None:
    with pytest.raises(QuarterbookError, match="Untouched has a comment at B2, which cannot be moved down in a file"):
        after(original, InsertRows("Untouched", 2))
    assert sheet(after(original, InsertRows("Untouched", 3)), "Untouched").value(2, 2) == 1.0


def test_a_sheet_whose_name_is_not_plain_ascii(tmp_path: Path) -> None:
    path = tmp_path / "names.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("Été", "R&D <1>", "A!B"):
        book.add_worksheet(name).write("A1", 5)
    other = book.add_worksheet("Other")
    other.write_formula("A1", "=Été!A1+'R&D <1>'!A1+'A!B'!$A$1", None, 15)
    other.write_formula("A2", "='R&D <1>'!A1:A1", None, 5)
    book.close()
    plan = Plan(tuple(InsertRows(name, 1) for name in ("Été", "R&D <1>", "A!B")))
    done = carry_out(path, plan)
    assert done.evaluation["Other!A1"] == 15
    assert sheet(Package.open(path), "Other").formula(1, 1) == "Été!A2+'R&D <1>'!A2+'A!B'!$A$2"


# --- Sheets ----------------------------------------------------------------------------------------------------------


def new_sheet(name: str = "Fresh", table: str = "FreshTable") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("Elsewhere").write("A1", "not brought in")
    fresh = book.add_worksheet(name)
    fancy = book.add_format({"bold": True, "num_format": "0.000", "bg_color": "#123456", "border": 1})
    fresh.write("A1", "A shared text", fancy)
    fresh.write_rich_string("A2", "Rich ", fancy, "text")
    fresh.write_formula("A3", "=Total*2", fancy)
    fresh.write_dynamic_array_formula("C1", "=A5:A6", None, 0)
    fresh.activate()
    fresh.add_table("A4:A6", {"name": table, "columns": [{"header": "Entry", "format": fancy}]})
    fresh.write("A5", 1)
    fresh.write("A6", 2)
    fresh.conditional_format("A5:A6", {"type": "cell", "criteria": ">", "value": 1, "format": fancy})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": f"='{name}'!$A$5:$A$6"})
    fresh.insert_chart("E1", chart)
    book.define_name(f"'{name}'!Here", f"='{name}'!$A$3")
    book.define_name(f"'{name}'!aaa", f"='{name}'!$A$4")
    fresh.print_area("A1:C6")
    book.close()
    return buffer.getvalue()


def test_a_sheet_comes_with_all_that_belongs_to_it(original: bytes, tmp_path: Path) -> None:
    path = tmp_path / "added.xlsx"
    path.write_bytes(original)
    done = carry_out(path, Plan((AddSheet("Fresh", "Data", new_sheet()),)))
    package = Package.open(path)
    assert not {
        part for part in changed(original, package) if part.startswith(("xl/worksheets/sheet1", "xl/tables/table1"))
    }
    assert done.evaluation["Fresh!A3"] == 36
    assert [done.evaluation.value("Fresh", row, 3) for row in (1, 2)] == [1.0, 2.0]
    book = load_workbook(path)
    assert book.sheetnames == ["Data", "Fresh", "Sue's notes", "Untouched"]
    assert book.active.title == "Data"
    fresh = book["Fresh"]
    assert [fresh[cell].value for cell in ("A1", "A2", "A3")] == ["A shared text", "Rich text", "=Total*2"]
    assert (fresh["A1"].font.bold, fresh["A1"].number_format, fresh["A1"].fill.fgColor.rgb) == (
        True,
        "0.000",
        "FF123456",
    )
    assert set(fresh.defined_names) == {"Here", "aaa"}
    assert fresh.print_area == "'Fresh'!$A$1:$C$6"
    assert set(book["Data"].defined_names) == {"Local"}, "the sheets behind it keep their own names"
    assert len(fresh._charts) == 1
    assert [view.tabSelected for view in fresh.views.sheetView] == [None]
    column = fresh.tables["FreshTable"].tableColumns[0]
    assert book._differential_styles[column.dataDxfId].numFmt.formatCode == "0.000"
    (rules,) = fresh.conditional_formatting
    assert rules.rules[0].dxf.font.b is True
    titles = package.read("docProps/app.xml").decode()
    assert "<vt:i4>4</vt:i4>" in titles
    assert titles.index(">Data<") < titles.index(">Fresh<") < titles.index(">Sue")
    sound(package, path)


def test_names_of_later_sheets_stay_theirs(original: bytes) -> None:
    first = after(original, AddSheet("Fresh", "Data", new_sheet()))
    second = after(first.data, AddSheet("Fresher", "Data", new_sheet("Fresher", "FresherTable")))
    structure, _ = view_of_file(second)
    own = {(name.sheet, name.name): name.text for name in structure.names if name.sheet}
    assert own["Fresh", "Here"] == "Fresh!$A$3" or own["Fresh", "Here"] == "'Fresh'!$A$3"
    assert own["Fresher", "Here"].startswith(("Fresher", "'Fresher'"))
    assert own["Data", "Local"] == "Data!$B$6"
    names = [name.name.removeprefix("_xlnm.").casefold() for name in structure.names]
    assert names == sorted(names)


def test_relationships_keep_their_ids(original: bytes, tmp_path: Path) -> None:
    rels = "xl/_rels/workbook.xml.rels"
    package = Package(original, "")
    used = package.read(rels).count(b"<Relationship ")
    renamed = {part: package.read(part).replace(b'"rId1"', f'"rId{used + 1}"'.encode()) for part in (rels, BOOK)}
    now = after(package.with_parts(renamed), AddSheet("Fresh", "Data", new_sheet()))
    sound(now, tmp_path / "ids.xlsx")
    assert [found.name for found in view(now).sheets] == ["Data", "Fresh", "Sue's notes", "Untouched"]


def test_the_open_sheet_stays_open(original: bytes) -> None:
    book = Package(original, "").read(BOOK).decode()
    data = Package(original, "").with_parts(
        {BOOK: re.sub(r"<workbookView ", '<workbookView activeTab="2" firstSheet="1" ', book).encode()}
    )
    text = after(data, AddSheet("Fresh", "Data", new_sheet())).read(BOOK).decode()
    assert 'activeTab="3"' in text
    assert 'firstSheet="2"' in text


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (AddSheet("data", "Data", new_sheet("data")), "there is a sheet 'data' already; rename it first"),
        (AddSheet("Fresh", "Nowhere", new_sheet()), "there is no sheet 'Nowhere' to put 'Fresh' behind"),
        (AddSheet("Fresh", "Data", new_sheet("Fresh", "FIGURES")), "there is a table or a name 'FIGURES' already"),
        (AddSheet("Fresh", "Data", new_sheet("Fresh", "Total")), "there is a table or a name 'Total' already"),
        (AddSheet("Other", "Data", new_sheet()), "there is no worksheet 'Other'"),
        (AddSheet("Fresh", "Data", b"nothing"), "not an Excel workbook"),
        (SetCells("Nowhere", {(1, 1): 1}), "there is no worksheet 'Nowhere'"),
        (SetCells("Data", {(1, 1): float("inf")}), "Data!A1 would get inf, which no cell can hold"),
        (SetCells("Data", {(1, 1): "x" * 32_768}), "Data!A1 would get a text of 32,768 characters"),
        (SetCells("Data", {(1, 1): "half a \ud800"}), "Data!A1 would get a text with half a character in it"),
        (InsertRows("Nowhere", 1), "there is no worksheet 'Nowhere'"),
        (AppendRows("Nothing", ({"A": 1},)), "there is no table Nothing"),
        (AppendRows("Figures", ({"Perod": "Q4"},)), "has no column 'Perod'; it has Period, Actual, Target, Share"),
        (ReplaceRows("Nothing", ()), "there is no table Nothing"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    original: bytes, tmp_path: Path, edit: Edit, message: str
) -> None:
    path = tmp_path / "kept.xlsx"
    path.write_bytes(original)
    with pytest.raises(QuarterbookError, match=re.escape(message)) as error:
        carry_out(path, Plan((SetCells("Data", {(9, 9): "done before"}), edit)))
    assert "\n" not in str(error.value)
    assert path.read_bytes() == original
    assert [file.name for file in tmp_path.iterdir()] == ["kept.xlsx"]


def test_values_are_stored_with_the_change(original: bytes, tmp_path: Path) -> None:
    path, out = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    path.write_bytes(original)
    carry_out(path, Plan((SetCells("Data", {(4, 2): 100.0}),)), out)
    assert path.read_bytes() == original
    assert load_workbook(out, data_only=True)["Data"]["G4"].value == 113
    assert evaluate_file(out)["Data!D4"] == 10


def test_an_empty_plan_changes_no_part(original: bytes) -> None:
    assert changed(original, after(original)) == set()
