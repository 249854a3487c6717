"""`outlay simulate`: draw every uncertain input many times and say how the outputs are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outlay.cli.frames import picture_form, plot_option, write_picture
from outlay.cli.parameters import Count, Share
from outlay.cli.progress import Progress
from outlay.cli.run import colour_wanted
from outlay.cli.shared import (
    FAILED,
    as_json,
    emit,
    format_option,
    meant,
    model_argument,
    note,
    report,
    search_option,
    set_option,
)
from outlay.model import Model

if TYPE_CHECKING:
    from outlay.studies.simulation import Simulation

ALL = "all"


@click.command(
    "simulate",
    epilog="\b\nExamples:\n"
    "  outlay simulate saas_margin.cost\n"
    "  outlay simulate saas_margin.cost --draws 100k --output gross_margin --periods\n"
    "  outlay simulate saas_margin.cost --scenario all --target-error 1%\n"
    '  outlay simulate saas_margin.cost --set "plan = $12 to $18 / user / month" --format json\n'
    "  outlay simulate saas_margin.cost --method sobol --format csv -o margin.csv",
)
@model_argument
@click.option("--draws", type=Count(), default=10_000, show_default="10_000", help="How many draws to make.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed gives other draws.")
@click.option(
    "--method", type=click.Choice(["random", "sobol"]), default="random", show_default=True,
    help="Independent draws, or Sobol sequences, whose means settle sooner.",
)  # fmt: skip
@click.option(
    "--scenario", "-s", "scenarios", multiple=True, metavar="NAME",
    help="A scenario to simulate, `base` or `all`. May be repeated; all of them share their draws.",
)  # fmt: skip
@click.option("--output", "outputs", multiple=True, metavar="NAME", help="Only this output or answer. May be repeated.")
@set_option
@click.option(
    "--target-error", type=Share(), default=None, metavar="SHARE",
    help="Draw on until the standard error of every mean is within this share of it, such as 1%.",
)  # fmt: skip
@click.option("--most-draws", type=Count(), default=None, show_default="10M", help="Where --target-error gives up.")
@format_option("table", "json", "csv", "parquet", "markdown")
@click.option(
    "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False), help="Write to a file."
)
@plot_option
@click.option("--periods", is_flag=True, help="Show every period of a series.")
@search_option
def command(
    file: str,
    draws: int,
    seed: int,
    method: str,
    scenarios: tuple[str, ...],
    outputs: tuple[str, ...],
    overrides: tuple[tuple[str, str], ...],
    target_error: float | None,
    most_draws: int | None,
    form: str,
    destination: str | None,
    picture: str | None,
    periods: bool,
    search: tuple[str, ...],
) -> int:
    """Draw the uncertain inputs of FILE many times; show how its outputs are spread and how often its checks fail.

    The same seed gives the same draws, and a new input leaves those of the others alone. A check that fails in some
    draws is a result; exit code 1 is for an output that has no number in any draw.
    """
    drawn = picture_form(picture)
    model = Model(file, search)
    _known(model, scenarios, file)
    with Progress("drawing") as progress:
        found = model.simulate(
            draws,
            seed=seed,
            method=method,
            scenario=ALL if ALL in scenarios else scenarios,
            outputs=outputs,
            overrides=overrides,
            target_error=target_error,
            most_draws=most_draws,
            progress=progress,
        )
    _write(found, form, destination, periods=periods)
    if picture is not None:
        write_picture(found.plot(), picture, drawn)
    if form != "json":
        report(found.diagnostics)
        report(fault for case in found.cases.values() for each in case.outputs.values() for fault in each.faults)
    if form not in ("table", "json"):
        for line in found.notes:
            note(line)
    return FAILED if any(_without_number(found)) else 0


def _known(model: Model, scenarios: tuple[str, ...], file: str) -> None:
    known = model.scenarios if scenarios else ()
    for name in scenarios:
        if name not in (*known, "base", ALL):
            raise click.UsageError(f"{file} has no scenario {name}.{meant(name, ['base', *known])}")


def _without_number(found: Simulation) -> list[bool]:
    return [
        summary.faulty == summary.count
        for case in found.cases.values()
        for each in case.outputs.values()
        for summary in each.summaries
    ]


def _write(found: Simulation, form: str, destination: str | None, *, periods: bool) -> None:
    if form == "json":
        emit(as_json(found.as_dict()), destination)
        return
    if form == "parquet":
        from outlay.cli.frames import write_parquet

        write_parquet(found.frame, destination)
        return
    from outlay.cli import simulate_forms

    if form == "csv":
        text = simulate_forms.csv(found)
    elif form == "markdown":
        text = simulate_forms.markdown(found, periods=periods)
    else:
        text = simulate_forms.table(found, periods=periods, colour=colour_wanted(destination))
    emit(text, destination)
