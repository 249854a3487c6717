"""A simulation as a table for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from outlay.display import format_value, show_value

if TYPE_CHECKING:
    from outlay.studies.simulation import Case, Drawn, DrawnSolve, Simulation
    from outlay.studies.summary import Summary

_CELL = "text-align:left;padding:2px 12px 2px 0"
_NUMBER = "text-align:right;padding:2px 12px 2px 0"
SHOWN = ("mean", "sd", "p5", "p50", "p95")


def simulation_html(simulation: Simulation) -> str:
    """Every case as tables; whatever an author wrote is escaped."""
    title = escape(simulation.title or simulation.model)
    parts = [f"<div><b>{title}</b> · {simulation.count:,} draws, seed {simulation.seed}"]
    for name, case in simulation.cases.items():
        if len(simulation.cases) > 1:
            parts.append(f"<p><b>{escape(name)}</b></p>")
        parts.append(_outputs(case))
        if case.checks:
            lines = [
                (each.name, f"fails in {format_value(each.probability, percent=True)} of the draws", each.where)
                for each in case.checks
            ]
            parts.append(_table(lines))
    parts += [f"<small>{escape(note)}</small><br>" for note in simulation.notes]
    return "".join([*parts, "</div>"])


def _outputs(case: Case) -> str:
    head = "".join(f'<th style="{_NUMBER}">{escape(name)}</th>' for name in SHOWN)
    lines = [f'<tr><th style="{_CELL}"></th>{head}<th style="{_CELL}"></th></tr>']
    for drawn in case.outputs.values():
        if drawn.type == "text":
            said = ", ".join(f"{text} {format_value(share, percent=True)}" for text, share in drawn.texts)
            lines.append(f'<tr><td style="{_CELL}">{escape(drawn.name)}</td><td colspan="6">{escape(said)}</td></tr>')
            continue
        ends = dict.fromkeys((0, len(drawn.summaries) - 1))
        for place in ends:
            name = f"{drawn.name}, {drawn.periods[place]}" if drawn.series else drawn.name
            lines.append(_line(name, drawn, drawn.summaries[place], drawn.label))
    lines += [_line(solve.name, solve, solve.summary, _without(solve)) for solve in case.solves.values()]
    return f"<table>{''.join(lines)}</table>"


def _without(solve: DrawnSolve) -> str:
    return f"no answer in {format_value(solve.without, percent=True)} of the draws" if solve.without else solve.label


def _line(name: str, drawn: Drawn | DrawnSolve, summary: Summary, last: str) -> str:
    figures = (summary.mean, summary.sd, *(summary.percentile(percent) for percent in (5, 50, 95)))
    kind = getattr(drawn, "type", "number")
    shown = [show_value(each, drawn.unit, percent=drawn.percent, type="number" if kind == "truth" else kind)
             for each in figures]  # fmt: skip
    cells = "".join(f'<td style="{_NUMBER}">{escape(each)}</td>' for each in shown)
    return f'<tr><td style="{_CELL}">{escape(name)}</td>{cells}<td style="{_CELL}">{escape(last)}</td></tr>'


def _table(lines: list[tuple[str, str, str]]) -> str:
    made = ["".join(f'<td style="{_CELL}">{escape(each)}</td>' for each in line) for line in lines]
    return "<table>" + "".join(f"<tr>{each}</tr>" for each in made) + "</table>"
