"""The document: the parts of the report in their order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from docx.shared import Cm

from quarterbook.palette import RATING_SHAPES, STATUS_SHAPE
from quarterbook.report.alternatives import listed
from quarterbook.report.charts.counts import counts_svg
from quarterbook.report.charts.png import png_of
from quarterbook.report.charts.svg import svg_of
from quarterbook.report.content import day_said
from quarterbook.report.editions import Done, each
from quarterbook.report.model import Report, Section
from quarterbook.report.packing import packed, parts_of
from quarterbook.report.word import styles
from quarterbook.report.word.body import Body, Cell, Run, linked, one_line
from quarterbook.vocabulary import CHANGE_ARROWS, CHANGE_HEADING, DIRECTION_HEADING, RAG_HEADING

NO_FIGURE: Final = "–"
INDEX: Final = "index"
UNRESOLVED: Final = "unresolved"
_CHART_SCALE: Final = 2.0
"""Pixels to a unit of a chart: 1,440 on 16 cm, which prints sharp; more only makes the document larger."""
_CHART_WIDTH: Final = Cm(16)
_LOGO: Final = (Cm(5), Cm(2.5))
_MOST_IN_FRAME: Final = 110
"""How many characters of the title stand at the top of a page: one line."""


def edition(report: Report, done: Done) -> bytes:
    """Return the report as a Word document.

    Args:
        report: what it says.
        done: is called after each indicator.

    Raises:
        QuarterbookError: when the logo is damaged.
    """
    document = styles.new_document(report.house)
    _Writer(report, Body(document)).write(done)
    made = datetime.combine(report.period.first_day, time())
    properties = document.core_properties
    properties.title = _short(f"DRAFT: {_title(report)}" if report.is_draft else _title(report), 255)
    properties.author = properties.last_modified_by = _short(report.cover.organisation, 255)
    properties.subject, properties.comments = str(report.period), ""
    properties.language = styles.LANGUAGE
    properties.created = properties.modified = made  # the period's day, not today: the same report, the same bytes
    buffer = io.BytesIO()
    document.save(buffer)
    return packed(parts_of(buffer.getvalue()))


class _Writer:
    """Writes a report into the body of a document."""

    def __init__(self, report: Report, body: Body) -> None:
        self._report, self._house, self._body = report, report.house, body
        self._marks = {section.anchor: f"indicator_{n}" for n, section in enumerate(report.sections, 1)}

    def write(self, done: Done) -> None:
        report, body = self._report, self._body
        self._cover()
        self._key()
        self._index()
        self._summary()
        self._exceptions()
        for section in each(report.sections, done):
            self._section(section)
        if report.is_draft:
            self._unresolved()
        body.contents()
        draft = [Run("DRAFT", styles.DRAFT_WORD), Run("  ")] if report.is_draft else []
        body.frame([*draft, Run(_short(_title(report), _MOST_IN_FRAME))])

    def _cover(self) -> None:
        cover, body = self._report.cover, self._body
        if self._house.logo:
            body.picture(self._house.logo.content, self._house.logo.text, *_LOGO)
        if cover.organisation:
            body.paragraph(Run(cover.organisation, styles.STRONG))
        body.paragraph(cover.title, style=styles.TITLE)
        body.paragraph(cover.period, style=styles.SUBTITLE)
        body.paragraph(cover.months, style=styles.QUIET_TEXT)
        if self._report.is_draft:
            found = _count(len(self._report.unresolved), "error")
            body.paragraph(
                Run("DRAFT.", styles.DRAFT_WORD),
                f" The checks found {found} that nobody has resolved. ",
                Run("They are listed at the end.", mark=UNRESOLVED),
                style=styles.DRAFT,
            )
        for name, run in (
            ("Committee", Run(cover.committee)), ("Date", Run(cover.date)), ("Contact", linked(cover.contact)),
        ):  # fmt: skip
            if run.text:
                body.paragraph(Run(f"{name}: ", styles.STRONG), run)
        body.blocks(self._house.introduction)

    def _key(self) -> None:
        key, body = self._report.key, self._body
        body.heading("Key")
        body.heading("Parts of an indicator", 2)
        self._meanings("Parts of an indicator", ((_cell(word), meaning) for word, meaning in key.items))
        body.heading("RAG rating", 2)
        body.paragraph(key.scheme)
        self._meanings("Ratings", ((self._rating(word), meaning) for word, meaning in key.bands))
        if key.own_tolerances:
            body.paragraph("These indicators have tolerances of their own:", style=styles.NOTE)
            body.bullets([Run(f"{one_line(heading)}: {said}")] for heading, said in key.own_tolerances)
        body.heading("In place of a rating", 2)
        self._meanings("What stands in place of a rating", ((self._rating(word), said) for word, said in key.statuses))
        body.heading("Change in performance", 2)
        self._meanings("Changes in performance", ((_cell(_change(word)), said) for word, said in key.changes))
        body.heading("Beside a figure", 2)
        self._meanings("Words beside a figure", ((_cell(word), said) for word, said in key.markers))

    def _index(self) -> None:
        self._body.heading("Index", marks=[INDEX])
        if not self._report.sections:
            self._body.paragraph("The workbook holds no indicators.")
            return
        self._body.table(
            "Every indicator of this report",
            ("Indicator", CHANGE_HEADING, RAG_HEADING),
            [
                (Cell(((self._to(section),),)), _cell(_change(section.change)), self._rating(section.rag))
                for section in self._report.sections
            ],
            (9, 4, 4),
        )

    def _summary(self) -> None:
        summary, body, sections = self._report.summary, self._body, self._report.sections
        body.heading("Summary")
        body.heading("Indicators by rating", 2)
        if sections:
            drawing = png_of(counts_svg(summary.counts, self._house), _CHART_SCALE)
            body.picture(drawing, f"Bar chart of indicators by rating. {summary.alternative}", _CHART_WIDTH)
        body.paragraph(summary.alternative, style=styles.CAPTION)
        body.table(
            "Number of indicators with each rating",
            (RAG_HEADING, "Indicators"),
            [
                (self._rating(word), Cell(((Run(str(number)),),), is_number=True))
                for word, number in summary.counts.items()
            ],
            (5, 3),
        )
        body.heading("What changed rating", 2)
        if summary.changed:
            body.table(
                "Indicators whose rating is not the one last published",
                ("Indicator", "Last published", "For", "Now", "For"),
                [
                    (
                        Cell(((self._to(entry.section),),)),
                        self._rating(entry.before),
                        _cell(entry.period.label),
                        self._rating(entry.section.rag),
                        _cell(entry.section.period.label),
                    )
                    for entry in summary.changed
                ],
                (6.6, 2.7, 2.5, 2.7, 2.5),
            )
        for sentence in _compared(self._report):
            body.paragraph(sentence, style=styles.NOTE if summary.changed else styles.NORMAL)
        body.heading("Missing data", 2)
        body.bullets((self._to(entry.section), Run(f": no {listed(entry.what)}")) for entry in summary.missing)
        if not summary.missing:
            body.paragraph("Nothing is missing.")

    def _exceptions(self) -> None:
        body, exceptions = self._body, self._report.exceptions
        body.heading("Exceptions")
        if not exceptions:
            body.paragraph("No indicator is rated Red.")
            return
        body.paragraph(f"{_count(len(exceptions), 'indicator')} rated Red, and what is being done.")
        for section in exceptions:
            body.heading(section.heading, 2, leads_to=self._marks[section.anchor])
            self._headline(section)
            body.paragraph(Run("Actions", styles.STRONG), style=styles.LEAD)
            body.blocks(section.actions)
            if not section.actions:
                body.paragraph("No actions are given.")

    def _section(self, section: Section) -> None:
        body = self._body
        body.heading(section.heading, marks=[self._marks[section.anchor]])
        about = " · ".join(filter(None, (section.period.label, one_line(section.service), "")))
        body.paragraph(Run(f"{about} · "), Run("Return to index", mark=INDEX), style=styles.QUIET_TEXT)
        self._headline(section)
        if section.note:
            body.paragraph(f"{section.marker}: {section.note}" if section.marker else section.note, style=styles.NOTE)
        if section.chart.is_empty:
            body.paragraph(section.alternative, style=styles.NOTE)
        else:
            drawing = png_of(svg_of(section.chart, self._house), _CHART_SCALE)
            body.picture(drawing, f"Line chart of {one_line(section.heading)}. {section.alternative}", _CHART_WIDTH)
            body.paragraph(section.alternative, style=styles.CAPTION)
        for heading, blocks in (
            ("Indicator Description", section.description),
            ("Commentary", section.commentary),
            ("Actions", section.actions),
        ):
            if blocks:
                body.heading(heading, 2)
                body.blocks(blocks)
        if section.links:
            body.heading("Useful Links", 2)
            body.bullets([linked(link)] for link in section.links)
        if section.publication:
            body.paragraph(_published(section), style=styles.QUIET_TEXT)

    def _headline(self, section: Section) -> None:
        now = section.current.text or NO_FIGURE
        current = Cell(((Run(now, styles.STRONG),), *(((Run(section.marker),),) if section.marker else ())))
        columns: list[tuple[str, Cell]] = [
            (DIRECTION_HEADING, _cell(section.direction)),
            (section.current.label, current),
            (section.previous.label, _cell(section.previous.text)),
            (CHANGE_HEADING, _cell(_change(section.change))),
            *((figure.label, _cell(figure.text)) for figure in section.benchmarks),
            (RAG_HEADING, self._rating(section.rag)),
        ]
        if section.target.label:
            columns.insert(0, (section.target.label, _cell(section.target.text)))
        needs = [_need(heading, cell) for heading, cell in columns]
        self._body.table(
            f"Figures of {one_line(section.heading)}",
            [heading for heading, _ in columns],
            [[cell for _, cell in columns]],
            [styles.TEXT_WIDTH.cm * need / sum(needs) for need in needs],
        )

    def _unresolved(self) -> None:
        body = self._body
        body.heading("Unresolved errors", marks=[UNRESOLVED])
        body.paragraph("These make the report a draft. They are mended in the workbook.")
        body.bullets(
            [
                Run(finding.message[:1].upper() + finding.message[1:], styles.STRONG),
                Run(f"\n{finding.fix}\n"),
                Run(", ".join(filter(None, (
                    finding.code, finding.indicator and f"indicator {finding.indicator}", finding.place,
                )))),
            ]
            for finding in self._report.unresolved
        )  # fmt: skip

    def _meanings(self, caption: str, pairs: Iterator[tuple[Cell, str]]) -> None:
        self._body.table(caption, ("Word", "Meaning"), [(word, _cell(meaning)) for word, meaning in pairs], (5, 12))

    def _rating(self, word: str) -> Cell:
        shape = RATING_SHAPES.get(word, STATUS_SHAPE)
        return Cell(((Run(f"{shape} {word}"),),), self._house.colours_of(word))

    def _to(self, section: Section) -> Run:
        return Run(one_line(section.heading), mark=self._marks[section.anchor])


def _cell(text: str) -> Cell:
    return Cell(((Run(text or NO_FIGURE),),))


def _need(heading: str, cell: Cell) -> float:
    """Return how wide a column of the headline table is beside the others: what its longest word needs, in limits."""
    texts = [heading, *(run.text for runs in cell.paragraphs for run in runs)]
    longest = max((len(word) for text in texts for word in text.split()), default=0)
    return min(max(longest, 7), 12)


def _change(word: str) -> str:
    return f"{CHANGE_ARROWS[word]} {word}" if word in CHANGE_ARROWS else word


def _compared(report: Report) -> Iterator[str]:
    """Yield what the summary says of the indicators that cannot be compared, or that stayed as they were."""
    summary, count = report.summary, len(report.sections)
    if summary.compared and not summary.changed:
        yield "No rating changed."
    if not count:
        yield "There are no indicators to compare."
    elif not summary.compared:
        yield "No indicator had been published for an earlier period, so no change of rating can be seen."
    elif summary.compared < count:
        yield (
            f"{count - summary.compared} of the {count} indicators had not been published for an earlier period, "
            "so no change of rating can be seen."
        )


def _published(section: Section) -> str:
    found = section.publication
    if found is None:
        return ""
    said = "As published"
    said += f" on {day_said(found.published_on)}" if found.published_on else ""
    said += f" by {found.published_by}." if found.published_by else "."
    said += f" Published again: {found.reason}" if found.reason else ""
    return said + (
        " The rating follows from the published figures; the record holds none." if found.rating_worked_out else ""
    )


def _title(report: Report) -> str:
    cover = report.cover
    words = f"{cover.title}, {cover.period}"
    return one_line(f"{words} – {cover.organisation}" if cover.organisation else words)


def _short(text: str, most: int) -> str:
    text = one_line(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
