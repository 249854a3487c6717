"""Whether cost grows with the length of a file and the number of periods, and no faster."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import outlay
from benchmarks.measure import Line, Section, best, own_cache, pretty
from benchmarks.texts import model_text

LENGTHS = (1_000, 10_000, 50_000)
PERIODS = (12, 120, 1_200)


def timed(job: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def against_lark() -> Section:
    """Checking a whole model against Lark's bare parse of the same text with the same grammar."""
    from outlay.parse.generate import lark_parser

    found = Section(
        "Checking 5,000 lines", "`outlay check` of a model against Lark's own LALR parse of it, trees alone."
    )
    text = model_text(5_000)
    parser = lark_parser("module")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.cost"
        path.write_text(text)
        assert not [item for item in outlay.Model(path).check() if item.code.id.startswith("E")]
        check, lark = best([lambda: outlay.Model(path).check(), lambda: parser.parse(text)], rounds=5)
    found.lines += [Line("Lark's bare parse", pretty(lark)), Line("check", pretty(check), check / lark, 3)]
    return found


def lengths() -> Section:
    """Time a line, at a thousand lines and at fifty thousand."""
    found = Section("Files of any length", "Nothing kept from before. The ratio is time a line against 1,000 lines.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.cost"
        first: tuple[float, float] | None = None
        for lines in LENGTHS:
            path.write_text(model_text(lines))
            rounds = 3 if lines <= 10_000 else 1
            check = min(timed(lambda: outlay.Model(path).check()) for _ in range(rounds)) / lines
            run = min(fresh_run(path) for _ in range(rounds)) / lines
            first = first or (check, run)
            found.lines += [
                Line(
                    f"{lines:,} lines: check", f"{pretty(check * lines)}, {pretty(check)} a line", check / first[0], 2.5
                ),
                Line(f"{lines:,} lines: run", f"{pretty(run * lines)}, {pretty(run)} a line", run / first[1], 2.5),
            ]
    return found


def fresh_run(path: Path) -> float:
    """Seconds to load and run a model that no cache knows."""
    with own_cache():
        return timed(lambda: outlay.load(path).run())


def periods() -> Section:
    """Time a period, at a year of months and at a century."""
    found = Section(
        "Timelines of any length", "One more run of a 1,000-line model. The ratio is time a period against 120."
    )
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.cost"
        for count in PERIODS:
            path.write_text(model_text(1_000, count))
            model = outlay.Model(path)
            model.run()
            taken[count] = min(timed(model.run) for _ in range(5))
    for count in PERIODS:
        ratio = taken[count] / count / (taken[120] / 120)
        limit = 2.5 if count > 120 else None
        found.lines.append(Line(f"{count:,} periods", pretty(taken[count]), ratio, limit))
    return found
