"""What a check makes of numbers that differ in their last digits alone."""

from __future__ import annotations

import pytest
from tiny import result, verdicts


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("a + b == 0.3", True),
        ("a + b != 0.3", False),
        ("a + b <= 0.3", True),
        ("0.3 >= a + b", True),
        ("a + b - 0.3 == 0", True),
        ("left == 0", True),
        ("not a + b == 0.3 or a > 1", False),
        ("a + b < 0.3", False),
        ("a + b == 0.3000001", False),
        ("a + b <= 0.2999999", False),
        ("a == 0", False),
        ("0 == 0", True),
    ],
)
def test_what_rounding_leaves_fails_no_check(condition: str, holds: bool) -> None:
    text = f'input a = 0.1\ninput b = 0.2\nleft = (a + b - 0.3) * 1\ncheck "c": {condition}'
    assert verdicts(text) == {"c": holds}


def test_in_every_period_too() -> None:
    text = "timeline month from 2026-01 for 3\ninput a = 0.1\ns = grow(a, 0% per month) * 3\n"
    assert verdicts(text + 'check "c": s == 0.3') == {"c": [True] * 3}
    assert verdicts(text + 'check "c": all(s <= 0.3) and s[2026-01 .. 2026-02] == 0.3') == {"c": [True] * 3}


def test_an_equation_compares_to_the_last_digit() -> None:
    assert result("input a = 0.1\noutput x = if a * 3 == 0.3 then 1 else 2") == 2
