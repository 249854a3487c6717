"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.display import format_date, format_value, show_value


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (12345.67, "USD/month", "$12,345.67/month"),
        (0.256, "USD/user/month", "$0.256/user/month"),
        (40_000, "user/month", "40,000 user/month"),
        (1.23e21, "FLOP", "1.23e+21 FLOP"),
        (5, "EUR", "€5.00"),
        (5, "GBP", "£5.00"),
        (40, "CHF/month", "40.00 CHF/month"),
        (-3.456, "USD", "-$3.46"),
        (-3.456, "CHF", "-3.46 CHF"),
        (0, "USD", "$0.00"),
        (-0.0, "USD", "$0.00"),
        (0.5, "USD", "$0.50"),
        (0.0123456, "USD", "$0.01235"),
        (0.99999, "USD", "$1.00"),
        (999_999.994, "USD", "$999,999.99"),
        (999_999.999, "USD", "$1,000,000"),
        (559_117.23, "USD", "$559,117.23"),
        (4_600_000.4, "USD", "$4,600,000"),
        (0.000002, "USD/token", "$0.000002/token"),
        (2.5e-9, "USD/token", "$2.5e-09/token"),
        (3e18, "USD", "$3e+18"),
        (7.0, "USD*second/hour", "7 USD*second/hour"),
        (0.06, "1/month", "0.06/month"),
        (1 / 3, "", "0.3333"),
        (0.1 + 0.2, "", "0.3"),
        (167_999.99999999997, "token", "168,000 token"),
        (123_456.789, "token", "123,456.8 token"),
        (52.142857, "week", "52.143 week"),
        (1.5e-5, "second", "1.5e-05 second"),
        (0, "", "0"),
        (-12, "gpu", "-12 gpu"),
        (6.24e12, "FLOP/second/gpu", "6,240,000,000,000 FLOP/second/gpu"),
        (math.nan, "USD", "no value"),
        (math.inf, "", "no value"),
    ],
)
def test_values(value: float, unit: str, shown: str) -> None:
    assert format_value(value, unit) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.753, "", "75.3%"), (0.0256, "", "2.56%"), (0.0064, "", "0.64%"), (0.5, "", "50%"), (0.123456, "", "12.3%"),
        (0.00012345, "", "0.0123%"), (10.5, "", "1,050%"), (0, "", "0%"), (-0.05, "", "-5%"),
        (0.06, "1/month", "6%/month"),
        (0.5, "USD", "$0.50"), (1e-9, "", "1e-07%"),
    ],
)  # fmt: skip
def test_percentages(value: float, unit: str, shown: str) -> None:
    assert format_value(value, unit, percent=True) == shown


@pytest.mark.parametrize(
    ("value", "unit", "percent", "places", "shown"),
    [
        (1234.5678, "USD", False, 0, "$1,235"),
        (-0.001, "USD", False, 2, "$0.00"),
        (0.12345, "", True, 2, "12.35%"),
        (2, "user", False, 1, "2.0 user"),
    ],
)
def test_fixed_places(value: float, unit: str, percent: bool, places: int, shown: str) -> None:
    assert format_value(value, unit, percent=percent, places=places) == shown


@pytest.mark.parametrize(
    ("value", "unit", "pattern", "shown"),
    [
        (0.1234, "", "0.0%", "12.3%"),
        (1234.5, "USD/month", "#,##0", "$1,234/month"),
        (1234.5, "USD/month", "$#,##0.00", "$1,234.50/month"),
        (-1234.5, "USD", "$#,##0.00", "-$1,234.50"),
        (2.345, "", "0.0x", "2.3x"),
        (2.5, "", "0.##", "2.5"),
        (2, "", "0.##", "2"),
        (1234.5, "token", "0", "1234 token"),
        (5, "CHF", "0.0", "5.0 CHF"),
        (2.5, "", "no format", "2.5"),
        (2.5, "", "0;(0)", "2.5"),
        (1e30, "", "0.0", "1e+30"),
    ],
)
def test_an_authors_format(value: float, unit: str, pattern: str, shown: str) -> None:
    assert show_value(value, unit, format=pattern) == shown


def test_what_is_no_number() -> None:
    assert show_value(None) == "no value"
    assert show_value(True) == "yes"
    assert show_value(0.0, type="truth") == "no"
    assert show_value("H100", "gpu") == "H100"
    assert show_value(738_521.0, type="date") == "2023-01-01"
    assert show_value((1.0, math.nan, 2.5), "USD") == "$1.00, no value, $2.50"
    assert show_value([], "USD") == ""
    assert format_date(math.nan) == format_date(1e12) == format_date(0) == "no value"


@given(st.floats(), st.sampled_from(["", "USD", "CHF/month", "1/month", "token", "USD*hour"]), st.booleans())
def test_every_number_can_be_shown(value: float, unit: str, percent: bool) -> None:
    assert format_value(value, unit, percent=percent)
    assert show_value(value, unit, percent=percent, format="#,##0.00")


@given(st.floats(min_value=1e-6, max_value=1e14))
def test_what_is_shown_is_near_what_is_meant(value: float) -> None:
    for unit in ("", "USD"):
        shown = format_value(value, unit).strip("$").replace(",", "")
        assert float(shown) == pytest.approx(value, rel=5.1e-3)
    percentage = format_value(value, "", percent=True).strip("%").replace(",", "")
    assert float(percentage) == pytest.approx(value * 100, rel=6e-3)
