"""`outlay diff`: what changed between two models or two scenarios, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outlay.bridge import NO_CHANGE
from outlay.cells import csv_text, markdown_table, text_table
from outlay.cli.frames import picture_form, plot_option, write_picture
from outlay.cli.shared import ModelFile, as_json, emit, format_option, note, point_option, search_option
from outlay.diagnostics.render import safe

if TYPE_CHECKING:
    from outlay.bridge import Bridge
    from outlay.comparison import Comparison


@click.command(
    "diff",
    epilog="\b\nExamples:\n"
    "  outlay diff old.cost new.cost\n"
    "  outlay diff old.cost new.cost --output gross_margin --at last\n"
    "  outlay diff saas_margin.cost --scenarios base heavy\n"
    "  outlay diff saas_margin.cost --scenarios base heavy --output gross_margin --plot bridge.png",
)
@click.argument("files", nargs=-1, required=True, type=ModelFile(), metavar="OLD [NEW]")
@click.option(
    "--scenarios",
    nargs=2,
    default=None,
    metavar="FROM TO",
    help="Compare two scenarios of one file; `base` is the model as it stands.",
)
@click.option("--scenario", "-s", default="", metavar="NAME", help="Compare two files in this scenario.")
@click.option("--output", "outputs", multiple=True, metavar="NAME", help="Bridge only this number. May be repeated.")
@click.option(
    "--at",
    default="",
    metavar="PERIOD",
    help="What of a series to compare: first, last, total, mean or a period. Unsaid: its roll-up.",
)
@point_option
@format_option("table", "json", "csv", "markdown")
@click.option(
    "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False), help="Write to a file."
)
@plot_option
@search_option
def command(
    files: tuple[str, ...],
    scenarios: tuple[str, str] | None,
    scenario: str,
    outputs: tuple[str, ...],
    at: str,
    point: str,
    form: str,
    destination: str | None,
    picture: str | None,
    search: tuple[str, ...],
) -> int:
    """Say what changed between OLD and NEW, and why: a bridge from each old output to the new one.

    The contributions of the causes add up exactly to the change. Up to eight causes are weighed over every order in
    which they could have been made; more are made one after another, in file order; the table says which.
    """
    from outlay.comparison import compare_files, compare_scenarios

    drawn = picture_form(picture)
    if scenarios is not None:
        if len(files) != 1:
            raise click.UsageError("--scenarios compares two scenarios of one file.")
        found = compare_scenarios(files[0], *scenarios, search, outputs=outputs, at=at, point=point)
    else:
        if len(files) != 2:
            raise click.UsageError("name two files, or one file and --scenarios FROM TO.")
        found = compare_files(*files, search, outputs=outputs, at=at, scenario=scenario, point=point)
    if form == "json":
        text = as_json(found.as_dict())
    elif form == "csv":
        text = _csv(found)
    elif form == "markdown":
        text = _markdown(found)
    else:
        text = _table(found)
    emit(text, destination)
    if found.uncertain:
        note(f"{point}s of the uncertain inputs were used")
    if picture is not None:
        write_picture(found.plot(), picture, drawn)
    return 0


def _table(found: Comparison) -> str:
    parts = [f"{found.old}  →  {found.new}"]
    if found.changes:
        marks = {"added": "+", "removed": "-", "changed": "~"}
        rows = []
        for each in found.changes:
            old, new = each.old.text if each.old else "", each.new.text if each.new else ""
            rows.append([marks[each.what], each.path, f"{old} → {new}" if each.what == "changed" else old or new])
        parts.append("Changes as written\n" + text_table(rows))
    parts += [_bridge(bridge) for bridge in found.bridges]
    methods = dict.fromkeys(b.method for b in found.bridges if b.contributions)
    parts += [f"Contributions: {method}." for method in methods]
    return "\n\n".join(parts)


def _bridge(bridge: Bridge) -> str:
    basis = f", {bridge.basis}" if bridge.basis else ""
    label = f"   {safe(bridge.label)}" if bridge.label else ""
    head = f"{safe(bridge.output)}{basis}{label}"
    if bridge.problem:
        return f"{head}\n  no bridge: {safe(bridge.problem)}"
    if bridge.method == NO_CHANGE or (bridge.change == 0 and not any(c.amount for c in bridge.contributions)):
        return f"{head}\n  unchanged at {bridge.shown(bridge.new)}"
    rows = [["from", bridge.shown(bridge.old), ""]]
    silent: list[str] = []
    for each in bridge.contributions:
        if each.amount:
            rows.append([f"  {each.cause.path}", bridge.shown(each.amount, signed=True), each.cause.words])
        else:
            silent.append(each.cause.path)
    rows.append(["to", bridge.shown(bridge.new), f"change {bridge.shown(bridge.change, signed=True)}"])
    table = text_table(rows, right=(1,))
    return f"{head}\n{table}" + (f"\n  no effect: {safe(', '.join(silent))}" if silent else "")


def _csv(found: Comparison) -> str:
    rows: list[list[str | float | bool | None]] = []
    for bridge in found.bridges:
        rows.append([bridge.output, bridge.basis, bridge.unit, "from", bridge.old, "", ""])
        head = [bridge.output, bridge.basis, bridge.unit]
        rows += [[*head, c.cause.path, c.amount, c.cause.old, c.cause.new] for c in bridge.contributions]
        rows.append([bridge.output, bridge.basis, bridge.unit, "to", bridge.new, "", ""])
    return csv_text(["output", "basis", "unit", "cause", "amount", "old", "new"], rows)


def _markdown(found: Comparison) -> str:
    parts: list[str] = []
    for bridge in found.bridges:
        rows = [["from", bridge.shown(bridge.old), ""]]
        rows += [[c.cause.path, bridge.shown(c.amount, signed=True), c.cause.words] for c in bridge.contributions]
        rows.append(["to", bridge.shown(bridge.new), bridge.problem])
        basis = f", {bridge.basis}" if bridge.basis else ""
        parts.append(markdown_table([bridge.output + basis, bridge.unit or "ratio", "cause"], rows, right=(1,)))
    return "\n\n".join(parts)
