"""Programs for columns of numbers, told the same formulas: numexpr, pandas, polars and DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from benchmarks.formulas import NUMEXPR, SQL, Formulas, evaluated, inlined, translated
from benchmarks.measure import Line
from benchmarks.peers import called, installed, missing

Jobs = dict[str, Callable[[], Any]]
_HOW = 'pip install "outlay[bench]"'
LONGEST = 4_000  # characters of one fused expression that numexpr still compiles in reasonable time


def numexpr(model: Formulas, columns: Mapping[str, Any]) -> Jobs | Line:
    """Formula by formula, and fused: one expression for each output."""
    if installed("numexpr") is None:
        return missing("numexpr", _HOW)
    import numexpr as ne

    texts = {name: translated(text, NUMEXPR) for name, text in model.formulas.items()}

    def by_formula() -> list[Any]:
        values = dict(columns) | model.fixed
        for name, text in texts.items():
            values[name] = ne.evaluate(text, local_dict=values, global_dict={})
        return [values[name] for name in model.outputs]

    jobs: Jobs = {f"{called('numexpr')}, formula by formula": by_formula}
    fused = [inlined(model, name) for name in model.outputs]
    if max(map(len, fused)) <= LONGEST:
        given = dict(columns) | model.fixed
        jobs[f"{called('numexpr')}, fused"] = lambda: [
            ne.evaluate(text, local_dict=given, global_dict={}) for text in fused
        ]
    return jobs


def pandas(model: Formulas, columns: Mapping[str, Any]) -> Jobs | Line:
    """Series of a frame, one formula after another."""
    if installed("pandas") is None:
        return missing("pandas", _HOW)
    import pandas as pd

    frame = pd.DataFrame(dict(columns))

    def job() -> list[Any]:
        values: dict[str, Any] = {name: frame[name] for name in model.inputs} | model.fixed
        for name, text in model.formulas.items():
            values[name] = evaluated(text, values, np.where, np.maximum, np.minimum)
        return [values[name] for name in model.outputs]

    return {called("pandas"): job}


def polars(model: Formulas, columns: Mapping[str, Any]) -> Jobs | Line:
    """One lazy query: a step for each formula, outputs collected."""
    if installed("polars") is None:
        return missing("polars", _HOW)
    import polars as pl

    frame = pl.DataFrame(dict(columns))

    def chosen(condition: Any, then: Any, otherwise: Any) -> Any:
        return pl.when(condition).then(then).otherwise(otherwise)

    def job() -> list[Any]:
        query = frame.lazy()
        for name, text in model.formulas.items():
            values: dict[str, Any] = {each: pl.col(each) for each in (*model.inputs, *model.formulas)} | model.fixed
            made: Any = evaluated(text, values, chosen, pl.max_horizontal, pl.min_horizontal)
            query = query.with_columns(made.alias(name))
        found = query.select(model.outputs).collect()
        return [found[name].to_numpy() for name in model.outputs]

    return {called("polars"): job}


def duckdb(model: Formulas, columns: Mapping[str, Any]) -> Jobs | Line:
    """One query over a table in memory: a step for each formula, outputs fetched as arrays."""
    if installed("duckdb") is None:
        return missing("DuckDB", _HOW)
    import duckdb as db
    import pandas as pd

    base = pd.DataFrame(dict(columns))
    connection = db.connect()
    connection.execute("CREATE TABLE base AS SELECT * FROM base")
    del base

    def named(each: str) -> str:
        return repr(model.fixed[each]) if each in model.fixed else each

    steps = [f"SELECT *, {translated(text, SQL, named)} AS {name} FROM" for name, text in model.formulas.items()]
    query = reduce(lambda inner, step: f"{step} ({inner})", steps, "SELECT * FROM base")
    query = f"SELECT {', '.join(model.outputs)} FROM ({query})"

    def job() -> list[Any]:
        found = connection.execute(query).fetchnumpy()
        return [found[name] for name in model.outputs]

    return {called("duckdb"): job}


TABLE_PROGRAMS: tuple[Callable[[Formulas, Mapping[str, Any]], Jobs | Line], ...] = (numexpr, pandas, polars, duckdb)
