"""`quarterbook report`: from a workbook to the files of its report. All of them are made before any is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from quarterbook.checks import CHECKS
from quarterbook.checks.finding import ERROR, Finding
from quarterbook.errors import QuarterbookError
from quarterbook.files import set_aside, write_whole
from quarterbook.master import open_master
from quarterbook.periods import Period
from quarterbook.report.content import report_of
from quarterbook.report.editions import EDITIONS, bytes_of, edition_of
from quarterbook.report.model import Report
from quarterbook.validation.outcome import Waived
from quarterbook.validation.settings import read_settings, settings_file_of
from quarterbook.validation.waivers import parted

Tell = Callable[[str, float], None]
"""Is told what is being done, and how much of the whole is: 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made.

    Attributes:
        report: what the files say.
        files: name of the edition to the file that was written.
        kept: file that was written to the name under which the one that was there is kept.
        errors: how many errors the checks found; the report of a period that was published is no draft all the same.
        waived: how many more are waived by the settings beside the workbook.
    """

    report: Report
    files: Mapping[str, Path]
    kept: Mapping[Path, Path]
    errors: int = 0
    waived: int = 0


def make(
    workbook: Path,
    outs: Mapping[str, Path] | None = None,
    *,
    period: str = "",
    final: bool = False,
    tell: Tell = lambda _what, _share: None,
) -> Made:
    """Make a workbook's report.

    Args:
        workbook: the master workbook; it is only read.
        outs: name of the edition to the file to write. None: every edition, beside the workbook.
        period: the reporting period, such as "2023/24 Q2"; the workbook's own where it is "".
        final: whether the report is no draft whatever the checks find; then they are not run.
        tell: is told how far it is.

    Raises:
        QuarterbookError: when the workbook cannot be read, or a file cannot be made or written.
    """
    _check(workbook, outs or {})
    tell("Opening the workbook", 0.0)
    master = open_master(workbook)
    register = master.register
    reporting = Period.parse(period, register.settings.reporting_period.start_month) if period else None
    if not final:
        tell("Checking it", 0.05)
    findings, waived = ([], []) if final else _unwaived(workbook, master.validate())
    report = report_of(register, findings, period=reporting, final=final, folder=workbook.parent)
    files = outs or {name: default_path(workbook, report, name) for name in EDITIONS}
    contents = {}
    for n, name in enumerate(files):
        bar = _Bar(tell, f"Making the {EDITIONS[name].told}", n, len(files), len(report.sections))
        contents[name] = bytes_of(name, report, bar.done)
    kept = {}
    for name, path in files.items():
        if EDITIONS[name].is_edited and (aside := set_aside(path, contents[name])):
            kept[path] = aside
        write_whole(path, contents[name])
    errors = sum(finding.severity == ERROR for finding in findings)
    return Made(report=report, files=files, kept=kept, errors=errors, waived=len(waived))


def _unwaived(workbook: Path, findings: Sequence[Finding]) -> tuple[list[Finding], list[Waived]]:
    """Return what counts of the findings and what is waived, as `quarterbook validate` has it."""
    path = settings_file_of(workbook)
    waivers = read_settings(path, CHECKS).waivers if path is not None else ()
    left, waived, _ = parted(findings, waivers, date.today())
    return left, [entry for entry in waived if entry.finding.severity == ERROR]


def default_path(workbook: Path, report: Report, name: str) -> Path:
    """Return where an edition goes when nobody says: beside the workbook, a file for each period."""
    period = str(report.period).lower().replace("/", "-").replace(" ", "-")
    return workbook.with_name(f"{workbook.stem}-report-{period}.{name}")


def _check(workbook: Path, outs: Mapping[str, Path]) -> None:
    """Refuse files that would be written over each other or over the workbook, and endings that mislead."""
    taken = {os.path.realpath(workbook): "the workbook itself"}
    for name, path in outs.items():
        edition = edition_of(name)
        if path.suffix.lower() != f".{name}":
            raise QuarterbookError(f"{path}: the {edition.told} is written as .{name}; give it that ending")
        place = os.path.realpath(path)
        if place in taken:
            raise QuarterbookError(f"{path}: this is {taken[place]}; name another file for the {edition.told}")
        taken[place] = f"the {edition.told}"


class _Bar:
    """How far one of several editions is."""

    def __init__(self, tell: Tell, what: str, position: int, editions: int, sections: int) -> None:
        self._tell, self._what = tell, what
        self._start, self._step = position / editions, 1 / editions / max(sections, 1)
        self._count = 0
        self._say()

    def done(self) -> None:
        """Count one more section."""
        self._count += 1
        self._say()

    def _say(self) -> None:
        share = 0.1 + 0.9 * (self._start + self._count * self._step)
        self._tell(self._what, round(share, 9))  # which no noise of the last digit sends back
