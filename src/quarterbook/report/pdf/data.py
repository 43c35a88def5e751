"""The data of the page: all texts and figures of a report, in the order in which the templates set them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from quarterbook.checks.finding import Finding
from quarterbook.palette import INK, QUIET, RATING_SHAPES, RULE, STATUS_SHAPE
from quarterbook.report.alternatives import listed
from quarterbook.report.charts.model import Chart
from quarterbook.report.charts.png import FONT
from quarterbook.report.content import day_said
from quarterbook.report.model import Figure, Report, Section
from quarterbook.report.pdf.glyphs import BREAK, FALLBACK, Fit
from quarterbook.report.texts import Block, Link
from quarterbook.vocabulary import CHANGE_ARROWS

SHADE: Final = "#F5F7F8"
_NARROW: Final = 12
"""From this length on a word of a narrow column may break."""
_LONG: Final = 100
"""Text in a table that is longer than this is no label, and may run on to the next page."""
_LINE: Final = 90
"""As much as the bottom line of a page holds beside the page number."""
_NO_FIGURE: Final = "no figure"

_ABOUT: Final = (
    "This PDF is tagged for screen readers: headings, tables with header cells, lists, links, a text for each picture.",
    (
        "It was written as PDF/UA-1 by Typst, which refuses to write what breaks the rules that it knows. When "
        "Quarterbook is tested, two programs, pdfua and outloud, look at reports like this one; they did not look at "
        "this one. Programs find some barriers and not others. Nobody has judged it with a screen reader, so we do not "
        "say that it conforms to PDF/UA or WCAG."
    ),
    "The same report can be made as a web page, which can be enlarged and follows the reader's own colours.",
)
"""What the last page says of every report: what a machine checked, and that no person did."""

Data = dict[str, Any]


class Page:
    """Makes the data of one report."""

    def __init__(self, report: Report, fit: Fit) -> None:
        self._report, self._fit = report, fit

    def document(self) -> Data:
        """Return all but the sections, and but what is said of the document itself."""
        report, fit = self._report, self._fit
        cover = report.cover
        name = f"{cover.title}, {cover.period}" + (f" – {cover.organisation}" if cover.organisation else "")
        return {
            "title": fit.plain(f"{'DRAFT: ' if report.is_draft else ''}{name}"),
            "author": fit.plain(cover.organisation) or "Quarterbook",
            "footer": _shortened(fit.plain(name), _LINE),
            "is_draft": report.is_draft,
            "look": {
                "accent": report.house.accent,
                "ink": INK,
                "quiet": QUIET,
                "rule": RULE,
                "shade": SHADE,
                "fonts": [FONT, FALLBACK],
            },
            "cover": self._cover(),
            "key": self._key(),
            "summary": self._summary(),
            "exceptions_said": f"{_count(len(report.exceptions), 'indicator')} rated Red, and what is being done."
            if report.exceptions
            else "No indicator is rated Red.",
            "exceptions": [
                {**self._to(section), "headline": self._headline(section), "actions": self._blocks(section.actions)}
                for section in report.exceptions
            ],
            "unresolved_said": _count(len(report.unresolved), "error"),
            "unresolved": [
                {
                    "message": fit(_sentence(finding.message)),
                    "fix": fit(finding.fix),
                    "place": fit(_place(finding)),
                }
                for finding in report.unresolved
            ],
        }

    def section(self, section: Section, chart: str) -> Data:
        """Return the data of an indicator.

        Args:
            section: the indicator.
            chart: the file of its chart; "" for none.
        """
        fit = self._fit
        parts = (
            ("Indicator Description", section.description),
            ("Commentary", section.commentary),
            ("Actions", section.actions),
        )
        return {
            **self._to(section),
            "change": self._change(section.change),
            "rag": self._rating(section.rag),
            "about": fit(" · ".join(filter(None, (section.period.label, section.service)))),
            "headline": self._headline(section),
            "note": fit(f"{section.marker}: {section.note}" if section.marker and section.note else section.note),
            "chart": chart,
            "alt": fit.plain(chart_said(section.heading, section.chart)),
            "alternative": fit(section.alternative),
            "parts": [{"heading": heading, "texts": self._blocks(texts)} for heading, texts in parts if texts],
            "links": [self._link(link) for link in section.links],
            "published": fit(_published(section)),
        }

    def _cover(self) -> Data:
        cover, fit = self._report.cover, self._fit
        return {
            **{
                name: fit(getattr(cover, name))
                for name in ("organisation", "committee", "title", "period", "months", "date")
            },
            "contact": self._link(cover.contact),
            "introduction": self._blocks(self._report.house.introduction),
        }

    def _key(self) -> Data:
        key = self._report.key
        return {
            "items": self._pairs(key.items),
            "scheme": self._fit(key.scheme),
            "bands": [[self._rating(word), self._fit(meaning)] for word, meaning in key.bands],
            "statuses": [[self._rating(word), self._fit(meaning)] for word, meaning in key.statuses],
            "changes": [[self._change(word), self._fit(meaning)] for word, meaning in key.changes],
            "markers": self._pairs(key.markers),
            "own_tolerances": self._pairs(key.own_tolerances),
        }

    def _summary(self) -> Data:
        summary, count = self._report.summary, len(self._report.sections)
        remarks = []
        if not count:
            remarks.append("There are no indicators to compare.")
        elif not summary.compared:
            remarks.append("No indicator had been published for an earlier period, so no change of rating can be seen.")
        elif not summary.changed:
            remarks.append("No rating changed.")
        if 0 < summary.compared < count:
            remarks.append(
                f"{count - summary.compared} of the {count} indicators had not been published for an earlier period, "
                "so no change of rating can be seen."
            )
        return {
            "alt": "Bar chart of the number of indicators with each rating. The text and table after it say the same.",
            "alternative": self._fit(summary.alternative),
            "counts": [[self._rating(word), str(number)] for word, number in summary.counts.items()],
            "changed": [
                {
                    **self._to(entry.section),
                    "before": self._rating(entry.before),
                    "before_period": entry.period.label,
                    "now": self._rating(entry.section.rag),
                    "now_period": entry.section.period.label,
                }
                for entry in summary.changed
            ],
            "remarks": remarks,
            "missing": [
                {**self._to(entry.section), "what": _sentence(listed(entry.what))} for entry in summary.missing
            ],
        }

    def _headline(self, section: Section) -> Data:
        columns = [
            *([self._figure(section.target)] if section.target.label else []),
            self._column("Direction for Improvement", "text", section.direction or "–"),
            {**self._figure(section.current, "now"), "marker": section.marker},
            self._figure(section.previous),
            {**self._column("Change in Performance", "change", section.change), "value": self._change(section.change)},
            *(self._figure(mean) for mean in section.benchmarks),
            {**self._column("RAG Rating", "rating", section.rag), "value": self._rating(section.rag)},
        ]
        is_long = any(len(column["label"]) + len(str(column["value"])) > _LONG for column in columns)
        return {"columns": columns, "is_long": is_long}

    def _figure(self, figure: Figure, kind: str = "figure") -> Data:
        return self._column(figure.label, kind, figure.text or _NO_FIGURE)

    def _column(self, label: str, kind: str, text: str) -> Data:
        """Return a column of a headline table; its share of the width follows its longest word and its text."""
        label = self._fit(_shortened(label, 2 * _LONG), _NARROW)  # no header cell can run on to the next page
        text = self._fit(text, _NARROW)
        word = max(map(_shown_length, f"{label} {text}".split()), default=0)
        signs = 3 if kind in ("rating", "change") else 0
        longest = max(word + signs, min(_shown_length(text), 24) / 2, 6.5)
        return {
            "label": label,
            "kind": kind,
            "value": text,
            "width": round(longest * (1.15 if kind == "now" else 1), 2),
        }

    def _to(self, section: Section) -> Data:
        return {"anchor": section.anchor, "heading": self._fit(section.heading)}

    def _rating(self, word: str) -> Data:
        house = self._report.house
        colours = house.colours_of(word)
        return {
            "word": self._fit(word, _NARROW),
            "sign": RATING_SHAPES.get(word, STATUS_SHAPE),
            "ink": colours.ink,
            "ground": colours.ground,
            "is_status": word not in house.ratings,
            "is_long": len(word) > _LONG,
        }

    def _change(self, word: str) -> Data:
        return {"word": self._fit(word, _NARROW) or "–", "sign": CHANGE_ARROWS.get(word, "")}

    def _blocks(self, blocks: Iterable[Block]) -> list[Data]:
        return [{"is_list": block.is_list, "lines": [self._fit(line) for line in block.lines]} for block in blocks]

    def _link(self, link: Link) -> Data:
        return {"text": self._fit(link.text), "address": link.address}

    def _pairs(self, pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
        return [[self._fit(word), self._fit(meaning)] for word, meaning in pairs]


def chart_said(heading: str, chart: Chart) -> str:
    """Return what a chart is, for those who do not see it; what it shows stands after it for everybody."""
    lines = listed([series.name for series in chart.series if series.known])
    return (
        f"Line chart of {heading}: {lines}, {chart.periods[0].label} to {chart.periods[-1].label}. "
        "The text after it says what it shows."
    )


def about(report: Report, replaced: int) -> list[str]:
    """Return what the last page says of the document itself.

    Args:
        report: the report.
        replaced: how many characters are printed as their names.
    """
    said = list(_ABOUT)
    if any(not section.chart.is_empty for section in report.sections):
        said.append("What each chart shows stands in words below it.")
    if replaced:
        were = "character stands" if replaced == 1 else "characters stand"
        said.append(f"{replaced} {were} as a name or a code in square brackets, because no font here can draw them.")
    return said


def _published(section: Section) -> str:
    publication = section.publication
    if publication is None:
        return ""
    on = f" on {day_said(publication.published_on)}" if publication.published_on else ""
    by = f" by {publication.published_by}" if publication.published_by else ""
    again = f" Published again: {publication.reason}" if publication.reason else ""
    rating = (
        " The rating follows from the published figures; the record holds none."
        if publication.rating_worked_out
        else ""
    )
    return f"As published{on}{by}.{again}{rating}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _place(finding: Finding) -> str:
    indicator = f"indicator {finding.indicator}" if finding.indicator else ""
    return ", ".join(filter(None, (finding.code, indicator, finding.place)))


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown_length(text: str) -> int:
    return _NARROW if BREAK in text else len(text)
