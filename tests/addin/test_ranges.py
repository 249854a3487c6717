"""Ranges: each cell is what the function gives for it alone, whatever way it is computed."""

from __future__ import annotations

import math
from typing import Any

import pytest

from outlay_addin import call, grid
from outlay_addin.call import Function
from outlay_addin.errors import CellError
from outlay_addin.functions import Functions
from outlay_addin.values import BLANK, MISSING

TOKENS = 1.4e12


def cost(functions: Functions) -> Function:
    found = functions.table.get("TRAIN_COST")
    assert isinstance(found, Function)
    return found


def agree(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return bool(one == other)


def test_a_column_gives_a_column_and_a_row_a_row(functions: Functions) -> None:
    function = cost(functions)
    column = function([[[1e9], [2e9], [3e9]], TOKENS])
    row = function([[[1e9, 2e9, 3e9]], TOKENS])
    assert [each[0] for each in column] == row[0] == [function([n, TOKENS]) for n in (1e9, 2e9, 3e9)]


def test_a_row_against_a_column_gives_every_pair(functions: Functions) -> None:
    function = cost(functions)
    found = function([[[1e9], [2e9]], [[1e12, 2e12, 3e12]]])
    assert found == [[function([p, t]) for t in (1e12, 2e12, 3e12)] for p in (1e9, 2e9)]


def test_a_range_of_one_cell_is_a_cell(functions: Functions) -> None:
    function = cost(functions)
    assert function([((7e9,),), TOKENS]) == function([7e9, TOKENS])


def test_where_one_range_ends_sooner_the_rest_is_not_available(functions: Functions) -> None:
    found = cost(functions)([[[1e9], [2e9], [3e9]], [[1e12], [2e12]]])
    assert isinstance(found[1][0], float)
    assert found[2][0].kind == "#N/A"


def test_a_bad_cell_is_an_error_in_its_own_place(functions: Functions) -> None:
    found = cost(functions)([[[1e9], ["x"], [None], [-1.0], [2e9]], [[1e12], [1e12], [1e12], [1e12], [-2146826246]]])
    kinds = [cell.kind if isinstance(cell, CellError) else type(cell) for (cell,) in found]
    assert kinds == [float, "#VALUE!", "#VALUE!", "#NUM!", "#N/A"]


def test_a_row_that_is_empty_in_every_range_stays_empty(functions: Functions) -> None:
    found = cost(functions)([[[1e9], [None], [2e9]], [[1e12], [""], [2e12]]])
    assert found[1] == [BLANK]


def many(function: Function, count: int, *makers: Any) -> list[Any]:
    return [[[each(number)] for number in range(count)] if callable(each) else each for each in makers]


CASES = {
    "numbers": (lambda n: 1e9 * (n + 1), TOKENS),
    "texts": (lambda n: f"{n % 7 + 1}B parameter", lambda n: 1e12 + n),
    "names": (7e9, TOKENS, lambda n: ["A100", "H100", "T4", "no such gpu"][n % 4]),
    "shares": (7e9, TOKENS, "H100", lambda n: n / 100),
    "holes": (lambda n: None if n % 5 == 0 else 1e9 * n, lambda n: None if n % 10 == 0 else 1e12),
    "errors": (lambda n: [-2146826281, "#NAME?", True, "", 1e9, float("nan"), 3][n % 7], TOKENS),
    "left out": (lambda n: 1e9 * (n + 1), TOKENS, MISSING, MISSING, lambda n: 1.0 + n),
    "a fixed argument is wrong": (lambda n: 1e9 * (n + 1), TOKENS, "no such gpu"),
    "a fixed argument is missing": (lambda n: 1e9 * (n + 1), MISSING),
}


@pytest.mark.parametrize("case", CASES)
def test_many_cells_at_once_are_what_each_is_alone(functions: Functions, case: str) -> None:
    function = cost(functions)
    count = 3 * call.FEW
    arguments = many(function, count, *CASES[case])
    found = function(arguments)
    assert len(found) == count
    for number, (cell,) in enumerate(found):
        alone = [[[each[number][0]], [each[number][0]]] if isinstance(each, list) else each for each in arguments]
        assert agree(cell, function(alone)[0][0]), (number, cell)


def test_what_cannot_be_computed_is_told_in_its_place(functions: Functions) -> None:
    function = functions.table.get("TUNE_OWN")
    assert isinstance(function, Function)
    found = function([19.22, 2.0, [[float(100 * n)] for n in range(1, 101)]])
    assert isinstance(found[42][0], float)
    assert "4,380" in found[43][0].reason
    assert not any(isinstance(cell, float) and not math.isfinite(cell) for (cell,) in found)


def test_ten_thousand_cells_without_a_number_are_soon_told(functions: Functions) -> None:
    function = functions.table.get("TUNE_OWN")
    assert isinstance(function, Function)
    found = function([19.22, 2.0, [[5000.0 + n] for n in range(10_000)]])
    assert all(isinstance(cell, CellError) and cell.kind == "#NUM!" for (cell,) in found)


def test_of_whole_columns_the_used_part_counts(functions: Functions) -> None:
    params: list[list[Any]] = [[1e9], [2e9], [3e9]]
    whole = params + [[None]] * (grid.WHOLE_COLUMN - 3)
    found = cost(functions)([whole, TOKENS])
    assert len(found) == 3
    beside = cost(functions)([whole, [[1e12], [2e12], [3e12], [4e12]]])
    assert len(beside) == 4


def test_an_empty_whole_column_gives_one_empty_cell(functions: Functions) -> None:
    assert cost(functions)([[[None]] * grid.WHOLE_COLUMN, TOKENS]) == [[BLANK]]


def test_too_many_cells_are_refused_at_once(functions: Functions) -> None:
    found = cost(functions)([[[1e9]] * 10_000, [[1e12] * 10_000]])
    assert isinstance(found, CellError)
    assert "2,000,000" in found.reason


def test_a_list_is_a_whole_range_without_the_blanks_behind_it(functions: Functions) -> None:
    starts, prices = [[0.0], [1000.0], [None], [None]], [[2.0, 1.0, ""]]
    assert functions.call("TIER_COST", (1500.0, starts, prices)) == 2500.0
    found = functions.call("TIER_COST", ([[500.0], [1500.0]], starts, prices))
    assert found == [[1000.0], [2500.0]]


def test_a_list_over_many_cells_is_the_same_list_in_each(functions: Functions) -> None:
    starts, prices = [[0.0], [1000.0]], [[2.0], [1.0]]
    found = functions.call("TIER_COST", ([[float(n)] for n in range(200)], starts, prices))
    assert [cell for (cell,) in found] == [2.0 * n for n in range(200)]


def test_an_error_within_a_list_is_the_error_of_all(functions: Functions) -> None:
    found = functions.call("TIER_COST", (1500.0, [[0.0], [-2146826246]], [[2.0], [1.0]]))
    assert found.kind == "#N/A"
