"""The web page: what it says, how it is marked up, and that no text of a cell becomes markup."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from book.registers import odd_register
from quarterbook.demo import example_register
from quarterbook.errors import QuarterbookError
from quarterbook.palette import RATING_SHAPES
from quarterbook.periods import Period
from quarterbook.register.files import read_register
from quarterbook.report.content import report_of
from quarterbook.report.editions import EDITIONS, bytes_of
from quarterbook.report.house import BLACK, WHITE, contrast
from quarterbook.report.html.shades import CONTRAST, DARK_PAGE, in_the_dark
from quarterbook.report.model import Report
from report.filled import PLAIN, TEXTS, filled, finding

Q2, Q3 = Period.parse("2023/24 Q2"), Period.parse("2023/24 Q3")
NASTY = "</style></title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;<!--{{7*7}}{% raw %}"


@cache
def example() -> Report:
    return report_of(read_register(example_register()))


def tree(report: Report) -> html.HtmlElement:
    return html.document_fromstring(bytes_of("html", report).decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


PAGES = {"example": example, "odd draft": lambda: report_of(odd_register(), [finding()])}


@pytest.mark.parametrize("report", [pytest.param(make(), id=name) for name, make in PAGES.items()])
class TestMarkup:
    def test_the_page_has_a_language_a_title_and_one_first_heading(self, report: Report) -> None:
        page = tree(report)
        assert page.get("lang") == "en-GB"
        assert report.cover.title in page.findtext("head/title", "")
        assert [words(heading) for heading in page.iter("h1")] == [report.cover.title]

    def test_headings_skip_no_level(self, report: Report) -> None:
        levels = [int(each.tag[1]) for each in tree(report).iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert [later for earlier, later in pairwise(levels) if later > earlier + 1] == []

    def test_every_link_within_the_page_leads_somewhere_and_every_identifier_is_there_once(
        self, report: Report
    ) -> None:
        page = tree(report)
        ids = Counter(page.xpath("//@id"))
        assert set(ids.values()) == {1}
        targets = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
        assert targets - set(ids) == set()
        assert {section.anchor for section in report.sections} <= targets

    def test_the_first_thing_to_reach_skips_to_the_report(self, report: Report) -> None:
        first = tree(report).xpath("//a | //button | //*[@tabindex='0']")[0]
        assert first.get("href") == "#main"

    def test_every_table_has_a_caption_and_headers_with_a_scope(self, report: Report) -> None:
        tables = list(tree(report).iter("table"))
        assert len(tables) > len(report.sections)
        for table in tables:
            assert words(table.find("caption"))
            assert {header.get("scope") for header in table.iter("th")} <= {"col", "row"}
            for row in table.iter("tr"):
                cells = [cell.get("scope") for cell in row]
                width = sum(cell is not None for cell in next(table.iter("tr")))
                assert len(cells) == width
                assert row.getparent().tag != "thead" or set(cells) == {"col"}

    def test_nothing_is_fetched_and_nothing_runs(self, report: Report) -> None:
        page = tree(report)
        assert not list(page.iter("script", "link", "iframe", "object", "embed", "form", "base"))
        assert page.xpath("//@src[not(starts-with(., 'data:'))]") == []
        assert not re.search(r"url\(|@import", words(page.find("head/style")))

    def test_the_order_of_the_parts(self, report: Report) -> None:
        page = tree(report)
        parts = [each.get("id") for each in page.xpath("//main/section")]
        end = ["unresolved"] if report.is_draft else []
        assert parts == ["key", "index", "summary", "exceptions", *(each.anchor for each in report.sections), *end]


def test_a_section_says_all_that_the_report_says_of_an_indicator() -> None:
    page = tree(example())
    for section in example().sections:
        said = words(page.get_element_by_id(section.anchor))
        for text in (section.heading, section.alternative, section.target.text, section.current.label, section.service):
            assert " ".join(text.split()) in said
        for block in (*section.description, *section.commentary, *section.actions):
            assert all(" ".join(line.split()) in said for line in block.lines)
        for link in section.links:
            assert link.text in said


def test_a_rating_is_a_word_a_shape_and_a_colour() -> None:
    page = tree(example())
    for section in example().sections:
        badges = page.get_element_by_id(section.anchor).find_class("rating")
        shape = RATING_SHAPES.get(section.rag, "○")
        assert [words(badge) for badge in badges] == [f"{shape} {section.rag}"]
        name = section.rag.lower() if section.rag in RATING_SHAPES else "status"
        assert f"rating-{name}" in badges[0].classes
        colours = example().house.colours_of(section.rag)
        assert f".rating-{name} {{ color: {colours.ink}; background: {colours.ground};" in words(
            page.find("head/style")
        )


def test_the_exceptions_are_the_reds_with_their_actions() -> None:
    exceptions = tree(example()).get_element_by_id("exceptions")
    assert [words(each) for each in exceptions.iter("h3")] == [each.heading for each in example().exceptions]
    for section in example().exceptions:
        assert all(line in words(exceptions) for block in section.actions for line in block.lines)


def test_the_summary_counts_in_a_chart_a_table_and_words() -> None:
    summary = tree(example()).get_element_by_id("summary")
    rows = next(summary.iter("table")).xpath("./tbody/tr")
    counts = example().summary.counts
    assert [(words(row[0]).partition(" ")[2], int(words(row[1]))) for row in rows] == list(counts.items())
    assert example().summary.alternative in words(summary)
    drawn = summary.xpath(".//*[local-name()='svg']")
    assert [words(text) for text in drawn[0].find_class("count")] == [str(count) for count in counts.values()]


def test_a_draft_says_so_and_lists_what_is_unresolved() -> None:
    report = report_of(odd_register(), [finding("what is wrong")])
    page = tree(report)
    assert page.findtext("head/title", "").startswith("DRAFT")
    assert "DRAFT" in words(page.find_class("draft-bar")[0])
    assert "What is wrong" in words(page.get_element_by_id("unresolved"))
    assert "position: fixed" in words(page.find("head/style"))


def test_a_final_report_says_nothing_of_a_draft() -> None:
    page = bytes_of("html", report_of(odd_register(), [finding("what is wrong")], final=True)).decode()
    assert "DRAFT" not in page
    assert "what is wrong" not in page.lower()


def test_the_same_report_gives_the_same_bytes_and_every_section_is_counted() -> None:
    done: list[int] = []
    assert bytes_of("html", example(), lambda: done.append(1)) == bytes_of("html", example())
    assert len(done) == len(example().sections)


# --- No text of a cell becomes markup -----------------------------------------------------------------------------


def shape(text: str, period: Period) -> list[tuple[str, list[str]]]:
    """The elements of the page that says a text, with the names of their attributes."""
    page = tree(report_of(filled(text), [finding(text)], period=period))
    assert {href.partition(":")[0] for href in page.xpath("//a/@href") if href[:1] != "#"} <= {
        "http",
        "https",
        "mailto",
    }
    return [(str(each.tag), sorted(each.attrib)) for each in page.iter()]


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_what_a_cell_says_changes_no_markup(text: str) -> None:
    for period in (Q2, Q3):
        assert shape(text, period) == shape(text.translate(PLAIN), period)


def test_the_nastiest_text_is_printed_as_it_is() -> None:
    assert shape(NASTY, Q3) == shape(NASTY.translate(PLAIN), Q3)
    assert NASTY in tree(report_of(filled(NASTY))).text_content()


# --- House style --------------------------------------------------------------------------------------------------


@given(st.integers(0, 0xFFFFFF).map("#{:06X}".format))
def test_a_colour_can_be_read_in_the_dark(colour: str) -> None:
    lighter = in_the_dark(colour)
    assert contrast(lighter, DARK_PAGE) >= CONTRAST
    assert lighter == colour or contrast(colour, DARK_PAGE) < CONTRAST


def test_black_becomes_grey_in_the_dark_and_white_stays() -> None:
    assert in_the_dark(WHITE) == WHITE
    assert len({in_the_dark(BLACK)[start : start + 2] for start in (1, 3, 5)}) == 1


def with_template(folder: Path, name: str, text: str) -> Report:
    (folder / name).write_text(text, encoding="utf-8")
    return replace(example(), house=replace(example().house, templates=folder))


def test_a_template_of_the_councils_own_comes_before_ours(tmp_path: Path) -> None:
    page = tree(with_template(tmp_path, "cover.html", "<h1>Ours: {{ report.cover.title }} {{ '<b>' }}</h1>"))
    assert [words(each) for each in page.iter("h1")] == [f"Ours: {example().cover.title} <b>"]
    assert len(page.find_class("indicator")) == len(example().sections)


@pytest.mark.parametrize(
    "text",
    [
        "{{ nothing_of_this_name }}",
        "{% if %}",
        "{{ 1 / 0 }}",
        "{{ report.sections[10000].title }}",
        "{{ report.cover.title() }}",
        "{% include 'nowhere.html' %}",
        "{% include 'cover.html' %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ report.house.templates.joinpath('x').write_text('x') }}",
    ],
)
def test_a_template_that_cannot_be_used_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(QuarterbookError) as refused:
        bytes_of("html", with_template(tmp_path, "cover.html", text))
    assert str(tmp_path) in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["cover.html"]


def test_an_edition_that_is_not_there_is_refused() -> None:
    with pytest.raises(QuarterbookError, match=r"no odt edition.*html"):
        bytes_of("odt", example())


@pytest.mark.parametrize("name", EDITIONS)
def test_a_library_that_is_not_installed_is_named_with_what_to_install(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_home: str) -> None:
        raise ModuleNotFoundError("No module named 'jinja2'", name="jinja2")

    monkeypatch.setattr("quarterbook.report.editions.import_module", missing)
    with pytest.raises(QuarterbookError, match=rf'needs jinja2: pip install "quarterbook\[{EDITIONS[name].extra}\]"'):
        bytes_of(name, example())
