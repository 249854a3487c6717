"""What lies beside the cells of a refreshed workbook: validations, formats, names, charts, lines put in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from faults import input_cell
from openpyxl import load_workbook
from openpyxl.chart import LineChart
from openpyxl.chart import Reference as ChartReference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

import outlay
from outlay.diagnostics import OutlayError
from outlay_workbooks.build import Options, build, build_with, options_of
from outlay_workbooks.package import open_package
from outlay_workbooks.package.parts import defined_names
from outlay_workbooks.read import read
from outlay_workbooks.recalculate.libreoffice import convert
from outlay_workbooks.refresh import refresh
from outlay_workbooks.verify import verify


def changed(model: Path, target: Path, *changes: tuple[str, str]) -> bytes:
    text = model.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    target.write_text(text)
    return build(outlay.load(target))


def validation_of(path: Path, sheet: str, cell: str) -> DataValidation:
    found = [each for each in load_workbook(path)[sheet].data_validations.dataValidation if cell in each.sqref]
    assert len(found) == 1
    return found[0]


def test_a_range_the_model_changed_is_what_the_cell_takes(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    """Also where a program has gathered the validations of several cells, and beside one that somebody added."""
    opened = load_workbook(small_book)
    price, growth = input_cell(opened).coordinate, input_cell(opened, "growth").coordinate
    sheet = opened["Inputs"]
    kept = [each for each in sheet.data_validations.dataValidation if growth not in each.sqref]
    sheet.data_validations.dataValidation = kept
    next(each for each in kept if price in each.sqref).sqref.add(growth)
    own = DataValidation(type="whole", operator="greaterThan", formula1="3", sqref="N2:N9")
    sheet.add_data_validation(own)
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    fresh = changed(
        small_model, tmp_path / "small.cost", ("@range($1 .. $100 / user / month)", "@range($2 .. $50 / user / month)")
    )
    report = refresh(old, fresh, new)
    assert f"Inputs!{price}: validation" in report.renewed
    assert f"Inputs!{growth}: validation" in report.renewed
    found = validation_of(new, "Inputs", price)
    assert (found.type, float(found.formula1), float(found.formula2)) == ("decimal", 2.0, 50.0)
    assert validation_of(new, "Inputs", growth).type == "custom"
    assert validation_of(new, "Inputs", "N5").operator == "greaterThan"


def test_formats_of_the_model_follow_it_and_a_readers_stay(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    fill = PatternFill(bgColor="FF123456", fill_type="solid")
    opened["Outputs"].conditional_formatting.add("A1:A3", FormulaRule(formula=["$A$1>1"], fill=fill))
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    target = ('"Profit over the plan"', '"Profit over the plan" @target(>= $1)')
    fresh = changed(small_model, tmp_path / "small.cost", target)
    report = refresh(old, fresh, new)
    assert any(re.fullmatch(r"Outputs!\w+: conditional format", each) for each in report.renewed)
    wanted = tmp_path / "wanted.xlsx"
    wanted.write_bytes(fresh)
    theirs, ours = formats_of(wanted), formats_of(new)
    assert ours - theirs == {("Outputs", "A1:A3", "$A$1>1", "00123456")}
    assert theirs <= ours


def formats_of(path: Path) -> set[tuple[str, str, str, str]]:
    """Sheet, range, formula and colour of every conditional format."""
    return {
        (sheet.title, str(group.sqref), rule.formula[0], f"00{rule.dxf.fill.bgColor.rgb[2:]}")
        for sheet in load_workbook(path).worksheets
        for group in sheet.conditional_formatting
        for rule in group.rules
    }


def test_names_that_were_removed_or_bent_are_the_models_again(small_book: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    before = defined_names(open_package(small_book))
    del opened.defined_names["price"]
    opened.defined_names["growth"].attr_text = "Inputs!$B$99"
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    report = refresh(old, small_book.read_bytes(), new)
    assert {"the name price", "the name growth"} <= set(report.renewed)
    assert defined_names(open_package(new)) == before


def test_a_new_chart_is_put_in_beside_what_somebody_added(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    opened.create_sheet("Mine")["A1"] = 1
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    chart = ('chart line "Profit": revenue, profit', 'chart line "Profit": revenue, profit\nchart bar "Costs": cost')
    fresh = changed(small_model, tmp_path / "small.cost", chart)
    report = refresh(old, fresh, new)
    assert "Outputs: the chart “Costs”" in report.renewed
    found = load_workbook(new)
    assert len(found["Outputs"]._charts) == 2
    assert found["Mine"]["A1"].value == 1


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("Inputs", "Inputs!B6: a cell in a column that was put in"),
        ("Model", "Model!B6: a cell in a column that was put in"),
    ],
)
def test_a_column_somebody_put_in_is_named(sheet: str, said: str, small_book: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    opened[sheet].insert_cols(2)
    opened[sheet]["B6"] = "my notes"
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    with pytest.raises(OutlayError, match=rf"(?s){said}.*Nothing was written"):
        refresh(old, small_book.read_bytes(), new)
    assert not new.exists()


def test_a_row_somebody_put_in_is_named_and_an_empty_one_forgotten(small_book: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    opened["Model"].insert_rows(15)
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    report = refresh(old, small_book.read_bytes(), new)
    assert (report.added, report.look_at) == ((), ())
    assert load_workbook(new)["Model"].max_row == load_workbook(small_book)["Model"].max_row
    opened["Model"]["A15"] = "Mine"
    opened.save(old)
    with pytest.raises(OutlayError, match=r"(?s)Model!A15: a cell in a row that was put in.*Nothing was written"):
        refresh(old, small_book.read_bytes(), tmp_path / "other.xlsx")


def test_sheets_that_were_renamed_are_the_models_again(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    """A program that renames a sheet renames it in formulas too; openpyxl does not, so the formulas are given."""
    opened = load_workbook(small_book)
    input_cell(opened).value = 12.5
    for sheet in opened:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = cell.value.replace("Model!", "Engine!").replace("Inputs!", "'Our inputs'!")
    for name in opened.defined_names.values():
        name.attr_text = name.attr_text.replace("Inputs!", "'Our inputs'!")
    opened["Model"].title, opened["Inputs"].title = "Engine", "Our inputs"
    opened.create_sheet("Mine")["A1"] = "=SUM(Engine!F14:F16)+'Our inputs'!B8"
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    assert {change.path: change.where for change in read(old).changes} == {"price": "Our inputs!B8"}
    report = refresh(old, small_book.read_bytes(), new)
    assert set(report.look_at) == {
        "the sheet Engine is called Model again",
        "the sheet Our inputs is called Inputs again",
    }
    assert report.conflicts == ()
    assert load_workbook(new)["Mine"]["A1"].value == "=SUM(Model!F14:F16)+Inputs!B8"
    assert [change.path for change in read(new).changes] == ["price"]
    assert verify(new, outlay.load(small_model), ["ironcalc"]).mismatches == []


def test_sheets_that_were_deleted_are_put_in_again(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    opened = load_workbook(small_book)
    for name in ("Annual", "Outputs", "Log"):
        del opened[name]
    opened.create_sheet("Mine", 0)["A1"] = "=Model!D17"
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    report = refresh(old, small_book.read_bytes(), new)
    assert set(report.renewed) >= {"the sheet Annual", "the sheet Outputs", "the sheet Log"}
    found, wanted = load_workbook(new), load_workbook(small_book)
    assert found.sheetnames == ["Mine", *wanted.sheetnames]
    assert [cell.value for row in found["Outputs"] for cell in row] == [
        cell.value for row in wanted["Outputs"] for cell in row
    ]
    assert found["Outputs"]["A1"].font.color.rgb == wanted["Outputs"]["A1"].font.color.rgb
    assert [str(each.sqref) for each in found["Outputs"].conditional_formatting] == [
        str(each.sqref) for each in wanted["Outputs"].conditional_formatting
    ]
    assert [len(sheet._charts) for sheet in found] == [0, *(len(sheet._charts) for sheet in wanted)]
    assert [sheet.print_area for sheet in found][1:] == [sheet.print_area for sheet in wanted]
    assert verify(new, outlay.load(small_model), ["ironcalc"]).mismatches == []


def test_a_workbook_with_functions_is_refreshed_with_functions(small_model: Path, tmp_path: Path) -> None:
    path, new = tmp_path / "with.xlsx", tmp_path / "new.xlsx"
    content = build_with(outlay.load(small_model), Options(lambdas=True)).content
    path.write_bytes(content)
    options = options_of(path)
    assert options.lambdas
    opened = load_workbook(path)
    opened.defined_names["TRAIN_COST"].attr_text = "_xlfn.LAMBDA(_xlpm.x,_xlpm.x)"
    input_cell(opened).value = 12.5
    opened.save(path)
    report = refresh(path, build_with(outlay.load(small_model), options).content, new)
    assert (report.renewed, report.added) == (("the name TRAIN_COST",), ())
    assert len(defined_names(open_package(new))["TRAIN_COST"]) > 500


@pytest.mark.xdist_group("libreoffice")
def test_what_libreoffice_saved_is_refreshed_with_nothing_lost(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    opened = load_workbook(small_book)
    input_cell(opened).value = 12.5
    sheet = opened.create_sheet("My view")
    sheet["A1"], sheet["B1"] = "Twice the profit", "=2*Model!D17"
    chart = LineChart()
    chart.add_data(ChartReference(opened["Model"], min_col=6, max_col=11, min_row=14, max_row=14), from_rows=True)
    sheet.add_chart(chart, "D4")
    input_cell(opened, "growth").comment = Comment("From the board meeting", "A reader")
    fill = PatternFill(bgColor="FF123456", fill_type="solid")
    opened["Inputs"].conditional_formatting.add("B5:B9", FormulaRule(formula=["B5>50"], fill=fill))
    opened["Outputs"].column_dimensions["A"].width = 61
    by_hand, new = tmp_path / "edited.xlsx", tmp_path / "new.xlsx"
    opened.save(by_hand)
    saved = Path(convert([str(by_hand)], "xlsx:Calc MS Excel 2007 XML", str(make(tmp_path / "saved")), 120)[0])
    before = saved.read_bytes()
    assert {change.path: change.value for change in read(saved).changes} == {"price": 12.5}
    report = refresh(saved, small_book.read_bytes(), new)
    assert saved.read_bytes() == before
    assert (report.changed, report.conflicts, report.renewed) == (0, (), ())
    assert set(report.added) >= {"the sheet My view", "Inputs: comments", "Inputs: 1 conditional format"}
    found = load_workbook(new)
    assert found["My view"]["B1"].value == "=2*Model!D17"
    assert len(found["My view"]._charts) == 1
    assert "From the board meeting" in input_cell(found, "growth").comment.text
    assert found["Outputs"].column_dimensions["A"].width == pytest.approx(61, abs=1)
    assert ("Inputs", "B5:B9", "B5>50", "00123456") in formats_of(new)
    assert verify(new, outlay.load(small_model), ["ironcalc"]).mismatches == []


def make(folder: Path) -> Path:
    folder.mkdir()
    return folder
