"""What is left of a unit becomes a plain number when it meets one; a draw of each period needs periods."""

from __future__ import annotations

import pytest
from tiny import only, result, unit


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("4 day / week + 0.5", 4 / 7 + 0.5),
        ("0.5 + 4 day / week", 4 / 7 + 0.5),
        ("3 day / week - 1 / 7", 2 / 7),
        ("max(3 day / week, 0.1)", 3 / 7),
        ("if 1 > 2 then 1 else 7 day / week", 1.0),
    ],
)
def test_left_over_units_meet_a_plain_number(formula: str, value: float) -> None:
    text = f"output x = {formula}\n"
    assert result(text) == pytest.approx(value)
    assert unit(text) == ""


def test_left_over_units_stay_as_written_until_then() -> None:
    assert unit("output x = 4 day / week * 2\n") == "day/week"
    assert unit("output x = 4 day / week + 0\n") == "day/week"
    assert unit("output x = 4 day / week + 1 day / week\n") == "day/week"


def test_a_draw_of_each_period_needs_periods() -> None:
    found = only("input x = 10 to 20 @each_period\n")
    assert (found.code, found.line, found.text) == ("E0601", 1, "10 to 20")
