"""A result as a table for notebooks. Every text goes through `escape`: a model's author writes no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from outlay.display import show_value

if TYPE_CHECKING:
    from outlay.bridge import Bridge
    from outlay.result import Output, Result

_CELL = "text-align:left;padding:2px 12px 2px 0"
_NUMBER = "text-align:right;padding:2px 12px 2px 0"


def result_html(result: Result) -> str:
    """Outputs, checks and solves of one run."""
    title = escape(result.title or result.model)
    scenario = f" · scenario {escape(result.scenario)}" if result.scenario else ""
    parts = [f"<div><b>{title}</b>{scenario}"]
    rows = [_output_row(output) for output in result.outputs.values()]
    if rows:
        series = any(output.series for output in result.outputs.values())
        heads = ("first", "last") if series else ("value",)
        head = "".join(f'<th style="{_NUMBER}">{name}</th>' for name in heads)
        span = f'<tr><th style="{_CELL}">output</th>{head}<th style="{_CELL}"></th></tr>'
        if series:
            rows = [_output_row(output, both=True) for output in result.outputs.values()]
        parts.append(f"<table>{span}{''.join(rows)}</table>")
    if result.checks:
        parts.append("<table>" + "".join(_check_row(c.ok, c.name, c.detail) for c in result.checks) + "</table>")
    if result.solves:
        rows = [
            _row(solve.name, show_value(solve.value, solve.unit, percent=solve.percent), solve.detail)
            for solve in result.solves.values()
        ]
        parts.append(f"<table>{''.join(rows)}</table>")
    if result.uncertain:
        names = escape(", ".join(result.uncertain))
        parts.append(f"<small>{escape(result.point)}s of the uncertain inputs: {names}</small>")
    parts.append("</div>")
    return "".join(parts)


def comparison_html(old: str, new: str, bridges: Sequence[Bridge]) -> str:
    """The bridge of each output from one side to the other."""
    parts = [f"<div><b>{escape(old)} → {escape(new)}</b>"]
    for each in bridges:
        name = f"{each.label or each.output}, {each.basis}" if each.basis else each.label or each.output
        rows = [_figure_row("from", each.shown(each.old), "")]
        rows += [
            _figure_row(one.cause.path, each.shown(one.amount, signed=True), one.cause.words)
            for one in each.contributions
            if one.amount
        ]
        rows.append(_figure_row("to", each.shown(each.new), each.problem))
        parts.append(f"<p>{escape(name)}</p><table>{''.join(rows)}</table>")
    return "".join([*parts, "</div>"])


def _figure_row(first: str, second: str, third: str) -> str:
    cells = ((first, _CELL), (second, _NUMBER), (third, _CELL))
    return "<tr>" + "".join(f'<td style="{style}">{escape(each)}</td>' for each, style in cells) + "</tr>"


def _output_row(output: Output, *, both: bool = False) -> str:
    value = output.value
    if isinstance(value, tuple):
        shown = [output.words(value[0]), output.words(value[-1])] if value else ["", ""]
    else:
        shown = ["", output.words(value)] if both else [output.words(value)]
    cells = "".join(f'<td style="{_NUMBER}">{escape(each)}</td>' for each in shown)
    name = escape(output.name)
    return f'<tr><td style="{_CELL}">{name}</td>{cells}<td style="{_CELL}">{escape(output.label)}</td></tr>'


def _check_row(ok: bool, name: str, detail: str) -> str:
    return _row("✓" if ok else "✗", name, detail)


def _row(first: str, second: str, third: str) -> str:
    return "<tr>" + "".join(f'<td style="{_CELL}">{escape(each)}</td>' for each in (first, second, third)) + "</tr>"
