"""A tornado: each input from its low to its high end, with all others where a plain run has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay import doubt
from outlay.arrays import compile_arrays
from outlay.diagnostics import OutlayError
from outlay.display import show_value
from outlay.draws import normal
from outlay.scalar import compile_plan
from outlay.studies.designs import (
    Doubt,
    Prescribed,
    doubts,
    draws_as_columns,
    plain_inputs,
    settled,
)
from outlay.studies.option_names import option_names
from outlay.studies.sensitivity import Influence, Ranking, Sensitivity, ordered
from outlay.studies.wanted import Wanted, fused

if TYPE_CHECKING:
    from outlay.plan import Input, Plan
    from outlay.studies.designs import Floats

ENDS = (0.05, 0.95)
MOST_OPTIONS = 50  # of a choice among named things


@dataclass(slots=True)
class _Swing:
    """One input on its way through the rows: its own rows, and what is said of it."""

    path: str
    label: str
    unit: str
    percent: bool
    remark: str
    ends: tuple[float, float] = (np.nan, np.nan)
    options: tuple[str, ...] = ()  # named ones, instead of ends
    rows: list[int] = field(default_factory=list)


class _Rows:
    """The rows of one run: the first with everything at rest, then some for each input alone."""

    def __init__(self) -> None:
        self.count = 1
        self.swings: list[_Swing] = []
        self.drawn: list[tuple[Doubt, _Swing]] = []
        self._columns: dict[int, tuple[float, dict[int, float]]] = {}

    def add(self, swing: _Swing, points: Sequence[float], place: int = -1, rest: float = 0.0) -> None:
        """Rows for an input: as a column of the input at `place`, else as a draw."""
        swing.rows = list(range(self.count, self.count + len(points)))
        self.count += len(points)
        self.swings.append(swing)
        if place >= 0:
            self._columns[place] = rest, dict(zip(swing.rows, points, strict=True))

    def columns(self) -> dict[int, Floats]:
        """Each column at rest but for the input's own rows."""
        found: dict[int, Floats] = {}
        for place, (rest, points) in self._columns.items():
            found[place] = np.full(self.count, rest)
            found[place][list(points)] = list(points.values())
        return found

    def draws(self) -> Prescribed:
        """Every stream at its median but for its own rows, where it is at its ends."""
        scores: dict[str, Floats] = {}
        for each, swing in self.drawn:
            scores[each.stream] = np.zeros(self.count)
            scores[each.stream][swing.rows] = normal.scores(np.array(ENDS))
        return Prescribed(self.count, scores)


def tornado(
    plan: Plan,
    wanted: Sequence[Wanted],
    fixed: Mapping[int, Any],
    *,
    spread: float = 0.1,
    engine: str = "auto",
    threads: int | None = None,
) -> Sensitivity:
    """Swings of every number the outputs hang on: a doubtful one from its 5% to its 95% quantile, any other by
    `spread` of its value up and down, within its `@range` and, a share, within 0 to 1.

    Correlations play no part: one input moves at a time. A choice among named things is tried in each of them.
    """
    if not 0 < spread < 10:
        raise OutlayError(f"A spread is a share of the value such as 10%, not {spread:g}.")
    plan, wanted = fused(plan, wanted)
    roots = [each.node for each in wanted]
    doubtful = doubts(plan, roots, fixed)
    made, streams = draws_as_columns(plan)
    rows = _Rows()
    for each in doubtful:
        _add_doubt(rows, plan, each, streams.get(each.stream, -1))
    values = compile_plan(plan, nodes=[each.node for each in plan.inputs]).run(fixed)
    apart: list[tuple[int, _Swing]] = []
    left_out: list[Input] = []
    for place in plain_inputs(plan, roots, fixed, doubtful):
        item = plan.inputs[place]
        if item.type != "number" or plan.nodes[item.node].series:
            left_out.append(item)
            continue
        value = float(values.node(item.node))
        swing = _of_input(plan, item, value, spread)
        if place in fixed or settled(plan, place):
            rows.add(swing, swing.ends, place, value)
        else:
            apart.append((place, swing))
    columns = rows.columns()
    seen = [each.node for each, _ in rows.drawn]
    program = compile_arrays(made, list(dict.fromkeys([*roots, *seen])), tuple(columns), drawn=bool(doubtful))
    others = {place: value for place, value in fixed.items() if place not in columns}
    done = program.run(columns, rows.count, others, rows.draws(), engine=engine, threads=threads)
    for each, swing in rows.drawn:
        found = np.atleast_2d(done.node(each.node))[0][swing.rows]
        swing.ends = float(found[0]), float(found[1])
    alone = [_alone(plan, wanted, fixed, place, swing, engine, threads) for place, swing in apart]
    rankings = [
        _ranking(
            output,
            output.of(done),
            rows.swings,
            [(swing, found) for (_, swing), found in zip(apart, alone, strict=True)],
        )
        for output in wanted
    ]
    return Sensitivity(
        plan.name, plan.title, plan.scenario, "tornado", tuple(rankings), notes=_notes(plan, doubtful, left_out)
    )  # fmt: skip


def _ranking(
    output: Wanted, results: Floats, swings: Sequence[_Swing], apart: Sequence[tuple[_Swing, Mapping[str, Floats]]]
) -> Ranking:
    base = float(results[0])
    influences = [_influence(swing, results[swing.rows], base) for swing in swings]
    influences += [_influence(swing, found[output.name], base) for swing, found in apart]
    return Ranking(output, base, ordered("tornado", influences))


def _add_doubt(rows: _Rows, plan: Plan, each: Doubt, place: int) -> None:
    """A doubtful number's rows: its ends, or every one of the named things it chooses among."""
    quantity = each.quantity
    about = ("", "", False) if quantity is None else (quantity.label, quantity.unit, quantity.percent)
    remark = "5% to 95%" + (", every period alike" if each.each_period else "")
    swing = _Swing(each.path, *about, remark)
    if place < 0:
        rows.add(swing, ENDS)
        rows.drawn.append((each, swing))
        return
    value = plan.nodes[each.node].value
    data = value[3] if isinstance(value, tuple) else None
    rest = float(doubt.point("median", each.family, (), data))
    if each.family == "sampled":
        low, high = (float(doubt.quantile(each.family, (), share, data)) for share in ENDS)
        swing.ends = low, high
        rows.add(swing, swing.ends, place, rest)
        return
    weights = data if isinstance(data, tuple) else ()
    options = [n for n, weight in enumerate(weights) if weight][:MOST_OPTIONS]
    named = option_names(plan, each.node)
    swing.options = tuple(named[n] if n < len(named) else f"option {n + 1}" for n in options)
    swing.remark = "each option"
    rows.add(swing, [float(n) for n in options], place, rest)


def _of_input(plan: Plan, item: Input, value: float, spread: float) -> _Swing:
    """A plain input, swung by a share of its value as far as it may go."""
    quantity = next((each for each in plan.quantities if each.path == item.path), None)
    low, high = sorted((value * (1 - spread), value * (1 + spread)))
    remark = f"±{show_value(spread, percent=True)}"
    floor, ceiling = (0.0, 1.0) if item.share else (-np.inf, np.inf)
    if item.bounds is not None:
        floor, ceiling = max(floor, item.bounds[0]), min(ceiling, item.bounds[1])
    if value == 0:
        remark = f"stands at 0, so {remark} changes nothing"
    if low < floor or high > ceiling:
        end = floor if low < floor else ceiling
        percent = quantity is not None and quantity.percent
        remark += f", cut at {show_value(float(end), item.unit, percent=percent or item.share)}"
    percent = item.share or (quantity is not None and quantity.percent)
    ends = float(max(low, floor)), float(min(high, ceiling))
    return _Swing(item.path, item.label, item.unit, percent, remark, ends)


def _alone(
    plan: Plan,
    wanted: Sequence[Wanted],
    fixed: Mapping[int, Any],
    place: int,
    swing: _Swing,
    engine: str,
    threads: int | None,
) -> dict[str, Floats]:
    """The outcomes of an input whose own value hangs on others: it is swung in a run of its own, they stay at rest."""
    program = compile_arrays(plan, list(dict.fromkeys(each.node for each in wanted)), (place,))
    done = program.run({place: np.array(swing.ends)}, 2, fixed, engine=engine, threads=threads)
    return {each.name: each.of(done) for each in wanted}


def _influence(swing: _Swing, found: Floats, base: float) -> Influence:
    numbers = [None if value != value else float(value) for value in found]
    known = [value for value in (*numbers, base) if value is not None and value == value]
    sound = len(known) == len(numbers) + 1
    figures: dict[str, float | None] = {"low": None, "high": None, "output_low": numbers[0], "output_high": numbers[-1]}
    words = ("", "")
    if swing.options:  # the least and the greatest of them
        order = sorted(range(len(numbers)), key=lambda n: base if numbers[n] is None else numbers[n] or 0.0)
        figures |= {"output_low": numbers[order[0]], "output_high": numbers[order[-1]]}
        words = swing.options[order[0]], swing.options[order[-1]]
    elif swing.ends == swing.ends:
        low, high = swing.ends
        figures |= {"low": low, "high": high}
        words = tuple(show_value(end, swing.unit, percent=swing.percent) for end in swing.ends)  # type: ignore[assignment]
    swung = max(known) - min(known) if sound else None
    rounding = swung is not None and swung <= 1e-12 * max(map(abs, known))
    figures["swing"] = 0.0 if rounding else swung
    return Influence(swing.path, swing.label, swing.unit, swing.percent, figures, *words, swing.remark)


def _notes(plan: Plan, doubtful: Sequence[Doubt], left_out: Sequence[Input]) -> tuple[str, ...]:
    notes = []
    if left_out:
        kinds = {"record": "a record", "text": "a text", "date": "a date", "truth": "true or false", "list": "a list"}
        told = ", ".join(f"{each.path} ({kinds.get(each.type, 'a series')})" for each in left_out)
        notes.append(f"not swung: {told}")
    streams = {each.stream for each in doubtful}
    if any(a in streams and b in streams for a, b, _ in plan.correlations):
        notes.append("one input moves at a time, so correlations play no part")
    return tuple(notes)
