"""What `quarterbook validate` does with its arguments and options."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TextIO

import typer

from quarterbook.errors import QuarterbookError
from quarterbook.files import write_whole
from quarterbook.register.raw import nearest
from quarterbook.safe_text import harmless
from quarterbook.validation.formats import FORMATS, TEXT, as_text, safe
from quarterbook.validation.lines import console_on, show
from quarterbook.validation.outcome import Outcome, Run
from quarterbook.validation.paths import ENDINGS, Place, workbooks
from quarterbook.validation.run import Opener, Task, outcomes
from quarterbook.validation.selection import codes_meant, selected
from quarterbook.validation.settings import DEFAULTS, FAIL_ON, FILE_NAME, Settings, read_settings, settings_file_of
from quarterbook.validation.waivers import without_use


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says. What it leaves open, a settings file may say.

    Attributes:
        fail_on: from which severity on findings count; "" when left open.
        select: codes and families to look for; empty when left open.
        ignore: codes and families to leave out; empty when left open.
        config: the settings file for every workbook; None to look for one beside each.
        jobs: how many processes work at the same time.
        write: whether the findings also go to each workbook's Checks sheet.
    """

    fail_on: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: Path | None = None
    jobs: int = 1
    write: bool = False

    def over(self, settings: Settings) -> Settings:
        """Return settings in which what the command line says takes the place of what they say."""
        return replace(
            settings,
            fail_on=self.fail_on or settings.fail_on,
            select=self.select or settings.select,
            ignore=self.ignore or settings.ignore,
        )


def validate(
    files: Sequence[str],
    asked: Asked,
    *,
    written_as: str,
    output: Path | None,
    codes: Collection[str],
    open_workbook: Opener,
    today: date | None = None,
) -> Run:
    """Validate workbooks and write what was found to standard output, or to a file.

    Args:
        files: files, folders and globs.
        asked: what the command line says.
        written_as: the name of the format.
        output: the file to write; None for standard output.
        codes: the codes of all checks.
        open_workbook: opens a workbook.
        today: the day on which it is asked: whether a waiver holds. Today unless told otherwise.

    Returns:
        What came of it, its texts fit to be shown.

    Raises:
        QuarterbookError: when an option is not understood, or the file cannot be written.
    """
    _one_of("--format", written_as, FORMATS)
    places = workbooks(files)
    if output is not None:
        _not_over_what_is_read(output, asked.config)
    run = safe(validated(places, asked, codes, open_workbook, today or date.today()))
    if output is not None:
        write_whole(output, FORMATS[written_as](run))
        typer.echo(f"{harmless(str(output))}: {run.summary}")
    elif written_as == TEXT:
        show(as_text.lines(run, with_failed=False), sys.stdout)  # standard error has a line for each of them
    else:
        typer.echo(FORMATS[written_as](run), nl=False)
    return run


def validated(places: Sequence[Place], asked: Asked, codes: Collection[str], open_workbook: Opener, today: date) -> Run:
    """Return what comes of workbooks. A progress bar shows how far it is, on a terminal.

    Args:
        places: the workbooks.
        asked: what the command line says.
        codes: the codes of all checks.
        open_workbook: opens a workbook.
        today: the day on which it is asked.

    Raises:
        QuarterbookError: when an option is not understood.
    """
    if asked.fail_on:
        _one_of("--fail-on", asked.fail_on, FAIL_ON)
    if asked.jobs < 1:
        raise QuarterbookError(f"--jobs: {asked.jobs} processes cannot work; give 1 or more")
    _checked(asked.over(DEFAULTS), codes)
    given = None if asked.config is None else read_settings(asked.config, codes)
    tasks = [_task(place, asked, given, codes) for place in places]
    found = []
    with _progress(len(tasks), sys.stderr) as done:
        for outcome in outcomes(tasks, open_workbook, today, asked.jobs):
            found.append(outcome)
            done(outcome.path)
    masters = [outcome for outcome in found if not outcome.is_other]
    others = [
        f"{outcome.path}: passed over, no master workbook of Quarterbook" for outcome in found if outcome.is_other
    ]
    if not masters:  # nothing checked must not look like nothing wrong, in what is written neither
        why = "no master workbook of Quarterbook, and there is no other here"
        return Run(tuple(Outcome(path=other.path, error=f"{other.path}: {why}") for other in found))
    return Run(tuple(masters), (*others, *without_use(masters, codes, today)))


def _task(place: Place, asked: Asked, given: Settings | None, codes: Collection[str]) -> Task:
    if place.trouble:
        return Task(path=place.path, trouble=place.trouble)
    try:
        settings = asked.over(_settings_of(place.path, codes) if given is None else given)
        checked = _checked(settings, codes)
        return Task(
            path=place.path,
            settings=settings,
            checked=checked,
            left_out=len(codes) - len(checked),
            write=asked.write,
            was_named=place.was_named,
        )
    except QuarterbookError as error:  # one folder's settings do not stop what others' settings hold for
        return Task(path=place.path, trouble=str(error))


def _settings_of(workbook: Path, codes: Collection[str]) -> Settings:
    path = settings_file_of(workbook)
    return DEFAULTS if path is None else read_settings(path, codes)


def _checked(settings: Settings, codes: Collection[str]) -> tuple[str, ...]:
    select = codes_meant(settings.select, codes, "--select")
    ignore = codes_meant(settings.ignore, codes, "--ignore")
    said_by = f"{settings.path}, --select and --ignore together" if settings.path else "--select and --ignore"
    return selected(select, ignore, codes, said_by)


def _one_of(option: str, word: str, words: Collection[str]) -> None:
    if word not in words:
        near = nearest(word, tuple(words))
        meant = f"is {near} meant? " if near else ""
        raise QuarterbookError(f'{option}: "{word}" is not understood; {meant}there are {", ".join(words)}')


def _not_over_what_is_read(output: Path, config: Path | None) -> None:
    """Refuse to write findings over a workbook or settings: a slip of the fingers must not cost a quarter's figures."""
    if output.suffix.lower() in ENDINGS:
        raise QuarterbookError(f"{output}: findings are not written as a workbook; name another file")
    if output.name == FILE_NAME or (config is not None and output.resolve() == config.resolve()):
        raise QuarterbookError(f"{output}: this is a settings file; name another file for the findings")


@contextmanager
def _progress(count: int, stream: TextIO) -> Iterator[Callable[[str], None]]:
    if count < 2 or not stream.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("Validating"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[path]}"))
    with Progress(*columns, console=console_on(stream), transient=True) as progress:
        task = progress.add_task("", total=count, path="")

        def done(path: str) -> None:
            progress.update(task, advance=1, path=Path(harmless(path)).name)

        yield done
