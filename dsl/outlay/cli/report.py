"""`outlay report`: a model as one page that explains itself."""

from __future__ import annotations

import datetime
from typing import Any

import click

from outlay.cli.parameters import Count
from outlay.cli.progress import Progress
from outlay.cli.shared import (
    FAILED,
    emit,
    model_argument,
    note,
    point_option,
    report,
    scenario_option,
    search_option,
    set_option,
)
from outlay.model import Model

ENDINGS = (".html", ".htm")


class Day(click.ParamType[datetime.date]):
    """A date, as `2026-11-27`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"`{value}` should be a date such as 2026-11-27.", param, ctx)


@click.command(
    "report",
    epilog="\b\nExamples:\n"
    "  outlay report saas_margin.cost\n"
    "  outlay report saas_margin.cost -o report.html --scenario heavy\n"
    '  outlay report saas_margin.cost -o dear.html --set "plan_price = $15 / user / month"\n'
    "  outlay report saas_margin.cost -o report.html --as-of 2026-11-27 --seed 7",
)
@model_argument
@click.option(
    "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False),
    help="The page, a name that ends in .html; `-` for the terminal. Unsaid: MODEL.html, here.",
)  # fmt: skip
@scenario_option
@set_option
@point_option
@click.option("--output", "outputs", multiple=True, metavar="NAME", help="Only this number. May be repeated.")
@click.option("--draws", type=Count(), default=10_000, show_default="10_000", help="Draws of the uncertain inputs.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed gives other draws.")
@click.option(
    "--as-of", "as_of", type=Day(), default=None, metavar="DATE",
    help="The date the page bears, to which the age of sources is counted. Unsaid: today. No figure hangs on it.",
)  # fmt: skip
@search_option
def command(
    file: str,
    destination: str | None,
    scenario: str | None,
    overrides: tuple[tuple[str, str], ...],
    point: str,
    outputs: tuple[str, ...],
    draws: int,
    seed: int,
    as_of: datetime.date | None,
    search: tuple[str, ...],
) -> int:
    """Write FILE as one page: headline numbers, charts, scenarios, what moves them, checks, and where they come from.

    The page is one file that fetches nothing; it opens in any browser, on a phone too, and prints. A failed check or
    an output without a number ends with exit code 1, beside the complete page.
    """
    from outlay.report import Options, gather, page

    if draws < 1:
        raise click.UsageError("--draws is at least 1.")
    model = Model(file, search)
    target = destination if destination is not None else f"{model.name}.html"
    if target != "-" and not target.lower().endswith(ENDINGS):
        raise click.UsageError(f"a page's name ends with .html, and {target} does not.")
    with Progress("drawing") as progress:
        found = gather(
            model,
            Options(
                as_of=as_of or datetime.date.today(),
                scenario=scenario or "",
                overrides=overrides,
                point=point,
                outputs=outputs,
                draws=draws,
                seed=seed,
                progress=progress,
            ),
        )
    emit(page(found), None if target == "-" else target)
    report(found.diagnostics)
    for each in found.left_out:
        note(f"not on the page: {each}")
    return 0 if found.ok else FAILED
