"""A model and tables for the tests of batches."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any

MODEL = """
"Accounts"
use "parts.cost" as parts
kind box { size : GB }
box small { size = 3 GB }
box large { size = 30 GB }
input seats = 10 user @range(0 .. 100_000 user)
input plan = $20 / user / month
input tokens = 300_000 to 500_000 token / user / month
input discount : share = 5%
input shelf = small
input tier : text = "gold"
gross = seats * plan
output revenue : USD/month = gross * (1 - discount)
output cost : USD/month = seats * tokens * parts.token_price + $50 / month
output profit = revenue - cost
output margin = profit / revenue
output size = shelf.size
output verdict = if margin > 50% then "=good" else tier
check "profit": profit > $0 / month
scenario cheap { plan = $5 / user / month }
scenario dear { plan = $100 / user / month }
"""
PARTS = "token_price = $2 / Mtoken\n"


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
