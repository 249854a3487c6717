"""How long until a number appears: a process of one's own, and a model loaded in a running one."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Line, Section, best, command, own_cache, pretty

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = str(ROOT / "templates" / "saas_margin.cost")
OUTLAY = str(Path(sys.executable).parent / "outlay")


def section() -> Section:
    """Cold processes, with an empty cache and a filled one."""
    found = Section("From a cold process", '`outlay run templates/saas_margin.cost` against `python -c "import lark"`.')
    with tempfile.TemporaryDirectory() as folder:
        filled = {"XDG_CACHE_HOME": str(Path(folder) / "filled")}
        fresh = iter(range(10_000))

        def first() -> None:
            command([OUTLAY, "run", TEMPLATE], {"XDG_CACHE_HOME": str(Path(folder) / f"new{next(fresh)}")})()

        command([OUTLAY, "run", TEMPLATE], filled)()
        jobs = [
            command([sys.executable, "-c", "import lark"]),
            command([OUTLAY, "run", TEMPLATE], filled),
            first,
            command([sys.executable, "-c", "pass"]),
            command([sys.executable, "-c", "import click"]),
        ]
        lark, cached, cold, nothing, click = best(jobs, rounds=9)
    found.lines += [
        Line("`python -c pass`", pretty(nothing)),
        Line('`python -c "import click"`', pretty(click)),
        Line('`python -c "import lark"`', pretty(lark)),
        Line("`outlay run`, plan kept from before", pretty(cached), cached / lark, 2.5),
        Line("`outlay run`, the first time", pretty(cold), cold / lark, 6),
    ]
    return found


def loading() -> Section:
    """A kept model in a running process."""
    import outlay

    found = Section("Loading a model that was read before", "`outlay.load` and one run, in a running process.")
    with own_cache():
        outlay.load(TEMPLATE).run()
        model = outlay.load(TEMPLATE)
        model.run()
        load, both, again = best(
            [lambda: outlay.load(TEMPLATE), lambda: outlay.load(TEMPLATE).run(), model.run], rounds=15
        )
    found.lines += [
        Line("load", pretty(load), load / 0.015, 1.0),
        Line("load and run", pretty(both)),
        Line("run again", pretty(again)),
    ]
    return found
