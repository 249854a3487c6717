"""Runs one case of a model over many draws, in chunks and groups that fit a memory budget.

Draws can be made again at will, so what is kept of them never outgrows the budget: outputs are taken in groups whose
columns fit it, each group in a pass of its own over the draws, and a series whose periods do not fit is taken in parts.
Every figure is made from whole columns and so is the same however they were put together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays import ArrayProgram, compile_arrays
from outlay.draws import Draws, Sampler
from outlay.studies.faulty_draws import why
from outlay.studies.simulation import Case, Drawn, DrawnCheck, DrawnSolve
from outlay.studies.summary import Summary, share_error, summarise
from outlay.studies.wanted import Wanted, whole

if TYPE_CHECKING:
    from outlay.arrays import ArrayValues
    from outlay.diagnostics import Diagnostic
    from outlay.plan import Plan
    from outlay.studies.summary import Floats

BUDGET = 512 * 2**20  # bytes of drawn values kept at a time
_BLOCK = 8192
_CHUNK = 16 * _BLOCK  # draws that are worked out together
_FEW = 1024  # of them where each draw may take long
_PACE = 1.0  # seconds such a chunk should take, so that progress can be seen
_MOST_TEXTS = 50


@dataclass(frozen=True, slots=True)
class Setup:
    """A case to simulate: the plan of the model or of a scenario, and what the run sets in it."""

    scenario: str
    plan: Plan
    fixed: Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some periods of an output or, from `len(wanted)` on, the answers of a question."""

    item: int
    first: int
    last: int


class Runner:
    """One case, its programs compiled once for however many draws."""

    def __init__(
        self,
        setup: Setup,
        outputs: Sequence[str],
        sampler: Sampler,
        *,
        engine: str = "auto",
        threads: int | None = None,
        budget: int = BUDGET,
    ) -> None:
        self.setup = setup
        self.plan = setup.plan
        self.sampler = sampler
        self.engine = engine
        self.threads = threads
        self.budget = budget
        # the answers of all questions, or of those that are named among what is wanted: they take most of the time
        self.solves = tuple(each for each in setup.plan.solves if not outputs or each.name in outputs)
        asked = {each.name for each in self.solves} if outputs else set()
        named = [name for name in outputs if name not in asked]
        self.wanted = whole(setup.plan, named) if named or (setup.plan.outputs and not outputs) else ()
        self._question = [setup.plan.solves.index(each) for each in self.solves]
        self._programs: dict[tuple[int, ...], ArrayProgram] = {}

    # ------------------------------------------------------------------------------------------------ what to do

    def _periods(self, item: int) -> int:
        return max(len(self.wanted[item].periods), 1) if item < len(self.wanted) else 1

    def passes(self, count: int) -> list[list[_Part]]:
        """The parts of outputs and answers that fit the budget together; at least one pass, for the checks."""
        room = max(self.budget // (8 * count), 1)
        found: list[list[_Part]] = [[]]
        left = room
        for item in range(len(self.wanted) + len(self.solves)):
            first, periods = 0, self._periods(item)
            while first < periods:
                if not left or (periods - first > left and periods <= room and found[-1]):
                    found.append([])
                    left = room
                last = min(first + left, periods)
                found[-1].append(_Part(item, first, last))
                left -= last - first
                first = last
        return found

    def _node(self, item: int) -> int:
        return self.wanted[item].node if item < len(self.wanted) else self.solves[item - len(self.wanted)].node

    def _program(self, parts: Sequence[_Part], checks: bool) -> ArrayProgram:
        nodes = [self._node(part.item) for part in parts]
        nodes += [check.node for check in self.plan.checks] if checks else []
        key = tuple(dict.fromkeys(nodes))
        found = self._programs.get(key)
        if found is None:
            found = self._programs[key] = compile_arrays(self.plan, key, (), drawn=True)
        return found

    def _chunks(
        self, program: ArrayProgram, parts: Sequence[_Part], checks: bool, count: int, meter: Callable[[int], None]
    ) -> Iterator[tuple[int, int, ArrayValues]]:
        width = sum(self._periods(part.item) for part in parts)
        width += sum(len(self.plan.timeline or ()) or 1 for _ in self.plan.checks) if checks else 0
        most = min(_CHUNK, max(self.budget // (32 * max(width, 1)) // _BLOCK, 1) * _BLOCK)
        slow = any(program.analysis.questions(program.analysis.reached))
        engine = program.engine(self.engine, count).name  # one for all, however many draws a chunk has
        start, size = 0, _FEW if slow else most
        while start < count:
            stop, begun = min(start + size, count), time.perf_counter()
            rows = stop - start
            draws = Draws(self.sampler, rows, start)
            yield start, stop, program.run({}, rows, self.setup.fixed, draws, engine=engine, threads=self.threads)
            meter(rows)
            if slow:
                rate = rows / max(time.perf_counter() - begun, 1e-6)
                size = min(max(int(rate * _PACE) // _FEW * _FEW, _FEW), most)
            start = stop

    def _column(self, item: int, values: ArrayValues) -> Floats:
        """(periods, draws); one draw alone where it is the same in all."""
        if item >= len(self.wanted):
            found = values.question(self._question[item - len(self.wanted)])[0]
        else:
            found = values.node(self.wanted[item].node)
            same = found.strides[-1] == 0
            found = self.wanted[item].of(values)
            found = found[..., :1] if same else found
        return found if found.ndim == 2 else found[None, :]

    @property
    def drawn(self) -> bool:
        """Whether anything that is asked for hangs on an uncertain input."""
        return any(self._program(parts, checks=n == 0).analysis.draws for n, parts in enumerate(self.passes(1)))

    # ------------------------------------------------------------------------------------------------ doing it

    def case(self, count: int, replicates: int, meter: Callable[[int], None]) -> Case:
        """Everything there is to say of the case after so many draws."""
        summaries: list[list[Summary]] = [[] for _ in range(len(self.wanted) + len(self.solves))]
        texts: dict[int, tuple[tuple[str, float], ...]] = {}
        faults: dict[int, Diagnostic] = {}
        tallies = [_Tally(replicates) for _ in self.plan.checks]
        several = [0] * len(self.solves)
        for number, parts in enumerate(self.passes(count)):
            program = self._program(parts, checks=number == 0)
            columns: list[Floats | None] = [None] * len(parts)
            for start, stop, values in self._chunks(program, parts, number == 0, count, meter):
                for place, part in enumerate(parts):
                    found = self._column(part.item, values)[part.first : part.last]
                    columns[place] = _kept(columns[place], found, start, stop, count)
                    if part.item >= len(self.wanted):
                        roots = values.question(self._question[part.item - len(self.wanted)])[1]
                        several[part.item - len(self.wanted)] += int((roots > 1).sum())
                if number == 0:
                    for check, tally in enumerate(tallies):
                        tally.add(values.check(check), start)
            for part, column in zip(parts, columns, strict=True):
                assert column is not None  # noqa: S101 - there is at least one draw
                if part.item < len(self.wanted) and self.wanted[part.item].type == "text":
                    texts.setdefault(part.item, _shares(column, program))
                summaries[part.item] += [summarise(row, replicates) for row in column]
                if part.item < len(self.wanted) and part.item not in faults:
                    self._explain(part.item, column, faults)
        return self._made(count, summaries, texts, faults, tallies, several)

    def _explain(self, item: int, column: Floats, faults: dict[int, Diagnostic]) -> None:
        wrong = ~np.isfinite(column).all(axis=0)
        if wrong.any():
            reason = why(self.plan, self.sampler, int(wrong.argmax()), self._node(item), self.setup.fixed)
            if reason is not None:
                faults[item] = reason

    def _made(
        self,
        count: int,
        summaries: Sequence[Sequence[Summary]],
        texts: Mapping[int, tuple[tuple[str, float], ...]],
        faults: Mapping[int, Diagnostic],
        tallies: Sequence[_Tally],
        several: Sequence[int],
    ) -> Case:
        outputs = {
            each.name: _drawn(self.plan, each, summaries[item], texts.get(item, ()), faults.get(item))
            for item, each in enumerate(self.wanted)
        }
        labels = self.plan.timeline.labels if self.plan.timeline is not None else ()
        checks = tuple(
            tally.check(check.text, count, labels) for check, tally in zip(self.plan.checks, tallies, strict=True)
        )
        solves = {
            each.name: DrawnSolve(
                each.name,
                summaries[len(self.wanted) + number][0],
                each.unit,
                each.label,
                each.percent,
                several[number],
            )
            for number, each in enumerate(self.solves)
        }
        return Case(self.setup.scenario, outputs, checks, solves)

    def values(self, name: str, count: int) -> Floats:
        """Every draw of one output: (draws,), or (periods, draws) for a series; texts as they are."""
        item = next(number for number, each in enumerate(self.wanted) if each.name == name)
        part = _Part(item, 0, self._periods(item))
        found: Floats | None = None
        program = self._program([part], False)
        for start, stop, values in self._chunks(program, [part], False, count, lambda _: None):
            found = _kept(found, self._column(item, values), start, stop, count)
        assert found is not None  # noqa: S101 - there is at least one draw
        drawn = np.array(found) if self.wanted[item].periods else np.array(found[0])
        if self.wanted[item].type != "text":
            return drawn
        codes, places = np.unique(drawn, return_inverse=True)
        texts: Any = np.array([program.texts.text(code) for code in codes], dtype=object)
        named: Floats = texts[places].reshape(drawn.shape)
        return named


def _kept(column: Floats | None, found: Floats, start: int, stop: int, count: int) -> Floats:
    """A chunk put into its column; what is the same in every draw takes no room."""
    if column is not None and column.strides[1] == 0:
        return column
    if found.shape[1] == 1 and stop - start > 1:
        return np.broadcast_to(found, (len(found), count))
    if start == 0 and stop == count:
        return found
    if column is None:
        column = np.empty((len(found), count))
    column[:, start:stop] = found
    return column


def _shares(column: Floats, program: ArrayProgram) -> tuple[tuple[str, float], ...]:
    """The texts an output takes in its last period, and the share of draws that gives each, the most frequent first."""
    codes, times = np.unique(column[-1], return_counts=True)
    found = [
        (program.texts.text(code) or "no value", float(n / column.shape[1]))
        for code, n in zip(codes, times, strict=True)
    ]
    return tuple(sorted(found, key=lambda pair: -pair[1])[:_MOST_TEXTS])


def _drawn(
    plan: Plan,
    wanted: Wanted,
    summaries: Sequence[Summary],
    texts: tuple[tuple[str, float], ...],
    fault: Diagnostic | None,
) -> Drawn:
    target = next((q.facts.target for q in plan.quantities if q.path == wanted.name and q.node == wanted.node), None)
    return Drawn(
        wanted.name,
        tuple(summaries),
        wanted.unit,
        wanted.label,
        wanted.percent,
        wanted.format,
        wanted.type,
        wanted.periods,
        target,
        texts,
        () if fault is None else (fault,),
    )


class _Tally:
    """Counts the draws in which a check fails, in any period and in each, per sequence of draws."""

    def __init__(self, replicates: int) -> None:
        self.failed = np.zeros(replicates)
        self.draws = np.zeros(replicates)
        self.faulty = 0
        self.by_period: Floats = np.zeros(0)
        self.is_drawn = False

    def add(self, truths: Floats, start: int) -> None:
        self.is_drawn = self.is_drawn or truths.strides[-1] != 0  # what is the same in every draw is shown, not kept
        failing = truths != 1  # a fault is neither
        every = failing if failing.ndim == 1 else failing.any(axis=0)
        if failing.ndim == 2:
            counted = failing.sum(axis=1, dtype=np.float64)
            self.by_period = self.by_period + counted if self.by_period.size else counted
        unknown = np.isnan(truths)
        self.faulty += int((unknown if unknown.ndim == 1 else unknown.any(axis=0)).sum())
        replicates = self.failed.size
        for number in range(replicates):
            own = every[(number - start) % replicates :: replicates]
            self.failed[number] += own.sum()
            self.draws[number] += own.size

    def check(self, name: str, count: int, labels: Sequence[str]) -> DrawnCheck:
        by_period = tuple(float(each) / count for each in self.by_period)
        failed = int(self.failed.sum())
        error = share_error(self.failed, self.draws)
        periods = tuple(labels) if by_period else ()
        return DrawnCheck(name, count, failed, error, self.faulty, periods, by_period, self.is_drawn)
