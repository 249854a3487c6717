"""`outlay sweep`: outputs over a grid of inputs."""

from __future__ import annotations

import click

from outlay.cli.frames import plot_option
from outlay.cli.parameters import Count
from outlay.cli.progress import Progress
from outlay.cli.shared import (
    format_option,
    model_argument,
    note,
    point_option,
    search_option,
    set_option,
)


@click.command(
    "sweep",
    epilog="\b\nExamples:\n"
    '  outlay sweep saas_margin.cost --vary "plan_price = $5 .. $50 : 10" --output gross_margin\n'
    '  outlay sweep saas_margin.cost --vary "plan_price = $5 .. $50 : 10" \\\n'
    '      --vary "churn = 1% .. 5% : 5" --output gross_profit --plot profit.png\n'
    '  outlay sweep saas_margin.cost --vary "churn = 1% .. 5% : 5" --solve plan_price_floor --scenario all\n'
    '  outlay sweep saas_margin.cost --vary "plan_price = $10 .. $40 : 7" --simulate 2_000 --output gross_margin\n'
    '  outlay sweep train.cost --vary "gpu = A100_SXM_80GB, H100_SXM5" --vary "nodes = 1 .. 64 : 7 log"',
)
@model_argument
@click.option(
    "--vary", "vary", multiple=True, required=True, metavar="TEXT",
    help="An input and its values: `plan = $5 .. $50 : 10` (10 values), `n = 1 .. 64` (whole numbers) or "
    "`gpu = A100, H100`. May be repeated: every combination is computed.",
)  # fmt: skip
@click.option(
    "--output", "outputs", multiple=True, metavar="NAME",
    help="A number to compute: `margin`, `margin[last]`, `total(cost)`. May be repeated; unsaid, every output.",
)  # fmt: skip
@click.option(
    "--solve", default=None, metavar="QUESTION",
    help="The answer to a solve of FILE, or to a new question, in every cell.",
)  # fmt: skip
@click.option(
    "--scenario", "-s", "scenarios", multiple=True, metavar="NAME",
    help="The scenario to evaluate. May be repeated; `all` takes every one beside the base.",
)  # fmt: skip
@click.option(
    "--at", default="", metavar="PERIOD",
    help="What of a series: first, last, total, mean, min, max or a period. Unsaid, the total of a rate and the last "
    "period of anything else.",
)  # fmt: skip
@click.option(
    "--simulate", "draws", type=Count(), default=None, metavar="N",
    help="Draw the uncertain inputs N times in every cell: mean, p5 and p95 of each output, how often checks fail.",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed gives other draws.")
@click.option("--log", is_flag=True, help="Space the values of ranges by ratio.")
@set_option
@point_option
@format_option("table", "json", "csv", "parquet", "markdown")
@click.option(
    "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False), help="Write to a file."
)
@plot_option
@search_option
def command(
    file: str,
    vary: tuple[str, ...],
    outputs: tuple[str, ...],
    solve: str | None,
    scenarios: tuple[str, ...],
    at: str,
    draws: int | None,
    seed: int,
    log: bool,
    overrides: tuple[tuple[str, str], ...],
    point: str,
    form: str,
    destination: str | None,
    picture: str | None,
    search: tuple[str, ...],
) -> int:
    """Compute outputs of FILE for every combination of some inputs' values.

    One input makes a table; two make a table for each output, the first down and the second across. A cell without a
    number is left blank.
    """
    from outlay.cli.frames import picture_form, write_picture, write_study
    from outlay.model import load
    from outlay.studies.words import sweep_tables

    drawn = picture_form(picture)
    model = load(file, search)
    scenario = "all" if scenarios == ("all",) else list(scenarios) or None
    with Progress("drawing") as progress:
        found = model.sweep(
            vary, outputs, scenario, solve=solve, at=at, point=point, log=log, overrides=overrides,
            simulate=draws, seed=seed, progress=progress,
        )  # fmt: skip
    write_study(found, sweep_tables(found), form, destination)
    for each in found.notes:
        note(each)
    if found.uncertain:
        note(f"{point}s of the uncertain inputs were used: {', '.join(found.uncertain[:6])}"
             + (f" and {len(found.uncertain) - 6} more" if len(found.uncertain) > 6 else ""))  # fmt: skip
    if picture is not None:
        write_picture(found.plot(), picture, drawn)
    return 0
