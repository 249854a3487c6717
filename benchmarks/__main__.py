"""`make bench`: everything that is measured, printed and written to `results.md`. Exits 1 where a limit is passed.

`python -m benchmarks arrays draws` measures these groups alone and renews their part of the page.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import (
    arrays,
    batch,
    calc,
    calls,
    excel,
    few_rows,
    fuzz,
    growth,
    recalculation,
    simulation,
    sizes,
    starts,
    workbooks,
)
from benchmarks.measure import Line, Section, machine, own_cache

RESULTS = Path(__file__).with_name("results.md")
Job = Callable[[], Section]
GROUPS: dict[str, tuple[Job, ...]] = {
    "language": (
        calls.section,
        starts.loading,
        starts.section,
        starts.prices,
        sizes.against_lark,
        sizes.lengths,
        sizes.periods,
    ),
    "arrays": (arrays.twelve, arrays.fifty, arrays.series, growth.section, few_rows.section),
    "addin": (excel.section,),
    "batch": (batch.parquet, batch.text, batch.short_text, batch.memory, batch.cluster),
    "draws": (simulation.section, recalculation.section),
    "calc": (calc.section,),
    "workbooks": (workbooks.section,),
}


def fuzzing(cases: int) -> Section:
    """Texts nobody meant."""
    started = time.perf_counter()
    total, wrong, slowest = fuzz.run(cases, seed=int(time.time()) % 10_000)
    taken = time.perf_counter() - started
    note = "Sentences of the grammar and mutilated samples: only diagnostics may come out, none may take a second."
    lines = [
        Line("cases", f"{total:,} in {taken:.0f} s"),
        Line("wrong", f"{len(wrong)}", float(len(wrong)), 0.0),
        Line("slowest", f"{slowest:.2f} s", slowest, 1.0),
        *(Line(problem, "") for problem in wrong[:20]),
    ]
    return Section("Texts nobody meant", note, lines)


def part(section: Section) -> str:
    """One section of the page."""
    lines = [
        f"## {section.title}",
        "",
        section.note,
        "",
        "| what | measured | ratio | bound | |",
        "|---|---|---|---|---|",
    ]
    for line in section.lines:
        ratio = "" if line.ratio is None else f"{line.ratio:.3g}" if line.ratio < 100 else f"{line.ratio:,.0f}"
        verdict = "" if not line.bound else "ok" if line.ok else "**missed**"
        lines.append(f"| {line.what} | {line.measured} | {ratio} | {line.bound} | {verdict} |")
    return "\n".join([*lines, ""])


def page(parts: Sequence[str]) -> str:
    """The results as a page."""
    head = f"Measured on {machine()}, by `make bench`. Best of several turns; peers in the same run."
    return "\n".join(["# Benchmarks", "", head, "", *parts])


def renewed(parts: Sequence[str]) -> str:
    """The page there is, with the parts that were measured in place of older ones."""
    kept = re.split(r"(?m)^(?=## )", RESULTS.read_text(encoding="utf-8"))[1:] if RESULTS.exists() else []
    new = {one.split("\n", 1)[0]: one for one in parts}
    found = [new.pop(old.split("\n", 1)[0], old.rstrip("\n") + "\n") for old in kept]
    return page([*found, *new.values()])


def main() -> int:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[[], *GROUPS, "fuzz"], help="what to measure; everything if none")
    parser.add_argument("--cases", type=int, default=100_000, help="texts to fuzz with; 0 for none")
    parser.add_argument("--rows", type=int, default=batch.ROWS, help="rows of a batch; CSV takes a tenth")
    options = parser.parse_args()
    batch.ROWS = options.rows
    sections = []
    jobs = [job for name in options.groups or GROUPS for job in GROUPS.get(name, ())]
    if options.cases and (not options.groups or "fuzz" in options.groups):
        jobs.append(lambda: fuzzing(options.cases))
    for job in jobs:
        with own_cache():
            sections.append(job())
        print(part(sections[-1]), flush=True)
    parts = [part(section) for section in sections]
    RESULTS.write_text(renewed(parts) if options.groups else page(parts), encoding="utf-8")
    missed = [f"{section.title}: {line.what}" for section in sections for line in section.lines if not line.ok]
    print("\n".join(f"missed: {each}" for each in missed) or "every bound held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
