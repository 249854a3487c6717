"""`--functions udf`: calls of exported functions are calls in cells, and what cannot be one says why."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from calling import CALLS, IMPORTS, NOT_CALLED, OURS, formulas, texts
from faults import input_cell
from openpyxl import load_workbook

import outlay
from outlay.diagnostics import OutlayError
from outlay_workbooks.build import Built, Options, build_with, options_of
from outlay_workbooks.lint import lint
from outlay_workbooks.package import open_package, write_package
from outlay_workbooks.read import read
from outlay_workbooks.refresh import refresh
from outlay_workbooks.verify import verify

UDF = Options(udf=True, studies=False)


def made(folder: Path, name: str, text: str, options: Options = UDF) -> tuple[Path, Built]:
    """A model's workbook beside it, and what was said when it was built."""
    (folder / f"{name}.cost").write_text(text)
    built = build_with(outlay.load(folder / f"{name}.cost"), options)
    (folder / f"{name}.xlsx").write_bytes(built.content)
    return folder / f"{name}.xlsx", built


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calls")


@pytest.fixture(scope="module")
def calls(folder: Path) -> tuple[Path, Built]:
    return made(folder, "calls", CALLS)


@pytest.fixture(scope="module")
def rows(calls: tuple[Path, Built]) -> dict[str, str]:
    return formulas(calls[0])


@pytest.fixture(scope="module")
def not_called(folder: Path) -> tuple[Path, Built]:
    return made(folder, "not_called", NOT_CALLED)


# ---------------------------------------------------------------------------------------------------- what cells hold


@pytest.mark.parametrize(
    ("row", "formula"),
    [
        # numbers by their cells, a unit's factor by a named constant, a record that is chosen by the cell of its name
        (
            "Compute cost of training a model: Training",
            "=TRAIN_COST(Scenarios!$D$9,Inputs!$B$9*$D$9,Scenarios!$D$9,Inputs!$B$9)",
        ),
        # a record that is known by its name, and what the model leaves out is left out
        ("twice", '=TRAIN_COST(Scenarios!$D$9,$D$9,"H9_SXM9",,,$D$9)'),
        # one formula for all periods
        ("Cost of tokens at given prices: Spend", "=TOKEN_COST(F9*$D$9,0,Inputs!$B$9*$D$9,$D$9)"),
        ("spend", "=IF(F9>$D$9,F9,0)"),
        # a list is a range, a text a text, a date a cell
        ("banded", "=TIER_COST($D$9,$D$9:$D$9,$D$9:$D$9)"),
        ("due", "=due_on(Scenarios!$D$9,Scenarios!$D$9)"),
        ("found", '=MY_XLOOKUP(Scenarios!$D$9,"XLOOKUP(")'),
        ("once", "=outer_of(Inputs!$B$9)"),
    ],
)  # fmt: skip
def test_a_call_is_a_formula_over_the_models_cells(rows: dict[str, str], row: str, formula: str) -> None:
    assert re.sub(r"[1-9]\d*", "9", rows[row]) == formula  # rows may move


def test_a_record_that_a_formula_chooses_is_looked_up_by_name(rows: dict[str, str]) -> None:
    named = next(formula for name, formula in rows.items() if name == "Name that is chosen: Energy")
    assert re.sub(r"[1-9]\d*", "9", named) == "=INDEX(Tables!$A$9:$A$9,$D$9+9)"


def test_what_a_call_would_work_out_is_not_there(folder: Path, rows: dict[str, str]) -> None:
    native, _ = made(folder, "native", CALLS, Options(studies=False))
    assert len(formulas(native).keys() - rows.keys()) >= 15
    assert not any("TRAIN_COST" in formula for formula in texts(native))


def test_only_the_outermost_call_is_one(calls: tuple[Path, Built]) -> None:
    """`deep` is a call of a call of a call; what is inside `outer_of` is not to be seen."""
    assert sum(formula.startswith("=inner_of") for formula in texts(calls[0])) == 2
    assert sum(formula.startswith("=outer_of") for formula in texts(calls[0])) == 3


def test_a_call_in_a_function_that_is_not_exported_is_one(rows: dict[str, str]) -> None:
    assert re.sub(r"\d\d", "9", rows["helped"]) == "=$D$9+1"


def test_a_call_that_only_a_scenario_makes_is_one(rows: dict[str, str]) -> None:
    assert any(formula.startswith("=SELF_HOST_PRICE(") for formula in rows.values())


def test_a_carried_call_is_one(rows: dict[str, str]) -> None:
    assert re.sub(r"\d+", "9", rows["level"]) == "=E9*$D$9"


def test_every_call_of_this_model_is_one(calls: tuple[Path, Built]) -> None:
    assert not any(note.startswith("not called") for note in calls[1].notes)


# ------------------------------------------------------------------------------------------------- what stays as it is


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("by_rate in a", "it reads rate_in of its own file, which no cell hands over"),
        ("by_moved in c", "it hangs on moved in other as well, which it is not given"),
        ("TRAIN_COST in d", "mine is a name that the add-in does not know"),
        ("TRAIN_COST in e", "mine is a name that the add-in does not know"),
        ("in_euro in f", "it hangs on EUR in other as well, which it is not given"),
        ("GPUS_NEEDED in g", "a number of the model has this name in the workbook"),
    ],
)
def test_what_cannot_be_a_call_says_why(not_called: tuple[Path, Built], call: str, reason: str) -> None:
    assert f"not called: {call}: {reason}" in not_called[1].notes


def test_what_else_a_model_calls_is_called_all_the_same(not_called: tuple[Path, Built]) -> None:
    assert [formula.split("(")[0] for formula in formulas(not_called[0]).values() if "by_" in formula] == ["=by_fixed"]


def test_a_function_that_the_add_in_would_compute_otherwise_is_not_called(tmp_path: Path) -> None:
    text = '"As of a day"\nas_of 2023-03-01\noutput a = TRAIN_COST(7B, 1T, A100) "a"\n'
    _, built = made(tmp_path, "dated", text)
    assert built.notes[1].startswith("not called: TRAIN_COST in a: it computes with a calendar, a day or rates of this")


def test_a_function_of_ones_own_by_a_name_of_the_librarys_is_not_called(tmp_path: Path) -> None:
    text = (
        '"Own"\nexport function train_cost(n : ratio "n") : ratio "n" = n * 2\n'
        'input n = 2 "n"\noutput a = train_cost(n) "a"\n'
    )
    _, built = made(tmp_path, "own", text)
    assert "not called: train_cost in a: an add-in has another function of that name" in built.notes


def test_functions_of_a_file_that_is_imported_are_called_and_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "ours.cost").write_text(OURS)
    book, built = made(tmp_path, "imports", IMPORTS)
    assert built.notes == ("2 rows with 2 cells call our_fee; ours.cost has to lie beside the workbook",)
    assert lint(book) == []


def test_what_a_search_works_out_a_second_time_is_named_once(tmp_path: Path) -> None:
    text = (
        '"Search"\ninput rate = 3 "r"\ninput x = 2 "x"\ninput goal = 40 "g"\n'
        'export function by_rate(a : ratio "a") : ratio "b" = max(a, 1) * rate + a ^ 2\n'
        'export function pure_of(a : ratio "a") : ratio "p" = max(a, 1) * 3 + a ^ 2\n'
        'left = by_rate(x) "l"\nright = pure_of(x) "r"\noutput o = left + right "o"\n'
        "solve one: x in 0 .. 100 where left == goal\nsolve other: x in 0 .. 100 where right == goal\n"
    )
    book, built = made(tmp_path, "search", text)
    assert [note.split(":")[1] for note in built.notes[1:]] == [" by_rate in left"]
    assert sum(formula.startswith("=pure_of(") for formula in texts(book)) == 2


def test_a_model_that_calls_nothing_says_so(small_model: Path) -> None:
    assert build_with(outlay.load(small_model), UDF).notes == ("no cell calls a function",)


# --------------------------------------------------------------------------------------------------- the workbook whole


def test_values_stand_beside_calls_and_stay_until_they_are_calculated(calls: tuple[Path, Built]) -> None:
    """Nothing makes a program without the functions turn what it opens into errors."""
    values = load_workbook(calls[0], data_only=True)["Model"]
    shown = {row[1].value: row[3].value for row in values.iter_rows()}
    result = outlay.load(calls[0].with_suffix(".cost")).run()
    assert shown["twice"] == pytest.approx(result["twice"].value, rel=1e-12)
    assert b"fullCalcOnLoad" not in open_package(calls[0]).parts["xl/workbook.xml"]


def test_the_guide_says_what_is_needed(calls: tuple[Path, Built]) -> None:
    guide = load_workbook(calls[0])["Guide"]
    texts = [str(cell.value) for row in guide.iter_rows() for cell in row if cell.value is not None]
    assert any("calls.cost has to lie beside the workbook" in text for text in texts)
    assert any("#NAME?" in text for text in texts)
    assert any(re.fullmatch(r'=IF\(ISERROR\(Model!\$\w+\$\d+\),"Not there","There"\)', text) for text in texts)


def test_the_same_model_gives_the_same_bytes(calls: tuple[Path, Built]) -> None:
    again = build_with(outlay.load(calls[0].with_suffix(".cost")), UDF).content
    same = again == calls[1].content
    assert same


def test_it_keeps_every_rule(calls: tuple[Path, Built], not_called: tuple[Path, Built]) -> None:
    assert lint(calls[0]) == []
    assert {finding.rule for finding in lint(not_called[0])} <= {18}  # an input that nothing uses


def test_calls_are_allowed_there_and_only_there(calls: tuple[Path, Built], small_book: Path, tmp_path: Path) -> None:
    for book, expected in ((calls[0], []), (small_book, [32])):
        opened = load_workbook(book)
        opened["Model"]["D12"] = "=TRAIN_DAYS(1,1,1,1)*ROWS(A1:A2)"
        opened.save(tmp_path / "typed.xlsx")
        found = [each.rule for each in lint(tmp_path / "typed.xlsx") if "TRAIN_DAYS" in each.message]
        assert found == expected


def test_a_function_nobody_exports_is_found_there_too(calls: tuple[Path, Built], tmp_path: Path) -> None:
    opened = load_workbook(calls[0])
    opened["Model"]["D12"] = "=NO_SUCH_THING(1)"
    opened.save(tmp_path / "typed.xlsx")
    assert any(each.rule == 32 and "NO_SUCH_THING" in each.message for each in lint(tmp_path / "typed.xlsx"))


def test_edited_inputs_are_read_and_a_refresh_keeps_the_kind(calls: tuple[Path, Built], tmp_path: Path) -> None:
    opened = load_workbook(calls[0])
    input_cell(opened, "hours").value = 12_000
    opened.save(tmp_path / "edited.xlsx")
    assert [(each.path, each.value) for each in read(tmp_path / "edited.xlsx").changes] == [("hours", 12_000)]
    options = options_of(tmp_path / "edited.xlsx")
    assert options.udf
    fresh = build_with(outlay.load(calls[0].with_suffix(".cost")), replace(options, studies=False)).content
    report = refresh(tmp_path / "edited.xlsx", fresh, tmp_path / "new.xlsx")
    assert report.conflicts == ()
    assert options_of(tmp_path / "new.xlsx").udf
    assert formulas(tmp_path / "new.xlsx")["twice"].startswith("=TRAIN_COST(")
    assert read(tmp_path / "new.xlsx").changes[0].value == 12_000


def test_a_workbook_that_excel_saved_with_macros_stays_one(calls: tuple[Path, Built], tmp_path: Path) -> None:
    """Functions are imported into an .xlsm; its inputs are read all the same, and no .xlsx is made of it."""
    package = open_package(calls[0])
    kind = package.parts["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    )
    parts = {"[Content_Types].xml": kind, "xl/vbaProject.bin": b"macros"}
    book = tmp_path / "calls.xlsm"
    write_package(package.replaced(parts), book)
    assert read(book).changes == ()
    with pytest.raises(OutlayError, match=r"holds macros, so the new workbook's name has to end with \.xlsm"):
        refresh(book, calls[1].content, tmp_path / "new.xlsx")
    report = refresh(book, calls[1].content, tmp_path / "new.xlsm")
    assert "macros" in report.added
    assert open_package(tmp_path / "new.xlsm").parts["xl/vbaProject.bin"] == b"macros"
    moved = build_with(outlay.load(calls[0].with_suffix(".cost")), Options(studies=False)).content
    report = refresh(book, moved, tmp_path / "moved.xlsm")
    assert report.look_at == ("macros that name cells by their addresses: rows have moved",)
    assert open_package(tmp_path / "moved.xlsm").parts["xl/vbaProject.bin"] == b"macros"


def test_without_the_functions_all_else_is_compared(calls: tuple[Path, Built]) -> None:
    report = verify(calls[0], outlay.load(calls[0].with_suffix(".cost")), ["ironcalc"])
    assert report.mismatches == []
    assert report.compared > 100
    assert any("which has not the functions they call" in line for line in report.left_out)


def test_with_lambda_it_calculates_with_nothing_else(folder: Path) -> None:
    book, _ = made(folder, "alone", CALLS, Options(udf=True, lambdas=True, studies=False))
    report = verify(book, outlay.load(folder / "alone.cost"), ["ironcalc"])
    assert report.mismatches == []
    assert report.left_out == []
    assert lint(book) == []
    assert options_of(book).lambdas
    assert options_of(book).udf
