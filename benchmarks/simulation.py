"""A million draws of a doubtful model: against Squiggle and squigglepy, and against the same in plain NumPy."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import outlay
from benchmarks.measure import Line, Section, best, pretty
from benchmarks.peers import SQUIGGLE, called, installed, missing, node

DRAWS = 1_000_000
TURNS = 5
PERCENTS = (5, 25, 50, 75, 95)

# 90% intervals, in every program lognormal.
INPUTS = {
    "users": (1_000, 5_000),
    "requests": (100, 400),
    "tokens": (800, 3_000),
    "token_price": (1, 4),
    "plan": (15, 30),
    "fixed_cost": (5_000, 20_000),
}
MODEL = "\n".join(
    [f"input {name} = {low} to {high}" for name, (low, high) in INPUTS.items()]
    + [
        "ai_cost = users * requests * tokens * token_price / 1_000_000",
        "revenue = users * plan",
        "output profit = revenue - ai_cost - fixed_cost",
        "output margin = profit / revenue",
        "",
    ]
)
SQUIGGLE_MODEL = "\n".join(
    [f"{name} = SampleSet.fromDist({low} to {high})" for name, (low, high) in INPUTS.items()]
    + [
        "ai_cost = users * requests * tokens * token_price / 1000000",
        "revenue = users * plan",
        "profit = revenue - ai_cost - fixed_cost",
        "margin = profit / revenue",
        "summary(d) = [mean(d), stdev(d), " + ", ".join(f"quantile(d, {percent / 100})" for percent in PERCENTS) + "]",
        "List.concat(summary(profit), summary(margin))",
        "",
    ]
)
Z95 = 1.6448536269514722


def section() -> Section:
    """Mean, standard deviation and five percentiles of two outputs, from a million draws."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.cost"
        path.write_text(MODEL)
        model = outlay.Model(path)
        jobs: dict[str, Callable[[], Any]] = {
            "outlay, numba": lambda: model.simulate(DRAWS, engine="numba"),
            "outlay, NumPy": lambda: model.simulate(DRAWS, engine="numpy"),
            "plain NumPy, by hand": by_hand,
        }
        expected = by_hand()
        for engine in ("numba", "numpy"):
            found = model.simulate(DRAWS, engine=engine)
            np.testing.assert_allclose(
                [found["profit"].mean, found["margin"].mean], [expected[0], expected[7]], rtol=0.02
            )
        absent = []
        if installed("squigglepy") is None:
            absent.append(missing("squigglepy", 'pip install "outlay[bench]"'))
        else:
            jobs[called("squigglepy")] = with_squigglepy()
        seconds = dict(zip(jobs, best(list(jobs.values()), TURNS, patience=20), strict=True))
        squiggle = with_squiggle(folder, expected)
        if isinstance(squiggle, Line):
            absent.append(squiggle)
        else:
            seconds |= squiggle
    ours = seconds["outlay, numba"]
    note = (
        f"{DRAWS:,} draws of {len(INPUTS)} lognormal intervals, four formulas, mean, deviation and five percentiles of "
        "two outputs. Squiggle is timed inside node. The ratio is time over that of outlay with numba."
    )
    lines = [
        Line(name, pretty(taken), taken / ours, least=5 if name.startswith("Squiggle ") else None)
        for name, taken in seconds.items()
    ]
    return Section("A million draws", note, lines + absent)


def summary(numbers: Any) -> list[float]:
    """What every program is asked for."""
    return [float(numbers.mean()), float(numbers.std()), *map(float, np.percentile(numbers, PERCENTS))]


def by_hand() -> list[float]:
    """The model as someone writes it in NumPy."""
    random = np.random.default_rng(3)
    drawn = {}
    for name, (low, high) in INPUTS.items():
        middle, spread = np.log(low * high) / 2, np.log(high / low) / (2 * Z95)
        drawn[name] = random.lognormal(middle, spread, DRAWS)
    ai_cost = drawn["users"] * drawn["requests"] * drawn["tokens"] * drawn["token_price"] / 1_000_000
    revenue = drawn["users"] * drawn["plan"]
    profit = revenue - ai_cost - drawn["fixed_cost"]
    return summary(profit) + summary(profit / revenue)


def with_squigglepy() -> Callable[[], list[float]]:
    """The model in squigglepy: distributions sampled, then NumPy."""
    import squigglepy as sq

    def job() -> list[float]:
        drawn = {name: np.asarray(sq.sample(sq.to(low, high), n=DRAWS)) for name, (low, high) in INPUTS.items()}
        ai_cost = drawn["users"] * drawn["requests"] * drawn["tokens"] * drawn["token_price"] / 1_000_000
        revenue = drawn["users"] * drawn["plan"]
        profit = revenue - ai_cost - drawn["fixed_cost"]
        return summary(profit) + summary(profit / revenue)

    return job


def with_squiggle(folder: str, expected: list[float]) -> dict[str, float] | Line:
    """The model in Squiggle, run by node."""
    program = node()
    if program is None:
        return missing("Squiggle", "`make bench` brings it where node and npm are")
    path = Path(folder) / "model.squiggle"
    path.write_text(SQUIGGLE_MODEL)
    script = Path(__file__).with_name("squiggle.mjs")
    arguments = [program, str(script), str(SQUIGGLE), str(path), str(DRAWS), "3"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    numbers = found["result"]
    np.testing.assert_allclose([numbers[0], numbers[7]], [expected[0], expected[7]], rtol=0.02)
    release = json.loads((SQUIGGLE / "package.json").read_text())["version"]
    return {f"Squiggle {release}": found["milliseconds"] / 1000}
