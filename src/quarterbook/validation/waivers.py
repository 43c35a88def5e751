"""Waivers against findings: what is taken out of the count, what no longer is, and which waivers serve nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from quarterbook.checks.finding import Finding
from quarterbook.validation.outcome import Outcome, Waived
from quarterbook.validation.settings import EVERY, Waiver


def parted(
    findings: Iterable[Finding], waivers: Sequence[Waiver], today: date
) -> tuple[list[Finding], list[Waived], frozenset[Waiver]]:
    """Part what counts from what is waived.

    A finding whose waiver has ended counts again, and its message says since when.

    Args:
        findings: what was found.
        waivers: what the settings waive.
        today: the day on which it is asked.

    Returns:
        What counts, what is waived, and the waivers that something was found for.
    """
    left: list[Finding] = []
    waived: list[Waived] = []
    matched: set[Waiver] = set()
    for finding in findings:
        about = [waiver for waiver in waivers if waiver.covers(finding)]
        matched.update(about)
        longest = max(about, key=lambda waiver: waiver.expires, default=None)
        if longest is None:
            left.append(finding)
        elif longest.expires >= today:
            waived.append(Waived(finding, longest))
        else:
            ended = f"(its waiver ended on {longest.expires.isoformat()}: {longest.reason})"
            left.append(replace(finding, message=f"{finding.message} {ended}"))
    return left, waived, frozenset(matched)


def without_use(outcomes: Sequence[Outcome], codes: Collection[str], today: date) -> Iterator[str]:
    """Yield a line about each waiver that nothing was found for in any workbook that it holds for.

    Nothing is said where that cannot be known: a workbook could not be read, or a check was not looked for.

    Args:
        outcomes: what came of the workbooks.
        codes: the codes of all checks.
        today: the day on which it is asked.
    """
    for settings in dict.fromkeys(outcome.settings for outcome in outcomes if outcome.settings.waivers):
        governed = [outcome for outcome in outcomes if outcome.settings == settings]
        if any(outcome.error for outcome in governed):
            continue
        used = frozenset().union(*(outcome.matched for outcome in governed))
        left_out = frozenset(codes).difference(*(outcome.checked for outcome in governed))
        for waiver in settings.waivers:
            if waiver not in used and not any(code.startswith(waiver.code) for code in left_out):
                yield f"{settings.path}: {waiver} is waived, but {_why(waiver, governed, today)}"


def _why(waiver: Waiver, outcomes: Sequence[Outcome], today: date) -> str:
    """Return why a waiver serves nothing, and what to do about it, as the end of a sentence."""
    numbers = {number for outcome in outcomes for number, _ in outcome.indicators}
    found = [finding for outcome in outcomes for finding in outcome.findings]
    found += [entry.finding for outcome in outcomes for entry in outcome.waived]
    if waiver.indicator != EVERY and waiver.indicator not in numbers:
        return f"no indicator {waiver.indicator} is in what was checked this time; it may be in another workbook"
    if waiver.period and any(replace(waiver, period="").covers(one) and not one.row_period for one in found):
        return "what was found stands in no row of a period; leave the period out of the waiver"
    if waiver.expires < today:
        return f"only until {waiver.expires.isoformat()}, and nothing was found for it this time; take the waiver out"
    return "nothing was found for it this time; take the waiver out if it is no longer needed"
