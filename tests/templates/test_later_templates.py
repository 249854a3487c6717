"""Training a model, owning or renting, the price outlook: clean, documented, right by hand where it matters."""

from __future__ import annotations

import pytest
from template_checks import (
    assert_checks_hold,
    assert_clean,
    assert_formulas_are_short,
    assert_inputs_are_documented,
    assert_own_tests_pass,
    assert_rows_have_labels,
    plan_of,
    value,
)

SCENARIOS = {
    "train_a_model": ["", "printed", "lambda_v100", "recompute", "dear_rent", "h100", "small_model"],
    "own_or_rent": [
        "",
        "small",
        "large",
        "spiky",
        "falling_rent",
        "rising_rent",
        "cheap_power",
        "poor_resale",
        "shallow_discounts",
        "no_growth",
    ],
    "price_outlook": ["", "printed", "measured", "flat", "same_quality", "always_best", "rents_rise", "agents"],
}
CASES = [(name, scenario) for name, scenarios in SCENARIOS.items() for scenario in scenarios]


@pytest.mark.parametrize("name", SCENARIOS)
def test_it_is_clean_and_documented(name: str) -> None:
    assert_clean(name)
    assert_inputs_are_documented(name)
    assert_rows_have_labels(name)
    assert_formulas_are_short(name)


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_own_tests_pass(name: str) -> None:
    assert_own_tests_pass(name)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_is_tried_here(name: str) -> None:
    assert ("", *plan_of(name).scenarios) == tuple(SCENARIOS[name])


@pytest.mark.parametrize(("name", "scenario"), CASES)
def test_checks_hold_in_every_scenario(name: str, scenario: str) -> None:
    assert_checks_hold(name, scenario)


def test_a_training_run_by_hand() -> None:
    mfu = value("train_a_model", "mfu")  # the median of a beta, a little off the middle of its interval
    found = value("train_a_model", "run_hours")
    goodput = value("train_a_model", "goodput")
    assert isinstance(found, float)
    assert isinstance(goodput, float)
    assert isinstance(mfu, float)
    assert mfu == pytest.approx(0.375, abs=0.003)
    between = 50_000 / 1_024 * 60  # minutes
    interval = (2 * 2 * between) ** 0.5
    assert goodput == pytest.approx(1 - 2 / interval - interval / (2 * between) - 15 / between, rel=1e-12)
    assert found == pytest.approx(6 * 175e9 * 300e9 / (312e12 * mfu) / 3_600 / goodput, rel=1e-12)


def test_months_of_training_are_worked_off_by_hand() -> None:
    hours = value("train_a_model", "hours_used")
    wanted = value("train_a_model", "final_hours")
    assert isinstance(hours, tuple)
    assert isinstance(wanted, float)
    left, by_hand = wanted, []
    for month in range(12):
        used = 0.0 if month < 3 else min(1_024 * 730, left)
        left -= used
        by_hand.append(used)
    assert list(hours) == pytest.approx(by_hand, rel=1e-12)


def test_a_fleet_of_ones_own_by_hand() -> None:
    growth, fleet, invested, cash = 1.2**0.25, 0, 0.0, []
    values: list[float] = []
    for quarter in range(20):
        needed = -(-round(512 * growth**quarter * 1.25 / 0.8 / 8, 9) // 1) * 8  # a year on it is 120 nodes, exactly
        bought = max(needed - fleet, 0)
        fleet += bought
        capex = bought * 33_800 * 1.5 * 0.9 ** (quarter / 4)
        invested += capex
        values = [each * 0.92 for each in values] + [capex]
        power = fleet * 0.7 * 1.4
        running = power * 1.35 * 2_190 * 0.10 + power * 130 * 3 + 3 * 220_000 / 4
        upkeep = invested * 0.04 / 4
        cash.append(capex + running + upkeep - (sum(values) if quarter == 19 else 0))
    assert value("own_or_rent", "space_cash") == pytest.approx(tuple(cash), rel=1e-9)
    rate = 1.1**0.25
    npv = sum(each / rate ** (quarter + 1) for quarter, each in enumerate(cash))
    assert value("own_or_rent", "space_npv") == pytest.approx(npv, rel=1e-9)


def test_a_falling_price_by_hand() -> None:
    months_to_tenth = (15 * 48) ** 0.5
    fall = [10 ** (-month / months_to_tenth) for month in range(36)]
    paid = [2.5 * each**0.4 for each in fall]
    found = value("price_outlook", "price_in")
    assert isinstance(found, tuple)
    assert list(found) == pytest.approx(paid, rel=1e-9)


def test_spend_on_tokens_by_hand() -> None:
    months_to_tenth, growth = (15 * 48) ** 0.5, 1 + (0.02 * 0.07) ** 0.5
    spend = []
    for month in range(36):
        fall = 10 ** (-month / months_to_tenth * 0.4)
        requests = 100_000 * growth**month * 1.02**month * 365 / 12
        spend.append(requests * fall * (1_500 * 2.5 + 400 * 10) / 1e6)
    found = value("price_outlook", "api_spend")
    assert isinstance(found, tuple)
    assert list(found) == pytest.approx(spend, rel=1e-9)
