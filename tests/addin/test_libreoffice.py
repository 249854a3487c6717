"""The extension in a real LibreOffice: installed in a profile of its own, every function calculated there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from benchmarks.office import profile_with

from outlay.version import VERSION
from outlay_addin.errors import CellError as Failed
from outlay_addin.examples import EXAMPLES
from outlay_addin.functions import Functions
from outlay_addin.libreoffice.extension import build
from outlay_workbooks.package import Package, contents_of, drop_cached, open_package, sheet_parts, write_package
from outlay_workbooks.recalculate import CellError, available, libreoffice

pytestmark = pytest.mark.xdist_group("calc")

OWN = """"Costs of our own"
use prices

export function our_cost(
  runs  : ratio                   "Runs",
  price : USD = prices.each       "Price of one",
) : USD "What we pay" = runs * price
"""
PRICES = 'each : USD = $3 "Price of one"\n'
MODEL = """"A small model"
timeline month from 2026-01 for 3
input users : user = 100 "Users"
subscribers = grow(users, 0% per month) "Subscribers"
output profit = subscribers * $10 / user / month "Profit"
output year : USD = total(profit) "Profit over the plan"
check "some profit": year >= $0
scenario large "Large" { users = 200 }
"""

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"

# What stands in the cells that formulas point at.
CELLS = {
    "A1": 7e9, "A2": 70e9, "A4": 175e9, "A5": "seven", "A6": "1.4T token", "B1": "H100_SXM5", "C1": "A100_SXM_80GB",
    "D1": True, "E1": 0.4,
}  # fmt: skip
ERROR_CELL = "F1"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    lack = available("libreoffice")
    if lack is not None:
        pytest.skip(lack)
    folder = tmp_path_factory.mktemp("extension")
    (folder / "ours.cost").write_text(OWN, encoding="utf-8")
    (folder / "prices.cost").write_text(PRICES, encoding="utf-8")
    content, notes = build([str(folder / "ours.cost")])
    assert notes == []
    (folder / "outlay.oxt").write_bytes(content)
    with profile_with(folder / "outlay.oxt") as installed:
        yield installed


def stripped(package: Package, path: str) -> None:
    """The workbook without the values that are kept in it: LibreOffice would believe them."""
    sheets = {part: drop_cached(package.parts[part]) for part in sheet_parts(package).values()}
    write_package(package.replaced(sheets), path)


class Sheet:
    """Formulas by what they show, calculated together: LibreOffice starts once."""

    def __init__(self, profile: Path, singles: list[str], arrays: list[tuple[str, int, int]]) -> None:
        with tempfile.TemporaryDirectory(prefix="outlay-") as folder:
            path = os.path.join(folder, "book.xlsx")
            Path(folder, "small.cost").write_text(MODEL, encoding="utf-8")
            self.rows = {formula: row for row, formula in enumerate(singles, 1)}
            self.places: dict[str, tuple[int, int, int]] = {}
            with xlsxwriter.Workbook(path) as made:
                data, here = made.add_worksheet("Data"), made.add_worksheet("Calls")
                for reference, value in CELLS.items():
                    data.write(reference, value)
                data.write_formula(ERROR_CELL, "=1/0")
                for formula, row in self.rows.items():
                    here.write_formula(row - 1, 0, formula)
                top = 0
                for formula, rows, columns in arrays:
                    here.write_array_formula(top, 2, top + rows - 1, 1 + columns, "{" + formula + "}")
                    self.places[formula] = (top, rows, columns)
                    top += rows + 1
            stripped(open_package(path), path)
            demonstration = os.path.join(folder, "functions.xlsx")
            Path(folder, "saas_margin.cost").write_bytes((TEMPLATES / "saas_margin.cost").read_bytes())
            stripped(open_package(TEMPLATES / "functions.xlsx"), demonstration)
            self.saved, self.demonstration = libreoffice.calculated([path, demonstration], 120, str(profile))

    def __getitem__(self, formula: str) -> Any:
        return self.saved["Calls"].get(f"A{self.rows[formula]}")

    def rows_of(self, formula: str) -> list[list[Any]]:
        top, rows, columns = self.places[formula]
        cell = xlsxwriter.utility.xl_rowcol_to_cell
        here = self.saved["Calls"]
        return [[here.get(cell(top + r, 2 + c)) for c in range(columns)] for r in range(rows)]


def written(value: Any) -> str:
    """An argument as a formula holds it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "{" + ";".join(map(written, value)) + "}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def call(name: str, arguments: tuple[Any, ...]) -> str:
    return f"=COST.{name}({','.join(map(written, arguments))})"


EXAMPLE_CALLS = {name: call(name, arguments) for name, arguments in EXAMPLES.items()}
UNLIKELY = {name: call(name, (-1, *arguments[1:])) for name, arguments in EXAMPLES.items()}
BAD = {
    "=COST.TRAIN_COST(Data!A1,-1)": "#NUM!",
    '=COST.TRAIN_COST(Data!A1,1E12,"H10")': "#N/A",
    "=COST.TRAIN_COST(Data!A5,1E12)": "#VALUE!",
    "=COST.TRAIN_COST(Data!A1)": "#VALUE!",
    "=COST.TRAIN_COST(1,2,3,4,5,6,7)": "#VALUE!",
    "=COST.TRAIN_COST(Data!F1,1E12)": "#DIV/0!",
    "=COST.TRAIN_COST(COST.TRAIN_COST(-1,1),1E12)": "#NUM!",
    "=COST.TUNE_OWN(19.22,2,5000,200000)": "#NUM!",
    "=COST.OWN_BREAKEVEN(1000,20,10)": "#NUM!",
    '=COST.OUTLAY("nowhere","profit")': "#NAME?",
    '=COST.OUTLAY("small","nothing")': "#NAME?",
    "=COST.NOTHING(1)": "#NAME?",
}
GOOD = {
    '=COST.TRAIN_COST("7B",Data!A6,,"40%")': ("TRAIN_COST", (7e9, 1.4e12, None, 0.4)),
    "=COST.TRAIN_COST(Data!A1,1E12,Data!B1)": ("TRAIN_COST", (7e9, 1e12, "H100_SXM5")),
    "=COST.TRAIN_COST(Data!A1,1E12,,,,3)": ("TRAIN_COST", (7e9, 1e12, None, None, None, 3)),
    '=TRAIN_COST(Data!A1,1E12,"A100",Data!E1,2)': ("TRAIN_COST", (7e9, 1e12, "A100", 0.4, 2)),
    "=COST.TIER_COST(150,{0;100},{2;1.5},FALSE)": ("TIER_COST", (150, [0, 100], [2, 1.5], False)),
    "=COST.TIER_COST(150,{0;100},{2;1.5},Data!D1)": ("TIER_COST", (150, [0, 100], [2, 1.5], True)),
    '=COST.API_PRICE("GPT-4o","input",DATE(2025,6,1))': ("API_PRICE", ("GPT-4o", "input", 45809.0)),
    "=COST.TRAIN_COST(COST.WEIGHT_MEMORY(1E18),1E12)": ("TRAIN_COST", (2e9, 1e12)),
    "=SUM(COST.TRAIN_COST(Data!A1:A2,1E12))": ("TRAIN_COST", (77e9, 1e12)),
    "=COST.TRAIN_COST(Data!A3,1E12)": ("TRAIN_COST", (0, 1e12)),  # to Calc, an empty cell is 0
    "=COST.our_cost(4)": ("our_cost", (4,)),
}
ABOUT = {
    "=COST.OUTLAY_VERSION()": VERSION,
    '=COST.OUTLAY("small.cost","year")': 3000.0,
    '=COST.OUTLAY("small","profit[2026-02]","users",50)': 500.0,
    '=COST.OUTLAY("small","year","scenario","large")': 6000.0,
    '=COST.OUTLAY_WHY("TRAIN_COST",Data!A1,-1)': "tokens must not be negative, and it is -1.",
    '=COST.OUTLAY_WHY("OUTLAY","nowhere","profit")': "there is no model nowhere.cost",
    '=COST.OUTLAY_WHY("TRAIN_COST",Data!A1,1E12,Data!B1,0.4,2)': "= hours * price * runs",
}
ACROSS = "=COST.TRAIN_COST(Data!A1:A5,1E12,Data!B1:C1)"
COLUMN = "=COST.TRAIN_COST(Data!A:A,1E12)"
LONG = "=COST.TRAIN_COST(ROW(Data!A1:A300)*1E9,1E12)"
TABLE = '=COST.OUTLAY_TABLE("small","large")'


@pytest.fixture(scope="module")
def sheet(profile: Path) -> Sheet:
    singles = [*EXAMPLE_CALLS.values(), *UNLIKELY.values(), *BAD, *GOOD, *ABOUT]
    return Sheet(profile, singles, [(ACROSS, 5, 2), (COLUMN, 6, 1), (LONG, 300, 1), (TABLE, 4, 7)])


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Functions:
    folder = tmp_path_factory.mktemp("core")
    (folder / "ours.cost").write_text(OWN, encoding="utf-8")
    (folder / "prices.cost").write_text(PRICES, encoding="utf-8")
    return Functions([str(folder)])


def computed(core: Functions, name: str, arguments: tuple[Any, ...]) -> Any:
    from outlay_addin.values import MISSING

    return core.call(name, [MISSING if each is None else [[one] for one in each] if isinstance(each, list) else each
                            for each in arguments])  # fmt: skip


def test_every_function_has_an_example(core: Functions) -> None:
    offered = {name for name, entry in core.table.entries.items() if entry.file is None}
    assert set(EXAMPLES) == offered, "every exported function has a call in outlay_addin/examples.py"


def test_every_function_gives_the_engines_number(sheet: Sheet, core: Functions) -> None:
    for name, formula in EXAMPLE_CALLS.items():
        assert sheet[formula] == pytest.approx(computed(core, name, EXAMPLES[name]), rel=1e-12, abs=0), formula


def test_a_first_argument_that_cannot_be_gives_the_engines_error_or_number(sheet: Sheet, core: Functions) -> None:
    failed = 0
    for name, formula in UNLIKELY.items():
        expected = computed(core, name, (-1.0, *EXAMPLES[name][1:]))
        if isinstance(expected, Failed):
            failed += 1
            assert sheet[formula] == CellError(expected.kind), formula
        else:
            assert sheet[formula] == pytest.approx(expected, rel=1e-12), formula
    assert failed > 40


@pytest.mark.parametrize("formula", BAD)
def test_what_cannot_be_is_an_error_value(sheet: Sheet, formula: str) -> None:
    assert sheet[formula] == BAD[formula]
    assert isinstance(sheet[formula], CellError)


@pytest.mark.parametrize("formula", GOOD)
def test_arguments_in_every_form(sheet: Sheet, core: Functions, formula: str) -> None:
    assert sheet[formula] == pytest.approx(computed(core, *GOOD[formula]), rel=1e-12)


@pytest.mark.parametrize("formula", ABOUT)
def test_functions_about_functions_and_models(sheet: Sheet, formula: str) -> None:
    expected = ABOUT[formula]
    if isinstance(expected, str):
        assert expected in sheet[formula]
    else:
        assert sheet[formula] == expected


def test_a_column_against_a_row_is_a_table(sheet: Sheet, core: Functions) -> None:
    found = sheet.rows_of(ACROSS)
    for row, params in ((0, 7e9), (1, 70e9), (3, 175e9)):
        for column, gpu in enumerate(("H100_SXM5", "A100_SXM_80GB")):
            expected = computed(core, "TRAIN_COST", (params, 1e12, gpu))
            assert found[row][column] == pytest.approx(expected, rel=1e-12)
    assert found[4] == ["#VALUE!", "#VALUE!"]


def test_of_a_whole_column_the_part_in_use_counts(sheet: Sheet, core: Functions) -> None:
    found = [row[0] for row in sheet.rows_of(COLUMN)]
    assert found[0] == pytest.approx(computed(core, "TRAIN_COST", (7e9, 1e12)), rel=1e-12)
    assert found[2] is None
    assert found[4] == "#VALUE!"
    assert found[5] == "#VALUE!"  # 1.4T token are no parameters


def test_a_long_range_is_the_engines_number_row_by_row(sheet: Sheet, core: Functions) -> None:
    found = [row[0] for row in sheet.rows_of(LONG)]
    expected = [computed(core, "TRAIN_COST", (row * 1e9, 1e12)) for row in range(1, 301)]
    assert found == pytest.approx(expected, rel=1e-12)


def test_a_model_as_a_table(sheet: Sheet) -> None:
    assert sheet.rows_of(TABLE) == [
        ["name", "value", "unit", "what it is", "2026-01", "2026-02", "2026-03"],
        ["profit", None, "USD/month", "Profit", 2000.0, 2000.0, 2000.0],
        ["year", 6000.0, "USD", "Profit over the plan", None, None, None],
        ["some profit", 1.0, None, sheet.rows_of(TABLE)[3][3], None, None, None],
    ]


def test_the_demonstration_workbook_holds_what_the_extension_calculates(sheet: Sheet) -> None:
    met = 0
    for name, kept in contents_of(open_package(TEMPLATES / "functions.xlsx")).items():
        for reference, content in kept.items():
            if not content.formula:
                continue
            met += 1
            found = sheet.demonstration[name][reference]
            if isinstance(content.value, str):
                assert found == content.value, (name, reference)
            else:
                assert found == pytest.approx(content.value, rel=1e-12, abs=0), (name, reference)
    assert met > 2 * len(EXAMPLES)
