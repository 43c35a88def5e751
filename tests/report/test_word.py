"""The Word document: what it says, how it is marked up, and that no text of a cell becomes markup."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from unittest import mock

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from book.outside import through_libreoffice, validator_errors
from book.registers import odd_register
from quarterbook.demo import example_register
from quarterbook.errors import QuarterbookError
from quarterbook.periods import Period
from quarterbook.register import Register, Settings
from quarterbook.register.files import read_register
from quarterbook.report.charts.png import png_of
from quarterbook.report.content import report_of
from quarterbook.report.editions import bytes_of
from quarterbook.report.house import Logo
from quarterbook.report.model import Report
from quarterbook.report.packing import packed, parts_of
from quarterbook.report.texts import clean
from report.filled import ANY_TEXT, PLAIN, Q2, Q3, TEXTS, filled, finding

A_PICTURE = png_of('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>', 1)
RELATIONSHIPS = "word/_rels/document.xml.rels"


@cache
def example() -> Report:
    return report_of(read_register(example_register()))


@cache
def odd() -> Report:
    return report_of(odd_register(), [finding("what is wrong"), finding("what is wrong, too")])


@cache
def nothing() -> Report:
    return report_of(Register(Settings(reporting_period=Period.parse("2023/24 Q3")), ()))


MADE: dict[int, tuple[Report, bytes]] = {}


def made(report: Report) -> bytes:
    """The document of a report, made once; the report is kept, so that its identity is its own."""
    if id(report) not in MADE:
        MADE[id(report)] = report, bytes_of("docx", report)
    return MADE[id(report)][1]


def document(report: Report) -> DocumentObject:
    return Document(io.BytesIO(made(report)))


def said(element: etree._Element) -> str:
    """The text of an element, a line break as a space."""
    return " ".join("".join(each.text or " " for each in element.iter(qn("w:t"), qn("w:br"), qn("w:tab"))).split())


def headings(report: Report, level: int) -> list[str]:
    return [said(each._p) for each in document(report).paragraphs if each.style.name == f"Heading {level}"]


REPORTS = [pytest.param(make, id=make.__wrapped__.__name__) for make in (example, odd, nothing)]


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    found: Report = request.param()
    return found


def test_the_parts_are_headings_in_their_order(report: Report) -> None:
    end = ["Unresolved errors"] if report.is_draft else []
    sections = [" ".join(section.heading.split()) for section in report.sections]
    assert headings(report, 1) == ["Key", "Index", "Summary", "Exceptions", *sections, *end]


def test_headings_skip_no_level_and_the_title_is_no_heading(report: Report) -> None:
    names = [each.style.name for each in document(report).paragraphs]
    levels = [int(name[-1]) for name in names if name.startswith("Heading")]
    assert levels[0] == 1
    assert [later for earlier, later in pairwise(levels) if later > earlier + 1] == []
    assert names.count("Title") == 1


def test_the_contents_are_a_field_that_is_filled_in_with_links_to_the_headings(report: Report) -> None:
    contents = document(report).element.body.find(f".//{qn('w:sdtContent')}")
    lines = [each for each in contents.iter(qn("w:p")) if each.style == "TOC1"]
    assert [said(each) for each in lines] == headings(report, 1)
    assert "TOC " in "".join(each.text for each in contents.iter(qn("w:instrText")))
    kinds = [each.get(qn("w:fldCharType")) for each in contents.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_every_link_within_leads_to_a_bookmark_and_every_bookmark_is_there_once(report: Report) -> None:
    body = document(report).element.body
    names = Counter(each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart")))
    numbers = Counter(each.get(qn("w:id")) for each in body.iter(qn("w:bookmarkStart")))
    assert set(names.values()) == set(numbers.values()) == {1}
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name) for name in names)
    anchors = Counter(each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink")))
    assert set(anchors) - {None} <= set(names)
    assert anchors["index"] == len(report.sections)


def test_a_bookmark_of_an_indicator_is_at_its_heading() -> None:
    body = document(example()).element.body
    for n, section in enumerate(example().sections, 1):
        mark = next(each for each in body.iter(qn("w:bookmarkStart")) if each.get(qn("w:name")) == f"indicator_{n}")
        assert said(mark.getparent()) == section.heading
        index = [each for each in body.iter(qn("w:hyperlink")) if each.get(qn("w:anchor")) == f"indicator_{n}"]
        assert {said(each) for each in index} == {section.heading}


def test_every_table_has_one_header_row_that_repeats_a_description_and_rows_that_stay_whole(report: Report) -> None:
    tables = document(report).tables
    assert len(tables) >= 5 + len(report.sections)
    for table in tables:
        rows = table._tbl.tr_lst
        marked = [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows]
        assert marked == [True] + [False] * (len(rows) - 1)
        assert len(rows) > 1
        assert {len(row.tc_lst) for row in rows} == {len(table._tbl.tblGrid.gridCol_lst)}
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert all(said(cell) for cell in rows[0].tc_lst)
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows if len(said(row)) < 500)


def test_no_paragraph_is_empty(report: Report) -> None:
    for paragraph in document(report).element.body.iter(qn("w:p")):
        assert said(paragraph) or paragraph.find(f".//{qn('w:drawing')}") is not None


def test_every_picture_has_a_text_that_says_what_it_shows(report: Report) -> None:
    pictures = list(document(report).element.body.iter(qn("wp:docPr")))
    texts = [each.get("descr") for each in pictures]
    assert len({each.get("id") for each in pictures}) == len(pictures)
    shown = [section for section in report.sections if not section.chart.is_empty]
    assert len(texts) == len(shown) + bool(report.sections)
    assert all(section.alternative in text for section, text in zip(shown, texts[-len(shown) :], strict=True))


def test_a_rating_is_a_word_a_shape_and_a_colour() -> None:
    house = example().house
    for section, table in zip(example().sections, document(example()).tables[-len(example().sections) :], strict=True):
        cell = table._tbl.tr_lst[1].tc_lst[-1]
        shape, _, word = said(cell).partition(" ")
        assert (len(shape), word) == (1, section.rag)
        colours = house.colours_of(section.rag)
        assert cell.find(f".//{qn('w:shd')}").get(qn("w:fill")) == colours.ground[1:]
        assert cell.find(f".//{qn('w:color')}").get(qn("w:val")) == colours.ink[1:]


def test_it_says_all_that_the_report_says_of_an_indicator(report: Report) -> None:
    whole = said(document(report).element.body)
    for section in report.sections:
        blocks = (*section.description, *section.commentary, *section.actions)
        lines = [line for block in blocks for line in block.lines]
        links = [link.text for link in section.links]
        for text in (section.alternative, section.current.label, section.current.text, section.note, *lines, *links):
            assert " ".join(text.split()) in whole


def test_links_out_of_it_are_those_of_the_report() -> None:
    found = document(example()).part.rels.values()
    outside = {each.target_ref for each in found if each.is_external}
    assert outside == {link.address for section in example().sections for link in section.links if link.address}
    assert outside


def test_the_properties_say_title_author_and_language(report: Report) -> None:
    properties = document(report).core_properties
    assert report.cover.title in properties.title
    assert properties.title.startswith("DRAFT") == report.is_draft
    assert (properties.author, properties.language) == (report.cover.organisation, "en-GB")
    styles = etree.fromstring(parts_of(made(report))["word/styles.xml"])
    assert {each.get(qn("w:val")) for each in styles.iter(qn("w:lang"))} == {"en-GB"}


def test_nothing_asks_to_be_updated_on_opening_and_no_part_of_a_template_is_left(report: Report) -> None:
    parts = parts_of(made(report))
    assert b"updateFields" not in parts["word/settings.xml"]
    assert not [name for name in parts if "thumbnail" in name or "WithEffects" in name or "customXml" in name]
    assert b"python-docx" not in b"".join(parts.values())


def test_the_same_report_gives_the_same_bytes_and_every_section_is_counted() -> None:
    done: list[int] = []
    assert bytes_of("docx", odd(), lambda: done.append(1)) == made(odd())
    assert len(done) == len(odd().sections)


def test_a_final_report_says_nothing_of_a_draft() -> None:
    parts = parts_of(bytes_of("docx", report_of(odd_register(), [finding("what is wrong")], final=True)))
    assert not [name for name, content in parts.items() if b"DRAFT" in content or b"what is wrong" in content]


def test_a_logo_says_what_it_is() -> None:
    house = replace(nothing().house, logo=Logo(content=A_PICTURE, kind=".png", text="The <Council>"))
    page = document(replace(nothing(), house=house))
    assert [each.get("descr") for each in page.element.body.iter(qn("wp:docPr"))] == ["The <Council>"]


@pytest.mark.parametrize(
    "content", [A_PICTURE[:20], A_PICTURE[:8], b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 3]
)
def test_a_damaged_logo_is_refused_in_one_line(content: bytes) -> None:
    house = replace(nothing().house, logo=Logo(content=content, kind=".png", text="x"))
    with pytest.raises(QuarterbookError, match="settings, logo") as refused:
        bytes_of("docx", replace(nothing(), house=house))
    assert len(str(refused.value).splitlines()) == 1


# --- No text of a cell becomes markup -----------------------------------------------------------------------------


def quick(report: Report) -> bytes:
    """The document with one small picture for every chart, which is what takes the time."""
    with mock.patch("quarterbook.report.word.document.png_of", return_value=A_PICTURE):
        return bytes_of("docx", report)


def shape(text: str, period: Period) -> list[tuple[str, list[str]]]:
    """The elements of the document that says a text, with the names of their attributes."""
    parts = parts_of(quick(report_of(filled(text), [finding(text)], period=period)))
    trees = [etree.fromstring(content) for name, content in sorted(parts.items()) if name.endswith((".xml", ".rels"))]
    return [(str(each.tag), sorted(map(str, each.attrib))) for tree in trees for each in tree.iter()]


@settings(max_examples=25, deadline=None)
@given(TEXTS, st.sampled_from((Q2, Q3)))
def test_what_a_cell_says_changes_no_markup(text: str, period: Period) -> None:
    assert shape(text, period) == shape(text.translate(PLAIN), period)


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT)
def test_any_text_at_all_makes_a_document_that_leads_nowhere_else(text: str) -> None:
    parts = parts_of(quick(report_of(filled(text), [finding(text)])))
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)
    targets = re.findall(rb'Target="([^"]*)" TargetMode="External"', parts[RELATIONSHIPS])
    assert all(target.startswith((b"http://", b"https://", b"mailto:")) for target in targets)
    lines = [" ".join(line.split()) for line in f"a{clean(text)}".split("\n")]
    whole = said(etree.fromstring(parts["word/document.xml"]))
    assert all(line in whole for line in lines)


def test_packing_keeps_parts_and_forgets_when_and_where() -> None:
    parts = {"b": b"1", "[Content_Types].xml": b"2", "a": b""}
    assert parts_of(packed(parts)) == parts
    assert list(parts_of(packed(parts))) == ["[Content_Types].xml", "b", "a"]
    with mock.patch("time.time", return_value=2e9):
        assert packed(parts) == packed(parts_of(packed(parts)))


# --- As other programs see it -------------------------------------------------------------------------------------


def test_the_open_xml_sdk_finds_no_error(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(made(report))
    assert validator_errors(path) == set()


def test_libreoffice_opens_it_with_draft_on_every_page_and_the_headings_as_outline(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(made(odd()))
    printed = through_libreoffice(path, tmp_path, "pdf")
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    text = subprocess.run([program, str(printed), "-"], capture_output=True, check=True, timeout=60).stdout.decode()
    pages = text.split("\f")[:-1]
    assert len(pages) > len(odd().sections)
    assert all(page.lstrip().startswith("DRAFT") for page in pages)
    assert [f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
