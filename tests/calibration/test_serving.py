"""The library's efficiencies of serving: in step with the measurements, and good for sources they have not seen."""

from __future__ import annotations

import statistics

import pytest
from calibration.serving import Point, engine, fit, fitted_points, plainly, shipped, without_source

POINTS = fitted_points()


@pytest.fixture(scope="module")
def unseen() -> list[float]:
    """Expected over measured, of each point when all its source measured is left out of the fit."""
    return [1 / ratio for ratio in without_source(POINTS)]


def test_the_defaults_of_the_library_are_what_the_measurements_say() -> None:
    found = fit(POINTS)
    assert shipped() == pytest.approx(found, rel=0.02)


@pytest.mark.parametrize("function", ["SERVE_PREFILL_SEC", "SERVE_STEP_SEC"])
def test_every_function_that_takes_an_efficiency_has_the_same_default(function: str) -> None:
    assert shipped(function).items() <= shipped().items()


def test_a_source_left_out_is_met_within_a_quarter_at_the_median(unseen: list[float]) -> None:
    assert statistics.median(abs(ratio - 1) for ratio in unseen) <= 0.25


def test_the_interval_of_an_engine_holds_nine_in_ten_of_what_was_left_out(unseen: list[float]) -> None:
    low, high = engine()
    held = [low <= 1 / ratio <= high for ratio in unseen]
    assert sum(held) / len(held) >= 0.80


def test_the_plain_functions_at_their_defaults_are_within_a_quarter_too() -> None:
    rates: list[Point] = [point for point in POINTS if point.what == "tok/s"]
    errors = [abs(told / point.measured - 1) for point, told in zip(rates, plainly(rates), strict=True)]
    assert statistics.median(errors) <= 0.25
