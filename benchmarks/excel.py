"""Functions of Excel through xlwings' own caller, against what that caller costs by itself, and against NumPy."""

from __future__ import annotations

import math
import sys
import types
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.measure import Line, Section, best, pretty

excel: Any = import_module("tests.addin.excel")  # the stand-ins for pywin32, with which the tests run as well

CALLS, ROWS = 1_000, 10_000
PARAMS, TOKENS, GPU, MFU, PRICE, RUNS = 7e9, 1.4e12, "H100_SXM5", 0.4, 2.0, 3.0
PEAK = 989e12


def echo(value: Any) -> Any:
    """Gives back what it is given."""
    return value


def echo_all(params: Any, tokens: Any, gpu: Any, mfu: Any, price: Any, runs: Any) -> Any:  # noqa: ARG001
    """Gives back the first of as many arguments as TRAIN_COST has."""
    return params


def by_hand(params: Any, tokens: Any) -> Any:
    """TRAIN_COST over a range, as one would write it with NumPy."""
    return 6 * np.asarray(params, dtype=np.float64) * tokens / (PEAK * MFU * 3600) * PRICE * RUNS


def peers() -> types.ModuleType:
    """A module of functions xlwings can call: with its own conversions, and with those our functions use."""
    udfs: Any = excel.install()
    from outlay_addin.cells import Cells

    def ours(params: Any, tokens: Any) -> Any:
        return by_hand(params, tokens).tolist()

    made = types.ModuleType("peers_of_excel")
    made.__file__ = __file__
    made.echo, made.echo_all = udfs.xlfunc(echo), udfs.xlfunc(echo_all)  # type: ignore[attr-defined]
    made.by_hand = udfs.xlarg("params", np.array, ndim=2)(udfs.xlfunc(by_hand))  # type: ignore[attr-defined]
    same = udfs.xlret(Cells)(udfs.xlarg("params", Cells)(udfs.xlarg("tokens", Cells)(udfs.xlfunc(ours))))
    same.__name__ = "same_conversion"
    made.same_conversion = same  # type: ignore[attr-defined]
    sys.modules[made.__name__] = made
    return made


def section() -> Section:
    """One call, and one call over a range."""
    udfs: Any = excel.install()
    theirs = peers().__name__
    here = excel.cell(None)

    def call(module: str, name: str, *arguments: Any) -> Callable[[], Any]:
        return lambda: udfs.call_udf(module, name, arguments, None, here)

    found = Section(
        "Functions of Excel",
        "`call_udf` of xlwings over stand-ins for pywin32, so without what Excel and COM add to every call alike. "
        f"A range of {ROWS:,} rows stands in memory; the function is `TRAIN_COST`.",
    )
    number, numbers = call(theirs, "echo", PARAMS), [PARAMS, TOKENS, GPU, MFU, PRICE, RUNS]
    cost = "outlay_addin.udfs", "TRAIN_COST"
    cells = [excel.cell(each) for each in numbers]
    texts = ["7B parameter", "1.4T token", GPU, "40%", "$2 / GPU_hour", RUNS]
    jobs = [
        number, call(*cost, PARAMS, TOKENS), call(theirs, "echo", cells[0]), call(*cost, *cells[:1], TOKENS),
        call(theirs, "echo_all", *cells), call(*cost, *cells), call(*cost, *texts),
    ]  # fmt: skip
    one, two, one_cell, one_and_one, six, six_cells, six_texts = best(jobs, rounds=15, repeat=CALLS // 5)
    found.lines += [
        Line("a function that returns its argument, a number", pretty(one)),
        Line("`TRAIN_COST` of two numbers", pretty(two), two / one, 3.0),
        Line("`TRAIN_COST` of six texts with units", pretty(six_texts), six_texts / one, 3.0),
        Line("a function that returns its argument, a cell", pretty(one_cell)),
        Line("`TRAIN_COST` of a cell and a number", pretty(one_and_one), one_and_one / one_cell, 3.0),
        Line("a function of six arguments, cells, that returns the first", pretty(six)),
        Line("`TRAIN_COST` of six cells", pretty(six_cells), six_cells / six, 3.0),
    ]
    found.lines += _range(call, theirs, cost)
    return found


def _range(call: Callable[..., Callable[[], Any]], theirs: str, cost: tuple[str, str]) -> list[Line]:
    rows = tuple((1e9 + number,) for number in range(ROWS))
    column = _kept(rows)
    given = (column, TOKENS)
    mine = call(*cost, *given, GPU, MFU, PRICE, RUNS)
    jobs = [call(theirs, "by_hand", *given), call(theirs, "same_conversion", *given), mine]
    values = [job() for job in jobs]
    assert all(math.isclose(a[0], b[0], rel_tol=1e-12) for a, b in zip(values[1], values[2], strict=True))
    numpy, same, ours = best(jobs, rounds=9)
    return [
        Line(f"{ROWS:,} rows in NumPy, converted by xlwings", pretty(numpy)),
        Line(f"{ROWS:,} rows in NumPy, with our conversion of cells", pretty(same)),
        Line(f"{ROWS:,} rows of `TRAIN_COST`, against the former", pretty(ours), ours / numpy, 5.0),
        Line(f"{ROWS:,} rows of `TRAIN_COST`, against the latter", pretty(ours), ours / same, 5.0),
    ]


def _kept(rows: tuple[tuple[float, ...], ...]) -> Any:
    """A range whose cells are there already: reading them from a sheet is no part of what is measured."""
    kept = type("Kept", (excel.Cells,), {"Value": property(lambda _: rows)})
    return kept(excel.Sheet(rows), 1, 1, len(rows), len(rows[0]))
