"""Commentary and actions."""

from __future__ import annotations

from faults import spots
from faults.catalogue import LATE, kind
from faults.draft import Draft
from faults.file import File
from faults.spots import Spot
from faults.wants import Want
from faults.words import shown
from quarterbook.vocabulary import (
    AMBER,
    BLUE,
    DECLINING,
    GREEN,
    PREVIOUS_PERIOD,
    QUARTERLY,
    RED,
    SAME_PERIOD_LAST_YEAR,
    TARGETED,
)

_FINE = (AMBER, GREEN, BLUE)
_PLAIN = Want(frequency=QUARTERLY, status=TARGETED)
_QUIET = Want(frequency=QUARTERLY, status=TARGETED, now=_FINE)
_LATE_RED = Want(status=TARGETED, frequency=QUARTERLY, now=(RED,))


@kind(LATE, "commentary missing", "There is no commentary for the reporting period.", _QUIET)
def missing(draft: Draft, number: str) -> Spot:
    draft.write(number, commentary="")
    return spots.named("Commentary", draft.now(number))


@kind(
    LATE,
    "commentary left over from the period before",
    "What stands in the box was written for the quarter before; nobody has brought it up to date.",
    Want(frequency=QUARTERLY, status=TARGETED, now=_FINE, last=_FINE),
)
def left_over(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    old = draft.narrative.pop((number, now.previous()))
    draft.write(number, commentary=old.commentary)

    def date_back(file: File) -> None:
        file.type(number, file.named(number, "CommentaryPeriod"), str(now.previous()))

    draft.later.append(date_back)
    return spots.named("CommentaryPeriod", now)


@kind(
    LATE,
    "same commentary as the period before",
    "The commentary is word for word that of the quarter before.",
    _QUIET,
)
def same(draft: Draft, number: str) -> Spot:
    draft.write(number, commentary=draft.narrative[number, draft.now(number).previous()].commentary)
    return spots.named("Commentary", draft.now(number))


@kind(
    LATE,
    "commentary of another indicator",
    "The commentary is word for word that of another indicator: the sheet was copied.",
    _QUIET,
)
def other_indicators(draft: Draft, number: str) -> Spot:
    other = draft.bystander(number)
    draft.write(number, commentary=draft.narrative[other, draft.now(other)].commentary)
    return spots.named("Commentary", draft.now(number))


@kind(LATE, "commentary cut off", "The commentary stops in the middle of a word.", _PLAIN)
def cut_off(draft: Draft, number: str) -> Spot:
    found = draft.current(number)
    more = (draft.writer.commentary(found) for _ in range(2))
    text = " ".join((draft.narrative[number, draft.now(number)].commentary, *more))
    words = text[:255].split()
    word = words[-1] if len(words[-1]) > 4 else "improvement"
    draft.write(number, commentary=" ".join([*words[:-1], word.rstrip(".,;")[: max(3, len(word) // 2)]]))
    return spots.named("Commentary", draft.now(number))


@kind(
    LATE,
    "commentary far too long",
    "The commentary runs to pages; a committee report has room for a paragraph.",
    _PLAIN,
)
def too_long(draft: Draft, number: str) -> Spot:
    found = draft.current(number)
    text = draft.narrative[number, draft.now(number)].commentary
    while len(text) < 4_500:
        text += " " + draft.writer.commentary(found).split(". ", 1)[-1]
    draft.write(number, commentary=text)
    return spots.named("Commentary", draft.now(number))


@kind(
    LATE,
    "commentary quotes another figure than the table",
    "The commentary gives a figure for this quarter that is not the one in the table.",
    _PLAIN,
)
def other_figure(draft: Draft, number: str) -> Spot:
    found = draft.current(number)
    right = float(found.actual or 0)
    wrong = right + draft.chance.choice((-1, 1)) * max(2, round(abs(right) * 0.03))
    text = draft.writer.commentary(found, plain=True)
    quoted, other = shown(right, found.indicator), shown(wrong, found.indicator)
    draft.write(number, commentary=text.replace(quoted, other, 1))
    return spots.named("Commentary", draft.now(number))


@kind(
    LATE,
    "commentary speaks of another quarter as this one",
    "The commentary gives this quarter's figure as that of the quarter before.",
    Want(frequency=QUARTERLY, status=TARGETED, comparator=SAME_PERIOD_LAST_YEAR),
)
def other_quarter(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    text = draft.writer.commentary(draft.current(number), plain=True)
    draft.write(number, commentary=text.replace(now.label, now.previous().label))
    return spots.named("Commentary", now)


@kind(LATE, "placeholder left in the commentary", "The prompt was never replaced by a commentary.", _QUIET)
def placeholder(draft: Draft, number: str) -> Spot:
    texts = ("[Insert commentary here]", "TBC", "Commentary to follow", "xxx", "To be updated by service")
    draft.write(number, commentary=draft.chance.choice(texts))
    return spots.named("Commentary", draft.now(number))


@kind(
    LATE,
    "commentary says the opposite of the table",
    "The commentary says that performance improved; the table says Declining.",
    Want(frequency=QUARTERLY, status=TARGETED, change=DECLINING, comparator=PREVIOUS_PERIOD),
)
def opposite(draft: Draft, number: str) -> Spot:
    text = draft.narrative[number, draft.now(number)].commentary
    draft.write(number, commentary=f"Performance improved again on the previous quarter. {text}")
    return spots.named("Commentary", draft.now(number))


@kind(LATE, "Red without action", "The rating is Red and nothing is said of what is done about it.", _LATE_RED)
def no_action(draft: Draft, number: str) -> Spot:
    draft.write(number, actions="")
    return spots.named("Actions", draft.now(number))


@kind(
    LATE,
    "Red with nothing but a word for action",
    "The rating is Red and the box of actions says no more than n/a.",
    _LATE_RED,
)
def empty_action(draft: Draft, number: str) -> Spot:
    draft.write(number, actions=draft.chance.choice(("n/a", "None", "TBC", "-", "As last quarter")))
    return spots.named("Actions", draft.now(number))


@kind(
    LATE,
    "actions of the period before repeated",
    "Red twice in a row, and the actions are word for word those of the quarter before.",
    Want(status=TARGETED, frequency=QUARTERLY, now=(RED,), last=(RED,)),
)
def same_action(draft: Draft, number: str) -> Spot:
    now = draft.now(number)
    draft.write(number, actions=draft.narrative[number, now.previous()].actions)
    return spots.named("Actions", now)


@kind(
    LATE,
    "action where the key says none",
    "Actions are for Red indicators only; this one is not Red.",
    _QUIET,
)
def needless_action(draft: Draft, number: str) -> Spot:
    draft.write(number, actions=draft.writer.actions(draft.current(number)))
    return spots.named("Actions", draft.now(number))
