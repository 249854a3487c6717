"""`outlay workbook functions`: a workbook that shows every function of the library at work."""

from __future__ import annotations

import datetime
import os
from importlib import import_module
from typing import Any

import click

from outlay.cli.new import template_path
from outlay.cli.shared import note, write_file
from outlay.cli.workbook import workbooks

_MODEL = "saas_margin"
_BESIDE = f"It needs {_MODEL}.cost beside this workbook: `outlay new {_MODEL}.cost --from {_MODEL}`."
_CALLS: tuple[tuple[str, tuple[float | str, ...], str], ...] = (
    ("OUTLAY_VERSION", (), "Which Outlay calculates here."),
    ("OUTLAY_WHY", ("TRAIN_COST", 175e9, 300e9, "A100_SXM_80GB", 1, 2), "How a number came about."),
    ("OUTLAY_WHY", ("TRAIN_COST", 175e9, -1), "Why there is no number."),
    ("OUTLAY_WHY", ("TRAIN_COST",), "What a function takes."),
    ("OUTLAY", (_MODEL, "plan_floor[2026-01]"), f"An output of a model. {_BESIDE}"),
    ("OUTLAY", (_MODEL, "gross_margin[2026-03]"), "Another one; without the month it is a row of all months."),
    (
        "OUTLAY",
        (_MODEL, "gross_margin[2026-03]", "scenario", "heavy"),
        "The same under a scenario; inputs are set likewise.",
    ),
)


@click.command("functions", epilog="\b\nExample:\n  outlay workbook functions -o functions.xlsx")
@click.option(
    "--output", "-o", "destination", default="functions.xlsx", metavar="FILE", type=click.Path(dir_okay=False),
    help="The workbook to write; functions.xlsx in this folder by default.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the workbook when it already exists.")
def functions(destination: str, force: bool) -> None:
    """Write a workbook that calls every function of the library, with arguments to change.

    Its formulas are those of the add-in (`outlay addin`): Excel and LibreOffice calculate them where it is installed,
    and show the values the engine gave where it is not. The same library gives the same bytes.
    """
    if not destination.endswith(".xlsx"):
        raise click.UsageError(f"a workbook's name ends with .xlsx, and {destination} does not.")
    if os.path.exists(destination) and not force:
        raise click.UsageError(f"{destination} already exists; choose another name, or give --force to replace it.")
    write_file(destination, _content())
    note(f"wrote {destination}")


def _content() -> bytes:
    """The library's functions with their example calls, and calls of a model that lies beside the workbook."""
    demonstration = workbooks("demonstration")
    examples = import_module("outlay_addin.examples").EXAMPLES
    offered = import_module("outlay_addin.functions").Functions([os.path.dirname(template_path(_MODEL))])
    shown = [
        demonstration.Example(each, examples[each.name], offered.call(each.name, _cells(examples[each.name])))
        for each in offered.table.signatures
        if each.name in examples and offered.table.entries[each.name].file is None
    ]
    calls = [
        demonstration.Call(name, f"{name}({','.join(map(_written, given))})", offered.call(name, given), what)
        for name, given, what in _CALLS
    ]
    days = [date for one in shown if one.signature.facts.source and (date := _day(one.signature.facts.source.date))]
    content: bytes = demonstration.build(shown, calls, max(days))
    return content


def _cells(arguments: tuple[Any, ...]) -> list[Any]:
    missing = import_module("outlay_addin.values").MISSING
    return [missing if each is None else [[cell] for cell in each] if isinstance(each, list) else each
            for each in arguments]  # fmt: skip


def _written(cell: float | str) -> str:
    return f'"{cell}"' if isinstance(cell, str) else repr(cell).removesuffix(".0")


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None
