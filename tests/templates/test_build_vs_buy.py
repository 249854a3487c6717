"""The build-vs-buy template: what it lists, what it says, and the same worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from build_by_hand import OPTIONS, Plan, break_even, work_out
from template_checks import (
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

NAME = "build_vs_buy"

ROWS = """
requests_per_day tokens_in tokens_out request_growth peak_to_average latency_limit
parameters_total bytes_per_parameter memory_needed smallest_gpus measured_speed roofline_speed use_measured speed
gpus_for_average gpus_for_peak idle_share rent_hours list_price commitment overflow storage egress
gpu_purchase server_purchase power_cost pue space_cost maintenance depreciation finance_cost resale lead_time
own_people loaded_cost own_build tuning_runs hours_per_run own_run hosted_run tuning_break_even tuning_capacity
api_cash tuned_cash rent_cash reserve_cash own_cash api_cumulative own_cumulative api_npv own_npv
api_per_mtoken tuned_per_mtoken rent_per_mtoken reserve_per_mtoken own_per_mtoken
own_payback api_rank own_rank switch_month compute_share study_own_site recommendation
""".split()

STEADY: dict[str, Any] = {"peak": 1.2, "growth": 0.0}
SCENARIOS = {
    "": Plan(),
    "low_volume": Plan(requests=20_000),
    "high_volume": Plan(requests=2_000_000, reserved=24),
    "cheap_power": Plan(power_price=0.04, pue=1.1),
    "api_price_cut": Plan(api_drop=10, api_drop_every=16),
    "flat_api": Plan(api_drop=1),
    "roofline": Plan(measured=False),
    "steady_demand": Plan(**STEADY),
    "owner": Plan(**STEADY, requests=4_000_000, gpu_price=25_000, power_price=0.05, rent=4, reserve=3.2, rent_drop=1),
}
ADVICE = {
    "": "Serve your own model on GPUs rented on demand.",
    "low_volume": "Stay on the hosted API: no other option costs less over the plan.",
    "high_volume": "Serve your own model and reserve the GPUs.",
    "api_price_cut": "Stay on the hosted API: no other option costs less over the plan.",
    "owner": "Buy the GPUs: owning costs least over the plan.",
}
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS)


def test_it_is_clean_and_documented() -> None:
    assert_clean(NAME)
    assert_inputs_are_documented(NAME)
    assert_rows_have_labels(NAME)
    assert_formulas_are_short(NAME)


def test_every_listed_row_is_there() -> None:
    assert set(ROWS) <= set(rows_of(NAME))


def test_its_charts_are_there() -> None:
    assert {chart.type for chart in plan_of(NAME).charts} == {"line", "bar", "stacked", "tornado"}


def test_its_own_tests_pass() -> None:
    assert_own_tests_pass(NAME)


@every_scenario
def test_checks_hold(scenario: str) -> None:
    assert_checks_hold(NAME, scenario)


@every_scenario
def test_the_fleet_is_the_one_worked_out_by_hand(scenario: str) -> None:
    by_hand = work_out(SCENARIOS[scenario])
    for row, key in {
        "smallest_gpus": "smallest",
        "gpus_owned": "owned",
        "gpus_for_average": "average",
        "gpus_for_peak": "peak",
        "idle_share": "idle",
        "purchase": "purchase",
        "request_latency": "latency",
        "roofline_speed": "roofline",
        "tokens_served": "tokens",
        "switch_month": "switch",
        "compute_spend": "compute_spend",
    }.items():
        assert value(NAME, row, scenario) == pytest.approx(by_hand[key], rel=1e-9), row


@every_scenario
def test_cash_is_the_one_worked_out_by_hand(scenario: str) -> None:
    by_hand: Any = work_out(SCENARIOS[scenario])
    for option in OPTIONS:
        assert value(NAME, f"{option}_cash", scenario) == pytest.approx(by_hand["cash"][option], rel=1e-9)
        assert value(NAME, f"{option}_cumulative", scenario) == pytest.approx(by_hand["cumulative"][option], rel=1e-9)
        assert value(NAME, f"{option}_npv", scenario) == pytest.approx(by_hand["npv"][option], rel=1e-9)
        assert value(NAME, f"{option}_per_mtoken", scenario) == pytest.approx(by_hand["per_mtoken"][option], rel=1e-9)
        assert value(NAME, f"{option}_rank", scenario) == by_hand["rank"][option]


@pytest.mark.parametrize("scenario", ["", "flat_api", "cheap_power"])
def test_the_break_even_is_the_one_found_by_hand(scenario: str) -> None:
    solved = result_of(NAME, scenario).solves["break_even_requests"]
    assert solved.value == pytest.approx(break_even(SCENARIOS[scenario]), rel=1e-6)


def test_no_break_even_is_said_plainly() -> None:
    solved = result_of(NAME, "api_price_cut").solves["break_even_requests"]
    assert solved.value is None
    assert solved.detail


def test_the_best_reservation_is_the_least_of_all() -> None:
    def cost(gpus: int) -> float:
        npv: Any = work_out(Plan(reserved=gpus))["npv"]
        return float(npv["reserve"])

    best = min(range(33), key=cost)
    assert result_of(NAME).solves["best_reservation"].value == best


@pytest.mark.parametrize("scenario", ADVICE)
def test_the_recommendation_follows_the_numbers(scenario: str) -> None:
    assert value(NAME, "recommendation", scenario) == ADVICE[scenario]


def test_the_price_by_volume_is_the_plan_s_own_at_its_own_volume() -> None:
    for option in OPTIONS:
        per_mtoken = value(NAME, f"{option}_per_mtoken")
        fixed, variable = value(NAME, f"{option}_fixed"), value(NAME, f"{option}_variable")
        assert isinstance(fixed, float)
        assert isinstance(variable, float)
        assert fixed + variable == pytest.approx(per_mtoken, rel=1e-12)
