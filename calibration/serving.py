"""Measured throughput and latency against the library's roofline, and the efficiencies that bring the two together.

Six efficiencies are fitted, in logarithms, by least squares that an odd point cannot move far (soft L1). Each has a
plain guess to which it is tied loosely, so that leaving out a source never sends one where nothing measured holds it.
Predictions are the library's own: `serving.cost` calls its functions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

import outlay
from calibration.rows import Row, figure, read

MODEL = Path(__file__).with_name("serving.cost")
PRECISION = {"FP16": "bf16", "FP8": "fp8", "FP4": "fp4"}  # FP16 runs at the BF16 rate
OUTPUT = {"tok/s": "tokens_per_second", "first token": "seconds_to_read", "step": "seconds_a_step"}
LATENT = 576  # values of multi-head latent attention that are kept for each token and layer

# Guesses, and how many times larger or smaller a value may be without surprise; shares end at 1.
GUESSES = {
    "flop_efficiency": 0.7,
    "bandwidth_efficiency": 0.8,
    "layer_microseconds": 50.0,
    "precision_kept": 0.75,
    "scaling": 0.8,
    "expert_efficiency": 0.5,
}
LOOSE = math.log(2.0)
ODD = 0.15  # logarithm: a point this far off begins to weigh less


@dataclass(frozen=True)
class Point:
    """One measured number: tokens per second, seconds to the first token, or seconds between tokens."""

    row: Row
    what: str
    measured: float

    @property
    def source(self) -> str:
        """Who measured: the part of the citation that names a place."""
        return self.row["source"].split(" ")[0].removeprefix("github:").split("@")[0]

    @property
    def cells(self) -> dict[str, Any]:
        """The point as a row of a batch."""
        shape = shapes()[self.row["shape"]]
        heads, width = figure(shape, "kv_heads"), figure(shape, "head_dim")
        values = LATENT if heads is None or width is None else 2 * heads * width
        batch = self.row["batch"]
        return {
            "params": float(shape["params_active"]),
            "total": float(shape["params_total"]),
            "layers": float(shape["layers"]),
            "cache": 2 * values * float(shape["layers"]),
            "tokens_in": float(self.row["isl"]),
            "tokens_out": float(self.row["osl"]),
            "accelerator": self.row["gpu"],
            "gpus": float(self.row["n_gpus"]),
            "requests": 0.0 if batch == "max" else float(batch),
            "precision": PRECISION[self.row["precision"]],
        }


@lru_cache(maxsize=1)
def shapes() -> dict[str, Row]:
    return {row["model"]: row for row in read("model_shapes")}


def points() -> list[Point]:
    """Every measured number whose batch, lengths and model are known."""
    found = []
    for row in read("inference_points"):
        known = row["shape"] and row["isl"] and row["osl"] and row["batch"]
        if not row["kind"].startswith("measured") or not known:
            continue
        for what, column in (("tok/s", "out_tok_s_total"), ("first token", "prefill_s"), ("step", "step_s")):
            measured = figure(row, column)
            if measured is not None:
                found.append(Point(row, what, measured))
    return found


# An engine that makes no use of what has been known since 2022 is no measure of those that do.
NAIVE = {"I44"}


def fitted_points() -> list[Point]:
    return [point for point in points() if point.row["id"] not in NAIVE]


def expected(points: Sequence[Point], sets: Sequence[Mapping[str, float]]) -> np.ndarray:
    """What the library expects: a row for each set of efficiencies, a column for each point."""
    frame = pd.DataFrame([{**point.cells, **each} for each in sets for point in points])
    outputs = list(dict.fromkeys(OUTPUT.values()))
    found = _model().batch(frame, outputs)
    columns = np.array([found[OUTPUT[point.what]].to_numpy().reshape(len(sets), -1)[:, place]
                        for place, point in enumerate(points)])  # fmt: skip
    return columns.T


def plainly(points: Sequence[Point]) -> list[float]:
    """Tokens per second by the functions that take efficiencies as they are given, at their defaults."""
    frame = pd.DataFrame([point.cells for point in points])
    return [float(value) for value in _model().batch(frame, "plain_tokens_per_second")["plain_tokens_per_second"]]


@lru_cache(maxsize=1)
def _model() -> outlay.Model:
    return outlay.load(MODEL)


def fit(points: Sequence[Point]) -> dict[str, float]:
    """The efficiencies under which the library's expectations lie nearest to what was measured."""
    names = list(GUESSES)
    guesses = np.log([GUESSES[name] for name in names])
    measured = np.log([point.measured for point in points])
    step = 1e-4

    def efficiencies(logs: np.ndarray) -> dict[str, float]:
        return dict(zip(names, np.exp(logs).tolist(), strict=True))

    def residuals(logs: np.ndarray) -> np.ndarray:
        return gaps(expected(points, [efficiencies(logs)])[0], logs)

    def gaps(told: np.ndarray, logs: np.ndarray) -> np.ndarray:
        return np.concatenate([np.log(told) - measured, (logs - guesses) * (ODD / LOOSE)])

    def slopes(logs: np.ndarray) -> np.ndarray:
        moved = [logs, *(logs - step * row for row in np.eye(len(names)))]
        told = expected(points, [efficiencies(each) for each in moved])
        base = gaps(told[0], logs)
        return np.column_stack([(base - gaps(told[n + 1], moved[n + 1])) / step for n in range(len(names))])

    highest = [np.inf if name == "layer_microseconds" else 0.0 for name in names]
    bounds = (np.full(len(names), -20.0), np.array(highest))
    found = least_squares(
        residuals, guesses, jac=slopes, bounds=bounds, loss="soft_l1", f_scale=ODD, xtol=1e-4, ftol=1e-5
    )
    return efficiencies(found.x)


def without_source(points: Sequence[Point]) -> list[float]:
    """For each point, measured over expected when all that its source measured is left out of the fit."""
    ratios: dict[int, float] = {}
    for source in dict.fromkeys(point.source for point in points):
        theirs = [point for point in points if point.source == source]
        found = fit([point for point in points if point.source != source])
        told = expected(theirs, [found])[0]
        ratios.update({id(point): point.measured / value for point, value in zip(theirs, told, strict=True)})
    return [ratios[id(point)] for point in points]


def shipped(function: str = "SERVE_TOKENS_SEC") -> dict[str, float]:
    """The efficiencies a function of the library has as defaults."""
    parameters = next(each.parameters for each in outlay.functions() if each.name == function)
    return {each.name: _number(each.default or "") for each in parameters if each.name in GUESSES}


def engine() -> tuple[float, float]:
    """The interval of what an engine reaches over what is expected of it, as the library has it."""
    parameters = next(each.parameters for each in outlay.functions() if each.name == "SERVE_TOKENS_SEC")
    low, high = (parameters[-1].default or "").split(" to ")
    return float(low), float(high)


def _number(text: str) -> float:
    return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
