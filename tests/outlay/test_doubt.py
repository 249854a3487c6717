"""Distributions: their quantiles against what they are given, medians, means, and what they refuse."""

from __future__ import annotations

import math
import random

import pytest

from outlay import doubt
from outlay.incomplete_beta import beta_quantile, fit_beta, incomplete_beta

NEAR = 1e-9


@pytest.mark.parametrize("family", ["lognormal90", "normal90", "beta90"])
@pytest.mark.parametrize("ends", [(0.1, 0.2), (0.01, 0.99), (0.3, 0.30001), (0.0001, 0.0002), (0.9, 0.999), (0.4, 0.4)])
def test_an_interval_holds_ninety_percent(family: str, ends: tuple[float, float]) -> None:
    assert doubt.quantile(family, ends, 0.05) == pytest.approx(ends[0], rel=NEAR)
    assert doubt.quantile(family, ends, 0.95) == pytest.approx(ends[1], rel=NEAR)


def test_any_share_interval_has_its_beta() -> None:
    drawn = random.Random(3)
    for _ in range(60):
        low = drawn.choice([drawn.random(), 10 ** -drawn.uniform(0.1, 5)])
        high = low + (1 - low) * drawn.choice([drawn.random(), 10 ** -drawn.uniform(0, 4)])
        if 0 < low < high < 1:
            a, b = fit_beta(low, high)
            assert beta_quantile(a, b, 0.05) == pytest.approx(low, rel=NEAR)
            assert beta_quantile(a, b, 0.95) == pytest.approx(high, rel=NEAR)


def test_the_incomplete_beta_where_it_has_a_closed_form() -> None:
    assert incomplete_beta(1, 3, 0.2) == pytest.approx(1 - 0.8**3, rel=1e-14)
    assert incomplete_beta(2, 2, 0.3) == pytest.approx(0.3**2 * (3 - 0.6), rel=1e-14)
    assert incomplete_beta(0.5, 0.5, 0.3) == pytest.approx(2 / math.pi * math.asin(math.sqrt(0.3)), rel=1e-13)
    assert incomplete_beta(5000, 7000, 5000 / 12000) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("family", "args", "data", "median", "mean"),
    [
        ("lognormal90", (4.0, 16.0), None, 8.0, 8 * math.exp((math.log(4) / (2 * doubt.Z95)) ** 2 / 2)),
        ("normal90", (-4.0, 16.0), None, 6.0, 6.0),
        ("uniform", (2.0, 4.0), None, 3.0, 3.0),
        ("normal", (5.0, 2.0), None, 5.0, 5.0),
        ("lognormal", (5.0, 5.0), None, 5 / math.sqrt(2), 5.0),
        ("triangular", (0.0, 1.0, 10.0), None, 10 - math.sqrt(0.5 * 10 * 9), 11 / 3),
        ("triangular", (3.0, 3.0, 3.0), None, 3.0, 3.0),
        ("pert", (0.0, 5.0, 10.0), None, 5.0, 5.0),
        ("pert", (0.0, 0.0, 1.0), None, 1 - 0.5**0.2, 1 / 6),
        ("choice", (3.0, 1.0, 2.0), None, 2.0, 2.0),
        ("choice", (1.0, 2.0, 3.0), (0.6, 0.2, 0.2), 1.0, 1.6),
        ("choice", (1.0, 2.0), (0.0, 1.0), 2.0, 2.0),
        ("sampled", (), (1.0, 9.0, 2.0, 4.0), 3.0, 4.0),
        ("categorical", (), (0.2, 0.5, 0.3), 1.0, 1.0),
        ("beta90", (0.4, 0.6), None, 0.5, 0.5),
    ],
)
def test_medians_and_means(family: str, args: tuple[float, ...], data: object, median: float, mean: float) -> None:
    assert doubt.median(family, args, data) == pytest.approx(median, rel=NEAR)
    assert doubt.mean(family, args, data) == pytest.approx(mean, rel=NEAR)
    assert doubt.problem(family, args, data) is None


@pytest.mark.parametrize(
    ("family", "args", "data", "why"),
    [
        ("lognormal90", (0.0, 1.0), None, "above 0"),
        ("normal90", (2.0, 1.0), None, "low end lies above"),
        ("beta90", (0.0, 0.5), None, "between 0 and 1"),
        ("normal", (0.0, -1.0), None, "negative"),
        ("lognormal", (0.0, 1.0), None, "above 0"),
        ("pert", (1.0, 0.0, 2.0), None, "most likely"),
        ("uniform", (math.nan, 1.0), None, "cannot be computed"),
        ("choice", (1.0, 2.0), (1.0,), "one weight for each"),
        ("choice", (1.0, 2.0), (1.0, -1.0), "one weight for each"),
        ("sampled", (), (), "no numbers"),
        ("categorical", (), (0.0, 0.0), "nor all 0"),
    ],
)
def test_numbers_that_make_no_distribution(family: str, args: tuple[float, ...], data: object, why: str) -> None:
    assert why in (doubt.problem(family, args, data) or "")
    assert math.isnan(doubt.median(family, args, data))
    assert math.isnan(doubt.mean(family, args, data))


def test_quantiles_ascend_and_reach_their_ends() -> None:
    for family, args in (("pert", (1.0, 2.0, 9.0)), ("triangular", (1.0, 2.0, 9.0)), ("uniform", (1.0, 9.0))):
        found = [doubt.quantile(family, args, step / 50) for step in range(51)]
        assert found[0] == 1.0
        assert found[-1] == 9.0
        assert found == sorted(found)
