"""The nearest of some names to a misspelt one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable

_MOST_LISTED = 12  # names that are told one by one
_LONGEST = 100
_LOOKED_AT = 12
_MOST_WEIGHED = 300  # names that are compared letter by letter
_MOST_LOOKED_AT = 300_000  # names that all guesses at one model's mistakes may look at
_A_GUESS = 1_000  # names whose looking at costs as much as weighing the likest of them
LIKENESS = 0.7  # names of a model are short: a looser likeness would guess at random
_SWAPPED = 0.5  # two letters in each other's place are one slip of the fingers


def nearest(name: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate spelt most like `name`, in any case, or None where none is like it."""
    return next(iter(alike(name, candidates, 1, cutoff)), None)


def alike(name: str, candidates: Iterable[str], most: int, cutoff: float = 0.6) -> list[str]:
    """The candidates spelt like `name`, in any case, the likest first."""
    from difflib import get_close_matches

    folded = {candidate.casefold()[:_LONGEST]: candidate for candidate in candidates}
    written = name.casefold()[:_LONGEST]
    if written in folded:
        return [folded[written]]
    ranked = []
    for rank, near in enumerate(get_close_matches(written, _neighbours(written, folded), _LOOKED_AT, cutoff)):
        steps = _steps(written, near)
        # letters in common are no likeness: `agents` holds most of `page`
        if steps <= (max(1.0, len(written) / 3) if len(written) > 2 else _SWAPPED) or (
            len(written) > 2 and (written in near or near in written)
        ):
            ranked.append((steps, rank, near))
    return [folded[near] for _, _, near in sorted(ranked)[:most]]


def _neighbours(written: str, names: Collection[str]) -> Collection[str]:
    """Of very many names those that begin or end most like the one written, since weighing each takes long."""
    if len(names) <= _MOST_WEIGHED:
        return names
    around = _MOST_WEIGHED // 4
    found: dict[str, None] = {}
    for turn in (1, -1):
        row = sorted(name[::turn] for name in names)
        at = bisect_left(row, written[::turn])
        found |= dict.fromkeys(name[::turn] for name in row[max(0, at - around) : at + around])
    return found


class Guesses:
    """What misspelt names may have meant: for a file of nothing but mistakes only as long as it takes no time."""

    def __init__(self) -> None:
        self._left = _MOST_LOOKED_AT

    def afford(self, count: int) -> bool:
        """Whether one more guess among so many names is worth its time."""
        self._left -= _A_GUESS + count
        return self._left > 0

    def nearest(self, name: str, candidates: Collection[str], cutoff: float = LIKENESS) -> str | None:
        """The candidate spelt most like `name`, or None: where none is, and where enough has been guessed."""
        return nearest(name, candidates, cutoff) if self.afford(len(candidates)) else None


def _steps(left: str, right: str) -> float:
    """How many letters have to be put in, left out, changed or swapped with their neighbour."""
    before: list[float] = []
    above: list[float] = [float(column) for column in range(len(right) + 1)]
    for row, letter in enumerate(left, 1):
        here = [float(row)]
        for column, other in enumerate(right, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + _SWAPPED)
            here.append(cost)
        before, above = above, here
    return above[-1]


def slip(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `name` is but for one letter, which may be a slip where both could be meant; None for none."""
    letters = re.sub(r"\d", "", name)
    if len(letters) < 4:
        return None
    for candidate in candidates:
        if abs(len(candidate) - len(name)) > 1 or re.findall(r"\d", candidate) != re.findall(r"\d", name):
            continue  # `peak_fp8` and `peak_fp4` are two things
        if 0 < _steps(name, candidate) <= 1:
            return candidate
    return None


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """` Did you mean plan?` to stand behind a sentence, or nothing."""
    guess = nearest(name, candidates)
    return "" if guess is None else f" Did you mean {guess}?"


def instead_of(name: str, there: Iterable[str]) -> str:
    """What to say behind a name that is none of those there: `, only "AWS" and "Azure"; did you mean "AWS"?`."""
    names = list(dict.fromkeys(there))
    quoted = [f'"{one}"' for one in names]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else ""
    guess = nearest(name, names)
    said = f", only {listed}" if 0 < len(names) <= _MOST_LISTED else ""
    return said + (f'; did you mean "{guess}"?' if guess is not None and len(names) > 1 else "")
