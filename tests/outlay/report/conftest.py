"""A small model with a bit of everything, its page, and one browser for all tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.outlay.report.browser import Browser, program

import outlay
from outlay.report import Options, gather, page

DAY = datetime.date(2026, 11, 27)
SMALL = """"A small model"
timeline month from 2026-01 for 24
section "Money"
input plan = $10 / user / month "Plan" @source("price page", 2024-01-01, "https://example.com/prices") @owner("sales")
input start : user = 100 "Users at launch" @status(measured)
input growth = 3% to 6% per month "Growth" @status(assumed)
input cost_share : share = 30% "Cost, of revenue"
users = grow(start, growth) "Users" @rollup(end)
revenue = users * plan "Revenue"
cost = revenue * cost_share + $400 / month "Cost"
output profit = revenue - cost "Profit" @rollup(total)
output margin = profit / revenue "Margin" @target(>= 50%) @format("0.0%")
output whole : USD = total(profit) "Profit over the plan"
output verdict = if margin[last] > 60% then "worth it" else "not worth it" "Verdict"
check "some profit": profit >= $0 / month
check "margin": margin >= 50%
scenario dear "Twice the price" { plan = 2 * plan }
scenario slow "Slow growth" { growth = 1% per month }
solve floor: plan in $1 .. $50 / user / month where margin[last] == 60% "Lowest price"
chart line "Money": revenue, cost, profit
chart stacked "Where revenue goes": cost, profit
chart waterfall "Last month": revenue, cost, profit
chart bar "Whole": whole
chart tornado "What moves the margin": margin
"""


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A model file with a text."""

    def written(text: str) -> Path:
        path = tmp_path_factory.mktemp("model") / "model.cost"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="session")
def made() -> Callable[..., str]:
    """The page of a model file."""

    def page_of(path: Path, **options: object) -> str:
        chosen = {"as_of": DAY, "draws": 600, **options}
        return page(gather(outlay.load(path), Options(**chosen)))  # type: ignore[arg-type]

    return page_of


@pytest.fixture(scope="session")
def small(write: Callable[[str], Path]) -> Path:
    return write(SMALL)


@pytest.fixture(scope="session")
def small_page(small: Path, made: Callable[..., str]) -> Path:
    """The page of the small model, as a file."""
    path = small.with_suffix(".html")
    path.write_text(made(small), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = program()
    if found is None:
        pytest.skip("no Chromium here: tools/system_packages.sh installs it")
    one = Browser(found)
    yield one
    one.close()
