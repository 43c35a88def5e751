"""The command line: `quarterbook COMMAND`. Each command is a thin door to the functions that do the work.

Exit status: 0 done; 1 findings; 2 something could not be done, with one line on standard error for each and no
traceback. Heavy modules are imported by the command that needs them, so that `--help` stays quick.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from quarterbook.errors import COULD_NOT, FINDINGS, QuarterbookError
from quarterbook.safe_text import harmless
from quarterbook.usage import answer, whole_number

_STOPPED = 130
"""What typer makes of Ctrl+C."""
MOST_TOLD = 20
"""How many lines a command says about what is only good to know."""

app = typer.Typer(
    name="quarterbook",
    help="Spreadsheet-native performance reporting: =RAG() and its sisters, a master workbook, headless evaluation.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl+C: no process is left behind
    try:
        status = app(args=arguments, prog_name="quarterbook", standalone_mode=False)
        sys.stdout.flush()
        if status == _STOPPED:
            status = _say("stopped")
    except QuarterbookError as error:
        status = _say(str(error))
    except TyperException as error:
        status = _say(answer(error))
    except Abort:
        status = _say("stopped")
    except (BrokenPipeError, SystemExit):  # whoever reads has gone; typer leaves by itself for no other reason
        status = _give_up_output()
    except OSError as error:  # of standard output, which has no name: a full disk, say
        status = _give_up_output()
        what = "the output cannot be written" if error.filename is None else f"{error.filename}: cannot be used"
        _say(f"{what} ({error.strerror or error})")
    sys.exit(status or 0)


def _give_up_output() -> int:
    """Let nothing more be written to standard output, not even when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return COULD_NOT


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Spreadsheet-native performance reporting for councils."""
    if version:
        from importlib.metadata import version as installed  # noqa: PLC0415

        typer.echo(f"quarterbook {installed('quarterbook')}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to put it.")] = Path("quarterbook-demo"),
) -> None:
    """Build the example workbook of the 19 published indicators, show what its formulas give, and make its report."""
    from quarterbook import demo as example  # noqa: PLC0415

    example.run(folder)


@app.command()
def new(
    out: Annotated[Path, typer.Argument(help="The workbook to write: .xlsx, or .xlsm for the add-in edition.")],
    register: Annotated[Path, typer.Option("--from", help="The register: a folder of CSV files or one XLSX.")],
    protect: Annotated[bool, typer.Option("--protect", help="Protect all but the input cells (no password).")] = False,
) -> None:
    """Build a master workbook from a register. A file that is there already is never overwritten."""
    from quarterbook.demo import create  # noqa: PLC0415

    create(register, out, protect=protect)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The workbook.")],
    output: Annotated[Path, typer.Option(help="The register to write: a folder for CSV files, or an .xlsx file.")],
) -> None:
    """Write a workbook's register; `new` of it gives the same workbook. Exit status 1: some of it must be mended."""
    from quarterbook.book.export import export as write  # noqa: PLC0415
    from quarterbook.book.remarks import Weight  # noqa: PLC0415

    replaced = " (in place of what was there)" if output.exists() else ""
    done = write(file, output)
    to_mend = [remark for remark in done.remarks if remark.weight is Weight.MEND]
    told = [remark for remark in done.remarks if remark.weight is Weight.TOLD]
    for remark in [*to_mend, *told[:MOST_TOLD]]:
        typer.echo(f"{file}, {remark}", err=True)
    if len(told) > MOST_TOLD:
        typer.echo(f"{file}: {len(told) - MOST_TOLD} more cells of this kind", err=True)
    register = done.register
    typer.echo(f"{output}: {len(register.indicators)} indicators, {len(register.history)} rows of history{replaced}")
    if to_mend:
        count = "1 cell is" if len(to_mend) == 1 else f"{len(to_mend)} cells are"
        typer.echo(f"{count} exported as above; mend the workbook and export it again", err=True)
        raise typer.Exit(FINDINGS)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="The master workbook.")],
    *,
    number: Annotated[str | None, typer.Option(help="The new indicator's number.")] = None,
    title: Annotated[str | None, typer.Option(help="What it measures.")] = None,
    direction: Annotated[str | None, typer.Option(help="Which way is better: up, down, target or none.")] = None,
    service: Annotated[str | None, typer.Option(help="The service that answers for it.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who fills it in.")] = None,
    measure: Annotated[str | None, typer.Option(help="number, percent, currency or rate.")] = None,
    decimals: Annotated[str | None, typer.Option(help="How many decimals are shown.")] = None,
    frequency: Annotated[str | None, typer.Option(help="Monthly, Quarterly or Annual.")] = None,
    basis: Annotated[str | None, typer.Option(help="What a figure covers.")] = None,
    target_basis: Annotated[str | None, typer.Option(help="What the target covers.")] = None,
    annual_target: Annotated[str | None, typer.Option(help="The whole year's target.")] = None,
    profile: Annotated[str | None, typer.Option(help="The weights of the year's periods: 1;2;3;4.")] = None,
    comparator: Annotated[str | None, typer.Option(help="What the previous figure is.")] = None,
    status: Annotated[str | None, typer.Option(help="Targeted, Baseline, Contextual or In Development.")] = None,
    amber: Annotated[str | None, typer.Option(help="Its own Amber tolerance, a fraction.")] = None,
    blue: Annotated[str | None, typer.Option(help="Its own Blue margin, a fraction.")] = None,
    description: Annotated[str | None, typer.Option(help="How it is worked out.")] = None,
    useful_links: Annotated[str | None, typer.Option(help="Further reading, one a line.")] = None,
    target: Annotated[str | None, typer.Option(help="The target of the current period; a percentage is 0.65.")] = None,
    like: Annotated[str | None, typer.Option(help="The number of an indicator whose settings it shares.")] = None,
    output: Annotated[Path | None, typer.Option(help="Where to write the result, instead of in place.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Put a new indicator into a workbook: its sheet, its row of the Index. All else stays as it is."""
    from quarterbook.book.add import prepare  # noqa: PLC0415

    said = {
        "number": number,
        "title": title,
        "direction": direction,
        "service": service,
        "owner": owner,
        "measure": measure,
        "decimals": decimals,
        "frequency": frequency,
        "basis": basis,
        "target_basis": target_basis,
        "annual_target": annual_target,
        "profile": profile,
        "comparator": comparator,
        "status": status,
        "amber": amber,
        "blue": blue,
        "description": description,
        "useful_links": useful_links,
        "target": target,
    }
    addition = prepare(file, said, like)
    typer.echo(str(addition.plan))
    if not dry_run:
        done = addition.carry_out(file, output)
        typer.echo(f"{output or file}: indicator {addition.indicator.number} added, {done.formulas} formulas evaluated")
        for entry in done.no_answer:
            typer.echo(str(entry), err=True)


@app.command()
def recalc(
    file: Annotated[Path, typer.Argument(help="The workbook.")],
    output: Annotated[Path | None, typer.Option(help="Where to write the result, instead of in place.")] = None,
) -> None:
    """Evaluate every formula without Excel and store the values; nothing else in the file is touched."""
    from quarterbook.book.recalc import recalc as recalculate  # noqa: PLC0415

    done = recalculate(file, output)
    evaluated = done.formulas - len(done.no_answer)
    typer.echo(
        f"{output or file}: {evaluated} of {done.formulas} formulas evaluated, {done.changed} stored values changed"
    )
    for entry in done.no_answer:
        typer.echo(str(entry), err=True)


@app.command()
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Workbooks; a folder or a glob is many.")],
    *,
    format_: Annotated[
        str, typer.Option("--format", metavar="text|json|csv|junit|github", help="How findings are written.")
    ] = "text",
    fail_on: Annotated[
        str, typer.Option(metavar="error|warning|never", help="From which severity on the exit status is 1: error.")
    ] = "",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Look for these alone: RAG,CUM001. May be given again.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Leave these out. May be given again.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="The settings file, instead of quarterbook.toml beside or above a workbook.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Where to write the findings, instead of printing them.")] = None,
    jobs: Annotated[
        str, typer.Option(metavar="NUMBER", help="How many workbooks are validated at the same time.")
    ] = "1",
    write: Annotated[bool, typer.Option("--write", help="Fill each workbook's Checks sheet, nothing else.")] = False,
) -> None:
    """Check workbooks without Excel and say what to mend."""
    from quarterbook.checks import CHECKS  # noqa: PLC0415
    from quarterbook.master import open_master  # noqa: PLC0415
    from quarterbook.validation.command import Asked  # noqa: PLC0415
    from quarterbook.validation.command import validate as run_validation  # noqa: PLC0415
    from quarterbook.validation.selection import listed  # noqa: PLC0415

    asked = Asked(
        fail_on=fail_on,
        select=listed("--select", select),
        ignore=listed("--ignore", ignore),
        config=config,
        jobs=whole_number("--jobs", jobs),
        write=write,
    )
    run = run_validation(files, asked, written_as=format_, output=output, codes=CHECKS, open_workbook=open_master)
    for line in (*run.notes, *run.errors):
        _say(line)
    raise typer.Exit(run.status)


@app.command()
def checks(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="Explain one check, or list a family.")] = None,
) -> None:
    """List the checks that validate makes, or explain one."""
    from quarterbook.checks import CHECKS  # noqa: PLC0415
    from quarterbook.validation.explain import lines  # noqa: PLC0415
    from quarterbook.validation.lines import show  # noqa: PLC0415

    show(lines(CHECKS, code), sys.stdout)


@app.command()
def report(
    file: Annotated[Path, typer.Argument(help="The master workbook; it is only read.")],
    *,
    html: Annotated[Path | None, typer.Option(metavar="OUT", help="Write a web page: one file.")] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="OUT", help="Write a tagged PDF.")] = None,
    docx: Annotated[Path | None, typer.Option(metavar="OUT", help="Write a Word document.")] = None,
    xlsx: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write a spreadsheet to publish; its figures, if OUT is a .csv.")
    ] = None,
    period: Annotated[str, typer.Option(help="The reporting period, such as 2023/24 Q2; else the workbook's.")] = "",
    final: Annotated[bool, typer.Option("--final", help="No DRAFT: leave out the checks and what they find.")] = False,
) -> None:
    """Make the committee report. Without an OUT, every edition beside the workbook. Exit status 1: it is a draft."""
    from quarterbook.progress import bar  # noqa: PLC0415
    from quarterbook.report.make import make  # noqa: PLC0415

    spreadsheet = "csv" if xlsx and xlsx.suffix.lower() == ".csv" else "xlsx"
    asked = {"html": html, "pdf": pdf, "docx": docx, spreadsheet: xlsx}
    outs = {name: path for name, path in asked.items() if path is not None}
    with bar() as tell:
        made = make(file, outs, period=period, final=final, tell=tell)
    for path in made.kept.values():
        typer.echo(f"what was there is kept as {path}", err=True)
    for path in made.files.values():
        typer.echo(f"{path}: {len(made.report.sections)} indicators, {made.report.period}")
    if made.waived:
        errors = "1 error is" if made.waived == 1 else f"{made.waived} errors are"
        typer.echo(f"{file}: {errors} waived in the settings (quarterbook validate says why)", err=True)
    if count := len(made.report.unresolved):
        errors = "1 error is" if count == 1 else f"{count} errors are"
        typer.echo(f"{file}: the report is a DRAFT: {errors} unresolved, listed at its end", err=True)
        raise typer.Exit(FINDINGS)
    if made.errors:
        told = "the period was published, so the report says what was published and is no draft"
        typer.echo(f"{file}: {told}; the workbook has errors all the same (quarterbook validate lists them)", err=True)


@app.command()
def functions(
    name: Annotated[str | None, typer.Argument(help="Explain one function.")] = None,
    *,
    install: Annotated[Path | None, typer.Option(metavar="FILE", help="Put them into this workbook as names.")] = None,
    output: Annotated[Path | None, typer.Option(help="Where to write that workbook, instead of in place.")] = None,
) -> None:
    """List the worksheet functions with their arguments, explain one, or put them into a workbook."""
    from quarterbook.functions import REGISTRY  # noqa: PLC0415

    if install is not None:
        _install(install, output)
        return
    if name is None:
        for function in REGISTRY.values():
            typer.echo(f"{function.signature}\n    {function.summary}")
        return
    found = REGISTRY.get(name.upper())
    if found is None:
        raise QuarterbookError(f"{name} is not a worksheet function of Quarterbook; there are {', '.join(REGISTRY)}")
    typer.echo(f"{found.signature}\n{found.summary}\n\n{found.help}\n")
    for argument in found.arguments:
        omitted = "" if argument.default is None else f" Omitted or blank: {argument.default}."
        typer.echo(f"  {argument.name}: {argument.help}{omitted}")
    gives = [found.returns] if found.returns else []
    gives += [outcome or "nothing" for outcome in found.outcomes]
    typer.echo(f"\nGives: {', '.join(gives)}.\nExample: {found.example} gives {found.example_result}")


def _install(file: Path, output: Path | None) -> None:
    from quarterbook.book.install import install  # noqa: PLC0415

    done = install(file, output)
    typer.echo(f"{output or file}: " + (f"has {', '.join(done.added)} now" if done.added else "had every function"))
    for line in done.told[:MOST_TOLD]:
        typer.echo(f"{file}, {line}", err=True)
    if len(done.told) > MOST_TOLD:
        typer.echo(f"{file}: {len(done.told) - MOST_TOLD} more formulas of this kind", err=True)


def _say(line: str) -> int:
    print(f"quarterbook: {harmless(' '.join(line.split()))}", file=sys.stderr)  # noqa: T201
    return COULD_NOT
