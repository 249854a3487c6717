"""Writes the price lists as the library reads them: a table, and the module that makes its rows records."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from outlay.tables.prebuilt import FORMAT, describe

Row = dict[str, str]

FIRST = ("name", "aliases", "from", "until")
PRICES = (
    "input",
    "output",
    "cached",
    "cache_write",
    "cache_write_1h",
    "reasoning",
    "training",
    "batch_input",
    "batch_output",
    "batch_cached",
    "flex_input",
    "flex_output",
    "flex_cached",
    "priority_input",
    "priority_output",
    "priority_cached",
    "long_input",
    "long_output",
    "long_cached",
)
LAST = ("provider", "status", "source", "source_date", "source_link", "note")


def price_lists(folder: Path, lists: dict[str, list[Row]], hosts: set[str]) -> None:
    """Every list, in the library's folder, and the index of them all."""
    described = {}
    for name, rows in lists.items():
        label = rows[0]["provider"]
        text = table(rows)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        described[name] = describe(text, label, host=name in hosts)
        years = sorted({row["from"][:4] for row in rows})
        span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
        title = f'"{label}: list prices per token, {span}"\n\nrecords price from "{name}.csv"\n'
        (folder / f"{name}.cost").write_text(title, encoding="utf-8")
    index = {"format": FORMAT, "lists": described}
    (folder / "index.json").write_text(json.dumps(index, separators=(",", ":")) + "\n", encoding="utf-8")


def table(rows: list[Row]) -> str:
    """The rows as CSV; columns that none of them fills are left out."""
    columns = [*FIRST, *PRICES[:16], "long_context", *PRICES[16:], *LAST]
    filled = [one for one in columns if one in FIRST or any(row.get(one) for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(filled)
    writer.writerows([_cell(row, column) for column in filled] for row in rows)
    return out.getvalue()


def _cell(row: Row, column: str) -> str:
    text = row.get(column, "")
    if not text:
        return ""
    if column in PRICES:
        return f"${_plain(text)} / Mtoken"
    return f"{text} token" if column == "long_context" else text


def _plain(text: str) -> str:
    """A number as people write it: no exponent, no zeros at its end."""
    whole, _, rest = f"{float(text):.12f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole
