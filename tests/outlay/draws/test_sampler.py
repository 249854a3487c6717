"""The same seed gives the same numbers, whatever part of them is asked for, by whom, and what else is drawn."""

from __future__ import annotations

import json
import math
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

from outlay.diagnostics import OutlayError
from outlay.draws import REPLICATES, Draws, Sampler, sample
from outlay.draws.normal import Floats

N = 20_000
METHODS = ("random", "sobol")
STREAMS = [("a", False), ("b", False), ("c", False), ("m", True)]
LABELS = ("2026-01", "2026-02", "2026-03")
PAIRS = [("a", "b", 0.6), ("b", "c", -0.3), ("a", "c", 0.2)]


def made(method: str = "random", **more: object) -> Sampler:
    return Sampler(STREAMS, PAIRS, **{"method": method, "labels": LABELS, "seed": 3} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("stream", "period"), [("a", None), ("c", None), ("m", 1)])
@pytest.mark.parametrize("size", [1, 7, 1000, 8192, 12_345])
def test_blocks_of_any_size_are_parts_of_the_same_draws(
    method: str, stream: str, period: int | None, size: int
) -> None:
    whole = made(method).scores(stream, period, 0, N)
    fresh = made(method)
    starts = list(range(0, N, size))[:: max(1, N // size // 40)]  # enough of the small ones
    for start in reversed(starts):
        stop = min(start + size, N)
        assert (fresh.scores(stream, period, start, stop) == whole[start:stop]).all()


@pytest.mark.parametrize("method", METHODS)
def test_threads_draw_what_one_thread_draws(method: str) -> None:
    sampler, blocks = made(method), [(start, start + 500) for start in range(0, N, 500)]

    def draw(block: tuple[int, int]) -> list[Floats]:
        return [sampler.scores(name, None, *block) for name in "abc"]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(draw, blocks))
    for place, name in enumerate("abc"):
        together = numpy.concatenate([each[place] for each in found])
        assert (together == made(method).scores(name, None, 0, N)).all()


@pytest.mark.parametrize("method", METHODS)
def test_another_process_draws_the_same(method: str) -> None:
    code = (
        "import json, sys; from outlay.draws import Sampler\n"
        f"s = Sampler({STREAMS!r}, {PAIRS!r}, method={method!r}, labels={LABELS!r}, seed=3)\n"
        "print(json.dumps([s.scores('b', None, 100, 140).tolist(), s.shares('m', 2, 5, 9).tolist()]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = made(method)
    assert json.loads(done.stdout) == [here.scores("b", None, 100, 140).tolist(), here.shares("m", 2, 5, 9).tolist()]


@pytest.mark.parametrize("method", METHODS)
def test_a_sampler_can_be_sent_to_another_process(method: str) -> None:
    sent = pickle.loads(pickle.dumps(made(method)))
    assert (sent.scores("b", None, 7, 99) == made(method).scores("b", None, 7, 99)).all()


def test_the_first_draws_never_change() -> None:
    """Figures that are quoted stay true from release to release, and from one NumPy to the next."""
    assert sample("uniform", (0.0, 1.0), 3, stream="users", seed=0).tolist() == pytest.approx(FIRST_SHARES, rel=1e-15)
    assert sample("normal", (0.0, 1.0), 3, stream="users", seed=0).tolist() == pytest.approx(FIRST_SCORES, rel=1e-13)


FIRST_SHARES = [0.12197354177725239, 0.4915462344961038, 0.40215726744914093]
FIRST_SCORES = [-1.165177667304337, -0.02119203376414848, -0.24776719929699081]


def test_other_streams_and_their_order_do_not_matter() -> None:
    more = Sampler([*STREAMS[::-1], ("new", False)], [("new", "other", 0.5), *PAIRS[::-1]], seed=3, labels=LABELS)
    for name, period in (("a", None), ("b", None), ("c", None), ("m", 2)):
        assert (more.scores(name, period, 0, 100) == made().scores(name, period, 0, 100)).all()


def test_another_seed_another_name_and_another_period_draw_other_numbers() -> None:
    first = made().shares("a", None, 0, 100)
    assert not (first == made(seed=4).shares("a", None, 0, 100)).any()
    assert not (first == made().shares("A", None, 0, 100)).any()
    assert not (made().shares("m", 0, 0, 100) == made().shares("m", 1, 0, 100)).any()


def test_a_longer_timeline_leaves_the_draws_of_its_months_alone() -> None:
    longer = made(labels=("2025-12", *LABELS))
    assert (longer.shares("m", 1, 0, 50) == made().shares("m", 0, 0, 50)).all()


@pytest.mark.parametrize("method", METHODS)
def test_correlations_are_those_stated(method: str) -> None:
    n = 400_000
    drawn = {name: made(method).scores(name, None, 0, n) for name in "abc"}
    for left, right, wanted in PAIRS:
        found = numpy.corrcoef(drawn[left], drawn[right])[0, 1]
        assert abs(found - wanted) < 5 * (1 - wanted**2) / math.sqrt(n)  # its standard error


def test_rank_correlations_of_any_families_follow_from_those_stated() -> None:
    """For a Gaussian copula Spearman's rank correlation is 6/π · asin(ρ/2), whatever the marginals are."""
    from scipy.stats import spearmanr

    n = 200_000
    draws = Draws(Sampler([], [("a", "b", 0.6)], seed=1), n)
    values = [
        draws.values("lognormal90", "a", (1.0, 50.0), start=0, stop=n),
        draws.values("triangular", "b", (0.0, 1.0, 9.0), start=0, stop=n),
    ]
    assert abs(spearmanr(*values)[0] - 6 / math.pi * math.asin(0.3)) < 5 / math.sqrt(n)


def test_marginals_keep_their_intervals_under_correlation() -> None:
    n = 400_000
    draws = Draws(made(), n)
    for name in "abc":
        drawn = draws.values("beta90", name, (0.1, 0.3), start=0, stop=n)
        for end, share in ((0.1, 0.05), (0.3, 0.95)):
            assert abs((drawn < end).mean() - share) < 5 * math.sqrt(0.05 * 0.95 / n)


@pytest.mark.parametrize("figure", [1.0, -1.0])
def test_full_correlation_is_the_same_score_or_its_mirror(figure: float) -> None:
    sampler = Sampler([], [("a", "b", figure)])
    assert (sampler.scores("b", None, 0, 1000) == figure * sampler.scores("a", None, 0, 1000)).all()


def test_correlations_that_cannot_be_are_told() -> None:
    with pytest.raises(OutlayError, match="a, b and c contradict one another"):
        Sampler([], [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)])


def test_numbers_drawn_in_each_period_are_independent_from_period_to_period() -> None:
    n = 200_000
    drawn = [made().scores("m", period, 0, n) for period in range(3)]
    for left in range(3):
        for right in range(left):
            assert abs(numpy.corrcoef(drawn[left], drawn[right])[0, 1]) < 5 / math.sqrt(n)


def test_rows_share_draws() -> None:
    draws = Draws(made(), 100)
    assert (draws.scores("a", None, 250, 777) == draws.scores("a", None, 0, 100)[numpy.arange(250, 777) % 100]).all()
    assert (draws.scores("a", None, 90, 130) == draws.scores("a", None, 0, 100)[numpy.arange(90, 130) % 100]).all()


def test_draws_may_begin_later() -> None:
    assert (Draws(made(), 50, 70).shares("a", None, 10, 40) == made().shares("a", None, 80, 110)).all()


# ------------------------------------------------------------------------------------------------------------- sobol


def test_every_sobol_sequence_fills_the_cube_evenly() -> None:
    """Each sixteenth of the draws, in any two dimensions, puts as many points into each of 16 × 16 boxes."""
    sampler = Sampler([(name, False) for name in "pqrs"], method="sobol", seed=5)
    points = [sampler.shares(name, None, 0, REPLICATES * 256).reshape(-1, REPLICATES) for name in "pqrs"]
    for one in points:
        for sequence in range(REPLICATES):
            assert (numpy.bincount((one[:, sequence] * 256).astype(int), minlength=256) == 1).all()
    pair = (points[0] * 16).astype(int) * 16 + (points[1] * 16).astype(int)
    for sequence in range(REPLICATES):
        assert (numpy.bincount(pair[:, sequence], minlength=256) == 1).all()


def test_sobol_settles_sooner_than_random_on_a_smooth_model() -> None:
    def error(method: str, seed: int, n: int) -> float:
        draws = Draws(Sampler([(name, False) for name in "xyzw"], method=method, seed=seed), n)
        total = sum(draws.values("lognormal90", name, (1.0, 3.0), start=0, stop=n) for name in "xyzw")
        sigma = math.log(3.0) / (2 * 1.6448536269514722)
        return float(numpy.mean(total)) - 4 * math.sqrt(3.0) * math.exp(sigma**2 / 2)

    n = REPLICATES * 512
    rms = {m: math.sqrt(sum(error(m, seed, n) ** 2 for seed in range(10)) / 10) for m in METHODS}
    assert rms["sobol"] < rms["random"] / 10


def test_a_sobol_sequence_has_room_for_so_many_numbers() -> None:
    with pytest.raises(OutlayError, match="21,201 dimensions"):
        Sampler([("m", True)], method="sobol", labels=tuple(map(str, range(30_000))))


def test_there_are_two_methods() -> None:
    with pytest.raises(OutlayError, match='"random" or "sobol"'):
        Sampler(method="halton")
