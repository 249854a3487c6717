"""`outlay eval`: one expression against the library and, if asked for, a model."""

from __future__ import annotations

import click

from outlay.cli.shared import FAILED, ModelFile, as_json, emit, format_option, note, report, report_error, search_option
from outlay.diagnostics import OutlayError


@click.command(
    "eval",
    context_settings={"ignore_unknown_options": True},  # an expression may begin with a minus
    epilog="\b\nExamples:\n"
    '  outlay eval "TRAIN_COST(7e9, 1.4T)"\n'
    '  outlay eval "500_000 token * $2 / 1M token"\n'
    '  outlay eval "gross_margin[last]" --use saas_margin.cost',
)
@click.argument("expression", metavar="EXPR")
@click.option("--use", "file", type=ModelFile(), default=None, metavar="FILE", help="A model whose names EXPR may use.")
@format_option("text", "json")
@search_option
def command(expression: str, file: str | None, form: str, search: tuple[str, ...]) -> int:
    """Evaluate EXPR and print its value with its unit."""
    from outlay.model import evaluate

    try:
        found = evaluate(expression, file, search)
    except OutlayError as error:
        if form == "json":
            from outlay.diagnostics.render import render_dicts

            emit(as_json({"schema": "outlay/1", "value": None, "unit": None,
                          "diagnostics": render_dicts(error.diagnostics)}))  # fmt: skip
        else:
            report_error(error)
        return FAILED
    quantity = found.quantity
    if form == "json":
        value = list(quantity.value) if isinstance(quantity.value, tuple) else quantity.value
        answer: dict[str, object] = {"schema": "outlay/1", "value": value, "unit": quantity.unit}
        if found.periods:
            answer["periods"] = list(found.periods)
        emit(as_json(answer))
    elif found.periods and isinstance(quantity.value, tuple):
        from outlay.cells import text_table
        from outlay.display import show_value

        rows = [
            [label, show_value(value, quantity.unit, percent=quantity.percent)]
            for label, value in zip(found.periods, quantity.value, strict=True)
        ]
        emit(text_table(rows, right=(1,), indent=""))
    else:
        emit(str(quantity))
    if found.warnings:
        report(found.warnings)
    if found.uncertain:
        note("medians of the uncertain inputs were used")
    return 0
