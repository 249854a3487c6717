"""Models over a million rows against the same formulas written by hand in NumPy, and in what people use instead."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Line, Section, best, pretty

ROWS = 1_000_000
COLUMNS = ("users", "growth", "plan", "days", "tokens_in", "tokens_out", "price_in", "price_out")

TWELVE = """
input users = 1000
input growth = 0.05
input plan = 10
input days = 16
input tokens_in = 6000
input tokens_out = 2000
input price_in = 0.000002
input price_out = 0.000004
active = users * (1 + growth)
revenue = active * plan
used_in = active * days * tokens_in
used_out = active * days * tokens_out
cost_in = used_in * price_in
cost_out = used_out * price_out
ai = cost_in + cost_out
hosting = 0.1 * revenue
support = 0.05 * revenue
cost = ai + hosting + support
profit = revenue - cost
output margin = profit / revenue
"""


def twelve_by_hand(x: Mapping[str, Any]) -> Any:
    """The twelve formulas as someone fluent in NumPy writes them."""
    active = x["users"] * (1 + x["growth"])
    revenue = active * x["plan"]
    used_in = active * x["days"] * x["tokens_in"]
    used_out = active * x["days"] * x["tokens_out"]
    cost_in = used_in * x["price_in"]
    cost_out = used_out * x["price_out"]
    ai = cost_in + cost_out
    hosting = 0.1 * revenue
    support = 0.05 * revenue
    cost = ai + hosting + support
    profit = revenue - cost
    return profit / revenue


def fifty() -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    """Fifty formulas, each over two before it: as a model, and as the same lines of Python over arrays."""
    lines = [f"input {name} = 1" for name in COLUMNS]
    names = list(COLUMNS)
    steps: list[tuple[str, str, str, str]] = []
    for number in range(50):
        a, b = names[-1 - number % 3], names[(number * 5 + 3) % len(names)]
        operator = "+*-+"[number % 4]
        name = f"x{number}"
        steps.append((name, a, operator, b))
        scaled = f"{a} {operator} 0.5 * {b}" if operator != "*" else f"0.001 * {a} * {b}"
        lines.append(f"{'output ' if number == 49 else ''}{name} = {scaled}")
        names.append(name)
    source = ["def hand(x):", *[f"    {name} = x['{name}']" for name in COLUMNS]]
    for name, a, operator, b in steps:
        source.append(f"    {name} = " + (f"{a} {operator} 0.5 * {b}" if operator != "*" else f"0.001 * {a} * {b}"))
    source.append("    return x49")
    space: dict[str, Any] = {}
    exec("\n".join(source), space)  # our own text, above
    return "\n".join(lines) + "\n", space["hand"]


class Compiled:
    """A model's outputs as functions of columns."""

    def __init__(self, text: str, folder: Path, name: str) -> None:
        import outlay
        from outlay.arrays import compile_arrays

        path = folder / f"{name}.cost"
        path.write_text(text)
        self.plan = outlay.load(path)._plan()
        self.places = {item.path: number for number, item in enumerate(self.plan.inputs)}
        self.root = self.plan.quantities[self.plan.outputs[-1]].node
        self.program = compile_arrays(self.plan, [self.root], list(self.places.values()), False)

    def run(self, x: Mapping[str, Any], engine: str, rows: int | None = None) -> Any:
        given = {self.places[name]: column for name, column in x.items() if name in self.places}
        count = rows if rows is not None else len(next(iter(x.values())))
        return self.program.run(given, count, engine=engine).node(self.root)


def columns(rows: int) -> dict[str, Any]:
    import numpy as np

    generator = np.random.default_rng(1)
    scales = (1000, 0.05, 10, 16, 6000, 2000, 2e-6, 4e-6)
    return {name: scale * generator.uniform(0.5, 1.5, rows) for name, scale in zip(COLUMNS, scales, strict=True)}


def formulas() -> Section:
    """Twelve and fifty formulas."""
    import numpy as np

    found = Section(
        "A model over a million rows",
        "Twelve and fifty formulas over eight columns. The ratio is time against plain NumPy by hand: at most 1/1.3 "
        "with NumPy alone, at most 1/8 and 1/15 with `fast` (numba), compiled code kept from before.",
    )
    x = columns(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        text, fifty_by_hand = fifty()
        for title, model, hand, limit in (
            ("12 formulas", TWELVE, twelve_by_hand, 1 / 8),
            ("50 formulas", text, fifty_by_hand, 1 / 15),
        ):
            compiled = Compiled(model, Path(folder), f"formulas_{title.split()[0]}")
            wanted = hand(x)
            for engine in ("numpy", "numba"):
                assert np.allclose(compiled.run(x, engine), wanted, rtol=1e-12, atol=0)
            jobs: dict[str, Callable[[], object]] = {
                "NumPy by hand": partial(hand, x),
                "Outlay, NumPy alone": partial(compiled.run, x, "numpy"),
                "Outlay with numba": partial(compiled.run, x, "numba"),
            }
            if title.startswith("12"):
                jobs |= peers(x)
            seconds = dict(zip(jobs, best(list(jobs.values()), rounds=7), strict=True))
            base = seconds["NumPy by hand"]
            limits = {"Outlay, NumPy alone": 1 / 1.3, "Outlay with numba": limit}
            for name, taken in seconds.items():
                found.lines.append(Line(f"{title}: {name}", pretty(taken), taken / base, limits.get(name)))
    missing = [each for each in ("numexpr", "polars", "duckdb") if importlib.util.find_spec(each) is None]
    if missing:
        found.lines.append(Line(f"not installed here, so not measured: {', '.join(missing)}", ""))
    return found


def peers(x: Mapping[str, Any]) -> dict[str, Callable[[], object]]:
    """The twelve formulas in libraries made for columns."""
    import pandas as pd

    found: dict[str, Callable[[], object]] = {}
    frame = pd.DataFrame(x)
    found["pandas"] = lambda: twelve_by_hand({name: frame[name] for name in COLUMNS})
    fused = (
        "1 - (users * (1 + growth) * days * (tokens_in * price_in + tokens_out * price_out)"
        " + 0.15 * users * (1 + growth) * plan) / (users * (1 + growth) * plan)"
    )
    if importlib.util.find_spec("numexpr"):
        import numexpr

        found["numexpr, fused by hand"] = lambda: numexpr.evaluate(fused, local_dict=dict(x))
    if importlib.util.find_spec("polars"):
        import polars as pl

        table = pl.DataFrame(dict(x))
        found["polars"] = lambda: table.lazy().select(twelve_by_hand({n: pl.col(n) for n in COLUMNS})).collect()
    if importlib.util.find_spec("duckdb"):
        import duckdb

        connection = duckdb.connect()
        connection.register("t", frame)
        found["duckdb, fused by hand"] = lambda: connection.execute(f"select {fused} as m from t").fetchnumpy()
    return found


SERIES = """
timeline month from 2026-01 for 36
input start = 1000
input churn = 0.02
input new = 30
input price = 10
stock = previous(stock, start) * (1 - churn) + new
output revenue = sum(stock * price)
"""


def series() -> Section:
    """A recurrence over periods."""
    import numpy as np

    found = Section(
        "A series over rows", "36 periods by 100,000 rows with one recurrence, against NumPy written by hand."
    )
    generator = np.random.default_rng(2)
    x = {
        name: scale * generator.uniform(0.5, 1.5, 100_000)
        for name, scale in (("start", 1000), ("churn", 0.02), ("new", 30), ("price", 10))
    }

    def hand() -> Any:
        stock, total = x["start"], np.zeros(len(x["start"]))
        for _ in range(36):
            stock = stock * (1 - x["churn"]) + x["new"]
            total = total + stock * x["price"]
        return total

    with tempfile.TemporaryDirectory() as folder:
        compiled = Compiled(SERIES, Path(folder), "series")
        for engine in ("numpy", "numba"):
            assert np.allclose(compiled.run(x, engine), hand(), rtol=1e-12, atol=0)
        jobs = [hand, lambda: compiled.run(x, "numpy"), lambda: compiled.run(x, "numba")]
        seconds = best(jobs, rounds=7)
    for name, taken in zip(("NumPy by hand", "Outlay, NumPy alone", "Outlay with numba"), seconds, strict=True):
        found.lines.append(Line(name, pretty(taken), taken / seconds[0]))
    return found


def row_counts() -> Section:
    """From a thousand rows to ten million."""
    import tracemalloc

    found = Section(
        "Rows without end",
        "Twelve formulas, NumPy alone. The ratio is time a row against a million rows (fewer fit caches); "
        "memory is what the run itself takes at the most, outputs apart.",
    )
    with tempfile.TemporaryDirectory() as folder:
        compiled = Compiled(TWELVE, Path(folder), "rows")
        base = 0.0
        for rows in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
            x = columns(rows)
            (taken,) = best([partial(compiled.run, x, "numpy")], rounds=3)
            tracemalloc.start()
            compiled.run(x, "numpy")
            peak = tracemalloc.get_traced_memory()[1] - rows * 8
            tracemalloc.stop()
            if rows == ROWS:
                base = taken / rows
            limit = 2.5 if rows > ROWS else None
            ratio = taken / rows / base if base else None
            found.lines.append(
                Line(f"{rows:,} rows", f"{pretty(taken)}, work area {max(peak, 0) / 1e6:.1f} MB", ratio, limit)
            )
    return found


def few_rows() -> Section:
    """What a handful of rows costs: no compiling, no threads."""
    import threading

    found = Section("Few rows pay for nothing", "One row and 100 rows through the engine chosen by itself.")
    with tempfile.TemporaryDirectory() as folder:
        compiled = Compiled(TWELVE, Path(folder), "few")
        before = threading.active_count()
        for rows in (1, 100):
            x = columns(rows)
            (taken,) = best([partial(compiled.run, x, "auto")], rounds=7, repeat=50)
            used = compiled.program.engine_used
            started = threading.active_count() - before
            found.lines.append(Line(f"{rows} rows: {used}, {started} threads started", pretty(taken)))
    return found
