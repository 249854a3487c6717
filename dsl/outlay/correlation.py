"""Whether correlations fit together, and the triangular factor that makes independent scores correlated.

Numbers tied by chains of correlations form a group; a group's members are taken by name, so that neither the order of
statements nor another group matters. Pairs that are not stated are uncorrelated, within a group too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, starmap
from operator import mul

Pairs = tuple[tuple[str, str, float], ...]

Stated = dict[tuple[str, str], float]

LARGEST_GROUP = 300
_MOST_SIFTED = 40
_ROUNDING = 1e-12  # a variance below this is none


def groups(pairs: Pairs) -> list[tuple[str, ...]]:
    """Names tied to one another, directly or through others, each group and the list of them in order of name."""
    ties: dict[str, set[str]] = {}
    for a, b, _ in pairs:
        ties.setdefault(a, set()).add(b)
        ties.setdefault(b, set()).add(a)
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for name in sorted(ties):
        if name in seen:
            continue
        group, waiting = {name}, [name]
        while waiting:
            new = ties[waiting.pop()] - group
            group |= new
            waiting += new
        seen |= group
        found.append(tuple(sorted(group)))
    return found


def problem(pairs: Pairs) -> str | None:
    """Why no numbers can be correlated so, or None when some can."""
    for names in groups(pairs):
        found = factor(names, pairs)
        if isinstance(found, str):
            return found
    return None


@lru_cache(maxsize=64)
def factor(names: tuple[str, ...], pairs: Pairs) -> tuple[tuple[float, ...], ...] | str:
    """The lower triangular factor of the group's correlation matrix (Cholesky), or why there is none.

    The matrix has to be positive semidefinite; numbers that are fully determined by others are allowed.
    """
    if len(names) > LARGEST_GROUP:
        return f"{len(names)} numbers are tied together by correlations; the most is {LARGEST_GROUP}"
    stated: Stated = {}
    for a, b, value in pairs:
        pair = (a, b) if a < b else (b, a)
        if stated.setdefault(pair, value) != value:
            return f"the correlation of {pair[0]} and {pair[1]} is said to be {stated[pair]:g} and {value:g}"
    rows = _cholesky(names, stated)
    return rows if rows is not None else _contradiction(names, stated)


def _cholesky(names: Sequence[str], stated: Stated) -> tuple[tuple[float, ...], ...] | None:
    rows: list[tuple[float, ...]] = []
    for i, name in enumerate(names):
        row: list[float] = []
        for j, other in enumerate(names[:i]):
            pair = (other, name) if other < name else (name, other)
            rest = stated.get(pair, 0.0) - math.fsum(starmap(mul, zip(row, rows[j], strict=False)))
            scale = rows[j][j]
            if not scale and abs(rest) > math.sqrt(_ROUNDING):
                return None
            row.append(rest / scale if scale else 0.0)
        variance = 1.0 - math.fsum(weight * weight for weight in row)
        if variance < -_ROUNDING:
            return None
        rows.append((*row, math.sqrt(variance) if variance > _ROUNDING else 0.0))
    return tuple(rows)


def _contradiction(names: Sequence[str], stated: Stated) -> str:
    """The fewest names that already contradict one another, as a sentence."""
    culprits = list(names)
    if len(names) <= _MOST_SIFTED:
        for name in names:
            fewer = [one for one in culprits if one != name]
            if _cholesky(fewer, stated) is None:
                culprits = fewer
    told = f"{', '.join(culprits[:-1])} and {culprits[-1]} contradict one another"
    unsaid = [f"{a} and {b}" for a, b in combinations(culprits, 2) if (a, b) not in stated]
    if unsaid:
        told += f"; {unsaid[0]} are not said to be correlated, which is a correlation of 0"
    return told
