"""Workbooks built once for all tests: of the templates, and of a small model with a bit of everything."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import outlay
from outlay_workbooks.build import build

sys.path.append(str(Path(__file__).parent))

SMALL = """"A small model"
timeline month from 2026-01 for 6
section "Money"
input users : user = 100 "Users at launch" @range(0 .. 1_000 user) @owner("growth") @source("pilot", 2026-01-05)
input growth = 5% per month "Growth" @status(assumed)
input price = $10 / user / month "Price" @range($1 .. $100 / user / month) @source("list", 2026-01-01)
input cost_share : share = 30% "Cost, of revenue" @status(assumed)
input since : date = 2026-01-31 "Valid since" @source("list", 2026-01-01)
subscribers = grow(users, growth) "Subscribers"
revenue = subscribers * price "Revenue"
cost = revenue * cost_share "Cost"
output profit = revenue - cost "Profit"
output year : USD = total(profit) "Profit over the plan"
output margin = profit / revenue "Margin" @target(>= 50%) @format("0.0%")
recent = if since >= 2026-01-01 then 1 else 0 "Of this year"
check "some profit": profit >= $0 / month
check "margin within reach": margin <= 100%
scenario dear "Dear" { price = $20 / user / month }
scenario slow "Slow" { growth = 1% per month; cost_share = 40% }
chart line "Profit": revenue, profit
"""


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.cost"
    path.write_text(SMALL)
    return path


@pytest.fixture(scope="session")
def small_book(small_model: Path) -> Path:
    path = small_model.with_suffix(".xlsx")
    path.write_bytes(build(outlay.load(small_model)))
    return path


@pytest.fixture(scope="session")
def template_book(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The workbook of a template, built when first asked for."""
    folder = tmp_path_factory.mktemp("templates")

    def built(name: str) -> Path:
        path = folder / f"{name}.xlsx"
        if not path.exists():
            path.write_bytes(build(outlay.load(root / "templates" / f"{name}.cost")))
        return path

    return built
