"""Tables for the tests of batches."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any


def write_csv(path: str, head: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
    """A table as CSV."""
    with open(path, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *lines])


def read_csv(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of their columns."""
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def accounts(path: str, count: int = 500) -> None:
    """Accounts that are all different, of which every hundredth is bad."""
    lines = [(f"a{n:05d}", 1 + n % 97, -1 if n % 100 == 99 else 5 + n % 31) for n in range(count)]
    write_csv(path, ("account", "seats", "plan [USD/user/month]"), [(a, "x" if p < 0 else s, p) for a, s, p in lines])
