"""The content of a report: what it says of a register."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, reject, settings

from book.registers import odd_register, plain_register
from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.demo import example_register
from quarterbook.errors import BadPeriod
from quarterbook.figures import figures_of
from quarterbook.periods import Period
from quarterbook.register import Indicator, Narrative, Observation, Published, Register, Settings
from quarterbook.register.files import read_register
from quarterbook.report.charts.model import AIM
from quarterbook.report.content import day_said, months_said, period_said, report_of
from quarterbook.report.texts import Block
from quarterbook.vocabulary import CONTEXTUAL, PERCENT, RED
from strategies import registers

Q2, Q3 = Period.parse("2023/24 Q2"), Period.parse("2023/24 Q3")
UP = Indicator(number="1", title="Visits", direction="up")
PUBLISHED = Published(
    number="1",
    period=Q3,
    published_on="2024-03-07",
    target_label="Target",
    target=100.0,
    direction="↑",
    status="Targeted",
    current_label="Current Month",
    current=91.0,
    previous_label="Previous Month",
    previous=90.0,
    change="Improving",
    rag="Amber",
    amber=0.1,
    blue=0.05,
)


def finding(severity: str) -> Finding:
    return Finding(
        code="RAG001", severity=severity, indicator="1", sheet="", cell="", message="x", expected="", found="", fix="y"
    )


def register(*rows: Observation, published: tuple[Published, ...] = (), **values: object) -> Register:
    indicator = replace(UP, **values)  # type: ignore[arg-type]
    narrative = (Narrative(number="1", period=Q3, commentary="First.\n\n- one\n- two", actions="Act."),)
    return Register(Settings(reporting_period=Q3, organisation="Council"), (indicator,), rows, narrative, published)


def row(period: Period, **values: object) -> Observation:
    return Observation(number="1", period=period, **values)  # type: ignore[arg-type]


NOW = (row(Q2, actual=90.0), row(Q3, actual=80.0, target=100.0, england_mean=85.0, marker="Provisional", note="Early."))


def test_a_section_says_what_the_workbook_says() -> None:
    (section,) = report_of(register(*NOW)).sections
    assert section.heading == "Indicator 1: Visits"
    assert (section.target.label, section.target.text) == ("Target", "100")
    assert (section.current.label, section.current.text) == ("Current Quarter", "80")
    assert (section.previous.label, section.previous.text) == ("Previous Quarter", "90")
    assert (section.rag, section.change, section.direction) == ("Red", "Declining", "↑ Higher is better")
    assert [(each.label, each.text) for each in section.benchmarks] == [("England Mean", "85")]
    assert (section.marker, section.note) == ("Provisional", "Early.")
    assert section.commentary == (Block(("First.",)), Block(("one", "two"), is_list=True))
    assert section.publication is None


def test_the_rating_and_the_change_are_those_of_the_figures_module() -> None:
    found = odd_register()
    expected = [(each.rag, each.change) for each in figures_of(found) if each.is_current]
    assert [(section.rag, section.change) for section in report_of(found).sections] == expected


def test_a_published_period_is_printed_as_published_whatever_the_workbook_says_now() -> None:
    then = register(row(Q2, actual=90.0), row(Q3, actual=91.0, target=100.0), published=(PUBLISHED,))
    now = register(row(Q2, actual=1.0), row(Q3, actual=2.0, target=3.0), published=(PUBLISHED,), amber=0.0, blue=9.0)
    now = replace(now, settings=replace(now.settings, amber_tolerance=0.5))
    (section,) = report_of(now).sections
    assert (section.current.label, section.current.text, section.previous.text) == ("Current Month", "91", "90")
    assert (section.target.text, section.rag, section.change) == ("100", "Amber", "Improving")
    assert (section.amber, section.blue) == (0.1, 0.05)
    assert section.chart.actual.values == (90.0, 91.0)
    assert replace(report_of(now), sections=(), exceptions=()).key == report_of(then).key
    assert section.alternative == report_of(then).sections[0].alternative


def test_last_quarters_report_made_after_rolling_on_is_the_one_made_then() -> None:
    then = register(
        row(Q2, actual=90.0), row(Q3, actual=91.0, target=100.0), published=(PUBLISHED,), annual_target=400.0
    )
    later = replace(
        then,
        settings=replace(then.settings, reporting_period=Q3.next()),
        history=(*then.history, row(Q3.next(), actual=500.0, target=120.0)),
        published=(PUBLISHED, replace(PUBLISHED, period=Q3.next(), published_on="2024-06-07", current=500.0)),
    )
    assert report_of(later, period=Q3) == report_of(then)
    assert report_of(later) != report_of(then)


BEFORE = replace(
    PUBLISHED, period=Q2, published_on="2023-12-07", current=55.0, target=60.0, previous=None, change="No data"
)
"""What was published for the quarter before."""


@pytest.mark.parametrize("recorded", [55.0, 57.0, None])
def test_a_wrong_previous_figure_in_the_ledger_does_not_rewrite_the_chart(recorded: float | None) -> None:
    wrong = replace(PUBLISHED, previous=64.0)
    source = register(row(Q2, actual=recorded), row(Q3, actual=91.0, target=100.0), published=(BEFORE, wrong))
    (section,) = report_of(source).sections
    assert section.previous.text == "64"  # as it was printed
    assert section.chart.actual.values[-2:] == (55.0, 91.0)
    targets = next(series for series in section.chart.series if series.role == AIM)
    assert targets.values[-2:] == (60.0, 100.0)
    right = report_of(replace(source, published=(BEFORE, replace(wrong, previous=55.0)))).sections[0]
    assert (section.chart, section.alternative) == (right.chart, right.alternative)


def test_a_previous_figure_stands_in_the_chart_where_nothing_had_been_published_of_its_period() -> None:
    rows = (row(Q2, actual=70.0), row(Q3, actual=91.0, target=100.0))
    late = replace(BEFORE, published_on="2024-06-07")  # published again, after the row that the chart stands beside
    for published in ((PUBLISHED,), (late, PUBLISHED), (replace(BEFORE, current="n/a"), PUBLISHED)):
        (section,) = report_of(register(*rows, published=published)).sections
        assert section.chart.actual.values[-2:] == (90.0, 91.0)
    words = replace(PUBLISHED, previous="n/a")
    assert report_of(register(*rows, published=(words,))).sections[0].chart.actual.values[-2:] == (70.0, 91.0)


def test_the_example_has_a_wrong_previous_figure_and_the_chart_what_was_published() -> None:
    section = next(each for each in report_of(read_register(example_register())).sections if each.number == "220")
    assert section.previous.text == "64%"
    assert section.chart.actual.values[-2:] == (0.55, 0.64)


def test_a_second_publication_counts_and_says_why() -> None:
    again = replace(PUBLISHED, published_on="2024-04-01", current=99.0, reason="A late return.")
    (section,) = report_of(register(*NOW, published=(PUBLISHED, again))).sections
    assert section.current.text == "99"
    assert section.publication is not None
    assert section.publication.reason == "A late return."


def test_a_rating_that_the_ledger_does_not_hold_follows_from_what_it_holds() -> None:
    (section,) = report_of(register(*NOW, published=(replace(PUBLISHED, rag=""),))).sections
    assert section.rag == "Amber"
    assert section.publication is not None
    assert section.publication.rating_worked_out
    (contextual,) = report_of(register(*NOW, published=(replace(PUBLISHED, rag="", status=CONTEXTUAL),))).sections
    assert contextual.rag == CONTEXTUAL


def test_a_published_figure_is_never_rounded_further() -> None:
    row_ = replace(PUBLISHED, current=0.9125, target=0.95, previous="as before")
    (section,) = report_of(register(*NOW, published=(row_,), measure=PERCENT)).sections
    assert (section.current.text, section.target.text, section.previous.text) == ("91.25%", "95%", "as before")


def test_unresolved_errors_make_a_draft_unless_it_is_final_or_published() -> None:
    live, published = register(*NOW), register(*NOW, published=(PUBLISHED,))
    found = [finding(ERROR), finding(WARNING)]
    assert report_of(live, found).unresolved == (found[0],)
    assert report_of(live, found).is_draft
    assert not report_of(live, found[1:]).is_draft
    assert not report_of(live, found, final=True).is_draft
    assert not report_of(published, found).is_draft
    both = replace(published, indicators=(UP, replace(UP, number="2")))
    assert report_of(both, found).is_draft


def test_the_summary_counts_what_the_sections_say() -> None:
    report = report_of(odd_register())
    assert {rating: n for rating, n in report.summary.counts.items() if n} == Counter(s.rag for s in report.sections)
    assert list(report.summary.counts)[:4] == ["Red", "Amber", "Green", "Blue"]
    assert [section.rag for section in report.exceptions] == [RED] * report.summary.counts[RED]


def test_it_says_what_changed_rating_since_the_last_publication_and_what_is_missing() -> None:
    before = replace(PUBLISHED, period=Q2, rag="Green")
    report = report_of(register(*NOW, published=(before, replace(before, period=Q2.previous(), rag="Red"))))
    assert [(each.section.number, each.before, each.period) for each in report.summary.changed] == [("1", "Green", Q2)]
    assert report.summary.compared == 1
    assert report.summary.missing == ()
    bare = report_of(replace(register(row(Q3, target=5.0)), narrative=()))
    assert [each.what for each in bare.summary.missing] == [("current figure", "commentary")]
    assert bare.summary.compared == 0
    red = report_of(replace(register(*NOW), narrative=()))
    assert [each.what for each in red.summary.missing] == [("commentary", "actions")]


def test_the_key_prints_the_tolerances_as_set_and_whose_are_others() -> None:
    found = register(*NOW, amber=0.02)
    found = replace(found, settings=replace(found.settings, amber_tolerance=0.15, other={"key_blue": "Beyond {blue}!"}))
    key = report_of(found).key
    assert dict(key.bands)["Red"] == "Off target by more than 15% of the target."
    assert dict(key.bands)["Blue"] == "Beyond 5%!"
    assert key.own_tolerances == (("Indicator 1: Visits", "Amber 2%, Blue 5%"),)


@pytest.mark.parametrize(
    ("text", "said", "months"),
    [
        ("2023/24 Q3", "Quarter 3 of the financial year 2023/24", "October to December 2023"),
        ("2023/24 M07", "Month 7 of the financial year 2023/24", "October 2023"),
        ("2023/24", "Financial year 2023/24", "April 2023 to March 2024"),
    ],
)
def test_a_period_is_said_in_words(text: str, said: str, months: str) -> None:
    assert (period_said(Period.parse(text)), months_said(Period.parse(text))) == (said, months)


def test_a_day_is_said_in_words() -> None:
    assert [day_said(day) for day in ("2024-03-07", "2024-13-07", "March", "")] == [
        "7 March 2024",
        "2024-13-07",
        "March",
        "",
    ]


def test_the_example_is_the_published_report() -> None:
    found = read_register(example_register())
    report = report_of(found, [finding(ERROR)])
    rows = {each.number: each for each in found.published if each.period == Q3}
    assert (report.cover.date, report.is_draft) == ("7 March 2024", False)
    for section in report.sections:
        printed = rows[section.number]
        assert section.current.value == printed.current
        assert section.previous.value == printed.previous
        assert section.change == printed.change
        assert section.rag == printed.rag or not printed.rag


def test_anchors_are_unique() -> None:
    report = report_of(odd_register())
    assert len({section.anchor for section in report.sections}) == len(report.sections)
    assert len(report_of(plain_register(30)).sections) == 30


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(registers())
def test_any_register_has_a_report_and_always_the_same(found: Register) -> None:
    found = replace(found, settings=replace(found.settings, other={}))
    try:
        report = report_of(found)
    except BadPeriod:  # the first year that there is has none before it to compare with
        reject()
    assert report == report_of(found)
    assert len(report.sections) == len(found.indicators)
    assert sum(report.summary.counts.values()) == len(report.sections)
    assert all(section.alternative for section in report.sections)
