"""`outlay run`: evaluate a model and show its outputs, checks and solves."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from outlay.cli.frames import picture_form, plot_option, write_picture
from outlay.cli.shared import (
    FAILED,
    as_json,
    code_of,
    emit,
    format_option,
    model_argument,
    note,
    output_option,
    point_option,
    report,
    report_error,
    scenario_option,
    search_option,
    set_option,
)
from outlay.diagnostics import OutlayError
from outlay.model import Model

if TYPE_CHECKING:
    from outlay.result import Result


@click.command(
    "run",
    epilog="\b\nExamples:\n"
    "  outlay run saas_margin.cost\n"
    "  outlay run saas_margin.cost --scenario heavy --yearly\n"
    '  outlay run saas_margin.cost --set plan=12 --set "writer.tokens_in = 8_000 token/user/day"\n'
    '  outlay run saas_margin.cost --set "plan = 1.5 * plan" --format json\n'
    "  outlay run saas_margin.cost --periods --format csv -o margin.csv",
)
@model_argument
@scenario_option
@set_option
@point_option
@format_option("table", "json", "csv", "parquet", "markdown")
@output_option
@click.option("--all", "everything", is_flag=True, help="Show every quantity, not only the outputs.")
@click.option("--periods", is_flag=True, help="Show every period of a series.")
@click.option("--yearly", is_flag=True, help="Show the yearly roll-up instead of periods.")
@plot_option
@search_option
def command(
    file: str,
    scenario: str | None,
    overrides: tuple[tuple[str, str], ...],
    point: str,
    form: str,
    destination: str | None,
    everything: bool,
    periods: bool,
    yearly: bool,
    picture: str | None,
    search: tuple[str, ...],
) -> int:
    """Evaluate FILE and show its outputs, checks and solves.

    A failed check or an output without a number ends with exit code 1, beside the complete output. Uncertain inputs
    stand at their medians unless --point says otherwise.
    """
    if periods and yearly:
        raise click.UsageError("--periods and --yearly exclude each other.")
    drawn = picture_form(picture)
    try:
        model = Model(file, search)
        result = model.run(scenario, point=point, overrides=overrides)
    except OutlayError as error:
        if form == "json":
            emit(as_json(_failure(file, scenario, error)), destination)
        else:
            report_error(error)
        return code_of(error)
    write(result, form, destination, everything=everything, periods=periods, yearly=yearly)
    if form != "json":
        report(result.diagnostics)
    if form != "table" and result.uncertain:
        note(doubt_note(result))
    if picture is not None:
        write_picture(result.plot(), picture, drawn)
    return 0 if result.ok else FAILED


def write(result: Result, form: str, destination: str | None, *, everything: bool, periods: bool, yearly: bool) -> None:
    """The result in one of the forms."""
    if form == "json":
        found = result.as_dict()
        if everything:
            found["quantities"] = {name: each.as_dict() for name, each in result.quantities.items()}
        if yearly:
            found["yearly"] = {
                name: {"unit": each.yearly_unit, "values": dict(each.yearly)}
                for name, each in (result.quantities if everything else result.outputs).items()
                if each.yearly
            }
        emit(as_json(found), destination)
        return
    if form == "parquet":
        _parquet(result, destination, everything)
        return
    from outlay.cli import run_forms

    if form == "csv":
        text = run_forms.csv(result, everything=everything, yearly=yearly)
    elif form == "markdown":
        text = run_forms.markdown(result, everything=everything, periods=periods, yearly=yearly)
    else:
        text = run_forms.table(
            result, everything=everything, periods=periods, yearly=yearly, colour=colour_wanted(destination)
        )
    emit(text, destination)


def colour_wanted(destination: str | None) -> bool:
    """Colour only on a terminal."""
    from outlay.diagnostics.render import wants_colour

    return destination is None and wants_colour(sys.stdout)


def doubt_note(result: Result) -> str:
    """`medians of the uncertain inputs were used: a, b and 3 more`."""
    names = list(result.uncertain)
    shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    return f"{result.point}s of the uncertain inputs were used: {shown}"


def _failure(file: str, scenario: str | None, error: OutlayError) -> dict[str, object]:
    import os

    found: dict[str, object] = {
        "schema": "outlay/1",
        "model": os.path.basename(file).removesuffix(".cost"),
        "scenario": scenario or "",
        "outputs": {},
        "checks": [],
        "solves": {},
        "diagnostics": [item.as_dict() for item in error.diagnostics],
    }
    if not error.diagnostics:
        found["error"] = str(error)
    return found


def _parquet(result: Result, destination: str | None, everything: bool) -> None:
    if destination is None:
        raise click.UsageError("--format parquet writes a file: name it with -o FILE.")
    from outlay.cli.frames import write_parquet

    write_parquet(result.to_frame(everything=everything), destination)
