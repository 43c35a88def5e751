"""The content of a committee report, made from a register: what every edition prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import count
from pathlib import Path
from typing import Final

from quarterbook import key as words
from quarterbook.cells import Cell, classify
from quarterbook.checks.finding import ERROR, Finding
from quarterbook.figures import Figures, as_shown, figures_of
from quarterbook.periods import Period
from quarterbook.register.model import Register, Value
from quarterbook.report.alternatives import counts_alternative
from quarterbook.report.house import House, house_of
from quarterbook.report.ledger import Ledger
from quarterbook.report.model import Changed, Cover, Key, Missing, Report, Section, Summary
from quarterbook.report.sections import rating_of, section_of
from quarterbook.report.texts import Link, clean, mail_link
from quarterbook.schemes import Scheme, scheme_of
from quarterbook.vocabulary import AMBER, ANNUAL, BLUE, MARKERS, MONTHLY, NO_TARGET, QUARTERLY, RATINGS, RED

DEFAULT_TITLE: Final = "Performance Report"
_PERIOD_SAID: Final = {MONTHLY: "Month {}", QUARTERLY: "Quarter {}"}


def report_of(
    register: Register,
    findings: Sequence[Finding] = (),
    *,
    period: Period | None = None,
    final: bool = False,
    folder: Path | None = None,
) -> Report:
    """Return the content of a report.

    An indicator that the Published ledger holds for the period is printed as it was published. When the ledger holds
    them all, the report is that which was published, and no finding of today makes it a draft.

    Args:
        register: the indicators, their history and narrative, what was published, the settings.
        findings: what the checks found; errors among them make the report a draft.
        period: the reporting period; the register's own where it is left out.
        final: whether the report is final whatever the checks found.
        folder: where the settings' relative paths start: the workbook's folder.

    Raises:
        QuarterbookError: when a setting of the scheme or the house style cannot be used.
    """
    register = at_period(register, period or register.settings.reporting_period)
    settings = register.settings
    scheme, ledger = scheme_of(settings.other), Ledger(register.published)
    house = house_of(settings.other, clean(settings.organisation), folder)
    rows: dict[str, list[Figures]] = {}
    for figures in figures_of(register):
        rows.setdefault(figures.indicator.number, []).append(figures)
    anchors = _Anchors()
    sections = tuple(
        section_of(register, indicator, rows[indicator.number], ledger, scheme, anchor=anchors(indicator.number))
        for indicator in register.indicators
    )
    is_published = bool(sections) and all(section.publication for section in sections)
    errors = tuple(_cleaned(finding) for finding in findings if finding.severity == ERROR)
    return Report(
        house=house,
        period=settings.reporting_period,
        cover=_cover(register, house, sections if is_published else ()),
        key=_key(register, house, scheme, sections),
        summary=_summary(register, rows, scheme, ledger, sections),
        exceptions=tuple(section for section in sections if section.rag == RED),
        sections=sections,
        unresolved=() if final or is_published else errors,
    )


def _cleaned(finding: Finding) -> Finding:
    return replace(finding, **{field.name: clean(getattr(finding, field.name)) for field in fields(finding)})


def at_period(register: Register, period: Period) -> Register:
    """Return a register as one whose reporting period is `period`.

    The annual targets are those of the register's own financial year; for another one there are none.
    """
    settings = register.settings
    if period == settings.reporting_period:
        return register
    indicators = register.indicators
    if period.year != settings.reporting_period.year:
        indicators = tuple(replace(indicator, annual_target=None, profile=()) for indicator in indicators)
    return replace(register, settings=replace(settings, reporting_period=period), indicators=indicators)


def period_said(period: Period) -> str:
    """Return a period as a reader says it: "Quarter 3 of the financial year 2023/24"."""
    year = f"financial year {period.financial_year}"
    if period.frequency == ANNUAL:
        return year[0].upper() + year[1:]
    return f"{_PERIOD_SAID[period.frequency].format(period.number)} of the {year}"


def months_said(period: Period) -> str:
    """Return the months that a period covers: "October to December 2023", "April 2023 to March 2024"."""
    first, last = (
        Period.parse(f"{period.financial_year} M{number:02d}", period.start_month)
        for number in ((period.number - 1) * 12 // period.count + 1, period.number * 12 // period.count)
    )
    if first == last:
        return first.label
    start, _, year = first.label.rpartition(" ")
    return f"{start if last.label.endswith(year) else first.label} to {last.label}"


def tolerances_said(amber: str, blue: str, scheme: Scheme) -> str:
    """Return the tolerances of one indicator: "Amber 2%, Blue 1%"; without those that the scheme does not use."""
    meanings = " ".join(scheme.bands.values())
    return ", ".join(
        f"{name} {text}" for name, text in ((AMBER, amber), (BLUE, blue)) if f"{{{name.lower()}}}" in meanings
    )


class _Anchors:
    """Gives every section an identifier of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __call__(self, number: str) -> str:
        base = "indicator-" + (re.sub(r"[^a-z0-9]+", "-", number.lower()).strip("-") or "x")
        anchor = next(name for n in count(1) if (name := base if n == 1 else f"{base}-{n}") not in self._taken)
        self._taken.add(anchor)
        return anchor


def _cover(register: Register, house: House, published: Sequence[Section]) -> Cover:
    settings = register.settings
    days = {section.publication.published_on for section in published if section.publication} - {""}
    return Cover(
        organisation=clean(settings.organisation).strip(),
        committee=clean(settings.committee).strip(),
        title=clean(settings.title).strip() or DEFAULT_TITLE,
        period=period_said(settings.reporting_period),
        months=months_said(settings.reporting_period),
        contact=mail_link(house.contact) or Link(house.contact),
        date=day_said(max(days)) if days else house.report_date,
    )


def day_said(day: str) -> str:
    """Return a day such as 2024-03-07 as a reader says it, "7 March 2024"; any other text as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", day)
    if not found or not 1 <= int(found[2]) <= 12:
        return day
    month = Period(int(found[1]), MONTHLY, int(found[2]), 1).label if int(found[1]) >= 1900 else ""
    return f"{int(found[3])} {month}" if month else day


def _key(register: Register, house: House, scheme: Scheme, sections: Sequence[Section]) -> Key:
    usual = _usual_tolerances(register, sections)
    shown = dict(zip(("amber", "blue"), map(_percent, usual), strict=True))

    def worded(word: str, meaning: str) -> str:
        text = house.wording.get(word, meaning)
        for name, share in shown.items():  # not str.format: a council's words may hold braces
            text = text.replace(f"{{{name}}}", share)
        return text

    own = (
        (section.heading, tolerances_said(_percent(section.amber), _percent(section.blue), scheme))
        for section in sections
        if (section.amber, section.blue) != usual
    )
    return Key(
        items=words.DATA_ITEMS,
        scheme=scheme.title,
        bands=tuple((rating, worded(rating, meaning)) for rating, meaning in scheme.bands.items()),
        statuses=tuple((word, worded(word, meaning)) for word, meaning in words.STATUS_WORDS),
        changes=words.CHANGE_WORDS,
        markers=next(terms for setting, terms in words.VOCABULARY if terms[0][0] in MARKERS),
        own_tolerances=tuple((heading, said) for heading, said in own if said),
    )


def _usual_tolerances(register: Register, sections: Sequence[Section]) -> tuple[Value, Value]:
    """Return the tolerances that the Key prints: the workbook's; of a report all published, what was usual then."""
    settings = register.settings
    workbook: tuple[Value, Value] = settings.amber_tolerance, settings.blue_margin
    if not sections or not all(section.publication for section in sections):
        return workbook
    pairs = Counter((section.amber, section.blue) for section in sections)
    return workbook if workbook in pairs else pairs.most_common(1)[0][0]


def _percent(value: Value) -> str:
    number = classify(value)
    return str(value or "") if isinstance(number, Cell) else f"{round(number * 100, 4):.15g}%"


def _summary(
    register: Register, rows: dict[str, list[Figures]], scheme: Scheme, ledger: Ledger, sections: Sequence[Section]
) -> Summary:
    found = Counter(section.rag for section in sections)
    order = [*scheme.bands, *(rating for rating in (*RATINGS, *found) if rating not in scheme.bands and found[rating])]
    counts = {rating: found[rating] for rating in dict.fromkeys(order)}
    changed, compared = [], 0
    for indicator, section in zip(register.indicators, sections, strict=True):
        row = ledger.before(indicator.number, section.period)
        if row is None:
            continue
        compared += 1
        year_ago = row.period.same_period_last_year()
        last_year = next((each.actual for each in rows[indicator.number] if each.observation.period == year_ago), None)
        before = rating_of(
            row, indicator, (section.amber, section.blue), scheme, last_year=as_shown(last_year, indicator)
        )
        if before != section.rag:
            changed.append(Changed(section=section, before=before, period=row.period))
    missing = (Missing(section=section, what=tuple(_missing(section))) for section in sections)
    return Summary(
        counts=counts,
        alternative=counts_alternative(counts),
        changed=tuple(changed),
        compared=compared,
        missing=tuple(entry for entry in missing if entry.what),
    )


def _missing(section: Section) -> Iterator[str]:
    """Yield what a reader would look for in a section and not find."""
    if isinstance(classify(section.current.value), Cell):
        yield "current figure"
    if section.rag == NO_TARGET:
        yield "target"
    if not section.commentary:
        yield "commentary"
    if section.rag == RED and not section.actions:
        yield "actions"
