"""A book as the bytes of an .xlsx file: every formula with its value beside it, the same bytes every time."""

from __future__ import annotations

import io
import math
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

from outlay_workbooks.book import BEFORE, HERE, Book, Chart, Sheet, Style, Validation, Value, column_letters
from outlay_workbooks.draw import draw
from outlay_workbooks.layout.styles import DEEP, KINDS, PALE, properties

_NA = "#N/A"
_NEWEST_MARK = 191029  # of the calculation in Excel 2019, 2021 and 365
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "objects": True,
}


class _Worksheet(Worksheet):  # type: ignore[misc]
    """A worksheet that takes a formula as it is stored, and makes no array formula of one that looks things up."""

    def put_formula(self, row: int, column: int, formula: str, style: Format, value: Any) -> None:
        self._check_dimensions(row, column)
        self.table[row][column] = CellFormulaTuple(formula, style, value)


def to_bytes(book: Book) -> bytes:
    """The file of a book."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    workbook = xlsxwriter.Workbook(stream, options)
    _Writer(workbook, book).write()
    workbook.close()
    return stream.getvalue()


class _Writer:
    def __init__(self, workbook: Workbook, book: Book) -> None:
        self.workbook = workbook
        self.book = book
        self.formats: dict[Style, Format] = {}
        self.letters: list[str] = []

    def write(self) -> None:
        about = self.book.properties
        self.workbook.set_properties(
            {
                "title": about.title,
                "subject": about.subject,
                "author": about.author,
                "comments": about.comments,
                "created": about.created,
            }
        )
        for name, text in about.custom:
            self.workbook.set_custom_property(name, text, "text")
        self.workbook.set_calc_mode("auto")
        if not self.book.calculated_on_load:
            # an older mark than a program's own makes it calculate everything, whatever else the file says
            self.workbook.set_calc_mode("auto", _NEWEST_MARK)
            self.workbook.calc_on_load = False
        sheets = [(sheet, self.workbook.add_worksheet(sheet.name, _Worksheet)) for sheet in self.book.sheets]
        for sheet, target in sheets:
            self._sheet(sheet, target)
            if sheet.name == self.book.active:
                target.activate()
        for named in self.book.names:
            self.workbook.define_name(named.name, f"={named.refers_to}")

    def format(self, style: Style) -> Format:
        found = self.formats.get(style)
        if found is None:
            made = self.workbook.add_format(properties(style.kind, style.format, style.indent))
            found = self.formats[style] = made
        return found

    # ------------------------------------------------------------------------------------------------- cells

    def _sheet(self, sheet: Sheet, target: _Worksheet) -> None:
        for first, last, width in sheet.widths:
            target.set_column(first, last, width)
        for row, height in sheet.heights:
            target.set_row(row, height)
        for merge in sheet.merges:
            target.merge_range(merge.row, merge.column, merge.row, merge.last_column, "", self.format(merge.style))
        links = {(link.row, link.column): link.sheet for link in sheet.links}
        for cell in sheet.cells:
            style = self.format(cell.style)
            if (cell.row, cell.column) in links:
                _lead(target, cell.row, cell.column, links[cell.row, cell.column], str(cell.value), style)
            elif cell.formula:
                target.put_formula(cell.row, cell.column, cell.formula, style, _cached(cell.value))
            else:
                _typed(target, cell.row, cell.column, cell.value, style)
        for run in sheet.runs:
            style = self.format(run.style)
            if run.formula:
                self._run(target, run.row, run.column, run.formula, run.values, style)
            else:
                for offset, value in enumerate(run.values):
                    _typed(target, run.row, run.column + offset, value, style)
        for validation in sheet.validations:
            target.data_validation(
                validation.row, validation.column, validation.row, validation.column, _validation(validation)
            )
        for rule in sheet.rules:
            kept = {key: value for key, value in KINDS[rule.kind].items() if key in ("font_color", "bg_color")}
            target.conditional_format(
                rule.first_row,
                rule.first_column,
                rule.last_row,
                rule.last_column,
                {"type": "formula", "criteria": f"={rule.formula}", "format": self.workbook.add_format(kept)},
            )
        for scale in sheet.scales:
            place = scale.first_row, scale.first_column, scale.last_row, scale.last_column
            target.conditional_format(*place, {"type": "2_color_scale", "min_color": PALE, "max_color": DEEP})
        for chart in sheet.charts:
            self._chart(target, chart)
        self._setting(sheet, target)

    def _run(
        self, target: _Worksheet, row: int, column: int, formula: str, values: tuple[Value, ...], style: Format
    ) -> None:
        letters = self.letters
        while len(letters) < column + len(values):
            letters.append(column_letters(len(letters)))
        write = target.put_formula
        moves, looks_back = HERE in formula, BEFORE in formula
        for at, value in enumerate(values, column):
            text = formula.replace(HERE, letters[at]) if moves else formula
            if looks_back:
                text = text.replace(BEFORE, letters[at - 1])
            write(row, at, text, style, _cached(value))

    # ------------------------------------------------------------------------------------------------- the rest

    def _setting(self, sheet: Sheet, target: _Worksheet) -> None:
        if sheet.freeze != (0, 0):
            target.freeze_panes(*sheet.freeze)
        if not sheet.gridlines:
            target.hide_gridlines(2)
        if sheet.tab:
            target.set_tab_color(sheet.tab)
        if sheet.protected:
            target.protect("", _ALLOWED)
        page = sheet.print
        if page is None:
            return
        if page.landscape:
            target.set_landscape()
        target.set_paper(9)
        target.fit_to_pages(page.wide, 0)
        if page.breaks:
            target.set_h_pagebreaks(list(page.breaks))
        target.print_area(0, 0, page.last_row, page.last_column)
        target.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        if page.repeat_rows is not None:
            target.repeat_rows(*page.repeat_rows)
        if page.repeat_columns is not None:
            target.repeat_columns(*page.repeat_columns)
        target.set_footer("&L&8&F, &A&R&8Page &P of &N")

    def _chart(self, target: _Worksheet, chart: Chart) -> None:
        target.insert_chart(chart.row, chart.column, draw(self.workbook, chart), {"x_offset": chart.left})


def _lead(target: _Worksheet, row: int, column: int, sheet: str, text: str, style: Format) -> None:
    """A text that leads to the top of a sheet of this workbook."""
    target.write_url(row, column, f"internal:'{sheet}'!A1", style, text)


def _typed(target: _Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    """A value as what it is: a text is never read as a formula, a number or an address, whatever it begins with."""
    if value is None:
        target.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        target.write_boolean(row, column, value, style)
    elif isinstance(value, str):
        target.write_string(row, column, value, style)
    else:
        target.write_number(row, column, value, style)


def _cached(value: Value) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return _NA
    return "" if value is None else value


def _validation(validation: Validation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "input_title": validation.title[:32],
        "input_message": validation.message[:255],
        "error_title": "Not accepted",
        "error_message": validation.message[:255],
        "ignore_blank": False,
    }
    if validation.kind == "list":
        source = validation.source
        found |= {"validate": "list", "source": source if isinstance(source, str) else list(source)}
    elif validation.kind == "custom":
        found |= {"validate": "custom", "value": validation.source}
    else:
        kind = {"whole": "integer"}.get(validation.kind, validation.kind)
        found |= {"validate": kind, "criteria": "between", "minimum": validation.low, "maximum": validation.high}
    return found
