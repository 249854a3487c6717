"""Compiled exponentials, logarithms and powers: to the last digit but one, exact where they can be, sound at edges."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import product

import numpy as np
import pytest
from tests.outlay.plans import Builder

from outlay.arrays import ArrayProgram, compile_arrays
from outlay.scalar import arithmetic

EDGES = [0.0, 1.0, 2.0, 0.5, 3.0, 1 / 3, 10.0, 709.78, 709.79, 745.13, 745.2, 1e16, 2.0**53 - 1, 1e308, 5e-324, 1e-310]
EDGES += [-edge for edge in EDGES] + [math.inf, -math.inf, math.nan]
ONE = {"exp": arithmetic.exponential, "log": arithmetic.logarithm, "log10": arithmetic.logarithm10}


@lru_cache
def functions() -> tuple[ArrayProgram, dict[str, int]]:
    build = Builder()
    x, y = build.input("x", build.const(1.0)), build.input("y", build.const(1.0))
    nodes = {op: build.node(op, x) for op in ONE} | {"pow": build.node("pow", x, y)}
    return compile_arrays(build.plan(), list(nodes.values()), [0, 1]), nodes


def computed(op: str, x: list[float], y: list[float] | None = None) -> list[float]:
    ready, nodes = functions()
    found = ready.run({0: np.array(x), 1: np.array(y or x)}, len(x), engine="numba")
    assert ready.engine_used == "numba"
    return [float(value) for value in found.node(nodes[op])]


def off(found: float, expected: Decimal) -> float:
    """How far a number is from the true one, in units of its last digit."""
    return float(abs(Decimal(found) - expected) / Decimal(math.ulp(found)))


def near(a: float, b: float) -> bool:
    return a == b or (a != a and b != b) or abs(a - b) <= 2 * math.ulp(b)


@pytest.mark.parametrize("op", ONE)
def test_edges(op: str) -> None:
    for x, found in zip(EDGES, computed(op, EDGES), strict=True):
        assert near(found, ONE[op](x)), (x, found)


def test_edges_of_powers() -> None:
    bases, exponents = zip(*product(EDGES, repeat=2), strict=True)
    for x, y, found in zip(bases, exponents, computed("pow", list(bases), list(exponents)), strict=True):
        assert near(found, arithmetic.power(x, y)), (x, y, found)


@pytest.mark.parametrize(
    ("op", "low", "high", "most"),
    [("exp", -700.0, 700.0, 0.9), ("exp", -1.0, 1.0, 0.9), ("log", 0.5, 2.0, 0.6), ("log10", 1e-9, 1e9, 0.6)],
)
def test_digits(op: str, low: float, high: float, most: float) -> None:
    numbers = np.random.default_rng(5).uniform(low, high, 1000).tolist()
    with localcontext() as context:
        context.prec = 50
        for x, found in zip(numbers, computed(op, numbers), strict=True):
            exact = {"exp": Decimal.exp, "log": Decimal.ln, "log10": Decimal.log10}[op](Decimal(x))
            assert off(found, exact) < most, x


def test_digits_of_powers() -> None:
    random = np.random.default_rng(6)
    bases, exponents = np.exp(random.uniform(-7, 7, 1000)).tolist(), random.uniform(-40, 40, 1000).tolist()
    with localcontext() as context:
        context.prec = 50
        for x, y, found in zip(bases, exponents, computed("pow", bases, exponents), strict=True):
            assert off(found, (Decimal(y) * Decimal(x).ln()).exp()) < 1.5, (x, y)


def test_powers_that_are_numbers_of_their_own_are_exact() -> None:
    bases = [*range(2, 60), 0.5, 1.5, 2.5, -3.0, -0.25]
    pairs = [(float(x), float(y)) for x in bases for y in range(16) if abs(float(x) ** y) < 2**53]
    assert computed("pow", [x for x, _ in pairs], [y for _, y in pairs]) == [x**y for x, y in pairs]
    squares = [float(n * n) for n in range(1, 300)]
    assert computed("pow", squares, [0.5] * len(squares)) == [float(n) for n in range(1, 300)]
    assert computed("log10", [10.0**n for n in range(23)]) == [float(n) for n in range(23)]
