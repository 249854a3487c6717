"""References of formulas after rows and columns moved: what a spreadsheet does when rows are put in or deleted."""

from __future__ import annotations

import pytest

from outlay_workbooks.formula_shape import LAST_COLUMN, LAST_ROW
from outlay_workbooks.relocate.lines import Lines, unmoved
from outlay_workbooks.relocate.movement import Move, Movement, by_text

# Of five rows the third is gone, two new ones stand before the fourth; of three columns the second has moved right.
ROWS = Lines({1: 1, 2: 2, 4: 5, 5: 6}, 5, 6, LAST_ROW)
COLUMNS = Lines({1: 1, 2: 3, 3: 4}, 3, 4, LAST_COLUMN)
DOWN = Movement({"Model": Move(ROWS, unmoved(LAST_COLUMN))}, ["Model", "Inputs", "Mine", "Last"])
BOTH = Movement({"My model": Move(ROWS, COLUMNS)}, ["My model", "Mine"])


@pytest.mark.parametrize(
    ("formula", "followed"),
    [
        ("Model!D2", "Model!D2"),
        ("Model!D4*2", "Model!D5*2"),
        ("Model!$D$4+Model!D$5", "Model!$D$5+Model!D$6"),
        ("model!d4", "model!D5"),
        ("'Model'!D5 & \"Model!D5\"", "'Model'!D6 & \"Model!D5\""),
        ("SUM(Model!D2:D4)", "SUM(Model!D2:D5)"),
        ("SUM(Model!D3:$D$4)", "SUM(Model!D5:$D$5)"),
        ("SUM(Model!D5:D1)", "SUM(Model!D6:D1)"),
        ("SUM(Model!$4:5)", "SUM(Model!$5:6)"),
        ("SUM(Model!$F:G)", "SUM(Model!$F:G)"),
        ("SUM(Model!D4:D1048576)", "SUM(Model!D5:D1048576)"),
        ("Model!D9", "Model!D10"),
        ("D4+Mine!D4+[1]Model!D4", "D4+Mine!D4+[1]Model!D4"),
        ("Table1[D4]+Table1[[#This Row],[D5]]", "Table1[D4]+Table1[[#This Row],[D5]]"),
        ("SUM(Inputs:Mine!D4)", "SUM(Inputs:Mine!D4)"),
        ("INDEX(Model!D1:D5,2) + profit", "INDEX(Model!D1:D6,2) + profit"),
        ("Model!D1:D5 Model!A4:F4", "Model!D1:D6 Model!A5:F5"),
    ],
)
def test_a_reference_is_where_its_cells_now_are(formula: str, followed: str) -> None:
    found = DOWN.follow(formula, "Mine")
    assert (found.text, found.lost, found.apart, found.torn) == (followed, [], [], [])


def test_a_sheets_own_references_need_no_name() -> None:
    assert DOWN.follow("SUM(D2:D4)", "Model").text == "SUM(D2:D5)"


def test_columns_move_as_rows_do() -> None:
    assert (
        BOTH.follow("SUM('My model'!$B4:C$5)+'My model'!B:B", "Mine").text == "SUM('My model'!$C5:D$6)+'My model'!C:C"
    )


def test_a_reference_to_what_is_gone_is_an_error_and_named() -> None:
    found = DOWN.follow("Model!D2+Model!$D$3+SUM(Model!3:3)", "Mine")
    assert (found.text, found.lost) == ("Model!D2+#REF!+SUM(#REF!)", ["Model!$D$3", "Model!3:3"])


def test_a_reference_through_sheets_that_move_differently_is_named() -> None:
    assert DOWN.follow("SUM(Model:Mine!D4)", "Last").torn == ["Model:Mine!D4"]


def test_rows_that_changed_places_take_a_range_apart() -> None:
    moved = Movement({"Model": Move(Lines({1: 1, 2: 4, 3: 2, 4: 3}, 4, 4, LAST_ROW), unmoved(LAST_COLUMN))}, ["Model"])
    found = moved.follow("SUM(Model!A1:A2)+Model!A2", "Mine")
    assert (found.text, found.apart) == ("SUM(Model!A1:A4)+Model!A4", ["Model!A1:A2"])


@pytest.mark.parametrize(
    ("formula", "function"), [("SUM(OFFSET(A1,1,0))", "OFFSET"), ('"INDIRECT("', ""), ("indirect(A1)", "INDIRECT")]
)
def test_what_reaches_cells_by_text_is_known(formula: str, function: str) -> None:
    assert by_text(formula) == function


@pytest.mark.parametrize(
    ("formula", "followed"),
    [
        ("A4:INDEX(B1:B5,2)", "A5:INDEX(B1:B6,2)"),
        ("INDEX(A1:A5,1):C4", "INDEX(A1:A6,1):C5"),
        ("LOG10(A5)+Q1_x+x.A5-A5^2", "LOG10(A6)+Q1_x+x.A5-A6^2"),
        ('"it is ""A5"""&A5', '"it is ""A5"""&A6'),
        ("'My sheet'!A5+a5", "'My sheet'!A5+A6"),
        ("A5:profit", "A6:profit"),
        ("A1:A4:C5", "A1:A5:C6"),
    ],
)
def test_what_looks_like_a_reference_is_told_from_one(formula: str, followed: str) -> None:
    assert DOWN.follow(formula, "Model").text == followed
