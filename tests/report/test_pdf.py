"""The PDF: what it says and in which order, its tags, and that no text of a cell becomes markup or is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from book.registers import odd_register
from quarterbook.demo import example_register
from quarterbook.errors import QuarterbookError
from quarterbook.register.files import read_register
from quarterbook.report.charts.png import font_files
from quarterbook.report.content import report_of
from quarterbook.report.editions import bytes_of
from quarterbook.report.house import Logo
from quarterbook.report.model import Report
from quarterbook.report.pdf.glyphs import BREAK, FALLBACK_HAS, Fit, unshown_by
from quarterbook.report.texts import Block
from report.reading import MAY_DIFFER, checked, opened, pages_of, tags_of
from report.test_html import Q2, Q3, filled, finding

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # making a text smaller would take minutes
A4 = (595.28, 841.89)
FIXED = ["Contents", "Key", "Index", "Summary", "Exceptions"]


@cache
def example() -> Report:
    return report_of(read_register(example_register()))


@cache
def odd() -> Report:
    return report_of(odd_register(), [finding("what is wrong")])


def nothing() -> Report:
    return report_of(replace(odd_register(), indicators=(), history=(), narrative=(), published=()))


@cache
def pdf_of(make) -> bytes:  # type: ignore[no-untyped-def]
    return bytes_of("pdf", make())


def squeezed(text: str) -> str:
    return "".join(text.split())


def introduced(*lines: str) -> Report:
    return replace(nothing(), house=replace(nothing().house, introduction=(Block(lines),)))


def unbracketed(pdf: bytes) -> bool:
    """Whether the last page says nothing of characters that are printed as their names."""
    return "square brackets" not in pages_of(pdf)[-1]


class TestReading:
    def test_an_indicator_reads_from_its_heading_to_its_links(self) -> None:
        pages = pages_of(pdf_of(example))
        for section in example().sections:
            said = squeezed(next(page for page in pages if squeezed(page).startswith(squeezed(section.heading))))
            place = 0
            for text in (
                section.heading,
                section.period.label,
                section.current.label.split()[0],
                section.target.text,
                section.current.text,
                section.rag,
                section.alternative,
                *(line for block in (*section.description, *section.commentary) for line in block.lines),
                *(link.text for link in section.links),
            ):
                place = said.index(squeezed(text), place)

    def test_the_index_gives_the_page_of_each_indicator(self) -> None:
        pages = [squeezed(page) for page in pages_of(pdf_of(example))]
        index = next(page for page in pages_of(pdf_of(example)) if page.startswith("Index "))
        place = 0
        for section in example().sections:
            number = next(n for n, page in enumerate(pages, 1) if page.startswith(squeezed(section.heading)))
            found = re.compile(rf"Indicator {re.escape(section.number)}:.*?{re.escape(section.rag)} {number}\b").search(
                index, place
            )
            assert found, section.heading
            place = found.end()

    def test_every_page_is_a4_and_says_its_number(self) -> None:
        pages = pages_of(pdf_of(example))
        assert all(page.endswith(f"Page {n} of {len(pages)}") for n, page in enumerate(pages, 1))
        document = opened(pdf_of(example))
        for page in document.pages:
            assert [float(side) for side in page.mediabox] == pytest.approx([0, 0, *A4], abs=0.1)

    def test_the_exceptions_are_the_reds_with_their_actions(self) -> None:
        page = next(page for page in pages_of(pdf_of(example)) if page.startswith("Exceptions "))
        assert example().exceptions
        for section in example().exceptions:
            assert squeezed(section.heading) in squeezed(page)
            assert all(squeezed(line) in squeezed(page) for block in section.actions for line in block.lines)

    def test_a_draft_says_so_on_every_page_and_lists_what_is_unresolved(self) -> None:
        pages = pages_of(pdf_of(odd))
        assert all(page.startswith("DRAFT ") for page in pages)
        assert "What is wrong" in next(page for page in pages if page.startswith("DRAFT Unresolved errors"))
        document = opened(pdf_of(odd))
        assert str(document.docinfo["/Title"]).startswith("DRAFT: ")

    def test_a_final_report_says_nothing_of_a_draft(self) -> None:
        said = " ".join(pages_of(bytes_of("pdf", report_of(odd_register(), [finding("what is wrong")], final=True))))
        assert "DRAFT" not in said
        assert "hat is wrong" not in said

    def test_the_last_page_says_what_was_checked_and_claims_no_conformance(self) -> None:
        last = pages_of(pdf_of(example))[-1]
        assert last.startswith("About this document")
        for text in ("pdfua", "outloud", "Nobody has judged it with a screen reader", "we do not say that it conforms"):
            assert text in last

    def test_a_report_without_indicators_says_so(self) -> None:
        assert any("The workbook holds no indicators." in page for page in pages_of(pdf_of(nothing)))

    def test_a_negative_amount_stays_on_one_line(self) -> None:
        pdf = bytes_of("pdf", introduced("x" * 10, *(f"{'y' * n} −£12,345" for n in range(60, 100))))
        assert " ".join(pages_of(pdf)).count("−£12,345") == 40


@pytest.mark.parametrize("make", [example, odd, nothing])
class TestTags:
    def test_it_has_a_language_a_title_an_author_and_no_date(self, make) -> None:  # type: ignore[no-untyped-def]
        document = opened(pdf_of(make))
        assert document.Root.Lang == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert make().cover.title in str(document.docinfo["/Title"])
        assert str(document.docinfo["/Author"]) == make().cover.organisation
        assert not {"/CreationDate", "/ModDate"} & {*document.docinfo.keys()}

    def test_the_outline_leads_to_every_part_and_indicator(self, make) -> None:  # type: ignore[no-untyped-def]
        with opened(pdf_of(make)).open_outline() as outline:
            names = [squeezed(item.title).replace(BREAK, "") for item in outline.root]
        end = ["Unresolved errors"] * make().is_draft + ["About this document"]
        assert names == [squeezed(name) for name in (*FIXED[1:], *(each.heading for each in make().sections), *end)]

    def test_headings_skip_no_level(self, make) -> None:  # type: ignore[no-untyped-def]
        levels = [int(tag.kind[1]) for tag in tags_of(opened(pdf_of(make))) if re.fullmatch(r"H\d", tag.kind)]
        assert levels.count(1) == len(make().sections) + len(FIXED) + 1 + make().is_draft
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))

    def test_every_picture_has_a_text(self, make) -> None:  # type: ignore[no-untyped-def]
        pictures = [tag.alt for tag in tags_of(opened(pdf_of(make))) if tag.kind == "Figure"]
        charts = [section for section in make().sections if not section.chart.is_empty]
        assert len(pictures) == len(charts) + bool(make().sections)
        for section, alt in zip(charts, pictures[1:], strict=True):
            assert section.heading.split(":")[0] in alt

    def test_every_table_has_header_cells_with_a_scope(self, make) -> None:  # type: ignore[no-untyped-def]
        tags = tags_of(opened(pdf_of(make)))
        heads = [tag for tag in tags if tag.kind == "TH"]
        assert {tag.attributes.get("/Scope") for tag in heads} == {"/Column"}
        tables = sum(tag.kind == "Table" for tag in tags)
        assert tables == sum(tag.kind == "THead" for tag in tags)
        assert tables >= len(make().sections) + len(make().exceptions)

    def test_every_link_says_where_it_leads(self, make) -> None:  # type: ignore[no-untyped-def]
        document = opened(pdf_of(make))
        links = [note for page in document.pages for note in page.get("/Annots", [])]
        assert len(links) > len(make().sections)
        assert all(str(link.Contents) for link in links)

    def test_no_font_is_the_machines(self, make) -> None:  # type: ignore[no-untyped-def]
        document = opened(pdf_of(make))
        fonts = {str(each.BaseFont).partition("+")[2] for each in document.objects if _is_font(each)}
        assert fonts
        assert {name.partition("-")[0] for name in fonts} <= {"SourceSansPro", "DejaVuSansMono"}

    def test_the_checkers_find_nothing(self, make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        found = checked(pdf_of(make), tmp_path)
        # the odd report repeats a sentence from page to page, which looks like a running header: PAG-001
        assert found - {f"!{rule}" for rule in MAY_DIFFER} <= ({"PAG-001"} if make is odd else set())


def _is_font(thing) -> bool:  # type: ignore[no-untyped-def]
    return isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing


def test_the_checkers_would_find_a_fault(tmp_path: Path) -> None:
    document = opened(pdf_of(example))
    del document.Root.StructTreeRoot, document.Root.Lang
    document.save(tmp_path / "faulty.pdf")
    assert len(checked((tmp_path / "faulty.pdf").read_bytes(), tmp_path)) > 2


def test_the_same_report_gives_the_same_bytes_and_every_section_is_counted() -> None:
    done: list[int] = []
    assert bytes_of("pdf", example(), lambda: done.append(1)) == pdf_of(example)
    assert len(done) == len(example().sections)


# --- No text of a cell becomes markup, and none is lost ------------------------------------------------------------

SPECIAL = "#$*_`@<>[]{}\\~=+/'\"-:"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(f"{SPECIAL}ab1 "),
        st.sampled_from("عبשל中🙂é\u0301\u200d\u202e\u2066\x07\ufe0f"),
        st.characters(exclude_categories=[]),
    ),
    min_size=1,
    max_size=40,
)
PLAIN = str.maketrans(dict.fromkeys(SPECIAL, "x"))


def kinds(text: str) -> list[str]:
    report = report_of(filled(text), [finding(text)], period=Q3)
    made = tags_of(opened(bytes_of("pdf", report)))
    return [tag.kind for tag in made if tag.kind not in ("P", "Span")]  # a line more or less is no markup


@settings(max_examples=40, deadline=None, phases=QUICK)
@given(st.text(st.sampled_from(f"{SPECIAL}ab"), min_size=1, max_size=20).filter(lambda text: text.strip("-")))
def test_what_a_cell_says_changes_no_markup(text: str) -> None:
    assert kinds(f"q{text}") == kinds(f"q{text}".translate(PLAIN))


@settings(max_examples=40, deadline=None, phases=QUICK)
@given(TEXTS)
def test_any_text_can_be_set(text: str) -> None:
    for period in (Q2, Q3):  # as published, and not yet
        report = replace(report_of(filled(text), period=period), unresolved=(finding(text),))
        assert "About this document" in [item.title for item in opened(bytes_of("pdf", report)).open_outline().root]


def test_markup_is_printed_as_it_is() -> None:
    text = '#read("/etc/passwd") $x$ *b* _i_ `c` <l> @r [x] ] \\ // /* = - + #panic() https://x'
    assert squeezed(text) in squeezed(pages_of(bytes_of("pdf", introduced(text)))[0])


def test_a_long_word_stays_on_the_page_and_is_found_whole() -> None:
    word = "https://www.example.gov.uk/" + "performance" * 30
    pdf = bytes_of("pdf", introduced(word))
    assert word in squeezed(pages_of(pdf)[0])
    assert unbracketed(pdf)


def test_a_text_longer_than_a_page_is_printed_to_its_end_wherever_it_stands() -> None:
    text = "word " * 900 + "end"
    pages = pages_of(bytes_of("pdf", report_of(filled(text), period=Q2)))
    assert all(re.search(rf"Page {n} of {len(pages)}$", page) for n, page in enumerate(pages, 1))
    assert " ".join(pages).count("end") >= 18


def test_signs_that_no_font_can_combine_are_named_and_nothing_else_is_lost() -> None:
    said = squeezed(" ".join(pages_of(bytes_of("pdf", introduced("before ع\u0328\u20e3 after")))))
    assert "before" in said
    assert "after" in said
    assert "U+0639" in said or "ع" in said


def test_every_character_that_the_fallback_is_said_to_have_can_be_set() -> None:
    line = " ".join(chr(code) for code in range(0x2FFFF) if re.match(f"[{FALLBACK_HAS}]", chr(code)))
    assert len(line) > 1000
    assert unbracketed(bytes_of("pdf", introduced(line)))


class TestFit:
    def fit(self) -> Fit:
        return Fit(unshown_by(font_files(), with_fallback=True))

    def test_what_can_be_shown_stays(self) -> None:
        fit = self.fit()
        assert fit("£5 – café, Łódź, Ystrad Fŵr ✓ ↔ ≥ عربي") == "£5 – café, Łódź, Ystrad Fŵr ✓ ↔ ≥ عربي"
        assert fit.replaced == 0

    def test_a_symbol_is_named_a_letter_coded_and_both_are_counted(self) -> None:
        fit = self.fit()
        assert fit("🙂 中文") == "[slightly smiling face] [U+4E2D][U+6587]"
        assert fit.replaced == 3

    @given(st.text(), st.integers(1, 40))
    def test_breaks_are_all_that_is_put_into_a_long_word(self, text: str, longest: int) -> None:
        fit = self.fit()
        assert fit(text, longest).replace(BREAK, "") == fit.plain(text).replace(BREAK, "")

    def test_a_sign_stays_with_the_letter_that_it_combines_with(self) -> None:
        assert self.fit()("e\u0301" * 3, 2) == BREAK.join(["e\u0301"] * 3)


# --- House style --------------------------------------------------------------------------------------------------


def with_template(folder: Path, name: str, text: str) -> Report:
    (folder / name).write_text(text, encoding="utf-8")
    return replace(example(), house=replace(example().house, templates=folder))


def test_a_template_of_the_councils_own_comes_before_ours(tmp_path: Path) -> None:
    ours = '#import "parts.typ": *\n#let about() = [#pagebreak()\n= Ours <about>\n#data.cover.title]'
    assert pages_of(bytes_of("pdf", with_template(tmp_path, "about.typ", ours)))[-1].startswith("Ours Performance")


@pytest.mark.parametrize("text", ["#let about() = [", "#nothing", '#read("/etc/passwd")', '#read("../../x")', "#let x"])
def test_a_template_that_cannot_be_used_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(QuarterbookError) as refused:
        bytes_of("pdf", with_template(tmp_path, "about.typ", text))
    assert str(tmp_path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_logo_says_what_it_is_and_one_that_is_broken_is_refused() -> None:
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
        "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )
    house = replace(example().house, logo=Logo(content=png, kind=".png", text="The council's arms"))
    tags = tags_of(opened(bytes_of("pdf", replace(example(), house=house))))
    assert next(tag.alt for tag in tags if tag.kind == "Figure") == "The council's arms"
    broken = replace(house, logo=Logo(content=png[:40], kind=".png", text="x"))
    with pytest.raises(QuarterbookError, match="settings, logo"):
        bytes_of("pdf", replace(example(), house=broken))
