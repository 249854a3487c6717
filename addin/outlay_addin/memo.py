"""Values kept by what they came from, never more than a fixed number of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import islice
from typing import Generic, TypeVar

Kept = TypeVar("Kept")

MOST = 20_000
LONGEST = 255  # characters of a text, or cells of a list, that is worth keeping


class Memo(Generic[Kept]):
    """A bounded dictionary: when it is full, the older half goes. Values must never be changed once kept."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.kept: dict[Hashable, Kept] = {}

    def __len__(self) -> int:
        return len(self.kept)

    def keep(self, key: Hashable, value: Kept) -> Kept:
        """Keeps a value and gives it back."""
        if len(self.kept) >= self.most:
            for old in list(islice(self.kept, max(1, self.most // 2))):
                self.kept.pop(old, None)  # another thread may have been here
        self.kept[key] = value
        return value

    @staticmethod
    def fits(arguments: Iterable[object]) -> bool:
        """Whether what a value came from is small enough to be kept with it."""
        return all(not isinstance(each, (str, tuple)) or len(each) <= LONGEST for each in arguments)

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The value of a key, made when there is none."""
        try:
            return self.kept[key]
        except KeyError:
            return self.keep(key, make())
