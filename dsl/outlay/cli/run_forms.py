"""A result as a table for a terminal, as Markdown and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from outlay.cells import Cell, csv_text, markdown_table, markdown_text, text_table
from outlay.cli.run import doubt_note
from outlay.cli.screen import WIDTH, Paint, cut, indented
from outlay.currencies import CURRENCIES
from outlay.diagnostics.render import display_width, pad, safe
from outlay.display import format_value, show_value

if TYPE_CHECKING:
    from outlay.result import Output, Result, Scalar

_MOST_NAME = 34


class Shown(Protocol):
    """How a number is written."""

    @property
    def unit(self) -> str: ...
    @property
    def percent(self) -> bool: ...
    @property
    def format(self) -> str | None: ...
    @property
    def type(self) -> str: ...


def shown(output: Shown, value: Scalar, unit: str | None = None) -> str:
    """One value with its whole unit."""
    unit = output.unit if unit is None else unit
    return show_value(value, unit, percent=output.percent, format=output.format, type=output.type)


def figure(output: Shown, value: Scalar, unit: str | None = None) -> str:
    """One value for a column whose unit stands beside it: only a currency's sign is kept, and no cents of thousands."""
    unit = output.unit if unit is None else unit
    if value is None:
        return "—"
    if output.percent and not unit:
        return shown(output, value, "")
    money = unit.partition("/")[0]
    kept = money if money in CURRENCIES else ""
    if kept and isinstance(value, float) and not output.format and abs(value) >= 1000:
        return format_value(value, kept, places=0)
    return show_value(value, kept, percent=output.percent, format=output.format, type=output.type)


def chosen(result: Result, everything: bool) -> list[Output]:
    """What is to be shown: the outputs, or everything that has a name."""
    return list((result.quantities if everything else result.outputs).values())


# ------------------------------------------------------------------------------------------------------- table


def table(result: Result, *, everything: bool, periods: bool, yearly: bool, colour: bool) -> str:
    """The whole result for a terminal of 100 columns."""
    paint = Paint(colour)
    parts = [_head(result, paint)]
    outputs = chosen(result, everything)
    single = [each for each in outputs if not each.series]
    series = [each for each in outputs if each.series]
    if series:
        parts.append(_periods(series, paint) if periods else _series(series, paint, yearly=yearly))
    if single:
        parts.append(_single(single, paint, "Outputs" if not series else "Single figures"))
    if not outputs:
        parts.append("This model has no outputs; --all shows every quantity.")
    if result.checks:
        parts.append(_checks(result, paint))
    if result.solves:
        parts.append(_solves(result, paint))
    parts.append(_foot(result, paint))
    return "\n\n".join(part for part in parts if part)


def _head(result: Result, paint: Paint) -> str:
    name = safe(result.title or result.model)
    where = [f"scenario {result.scenario}" if result.scenario else "base case"]
    if result.periods:
        first, last = result.periods[0], result.periods[-1]
        unit = "years" if len(first) == 4 else "quarters" if "Q" in first else "months"
        where.append(f"{len(result.periods)} {unit}, {first} to {last}")
    if result.overrides:
        where.append("with " + ", ".join(f"{path} = {text}" for path, text in result.overrides))
    return paint.bold(name) + "\n" + safe(" · ".join(where))


def _series(series: Sequence[Output], paint: Paint, *, yearly: bool) -> str:
    periods = series[0].periods
    years = list(dict.fromkeys(year for each in series for year, _ in each.yearly))
    ends = [] if yearly and years else [0, -1] if len(periods) > 1 else [0]
    rows: list[list[str]] = []
    for each in series:
        values = each.value if isinstance(each.value, tuple) else ()
        rolled = dict(each.yearly)
        row = [figure(each, values[n]) for n in ends]
        row += [figure(each, rolled[y], each.yearly_unit) if y in rolled else "" for y in years]
        rows.append(row)
    heads = [periods[n] for n in ends] + years
    return _columns("Outputs", series, heads, rows, len(ends), paint)


def _columns(
    title: str, series: Sequence[Output], heads: list[str], rows: list[list[str]], ends: int, paint: Paint
) -> str:
    """Names, figures right-aligned under their period, units, and labels where there is room for them."""
    names = [cut(safe(each.name), _MOST_NAME) for each in series]
    units, unit_head, unit_width = _unit_columns(series, len(heads) > ends)
    name_width = max([len(title) - 2, *map(display_width, names)])
    widths = [max(map(display_width, column)) for column in zip(heads, *rows, strict=True)]
    room = WIDTH - 2 - name_width - (unit_width + 2 if unit_width else 0)
    kept = 0
    while kept < len(widths) and (room := room - widths[kept] - 2) >= 0:
        kept += 1
    kept = max(kept, 1)
    left_out = heads[kept:]
    labels = [safe(each.label) for each in series]
    beside = kept == len(widths) and room >= 2 + max(map(display_width, labels), default=0)
    head = "".join("  " + pad(each, w, right=True) for each, w in zip(heads[:kept], widths, strict=False))
    lines = [paint.bold((pad(title, name_width + 2) + head + "  " + unit_head).rstrip())]
    for name, row, unit, label in zip(names, rows, units, labels, strict=True):
        line = "  " + pad(name, name_width)
        line += "".join("  " + pad(cell, w, right=True) for cell, w in zip(row[:kept], widths, strict=False))
        line += "  " + (pad(unit, unit_width) if beside and label else unit) if unit_width else ""
        lines.append(line.rstrip() if not (beside and label) else line + "  " + paint.dim(label))
        if label and not beside:
            lines.append("    " + paint.dim(cut(label, WIDTH - 4)))
    if left_out:
        span = left_out[0] if len(left_out) == 1 else f"{left_out[0]} to {left_out[-1]}"
        lines.append(paint.dim(f"  {span} left out for want of room: --yearly or --format csv shows everything"))
    return "\n".join(lines)


def _unit_columns(series: Sequence[Output], rolled: bool) -> tuple[list[str], str, int]:
    """Units as one padded column, or two where a year's figure is in another unit; its heading and its width."""
    own = [each.unit for each in series]
    yearly = [each.yearly_unit if rolled and each.yearly and each.yearly_unit != each.unit else "" for each in series]
    widest = max(map(display_width, own))
    if not any(yearly):
        return own, "", widest
    widest = max(widest, len("unit"))
    units = [f"{pad(unit, widest)}  {year}".rstrip() for unit, year in zip(own, yearly, strict=True)]
    head = f"{pad('unit', widest)}  of years"
    return units, head, max(map(display_width, [*units, head]))


def _units(each: Output, rolled: bool) -> str:
    if not rolled or not each.yearly or each.yearly_unit == each.unit:
        return each.unit
    return f"{each.unit or 'ratio'} (years: {each.yearly_unit or 'ratio'})"


def _periods(series: Sequence[Output], paint: Paint) -> str:
    """A row per period; the columns go on in a further block where the screen ends."""
    periods = series[0].periods
    columns: list[list[str]] = []
    for each in series:
        values = each.value if isinstance(each.value, tuple) else ()
        columns.append([safe(each.name), each.unit, *(figure(each, value) for value in values)])
    label_width = max(map(len, periods)) + 2
    blocks: list[str] = []
    at = 0
    while at < len(columns):
        room = WIDTH - label_width
        taken: list[list[str]] = []
        while at < len(columns):
            width = max(map(display_width, columns[at])) + 2
            if taken and width > room:
                break
            taken.append(columns[at])
            room -= width
            at += 1
        body = [["", *(column[0] for column in taken)], ["", *(column[1] for column in taken)]]
        body += [[period, *(column[n + 2] for column in taken)] for n, period in enumerate(periods)]
        text = text_table(body, right=range(1, len(taken) + 1), width=10_000).split("\n")
        blocks.append("\n".join([paint.bold(text[0]), *text[1:]]))
    return "\n\n".join(blocks)


def _single(outputs: Sequence[Output], paint: Paint, title: str) -> str:
    """Numbers in a column; texts, which may be sentences, below them."""
    numbers = [[cut(e.name, _MOST_NAME), shown(e, e.value), e.label] for e in outputs if e.type != "text"]  # type: ignore[arg-type]
    texts = [[cut(e.name, _MOST_NAME), shown(e, e.value)] for e in outputs if e.type == "text"]  # type: ignore[arg-type]
    parts = [text_table(numbers, right=(1,)), text_table(texts)]
    return "\n".join([paint.bold(title), *(part for part in parts if part)])


def _checks(result: Result, paint: Paint) -> str:
    lines = [paint.bold("Checks")]
    for check in result.checks:
        mark = paint("32", "✓") if check.ok else paint("1;31", "✗")
        line = f"  {mark} {safe(check.name)}"
        beside = check.ok and check.detail and len(check.name) + len(check.detail) < WIDTH - 8
        lines.append(f"{line}   {paint.dim(safe(check.detail))}" if beside else line)
        if check.detail and not beside:
            lines += indented(check.detail, 6)
    return "\n".join(lines)


def _solves(result: Result, paint: Paint) -> str:
    lines = [paint.bold("Solved for")]
    for solve in result.solves.values():
        answer = show_value(solve.value, solve.unit, percent=solve.percent) if solve.value is not None else "no answer"
        lines.append(f"  {safe(solve.name)} = {answer}" + (f"   {safe(solve.label)}" if solve.label else ""))
        lines += indented(solve.sentence, 6)
    return "\n".join(lines)


def _foot(result: Result, paint: Paint) -> str:
    notes: list[str] = []
    if result.uncertain:
        notes.append(doubt_note(result))
    if result.calendar:
        notes.append(f"calendar: {result.calendar}")
    return "\n".join(paint.dim(line) for note in notes for line in indented(note, 0))


# ---------------------------------------------------------------------------------------------- markdown and csv


def markdown(result: Result, *, everything: bool, periods: bool, yearly: bool) -> str:
    """Headings and tables to paste into a page."""
    parts = [f"## {markdown_text(result.title or result.model)}"]
    if result.scenario:
        parts.append(f"Scenario {markdown_text(result.scenario)}.")
    outputs = chosen(result, everything)
    single = [each for each in outputs if not each.series]
    series = [each for each in outputs if each.series]
    if single:
        rows = [[each.name, shown(each, each.value), each.label] for each in single]  # type: ignore[arg-type]
        parts.append(markdown_table(["output", "value", "label"], rows, right=(1,)))
    if series and periods:
        heads = ["period", *(f"{markdown_text(each.name)} {markdown_text(each.unit)}".strip() for each in series)]
        body = [
            [label, *(figure(each, each.value[n] if isinstance(each.value, tuple) else None) for each in series)]
            for n, label in enumerate(series[0].periods)
        ]
        parts.append(markdown_table(heads, body, right=range(1, len(heads))))
    elif series:
        years = list(dict.fromkeys(year for each in series for year, _ in each.yearly))
        ends = [] if yearly and years else [0, -1]
        heads = ["output", "unit", *(series[0].periods[n] for n in ends), *years, "label"]
        body = [_markdown_series(each, ends, years) for each in series]
        parts.append(markdown_table(heads, body, right=range(2, len(heads) - 1)))
    if result.checks:
        rows = [["✓" if each.ok else "✗", each.name, each.detail] for each in result.checks]
        parts.append(markdown_table(["", "check", "detail"], rows))
    if result.solves:
        rows = [[s.name, show_value(s.value, s.unit, percent=s.percent), s.sentence] for s in result.solves.values()]
        parts.append(markdown_table(["solve", "value", "detail"], rows, right=(1,)))
    return "\n\n".join(parts)


def _markdown_series(each: Output, ends: Iterable[int], years: Sequence[str]) -> list[str]:
    values = each.value if isinstance(each.value, tuple) else ()
    rolled = dict(each.yearly)
    row = [each.name, _units(each, bool(years)), *(figure(each, values[n]) for n in ends)]
    row += [figure(each, rolled[year], each.yearly_unit) if year in rolled else "" for year in years]
    return [*row, each.label]


def csv(result: Result, *, everything: bool, yearly: bool) -> str:
    """A row per output; a column per period (or year) where there is a timeline. Numbers are full."""
    outputs = chosen(result, everything)
    series = [each for each in outputs if each.series]
    if yearly:
        heads = list(dict.fromkeys(year for each in series for year, _ in each.yearly))
    else:
        heads = list(series[0].periods) if series else []
    rows: list[list[Cell]] = []
    for each in outputs:
        unit = each.yearly_unit if yearly and each.yearly else each.unit
        row: list[Cell] = [each.name, each.label, unit]
        if not isinstance(each.value, tuple):
            row += [each.value, *([None] * len(heads))]
        elif yearly:
            rolled = dict(each.yearly)
            row += [None, *(rolled.get(head) for head in heads)]
        else:
            row += [None, *each.value]
        rows.append(row)
    return csv_text(["name", "label", "unit", "value", *heads], rows)
