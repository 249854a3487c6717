"""Yearly figures: rates add up, stocks end, ratios are made anew from their parts."""

from __future__ import annotations

import math

import pytest
from tests.outlay.plans import Builder

from outlay.compilation import Compilation
from outlay.diagnostics import Source
from outlay.plan import Facts, Plan
from outlay.rollup import Yearly, yearly
from outlay.scalar import compile_plan


def of(plan: Plan, path: str) -> Yearly:
    number = next(i for i, quantity in enumerate(plan.quantities) if quantity.path == path)
    found = yearly(plan, compile_plan(plan).trace(), number)
    assert found is not None
    return found


def model(periods: int = 18) -> Plan:
    build = Builder(periods)
    month = build.node("add", build.node("period"), build.const(1.0))
    users = build.node("mul", month, build.const(10.0))
    revenue = build.node("mul", users, build.const(5.0))
    cost = build.node("add", build.node("mul", month, build.const(12.0)), build.const(30.0))
    build.name("users", users, unit="user", rollup="end")
    build.name("revenue", revenue, unit="USD/month", rollup="total", amount_factor=(1.0,) * periods, amount_unit="USD")
    # in USD/year beside USD/month: a factor of 12 stands in the ratio's equation
    yearly_cost = build.node("mul", cost, build.const(12.0))
    factors = (1 / 12,) * periods
    build.name("cost", yearly_cost, unit="USD/year", rollup="total", amount_factor=factors, amount_unit="USD")
    share = build.node("div", yearly_cost, build.node("mul", revenue, build.const(12.0)))
    build.name("margin", build.node("sub", build.const(1.0), share), rollup="ratio")
    growth = build.node("div", users, build.node("previous", users, build.const(10.0)))
    build.name("growth", growth, rollup="ratio")
    build.name("headcount", users, unit="person", facts=Facts(rollup="mean"))
    build.name("price", build.const(5.0))
    return build.plan()


def test_totals_ends_and_means() -> None:
    plan = model()
    revenue = of(plan, "revenue")
    assert revenue.labels == ("2026", "2027 (6 months)")
    assert revenue.partial == (False, True)
    assert revenue.values == (50 * 78.0, 50 * (13 + 14 + 15 + 16 + 17 + 18))
    assert revenue.unit == "USD"
    assert of(plan, "users").values == (120.0, 180.0)
    assert of(plan, "headcount").values == (65.0, 155.0)


def test_a_ratio_is_made_anew_from_totals() -> None:
    plan = model(12)
    total_cost = sum(12 * m + 30 for m in range(1, 13))
    assert of(plan, "cost").values == pytest.approx((total_cost,))
    margin = of(plan, "margin")
    assert margin.values == pytest.approx((1 - total_cost / (50 * 78),))
    assert margin.rule == "ratio"


def test_a_ratio_across_periods_says_that_it_is_a_mean() -> None:
    assert of(model(12), "growth").rule == "mean"


def test_what_does_not_vary_has_no_years() -> None:
    plan = model()
    assert yearly(plan, compile_plan(plan).trace(), 6) is None


def test_a_fault_reaches_its_year_only() -> None:
    build = Builder(24)
    early = build.node("lt", build.node("period"), build.const(12.0))
    rate = build.node("select", early, build.node("fault", value=("no", ())), build.node("period"))
    build.name("rate", rate, unit="USD/month", rollup="total", amount_factor=(1.0,) * 24, amount_unit="USD")
    first, second = of(build.plan(), "rate").values
    assert math.isnan(first)
    assert second == sum(range(12, 24))


SALES = """
timeline month from 2026-01 for 24
users = grow(1_000 user, 10% per month)
price = decline($2 / Mtoken, 5% per month)
tokens = 2M token / user / month
fixed = $500 / year
revenue = users * $10 / user / month
"""


def written(text: str) -> Plan:
    made = Compilation(Source("sales.cost", SALES + text)).plan()
    assert made is not None
    return made


@pytest.mark.parametrize(
    "margin",
    [
        "1 - users * tokens * price / revenue",
        "1 - cost / revenue\ncost = users * tokens * price",
        "(revenue - users * tokens * price) / revenue",
        "(users * $10 / user / month - users * tokens * price) / (users * $10 / user / month)",
        "max(0, 1 - (users * tokens * price) / revenue)",
    ],
)
def test_a_margin_of_a_year_is_the_same_however_its_parts_are_named(margin: str) -> None:
    months = range(24)
    sold = [1_000 * 1.1**t * 10 for t in months]
    spent = [1_000 * 1.1**t * 2 * 2 * 0.95**t for t in months]
    expected = [1 - sum(spent[year]) / sum(sold[year]) for year in (slice(12), slice(12, 24))]
    assert of(written(f"output x = {margin}"), "x").values == pytest.approx(expected)


def test_a_constant_ratio_is_the_same_in_every_year() -> None:
    assert of(written("output x = users * $2 / user / month / revenue"), "x").values == pytest.approx((0.2, 0.2))


def test_a_ratio_of_stocks_is_that_of_the_years_end() -> None:
    found = of(written("output x = users / (users + 500 user)"), "x").values
    assert found == pytest.approx([1_000 * 1.1**t / (1_000 * 1.1**t + 500) for t in (11, 23)])


def test_a_unit_price_that_is_a_ratio_is_that_of_the_years_totals() -> None:
    found = of(written("output x = (users * tokens * price + fixed) / (users * tokens) @rollup(ratio)"), "x").values
    users = [1_000 * 1.1**t for t in range(12)]
    spent = sum(users[t] * 2 * 2 * 0.95**t + 500 / 12 for t in range(12))
    assert found[0] == pytest.approx(spent / sum(2e6 * each for each in users))


def test_currencies_meet_at_the_mean_rate_of_a_year() -> None:
    rates = "rate EUR = by_date [2026-01: 1 USD, 2026-07: 2 USD]\nsales = 100 EUR / month\ncloud = $30 / month\n"
    assert of(written(rates + "output x = cloud / sales"), "x").values == pytest.approx((0.3 / 1.5, 0.3 / 2))
