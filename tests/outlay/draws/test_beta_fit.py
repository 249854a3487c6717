"""Betas fitted to many intervals at once are those fitted one by one."""

from __future__ import annotations

import numpy as np

from outlay import doubt
from outlay.draws import quantiles
from outlay.draws.beta_fit import fit_betas

LOW = np.array([0.1, 0.0001, 0.98, 0.3, 0.2, 0.5, 0.0, 0.4, 0.02, 0.1])
HIGH = np.array([0.4, 0.5, 0.99, 0.30001, 0.2, 0.4, 0.3, 1.0, 0.97, 0.4])


def test_the_same_quantiles_as_one_by_one() -> None:
    for share, score in ((0.5, 0.0), (0.05, -doubt.Z95), (0.95, doubt.Z95)):
        found = quantiles("beta90", np.full(len(LOW), score), (LOW, HIGH))
        one_by_one = [doubt.quantile("beta90", ends, share) for ends in zip(LOW.tolist(), HIGH.tolist(), strict=True)]
        np.testing.assert_allclose(found, one_by_one, rtol=1e-12)


def test_ends_that_are_no_interval_have_no_parameters() -> None:
    a, b = fit_betas(LOW, HIGH)
    nothing = [False, False, False, False, True, True, True, True, False, False]
    assert np.isnan(a).tolist() == np.isnan(b).tolist() == nothing
    assert a[0] == a[-1]


def test_every_row_may_have_ends_of_its_own() -> None:
    low = np.linspace(0.01, 0.5, 3000)
    high = low + np.linspace(0.01, 0.49, 3000)
    for score, end in ((-doubt.Z95, low), (doubt.Z95, high)):
        np.testing.assert_allclose(quantiles("beta90", np.full(3000, score), (low, high)), end, rtol=1e-11)
