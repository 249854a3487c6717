"""Figures of whole series against their definitions and against spreadsheets' printed results."""

from __future__ import annotations

import math
import random
from statistics import NormalDist

import pytest

from outlay.scalar import finance
from outlay.scalar.arithmetic import floor, normal_quantile, power, round_half_away


def test_npv_discounts_the_first_period_too() -> None:
    assert finance.npv([110.0], 0.1) == pytest.approx(100.0, rel=1e-14)
    assert finance.npv([-10_000, 3_000, 4_200, 6_800], 0.1) == pytest.approx(1188.4434123352, rel=1e-12)
    assert math.isnan(finance.npv([1.0], -1.0))


def test_irr_is_the_rate_at_which_npv_is_nothing() -> None:
    flow = [-70_000.0, 12_000, 15_000, 18_000, 21_000, 26_000]
    assert finance.irr(flow) == pytest.approx(0.0866309480365315, rel=1e-12)
    assert finance.irr(flow[:3]) == pytest.approx(-0.443506941334740, rel=1e-11)
    assert finance.irr([-1.0, 1.0]) == 0.0


def test_irr_far_out() -> None:
    assert finance.irr([-1.0, 1e6]) == pytest.approx(1e6 - 1, rel=1e-9)
    assert finance.irr([-1e6, 1.0]) == pytest.approx(1e-6 - 1, rel=1e-9)
    monthly = [-1000.0, *([3.0] * 359)]
    rate = finance.irr(monthly)
    assert abs(finance.npv(monthly, rate)) < 1e-9


@pytest.mark.parametrize("flow", [[1.0, 2.0], [-1.0, -2.0], [0.0, 0.0], [], [1.0, -3.0, 2.5], [math.nan, 1.0]])
def test_no_rate_of_return_is_a_fault(flow: list[float]) -> None:
    assert math.isnan(finance.irr(flow))


def test_xnpv_and_xirr_count_days() -> None:
    days = [0, 60, 303, 411, 456]
    years = [day / 365 for day in days]
    flow = [-10_000.0, 2_750, 4_250, 3_250, 2_750]
    assert finance.xnpv(flow, 0.09, years) == pytest.approx(2086.6476, abs=1e-4)
    rate = finance.rate_of_return(flow, years)
    assert rate == pytest.approx(0.373362535, abs=1e-8)
    assert abs(finance.xnpv(flow, rate, years)) < 1e-9


def test_payback_is_interpolated_and_for_good() -> None:
    assert finance.payback([-100.0, 60, 80]) == pytest.approx(2.5)
    assert finance.payback([-100.0, 150, -80, 40]) == pytest.approx(3.75)
    assert finance.payback([5.0, 5.0]) == 0.0
    assert math.isnan(finance.payback([-100.0, 60, 30]))


def test_depreciation_spends_the_base_and_no_more() -> None:
    assert finance.depreciation("straight", 6, 1000, 100, 4, 2) == [225.0, 225.0, 225.0, 225.0, 0.0, 0.0]
    assert finance.depreciation("digits", 4, 1000, 100, 4, 2) == pytest.approx([360, 270, 180, 90])
    declining = finance.depreciation("declining", 5, 2400, 300, 10, 2)
    assert declining == pytest.approx([480, 384, 307.2, 245.76, 196.608])
    assert sum(finance.depreciation("declining", 20, 1000, 400, 3, 2)) == pytest.approx(600)
    broken = finance.depreciation("straight", 4, 1000, 0, 2.5, 2)
    assert broken == pytest.approx([400, 400, 200, 0])
    assert all(math.isnan(item) for item in finance.depreciation("straight", 3, 1000, 0, 0, 2))


def test_tiers_by_band_and_all_at_the_reached_one() -> None:
    starts, prices = [0.0, 10.0, 100.0], [3.0, 2.0, 1.0]
    assert finance.tier(110, starts, prices, True) == 10 * 3 + 90 * 2 + 10 * 1
    assert finance.tier(110, starts, prices, False) == 110
    assert finance.tier(10, starts, prices, False) == 20
    assert finance.tier(0, starts, prices, True) == 0
    assert finance.tier(15, [10.0], [2.0], True) == 10
    for broken in ((-1, starts, prices), (1, starts, prices[:2]), (1, [0.0, 0.0], [1.0, 1.0]), (1, [], [])):
        assert math.isnan(finance.tier(*broken, True))


def test_cohorts_by_age() -> None:
    assert [finance.cohort_by_age([10.0, 20.0, 30.0], (1.0, 0.5), t) for t in range(3)] == [10.0, 25.0, 40.0]


def test_normal_quantile_to_the_last_digits() -> None:
    drawn = random.Random(7)
    shares = [drawn.random() for _ in range(300)] + [10 ** -drawn.uniform(1, 290) for _ in range(100)]
    for share in shares:
        assert normal_quantile(share) == pytest.approx(NormalDist().inv_cdf(share), rel=4e-15, abs=1e-16)
    assert normal_quantile(5e-324) < -37
    assert math.isnan(normal_quantile(0.0))
    assert math.isnan(normal_quantile(1.0))


def test_rounding_is_away_from_zero_and_exact() -> None:
    assert [round_half_away(x) for x in (0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 4503599627370497.0)] == [
        1.0, 2.0, 3.0, -3.0, 0.0, 4503599627370497.0,
    ]  # fmt: skip
    assert round_half_away(math.inf) == math.inf
    assert floor(-0.5) == -1.0


def test_powers_never_raise() -> None:
    assert power(10.0, 400.0) == math.inf
    assert power(-10.0, 401.0) == -math.inf
    assert math.isnan(power(-8.0, 1 / 3))
    assert math.isnan(power(0.0, -1.0))
    assert math.isnan(power(math.nan, 0.0))
    assert math.isnan(power(1.0, math.nan))
