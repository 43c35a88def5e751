"""The functions put into workbooks that know nothing of them: nothing else changes, and never two of one name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from pyopenvba import ExcelFile
from workbooks import MAIN, WORKBOOK, everything, minimal, packed_parts_of, parts_of, sheet_xml, zipped

from quarterbook.book.edit import edited
from quarterbook.book.evaluate import evaluate_file
from quarterbook.book.install import install
from quarterbook.book.lint import lint
from quarterbook.book.package import Package
from quarterbook.book.plan import DefineNames, Plan
from quarterbook.demo import built
from quarterbook.errors import QuarterbookError
from quarterbook.excel.build import addin_bytes, macro_workbook
from quarterbook.functions import REGISTRY
from registers import plain_register


def named(path: Path) -> dict[str, str]:
    """Return the names of the whole workbook, as openpyxl reads them."""
    return {name: defined.attr_text for name, defined in openpyxl.load_workbook(path).defined_names.items()}


def simple(path: Path, name: tuple[str, str] | None = None, formula: str = '=RAG(95, 100, "up")') -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Costs")
    sheet.write_formula("A1", formula)
    if name is not None:
        book.define_name(*name)
    book.close()
    return path


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "quarterbook", "functions", *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, timeout=60, check=False)


def refusal(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(QuarterbookError) as caught:
        install(path)
    assert path.read_bytes() == before
    line = str(caught.value)
    assert line.splitlines() == [line]
    assert str(path) in line
    return line


def test_every_function_is_put_in_and_works(tmp_path: Path) -> None:
    path = simple(tmp_path / "costs.xlsx")
    assert install(path).added == tuple(REGISTRY)
    assert named(path) == {name: function.lambda_text for name, function in REGISTRY.items()}
    assert evaluate_file(path).value("Costs", 1, 1) == "Amber"
    assert lint(path) == []


def test_nothing_else_of_the_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "everything.xlsm"
    everything(path)
    with ExcelFile.create_new(tmp_path / "macros.xlsm") as file:
        path.write_bytes(zipped({**parts_of(path), "xl/vbaProject.bin": file.vba_project_bytes()}))
    before, packed = parts_of(path), packed_parts_of(path)
    install(path)
    after = parts_of(path)
    assert list(after) == list(before)
    assert [part for part in before if after[part] != before[part]] == [WORKBOOK]
    assert {part: kept for part, kept in packed_parts_of(path).items() if part != WORKBOOK} == {
        part: kept for part, kept in packed.items() if part != WORKBOOK
    }
    root = etree.fromstring(after[WORKBOOK])
    for name in root.findall(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        if name.get("name") in REGISTRY:
            name.getparent().remove(name)
    root.find(f"{{{MAIN}}}calcPr").attrib.pop("fullCalcOnLoad")
    old = etree.fromstring(before[WORKBOOK])
    old.find(f"{{{MAIN}}}calcPr").attrib.pop("fullCalcOnLoad", None)
    assert etree.tostring(root, method="c14n") == etree.tostring(old, method="c14n")


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<externalReferences/><calcPr calcId="191029"/><extLst/>',
        '<definedNames><definedName name="Zeta">S1!$A$1</definedName></definedNames><extLst/>',
    ],
    ids=["bare", "no names", "no calculation"],
)
def test_the_list_of_names_stands_where_the_format_wants_it(tmp_path: Path, inside: str) -> None:
    path = tmp_path / "bare.xlsx"
    path.write_bytes(minimal(sheet_xml(""), inside=inside))
    install(path)
    order = [etree.QName(child).localname for child in etree.fromstring(parts_of(path)[WORKBOOK])]
    schema = ["sheets", "externalReferences", "definedNames", "calcPr", "extLst"]
    assert order == [name for name in schema if name in order]
    assert {"definedNames", "calcPr"} <= set(order)
    names = [
        etree.QName(n).localname and n.get("name")
        for n in etree.fromstring(parts_of(path)[WORKBOOK]).iter("{*}definedName")
    ]
    assert names == sorted(names)


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    path = simple(tmp_path / "costs.xlsx")
    install(path)
    before = path.read_bytes()
    assert install(path).added == ()
    assert path.read_bytes() == before
    assert install(path, tmp_path / "copy.xlsx").added == ()
    assert (tmp_path / "copy.xlsx").read_bytes() == before


def test_a_built_workbook_has_them_and_what_is_missing_is_put_in(tmp_path: Path) -> None:
    path = tmp_path / "master.xlsx"
    path.write_bytes(built(plain_register(1), path)[0])
    assert install(path).added == ()
    spaced = REGISTRY["RAG"].lambda_text.replace(", ", ",")  # as another program may write it
    simple(path, ("RAG", f"={spaced}"))
    assert install(path).added == tuple(name for name in REGISTRY if name != "RAG")
    assert named(path)["RAG"] == spaced


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (("RAG", "=Costs!$B$1"), "the name RAG stands for something else already (=Costs!$B$1)"),
        (("Change", "=_xlfn.LAMBDA(_xlpm.a,_xlpm.a)"), "the name Change stands for something else already"),
        (("Costs!Variance", "=Costs!$B$1"), "sheet 'Costs': the name Variance stands for something else"),
    ],
)
def test_a_name_that_means_something_else_is_refused(tmp_path: Path, name: tuple[str, str], told: str) -> None:
    assert told in refusal(simple(tmp_path / "costs.xlsx", name))


def test_a_table_of_that_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Costs").add_table("A1:B3", {"name": "RAG"})
    book.close()
    assert "sheet 'Costs': a table is called RAG" in refusal(path)


def test_macros_of_these_names_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.xlsm"
    path.write_bytes(built(plain_register(1), path)[0])
    assert f"has {', '.join(sorted(REGISTRY))} as macros" in refusal(path)


def test_other_macros_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "macros.xlsm"
    with ExcelFile.create_new(path) as file:
        file.set_module(
            "Module1", "' Function RAG(a)\r\nPrivate Function CHANGE()\r\nEnd Function\r\nSub RAG2()\r\nEnd Sub\r\n"
        )
        file.save()
    assert install(path).added == tuple(REGISTRY)
    assert lint(path) == []


def test_macros_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "macros.xlsm"
    content = macro_workbook(built(plain_register(1), path.with_suffix(".xlsx"))[0], str(path))
    path.write_bytes(zipped({**parts_of(content), "xl/vbaProject.bin": b"not macros"}))
    assert "its macros cannot be read" in refusal(path)


def test_an_add_in_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quarterbook.xlam"
    path.write_bytes(addin_bytes())
    assert "an add-in; no other workbook sees names in it" in refusal(path)


def test_calls_of_an_add_ins_functions_are_told(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f>[1]!RAG(95,100,"up")</f></c><c r="B1"><f>_xldudf_RAG(1,2,"up")</f></c>'
        '<c r="C1"><f>RAG(1,2,"up")&amp;"[1]!RAG("</f></c><c r="D1"><f>[1]!OTHER(1)</f></c></row>'
    )
    path = tmp_path / "addin.xlsx"
    path.write_bytes(minimal(sheet_xml(rows)))
    done = install(path)
    assert [line.partition(":")[0] for line in done.told] == ["sheet 'S1', A1", "sheet 'S1', B1"]
    assert "calls [1]!RAG" in done.told[0]
    assert "type =RAG(…) anew" in done.told[1]


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    path = simple(tmp_path / "costs.xlsx")
    before = path.read_bytes()
    done = command("--install", path, "--output", tmp_path / "out.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path / 'out.xlsx'}: has {', '.join(REGISTRY)} now\n"
    assert path.read_bytes() == before
    again = command("--install", tmp_path / "out.xlsx")
    assert (again.returncode, again.stdout) == (0, f"{tmp_path / 'out.xlsx'}: had every function\n")


def test_the_command_refuses_in_one_line(tmp_path: Path) -> None:
    done = command("--install", simple(tmp_path / "costs.xlsx", ("RAG", "=1")))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "Name Manager" in done.stderr


def test_a_name_that_is_there_cannot_be_defined(tmp_path: Path) -> None:
    package = Package.open(simple(tmp_path / "costs.xlsx", ("Share", "=1")))
    with pytest.raises(QuarterbookError, match="there is a name or a table 'SHARE' already"):
        edited(package, Plan((DefineNames({"SHARE": "2"}),)))
