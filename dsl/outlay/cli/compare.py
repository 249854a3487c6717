"""`outlay compare`: scenarios side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outlay.cells import Cell, csv_text, markdown_table, text_table
from outlay.cli.shared import (
    FAILED,
    as_json,
    emit,
    format_option,
    meant,
    model_argument,
    note,
    point_option,
    search_option,
    set_option,
)
from outlay.diagnostics import OutlayError
from outlay.model import load

if TYPE_CHECKING:
    from outlay.evaluation import Figure, Run

BASE = "base"


@click.command(
    "compare",
    epilog="\b\nExamples:\n"
    "  outlay compare saas_margin.cost\n"
    "  outlay compare saas_margin.cost base heavy --at last\n"
    "  outlay compare saas_margin.cost --output gross_margin --format markdown",
)
@model_argument
@click.argument("scenarios", nargs=-1, metavar="[SCENARIOS]...")
@click.option("--output", "outputs", multiple=True, metavar="NAME", help="Compare only this number. May be repeated.")
@click.option(
    "--at",
    default="",
    metavar="PERIOD",
    help="What of a series to compare: first, last, total, mean or a period. Unsaid: its roll-up.",
)
@set_option
@point_option
@format_option("table", "json", "csv", "markdown")
@click.option(
    "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False), help="Write to a file."
)
@search_option
def command(
    file: str,
    scenarios: tuple[str, ...],
    outputs: tuple[str, ...],
    at: str,
    overrides: tuple[tuple[str, str], ...],
    point: str,
    form: str,
    destination: str | None,
    search: tuple[str, ...],
) -> int:
    """Set SCENARIOS of FILE side by side, each with its difference from the first.

    Unsaid, all of them stand beside the base case. A failed check is marked in its scenario and ends with exit code 1.
    """
    model = load(file, search)
    known = model.scenarios
    names = list(dict.fromkeys(scenarios)) or [BASE, *known]
    for name in names:
        if name not in known and name != BASE:
            raise click.UsageError(f"{file} has no scenario {name}.{meant(name, [BASE, *known])}")
    runs: dict[str, Run] = {}
    for name in names:
        asked = "" if name == BASE and BASE not in known else name
        runs[name] = model.run_of(asked, list(overrides), point)[0]
    wanted = list(outputs) or list(model.outputs)
    try:
        figures = {output: [run.figure(output, at) for run in runs.values()] for output in wanted}
    except OutlayError as error:
        raise click.UsageError(str(error)) from error
    checks = _checks(runs)
    if form == "json":
        text = as_json(_as_dict(model.name, names, figures, checks))
    else:
        text = _written(form, names, figures, checks)
    emit(text, destination)
    if any(quantity.distribution for run in runs.values() for quantity in run.plan.quantities):
        note(f"{point}s of the uncertain inputs were used")
    return FAILED if not all(ok for oks in checks.values() for ok in oks) else 0


def _checks(runs: dict[str, Run]) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = {}
    for run in runs.values():
        for number in range(len(run.plan.checks)):
            check = run.check(number)
            found.setdefault(check.name, []).append(check.ok)
    return found


def _written(form: str, names: list[str], figures: dict[str, list[Figure]], checks: dict[str, list[bool]]) -> str:
    if form == "csv":
        rows: list[list[Cell]] = [
            [output, each[0].basis, each[0].unit, *(figure.said or figure.value for figure in each)]
            for output, each in figures.items()
        ]
        rows += [[name, "check", "", *oks] for name, oks in checks.items()]
        return csv_text(["name", "basis", "unit", *names], rows)
    told = {output: [figure.shown for figure in each] for output, each in figures.items()}
    differences = {output: ["", *(f.difference(each[0]) for f in each[1:])] for output, each in figures.items()}
    if form == "markdown":
        rows_ = [[_head(o, figures[o][0]), *_joined(told[o], differences[o])] for o in figures]
        rows_ += [[name, *("✓" if ok else "✗" for ok in oks)] for name, oks in checks.items()]
        return markdown_table(["", *names], rows_, right=range(1, len(names) + 1))
    return _table(names, figures, told, differences, checks)


def _joined(told: list[str], differences: list[str]) -> list[str]:
    return [
        f"{value} ({delta})" if delta and delta != "=" else value
        for value, delta in zip(told, differences, strict=True)
    ]


def _head(output: str, figure: Figure) -> str:
    return f"{output}, {figure.basis}" if figure.basis else output


def _table(
    names: list[str],
    figures: dict[str, list[Figure]],
    told: dict[str, list[str]],
    differences: dict[str, list[str]],
    checks: dict[str, list[bool]],
) -> str:
    """Scenarios in columns while they fit; else a block for each output with scenarios in rows."""
    rows = [["", *names]]
    for output in figures:
        rows.append([_head(output, figures[output][0]), *told[output]])
        if any(each not in ("", "=") for each in differences[output]):
            rows.append(["", *differences[output]])
    rows += [[name, *("✓" if ok else "✗" for ok in oks)] for name, oks in checks.items()]
    text = text_table(rows, right=range(1, len(names) + 1), indent="", width=10_000)
    if max(map(len, text.split("\n"))) <= 100:
        return text
    parts: list[str] = []
    for output in figures:
        body = [[name, told[output][n], differences[output][n]] for n, name in enumerate(names)]
        label = f"   {figures[output][0].label}" if figures[output][0].label else ""
        parts.append(_head(output, figures[output][0]) + label + "\n" + text_table(body, right=(1,)))
    if checks:
        body = [["✗ " + name, "fails in " + ", ".join(n for n, ok in zip(names, oks, strict=True) if not ok)]
                if not all(oks) else ["✓ " + name, ""] for name, oks in checks.items()]  # fmt: skip
        parts.append("Checks\n" + text_table(body))
    return "\n\n".join(parts)


def _as_dict(
    model: str, names: list[str], figures: dict[str, list[Figure]], checks: dict[str, list[bool]]
) -> dict[str, object]:
    return {
        "schema": "outlay/1",
        "model": model,
        "scenarios": names,
        "outputs": {
            output: {
                "unit": each[0].unit, "label": each[0].label, "basis": each[0].basis or None,
                "values": {name: figure.said or figure.value for name, figure in zip(names, each, strict=True)},
            }
            for output, each in figures.items()
        },
        "checks": {check: dict(zip(names, oks, strict=True)) for check, oks in checks.items()},
    }  # fmt: skip
