"""Sweeps and sensitivities as tables for notebooks. Every text goes through `escape`: nothing an author wrote runs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from outlay.studies.influence_words import influence_tables
from outlay.studies.words import Table, sweep_tables

if TYPE_CHECKING:
    from outlay.studies.sensitivity import Sensitivity
    from outlay.studies.sweep import Sweep

_LEFT = "text-align:left;padding:2px 12px 2px 0"
_RIGHT = "text-align:right;padding:2px 12px 2px 0"


def table_html(table: Table) -> str:
    """One table with its heading."""
    head = _row(table.head, table.right, "th")
    body = "".join(_row(row, table.right, "td") for row in table.rows)
    title = f"<b>{escape(table.title)}</b>" if table.title else ""
    note = f"<small>{escape(table.note)}</small>" if table.note else ""
    return f"<div>{title}<table>{head}{body}</table>{note}</div>"


def _row(cells: Sequence[str], right: Sequence[int], tag: str) -> str:
    shown = [
        f'<{tag} style="{_RIGHT if number in right else _LEFT}">{escape(cell)}</{tag}>'
        for number, cell in enumerate(cells)
    ]
    return f"<tr>{''.join(shown)}</tr>"


def sweep_html(found: Sweep) -> str:
    """Every output over the grid, cut where a notebook page would be nothing else."""
    parts = [f"<div><b>{escape(found.title or found.model)}</b>"]
    parts += [table_html(table) for table in sweep_tables(found, most_rows=40, most_columns=12)]
    parts += [f"<small>{escape(note)}</small>" for note in found.notes]
    return "".join([*parts, "</div>"])


def sensitivity_html(found: Sensitivity) -> str:
    """Every output with what moves it."""
    scenario = f" · scenario {escape(found.scenario)}" if found.scenario else ""
    parts = [f"<div><b>{escape(found.title or found.model)}</b>{scenario}"]
    parts += [table_html(table) for table in influence_tables(found)]
    parts += [f"<small>{escape(note)}</small><br>" for note in found.notes]
    return "".join([*parts, "</div>"])
