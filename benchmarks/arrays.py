"""Many rows: models of 12 and 50 formulas, and a series, against the same in plain NumPy and against peers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import by_hand
from benchmarks.formulas import FIFTY, TWELVE, Formulas
from benchmarks.measure import Line, Section, best, pretty
from benchmarks.table_programs import TABLE_PROGRAMS
from outlay.arrays import ArrayProgram, compile_arrays
from outlay.compilation import Compilation

ROWS = 1_000_000
ROUNDS = 150
PATIENCE = 6.0  # seconds for each competitor, all turns together; quick ones get more turns, and a quiet one among them
Columns = dict[str, np.ndarray[Any, np.dtype[np.float64]]]


class Ready:
    """A model compiled for arrays, with columns of random numbers for its inputs."""

    def __init__(self, text: str, inputs: Mapping[str, tuple[float, float]], outputs: Sequence[str], rows: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.cost"
            path.write_text(text)
            plan = Compilation(path).plan("")
        assert plan is not None
        random = np.random.default_rng(1)
        self.rows = rows
        self.columns: Columns = {name: random.uniform(*span, rows) for name, span in inputs.items()}
        numbers = {item.path: number for number, item in enumerate(plan.inputs)}
        nodes = {quantity.path: quantity.node for quantity in plan.quantities}
        self.nodes = [nodes[name] for name in outputs]
        self.given = {numbers[name]: column for name, column in self.columns.items()}
        self.program: ArrayProgram = compile_arrays(plan, self.nodes, list(self.given))

    def run(self, engine: str, threads: int | None = None) -> list[Any]:
        """The outputs."""
        done = self.program.run(self.given, self.rows, engine=engine, threads=threads)
        assert engine in ("auto", self.program.engine_used)
        return [done.node(node) for node in self.nodes]

    def check(self, expected: Sequence[Any]) -> None:
        """Whoever is measured computes the same."""
        for engine in ("numpy", "numba"):
            agree(self.run(engine), expected)


def agree(found: Sequence[Any], expected: Sequence[Any]) -> None:
    """The same numbers, but for rounding."""
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(np.asarray(one), other, rtol=1e-9, atol=1e-9 * float(np.abs(other).max()))


def formulas(model: Formulas, hand: Callable[[Columns], Any], least: float) -> Section:
    """One model on a million rows."""
    ready = Ready(model.cost(), model.inputs, model.outputs, ROWS)
    expected = hand(ready.columns)
    ready.check(expected)
    jobs: dict[str, Callable[[], object]] = {
        "plain NumPy, by hand": lambda: hand(ready.columns),
        "outlay, numba": lambda: ready.run("numba"),
        "outlay, numba, one thread": lambda: ready.run("numba", 1),
        "outlay, NumPy": lambda: ready.run("numpy"),
    }
    absent = []
    for peer in TABLE_PROGRAMS:
        made = peer(model, ready.columns)
        if isinstance(made, Line):
            absent.append(made)
            continue
        for name, job in made.items():
            agree(job(), expected)
            jobs[name] = job
    seconds = dict(zip(jobs, best(list(jobs.values()), ROUNDS, patience=PATIENCE), strict=True))
    base = seconds["plain NumPy, by hand"]
    limits = {"outlay, numba": least, "outlay, NumPy": 1.3}
    note = (
        f"{len(model.inputs)} columns in, {len(model.outputs)} out, {ROWS:,} rows; every formula is needed. "
        "The ratio is the time of plain NumPy over the time measured: how many times faster. Outlay writes where its "
        "earlier results were, once nobody holds them."
    )
    lines = [
        Line(name, pretty(taken), base / taken, least=limits.get(name))
        for name, taken in sorted(seconds.items(), key=lambda item: item[1])
    ]
    return Section(f"{model.title} over a million rows", note, lines + absent)


def twelve() -> Section:
    """The smaller model."""
    return formulas(TWELVE, by_hand.twelve, 8)


def fifty() -> Section:
    """The larger model."""
    return formulas(FIFTY, by_hand.fifty, 15)


def series() -> Section:
    """36 months for each of a hundred thousand rows."""
    rows = 100_000
    outputs = ("closing", "profit", "all_profit")
    ready = Ready(by_hand.SERIES_MODEL, by_hand.SERIES_INPUTS, outputs, rows)
    ready.check(by_hand.series(ready.columns))
    jobs: dict[str, Callable[[], object]] = {
        "plain NumPy, by hand": lambda: by_hand.series(ready.columns),
        "outlay, numba": lambda: ready.run("numba"),
        "outlay, NumPy": lambda: ready.run("numpy"),
    }
    seconds = dict(zip(jobs, best(list(jobs.values()), ROUNDS, patience=PATIENCE), strict=True))
    base = seconds["plain NumPy, by hand"]
    note = (
        f"Customers of 36 months, one recurrence, {rows:,} rows; two series and a sum come out, 58 MB. By hand: a loop "
        "over months, results written where they belong. The ratio is how many times faster."
    )
    limits = {"outlay, numba": 2.0, "outlay, NumPy": 0.8}
    lines = [Line(name, pretty(taken), base / taken, least=limits.get(name)) for name, taken in seconds.items()]
    return Section("A series: 36 periods over a hundred thousand rows", note, lines)
