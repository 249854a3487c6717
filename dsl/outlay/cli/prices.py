"""`outlay prices`: list and search the catalogues, and put a company's own list over the library's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from outlay.cli.shared import Day, as_json, emit, format_option, meant, note, output_option

if TYPE_CHECKING:
    from outlay.pricing import Entry

_COLUMNS = {
    "models": ("list", "model", "input", "output", "cached", "batch_input", "batch_output", "from", "until", "as of"),
    "offers": ("gpu", "provider", "term", "price", "instance", "from", "as of"),
    "gpus": ("gpu", "peak", "peak_fp8", "memory", "bandwidth", "power", "purchase_price", "as of"),
}
_TITLES = {
    "models": "Models (USD per million tokens)",
    "offers": "Offers (USD per GPU-hour)",
    "gpus": "GPUs (TFLOP/s, GB, TB/s, W, USD)",
}


@click.command(
    "prices",
    epilog="\b\nExamples:\n"
    "  outlay prices gpt-4o\n"
    "  outlay prices claude sonnet --as-of 2026-01-01\n"
    "  outlay prices a100 --kind offers --history\n"
    "  outlay prices add our_prices.csv --as-of 2026-11-01\n"
    "  outlay prices --list\n"
    "  outlay prices remove our_prices",
)
@click.argument("words", nargs=-1, metavar="[QUERY... | add FILE | remove NAME]")
@click.option(
    "--as-of",
    "day",
    type=Day(),
    default=None,
    metavar="DATE",
    help="Rows in force on that day instead of the newest; with `add`, the day of rows that say none.",
)
@click.option(
    "--kind",
    "kind",
    type=click.Choice(["models", "offers", "gpus"]),
    default=None,
    help="Look in one catalogue only.",
)
@click.option("--history", is_flag=True, help="Every row of what is found, not one of each name.")
@click.option("--list", "lists", is_flag=True, help="The lists there are, and of which day each is.")
@click.option(
    "--name", default=None, metavar="NAME", help="With `add`: what the list is called; its file's name by default."
)
@format_option("table", "json", "csv", "markdown")
@output_option
def command(
    words: tuple[str, ...],
    day: date | None,
    kind: str | None,
    history: bool,
    lists: bool,
    name: str | None,
    form: str,
    destination: str | None,
) -> int:
    """List and search what tokens, GPU-hours and GPUs cost, each with its source and its day.

    `add` registers a company's own list: wherever a model asks for a price, its rows come before the library's on the
    days they cover. It is a CSV file with the columns name, from, input, output, and any others of a price.
    """
    if words[:1] == ("add",):
        return _add(words[1:], name, day)
    if words[:1] == ("remove",):
        return _remove(words[1:])
    if lists:
        emit(_lists(form), destination)
        return 0
    from outlay import pricing

    sorts = [kind] if kind else [pricing.MODELS, pricing.OFFERS, pricing.GPUS]
    query = " ".join(words)
    found = pricing.find(query, sorts, day, history=history)
    if not found:
        when = f" on {day.isoformat()}" if day and pricing.find(query, sorts, None) else ""
        near = "" if when else meant(query, pricing.names(sorts)) if query else ""
        raise click.ClickException(f"nothing in the catalogues fits `{query}`{when}.{near}")
    emit(_shown(found, form), destination)
    return 0


def _add(words: Sequence[str], name: str | None, day: date | None) -> int:
    from outlay import pricing

    if len(words) != 1:
        raise click.UsageError("`outlay prices add` takes one CSV file.")
    added = pricing.add(words[0], name, day)
    rows = f"{added.rows} row{'s' * (added.rows != 1)}"
    note(
        f"`{added.name}` is registered: {rows} as of {added.as_of}. `outlay prices remove {added.name}` takes it back."
    )
    return 0


def _remove(words: Sequence[str]) -> int:
    from outlay import pricing

    if len(words) != 1:
        raise click.UsageError("`outlay prices remove` takes the name of one list; `outlay prices --list` shows them.")
    if not pricing.remove(words[0]):
        known = [one.name for one in pricing.registered()]
        raise click.ClickException(f"there is no own list `{words[0]}`.{meant(words[0], known)}")
    note(f"`{words[0]}` is no longer used.")
    return 0


# -------------------------------------------------------------------------------------------------- showing


def _shown(found: Sequence[Entry], form: str) -> str:
    from outlay.cells import csv_text, markdown_table, text_table

    if form == "json":
        return as_json({"schema": "outlay/1", "prices": [_document(entry) for entry in found]})
    parts: list[str] = []
    for sort, columns in _COLUMNS.items():
        rows = [[_cell(entry, column) for column in columns] for entry in found if entry.sort == sort]
        if not rows:
            continue
        if form == "csv":
            extra = [*columns, "source"]
            filled = [[*row, entry.source] for row, entry in zip(rows, _of(found, sort), strict=True)]
            parts.append(csv_text(extra, filled))
            continue
        right = [at for at, column in enumerate(columns) if column in _NUMBERS]
        if form == "markdown":
            parts.append(f"### {_TITLES[sort]}\n\n{markdown_table(columns, rows, right)}")
        else:
            parts.append(f"{_TITLES[sort]}\n{text_table([list(columns), *rows], right=right, width=200)}")
    return "\n\n".join(part.rstrip("\n") for part in parts)


_NUMBERS = {"input", "output", "cached", "batch_input", "batch_output", "price", "peak", "peak_fp8", "memory"} | {
    "bandwidth",
    "power",
    "purchase_price",
}


def _of(found: Sequence[Entry], sort: str) -> list[Entry]:
    return [entry for entry in found if entry.sort == sort]


def _cell(entry: Entry, column: str) -> str:
    if column == "list":
        return f"{entry.catalogue} (own)" if entry.own else entry.catalogue
    if column == "model" or (column == "gpu" and entry.sort == "gpus"):
        return entry.name
    if column == "from":
        return entry.start.isoformat() if entry.start else ""
    if column == "until":
        return entry.until.isoformat() if entry.until else ""
    if column == "as of":
        return entry.seen
    return entry.figures.get(column, "").removeprefix("$").removesuffix(" / Mtoken")


def _document(entry: Entry) -> dict[str, object]:
    return {
        "catalogue": entry.catalogue,
        "own": entry.own,
        "kind": entry.sort,
        "name": entry.name,
        "aliases": list(entry.aliases),
        **entry.figures,
        "from": entry.start.isoformat() if entry.start else None,
        "until": entry.until.isoformat() if entry.until else None,
        "as_of": entry.seen or None,
        "source": entry.source or None,
        "link": entry.link or None,
        "note": entry.note or None,
    }


def _lists(form: str) -> str:
    from outlay import pricing
    from outlay.cells import csv_text, markdown_table, text_table

    rows: dict[tuple[str, bool], list[str]] = {}
    for entry in pricing.entries():
        rows.setdefault((entry.catalogue, entry.own), []).append(entry.seen)
    header = ["list", "own", "rows", "as of"]
    cells = [[name, "own" if own else "", str(len(days)), max(days)] for (name, own), days in rows.items()]
    if form == "json":
        listed = [
            {"list": name, "own": own, "rows": len(days), "as_of": max(days) or None}
            for (name, own), days in rows.items()
        ]
        return as_json({"schema": "outlay/1", "lists": listed})
    if form == "csv":
        return csv_text(header, cells)
    if form == "markdown":
        return markdown_table(header, cells, [2])
    return text_table([header, *cells], right=[2])
