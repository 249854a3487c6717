"""`outlay solve`: the value at which a condition holds."""

from __future__ import annotations

import click

from outlay.cli.shared import (
    as_json,
    emit,
    format_option,
    meant,
    model_argument,
    note,
    point_option,
    scenario_option,
    search_option,
    set_option,
)
from outlay.display import show_value
from outlay.model import Model

_AD_HOC = "answer"


@click.command(
    "solve",
    epilog="\b\nExamples:\n"
    "  outlay solve saas_margin.cost plan_floor\n"
    "  outlay solve saas_margin.cost 'plan in $1 .. $100 / user / month where gross_margin[last] == 70%'\n"
    '  outlay solve fleet.cost "minimize cost over n in 1 .. 64 where latency <= 2 second"',
)
@model_argument
@click.argument("question", metavar="QUESTION")
@scenario_option
@set_option
@point_option
@format_option("text", "json")
@search_option
def command(
    file: str,
    question: str,
    scenario: str | None,
    overrides: tuple[tuple[str, str], ...],
    point: str,
    form: str,
    search: tuple[str, ...],
) -> int:
    """Answer a question of FILE: the name of one of its solves, or a new one as a model would write it.

    That there is no answer is a result too: it is said with both sides at both ends, and ends with exit code 0.
    """
    name, model = question.strip(), Model(file, search)
    if not name.isidentifier():
        model, name = model.asking(name, _AD_HOC), _AD_HOC
    result = model.run(scenario, point=point, overrides=overrides)
    found = result.solves.get(name)
    if found is None:
        raise click.UsageError(f"{file} has no solve {name}.{meant(name, list(result.solves))}")
    if form == "json":
        emit(as_json({"schema": "outlay/1", "model": result.model, "scenario": result.scenario, **found.as_dict()}))
    else:
        answer = "no answer" if found.value is None else show_value(found.value, found.unit, percent=found.percent)
        emit(f"{found.variable} = {answer}" if found.variable else answer)
        if found.value is None or found.roots > 1 or found.kind == "minimize":
            from textwrap import wrap

            emit("\n".join(wrap(found.detail, 100)))
    if result.uncertain:
        note(f"{point}s of the uncertain inputs were used")
    return 0
