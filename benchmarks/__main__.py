"""`make bench`: everything that is measured, printed and written to `results.md`. Exits 1 where a limit is passed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import calls, draws, fuzz, rows, sizes, starts
from benchmarks.measure import Line, Section, machine, own_cache

GROUPS: dict[str, list[Callable[[], Section]]] = {
    "language": [calls.section, starts.loading, starts.section, sizes.against_lark, sizes.lengths, sizes.periods],
    "arrays": [rows.formulas, rows.series, rows.row_counts, rows.few_rows],
    "draws": [draws.drawing, draws.recalculating],
}
RESULTS = Path(__file__).with_name("results.md")


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


def table(sections: list[Section]) -> str:
    """The results as a page."""
    lines = [
        "# Benchmarks",
        "",
        f"Measured on {machine()}, by `make bench`. Best of several turns; peers in the same run.",
        "",
    ]
    for section in sections:
        lines += [
            f"## {section.title}",
            "",
            section.note,
            "",
            "| what | measured | ratio | at most | |",
            "|---|---|---|---|---|",
        ]
        for line in section.lines:
            ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
            limit = "" if line.limit is None else f"{line.limit:g}"
            verdict = "" if line.limit is None else ("ok" if line.ok else "**above**")
            lines.append(f"| {line.what} | {line.measured} | {ratio} | {limit} | {verdict} |")
        lines.append("")
    return "\n".join(lines)


def merged(old: str, new: str) -> str:
    """The page with some of its sections measured anew: each stands where it stood, new ones come last."""
    head, *kept = old.split("\n## ")
    fresh = {part.partition("\n")[0]: part for part in new.split("\n## ")[1:]}
    parts = [fresh.pop(part.partition("\n")[0], part).rstrip("\n") + "\n" for part in kept]
    parts += [part.rstrip("\n") + "\n" for part in fresh.values()]
    return "\n## ".join([head, *parts])


def main() -> int:
    """Run from a shell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[[], *GROUPS], help="what to measure; all by default")
    parser.add_argument("--cases", type=int, default=100_000, help="texts to fuzz with; 0 for none")
    options = parser.parse_args()
    sections = []
    for job in [job for name in options.groups or GROUPS for job in GROUPS[name]]:
        with own_cache():
            sections.append(job())
        print(table(sections[-1:]).split("\n\n", 2)[2])
    if options.cases and not options.groups:
        sections.append(fuzzing(options.cases))
        print(table(sections[-1:]).split("\n\n", 2)[2])
    page = table(sections)
    RESULTS.write_text(merged(RESULTS.read_text(encoding="utf-8"), page) if options.groups else page, encoding="utf-8")
    above = [f"{section.title}: {line.what}" for section in sections for line in section.lines if not line.ok]
    print("\n".join(f"above its limit: {each}" for each in above) or "every limit held")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
