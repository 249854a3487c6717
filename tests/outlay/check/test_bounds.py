"""Figures that count what their parts count, defaults looked at early, and bounds on what a model unfolds into."""

from __future__ import annotations

import pytest
from tiny import codes, mended, only, result

import outlay


def test_a_stated_unit_reaches_a_share_of_a_bare_number_and_a_sum_of_them() -> None:
    assert result("output x : USD = 10% of 50") == pytest.approx(5)
    assert result("output x : USD = sum([1, 2])") == 3


def test_a_default_of_a_kind_is_checked_before_a_record_needs_it() -> None:
    assert only("kind box { size : USD = 3 hour }\noutput x = 3").code == "E0340"


def test_a_date_in_quotes_is_told_to_stand_without() -> None:
    assert result(mended('output x = 3 @source("list", "2026-01-01")')) == 3


def test_a_length_of_a_loan_is_written_in_the_time_of_its_rate() -> None:
    assert only("output p = pmt(5% per year, 4, $1000)").fix == "4 year"


def test_functions_that_double_are_stopped_once_for_all() -> None:
    doubling = "\n".join(f"function F_{n + 1}(x : ratio) : ratio = F_{n}(x) * F_{n}(x * 3 + {n})" for n in range(30))
    text = f"function F_0(x : ratio) : ratio = x + 1\n{doubling}\noutput y = F_30(1)"
    assert codes(text) == ["E0513"]


def test_a_library_function_is_a_python_function() -> None:
    cost = outlay.function("TRAIN_COST")
    assert cost(175e9, 300e9, "A100", 1, 2) == pytest.approx(6 * 175e9 * 300e9 / 312e12 / 3600 * 2)
    with pytest.raises(outlay.OutlayError, match="Did you mean TRAIN_COST"):
        outlay.function("TRAIN_COSTS")


def test_a_parameter_may_be_a_list_by_default() -> None:
    text = "function added_up(items : [ratio] = [1, 2]) : ratio = sum(items)\noutput x = added_up()"
    assert codes(text) == []
    assert result(text) == 3


def test_a_stated_unit_reaches_a_stock_that_starts_at_nothing() -> None:
    text = "timeline month from 2026-01 for 4\nstock : user = previous(stock, 0) + 5\noutput x = stock[last]"
    assert result(text) == 20
