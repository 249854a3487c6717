"""What a summary counts, in however many chunks it was counted."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.batch.tally import KEPT, Tally

SHARES = (0.0, 0.05, 0.5, 0.95, 1.0)
NUMBERS = st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=1, max_size=60)


@given(NUMBERS)
def test_quantiles_of_few_values_are_those_of_numpy(numbers: list[float]) -> None:
    tally = Tally()
    tally.add(np.array(numbers), 0)
    assert tally.quantiles(SHARES) == pytest.approx(np.quantile(numbers, SHARES), rel=1e-12, abs=1e-3)


@pytest.mark.parametrize("scale", [1.0, -1.0, 1e-9])
def test_quantiles_of_many_values_are_within_a_fifth_of_a_percent(scale: float) -> None:
    numbers = np.random.default_rng(5).lognormal(3, 2, 3 * KEPT) * scale
    tally = Tally()
    for part in np.split(numbers, 12):
        tally.add(part, 0)
    assert tally.quantiles(SHARES) == pytest.approx(np.quantile(numbers, SHARES), rel=2e-3)


def test_values_of_both_signs_are_told_in_order() -> None:
    numbers = np.linspace(-1000, 3000, 2 * KEPT + 1)
    tally = Tally()
    for part in np.array_split(numbers, 9):
        tally.add(part, 0)
    assert tally.quantiles(SHARES) == pytest.approx([-1000, -800, 1000, 2800, 3000], rel=3e-3)


@pytest.mark.parametrize("rows", [0, 7, KEPT + 5, 3 * KEPT])
def test_a_record_gives_back_what_was_counted(rows: int) -> None:
    tally = Tally()
    tally.add(np.random.default_rng(2).normal(10, 3, rows), 0)
    again = Tally.of(json.loads(json.dumps(tally.as_dict())))
    assert again.quantiles(SHARES) == pytest.approx(tally.quantiles(SHARES), nan_ok=True)
    assert (again.count, again.total) == (tally.count, tally.total)
    assert again.as_dict() == tally.as_dict()


def test_chunks_add_up_to_the_whole_in_any_order() -> None:
    parts = [np.random.default_rng(seed).uniform(1, 100, 9_000) for seed in range(5)]
    forth, back = Tally(), Tally()
    for total, order in ((forth, parts), (back, parts[::-1])):
        for part in order:
            one = Tally()
            one.add(part, 0)
            total.merge(Tally.of(json.loads(json.dumps(one.as_dict()))))
    assert forth.quantiles(SHARES) == pytest.approx(back.quantiles(SHARES))
    assert forth.quantiles(SHARES) == pytest.approx(np.quantile(np.concatenate(parts), SHARES), rel=2e-3)
