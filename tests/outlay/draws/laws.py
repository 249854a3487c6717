"""Distributions to hold the sampler to: closed forms from textbooks, written down without looking at the code."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

Z95 = 1.6448536269514722


@dataclass(frozen=True)
class Law:
    family: str
    args: tuple[float, ...]
    mean: float
    sd: float
    data: Any = None

    def __str__(self) -> str:
        return f"{self.family}{self.args}"


def _lognormal90(low: float, high: float) -> Law:
    mu, sigma = math.log(low * high) / 2, math.log(high / low) / (2 * Z95)
    mean = math.exp(mu + sigma**2 / 2)
    return Law("lognormal90", (low, high), mean, mean * math.sqrt(math.expm1(sigma**2)))


def _pert(low: float, mode: float, high: float) -> Law:
    mean = (low + 4 * mode + high) / 6
    return Law("pert", (low, mode, high), mean, math.sqrt((mean - low) * (high - mean) / 7))


def _triangular(low: float, mode: float, high: float) -> Law:
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18
    return Law("triangular", (low, mode, high), (low + mode + high) / 3, math.sqrt(variance))


def _listed(family: str, values: list[float], weights: list[float], args: Any, data: Any) -> Law:
    mean = sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
    square = sum(value**2 * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
    return Law(family, args, mean, math.sqrt(square - mean**2), data)


INTERVALS = [
    ("lognormal90", (4.0, 9.0)),
    ("lognormal90", (0.001, 50.0)),
    ("normal90", (-4.0, 9.0)),
    ("normal90", (1e6, 1.0001e6)),
    ("beta90", (0.1, 0.3)),
    ("beta90", (0.01, 0.99)),
    ("beta90", (0.9, 0.999)),
    ("beta90", (0.0001, 0.0002)),
    ("beta90", (0.3, 0.3001)),
]
LAWS = [
    _lognormal90(4.0, 9.0),
    _lognormal90(1.0, 20.0),
    Law("normal90", (-4.0, 9.0), 2.5, 13 / (2 * Z95)),
    # 5% of a uniform share lie below 0.05 and above 0.95; the beta that says so is beta(1, 1)
    Law("beta90", (0.05, 0.95), 0.5, math.sqrt(1 / 12)),
    # of 1 - (1 - x)^3, a beta(1, 3)
    Law("beta90", (1 - 0.95 ** (1 / 3), 1 - 0.05 ** (1 / 3)), 1 / 4, math.sqrt(3 / 80)),
    Law("uniform", (-1.0, 3.0), 1.0, 4 / math.sqrt(12)),
    Law("normal", (5.0, 2.0), 5.0, 2.0),
    Law("lognormal", (5.0, 2.0), 5.0, 2.0),
    _triangular(1.0, 2.0, 6.0),
    _triangular(1.0, 1.0, 6.0),
    _pert(1.0, 2.0, 6.0),
    _pert(0.0, 0.0, 1.0),
    _listed("choice", [3.0, 1.0, 7.0], [1.0, 1.0, 1.0], (3.0, 1.0, 7.0), None),
    _listed("choice", [3.0, 1.0, 7.0], [0.2, 0.5, 0.3], (3.0, 1.0, 7.0), (0.2, 0.5, 0.3)),
    _listed("sampled", [1.0, 9.0, 2.0, 4.0], [1.0] * 4, (), (1.0, 9.0, 2.0, 4.0)),
    _listed("categorical", [0.0, 1.0, 2.0], [1.0, 0.0, 3.0], (), (1.0, 0.0, 3.0)),
]
