"""A workbook with things of its reader in it, refreshed where the model's rows moved: everything follows its rows."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from faults import column_of, input_cell, model_cell, row_of
from openpyxl import load_workbook
from openpyxl.chart import LineChart
from openpyxl.chart import Reference as ChartReference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

import outlay
from outlay.diagnostics import OutlayError
from outlay_workbooks.build import Options, build, build_with, options_of
from outlay_workbooks.lint import lint
from outlay_workbooks.package import contents_of, open_package, package_of
from outlay_workbooks.read import read
from outlay_workbooks.refresh import Report, refresh
from outlay_workbooks.verify import verify
from outlay_workbooks.verify.rows import engine_numbers, hang_on_searches, model_rows

Followed = tuple[Path, Path, Report]  # the new workbook, its model, what was said
FILL = PatternFill(bgColor="FF123456", fill_type="solid")
# An input, rows of the model, an output, periods and a scenario more; one row less; one input called otherwise.
CHANGES = (
    ("for 6", "for 9"),
    ("input growth", 'input churn = 2% "Churn"\ninput growth'),
    ("cost = revenue", 'fees = revenue * 3% "Fees"\ncost = revenue'),
    ("output margin", 'output fee_share = fees / revenue "Fee share"\noutput margin'),
    ('recent = if since >= 2026-01-01 then 1 else 0 "Of this year"\n', ""),
    ("scenario slow", 'scenario calm "Calm" { price = $15 / user / month }\nscenario slow'),
    ("cost_share", "share_of_cost"),
)
WITHOUT_COST_SHARE = (
    ('input cost_share : share = 30% "Cost, of revenue" @status(assumed)\n', ""),
    ("revenue * cost_share", "revenue * 30%"),
    ("; cost_share = 40%", ""),
)


def changed_model(model: Path, folder: Path, *changes: tuple[str, str]) -> Path:
    text, target = model.read_text(), folder / "small.cost"
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    target.write_text(text)
    return target


def add(opened: Workbook) -> None:
    """What somebody adds to the small workbook: a sheet that looks at ours in every way, and things on ours."""
    input_cell(opened).value = 12.5
    opened["Scenarios"]["D4"] = "slow"
    profit, cost = (model_cell(opened, each, "2026-01").coordinate for each in ("profit", "cost"))
    row, recent = row_of(opened["Model"], "profit"), model_cell(opened, "recent").coordinate
    sheet = opened.create_sheet("My view")
    for line, formula in enumerate(
        (
            f"=2*Model!{model_cell(opened, 'year').coordinate}",
            f"=SUM(Model!$F$14:$K${row})",
            f"=SUM('Model'!{row}:{row})",
            "=their_profit*1",
            "=cost_share*2",
            f"=Inputs!{input_cell(opened, 'growth').coordinate}",
            "=Inputs!N8",
            f"=Model!{recent}+1",
            f'=INDIRECT("Model!{profit}")',
        ),
        1,
    ):
        sheet.cell(line, 2, formula)
    chart = LineChart()
    chart.title = "Mine"
    chart.add_data(ChartReference(opened["Model"], min_col=6, max_col=11, min_row=row, max_row=row), from_rows=True)
    sheet.add_chart(chart, "D4")
    other = LineChart()
    other.add_data(ChartReference(opened["Inputs"], min_col=2, min_row=6, max_row=9))
    opened["Outputs"].add_chart(other, "A40")
    opened.defined_names["their_profit"] = DefinedName("their_profit", attr_text=f"Model!${profit[0]}${row}:$K${row}")
    sheet.conditional_formatting.add("B1:B9", FormulaRule(formula=[f"Model!$F${row}>B1"], fill=FILL))
    sheet.add_data_validation(DataValidation(type="list", formula1="=Scenarios!$E$7:$G$7", sqref="F1"))
    inputs = opened["Inputs"]
    inputs["N8"], inputs["N9"] = "ask Bob", "=B9*2"
    inputs["K8"].comment = Comment("From the board meeting", "A reader")
    inputs.conditional_formatting.add("B7:B9", FormulaRule(formula=["B7>50"], fill=FILL))
    opened["Outputs"].column_dimensions["A"].width = 61
    assert cost


@pytest.fixture(scope="module")
def followed(small_book: Path, small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Followed:
    folder = tmp_path_factory.mktemp("moved")
    model, old, new = changed_model(small_model, folder, *CHANGES), folder / "old.xlsx", folder / "new.xlsx"
    opened = load_workbook(small_book)
    add(opened)
    opened.save(old)
    made = build_with(outlay.load(model), Options())
    return new, model, refresh(old, made.content, new, made.edited)


def test_formulas_of_a_sheet_somebody_added_look_at_the_same_rows(followed: Followed) -> None:
    opened = load_workbook(followed[0])
    profit, growth = row_of(opened["Model"], "profit"), row_of(opened["Inputs"], "growth")
    price = row_of(opened["Inputs"], "price")
    assert [opened["My view"].cell(line, 2).value for line in range(1, 10)] == [
        f"=2*Model!{model_cell(opened, 'year').coordinate}",
        f"=SUM(Model!$F${row_of(opened['Model'], 'revenue')}:$K${profit})",
        f"=SUM('Model'!{profit}:{profit})",
        "=their_profit*1",
        "=cost_share*2",
        f"=Inputs!B{growth}",
        f"=Inputs!N{price}",
        "=#REF!+1",
        '=INDIRECT("Model!F16")',
    ]
    assert opened.defined_names["their_profit"].attr_text == f"Model!$F${profit}:$K${profit}"
    assert opened.defined_names["cost_share"].attr_text == f"Inputs!$B${row_of(opened['Inputs'], 'share_of_cost')}"


def test_what_was_put_beside_our_cells_stands_beside_them(followed: Followed) -> None:
    opened = load_workbook(followed[0])
    inputs = opened["Inputs"]
    price, share = row_of(inputs, "price"), row_of(inputs, "share_of_cost")
    assert (inputs[f"N{price}"].value, inputs[f"N{share}"].value) == ("ask Bob", f"=B{share}*2")
    assert inputs[f"K{price}"].comment.text.endswith("From the board meeting")
    formats = [(str(each.sqref), each.rules[0].formula) for each in inputs.conditional_formatting]
    growth = row_of(inputs, "growth")
    assert formats == [(f"B{growth}:B{share}", [f"B{growth}>50"])]
    assert opened["Outputs"].column_dimensions["A"].width == 61


def test_charts_formats_and_validations_elsewhere_look_at_the_same_rows(followed: Followed) -> None:
    opened = load_workbook(followed[0])
    profit = row_of(opened["Model"], "profit")
    sheet = opened["My view"]
    assert sheet._charts[0].series[0].val.numRef.f == f"'Model'!$F${profit}:$K${profit}"
    assert [each.rules[0].formula for each in sheet.conditional_formatting] == [[f"Model!$F${profit}>B1"]]
    assert sheet.data_validations.dataValidation[0].formula1 == "=Scenarios!$E$7:$H$7"
    theirs = [chart.series[0].val.numRef.f for chart in opened["Outputs"]._charts]
    share = row_of(opened["Inputs"], "share_of_cost")
    assert f"'Inputs'!$B$6:$B${share}" in theirs


def test_what_is_gone_or_cannot_be_followed_is_named(followed: Followed) -> None:
    report = followed[2]
    assert [each.partition(" (")[0] for each in report.look_at if "recent" in each] == [
        "My view!B8 looked at Model!D19"
    ]
    assert any("My view!B9 reaches cells by INDIRECT" in each for each in report.look_at)
    assert any("cost_share is taken for what is now share_of_cost" in each for each in report.look_at)
    assert len(report.look_at) == 3
    assert any("price = 12.5" in each for each in report.kept)


def test_the_model_in_it_calculates_like_the_engine_and_is_sound(followed: Followed) -> None:
    path, model, _ = followed
    opened = load_workbook(path)
    input_cell(opened).comment = opened["Inputs"][f"K{row_of(opened['Inputs'], 'price')}"].comment = None
    bare = path.with_name("bare.xlsx")
    opened.save(bare)
    assert verify(bare, outlay.load(model), ["ironcalc"]).mismatches == []
    ours = [each for each in lint(path) if each.sheet != "My view" and not (each.cell or "").startswith("N")]
    assert {each.rule for each in ours} == {18}  # the changed model does not use two of its inputs
    assert {change.path: change.value for change in read(path).changes}["price"] == 12.5


def test_refreshed_once_more_nothing_changes(followed: Followed) -> None:
    path, model, _ = followed
    again = path.with_name("again.xlsx")
    made = build_with(outlay.load(model), Options())
    report = refresh(path, made.content, again, made.edited)
    assert (report.changed, report.renewed, report.look_at) == (0, (), ())
    then, now = open_package(path), open_package(again)
    assert [part for part in then.parts if then.parts[part] != now.parts.get(part)] == []


@pytest.mark.parametrize(
    ("cell", "comment", "said"),
    [("N9", False, r"Inputs!N9: a cell beside cost_share, which"), ("K9", True, r"Inputs!K9: a comment on cost_share")],
)
def test_what_stands_beside_a_row_that_is_gone_is_refused_by_name(
    cell: str, comment: bool, said: str, small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    opened = load_workbook(small_book)
    if comment:
        opened["Inputs"][cell].comment = Comment("Why so much?", "A reader")
    else:
        opened["Inputs"][cell] = "why so much?"
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    fresh = build(outlay.load(changed_model(small_model, tmp_path, *WITHOUT_COST_SHARE)))
    with pytest.raises(OutlayError, match=rf"(?s){said}.*Nothing was written"):
        refresh(old, fresh, new)
    assert not new.exists()


def test_an_input_that_is_gone_takes_its_name_along_unless_a_formula_uses_it(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    opened = load_workbook(small_book)
    input_cell(opened, "cost_share").value = 0.35
    opened.create_sheet("Mine")["A1"] = "=cost_share"
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    fresh = build(outlay.load(changed_model(small_model, tmp_path, *WITHOUT_COST_SHARE)))
    report = refresh(old, fresh, new)
    assert load_workbook(new).defined_names["cost_share"].attr_text == "#REF!"
    assert any("Mine!A1 uses cost_share" in each for each in report.look_at)
    assert "cost_share: you have 0.35; the model has no such input any more" in report.conflicts
    report = refresh(small_book, fresh, new)
    assert "cost_share" not in load_workbook(new).defined_names
    assert report.look_at == ()


def test_charts_of_the_model_stand_where_it_has_them_and_others_out_of_their_way(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    opened = load_workbook(small_book)
    outputs = opened["Outputs"]
    chart = LineChart()
    chart.add_data(ChartReference(opened["Inputs"], min_col=2, min_row=6, max_row=9))
    outputs.add_chart(chart, "F40")
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    lines = 'chart line "Profit": revenue, profit'
    more = "\n".join(f'chart bar "Costs {number}": cost' for number in range(4))
    model = changed_model(small_model, tmp_path, (lines, f"{lines}\n{more}"), ("for 6", "for 9"))
    fresh = tmp_path / "fresh.xlsx"
    fresh.write_bytes(build(outlay.load(model)))
    refresh(old, fresh.read_bytes(), new)
    wanted = [each.anchor._from for each in load_workbook(fresh)["Outputs"]._charts]
    found = [each.anchor._from for each in load_workbook(new)["Outputs"]._charts]
    places = [(each.row, each.col) for each in found]
    assert {(each.row, each.col) for each in wanted} < set(places)
    assert len(set(places)) == len(places) == 6
    theirs = next(each for each in found if (each.row, each.col) not in {(one.row, one.col) for one in wanted})
    assert theirs.row > max(each.row for each in wanted) + 10


def test_a_chart_put_in_says_what_programs_would_take_from_who_saved_the_file(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    lines = 'chart line "Profit": revenue, profit'
    model = changed_model(small_model, tmp_path, (lines, f'{lines}\nchart bar "Costs": cost'))
    new = tmp_path / "new.xlsx"
    refresh(small_book, build(outlay.load(model)), new)
    package = open_package(new)
    chart = next(package.parts[part] for part in package.parts if b"<a:t>Costs</a:t>" in package.parts[part])
    said = ("roundedCorners", "autoTitleDeleted", "delete", "varyColors", "dispBlanksAs", "invertIfNegative", "overlay")
    assert [each for each in said if f"<c:{each} ".encode() not in chart] == []


def test_what_an_earlier_build_left_is_cleared_and_a_readers_note_is_not(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    """A row becomes one number: its periods are empty then, a note typed beside them stays."""
    opened = load_workbook(small_book)
    row = row_of(opened["Model"], "revenue")
    opened["Model"][f"E{row}"] = "as agreed"
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    model = changed_model(
        small_model, tmp_path, ('subscribers * price "Revenue"', 'users * price "Revenue"'), ("for 6", "for 5")
    )
    report = refresh(old, build(outlay.load(model)), new)
    sheet = load_workbook(new)["Model"]
    row = row_of(sheet, "revenue")
    assert sheet[f"E{row}"].value == "as agreed"
    assert [sheet.cell(row, column).value for column in range(6, 12)] == [None] * 6
    assert f"Model!F{row}: cleared, with 4 more of its row" in report.renewed


def test_the_models_formulas_have_the_values_of_the_edited_inputs(
    small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    """Every value beside a formula is what IronCalc calculates, with an input, a scenario and its figure edited."""
    opened = load_workbook(small_book)
    input_cell(opened).value = 12.5
    opened["Scenarios"]["D4"] = "slow"
    opened["Scenarios"].cell(row_of(opened["Scenarios"], "growth"), column_of(opened["Scenarios"], "slow")).value = 0.02
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    made = build_with(outlay.load(changed_model(small_model, tmp_path, *CHANGES)), Options())
    assert refresh(old, made.content, new, made.edited).calculated_on_load
    report = verify(new, None, ["ironcalc"])
    assert (report.mismatches, report.left_out) == ([], [])
    assert report.compared > 150


def test_a_workbook_that_calls_the_add_in_has_values_and_asks_for_no_calculation(root: Path, tmp_path: Path) -> None:
    model = outlay.load(root / "templates" / "build_vs_buy.cost")
    opened = load_workbook(root / "templates" / "build_vs_buy_udf.xlsx")
    input_cell(opened, "pue").value = 1.5
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    opened.save(old)
    made = build_with(model, options_of(old))
    assert not refresh(old, made.content, new, made.edited).calculated_on_load
    package = open_package(new)
    assert b"fullCalcOnLoad" not in package.parts["xl/workbook.xml"]
    contents = contents_of(package)
    values = {sheet: {cell: held.value for cell, held in held.items()} for sheet, held in contents.items()}
    plan = model.at_once().plans[0]
    wanted, searched = engine_numbers(plan, {"pue": 1.5}), hang_on_searches(plan)
    compared = 0
    for path, _, found in model_rows(contents["Model"], values):
        if path in wanted and path not in searched and isinstance(found, float):
            compared += 1
            assert found == pytest.approx(wanted[path], rel=1e-12), path
    assert compared > 50
    opened.create_sheet("Mine")["A1"] = "=Model!D14"
    opened.save(old)
    assert refresh(old, small_change(made.content), new, made.edited).calculated_on_load


def small_change(content: bytes) -> bytes:
    """The model's workbook with another text on its Guide, so that something is refreshed."""
    package = package_of("fresh", content)
    strings = package.parts["xl/sharedStrings.xml"].replace(b"How to use it", b"How to use this")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in package.parts:
            archive.writestr(name, strings if name == "xl/sharedStrings.xml" else package.parts[name])
    return buffer.getvalue()
