"""One run over rows, as an engine gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Work:
    """What an engine is given, and where it leaves results.

    `columns`: by input, (rows,) or, for a series, (periods, rows). `uniform`: by node, a float (truths 1 and 0, texts
    codes), a tuple of floats for a list, or a list of these for a series; by `~node` the same for an input that is set
    for all rows though its default varies. `arrays` has room for every root that varies, `counts` for the number of
    roots of every question among them.
    """

    rows: int
    columns: Mapping[int, Array]
    uniform: Mapping[int, Any]
    draws: Any
    point: str
    arrays: Mapping[int, Array]
    counts: Mapping[int, Array]
    threads: int | None = None


class Engine(Protocol):
    """Evaluates an analysed plan over all rows of some work."""

    name: str

    def evaluate(self, work: Work) -> None:
        """Fills `work.arrays` and `work.counts`."""
