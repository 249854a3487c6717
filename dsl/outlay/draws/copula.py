"""Gaussian copulas: independent normal scores turned into correlated ones, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outlay.correlation import Pairs, factor, groups
from outlay.diagnostics.model import OutlayError


@dataclass(frozen=True, slots=True)
class Mixture:
    """A correlated stream's score as a weighted sum of independent scores, in an order of its own."""

    streams: tuple[str, ...]
    weights: tuple[float, ...]


def mixtures(pairs: Pairs) -> dict[str, Mixture]:
    """For each correlated stream what it is mixed from; streams with none are not correlated."""
    found: dict[str, Mixture] = {}
    for names in groups(pairs):
        rows = factor(names, pairs)
        if isinstance(rows, str):
            raise OutlayError(f"The correlations of this model cannot be: {rows}.")
        for place, name in enumerate(names):
            found[name] = _mixture(names, rows[place])
    return found


def _mixture(names: Sequence[str], row: Sequence[float]) -> Mixture:
    used = [number for number, weight in enumerate(row) if weight]
    return Mixture(tuple(names[number] for number in used), tuple(row[number] for number in used))
