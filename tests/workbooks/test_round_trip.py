"""An edited workbook read back and brought up to date: what its reader did stays, and nothing is lost in silence."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from faults import column_of, input_cell, model_cell, row_of
from openpyxl import load_workbook
from openpyxl.chart import LineChart
from openpyxl.chart import Reference as ChartReference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook

import outlay
from outlay.diagnostics import OutlayError
from outlay_workbooks.build import build
from outlay_workbooks.package import open_package, sheet_parts
from outlay_workbooks.read import read
from outlay_workbooks.refresh import refresh
from outlay_workbooks.verify import verify


def edited(book: Path, target: Path, *, additions: bool = False) -> Path:
    """The workbook as somebody left it: inputs, the scenario, and whatever else they added."""
    opened = load_workbook(book)
    input_cell(opened).value = 12.5
    input_cell(opened, "since").value = datetime.date(2026, 3, 1)
    opened["Scenarios"]["D4"] = "slow"
    if additions:
        add(opened)
    opened.save(target)
    return target


def add(opened: Workbook) -> None:
    sheet = opened.create_sheet("My view")
    sheet["A1"], sheet["B1"] = "Twice the profit", "=2*Model!D20"
    model = opened["Model"]
    chart = LineChart()
    chart.add_data(ChartReference(model, min_col=6, max_col=11, min_row=12, max_row=12), from_rows=True)
    sheet.add_chart(chart, "D4")
    input_cell(opened, "growth").comment = Comment("From the board meeting", "A reader")
    fill = PatternFill(bgColor="FFFFC7CE", fill_type="solid")
    opened["Inputs"].conditional_formatting.add("B5:B9", CellIsRule(operator="greaterThan", formula=["50"], fill=fill))
    opened["Outputs"].column_dimensions["A"].width = 61


# ------------------------------------------------------------------------------------------------------------ reading


def test_a_workbook_as_built_has_no_changes(small_book: Path) -> None:
    found = read(small_book)
    assert (found.scenario, found.changes) == ("", ())


def test_edited_inputs_come_back_as_a_scenario_that_runs(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    input_cell(opened).value = 12.5
    input_cell(opened, "cost_share").value = 0.25
    saved = tmp_path / "edited.xlsx"
    opened.save(saved)
    text = read(saved).as_cost("board")
    assert "price = 12.5 USD/user/month" in text
    together = tmp_path / "together.cost"
    together.write_text(small_model.read_text() + "\n" + text)
    profit = outlay.load(together).run("board")["profit"].value
    assert profit == outlay.load(small_model).run(price=12.5, cost_share=0.25)["profit"].value


def test_the_scenario_chosen_is_read_with_what_it_puts_in_place(small_book: Path, tmp_path: Path) -> None:
    found = read(edited(small_book, tmp_path / "edited.xlsx"))
    assert found.scenario == "slow"
    assert {change.path: change.text for change in found.changes} == {
        "growth": "0.01 / month",
        "cost_share": "40%",
        "price": "12.5 USD/user/month",
        "since": "2026-03-01",
    }


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("price", None, "is empty"),
        ("price", "cheap", "is a number in USD/user/month"),
        ("price", "=1+1", "holds a formula"),
        ("since", "soon", "is a date"),
    ],
)
def test_a_cell_that_does_not_hold_what_its_input_takes_is_named(
    path: str, value: object, said: str, small_book: Path, tmp_path: Path
) -> None:
    opened = load_workbook(small_book)
    cell = input_cell(opened, path)
    cell.value = value
    saved = tmp_path / "edited.xlsx"
    opened.save(saved)
    with pytest.raises(OutlayError, match=rf"Inputs!{cell.coordinate}.*{said}"):
        read(saved)


# ---------------------------------------------------------------------------------------------------------- refreshing


def test_refreshed_with_the_same_model_everything_a_reader_did_is_there(small_book: Path, tmp_path: Path) -> None:
    old, new = edited(small_book, tmp_path / "old.xlsx", additions=True), tmp_path / "new.xlsx"
    before = old.read_bytes()
    report = refresh(old, small_book.read_bytes(), new)
    untouched = old.read_bytes() == before
    assert untouched
    assert report.conflicts == ()
    assert "the sheet My view" in report.added
    assert any("comments" in each for each in report.added)
    assert any("conditional format" in each for each in report.added)
    opened = load_workbook(new)
    assert input_cell(opened).value == 12.5
    assert input_cell(opened, "growth").comment.text.endswith("From the board meeting")
    assert opened["My view"]["B1"].value == "=2*Model!D20"
    assert len(opened["My view"]._charts) == 1
    assert opened["Outputs"].column_dimensions["A"].width == 61
    assert read(new).changes == read(old).changes


def test_parts_that_are_not_the_models_keep_their_bytes(small_book: Path, tmp_path: Path) -> None:
    old, new = edited(small_book, tmp_path / "old.xlsx", additions=True), tmp_path / "new.xlsx"
    refresh(old, small_book.read_bytes(), new)
    then, now = open_package(old), open_package(new)
    own = {part for sheet, part in sheet_parts(then).items() if sheet != "My view"} | {"xl/workbook.xml"}
    assert list(then.parts) == list(now.parts)
    assert [part for part in then.parts if part not in own and then.parts[part] != now.parts[part]] == []


def changed(model: Path, target: Path, *changes: tuple[str, str]) -> bytes:
    text = model.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    target.write_text(text)
    return build(outlay.load(target))


def test_the_model_wins_on_formulas_and_the_reader_on_inputs(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    old = edited(small_book, tmp_path / "old.xlsx", additions=True)
    model, new = tmp_path / "small.cost", tmp_path / "new.xlsx"
    fresh = changed(small_model, model, ("revenue - cost", "revenue - cost - cost"), ("= $10 /", "= $11 /"))
    report = refresh(old, fresh, new)
    assert any("price: you have 12.5, the model now has 11 instead of 10; yours is kept" in c for c in report.conflicts)
    opened = load_workbook(new)
    cost = model_cell(opened, "cost", "2026-02").coordinate
    assert str(model_cell(opened, "profit", "2026-02").value).count(cost) == 2
    assert opened["Log"].max_row == load_workbook(old)["Log"].max_row + 1
    assert opened["Log"].print_area.endswith(f"$D${opened['Log'].max_row}")


def test_a_formula_typed_over_is_put_back_and_said(small_book: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    cell = model_cell(opened, "profit", "2026-03")
    formula, cell.value = cell.value, 999
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    report = refresh(old, small_book.read_bytes(), new)
    assert model_cell(load_workbook(new), "profit", "2026-03").value == formula
    assert any(f"Model!{cell.coordinate}, profit, held 999" in each for each in report.conflicts)


def test_inputs_and_the_scenario_chosen_are_kept_where_rows_moved(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    old, model, new = edited(small_book, tmp_path / "old.xlsx"), tmp_path / "small.cost", tmp_path / "new.xlsx"
    fresh = changed(small_model, model, ("cost = revenue", 'fees = revenue * 3% "Fees"\ncost = revenue'))
    refresh(old, fresh, new)
    assert input_cell(load_workbook(new)).value == 12.5
    assert read(new).scenario == "slow"
    assert verify(new, outlay.load(model), ["ironcalc"]).mismatches == []


def test_what_was_typed_over_is_said_where_rows_moved_too(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    cell = model_cell(opened, "cost", "2026-03")
    cell.value = 999
    scenarios = opened["Scenarios"]
    typed = scenarios.cell(row_of(scenarios, "price"), column_of(scenarios, "dear"))
    typed.value = 25
    scenarios["D4"] = "dear"
    old, new, model = tmp_path / "old.xlsx", tmp_path / "new.xlsx", tmp_path / "small.cost"
    opened.save(old)
    fresh = changed(small_model, model, ("cost = revenue", 'fees = revenue * 3% "Fees"\ncost = revenue'))
    report = refresh(old, fresh, new)
    assert any(", cost, held 999" in each for each in report.conflicts)
    assert any("price: you have 25, the model 20; yours is kept" in each for each in report.conflicts)
    assert [(change.path, change.value) for change in read(new).changes] == [("price", 25.0)]


def test_a_scenario_that_is_gone_is_said_where_it_was_chosen(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    old, model, new = edited(small_book, tmp_path / "old.xlsx"), tmp_path / "small.cost", tmp_path / "new.xlsx"
    fresh = changed(
        small_model, model, ("scenario slow", "scenario calm"), ("cost = revenue", "fees = 0\ncost = revenue")
    )
    report = refresh(old, fresh, new)
    assert any("you chose slow; the model has no such scenario any more" in each for each in report.conflicts)
    assert read(new).scenario == ""


@pytest.mark.parametrize("spelling", ["TRUE()", "FALSE()"])
def test_a_truth_saved_as_a_function_is_typed_in(spelling: str, tmp_path: Path) -> None:
    model, book = tmp_path / "truth.cost", tmp_path / "truth.xlsx"
    model.write_text("input long = true\noutput months = if long then 12 else 3\n")
    book.write_bytes(build(outlay.load(model)))
    opened = load_workbook(book)
    input_cell(opened, "long").value = f"={spelling}"
    opened.save(book)
    assert [change.value for change in read(book).changes] == [False] * (spelling == "FALSE()")


def test_the_original_is_never_overwritten(small_book: Path, tmp_path: Path) -> None:
    old = edited(small_book, tmp_path / "old.xlsx")
    with pytest.raises(OutlayError, match="never overwritten"):
        refresh(old, small_book.read_bytes(), old)


# ----------------------------------------------------------------------------------------------------------- verifying


def test_an_edited_workbook_gives_the_engines_numbers_in_every_scenario(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    report = verify(edited(small_book, tmp_path / "old.xlsx"), outlay.load(small_model), ["ironcalc"])
    assert report.scenarios == ("base", "dear", "slow")
    assert report.mismatches == []
    assert report.compared > 60


def test_a_formula_that_was_changed_is_found(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    cell = model_cell(opened, "profit", "2026-03")
    cell.value = f"{cell.value}+0.001"
    saved = tmp_path / "spoilt.xlsx"
    opened.save(saved)
    found = verify(saved, outlay.load(small_model), ["ironcalc"]).mismatches
    assert {mismatch.where for mismatch in found} >= {"profit", "year"}
