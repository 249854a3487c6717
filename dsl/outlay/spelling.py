"""The nearest of some names to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate spelt most like `name`, in any case, or None where none is like it."""
    from difflib import get_close_matches

    folded = {candidate.casefold(): candidate for candidate in candidates}
    found = get_close_matches(name.casefold()[:100], folded, 1, cutoff)
    return folded[found[0]] if found else None
