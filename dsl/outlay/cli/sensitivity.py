"""`outlay sensitivity`: what moves a result most."""

from __future__ import annotations

import click

from outlay.cli.frames import plot_option
from outlay.cli.parameters import Count, Share
from outlay.cli.shared import (
    format_option,
    model_argument,
    note,
    scenario_option,
    search_option,
    set_option,
)


@click.command(
    "sensitivity",
    epilog="\b\nExamples:\n"
    "  outlay sensitivity saas_margin.cost --output gross_margin\n"
    "  outlay sensitivity saas_margin.cost --output 'gross_margin[first]' --spread 20% --plot tornado.png\n"
    "  outlay sensitivity saas_margin.cost --output ai_cost --method rank --draws 20000\n"
    "  outlay sensitivity saas_margin.cost --output ai_cost --method sobol --format json",
)
@model_argument
@click.option(
    "--output", "outputs", multiple=True, metavar="NAME",
    help="A number to look at: `margin`, `margin[last]`, `total(cost)`. May be repeated; unsaid, every output.",
)  # fmt: skip
@click.option(
    "--method", type=click.Choice(["tornado", "rank", "sobol"]), default="tornado", show_default=True,
    help="Swing one input at a time, correlate ranks over draws, or share out the variance.",
)  # fmt: skip
@click.option("--spread", type=Share(), default="10%", show_default=True, metavar="SHARE",
              help="How far a tornado swings an input that has no interval.")  # fmt: skip
@click.option(
    "--draws", type=Count(), default=None, metavar="N", help="Draws: unsaid, 10_000 for ranks and 4_096 for `sobol`."
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
              help="The same seed draws the same numbers.")  # fmt: skip
@scenario_option
@click.option(
    "--at", default="", metavar="PERIOD",
    help="What of a series: first, last, total, mean, min, max or a period. Unsaid, the total of a rate and the last "
    "period of anything else.",
)  # fmt: skip
@set_option
@format_option("table", "json", "csv", "parquet", "markdown")
@click.option(
    "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False), help="Write to a file."
)
@plot_option
@search_option
def command(
    file: str,
    outputs: tuple[str, ...],
    method: str,
    spread: float,
    draws: int | None,
    seed: int,
    scenario: str | None,
    at: str,
    overrides: tuple[tuple[str, str], ...],
    form: str,
    destination: str | None,
    picture: str | None,
    search: tuple[str, ...],
) -> int:
    """Say which inputs of FILE move its outputs most.

    A tornado takes each input from its 5% to its 95% quantile, or by --spread of its value where it has no interval,
    with all others at rest. `rank` and `sobol` draw the uncertain inputs; `sobol` is for independent ones.
    """
    from outlay.cli.frames import picture_form, write_picture, write_study
    from outlay.model import load
    from outlay.studies.influence_words import KEYS, influence_tables

    drawn = picture_form(picture)
    found = load(file, search).sensitivity(
        outputs, method, scenario, at=at, spread=spread, draws=draws, seed=seed, overrides=overrides
    )
    write_study(found, influence_tables(found), form, destination, KEYS[found.method])
    for each in found.notes:
        note(each)
    if picture is not None:
        write_picture(found.plot(), picture, drawn)
    return 0
