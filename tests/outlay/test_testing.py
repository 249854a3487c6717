"""When what a test expects holds."""

from __future__ import annotations

import pytest

from outlay.testing import holds

NAN = float("nan")


@pytest.mark.parametrize(
    ("left", "operator", "right", "tolerance", "absolute", "wanted"),
    [
        (1.0, "~=", 1.0 + 1e-10, None, False, True),
        (1.0, "~=", 1.0 + 1e-8, None, False, False),
        (0.1 + 0.2, "==", 0.3, None, False, True),  # the last digit of a float fails no test
        (1.0, "==", 1.000001, None, False, False),
        (1.0, "!=", 1.0, None, False, False),
        (0.1 + 0.2, "<=", 0.3, None, False, True),
        (0.3, ">=", 0.1 + 0.2, None, False, True),
        (0.3, "<", 0.3, None, False, False),
        (100.0, "~=", 101.0, 0.01, False, True),
        (100.0, "==", 102.0, 0.01, False, False),
        (100.0, "~=", 100.5, 0.5, True, True),
        (100.0, "~=", 100.6, 0.5, True, False),
        (1.0, "<", 0.95, 0.1, True, True),
        (0.0, "~=", 0.0, None, False, True),
        (0.0, "~=", 1e-300, None, False, False),
        ("On demand", "==", "on DEMAND", None, False, True),
        ("a", "!=", "b", None, False, True),
        (True, "==", True, None, False, True),
        (NAN, "==", NAN, None, False, False),
        (NAN, "!=", 1.0, None, False, False),
        (NAN, "<", 1.0, 0.5, True, False),
    ],
)
def test_holds(
    left: object, operator: str, right: object, tolerance: float | None, absolute: bool, wanted: bool
) -> None:
    assert holds(left, operator, right, tolerance, absolute) is wanted
