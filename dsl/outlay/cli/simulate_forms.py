"""A simulation as a table for a terminal, as Markdown and as CSV."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outlay.cells import Cell, csv_text, markdown_table, markdown_text
from outlay.cli.run_forms import Shown, figure
from outlay.cli.screen import WIDTH, Paint, cut, indented
from outlay.diagnostics.render import display_width, pad, safe
from outlay.display import format_value
from outlay.result import clean
from outlay.studies.simulation import DrawnSolve, as_told
from outlay.studies.simulation_rows import rows
from outlay.studies.summary import PERCENTS

if TYPE_CHECKING:
    from outlay.studies.simulation import Case, Drawn, DrawnCheck, Simulation
    from outlay.studies.summary import Summary

HEADS = ("mean", "sd", *(f"p{percent}" if percent != 50 else "median" for percent in PERCENTS))
# Which columns go first where there is no room for all of them.
_DISPENSABLE = ("p10", "p90", "p25", "p75", "sd")
_MOST_NAME = 28


def percents(share: float) -> str:
    """A share in percent."""
    return format_value(share, percent=True)


# ------------------------------------------------------------------------------------------------------- table


def table(found: Simulation, *, periods: bool, colour: bool) -> str:
    """Every case for a terminal of 100 columns."""
    paint = Paint(colour)
    draws = "1 draw" if found.count == 1 else f"{found.count:,} draws"
    where = [draws, f"seed {found.seed}"] if found.uncertain else []
    if found.method != "random":
        where.insert(1, found.method)
    if found.overrides:
        where.append("with " + ", ".join(f"{path} = {text}" for path, text in found.overrides))
    parts: list[str] = []
    for name, case in found.cases.items():
        said = [f"scenario {name}" if case.scenario else "base case", *where]
        head = paint.bold(safe(found.title or found.model)) + "\n" if not parts else ""
        parts.append(head + safe(" · ".join(said)))
        parts += _case(case, paint, periods=periods)
    notes = [f"uncertain: {_listed(found.uncertain)}"] if found.uncertain else []
    notes += found.notes
    parts.append("\n".join(paint.dim(line) for note in notes for line in indented(note, 0)))
    return "\n\n".join(part for part in parts if part)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def _case(case: Case, paint: Paint, *, periods: bool) -> list[str]:
    numbers = [each for each in case.outputs.values() if each.type != "text"]
    texts = [each for each in case.outputs.values() if each.type == "text"]
    parts = [_figures("Outputs", numbers, paint, periods=periods)]
    if texts:
        lines = [line for each in texts for line in indented(f"{each.name}: {_texts(each)}", 2)]
        parts.append("\n".join([paint.bold("Texts"), *lines]))
    if case.checks:
        parts.append("\n".join([paint.bold("Checks"), *(_check(each, paint) for each in case.checks)]))
    if case.solves:
        parts.append(_figures("Solved for", list(case.solves.values()), paint, periods=False))
    faulty = [line for each in numbers for line in _faulty(each)]
    if faulty:
        parts.append("\n".join([paint.bold("Draws without a number"), *faulty]))
    return parts


def _texts(each: Drawn) -> str:
    if len(each.texts) == 1:
        return each.texts[0][0]
    return ", ".join(f"{text} in {percents(share)}" for text, share in each.texts)


def _figures(title: str, numbers: Sequence[Drawn | DrawnSolve], paint: Paint, *, periods: bool) -> str:
    """A row of figures for each number or period, and its standard errors below."""
    if not numbers:
        return ""
    body = [line for each in numbers for line in _rows(each, periods=periods)]
    names = [cut(safe(line[0]), _MOST_NAME) for line in body]
    name_width = max([len(title) - 2, *map(display_width, names)])
    widths = [max(map(display_width, column)) for column in zip(HEADS, *(line[1] for line in body), strict=True)]
    kept = _kept(widths, WIDTH - 2 - name_width)
    lines = [
        paint.bold(pad(title, name_width + 2) + "".join("  " + pad(HEADS[n], widths[n], right=True) for n in kept))
    ]
    for name, (_, cells, remark) in zip(names, body, strict=True):
        if remark and not any(cells):
            lines.append(f"  {name}  {paint.dim(cut(remark, max(WIDTH - 4 - display_width(name), 20)))}")
            continue
        text = "  " + pad(name, name_width) + "".join("  " + pad(cells[n], widths[n], right=True) for n in kept)
        lines.append(paint.dim(text.rstrip()) if not name else text.rstrip())
        lines += [paint.dim(line) for line in indented(remark, 4)] if remark else []
    if len(kept) < len(HEADS):
        gone = ", ".join(head for n, head in enumerate(HEADS) if n not in kept)
        lines.append(paint.dim(f"  {gone} left out for want of room: --format csv shows everything"))
    return "\n".join(lines)


def _kept(widths: Sequence[int], room: int) -> list[int]:
    kept = list(range(len(HEADS)))
    for head in _DISPENSABLE:
        if sum(widths[n] + 2 for n in kept) <= room:
            break
        kept.remove(HEADS.index(head))
    return kept


Row = tuple[str, list[str], str]  # name, figures, a remark for the line below


def _rows(each: Drawn | DrawnSolve, *, periods: bool) -> list[Row]:
    unit = f"in {each.unit}" if each.unit else ""
    about = ", ".join(part for part in (each.label, unit) if part)
    if isinstance(each, DrawnSolve):
        missing = f"no answer in {percents(each.without)} of the draws" if each.without else ""
        more = each.several / each.summary.count
        several = f"several roots in {percents(more)} of the draws, the lowest is taken" if more else ""
        about = "; ".join(part for part in (about, missing, several) if part)
    if not each.periods:
        return _remarked(_lines(each, each.name, each.summaries[0]), about)
    chosen = range(len(each.periods)) if periods else dict.fromkeys((0, len(each.periods) - 1))
    head: Row = (each.name, [""] * len(HEADS), about)
    return [head, *(line for n in chosen for line in _lines(each, f"  {each.periods[n]}", each.summaries[n]))]


def _remarked(lines: list[Row], remark: str) -> list[Row]:
    name, cells, _ = lines[-1]
    return [*lines[:-1], (name, cells, remark)]


def _lines(each: Drawn | DrawnSolve, name: str, summary: Summary) -> list[Row]:
    """The figures and their standard errors; of what is the same in every draw that one figure."""
    percent = each.percent or each.type == "truth" or "%" in (each.format or "")
    size = replace(each, type="number", percent=percent, format=None)
    first = each if each.type == "date" else size
    shown = [_digits(first, summary.mean), _digits(size, summary.sd)]
    shown += [_digits(each if each.type != "number" else size, value) for value in summary.percentiles]
    if not summary.mean_error > 0:
        certain = _digits(each if each.type != "number" else size, summary.mean)
        return [(name, [certain, *[""] * (len(HEADS) - 1)] if summary.sd == 0 else shown, "")]
    errors = [_error(size, value) for value in (summary.mean_error, *summary.percentile_errors)]
    return [(name, shown, ""), ("", [errors[0], "", *errors[1:]], "")]


def _digits(each: Shown, value: float) -> str:
    """Five figures: more are never known of what was drawn."""
    return figure(each, clean(float(f"{value:.5g}") if each.type == "number" else value))


def _error(each: Shown, value: float) -> str:
    """Two figures, without the currency that stands above."""
    plain = replace(each, unit="") if each.unit else each  # type: ignore[type-var]
    return f"±{figure(plain, clean(_two(value)))}"


def _check(each: DrawnCheck, paint: Paint) -> str:
    if not each.failed and each.draws == 1:
        return f"  {paint('32', '✓')} {safe(each.name)}"
    if not each.failed and not each.is_drawn:
        return f"  {paint('32', '✓')} {safe(each.name)}   {paint.dim('holds whatever is drawn')}"
    if not each.failed:
        rare = f" (fails in fewer than {percents(3 / each.draws)})" if each.draws >= 100 else ""
        return f"  {paint('32', '✓')} {safe(each.name)}   {paint.dim(f'holds in all {each.draws:,} draws{rare}')}"
    lines = [f"  {paint('1;31', '✗')} {safe(each.name)}"]
    off = f" ± {percents(_two(each.error))}" if each.error > 0 else ""
    told = f"fails in {percents(each.probability)}{off} of the draws" if each.is_drawn else "fails whatever is drawn"
    told += f", {each.where}" if each.where else ""
    if each.failed < 10 and each.draws > 10:
        told += f"; that is {each.failed} of them, so take it as a rough figure"
    if each.faulty and not each.is_drawn:
        told += "; it cannot be computed"
    elif each.faulty:
        told += f"; in {percents(each.faulty / each.draws)} it cannot be computed"
    return "\n".join([*lines, *indented(told, 6)])


def _two(value: float) -> float:
    """To two significant digits: an error is not known better."""
    return float(f"{value:.1e}") if math.isfinite(value) else value


def _faulty(each: Drawn) -> list[str]:
    worst = max(each.summaries, key=lambda summary: summary.faulty)
    if not worst.faulty:
        return []
    share = f"{worst.faulty:,} of {worst.count:,} draws ({percents(worst.faulty / worst.count)})"
    period = f" in {each.periods[each.summaries.index(worst)]}" if each.series else ""
    why = f": {each.faults[0].message}" if each.faults else ""
    return indented(f"{each.name}{period}, {share}{why}", 2)


# ---------------------------------------------------------------------------------------------- markdown and csv


def markdown(found: Simulation, *, periods: bool) -> str:
    """Headings and tables to paste into a page."""
    parts = [f"## {markdown_text(found.title or found.model)}", f"{found.count:,} draws, seed {found.seed}."]
    for name, case in found.cases.items():
        if len(found.cases) > 1 or case.scenario:
            parts.append(f"### {markdown_text(name)}")
        shown: list[Drawn | DrawnSolve] = [each for each in case.outputs.values() if each.type != "text"]
        body = [
            [label.strip(), *cells, remark]
            for each in [*shown, *case.solves.values()]
            for label, cells, remark in _rows(each, periods=periods)
        ]
        if body:
            parts.append(markdown_table(["", *HEADS, ""], body, right=range(1, len(HEADS) + 1)))
        if case.checks:
            lines = [[each.name, percents(each.probability), each.where] for each in case.checks]
            parts.append(markdown_table(["check", "fails", "where"], lines, right=(1,)))
    parts += [markdown_text(note) for note in found.notes]
    return "\n\n".join(parts)


def csv(found: Simulation) -> str:
    """A row per case, output, period, answer and check; figures are full. `fails` is a check's share of draws."""
    body = rows(found)
    figures = [name for name in body[0] if name not in ("scenario", "output", "period", "unit", "type")] if body else []
    lines: list[list[Cell]] = [
        [
            row["scenario"],
            row["output"],
            row["period"],
            row["unit"],
            *(as_told(row[name], name, row["type"]) for name in figures),
            None,
            None,
        ]
        for row in body
    ]
    for name, case in found.cases.items():
        for check in case.checks:
            blank: list[Cell] = [None] * len(figures)
            lines.append([name, check.name, None, None, *blank, check.probability, clean(check.error)])
            lines += [
                [name, check.name, label, None, *blank, share, None]
                for label, share in zip(check.periods, check.by_period, strict=True)
            ]
    return csv_text(["scenario", "name", "period", "unit", *figures, "fails", "fails_error"], lines)
