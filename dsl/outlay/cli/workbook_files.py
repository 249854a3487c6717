"""`outlay workbook read | refresh | lint | verify`: what can be done with a workbook that is there already."""

from __future__ import annotations

import json

import click

from outlay.cli.shared import model_argument, note, search_option, write_file
from outlay.cli.workbook import workbooks

workbook_argument = click.argument("workbook", type=click.Path(dir_okay=False), metavar="WORKBOOK")


@click.command("read", epilog="\b\nExample:\n  outlay workbook read edited.xlsx > edited.cost")
@workbook_argument
@click.option("--format", "form", type=click.Choice(["cost", "json"]), default="cost", show_default=True)
@click.option("--name", default="edited", show_default=True, metavar="NAME", help="What the scenario is called.")
@click.option("--output", "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False),
              help="Write there instead of printing.")  # fmt: skip
def read(workbook: str, form: str, name: str, destination: str | None) -> None:
    """Give the edited inputs of WORKBOOK back as a scenario.

    As `cost` it is a scenario to paste into the model or keep beside it; as `json` the scenario chosen and what was
    changed. Nothing in the workbook is evaluated.
    """
    if not name.isidentifier():
        raise click.UsageError(f"{name} is no name for a scenario: letters, digits and _ make one.")
    found = workbooks("read").read(workbook)
    text = found.as_cost(name) if form == "cost" else json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n"
    if destination is None:
        click.echo(text, nl=False)
    else:
        write_file(destination, text.encode())
        note(f"wrote {destination}")
    if not found.changes and not found.scenario:
        note(f"{workbook} is as it was built")


@click.command("refresh", epilog="\b\nExample:\n  outlay workbook refresh edited.xlsx margin.cost -o margin-new.xlsx")
@workbook_argument
@model_argument
@click.option("--output", "-o", "destination", required=True, metavar="FILE", type=click.Path(dir_okay=False),
              help="The workbook to write; never the original.")  # fmt: skip
@search_option
def refresh(workbook: str, file: str, destination: str, search: tuple[str, ...]) -> None:
    """Bring WORKBOOK, edited by somebody, up to date with its model.

    Inputs that were changed stay as they are; locked formulas become the model's again; sheets, cells, charts and
    comments that were added stay, and follow the model's rows to where they stand now. Conflicts and references to
    rows that are gone are listed. What could not be kept is named; then nothing is written, and the command fails.
    """
    from outlay.model import load

    if not destination.endswith((".xlsx", ".xlsm")):
        raise click.UsageError(f"a workbook's name ends with .xlsx, or with .xlsm for one with macros: {destination}.")
    builder = workbooks("build")
    options = builder.options_of(workbook)
    fresh = builder.build_with(load(file, search), options)
    report = workbooks("refresh").refresh(workbook, fresh.content, destination, fresh.edited)
    click.echo(f"{destination}: {report.changed} cell{'s' if report.changed != 1 else ''} changed")
    for title, lines in (
        ("Kept as you have it", report.kept),
        ("Conflicts", report.conflicts),
        ("The model's again", report.renewed),
        ("Added by hand, still there", report.added),
        ("Look at these", report.look_at),
    ):
        if lines:
            click.echo(f"\n{title}")
            for line in lines:
                click.echo(f"  {line}")
    if options.udf and report.calculated_on_load:
        note("its cells call functions of the add-in, and it is calculated when it is opened, because formulas were "
             "added: without the add-in they show #NAME?")  # fmt: skip


@click.command("lint", epilog="\b\nExample:\n  outlay workbook lint margin.xlsx")
@workbook_argument
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--functions", "exported", is_flag=True,
              help="Formulas may also call the library's functions, as a build with --functions udf.")  # fmt: skip
@click.pass_context
def lint(context: click.Context, workbook: str, form: str, exported: bool) -> None:
    """Check WORKBOOK against the 45 rules a built workbook keeps; any workbook may be asked."""
    allowed = frozenset[str]()
    if exported:
        from outlay.model import functions

        allowed = frozenset(one.name for one in functions())
    linting = workbooks("lint")
    found = linting.lint(workbook, allowed)
    if form == "json":
        content = {"schema": "outlay/1", "workbook": workbook, "findings": [each.as_dict() for each in found]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        for each in found:
            where = "!".join(part for part in (each.sheet, each.cell) if part) or workbook
            click.echo(f"{where}: rule {each.rule}, {linting.RULES[each.rule]}: {each.message}")
        click.echo(f"{len(found)} finding{'s' if len(found) != 1 else ''}" if found else "no findings, 45 rules kept")
    if found:
        context.exit(1)


@click.command("verify", epilog="\b\nExample:\n  outlay workbook verify margin.xlsx margin.cost")
@workbook_argument
@click.argument("model", required=False, type=click.Path(dir_okay=False), metavar="[MODEL]")
@click.option("--engine", "engines", multiple=True, type=click.Choice(["ironcalc", "libreoffice"]),
              help="The program that calculates; by default each that is installed.")  # fmt: skip
@click.option("--profile", default=None, metavar="FOLDER", type=click.Path(exists=True, file_okay=False),
              help="A folder of LibreOffice's settings and extensions, such as one with the functions.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@search_option
@click.pass_context
def verify(
    context: click.Context,
    workbook: str,
    model: str | None,
    engines: tuple[str, ...],
    profile: str | None,
    form: str,
    search: tuple[str, ...],
) -> None:
    """Calculate WORKBOOK from scratch in LibreOffice and IronCalc, and compare every number with the engine.

    With MODEL, the file it was built from, every scenario is compared, and edited inputs are used as they are. Without,
    every formula is compared with the value kept beside it.
    """
    from outlay.model import load

    report = workbooks("verify").verify(workbook, load(model, search) if model else None, engines or None, profile)
    if form == "json":
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=2, default=str))
    else:
        for mismatch in report.mismatches:
            click.echo(str(mismatch))
        scenarios = f" in {len(report.scenarios)} scenarios" if len(report.scenarios) > 1 else ""
        agreeing = "all agree" if report.compared else "nothing could be compared"
        verdict = agreeing if report.ok else f"{len(report.mismatches)} differ"
        click.echo(
            f"{report.compared:,} numbers{scenarios} calculated by {' and '.join(report.engines)}: {verdict}, "
            f"to {report.worst:.1e} relative to the largest number in each"
        )
        for line in report.left_out:
            note(f"left out: {line}")
    if not report.ok:
        context.exit(1)
