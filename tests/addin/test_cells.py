"""What a cell means as an argument, for every kind of content and every kind of argument."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import pytest

import outlay
from outlay_addin.call import Function
from outlay_addin.errors import KINDS, LONGEST, CellError
from outlay_addin.functions import Functions
from outlay_addin.memo import Memo
from outlay_addin.values import BLANK, MISSING, plain

PARAMS, TOKENS = 7e9, 1.4e12


def cost(functions: Functions, *arguments: Any) -> Any:
    return functions.call("TRAIN_COST", arguments)


def test_a_number_is_in_the_unit_of_its_argument(functions: Functions) -> None:
    assert cost(functions, PARAMS, TOKENS) == outlay.function("TRAIN_COST")(PARAMS, TOKENS)


@pytest.mark.parametrize(
    ("text", "number"),
    [("7B parameter", 7e9), ("7e9", 7e9), (" 7_000_000_000 ", 7e9)],
)
def test_a_text_may_be_a_quantity(functions: Functions, text: str, number: float) -> None:
    assert cost(functions, text, TOKENS) == cost(functions, number, TOKENS)


def test_a_text_in_another_unit_is_converted(functions: Functions) -> None:
    by_text = functions.call("EMBED_COST", (1000.0, 500.0, "$0.002 / 1k token"))
    assert by_text == pytest.approx(functions.call("EMBED_COST", (1000.0, 500.0, 2.0)), rel=1e-15)


def test_a_share_may_be_a_percentage(functions: Functions) -> None:
    assert cost(functions, PARAMS, TOKENS, "H100", "40%") == cost(functions, PARAMS, TOKENS, "H100", 0.4)


def test_a_currency_is_a_number(functions: Functions) -> None:
    assert cost(functions, decimal.Decimal(7_000_000_000), TOKENS) == cost(functions, PARAMS, TOKENS)


@pytest.mark.parametrize("left_out", [MISSING, -2147352572, 2147614724])
def test_only_what_is_left_out_takes_its_default(functions: Functions, left_out: Any) -> None:
    assert cost(functions, PARAMS, TOKENS, left_out, left_out, left_out) == cost(functions, PARAMS, TOKENS)


@pytest.mark.parametrize(
    "cell",
    [None, BLANK, "", "  ", -2146826246, -2146826281, "#N/A", CellError("#REF!", ""), True, float("nan"), float("inf"),
     datetime.datetime(2026, 1, 31), "seven", "x" * 1000, "4 bananas", "7 GB", object()],
)  # fmt: skip
@pytest.mark.parametrize("place", range(6))
def test_nothing_else_is_ever_a_default(functions: Functions, place: int, cell: Any) -> None:
    arguments: list[Any] = [PARAMS, TOKENS, "A100", 0.4, 2.0, 1.0]
    arguments[place] = cell
    found = cost(functions, *arguments)
    assert isinstance(found, CellError), found
    assert found.reason


@pytest.mark.parametrize(
    ("cell", "kind"),
    [(-2146826246, "#N/A"), (-2146826281, "#DIV/0!"), (-2146826288 + 45, "#SPILL!"), ("#REF!", "#REF!"),
     ("#NUM! a reason that was told before", "#NUM!"), (CellError("#NULL!", ""), "#NULL!")],
)  # fmt: skip
def test_an_error_goes_on_as_the_same_error(functions: Functions, cell: Any, kind: str) -> None:
    assert cost(functions, PARAMS, cell).kind == kind


def test_a_reason_goes_on_with_an_error(functions: Functions) -> None:
    first = functions.call("TUNE_OWN", (19.22, 2.0, 5000.0))
    assert "4,380" in cost(functions, PARAMS, str(first)).reason


def test_a_required_argument_that_is_left_out_is_asked_for(functions: Functions) -> None:
    assert cost(functions, MISSING, TOKENS) == CellError("#VALUE!", "params must be given")
    assert cost(functions) == CellError("#VALUE!", "params must be given")


def test_too_many_arguments_are_counted(functions: Functions) -> None:
    assert "at most 6" in cost(functions, *[1.0] * 7).reason


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [(-1.0, "#NUM!", "negative"), ("banana", "#VALUE!", "banana"), (True, "#VALUE!", "not TRUE")],
)
def test_what_is_wrong_is_said(functions: Functions, cell: Any, kind: str, words: str) -> None:
    found = cost(functions, cell, TOKENS)
    assert found.kind == kind
    assert words in found.reason


def test_a_share_out_of_bounds_is_a_number_error(functions: Functions) -> None:
    assert cost(functions, PARAMS, TOKENS, "H100", 40.0).kind == "#NUM!"


def test_an_unknown_name_suggests_the_nearest(functions: Functions) -> None:
    found = cost(functions, PARAMS, TOKENS, "H100_SMX5")
    assert found.kind == "#N/A"
    assert "Did you mean H100_SXM5?" in found.reason


def test_an_impossible_request_is_a_number_error_with_its_reason(functions: Functions) -> None:
    found = functions.call("TUNE_OWN", (19.22, 2.0, 5000.0, 200000.0))
    assert found.kind == "#NUM!"
    assert "capacity is 4,380 run/year" in found.reason


def test_an_unknown_function_suggests_the_nearest(functions: Functions) -> None:
    assert functions.call("TRAIN_COSTS", (1.0,)).reason.endswith("Did you mean TRAIN_COST?")


def test_a_truth_may_be_a_number_of_0_or_1(functions: Functions) -> None:
    given = (19.22, 2.0, 100.0, 0.0)
    assert functions.call("TUNE_OWN", (*given, False)) == functions.call("TUNE_OWN", (*given, 0.0))
    assert functions.call("TUNE_OWN", (*given, "FALSE")) == functions.call("TUNE_OWN", (*given, False))
    assert functions.call("TUNE_OWN", (*given, 2.0)).kind == "#VALUE!"


@pytest.mark.parametrize(
    "cell", [datetime.date(2024, 10, 1), datetime.datetime(2024, 10, 1, 12), 45566.0, 45566.75, "2024-10-01"]
)
def test_a_day_may_be_a_date_a_day_number_or_a_text(functions: Functions, cell: Any) -> None:
    expected = outlay.function("API_COST")("gpt-4o", 1000, 200, datetime.date(2024, 10, 1))
    assert functions.call("API_COST", ("gpt-4o", 1000.0, 200.0, cell)) == expected


@pytest.mark.parametrize("cell", [0.0, 60.0, -5.0, 1e9, 20241001.0, "1.10.2024", True])
def test_what_is_no_day_is_an_error(functions: Functions, cell: Any) -> None:
    assert isinstance(functions.call("API_COST", ("gpt-4o", 1000.0, 200.0, cell)), CellError)


def test_texts_choose_the_unit_of_functions_of_any_unit(functions: Functions) -> None:
    assert functions.call("DECLINE_RATE", ("$0.002 / 1k token", "$0.5 / Mtoken", 12.0)) == pytest.approx(0.75)
    tiers = ("1500 token", [["0 token"], ["1k token"]], [["$2/Mtoken"], ["$1/Mtoken"]])
    assert functions.call("TIER_COST", tiers) == pytest.approx(0.0025)
    assert isinstance(functions.call("DECLINE_RATE", ("$2 / Mtoken", "$2 / GPU_hour", 12.0)), CellError)


def test_true_is_not_remembered_as_one(functions: Functions) -> None:
    assert isinstance(cost(functions, 1.0, TOKENS), float)
    assert isinstance(cost(functions, True, TOKENS), CellError)


def test_an_error_in_a_cell_is_short_and_begins_with_its_kind(functions: Functions) -> None:
    for error in (cost(functions, "x" * 70, TOKENS), cost(functions, PARAMS, TOKENS, "nothing like it at all" * 9)):
        text = str(error)
        assert text.startswith(KINDS)
        assert len(text) <= LONGEST
        assert plain(text).kind == error.kind


def test_what_is_remembered_is_bounded(functions: Functions) -> None:
    memo: Memo[int] = Memo(most=10)
    for number in range(1000):
        memo.keep(number, number)
    assert len(memo) <= 10
    assert memo.get(999, lambda: -1) == 999
    function = functions.table.get("TIER_COST")
    assert isinstance(function, Function)
    before = len(function._memo)
    long = [[float(n)] for n in range(10_000)]
    assert isinstance(function([5.0, long, long]), float)
    assert len(function._memo) == before
    assert isinstance(cost(functions, "7" * 300, TOKENS), float | CellError)
