"""Which work buffer holds which value: a buffer is taken again once nothing will read what is in it."""

from __future__ import annotations

from collections.abc import Iterable


class Slots:
    """Buffers of three sorts, numbered from 0: "b" one number per row, "m" one truth per row, "l" a whole series."""

    SORTS = ("b", "m", "l")

    def __init__(self) -> None:
        self.counts = dict.fromkeys(self.SORTS, 0)
        self._free: dict[str, list[int]] = {sort: [] for sort in self.SORTS}
        self._held: dict[int, list[str]] = {}

    def take(self, sort: str, owner: int | None = None) -> str:
        """The name of a free buffer. An owner keeps it until it is released; without one, whoever took it gives it."""
        free = self._free[sort]
        if free:
            name = f"{sort}{free.pop()}"
        else:
            name = f"{sort}{self.counts[sort]}"
            self.counts[sort] += 1
        if owner is not None:
            self._held.setdefault(owner, []).append(name)
        return name

    def held(self, owner: int) -> list[str]:
        """The buffers that an owner has."""
        return self._held.get(owner, [])

    def give(self, names: Iterable[str]) -> None:
        """These buffers are free again."""
        for name in names:
            self._free[name[0]].append(int(name[1:]))

    def release(self, owner: int) -> None:
        """All buffers of one owner are free again."""
        self.give(self._held.pop(owner, ()))
