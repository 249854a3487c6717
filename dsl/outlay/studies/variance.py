"""How strongly each doubtful number and a result go together over draws: rank correlation, shares of variance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.arrays import compile_arrays
from outlay.diagnostics import OutlayError
from outlay.draws import Draws, Sampler, normal
from outlay.studies.designs import Doubt, Prescribed, doubts
from outlay.studies.sensitivity import Influence, Ranking, Sensitivity, ordered
from outlay.studies.wanted import Wanted, fused

if TYPE_CHECKING:
    from outlay.plan import Plan
    from outlay.studies.designs import Floats

MOST_EVALUATIONS = 50_000_000
MOST_KEPT = 200_000_000  # numbers that are ranked against each other, all of which are held at once
_RESAMPLES = 100  # of the bootstrap behind the intervals of Sobol indices
_FEWEST = 3  # draws that a correlation takes
_SMALLEST = 2.0**-54  # a share of 0 has no quantile


def ranks(
    plan: Plan,
    wanted: Sequence[Wanted],
    fixed: Mapping[int, Any],
    *,
    draws: int = 10_000,
    seed: int = 0,
    method: str = "random",
    engine: str = "auto",
    threads: int | None = None,
) -> Sensitivity:
    """Spearman's rank correlation of every doubtful number with every output over a simulation.

    A number drawn anew for each period is taken as its mean over the periods. Draws in which an output has no number
    are left out of its correlations.
    """
    from scipy.stats import rankdata

    plan, wanted = fused(plan, wanted)
    doubtful = _doubtful(plan, wanted, fixed)
    ranked = [each for each in doubtful if each.family != "categorical"]
    numbers_kept = draws * (len(wanted) + len(ranked))
    if numbers_kept > MOST_KEPT:
        raise OutlayError(
            f"{draws:,} draws of {len(wanted) + len(ranked)} inputs and outputs are {numbers_kept:,} numbers; the most "
            f"is {MOST_KEPT:,}."
        )
    roots = [*(each.node for each in wanted), *(each.node for each in ranked)]
    program = compile_arrays(plan, list(dict.fromkeys(roots)), (), drawn=True)
    sampler = Sampler.of(plan, seed=seed, method=method)
    done = program.run({}, draws, fixed, Draws(sampler, draws), engine=engine, threads=threads)
    drawn = {each.stream: _one(done.node(each.node)) for each in ranked}
    rankings, notes = [], _left_out(doubtful, ranked)
    for each in wanted:
        numbers = each.of(done)
        good = np.isfinite(numbers)
        if not good.all():
            notes.append(f"{each.name} has no number in {int((~good).sum()):,} of {draws:,} draws, which are left out")
        output = rankdata(numbers[good])
        influences = [
            _influence(one, {"correlation": _correlation(rankdata(drawn[one.stream][good]), output)}) for one in ranked
        ]
        rankings.append(
            Ranking(each, float(np.median(numbers[good])) if good.any() else np.nan, ordered("rank", influences))
        )
    if draws >= _FEWEST:
        notes.append(f"{draws:,} draws: a correlation is good to about ±{2 / np.sqrt(draws):.2g}")
    else:
        notes.append(f"a correlation takes at least {_FEWEST} draws")
    return Sensitivity(plan.name, plan.title, plan.scenario, "rank", tuple(rankings), draws, seed, tuple(notes))


def _correlation(a: Floats, b: Floats) -> float | None:
    """Pearson's correlation of ranks; None where one of them does not vary."""
    if len(a) < _FEWEST or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0 if len(a) >= _FEWEST else None
    return float(np.corrcoef(a, b)[0, 1])


def _one(numbers: Floats) -> Floats:
    mean: Floats = numbers.mean(axis=0) if numbers.ndim == 2 else numbers
    return mean


def sobol(
    plan: Plan,
    wanted: Sequence[Wanted],
    fixed: Mapping[int, Any],
    *,
    draws: int = 4_096,
    seed: int = 0,
    strict: bool = True,
    engine: str = "auto",
    threads: int | None = None,
) -> Sensitivity:
    """First-order and total Sobol indices: the share of an output's variance that an input makes on its own, and with
    all others together. `draws` is rounded up to a power of two; each input costs as many evaluations again.

    Sampled by `scipy.stats.sobol_indices`, with bootstrapped 95% intervals. Raises `OutlayError`
    where inputs are correlated, since variance then has no such shares, and where an output has draws without a number;
    unless `strict`, such an output is left out if there are others.
    """
    from scipy.stats import sobol_indices, uniform

    plan, wanted = fused(plan, wanted)
    doubtful = _doubtful(plan, wanted, fixed)
    _independent(plan, doubtful)
    count = 1 << max(draws - 1, 1).bit_length()
    if count * (len(doubtful) + 2) > MOST_EVALUATIONS:
        raise OutlayError(
            f"{count:,} draws of {len(doubtful)} inputs are {count * (len(doubtful) + 2):,} evaluations; the most is "
            f"{MOST_EVALUATIONS:,}."
        )
    program = compile_arrays(plan, list(dict.fromkeys(each.node for each in wanted)), (), drawn=True)
    middles: list[Floats] = []
    without: dict[str, str] = {}  # outputs without a number in some draws, and what to say of them

    def outputs(shares: Floats) -> Floats:
        """Outputs (outputs, rows) at shares (inputs, rows), as scipy asks for them."""
        rows = shares.shape[1]
        prescribed = Prescribed(
            rows, {each.stream: _scores(each, row) for each, row in zip(doubtful, shares, strict=True)}
        )
        done = program.run({}, rows, fixed, prescribed, engine=engine, threads=threads)
        found = np.array([each.of(done) for each in wanted])
        for each, numbers in zip(wanted, found, strict=True):
            wrong = ~np.isfinite(numbers)
            if not wrong.any():
                continue
            without.setdefault(
                each.name,
                f"{each.name} has no number in {int(wrong.sum()):,} of {rows:,} draws, so its "
                "variance cannot be shared out; --method rank leaves those draws out.",
            )
            numbers[wrong] = 0.0
            if strict or len(without) == len(wanted):
                raise OutlayError(next(iter(without.values())))
        if not middles:
            middles.append(np.median(found, axis=1))
        # scipy takes one output of one input for a bare number
        return np.repeat(found, 2, axis=0) if found.shape[0] == len(doubtful) == 1 else found

    taken: list[tuple[Floats, Floats, Floats]] = []

    def estimator(f_A: Floats, f_B: Floats, f_AB: Floats) -> tuple[Floats, Floats]:  # noqa: N803 - scipy's names
        taken.append((f_A, f_B, f_AB))
        return _indices(f_A, f_B, f_AB)

    with np.errstate(divide="ignore", invalid="ignore"):
        found = sobol_indices(
            func=outputs, n=count, dists=[uniform()] * len(doubtful), method=estimator, rng=np.random.default_rng(seed)
        )
        spans = _intervals(*taken[0], seed)
    table = {"first": found.first_order, "total": found.total_order, **spans}
    columns = {name: np.reshape(values, (-1, len(doubtful))) for name, values in table.items()}
    rankings = []
    for row, each in enumerate(wanted):
        if each.name in without:
            continue
        influences = [
            _influence(one, {name: _sound(values[row, place]) for name, values in columns.items()})
            for place, one in enumerate(doubtful)
        ]
        rankings.append(Ranking(each, float(middles[0][row]), ordered("sobol", influences)))
    notes = [f"{count:,} draws, {count * (len(doubtful) + 2):,} evaluations; intervals hold 95%"]
    notes = [*without.values(), *notes]
    return Sensitivity(plan.name, plan.title, plan.scenario, "sobol", tuple(rankings), count, seed, tuple(notes))


def _indices(at_a: Floats, at_b: Floats, at_ab: Floats) -> tuple[Floats, Floats]:
    """First-order and total indices, (outputs, inputs), by the estimators of Saltelli (2010) and Jansen (1999).

    `at_a` and `at_b` (outputs, draws) are the outputs at two independent samples, `at_ab` (inputs, outputs, draws) at
    the first with one input at a time taken from the second.
    """
    middle = (at_a.mean(axis=-1, keepdims=True) + at_b.mean(axis=-1, keepdims=True)) / 2
    a, b, ab = at_a - middle, at_b - middle, at_ab - middle
    variance = ((a * a).mean(axis=-1) + (b * b).mean(axis=-1)) / 2
    first = (b * (ab - a)).mean(axis=-1) / variance
    total = ((a - ab) ** 2).mean(axis=-1) / (2 * variance)
    return first.T, total.T


def _intervals(at_a: Floats, at_b: Floats, at_ab: Floats, seed: int) -> dict[str, Floats]:
    """Bootstrapped 95% intervals of the indices: their spread when draws are taken again with replacement."""
    again = np.random.default_rng(seed + 1)
    count = at_a.shape[-1]
    resampled = []
    for _ in range(_RESAMPLES):
        chosen = again.integers(0, count, count)
        resampled.append(_indices(at_a[:, chosen], at_b[:, chosen], at_ab[:, :, chosen]))
    found: dict[str, Floats] = {}
    for place, name in enumerate(("first", "total")):
        seen = np.array([each[place] for each in resampled])
        spread = np.quantile(np.where(np.isfinite(seen), seen, 0.0), [0.025, 0.975], axis=0)
        found[f"{name}_low"], found[f"{name}_high"] = spread[0], spread[1]
    return found


def _sound(value: float) -> float:
    """An index; 0 where the output does not vary at all."""
    return float(value) if np.isfinite(value) else 0.0


def _scores(each: Doubt, shares: Floats) -> Any:
    """Scores of a stream at shares; a stream drawn in each period makes its own shares of each, all from the one."""
    if not each.each_period:
        return normal.scores(np.clip(shares, _SMALLEST, 1 - 2.0**-53))

    def of_period(period: int | None) -> Floats:
        return normal.scores(_scattered(shares, period or 0))

    return of_period


def _scattered(shares: Floats, period: int) -> Floats:
    """Shares that hang on the given ones and the period alone and look independent (the finaliser of SplitMix64)."""
    bits = np.ascontiguousarray(shares).view(np.uint64) + np.uint64((period + 1) * 0x9E3779B97F4A7C15 % (1 << 64))
    with np.errstate(over="ignore"):
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    found: Floats = np.maximum((bits >> np.uint64(11)) * 2.0**-53, _SMALLEST)
    return found


def _doubtful(plan: Plan, wanted: Sequence[Wanted], fixed: Mapping[int, Any]) -> list[Doubt]:
    found = doubts(plan, [each.node for each in wanted], fixed)
    if not found:
        names = ", ".join(each.name for each in wanted) if len(wanted) < 4 else "any output"
        raise OutlayError(
            f"Nothing that {names} hangs on is uncertain, so there is nothing to draw; --method tornado swings every "
            "input by 10%."
        )
    return found


def _independent(plan: Plan, doubtful: Sequence[Doubt]) -> None:
    """Refuses inputs that are correlated."""
    streams = {each.stream for each in doubtful}
    for a, b, value in plan.correlations:
        if a in streams and b in streams and value:
            raise OutlayError(
                f"{a} and {b} are correlated, and only the variance of independent inputs has shares that can be told "
                "apart; use --method rank, or take out the `correlate` statement."
            )


def _left_out(doubtful: Sequence[Doubt], ranked: Sequence[Doubt]) -> list[str]:
    gone = [each.path for each in doubtful if each not in ranked]
    return [f"without an order, so without a rank: {', '.join(gone)}"] if gone else []


def _influence(each: Doubt, figures: Mapping[str, float | None]) -> Influence:
    quantity = each.quantity
    remark = "a mean over the periods" if each.each_period and "correlation" in figures else ""
    if quantity is None:
        return Influence(each.path, "", "", False, figures, remark=remark)
    return Influence(each.path, quantity.label, quantity.unit, quantity.percent, figures, remark=remark)
