"""`outlay workbook`: a model as a workbook with live formulas, and what can be done with such a workbook."""

from __future__ import annotations

import os
from types import ModuleType

import click

from outlay.cli.shared import model_argument, note, search_option, write_file
from outlay.diagnostics import OutlayError

EXTRA = "workbooks need more than is installed: pip install 'outlay[workbooks]'"


def workbooks(module: str) -> ModuleType:
    """A module of the workbooks package; an OutlayError that names the extra where it cannot be imported."""
    from importlib import import_module

    try:
        return import_module(f"outlay_workbooks.{module}")
    except ModuleNotFoundError as error:
        if error.name is not None and error.name.partition(".")[0] == "outlay_workbooks":
            raise
        raise OutlayError(f"{EXTRA} ({error.name} is missing).") from None


@click.group(
    "workbook",
    epilog="\b\nExamples:\n  outlay workbook build templates/saas_margin.cost -o margin.xlsx\n"
    "  outlay workbook read margin.xlsx\n  outlay workbook verify margin.xlsx",
)
def command() -> None:
    """Build, read, refresh, check and verify workbooks with native formulas."""


@command.command(
    "build",
    epilog="\b\nExamples:\n  outlay workbook build templates/saas_margin.cost -o margin.xlsx\n"
    "  outlay workbook build templates/saas_margin.cost -o margin_udf.xlsx --functions udf",
)
@model_argument
@click.option(
    "--output", "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False),
    help="The workbook to write; by default the model's name with .xlsx, in this folder.",
)  # fmt: skip
@click.option("--functions", "functions", type=click.Choice(["native", "udf"]), default="native", show_default=True,
              help="udf: cells call exported functions, =TRAIN_COST(…), for those who have the add-in.")  # fmt: skip
@click.option("--lambda", "lambdas", is_flag=True,
              help="Also define the exported functions in it, so that Excel 365 needs no add-in for them.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the workbook when it already exists.")
@click.option(
    "--studies/--no-studies", default=True, show_default=True,
    help="Work out tornados, a grid and a simulation for the Sensitivity sheet, where there is something to study.",
)  # fmt: skip
@search_option
def build(
    file: str,
    destination: str | None,
    functions: str,
    lambdas: bool,
    force: bool,
    studies: bool,
    search: tuple[str, ...],
) -> None:
    """Write FILE, a model, as an .xlsx workbook with live formulas.

    Every number of the model is a formula, with its value beside it; scenarios are switched in the workbook. The same
    model gives the same bytes. A workbook that is there already is replaced only with --force: it may hold someone's
    inputs.

    With `--functions udf` a call of an exported function is a call in its cell, for those who have the add-in; calls
    that cannot be stay native, and are named with the reason.
    """
    from outlay.model import load

    target = destination or os.path.basename(file).removesuffix(".cost") + ".xlsx"
    if not target.endswith(".xlsx"):
        raise click.UsageError(f"a workbook's name ends with .xlsx, and {target} does not.")
    if os.path.exists(target) and not force:
        raise click.UsageError(f"{target} already exists; choose another name, or give --force to replace it.")
    builder = workbooks("build")
    options = builder.Options(lambdas=lambdas, studies=studies, udf=functions == "udf")
    made = builder.build_with(load(file, search), options)
    write_file(target, made.content)
    for each in made.notes:
        note(each)
    note(f"wrote {target}")


def _files() -> None:
    from outlay.cli import workbook_files, workbook_functions  # they use `workbooks` from here

    for each in (workbook_files.read, workbook_files.refresh, workbook_files.lint, workbook_files.verify):
        command.add_command(each)
    command.add_command(workbook_functions.functions)


_files()
