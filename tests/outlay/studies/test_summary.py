"""Summaries of draws: figures of known columns, and standard errors that are as large as they say."""

from __future__ import annotations

import math

import numpy
import pytest

from outlay.studies.summary import PERCENTS, share_error, summarise


def test_the_figures_of_a_known_column() -> None:
    found = summarise(numpy.arange(101.0)[::-1].copy())
    assert (found.count, found.faulty, found.mean) == (101, 0, 50.0)
    assert found.sd == pytest.approx(math.sqrt(101 * 102 / 12))
    assert found.percentiles == pytest.approx(PERCENTS)
    assert (found.median, found.percentile(95), found.width) == (50.0, 95.0, 90.0)


def test_draws_without_a_number_are_counted_and_left_out() -> None:
    found = summarise(numpy.array([1.0, math.nan, 3.0, math.inf, 2.0]))
    assert (found.count, found.faulty, found.mean, found.median) == (5, 2, 2.0, 2.0)


def test_no_numbers_at_all_have_no_figures() -> None:
    found = summarise(numpy.full(3, math.nan))
    assert found.faulty == 3
    assert all(math.isnan(each) for each in (found.mean, found.sd, found.median, found.mean_error))


@pytest.mark.parametrize("column", [numpy.full(1000, 0.1), numpy.broadcast_to(numpy.float64(0.1), (1000,))])
def test_what_never_varies_is_exactly_itself(column: numpy.ndarray) -> None:
    found = summarise(column)
    assert (found.mean, found.sd, found.mean_error, found.relative_error) == (0.1, 0.0, 0.0, 0.0)
    assert set(found.percentiles) == {0.1}
    assert (found.count, found.faulty) == (1000, 0)


def test_a_summary_does_not_change_what_it_looks_at() -> None:
    column = numpy.array([3.0, 1.0, 2.0])
    summarise(column)
    assert column.tolist() == [3.0, 1.0, 2.0]


def test_standard_errors_are_as_large_as_figures_scatter() -> None:
    """Over 400 columns of 1,000 draws: how far each figure lies apart, against what one column says of itself."""
    generator = numpy.random.Generator(numpy.random.PCG64DXSM(7))
    found = [summarise(numpy.exp(generator.standard_normal(1000) / 2)) for _ in range(400)]
    told = [each.mean_error for each in found]
    assert numpy.mean(told) == pytest.approx(numpy.std([each.mean for each in found]), rel=0.15)
    for place in range(len(PERCENTS)):
        scatter = numpy.std([each.percentiles[place] for each in found])
        assert numpy.mean([each.percentile_errors[place] for each in found]) == pytest.approx(scatter, rel=0.2)


def test_errors_of_several_sequences_come_from_the_spread_between_them() -> None:
    column = numpy.tile([1.0, 3.0], 500)  # the draws of two sequences in turn, each the same throughout
    assert summarise(column, replicates=2).mean_error == pytest.approx(1.0)
    assert summarise(column, replicates=4).mean_error == pytest.approx(numpy.std([1, 3, 1, 3], ddof=1) / 2)


def test_the_error_of_a_share_is_the_binomials() -> None:
    assert share_error(numpy.array([20.0]), numpy.array([100.0])) == pytest.approx(0.04)
    assert share_error(numpy.array([10.0, 30.0]), numpy.array([100.0, 100.0])) == pytest.approx(0.1)
