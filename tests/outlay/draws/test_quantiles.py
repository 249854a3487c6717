"""Quantiles on arrays against stated intervals, closed forms and the scalar quantiles of the same families."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest
from laws import INTERVALS, LAWS, Law

from outlay import doubt
from outlay.draws import BY_SCORES, quantiles, sample
from outlay.draws.normal import scores, shares

DRAWS = 1_000_000


@pytest.mark.parametrize(("family", "ends"), INTERVALS, ids=str)
def test_both_ends_of_an_interval_are_its_5_and_95_percent_quantiles(family: str, ends: tuple[float, float]) -> None:
    found = quantiles(family, scores(numpy.array([0.05, 0.95])), ends)
    assert found == pytest.approx(ends, rel=1e-11)


@pytest.mark.parametrize(("family", "ends"), INTERVALS, ids=str)
def test_a_million_draws_lie_about_the_interval_as_stated(family: str, ends: tuple[float, float]) -> None:
    drawn = sample(family, ends, DRAWS, stream=f"{family}{ends}")
    for end, share in zip(ends, (0.05, 0.95), strict=True):
        # a share of draws has the standard error √(p (1 - p) / n); five of them are passed once in two million tests
        assert abs((drawn < end).mean() - share) < 5 * math.sqrt(0.05 * 0.95 / DRAWS)


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_mean_and_spread_of_a_million_draws_are_the_closed_forms(law: Law) -> None:
    drawn = sample(law.family, law.args, DRAWS, data=law.data, stream=str(law))
    gaps = (drawn - law.mean) / law.sd
    assert abs(gaps.mean()) < 5 / math.sqrt(DRAWS)
    fourth = (gaps**4).mean()  # the standard error of a variance hangs on the fourth moment
    assert abs((gaps**2).mean() - 1) < 5 * math.sqrt((fourth - 1) / DRAWS)


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_the_mean_a_plain_run_uses_is_the_closed_form(law: Law) -> None:
    if law.family != "categorical":  # which has no mean
        assert doubt.mean(law.family, law.args, law.data) == pytest.approx(law.mean, rel=1e-12)


@pytest.mark.parametrize("law", [law for law in LAWS if law.family != "sampled"], ids=str)
def test_arrays_and_single_numbers_have_the_same_quantiles(law: Law) -> None:
    at = numpy.array([1e-9, 0.003, 0.05, 0.21, 0.5, 0.77, 0.95, 0.9991, 1 - 1e-9])
    found = quantiles(law.family, scores(at) if law.family in BY_SCORES else at, law.args, law.data)
    wanted = [doubt.quantile(law.family, law.args, share, law.data) for share in at]
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_draws_from_a_file_are_its_numbers() -> None:
    drawn = sample("sampled", (), 10_000, data=(1.5, 2.5, 9.0))
    assert set(drawn.tolist()) == {1.5, 2.5, 9.0}


VARYING = [
    ("lognormal90", ([4.0, 1.0, -1.0, 2.0], [9.0, 3.0, 3.0, 1.0])),
    ("normal90", ([4.0, 1.0, -1.0, 5.0], 3.0)),
    ("beta90", ([0.1, 0.2, 0.0, 0.9], [0.3, 0.2, 0.4, 0.95])),
    ("uniform", ([4.0, 1.0, math.nan, 2.0], [9.0, 3.0, 3.0, 1.0])),
    ("normal", ([4.0, 1.0, 2.0, math.inf], [1.0, 0.0, -1.0, 1.0])),
    ("lognormal", ([4.0, 1.0, -2.0, 5.0], [1.0, 0.0, 1.0, -1.0])),
    ("triangular", (1.0, [2.0, 1.0, 9.0, 0.0], [6.0, 1.0, 3.0, 8.0])),
    ("pert", (1.0, [2.0, 1.0, 9.0, 1.0], [6.0, 1.0, 3.0, 8.0])),
    ("choice", ([3.0, 1.0, math.nan, 2.0], [1.0, 3.0, 2.0, 2.0], 2.5)),
]


@pytest.mark.parametrize(("family", "columns"), VARYING, ids=str)
def test_parameters_may_differ_from_row_to_row(family: str, columns: tuple[Any, ...]) -> None:
    at = numpy.array([0.03, 0.3, 0.6, 0.9])
    drawn = scores(at) if family in BY_SCORES else at
    found = quantiles(family, drawn, [numpy.array(each) if isinstance(each, list) else each for each in columns])
    for row in range(4):
        args = [each[row] if isinstance(each, list) else each for each in columns]
        wanted = doubt.quantile(family, args, float(at[row]))
        assert found[row] == pytest.approx(wanted, rel=1e-9, nan_ok=True), (args, row)


def test_what_makes_no_distribution_is_a_fault() -> None:
    at = numpy.array([0.2, 0.8])
    for family, args, data in (
        ("lognormal90", (-1.0, 2.0), None),
        ("beta90", (0.2, 1.0), None),
        ("normal", (0.0, -1.0), None),
        ("uniform", (math.nan, 1.0), None),
        ("choice", (1.0, math.inf), None),
        ("choice", (1.0, 2.0), (0.0, 0.0)),
        ("sampled", (), (1.0, math.nan)),
        ("categorical", (), (-1.0, 2.0)),
    ):
        assert numpy.isnan(quantiles(family, at, args, data)).all(), family


def test_normal_scores_are_those_of_the_standard_normal() -> None:
    from scipy.special import ndtri

    halves = 2.0 ** -numpy.arange(1, 54)
    at = numpy.concatenate([halves, 1 - halves, numpy.linspace(0.0003, 0.9997, 100_003)])
    wanted = ndtri(at)
    assert numpy.abs(scores(at) - wanted).max() <= 4e-15 * numpy.abs(wanted).max()
    assert numpy.abs(shares(scores(at)) - at).max() < 1e-15


def test_normal_scores_are_exactly_odd() -> None:
    at = numpy.random.Generator(numpy.random.PCG64DXSM(1)).integers(1, 2**52, 10_000) * 2.0**-53
    assert (scores(at) == -scores(1 - at)).all()


@pytest.mark.parametrize("ends", [ends for family, ends in INTERVALS if family == "beta90"], ids=str)
def test_beta_quantiles_are_inverses_of_the_incomplete_beta(ends: tuple[float, float]) -> None:
    from outlay.incomplete_beta import fit_beta, incomplete_beta

    a, b = fit_beta(*ends)
    at = numpy.linspace(0.0007, 0.9993, 301)
    found = quantiles("beta90", scores(at), ends)
    back = [incomplete_beta(a, b, x) for x in found]
    assert back == pytest.approx(at, rel=1e-9 if a + b < 1e6 else 1e-7)


def test_the_sum_of_two_lognormals_is_their_convolution() -> None:
    drawn = sample("lognormal90", (4.0, 9.0), DRAWS, stream="a") + sample("lognormal90", (1.0, 8.0), DRAWS, stream="b")
    for total in (6.0, 8.0, 9.5, 12.0, 16.0):
        share = _share_of_sum((4.0, 9.0), (1.0, 8.0), total)
        assert abs((drawn < total).mean() - share) < 5 * math.sqrt(share * (1 - share) / DRAWS)


def _share_of_sum(first: tuple[float, float], second: tuple[float, float], total: float) -> float:
    """P(X + Y < total) = ∫ φ(z) P(Y < total - x(z)) dz, by the trapezoidal rule on a fine grid."""
    from statistics import NormalDist

    normal = NormalDist()
    (mu, sigma), (nu, tau) = (
        (math.log(low * high) / 2, math.log(high / low) / (2 * 1.6448536269514722)) for low, high in (first, second)
    )
    step, found = 0.002, 0.0
    for place in range(-4500, 4501):
        rest = total - math.exp(mu + sigma * place * step)
        if rest > 0:
            found += normal.pdf(place * step) * normal.cdf((math.log(rest) - nu) / tau) * step
    return found


def test_an_interval_over_all_numbers_keeps_its_ends() -> None:
    scores = numpy.array([-doubt.Z95, 0.0, doubt.Z95])
    ends = (1e-300, 1e300)
    assert quantiles("lognormal90", scores, ends) == pytest.approx([1e-300, 1.0, 1e300], rel=1e-9)
    assert quantiles("lognormal90", scores, tuple(map(numpy.array, ends))) == pytest.approx(
        [1e-300, 1.0, 1e300], rel=1e-9
    )
    assert [doubt.quantile("lognormal90", ends, share) for share in (0.05, 0.5, 0.95)] == pytest.approx(
        [1e-300, 1.0, 1e300], rel=1e-9
    )
