"""The add-in and the macro workbooks as other programs read them: macros, ribbon, settings, package."""

from __future__ import annotations

import io
import re
import sys
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from lxml import etree
from pyopenvba import ExcelFile, check_file
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import parse_module

from book.outside import SDK_ISSUE_1877, validator_errors
from book.registers import plain_register
from quarterbook.book.evaluate import evaluate_file
from quarterbook.book.export import export
from quarterbook.book.lint import lint
from quarterbook.book.package import Package
from quarterbook.book.structure import read_structure
from quarterbook.demo import built, create
from quarterbook.errors import QuarterbookError
from quarterbook.excel import functions, wrappers
from quarterbook.excel.build import ADD_IN, MACRO_WORKBOOK, addin_bytes
from quarterbook.excel.ribbon import BUTTONS, NAMESPACE, PART, RELATIONSHIP
from quarterbook.excel.settings import PYTHON, SETTINGS, SHEET
from quarterbook.functions import REGISTRY
from quarterbook.master import open_master
from quarterbook.register.files import read_register

ROOT = Path(__file__).parents[2]
SCHEMA_2006 = {"id", "label", "size", "imageMso", "keytip", "screentip", "supertip", "onAction"}
"""The attributes of the 2006 ribbon schema that are used here."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the add-in and a macro workbook just built."""
    folder = tmp_path_factory.mktemp("excel")
    addin, workbook = folder / "quarterbook.xlam", folder / "master.xlsm"
    addin.write_bytes(addin_bytes())
    create(ROOT / "workbook" / "register", workbook)
    return {"add-in": addin, "workbook": workbook}


@pytest.fixture(scope="module", params=["add-in", "workbook"])
def file(request: pytest.FixtureRequest, files: dict[str, Path]) -> Path:
    return files[request.param]


def macros(path: Path) -> dict[str, str]:
    """Return the VBA of a file, module by module, as olevba reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # olevba calls its own libraries by their older names
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
        try:
            return {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}
        finally:
            parser.close()


def parameters(code: str) -> dict[str, list[tuple[str, bool]]]:
    """Return each function of a module: its arguments in order, and whether each is optional."""
    return {
        name: [(text.split()[-1], text.strip().startswith("Optional ")) for text in listed.split(",")]
        for name, listed in re.findall(r"^Function (\w+)\((.*)\)\s*$", code, re.MULTILINE)
    }


# --- The wrappers ----------------------------------------------------------------------------------------------------


def test_the_wrappers_are_the_registry(file: Path) -> None:
    assert parameters(macros(file)[wrappers.WRAPPERS]) == {
        name: [(argument.name, not argument.required) for argument in function.arguments]
        for name, function in REGISTRY.items()
    }


def test_every_wrapper_calls_its_function_with_every_argument(file: Path) -> None:
    book = "ActiveWorkbook" if file.suffix == ".xlam" else "ThisWorkbook"
    code = macros(file)[wrappers.WRAPPERS]
    for name, function in REGISTRY.items():
        listed = ", ".join(argument.name for argument in function.arguments)
        call = f'XLPy.CallUDF("{functions.__name__}", "{name}", Array({listed}), {book}, Application.Caller)'
        assert code.count(f"{name} = {call}") == 1
        assert callable(getattr(functions, name))


def test_the_wrappers_run(file: Path) -> None:
    """In an interpreter of VBA, with a stand-in for Python that says what it was given."""
    excel = ExcelApplication()
    excel.add_workbook()
    excel.add_module(RECORDER, name="Recorder", kind="class")
    excel.add_module(STAND_INS, name="StandIns")
    code = macros(file)[wrappers.WRAPPERS]
    excel.add_module(code.replace("Application.Caller", "Caller()"), name=wrappers.WRAPPERS)
    for name, function in REGISTRY.items():
        given = list(range(1, function.min_args + 1))
        left_off = ["-"] * (function.max_args - function.min_args)
        expected = " ".join([functions.__name__, name, *map(str, given), *left_off])
        assert excel.run(name, *given) == expected
    assert excel.run("Skipped") == f"{functions.__name__} RAG 1 2 up - 0.05"


RECORDER = """\
Function CallUDF(module_name, function_name, arguments, book, caller)
    Dim text, n
    text = module_name & " " & function_name
    For n = LBound(arguments) To UBound(arguments)
        If IsMissing(arguments(n)) Then
            text = text & " -"
        Else
            text = text & " " & arguments(n)
        End If
    Next n
    CallUDF = text
End Function
"""
STAND_INS = """\
Function XLPy() As Object
    Set XLPy = New Recorder
End Function
Function Caller() As Object
    Set Caller = Range("A1")
End Function
Function Skipped()
    Skipped = RAG(1, 2, "up", , 0.05)
End Function
"""


def test_our_modules_are_sound_vba(file: Path) -> None:
    found = macros(file)
    ours = {wrappers.WRAPPERS, wrappers.HELP, wrappers.THIS_WORKBOOK} | (
        {wrappers.RIBBON} if file.suffix == ".xlam" else set()
    )
    sheets = len(read_structure(Package.open(file)).sheets)
    assert set(found) == {*ours, "xlwings", "Dictionary", *(f"Sheet{n}" for n in range(1, sheets + 1))}
    for name in ours:
        parse_module(found[name])
        assert max(map(len, found[name].splitlines())) < 1023
        assert found[name].isascii()


def test_the_macros_name_the_dll_of_the_pinned_version(file: Path) -> None:
    pinned = re.findall(r"^xlwings==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    extra = re.findall(r'"xlwings==([^";]+)', (ROOT / "pyproject.toml").read_text())
    code = macros(file)["xlwings"]
    assert pinned == [wrappers.XLWINGS]
    assert set(extra) == {wrappers.XLWINGS}
    assert set(re.findall(r'"(xlwings\d\d-[\d.]+\.dll)"', code)) == {
        f"xlwings{bits}-{wrappers.XLWINGS}.dll" for bits in (32, 64)
    }
    assert 'PROJECT_NAME As String = "quarterbook"' in code
    assert "BSD 3-clause" in code
    assert "License: MIT" in macros(file)["Dictionary"]


def test_another_version_of_xlwings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings, "__version__", "0.38.0")
    with pytest.raises(QuarterbookError, match=r"xlwings 0\.38\.0 is installed.*pip install xlwings=="):
        addin_bytes()


def test_the_function_wizard_gets_the_registrys_texts(file: Path) -> None:
    """In an interpreter of VBA, with a stand-in for the one thing of Excel that it calls."""
    excel = ExcelApplication()
    excel.add_workbook()
    told = "Public Told As String\nSub Tell(Macro, Description, Category, ArgumentDescriptions)\n"
    told += (
        '    Told = Told & Macro & "|" & Category & "|" & Description & "|" & Join(ArgumentDescriptions, "|") & vbLf\n'
    )
    told += "End Sub\nFunction Everything()\n    DescribeFunctions\n    Everything = Told\nEnd Function\n"
    excel.add_module(told, name="Telling")
    code = macros(file)[wrappers.HELP].replace("Application.MacroOptions ", "Tell ")
    excel.add_module(code.replace("On Error Resume Next", ""), name=wrappers.HELP)
    lines = str(excel.run("Everything")).splitlines()
    assert [line.partition("!")[2].split("|") for line in lines] == [
        [
            name,
            functions.CATEGORY,
            str(functions.FUNCTIONS[name].__doc__),
            *map(functions.argument_help, function.arguments),
        ]
        for name, function in REGISTRY.items()
    ]


@pytest.mark.parametrize("text", ["", "plain", 'a "quoted" word', "£5 – a dash", "–"])
def test_a_text_is_the_same_in_vba(text: str) -> None:
    excel = ExcelApplication()
    excel.add_workbook()
    excel.add_module(f"Function Said()\n    Said = {wrappers.literal(text)}\nEnd Function\n", name="Saying")
    assert excel.run("Said") == text
    assert wrappers.literal(text).isascii()


# --- The ribbon ------------------------------------------------------------------------------------------------------


def test_the_ribbon_is_related_to_the_package(files: dict[str, Path]) -> None:
    package = Package.open(files["add-in"])
    found = [relation.target for relation in package.relationships("").values() if relation.kind == RELATIONSHIP]
    assert found == [PART]
    assert PART in package.part_names
    assert not any(part.startswith("customUI") for part in Package.open(files["workbook"]).part_names)


def test_the_ribbon_has_one_tab_with_every_button(files: dict[str, Path]) -> None:
    root = Package.open(files["add-in"]).xml(PART)
    tabs = list(root.iter(f"{{{NAMESPACE}}}tab"))
    assert [tab.get("label") for tab in tabs] == ["Quarterbook"]
    buttons = list(root.iter(f"{{{NAMESPACE}}}button"))
    assert [button.get("label") for button in buttons] == [
        "Check this workbook",
        "Go to index",
        "New indicator",
        "Recalculate",
        "Function help",
    ]
    for button in buttons:
        assert set(button.attrib) == SCHEMA_2006
        assert len(button.get("screentip", "")) <= 1024
        assert re.fullmatch(r"[A-Z][A-Z0-9]{0,2}", button.get("keytip", ""))
    keys = [button.get("keytip") for button in buttons]
    identities = [element.get("id") for element in root.iter(etree.Element) if element.get("id")]
    assert len(set(keys)) == len(keys)
    assert len(set(identities)) == len(identities)


def test_every_button_calls_a_procedure_that_runs_its_action(files: dict[str, Path]) -> None:
    code = macros(files["add-in"])[wrappers.RIBBON]
    root = Package.open(files["add-in"]).xml(PART)
    called = [element.get("onAction", "") for element in root.iter(f"{{{NAMESPACE}}}button")]
    assert called == [f"{wrappers.RIBBON}.{button.macro}" for button in BUTTONS]
    for button in BUTTONS:
        assert (
            f'Sub {button.macro}(control As IRibbonControl)\n    RunAction "{button.action}"\nEnd Sub'
            in code.replace("\r\n", "\n")
        )


@pytest.mark.parametrize("ready", [True, False])
def test_a_button_runs_python_or_says_what_is_missing(files: dict[str, Path], ready: bool) -> None:
    excel = ExcelApplication()
    excel.add_workbook()
    code = macros(files["add-in"])[wrappers.RIBBON].replace("As IRibbonControl", "As Variant")
    code = code.replace(f'Environ("{PYTHON}")', '"C:\\python.exe"' if ready else '""').replace("MsgBox ", "Say ")
    excel.add_module(code, name=wrappers.RIBBON)
    excel.add_module(
        "Public Ran, Said\nSub RunPython(command)\n    Ran = command\nEnd Sub\n"
        "Sub Say(text, kind, title)\n    Said = text\nEnd Sub\n"
        "Function Pressed()\n    GoToIndex 0\n    Pressed = Ran & Said\nEnd Function\n",
        name="Pressing",
    )
    done = str(excel.run("Pressed"))
    if ready:
        assert done == "import quarterbook.excel.actions; quarterbook.excel.actions.go_to_index()"
    else:
        assert done.startswith("Quarterbook is not set up on this machine")
        assert PYTHON in done


# --- The settings ----------------------------------------------------------------------------------------------------


def settings(path: Path) -> Mapping[str, Any]:
    """Read the settings sheet as xlwings' VBA does: from A1 down to the first blank cell."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_type(path)))[SHEET]
    found = {}
    for name, value in sheet.iter_rows(min_col=1, max_col=2, values_only=True):
        if name is None:
            break
        found[str(name).upper()] = value
    return found


def workbook_type(path: Path) -> bytes:
    """Return a file as openpyxl agrees to open it: it knows no add-ins."""
    package = Package.open(path)
    types = package.read("[Content_Types].xml").replace(ADD_IN.encode(), MACRO_WORKBOOK.encode())
    return package.with_parts({"[Content_Types].xml": types})


def test_the_settings_stand_where_xlwings_looks(file: Path) -> None:
    assert settings(file) == {name.upper(): value for name, value in SETTINGS.items()}
    code = macros(file)["xlwings"]
    for name in SETTINGS:
        assert re.search(rf'GetConfig\("{name}"', code, re.IGNORECASE), f"xlwings reads no setting {name}"


def test_the_settings_import_nothing_from_the_workbooks_folder_and_find_python_by_the_environment(file: Path) -> None:
    found = settings(file)
    assert found["ADD_WORKBOOK_TO_PYTHONPATH"] is False
    assert found["INTERPRETER_WIN"] == f"%{PYTHON}%"
    assert found["UDF MODULES"] == functions.__name__


def test_the_settings_are_out_of_the_way_in_a_workbook(files: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(files["workbook"])
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"] == [SHEET]
    assert book.sheetnames[-1] == SHEET
    assert book.active is not None
    assert book.active.title == "Cover"


# --- The files -------------------------------------------------------------------------------------------------------


def test_the_package_says_what_it_is(file: Path) -> None:
    package = Package.open(file)
    types = {element.get("PartName"): element.get("ContentType") for element in package.xml("[Content_Types].xml")}
    defaults = {element.get("Extension"): element.get("ContentType") for element in package.xml("[Content_Types].xml")}
    assert types["/xl/workbook.xml"] == (ADD_IN if file.suffix == ".xlam" else MACRO_WORKBOOK)
    assert defaults["bin"] == "application/vnd.ms-office.vbaProject"
    related = package.relationships("xl/workbook.xml").values()
    projects = [relation.target for relation in related if relation.kind.endswith("/2006/relationships/vbaProject")]
    assert projects == ["xl/vbaProject.bin"]


def test_every_sheet_has_its_module(file: Path) -> None:
    package = Package.open(file)
    structure = read_structure(package)
    names = [package.xml(sheet.part).find("{*}sheetPr").get("codeName") for sheet in structure.sheets]  # type: ignore[union-attr]
    assert names == [f"Sheet{n}" for n in range(1, len(names) + 1)]
    assert package.xml("xl/workbook.xml").find("{*}workbookPr").get("codeName") == "ThisWorkbook"  # type: ignore[union-attr]
    assert set(names) <= set(macros(file))


def test_the_macros_agree_with_themselves(file: Path) -> None:
    """The lists of modules, their streams and the package are one."""
    with ExcelFile(file) as opened:
        assert opened.validate() == []
        assert not opened.vba_signature().present
        libraries = {reference.name for reference in opened.references()}
        assert "Office" in libraries  # which has IRibbonControl, the argument of what a button calls
    report = check_file(file)
    assert (report.complete, report.issues) == (True, ())


def test_the_lint_finds_nothing(file: Path) -> None:
    assert lint(file) == []


def test_the_sdk_finds_nothing_but_its_own_fault(file: Path) -> None:
    found = {description for _, description in validator_errors(file)}
    assert [text for text in found if not any(known in text for known in SDK_ISSUE_1877)] == []


def test_the_sdk_looks_at_an_add_in(files: dict[str, Path], tmp_path: Path) -> None:
    """It reads add-ins and their ribbon as such: what is put in wrong is found."""
    for part, old, new in (
        (PART, b"imageMso", b"imageMzo"),
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetDate/><sheetData>"),
    ):
        package = Package.open(files["add-in"])
        wrong = tmp_path / "wrong.xlam"
        content = package.read(part)
        assert old in content
        wrong.write_bytes(package.with_parts({part: content.replace(old, new, 1)}))
        assert validator_errors(wrong) != set()


def test_no_function_is_a_name_and_a_macro(file: Path) -> None:
    names = {name.name.upper() for name in read_structure(Package.open(file)).names}
    assert not names & set(REGISTRY)
    plain = ROOT / "workbook" / "master.xlsx"
    assert not any(part.endswith("vbaProject.bin") for part in Package.open(plain).part_names)
    assert set(REGISTRY) <= {name.name.upper() for name in read_structure(Package.open(plain)).names}


def test_a_macro_workbook_stores_plain_calls_and_says_what_the_other_edition_says(files: dict[str, Path]) -> None:
    sheets = read_structure(Package.open(files["workbook"])).sheets
    texts = [formula.text or "" for sheet in sheets for formula in sheet.formulas]
    assert any(text.startswith("RAG(Current") for text in texts)
    assert not any("_xldudf_" in text or "]!" in text for text in texts)
    macro, plain = evaluate_file(files["workbook"]), evaluate_file(ROOT / "workbook" / "master.xlsx")
    assert macro.no_answer == plain.no_answer == []
    assert {name: values for name, values in macro.values.items() if name != SHEET} == plain.values


def test_a_macro_workbook_has_the_register_it_was_built_from(files: dict[str, Path], tmp_path: Path) -> None:
    done = export(files["workbook"], tmp_path / "register")
    assert done.remarks == export(ROOT / "workbook" / "master.xlsx", tmp_path / "other").remarks
    assert read_register(tmp_path / "register") == read_register(tmp_path / "other")


def test_the_checks_find_the_same_in_both_editions(files: dict[str, Path]) -> None:
    macro, plain = open_master(files["workbook"]).validate(), open_master(ROOT / "workbook" / "master.xlsx").validate()
    assert len(plain) > 0
    assert macro == plain


def test_the_same_register_gives_the_same_bytes(tmp_path: Path) -> None:
    register = plain_register(1)
    first, second = (built(register, tmp_path / name)[0] for name in ("one.xlsm", "other.xlsm"))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("quarterbook.excel")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    out = tmp_path / "master.xlsm"
    with pytest.raises(
        QuarterbookError, match=r"master\.xlsm: macros need pyopenvba: pip install 'quarterbook\[excel\]'"
    ):
        create(ROOT / "workbook" / "register", out)
    assert not out.exists()
