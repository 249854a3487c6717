"""Where the rows or columns of a sheet stand afterwards: each old line's new place, or that it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise


@dataclass(frozen=True)
class Lines:
    """Rows (or columns) from 1. Those up to `last` are the model's and have images or are gone; later ones follow.

    `shown` is the number of lines that the model has afterwards: line `last + 1` becomes `shown + 1`.
    """

    images: Mapping[int, int]
    last: int
    shown: int
    most: int  # how many a sheet can have

    @cached_property
    def identical(self) -> bool:
        """Whether every line stays where it is."""
        return self.last == self.shown and all(self.images.get(line) == line for line in range(1, self.last + 1))

    @cached_property
    def in_order(self) -> bool:
        """Whether no two lines change places."""
        places = [self.images[line] for line in sorted(self.images)]
        return all(one < other for one, other in pairwise(places))

    def image(self, line: int) -> int | None:
        """The new place of a line, None for one that is gone or pushed beyond the sheet's edge."""
        if line <= self.last:
            return self.images.get(line)
        moved = line + self.shown - self.last
        return moved if moved <= self.most else None

    def source(self, line: int) -> int | None:
        """The line that now stands in a place, None for a new one."""
        return self._sources.get(line) if line <= self.shown else line - self.shown + self.last

    def runs(self, first: int, last: int) -> list[tuple[int, int]]:
        """The new places of a range; new lines between two that stood side by side belong to it."""
        ranked = sorted(
            (self._ranks[self.images[line]], self.images[line])
            for line in range(first, min(last, self.last) + 1)
            if line in self.images
        )
        found: list[tuple[int, int]] = []
        before = -2
        for rank, place in ranked:
            if rank == before + 1:
                found[-1] = found[-1][0], place
            else:
                found.append((place, place))
            before = rank
        if last > self.last:
            start = self.image(max(first, self.last + 1))
            if start is not None:
                end = min(last + self.shown - self.last, self.most)
                if found and before == len(self._ranks) - 1 and max(first, self.last + 1) == self.last + 1:
                    found[-1] = found[-1][0], end
                else:
                    found.append((start, end))
        return found

    @cached_property
    def _ranks(self) -> dict[int, int]:
        return {place: rank for rank, place in enumerate(sorted(self.images.values()))}

    @cached_property
    def _sources(self) -> dict[int, int]:
        return {place: line for line, place in self.images.items()}


def unmoved(most: int) -> Lines:
    """Lines that all stay where they are."""
    return Lines({}, 0, 0, most)
