"""Rounding, to whole numbers and to steps: what arithmetic leaves over does not count, what is meant is asked."""

from __future__ import annotations

import pytest
from tiny import mended, only, result, run


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ceil(84 / 0.7)", 120),  # 120.00000000000001
        ("ceil(84 gpu / 70%, 1 gpu)", 120),
        ("ceil(120.001)", 121),
        ("ceil(0)", 0),
        ("ceil(-2.5)", -2),
        ("ceil(1e-9)", 1),
        ("ceil(9_007_199_254_740_991)", 9_007_199_254_740_991),
        ("floor(0.3 / 0.1)", 3),  # 2.9999999999999996
        ("floor($0.30, $0.10) / $0.10", 3),
        ("floor(2.999)", 2),
        ("floor(-84 / 0.7)", -120),
        ("round(1.005, 0.01)", 1.01),  # 100.49999999999999 steps
        ("round(-1.005, 0.01)", -1.01),
        ("round(0.49999999999999994)", 0),
    ],
)
def test_rounding(text: str, wanted: float) -> None:
    assert result(f"output x = {text}") == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_inputs_are_rounded_as_literals_are() -> None:
    text = "input load = 84 gpu\ninput share_used = 70%\noutput x = ceil(load / share_used, 1 gpu)"
    assert result(text) == 120
    assert result(text, load="85 gpu") == 122


@pytest.mark.parametrize(
    ("call", "fix"),
    [
        ("round(1.234, 2)", "0.01"),
        ("round($1.234, 1)", "0.1"),
        ("round(1.234, 0)", "1.0"),
        ("round(1.234, 4)", "0.0001"),
    ],
)
def test_decimals_as_spreadsheets_count_them(call: str, fix: str) -> None:
    found = only(f"output x = {call}")
    assert (found.code, found.fix) == ("W0501", fix)
    assert fix in mended(f"output x = {call}")


@pytest.mark.parametrize("call", ["round(7, 2.0)", "round(7, 5)", "ceil(7, 2)", "floor(7, 2)", "round(7 user, 2 user)"])
def test_steps_that_are_meant(call: str) -> None:
    assert run(f"output x = {call}")
