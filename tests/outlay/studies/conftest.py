"""A model that has one of everything a column may set."""

from __future__ import annotations

from pathlib import Path

import pytest

import outlay

MODEL = """
"A shop"
timeline month from 2026-01 for 3
rate EUR = 1.5 USD
kind box { size : GB  price : USD/GB = $2 / GB }
box small { size = 3 GB }
box large { size = 30 GB; price = $1 / GB }

input users = 100 user                       "Users"
input plan = $10 / user / month              "Plan price"    @range($1 .. $100 / user / month)
input growth = 10% per month
input other : share = 20%                    "Other cost"
input tokens = 300_000 to 500_000 token / user / month
input from_day : date = 2026-01-31
input paying : truth = true
input shelf = small                          "Shelf"
input tier : text = "gold"
usage writer { tokens_in = 8_000 token / user / day; weeks = 52 week / year }
usage heavy : writer { tokens_out = 2 * writer.tokens_in }

stock = grow(users, growth)
output revenue = stock * plan                "Revenue"
output cost = other * revenue + stock * tokens * $2 / Mtoken    "Cost"
output margin = 1 - cost / revenue           "Margin"
output box_cost : USD = shelf.size * shelf.price
output started = if from_day > 2026-06-01 then "late" else "early"
output rank = if tier == "gold" then 1 else 2
output bought = paying and users > 50 user
output that_day = from_day
output words = heavy.tokens_in + heavy.tokens_out
check "margin is good": margin >= 70%
check "there are users": users > 0 user
scenario cheap { plan = $5 / user / month }
scenario euro { EUR = 2 USD }
solve least_plan: plan in $1 .. $100 / user / month where margin[last] == 75%
"""


@pytest.fixture
def shop(tmp_path: Path) -> outlay.Model:
    """The model of a shop."""
    file = tmp_path / "shop.cost"
    file.write_text(MODEL, encoding="utf-8")
    return outlay.load(file)
