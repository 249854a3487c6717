"""Two spreadsheet programs calculate a workbook from scratch, whatever values are cached in it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from outlay.diagnostics import OutlayError
from outlay_workbooks.recalculate import CellError, available, recalculate


@pytest.fixture(params=["ironcalc", "libreoffice"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    lack = available(name)
    if lack is not None:
        pytest.skip(lack)
    return name


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two inputs, a sum whose cached value is wrong, a text, a truth, an error and a look-up."""
    path = tmp_path / "small.xlsx"
    with xlsxwriter.Workbook(path) as made:
        inputs, model = made.add_worksheet("Inputs"), made.add_worksheet("Model")
        inputs.write("B2", 0.1)
        inputs.write("B3", 0.2)
        inputs.write("A2", "one")
        inputs.write("A3", "two")
        model.write_formula("A1", "=Inputs!B2+Inputs!B3", None, 99)
        model.write_formula("A2", "=Inputs!B2>Inputs!B3", None, True)
        model.write_formula("A3", "=1/0", None, 5)
        model.write_formula("A4", '=_xlfn.XLOOKUP("two",Inputs!A2:A3,Inputs!B2:B3)', None, 1)
        model.write_formula("A5", '="a"&"b"', None, "wrong")
    return path


def test_cached_values_are_not_believed(engine: str, book: Path) -> None:
    model = recalculate(book, engine)["Model"]
    assert model["A1"] == pytest.approx(0.3, rel=1e-15)
    assert model["A2"] is False
    assert model["A3"] == CellError("#DIV/0!")
    assert isinstance(model["A3"], CellError)
    assert model["A4"] == 0.2
    assert model["A5"] == "ab"


def test_cells_are_edited_before_the_calculation(engine: str, book: Path) -> None:
    model = recalculate(book, engine, {("Inputs", "B2"): 1 / 3, ("Inputs", "A2"): "=two"})["Model"]
    assert model["A1"] == pytest.approx(1 / 3 + 0.2, rel=1e-14)
    assert model["A2"] is True


def test_the_file_itself_is_not_touched(engine: str, book: Path) -> None:
    before = book.read_bytes()
    recalculate(book, engine, {("Inputs", "B2"): 5.0})
    untouched = book.read_bytes() == before
    assert untouched


def test_a_cell_or_sheet_that_is_not_there_is_named(book: Path) -> None:
    if available("ironcalc"):
        pytest.skip("IronCalc is not installed")
    with pytest.raises(OutlayError, match="no cell Z9"):
        recalculate(book, "ironcalc", {("Inputs", "Z9"): 1.0})
    with pytest.raises(OutlayError, match="no sheet Other"):
        recalculate(book, "ironcalc", {("Other", "A1"): 1.0})
