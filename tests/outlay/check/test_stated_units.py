"""A definition that states its unit gives it to what was written without one, however it was written."""

from __future__ import annotations

import math

import pytest
from tiny import mended, only, result, unit

MONTHS = "timeline month from 2026-01 for 3\n"


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("5 to 20", 10.0),
        ("1k to 4k", 2000.0),
        ("uniform(4, 6)", 5.0),
        ("normal(5, 1)", 5.0),
        ("pert(0, 5, 10)", 5.0),
        ("triangular(0, 5, 10)", 5.0),
        ("lognormal(5, 2)", 5 / math.sqrt(1 + 4 / 25)),
        ("choice([1, 2, 3])", 2.0),
        ("max(1, 2)", 2.0),
        ("abs(-3)", 3.0),
        ("round(5.5)", 6.0),
        ("clamp(5, 1, 3)", 3.0),
        ("if 1 > 2 then 3 else 4", 4.0),
        ("by_date [2026-01: 5, 2026-03: 8]", [5.0, 5.0, 8.0]),
        ("grow(100, 10% per month)", [100.0, 110.0, 121.0]),
        ("decline(100, 2x, 1 month)", [100.0, 50.0, 25.0]),
        ("step(1, 2, 2026-03)", [1.0, 1.0, 2.0]),
        ("ramp(0, 2, 2026-01, 2026-01-02)", [0.0, 2.0, 2.0]),
    ],
)
def test_what_has_no_unit_takes_the_stated_one(formula: str, value: float | list[float]) -> None:
    text = f"{MONTHS}output x : USD/month = {formula}\n"
    assert result(text) == pytest.approx(value)
    assert unit(text) == "USD/month"


@pytest.mark.parametrize("formula", ["5 to 20 hour", "uniform(4 hour, 6 hour)", "max(1 hour, 2 hour)", "10% to 20%"])
def test_what_has_a_unit_keeps_it(formula: str) -> None:
    assert only(f"input x : USD = {formula}\n").code == "E0340"


@pytest.mark.parametrize(
    ("formula", "fix"),
    [
        ("5 to 20", "5 to 20 USD"),
        ("uniform(4, 6)", "uniform(4, 6) * 1 USD"),
        ("max(1, 2)", "max(1, 2) * 1 USD"),
        ("(3 + 4) * 2", "((3 + 4) * 2) * 1 USD"),
    ],
)
def test_what_meets_a_unit_later_is_mended_where_it_stands(formula: str, fix: str) -> None:
    text = f"input a = {formula}\noutput x = a + $3\n"
    found = only(text)
    assert (found.code, found.line, found.fix) == ("E0341", 1, fix)
    mended(text)


def test_the_first_figure_of_a_series_is_mended_where_it_stands() -> None:
    text = f"{MONTHS}a = grow(100, 5% per month)\noutput x = a + 3 user\n"
    assert (only(text).text, only(text).fix) == ("100", "100 user")
    mended(text)
