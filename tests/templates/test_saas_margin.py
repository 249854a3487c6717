"""The SaaS-margin template: what it lists, what it says, and the same worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from saas_by_hand import Plan, plan_floor, work_out
from template_checks import (
    FOLDER,
    assert_checks_hold,
    assert_clean,
    assert_formulas_are_short,
    assert_inputs_are_documented,
    assert_own_tests_pass,
    assert_rows_have_labels,
    plan_of,
    result_of,
    rows_of,
    value,
)

import outlay

NAME = "saas_margin"

ROWS = """
opening_customers new_customers churned_customers closing_customers average_customers active_share active_customers
plan_price discounts gross_revenue net_revenue standard_revenue plus_revenue team_revenue
tokens_in tokens_out tokens_cached tokens_uncached cached_share batch_share tokens_month heavy_user_tokens
price_in price_out price_cached price_drop committed_spend commitment_cost effective_price
ai_cost cloud_cost support_cost payment_cost other_cost cost_of_revenue
gross_profit gross_margin margin_without_ai points_lost ai_share market_share_low market_share_high market_verdict
revenue_per_customer ai_cost_per_customer cost_per_customer profit_per_customer
max_tokens_per_customer plan_floor headroom cac_payback lifetime_value
""".split()

SCENARIOS = {
    "": Plan(),
    "heavy": Plan(tokens_out=16_000),
    "heavy_repriced": Plan(tokens_out=16_000, price=15),
    "price_cut": Plan(drop=10, drop_every=16),
    "flat_prices": Plan(drop=1),
    "small_model": Plan(input_price=0.5, output_price=1.5, committed=500),
    "high_churn": Plan(churn=0.04, new_growth=0.01),
}

BELOW_TARGET = frozenset({"margin at scale reaches its lowest"})
BY_HAND = {
    "closing_customers": "closing",
    "average_customers": "average",
    "net_revenue": "revenue",
    "tokens_month": "tokens",
    "ai_cost": "ai_cost",
    "gross_margin": "margin",
    "ai_share": "share",
    "effective_price": "price",
    "headroom": "headroom",
    "max_tokens_per_customer": "max_tokens",
    "cac_payback": "payback",
    "lifetime_value": "value",
    "heavy_user_margin": "heavy_margin",
}


def test_it_is_clean_and_documented() -> None:
    assert_clean(NAME)
    assert_inputs_are_documented(NAME)
    assert_rows_have_labels(NAME)
    assert_formulas_are_short(NAME)


def test_every_listed_row_is_there() -> None:
    assert set(ROWS) <= set(rows_of(NAME))


def test_its_charts_are_there() -> None:
    assert {chart.type for chart in plan_of(NAME).charts} == {"line", "stacked", "waterfall", "tornado", "bar"}


def test_its_own_tests_pass() -> None:
    assert_own_tests_pass(NAME)


@pytest.mark.parametrize("scenario", [*SCENARIOS, "article"])
def test_checks_hold_but_for_a_margin_that_is_too_low(scenario: str) -> None:
    assert_checks_hold(NAME, scenario, BELOW_TARGET if scenario == "heavy" else frozenset())


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_rows_are_those_worked_out_by_hand(scenario: str) -> None:
    by_hand = work_out(SCENARIOS[scenario])
    for row, attribute in BY_HAND.items():
        wanted = getattr(by_hand, attribute)
        assert value(NAME, row, scenario) == pytest.approx(wanted, rel=1e-9), row


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_plan_floor_is_found_twice(scenario: str) -> None:
    wanted = plan_floor(SCENARIOS[scenario])
    solved = result_of(NAME, scenario).solves["plan_price_floor"]
    assert solved.value == pytest.approx(wanted, rel=1e-9)
    assert solved.roots == 1
    floors = value(NAME, "plan_floor", scenario)
    assert isinstance(floors, tuple)
    assert floors[-1] == pytest.approx(wanted, rel=1e-9)


def test_the_ceiling_of_tokens_meets_the_target() -> None:
    solved = result_of(NAME).solves["tokens_out_ceiling"]
    assert isinstance(solved.value, float)
    at_ceiling = work_out(replace(Plan(), tokens_out=solved.value))
    assert at_ceiling.margin[-1] == pytest.approx(0.70, rel=1e-9)


def test_the_grid_has_the_margin_at_its_centre() -> None:
    margins = value(NAME, "gross_margin")
    assert isinstance(margins, tuple)
    assert value(NAME, "grid_same_same") == pytest.approx(margins[-1], rel=1e-12)


@pytest.mark.parametrize("scenario", ["", "heavy", "small_model"])
def test_the_grid_pays_what_was_committed_however_little_is_used(scenario: str) -> None:
    plan = SCENARIOS[scenario]
    for row, tokens, price in (("half_half", 0.5, 0.5), ("same_double", 1, 2), ("five_half", 5, 0.5)):
        cheaper = replace(plan, input_price=plan.input_price * price, output_price=plan.output_price * price)
        used = replace(cheaper, tokens_in=plan.tokens_in * tokens, tokens_out=plan.tokens_out * tokens)
        assert value(NAME, f"grid_{row}", scenario) == pytest.approx(work_out(used).margin[-1], rel=1e-9), row


def test_a_customer_who_brings_no_profit_never_pays_back() -> None:
    result = outlay.load(FOLDER / f"{NAME}.cost").run(scenario="heavy", plan_price=1)
    assert result["cac_payback"].value[0] is None
    assert any("never pays back" in item.message for item in result.diagnostics)


def test_the_margin_at_launch_and_at_scale() -> None:
    by_hand = work_out(Plan())
    assert by_hand.margin[0] == pytest.approx(0.7332, abs=0.0005)
    assert by_hand.margin[-1] > by_hand.margin[0]
    assert value(NAME, "market_verdict") == "below what the market shows"
