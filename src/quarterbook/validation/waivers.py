"""Waivers against findings: what is taken out of the count, what no longer is, and which waivers serve nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from quarterbook.checks.finding import Finding
from quarterbook.validation.outcome import Outcome, Waived
from quarterbook.validation.settings import Waiver


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


def without_use(outcomes: Sequence[Outcome], codes: Collection[str]) -> Iterator[str]:
    """Yield a line about each waiver that nothing was found for in any workbook that it holds for.

    Nothing is said where that cannot be known: a workbook could not be read, or a check was not looked for.

    Args:
        outcomes: what came of the workbooks.
        codes: the codes of all checks.
    """
    for settings in dict.fromkeys(outcome.settings for outcome in outcomes if outcome.settings.waivers):
        governed = [outcome for outcome in outcomes if outcome.settings == settings]
        if any(outcome.error for outcome in governed):
            continue
        used = frozenset().union(*(outcome.matched for outcome in governed))
        left_out = frozenset(codes).difference(*(outcome.checked for outcome in governed))
        for waiver in settings.waivers:
            if waiver not in used and not any(code.startswith(waiver.code) for code in left_out):
                until = waiver.expires.isoformat()
                yield (
                    f"{settings.path}: {waiver} is waived until {until}, but nothing was found for it this time; "
                    "take the waiver out if it is no longer needed"
                )
