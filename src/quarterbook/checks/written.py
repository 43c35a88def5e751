"""What was written, as the checks of texts look at it: each text with its place, and the figures in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quarterbook.book import layout
from quarterbook.book.typed import Cell
from quarterbook.cells import MISSING, classify
from quarterbook.checks import prose
from quarterbook.checks.pages import Page
from quarterbook.checks.series import near
from quarterbook.checks.subject import Subject
from quarterbook.figures import places_of
from quarterbook.periods import Period
from quarterbook.register.model import Narrative
from quarterbook.vocabulary import PERCENT


def has_figure(subject: Subject, page: Page) -> bool:
    """Whether an indicator's sheet shows a figure for the current period."""
    cell = page.named(layout.CURRENT.name)
    return cell is not None and isinstance(classify(subject.value(cell)), float)


def texts(subject: Subject) -> Iterator[tuple[Page, Cell, str]]:
    """Yield the prose on every indicator's sheet."""
    for page in subject.pages:
        for box in (layout.DESCRIPTION, layout.COMMENTARY, layout.ACTIONS):
            cell = page.named(box.name)
            text = subject.value(cell) if cell is not None else None
            if cell is not None and isinstance(text, str) and classify(text) is not MISSING:
                yield page, cell, text


def written(subject: Subject) -> Iterator[tuple[Cell, Narrative]]:
    """Yield every commentary with its cell: those of the sheets, and the earlier ones."""
    for (number, period), row in subject.narrative.items():
        page = subject.page_of.get(number)
        cell = _cell_of(subject, page, period) if page is not None else None
        if cell is not None and row.commentary:
            yield cell, row


def _cell_of(subject: Subject, page: Page, period: Period) -> Cell | None:
    earlier = subject.places.narrative.get((page.number, period))
    return earlier["commentary"] if earlier is not None else page.named(layout.COMMENTARY.name)


def is_any(page: Page, mention: prose.Mention, values: Sequence[float]) -> bool:
    """Whether a number in a text is one of these figures: as it is, as it is shown, or rounded as the text has it."""
    if (page.indicator.measure == PERCENT) != mention.is_percent:
        return False
    places = min(mention.places, places_of(page.indicator))
    return any(near(mention.value, value, places) for value in values)
