"""`outlay functions`: the table of exported functions."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import click

from outlay.cells import markdown_table, text_table
from outlay.cli.shared import ModelFile, as_json, emit, format_option, meant, output_option, search_option

if TYPE_CHECKING:
    from outlay.plan import ParameterFact, Signature


@click.command(
    "functions",
    epilog="\b\nExamples:\n"
    "  outlay functions\n"
    "  outlay functions TRAIN_COST\n"
    "  outlay functions memory\n"
    "  outlay functions --use our_costs.cost --format markdown",
)
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "--use",
    "file",
    type=ModelFile(),
    default=None,
    metavar="FILE",
    help="A model whose own exported functions join the table.",
)
@format_option("table", "json", "markdown")
@output_option
@search_option
def command(name: str | None, file: str | None, form: str, destination: str | None, search: tuple[str, ...]) -> int:
    """List the functions models and spreadsheets can call, or explain one of them.

    A NAME that is no function's lists those whose name or description holds it.

    A parameter in brackets may be left out; its default stands behind the equals sign.
    """
    from outlay.model import functions

    table = {each.name: each for each in functions(file, search)}
    if name is not None:
        found = table.get(name) or table.get(name.upper())
        table = {found.name: found} if found is not None else _about(name, table)
    rows = list(table.values())
    if form == "json":
        emit(as_json({"schema": "outlay/1", "functions": [_as_dict(each) for each in rows]}), destination)
    elif form == "markdown":
        emit(_markdown(rows), destination)
    elif name is not None and len(rows) == 1:
        emit(_one(rows[0]), destination)
    else:
        emit(_list(rows), destination)
    return 0


def _about(word: str, table: dict[str, Signature]) -> dict[str, Signature]:
    """The functions whose name or label holds a word."""
    wanted = word.casefold()
    found = {name: each for name, each in table.items() if wanted in f"{name} {each.label}".casefold()}
    if not found:
        raise click.UsageError(f"there is no function {word}.{meant(word.upper(), list(table))}")
    return found


def call(signature: Signature) -> str:
    """`TRAIN_COST(params, tokens, [gpu], …)`."""
    names = (each.name if each.default is None else f"[{each.name}]" for each in signature.parameters)
    return f"{signature.name}({', '.join(names)})"


def _list(rows: list[Signature]) -> str:
    parts: list[str] = []
    for category in dict.fromkeys(each.category for each in rows):
        lines = [category] if category else []
        for each in rows:
            if each.category == category:
                lines += wrap(call(each), 98, initial_indent="  ", subsequent_indent="    ")
                about = " → ".join(part for part in (each.label, each.result_unit or "ratio") if part)
                lines.append(f"      {about}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) if parts else "There are no exported functions."


def _one(found: Signature) -> str:
    lines = [call(found), f"  {found.label}" if found.label else "", f"  gives {found.result_unit or 'a ratio'}"]
    lines.append("")
    lines.append(text_table([_parameter(each) for each in found.parameters]))
    source = found.facts.source
    if source is not None:
        lines += ["", "  source: " + ", ".join(part for part in (source.where, source.date, source.link) if part)]
    lines += [f"  {text}" for text in (found.facts.note, found.note) if text]
    return "\n".join(lines)


def _parameter(each: ParameterFact) -> list[str]:
    name = each.name if each.default is None else f"[{each.name} = {each.default}]"
    return [name, _type(each), each.label]


def _type(each: ParameterFact) -> str:
    if each.type in ("number", "list"):
        unit = each.unit or ("share" if each.share else "ratio")
        return f"[{unit}]" if each.type == "list" else unit
    return each.table or each.type if each.type == "record" else each.type


def _as_dict(each: Signature) -> dict[str, object]:
    source = each.facts.source
    return {
        "name": each.name,
        "label": each.label,
        "category": each.category,
        "parameters": [
            {
                "name": p.name, "type": p.type, "unit": p.unit, "label": p.label, "default": p.default,
                "optional": p.default is not None, "share": p.share,
            }
            for p in each.parameters
        ],
        "result_unit": each.result_unit,
        "source": None if source is None else {"where": source.where, "date": source.date, "link": source.link},
        "note": each.note or each.facts.note or "",
    }  # fmt: skip


def _markdown(rows: list[Signature]) -> str:
    heads = ["function", "result", "what it is", "defaults", "source"]
    body: list[list[str]] = []
    for each in rows:
        source = each.facts.source
        defaults = ", ".join(f"{p.name} = {p.default}" for p in each.parameters if p.default is not None)
        cited = "" if source is None else ", ".join(part for part in (source.where, source.date) if part)
        body.append([call(each), each.result_unit or "ratio", each.label, defaults, cited])
    return markdown_table(heads, body)
