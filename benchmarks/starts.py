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


def prices() -> Section:
    """What a price by its name adds to a model that is checked for the first time."""
    from outlay.compilation import Compilation
    from outlay.diagnostics import Source

    def first(text: str) -> None:
        Compilation(Source("model.cost", text)).plan("")

    found = Section("A price by its name", "A model checked with nothing kept, in a running process.")
    given = "output cost = TOKEN_COST(1M, 1M, 2.5, 10)\n"
    named = 'output cost = API_COST("gpt-4o", 1M, 1M, 2024-08-06)\n'
    listed = "use prices.openai as openai\noutput cost = TOKEN_COST(1M, 1M, 2.5, 10)\n"
    loaded = _catalogue()
    plain, by_list, by_name = best([lambda: first(given), lambda: first(listed), lambda: first(named)], rounds=15)
    found.lines += [
        Line("prices given in the model", pretty(plain)),
        Line("a price list imported", pretty(by_list)),
        Line("`API_COST` of a model by its name", pretty(by_name)),
        Line("loading the catalogue: index and one list of 185 rows", pretty(loaded), loaded / 0.010, 1.0),
    ]
    return found


def _catalogue() -> float:
    """Seconds to read the index and one list, and to parse the rows of one model."""
    from hashlib import sha256

    from outlay.diagnostics import Source
    from outlay.loader import LIBRARY
    from outlay.tables import normalise, read_index

    def load() -> None:
        data = (LIBRARY / "prices" / "openai.csv").read_bytes()
        index = read_index((LIBRARY / "prices" / "index.json").read_text(encoding="utf-8"))
        table = index.table("openai", Source("openai.csv", data.decode()), sha256(data).hexdigest())
        assert table is not None
        for row in table.families[table.index[normalise("gpt-4o")]]:
            assert table.rows[row].name

    return best([load], rounds=15)[0]


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
