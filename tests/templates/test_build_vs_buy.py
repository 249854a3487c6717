"""The build-vs-buy template: what it lists, what it says, and the same worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from build_by_hand import OPTIONS, Plan, break_even, work_out
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


@every_scenario
def test_volumes_at_which_options_meet_are_volumes(scenario: str) -> None:
    farthest = 10 * SCENARIOS[scenario].requests
    for row in ("rent_crossing", "reserve_crossing", "own_crossing", *(f"break_even_at_{u}" for u in (30, 50, 70, 90))):
        met = value(NAME, row, scenario)
        assert isinstance(met, float)
        assert 0 <= met <= farthest, row


def test_where_an_option_meets_the_api_they_cost_the_same() -> None:
    for option in ("rent", "reserve", "own"):
        multiple = number(f"{option}_crossing") / 200_000
        api = number("api_fixed") / multiple + number("api_variable")
        assert number(f"{option}_fixed") / multiple + number(f"{option}_variable") == pytest.approx(api, rel=1e-9)


@every_scenario
def test_a_break_even_exists_where_owning_is_dearer_at_little_and_cheaper_at_much(scenario: str) -> None:
    def gap(requests: float) -> float:
        npv: Any = work_out(replace(SCENARIOS[scenario], requests=requests))["npv"]
        return float(npv["own"] - npv["api"])

    assert number("gap_at_least", scenario) == pytest.approx(gap(20_000), rel=1e-9)
    assert number("gap_at_most", scenario) == pytest.approx(gap(2_000_000), rel=1e-9)
    exists = value(NAME, "break_even_exists", scenario)
    assert exists == (gap(20_000) > 0 > gap(2_000_000))
    assert not exists or result_of(NAME, scenario).solves["break_even_requests"].value is not None


def test_options_that_cost_the_same_still_have_ranks_of_their_own() -> None:
    result = outlay.load(FOLDER / f"{NAME}.cost").run(reserved_gpus=0)
    assert result["rent_npv"].value == result["reserve_npv"].value
    assert (result["rent_rank"].value, result["reserve_rank"].value) == (1, 2)
    assert all(check.ok for check in result.checks)


@pytest.mark.parametrize("edits", [{}, {"useful_life": 20}, {"lead_time": 10.5}, {"useful_life": 3.6, "lead_time": 0}])
def test_machines_are_written_down_while_in_service_and_to_their_resale(edits: dict[str, float]) -> None:
    result = outlay.load(FOLDER / f"{NAME}.cost").run(**edits)
    depreciation = result.quantities["depreciation"].value
    lead, life = edits.get("lead_time", 4), edits.get("useful_life", 36)
    assert isinstance(depreciation, tuple)
    assert sum(depreciation) == pytest.approx(507_000 * 0.8, rel=1e-9)
    assert all(amount == 0 for amount in depreciation[: int(lead)])
    full = 507_000 * 0.8 / min(life, 36 - lead)
    assert max(depreciation) == pytest.approx(full, rel=1e-9)
    assert all(check.ok for check in result.checks)


def test_whether_owning_pays_back_stands_beside_when() -> None:
    assert (result_of(NAME)["own_pays_back"].value, result_of(NAME)["own_payback"].value) == (False, 36)
    assert result_of(NAME, "high_volume")["own_pays_back"].value is True
    assert (result_of(NAME, "low_volume")["switches"].value, result_of(NAME, "low_volume")["switch_month"].value) == (
        False,
        37,
    )


def test_a_fleet_beyond_the_site_is_told() -> None:
    result = outlay.load(FOLDER / f"{NAME}.cost").run(site_gpus=8)
    assert "the owned fleet fits the site" in {check.name for check in result.checks if not check.ok}


def number(row: str, scenario: str = "") -> float:
    found = value(NAME, row, scenario)
    assert isinstance(found, float)
    return found
