"""Batches against pyarrow's own reading of the inputs and writing of the outputs, and what memory they take."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from benchmarks.measure import Line, Section, pretty

ROWS = 10_000_000  # `--rows` of the command line
TURNS = 3
LIMIT = 2.0
MORE_MEMORY = 1.2
_GROUP = 1 << 20  # rows of a row group, as pyarrow writes them unasked
_MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
MODEL = """
"Accounts"
input seats = 10 user
input plan = $20 / user / month
input tokens = 400_000 token / user / month
input price = $2 / Mtoken
input support = $50 / month
input discount : share = 5%
gross = seats * plan
output revenue : USD/month = gross * (1 - discount)
output ai_cost : USD/month = seats * tokens * price
output cost : USD/month = ai_cost + support + 3% of revenue
output profit = revenue - cost
output margin = profit / revenue
output yearly = profit * 12 month
check "profitable": profit > $0 / month
"""


@cache
def _folder() -> Path:
    """A folder that lasts as long as the process."""
    import atexit
    import shutil

    root = Path(tempfile.mkdtemp(prefix="outlay-bench-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    (root / "accounts.cost").write_text(MODEL)
    return root


@cache
def _inputs(rows: int, ending: str) -> Path:
    """Accounts, all different."""
    path = _folder() / f"in-{rows}.{ending}"
    source = np.random.default_rng(1)
    floats = ("seats", "plan", "tokens", "price", "discount")
    schema = pa.schema([("id", pa.int64()), *((name, pa.float64()) for name in floats)])
    with _writer(path, schema) as write:
        for start in range(0, rows, _GROUP):
            count = min(_GROUP, rows - start)
            columns = [
                np.arange(start, start + count),
                source.integers(1, 5000, count).astype(float),
                source.uniform(5, 60, count).round(2),
                source.uniform(1e5, 1e6, count),
                source.uniform(0.5, 5, count),
                source.uniform(0, 0.3, count),
            ]
            write(pa.table(columns, schema=schema))
    return path


@contextmanager
def _writer(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    if path.suffix == ".csv":
        with arrow_csv.CSVWriter(path, schema) as writer:
            yield writer.write_table
        return
    with pq.ParquetWriter(path, schema, **_settings(schema)) as writer:
        yield lambda table: writer.write_table(table, row_group_size=_GROUP)


def _settings(schema: pa.Schema) -> dict[str, object]:
    floats = [field.name for field in schema if pa.types.is_floating(field.type)]
    return {
        "compression": "zstd",
        "use_dictionary": False,
        "column_encoding": dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),
    }


def _run(source: Path, *more: str) -> tuple[float, int]:
    """Seconds of the command, from its start to its end, and the most memory any of its processes had, in KB."""
    out = _folder() / f"out{source.suffix}"
    command = [sys.executable, "-m", "outlay", "batch", str(_folder() / "accounts.cost"), str(source), "-o", str(out)]
    started = time.perf_counter()
    # A process begins with the peak of the one that starts it, so a small one stands between.
    done = subprocess.run(
        [sys.executable, "-S", "-c", _MEASURED, *command, "--keep", "id", "--restart", *more],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return time.perf_counter() - started, int(done.stdout)


def _pure(source: Path) -> tuple[float, float]:
    """Seconds of pyarrow to read the inputs and to write the outputs, which lie there from a run."""
    out = _folder() / f"out{source.suffix}"
    csv = source.suffix == ".csv"
    started = time.perf_counter()
    read = arrow_csv.read_csv(source) if csv else pq.read_table(source)
    reading = time.perf_counter() - started
    del read
    table = arrow_csv.read_csv(out) if csv else pq.read_table(out)
    again = _folder() / f"again{source.suffix}"
    started = time.perf_counter()
    if csv:
        arrow_csv.write_csv(table, again)
    else:
        pq.write_table(table, again, row_group_size=_GROUP, **_settings(table.schema))
    return reading, time.perf_counter() - started


def _against_pyarrow(title: str, rows: int, ending: str) -> Section:
    source = _inputs(rows, ending)
    processes: dict[int, list[float]] = {1: [], 2: []}
    pure: list[tuple[float, float]] = []
    for _ in range(TURNS):
        for count, seconds in processes.items():
            seconds.append(_run(source, "--jobs", str(count))[0])
        pure.append(_pure(source))
    reading, writing = min(read for read, _ in pure), min(write for _, write in pure)
    note = (
        f"{rows:,} rows of six columns in, seven out, `outlay batch` from its start to its end. pyarrow reads the same "
        f"file in {pretty(reading)} (with all processors) and writes the same output in {pretty(writing)}."
    )
    lines = [
        Line(
            f"{count} process{'es' if count > 1 else ''}, against pyarrow's read + write",
            f"{pretty(min(seconds))}, {rows / min(seconds):,.0f} rows/s",
            min(seconds) / (reading + writing),
            LIMIT,
        )
        for count, seconds in processes.items()
    ]
    return Section(title, note, lines)


def parquet() -> Section:
    """Parquet in, Parquet out."""
    return _against_pyarrow("A batch from Parquet to Parquet", ROWS, "parquet")


def text() -> Section:
    """CSV in, CSV out."""
    return _against_pyarrow("A batch from CSV to CSV", ROWS, "csv")


def short_text() -> Section:
    """A tenth of it, where starting counts."""
    return _against_pyarrow("A shorter batch from CSV to CSV", max(ROWS // 10, 1), "csv")


def memory() -> Section:
    """The peak for ten times the rows."""
    lines = []
    for ending, rows in (("parquet", ROWS), ("csv", max(ROWS // 10, 1))):
        few, many = (_run(_inputs(each, ending), "--jobs", "1")[1] for each in (max(rows // 10, 1), rows))
        lines.append(
            Line(
                f"{ending}, {rows:,} rows against {max(rows // 10, 1):,}",
                f"{many / 1024:,.0f} MB against {few / 1024:,.0f} MB",
                many / few,
                MORE_MEMORY if rows >= 10_000_000 else None,
            )
        )
    return Section("Memory of a batch", "The most that one process has at any time, everything included.", lines)


def cluster() -> Section:
    """Dask workers of this machine."""
    rows = max(ROWS // 5, 1)
    source = _inputs(rows, "parquet")
    lines = []
    for count in (1, 2, 4):
        seconds = min(_run(source, "--engine", "dask", "--jobs", str(count))[0] for _ in range(2))
        lines.append(Line(f"{count} Dask workers", f"{pretty(seconds)}, {rows / seconds:,.0f} rows/s"))
    note = f"{rows:,} rows from Parquet to Parquet, the start of the cluster on this machine included."
    return Section("A batch on Dask", note, lines)
