"""A compiled function of the library against the same formula written by hand in Python."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.measure import Line, Section, best, pretty

CALLS = 20_000


def by_hand(params: float, tokens: float, peak: float, mfu: float, price: float, runs: float) -> float:
    """What someone careful would write: the formula, and a look at every number before it is used."""
    if not params >= 0:
        raise ValueError("params must not be negative")
    if not tokens >= 0:
        raise ValueError("tokens must not be negative")
    if not peak > 0:
        raise ValueError("peak must be positive")
    if not 0 < mfu <= 1:
        raise ValueError("mfu must be a share above 0")
    if not price >= 0:
        raise ValueError("price must not be negative")
    if not runs >= 0:
        raise ValueError("runs must not be negative")
    flop = 6 * params * tokens
    hours = flop / (peak * mfu) / 3600
    return hours * price * runs


def section() -> Section:
    """The time of one call."""
    import outlay

    found = Section(
        "One call of a function", "`TRAIN_COST` with numbers against the formula by hand, range checks in both."
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.cost"
        path.write_text("output x = 1\n")
        compiled = outlay.Model(path).function("TRAIN_COST")
        peak = float(outlay.eval('gpus["A100_SXM_80GB"].peak'))
    assert (
        abs(compiled(175e9, 300e9, "A100_SXM_80GB", 0.4, 2.0, 1.0) / by_hand(175e9, 300e9, 312e12, 0.4, 2.0, 1.0) - 1)
        < 1e-9
    )

    def ours() -> None:
        for _ in range(CALLS):
            compiled(175e9, 300e9, "A100_SXM_80GB", 0.4, 2.0, 1.0)

    def hand() -> None:
        for _ in range(CALLS):
            by_hand(175e9, 300e9, peak, 0.4, 2.0, 1.0)

    def hand_by_name() -> None:
        for _ in range(CALLS):
            by_hand(175e9, 300e9, PEAKS["A100_SXM_80GB"], 0.4, 2.0, 1.0)

    mine, theirs, named = (seconds / CALLS for seconds in best([ours, hand, hand_by_name], rounds=25))
    found.lines += [
        Line("by hand, the peak as a number", pretty(theirs)),
        Line("by hand, the peak from a dict by the GPU's name", pretty(named)),
        Line("compiled from the library, the GPU by name", pretty(mine), mine / theirs, 1.5),
    ]
    return found


PEAKS = {"A100_SXM_80GB": 312e12, "H100_SXM5": 989e12, "T4": 65e12}
