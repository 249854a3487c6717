"""Contributions by cause: they add up to the last bit, and no order is preferred when they are few."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.bridge import NO_CHANGE, SEQUENTIAL, SHAPLEY, Cause, Mix, attribute, contributions, exact


def test_a_single_change_bears_it_all() -> None:
    assert attribute(1, lambda mix: 10.0 if mix else 4.0) == ([6.0], SHAPLEY)


def test_no_change_at_all() -> None:
    assert attribute(0, lambda mix: 4.0) == ([], NO_CHANGE)


def test_a_product_is_shared_without_preferring_an_order() -> None:
    # price 2 → 3, volume 10 → 20: 20 → 60. Price: average of 10 and 20; volume: average of 20 and 30.
    def revenue(mix: Mix) -> float:
        return (3.0 if 0 in mix else 2.0) * (20.0 if 1 in mix else 10.0)

    assert attribute(2, revenue) == ([15.0, 25.0], SHAPLEY)


def test_swapping_the_causes_swaps_the_amounts() -> None:
    def value(mix: Mix) -> float:
        return 1.0 + (7.0 if 0 in mix else 0.0) * (2.0 if 1 in mix else 1.0) ** (3 if 2 in mix else 1)

    swap = {0: 2, 1: 1, 2: 0}
    amounts = attribute(3, value)
    swapped = attribute(3, lambda mix: value(frozenset(swap[n] for n in mix)))
    assert amounts is not None
    assert swapped is not None
    assert swapped[0] == amounts[0][::-1]


def test_many_changes_are_made_one_after_another() -> None:
    amounts, method = attribute(9, lambda mix: float(sum(1 << n for n in mix))) or ([], "")
    assert method == SEQUENTIAL
    assert amounts == [float(1 << n) for n in range(9)]


def test_a_mix_without_a_number_falls_back_to_file_order_then_to_nothing() -> None:
    amounts = attribute(2, lambda mix: None if mix == {1} else float(len(mix)))
    assert amounts == ([1.0, 1.0], SEQUENTIAL)
    assert attribute(2, lambda mix: None if len(mix) == 1 else float(len(mix))) is None
    assert attribute(1, lambda mix: None) is None


numbers = st.floats(-1e9, 1e9, allow_nan=False)


@settings(max_examples=300, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=12), numbers, numbers)
def test_amounts_add_up_to_the_last_bit(amounts: list[float], old: float, new: float) -> None:
    change = new - old
    spread = sorted([*amounts, change - math.fsum(amounts)], key=abs, reverse=True)
    found = exact(spread, change)
    largest = abs(spread[0])
    if abs(change) >= min((abs(each) for each in found if each), default=0.0):
        assert sum(found) == change
    # A change below the rounding of what cancels to make it has no exact sum in any arithmetic of floats.
    assert abs(sum(found) - change) <= 4 * math.ulp(largest)
    assert all(abs(a - b) <= 1e-13 * max(largest, abs(change)) for a, b in zip(found, spread, strict=True))


def test_contributions_are_listed_by_size_and_add_up() -> None:
    causes = [Cause(name, "input", "1", "2") for name in "abc"]
    found = contributions(causes, [0.1, 0.0, -0.7], -0.6)
    assert [each.cause.path for each in found] == ["c", "a", "b"]
    assert sum(each.amount for each in found) == -0.6
