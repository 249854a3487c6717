"""`outlay check`: every mistake of files, in one pass and without evaluating anything."""

from __future__ import annotations

import sys
from datetime import date

import click

from outlay.cli.shared import FAILED, Day, ModelFile, as_json, emit, format_option, note, search_option


@click.command(
    "check",
    epilog="\b\nExamples:\n"
    "  outlay check saas_margin.cost\n"
    "  outlay check models/*.cost --format github\n"
    "  outlay check saas_margin.cost --format json\n"
    "  outlay check saas_margin.cost --as-of 2026-11-10",
)
@click.argument("files", nargs=-1, required=True, type=ModelFile(), metavar="FILES...")
@format_option("text", "json", "github")
@click.option(
    "--as-of",
    "day",
    type=Day(),
    default=None,
    metavar="DATE",
    help="Tell every price that is over a year old on this day, also those the model says the day of.",
)
@search_option
def command(files: tuple[str, ...], form: str, day: date | None, search: tuple[str, ...]) -> int:
    """Report every mistake of FILES: the place, the reason and a fix to paste where there is one.

    Warnings alone end with exit code 0, errors with 1. Nothing is evaluated: a check that does not hold is found by
    `outlay run`.
    """
    from outlay.diagnostics.render import render_dicts, render_github, render_text, summary, wants_colour
    from outlay.model import Model

    found = [item for file in files for item in Model(file, search).check(day)]
    failed = any(item.severity.value == "error" for item in found)
    if form == "json":
        emit(as_json({"schema": "outlay/1", "diagnostics": render_dicts(found)}))
    elif form == "github":
        if found:
            emit(render_github(found))
    elif found:
        emit(render_text(found, colour=wants_colour(sys.stdout)))
    else:
        note(f"{len(files)} files: {summary(found)}" if len(files) > 1 else summary(found))
    return FAILED if failed else 0
