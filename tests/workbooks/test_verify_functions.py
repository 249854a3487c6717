"""Cells that call an add-in's functions: verifying names them and what follows, and compares everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults import input_cell
from openpyxl import load_workbook

import outlay
from outlay_workbooks.build import Options, build_with
from outlay_workbooks.verify import verify


def with_calls(book: Path, target: Path, formula: str) -> Path:
    """A cell that calls a function, one that looks at it, one that looks at that, and one that does not."""
    opened = load_workbook(book)
    sheet = opened.create_sheet("Calls")
    sheet["A1"], sheet["A2"], sheet["A3"] = f"={formula}", "=A1*2", "=SUM(A1:A2)"
    sheet["A4"] = f"=Inputs!{input_cell(opened).coordinate}*2"
    opened.save(target)
    return target


def test_calls_and_what_follows_are_named(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    book = with_calls(small_book, tmp_path / "calls.xlsx", "TRAIN_COST(175E9,300E9)")
    report = verify(book, outlay.load(small_model), ["ironcalc"])
    assert report.mismatches == []
    assert report.compared > 60
    said = next(line for line in report.left_out if "Calls!A1" in line)
    assert said.endswith("Calls!A1, and 2 cells that follow from them")


def test_a_function_of_nobodys_is_a_difference(small_book: Path, small_model: Path, tmp_path: Path) -> None:
    """Only what an add-in may have is passed over."""
    opened = load_workbook(small_book)
    opened["Model"]["D17"] = "=SUMM(F16:K16)"
    book = tmp_path / "calls.xlsx"
    opened.save(book)
    report = verify(book, outlay.load(small_model), ["ironcalc"])
    assert {mismatch.where for mismatch in report.mismatches} == {"year"}


@pytest.mark.xdist_group("libreoffice")
def test_names_with_lambda_are_calculated_where_a_program_can(small_model: Path, tmp_path: Path) -> None:
    built = tmp_path / "built.xlsx"
    built.write_bytes(build_with(outlay.load(small_model), Options(lambdas=True)).content)
    book = with_calls(built, tmp_path / "calls.xlsx", "TRAIN_COST(175E9,300E9)")
    report = verify(book, outlay.load(small_model), ["ironcalc"])
    assert not any("Calls!A1" in line for line in report.left_out)
    report = verify(book, outlay.load(small_model), ["libreoffice"])
    assert report.mismatches == []


def test_functions_of_a_file_that_the_model_uses_are_passed_over_too(tmp_path: Path) -> None:
    own, model, book = tmp_path / "own.cost", tmp_path / "model.cost", tmp_path / "model.xlsx"
    own.write_text("export function later(day : date) : ratio = if day > 2026-06-30 then 1 else 0.5", encoding="utf-8")
    model.write_text(
        '"Uses a function"\nuse "own.cost" as own\ninput start = 2026-07-15\noutput factor = own.later(start)',
        encoding="utf-8",
    )
    book.write_bytes(build_with(outlay.load(model), Options(udf=True)).content)
    report = verify(book, outlay.load(model), ["ironcalc"])
    assert report.mismatches == []
    assert any("Model!D" in line for line in report.left_out)
