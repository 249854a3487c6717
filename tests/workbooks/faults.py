"""Forty-five ways to spoil a workbook, one for each rule; each is a function of a loaded workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Font, Protection
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

Fault = Callable[[Workbook], None]
FAULTS: dict[int, Fault] = {}


def fault(rule: int) -> Callable[[Fault], Fault]:
    def register(plant: Fault) -> Fault:
        FAULTS[rule] = plant
        return plant

    return register


def column_of(sheet: Worksheet, heading: str) -> int:
    for row in sheet.iter_rows(max_row=12):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.strip().casefold() == heading.casefold():
                return int(cell.column)
    raise AssertionError(f"{sheet.title} has no column {heading}")


def row_of(sheet: Worksheet, path: str) -> int:
    column = column_of(sheet, "Name")
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, column).value == path:
            return row
    raise AssertionError(f"{sheet.title} has no row {path}")


def input_cell(book: Workbook, path: str = "price", heading: str = "Value") -> Any:
    sheet = book["Inputs"]
    return sheet.cell(row_of(sheet, path), column_of(sheet, heading))


def model_cell(book: Workbook, path: str, period: str | None = None) -> Any:
    sheet = book["Model"]
    return sheet.cell(row_of(sheet, path), column_of(sheet, period or "Value"))


@fault(1)
def sheet_missing(book: Workbook) -> None:
    del book["Sources"]


@fault(2)
def default_name(book: Workbook) -> None:
    book.create_sheet("Sheet1")["A1"] = "notes"


@fault(3)
def hidden_sheet(book: Workbook) -> None:
    book["Sources"].sheet_state = "hidden"


@fault(4)
def hidden_row(book: Workbook) -> None:
    book["Model"].row_dimensions[row_of(book["Model"], "revenue")].hidden = True


@fault(5)
def merged_cells(book: Workbook) -> None:
    book["Inputs"].merge_cells("A1:C1")


@fault(6)
def panes_thawed(book: Workbook) -> None:
    book["Model"].freeze_panes = None


@fault(7)
def stray_cell(book: Workbook) -> None:
    book["Checks"]["Z90"] = "a thought"


@fault(8)
def periods_elsewhere(book: Workbook) -> None:
    sheet = book.create_sheet("My view")
    for at, label in enumerate(("2026-01", "2026-02", "2026-03")):
        sheet.cell(4, 2 + at, label)


@fault(9)
def label_gone(book: Workbook) -> None:
    input_cell(book, heading="Input").value = None


@fault(10)
def unit_gone(book: Workbook) -> None:
    input_cell(book, heading="Unit").value = None


@fault(11)
def unit_unknown(book: Workbook) -> None:
    input_cell(book, heading="Unit").value = "florins/user"


@fault(12)
def source_gone(book: Workbook) -> None:
    input_cell(book, heading="Source").value = None


@fault(13)
def name_gone(book: Workbook) -> None:
    del book.defined_names["price"]


@fault(14)
def formula_in_blue(book: Workbook) -> None:
    model_cell(book, "year").font = Font(color="FF0000FF")


@fault(15)
def input_locked(book: Workbook) -> None:
    input_cell(book).protection = Protection(locked=True)


@fault(16)
def validation_gone(book: Workbook) -> None:
    book["Inputs"].data_validations.dataValidation.clear()


@fault(17)
def value_out_of_bounds(book: Workbook) -> None:
    input_cell(book).value = 5_000


@fault(18)
def input_unused(book: Workbook) -> None:
    model, inputs = book["Model"], book["Inputs"]
    at = f"${'B'}${row_of(inputs, 'cost_share')}"
    for sheet in (model, book["Scenarios"]):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and at in cell.value:
                    cell.value = 0.3
    for name in list(book.defined_names):
        if name != "cost_share" and at in str(book.defined_names[name].attr_text):
            del book.defined_names[name]


@fault(19)
def number_as_text(book: Workbook) -> None:
    input_cell(book, "users").value = "120"


@fault(20)
def formula_among_inputs(book: Workbook) -> None:
    input_cell(book).value = "=5*2"


@fault(21)
def literal(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}*1.07"


@fault(22)
def odd_one_out(book: Workbook) -> None:
    cell = model_cell(book, "profit", "2026-04")
    cell.value = f"{cell.value}*1"


@fault(23)
def long_formula(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}" + "+0" * 80


@fault(24)
def volatile(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}+0*NOW()"


@fault(25)
def whole_column(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}+0*SUM(Sources!Z:Z)"


@fault(26)
def near_look_up(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}+0*VLOOKUP(1,Log!A1:B9,1)"


@fault(27)
def errors_hidden(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"=IFERROR({str(cell.value)[1:]},0)"


@fault(28)
def circle(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}+0*{cell.coordinate}"


@fault(29)
def sheets_in_a_circle(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}+0*Outputs!$D$8"


@fault(30)
def blank_cell(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}+Sources!$Z$77"


@fault(31)
def counted_twice(book: Workbook) -> None:
    sheet = book.create_sheet("Sums")
    for row in range(1, 5):
        sheet.cell(row, 1, row)
    sheet["A5"] = "=SUM(A1:A4)"
    sheet["A6"] = "=SUM(A1:A5)"


@fault(32)
def unsafe_function(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}+0*AGGREGATE(9,6,1)"


@fault(33)
def typed_over(book: Workbook) -> None:
    model_cell(book, "profit", "2026-03").value = 999


@fault(34)
def other_file(book: Workbook) -> None:
    cell = model_cell(book, "year")
    cell.value = f"{cell.value}+[1]Prices!$B$2"


@fault(35)
def error_value(book: Workbook) -> None:
    model_cell(book, "year").value = "=#REF!+1"


@fault(36)
def reaches_out(book: Workbook) -> None:
    cell = book["Sources"]["F40"]
    cell.value = '=WEBSERVICE("http://localhost/")'


@fault(37)
def name_broken(book: Workbook) -> None:
    book.defined_names["lost"] = DefinedName("lost", attr_text="Gone!#REF!")


@fault(38)
def master_not_shown(book: Workbook) -> None:
    for row in book["Outputs"].iter_rows(max_row=6):
        for cell in row:
            if isinstance(cell.value, str) and "Checks!" in cell.value:
                cell.value = "All checks hold"


@fault(39)
def check_left_out(book: Workbook) -> None:
    sheet = book["Checks"]
    holds = column_of(sheet, "Holds")
    last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, holds).value is not None)
    sheet.cell(last + 1, holds, "=1=1")


@fault(40)
def scenario_with_a_gap(book: Workbook) -> None:
    sheet = book["Scenarios"]
    sheet.cell(row_of(sheet, "price"), column_of(sheet, "slow")).value = None


@fault(41)
def format_that_misleads(book: Workbook) -> None:
    input_cell(book).number_format = "0.0%"


@fault(42)
def no_print_set_up(book: Workbook) -> None:
    book["Model"].oddFooter.left.text = None
    book["Model"].oddFooter.right.text = None
    book["Model"].oddFooter.center.text = None


@fault(43)
def model_unprotected(book: Workbook) -> None:
    book["Model"].protection.sheet = False


@fault(44)
def log_behind(book: Workbook) -> None:
    sheet = book["Log"]
    sheet.cell(sheet.max_row, column_of(sheet, "Model's hash")).value = "0000000000000000"


@fault(45)
def calculation_by_hand(book: Workbook) -> None:
    book.calculation.calcMode = "manual"


def comment(book: Workbook) -> None:
    """What a reviewer leaves behind; no rule minds it."""
    input_cell(book).comment = Comment("Is this still right?", "A reviewer")
