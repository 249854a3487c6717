"""`outlay explain`: where a number comes from."""

from __future__ import annotations

import click

from outlay.cli.shared import (
    as_json,
    emit,
    format_option,
    model_argument,
    note,
    output_option,
    point_option,
    scenario_option,
    search_option,
    set_option,
)
from outlay.diagnostics import OutlayError
from outlay.model import Model


@click.command(
    "explain",
    epilog="\b\nExamples:\n"
    "  outlay explain saas_margin.cost gross_margin\n"
    "  outlay explain saas_margin.cost gross_margin --period 2026-12 --depth 2\n"
    "  outlay explain saas_margin.cost llm_cost --scenario heavy --format markdown",
)
@model_argument
@click.argument("name", metavar="NAME")
@scenario_option
@set_option
@point_option
@click.option(
    "--period",
    default=None,
    metavar="PERIOD",
    help="The period to explain a series at: 2026-12, first or last (the default).",
)
@click.option("--depth", type=click.IntRange(min=0), default=None, help="How many levels of parts to show.")
@format_option("text", "json", "markdown")
@output_option
@search_option
def command(
    file: str,
    name: str,
    scenario: str | None,
    overrides: tuple[tuple[str, str], ...],
    point: str,
    period: str | None,
    depth: int | None,
    form: str,
    destination: str | None,
    search: tuple[str, ...],
) -> int:
    """Show the tree of the number NAME of FILE.

    Each branch gives the formula, the formula with figures put in, and the result with its unit; each leaf its
    source, date, status and owner. Defaults that were taken and calendar conversions are said so.
    """
    result = Model(file, search).run(scenario, point=point, overrides=overrides)
    try:
        tree = result.explain(name, depth, period)
    except OutlayError as error:
        raise click.UsageError(str(error)) from error
    if form == "json":
        emit(as_json({"schema": "outlay/1", "model": result.model, "scenario": result.scenario,
                      "explanation": tree.as_dict()}), destination)  # fmt: skip
    elif form == "markdown":
        from outlay.explain_text import as_markdown

        emit(as_markdown(tree), destination)
    else:
        emit(str(tree), destination)
    if tree.period and period is None and "[" not in name:
        note(f"series are shown in their last period, {tree.period}; --period chooses another")
    if result.uncertain:
        note(f"uncertain inputs stand at their {point}s")
    return 0
