"""What the checks find of planted faults, and say of clean workbooks: `python benchmarks/recall.py [--write]`.

The workbooks come from `tests/faults`, which knows nothing of the checks. Which findings count for which kind of fault
is written down in `recall_codes.py`, by hand: a fault is found when one of its codes is told about its indicator, or
about the workbook where it is of no indicator. Everything here is the same every time; `--write` makes
`docs/checks/recall.md` anew, and a test holds that page to it.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(Path(__file__).parent)]

from faults import CLEAN, FAULTY, KINDS, Case, Planted, clean, make  # noqa: E402
from quarterbook.book.package import Package  # noqa: E402
from quarterbook.checks import Finding  # noqa: E402
from quarterbook.checks.finding import SEVERITIES  # noqa: E402
from quarterbook.master import Master  # noqa: E402
from recall_codes import CODES, LEFT_OUT  # noqa: E402

PAGE = ROOT / "docs" / "checks" / "recall.md"


@dataclass(frozen=True)
class Judged:
    """One workbook: what was planted, and what the checks found.

    Attributes:
        case: the workbook.
        findings: what the checks found.
    """

    case: Case
    findings: tuple[Finding, ...]

    def found(self, fault: Planted) -> bool:
        """Whether a finding about the fault's indicator or sheet has one of the codes of its kind."""
        return any(self.answers(fault, finding) for finding in self.findings)

    def answers(self, fault: Planted, finding: Finding) -> bool:
        """Whether a finding is one of those that a fault calls for."""
        near = not fault.indicator or finding.indicator in ("", fault.indicator) or finding.sheet == fault.sheet
        return near and finding.code in CODES.get(fault.kind, ())

    @property
    def elsewhere(self) -> Iterator[Finding]:
        """The findings about indicators in which nothing was planted."""
        touched = {fault.indicator for fault in self.case.planted}
        if "" not in touched:
            yield from (one for one in self.findings if one.indicator and one.indicator not in touched)


def judged(case: Case) -> Judged:
    """Return a workbook with what the checks find in it."""
    return Judged(case, tuple(Master(Package(case.data, case.name)).validate()))


def page() -> str:
    """Return `docs/checks/recall.md`."""
    faulty = [judged(make(n)) for n in range(FAULTY)]
    spotless = [judged(clean(n)) for n in range(CLEAN)]
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for one in faulty:
        for fault in one.case.planted:
            by_kind[fault.kind].append(one.found(fault))
    found, planted = sum(map(sum, by_kind.values())), sum(map(len, by_kind.values()))
    whole = sum(all(answers) for answers in by_kind.values())
    elsewhere = [finding for one in faulty for finding in one.elsewhere]
    false = [finding for one in spotless for finding in one.findings]
    return _PAGE.format(
        found=found,
        planted=planted,
        share=f"{found / planted:.1%}",
        faulty=len(faulty),
        faulty_indicators=_indicators(faulty),
        whole=whole,
        kinds=len(by_kind),
        elsewhere=len(elsewhere),
        clean=len(spotless),
        clean_indicators=_indicators(spotless),
        false=len(false),
        severities=_by_severity(false),
        false_table=_false(false),
        missed=_table(("fault", "found", "why not"), _missed(by_kind)),
        every_kind=_table(("fault", "found", "by"), _kinds(by_kind)),
    )


_PAGE = """\
# What the checks find, and what they say without reason

Made by `python benchmarks/recall.py --write`. The workbooks are those of a generator that knows nothing of the checks
(`tests/faults`): made-up councils, each fault planted as it happens to people. A fault counts as found when a check
that a person would take for the right one speaks about its indicator or its sheet (`benchmarks/recall_codes.py` says
which those are).

- **{found} of {planted} planted faults are found ({share})**, in {faulty} workbooks with {faulty_indicators}
  indicators.
- {whole} of {kinds} kinds of fault are found every time they are planted.
- Findings about indicators of those workbooks in which nothing was planted: {elsewhere}.
- **False alarms in {clean} clean workbooks with {clean_indicators} indicators: {false}**{severities}.

The clean workbooks hold decoys: figures that rightly stay the same, targets revised with a note, revisions marked as
such, inserted rows, officers' own sheets and formulas. The checks were mended while they were held against both sets,
so what they do on workbooks that nobody has seen yet may be somewhat worse.

{false_table}## Not found

{missed}

## Kind by kind

{every_kind}
"""


def _indicators(workbooks: Iterable[Judged]) -> int:
    return sum(one.case.indicators for one in workbooks)


def _by_severity(findings: list[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity])
    return f" ({told})" if told else ""


def _false(findings: list[Finding]) -> str:
    if not findings:
        return ""
    counts = Counter((finding.code, finding.severity) for finding in findings)
    rows = ((f"[{code}]({code}.md)", severity, str(count)) for (code, severity), count in sorted(counts.items()))
    return f"## False alarms\n\n{_table(('check', 'severity', 'findings'), rows)}\n\n"


def _missed(by_kind: dict[str, list[bool]]) -> Iterator[tuple[str, ...]]:
    for kind in _names():
        answers = by_kind.get(kind, [])
        if not all(answers):
            yield kind, f"{sum(answers)} of {len(answers)}", LEFT_OUT.get(kind, "not told apart from what may be right")


def _kinds(by_kind: dict[str, list[bool]]) -> Iterator[tuple[str, ...]]:
    for kind in _names():
        answers = by_kind.get(kind, [])
        links = ", ".join(f"[{code}]({code}.md)" for code in CODES.get(kind, ()))
        yield kind, f"{sum(answers)} of {len(answers)}", links or "—"


def _names() -> list[str]:
    return [kind.name for kind in (KINDS.values() if isinstance(KINDS, dict) else KINDS)]


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, ("---",) * len(heading), *rows))


if __name__ == "__main__":
    text = page()
    print(text)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
