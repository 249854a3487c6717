"""The nearest of some names to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable

_MOST_LISTED = 12  # names that are told one by one


def nearest(name: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate spelt most like `name`, in any case, or None where none is like it."""
    return next(iter(alike(name, candidates, 1, cutoff)), None)


def alike(name: str, candidates: Iterable[str], most: int, cutoff: float = 0.6) -> list[str]:
    """The candidates spelt like `name`, in any case, the likest first."""
    from difflib import get_close_matches

    folded = {candidate.casefold(): candidate for candidate in candidates}
    return [folded[found] for found in get_close_matches(name.casefold()[:100], folded, most, cutoff)]


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
