"""Rules of form: a fresh build breaks none, and each planted fault is found by its rule."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from faults import FAULTS, comment
from openpyxl import load_workbook

from outlay.diagnostics import OutlayError
from outlay_workbooks.lint import RULES, lint

TEMPLATES = ("saas_margin", "build_vs_buy", "train_a_model", "own_or_rent", "price_outlook")


def test_there_is_a_fault_for_every_rule() -> None:
    assert set(FAULTS) == set(RULES) == set(range(1, 46))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_breaks_no_rule(name: str, template_book: Callable[[str], Path]) -> None:
    assert lint(template_book(name)) == []


def test_a_small_model_breaks_no_rule(small_book: Path) -> None:
    assert lint(small_book) == []


@pytest.mark.parametrize("rule", sorted(FAULTS))
def test_a_planted_fault_is_found(rule: int, small_book: Path, tmp_path: Path) -> None:
    book = load_workbook(small_book)
    FAULTS[rule](book)
    spoilt = tmp_path / "spoilt.xlsx"
    book.save(spoilt)
    found = {finding.rule for finding in lint(spoilt)}
    assert rule in found, RULES[rule]


def test_saving_it_in_another_program_plants_nothing(small_book: Path, tmp_path: Path) -> None:
    book = load_workbook(small_book)
    comment(book)
    saved = tmp_path / "saved.xlsx"
    book.save(saved)
    assert lint(saved) == []


def test_formulas_kept_together_are_checked_one_by_one(small_book: Path, tmp_path: Path) -> None:
    """As Excel saves a column of copies: the first says the formula, the others that they share it."""
    first = b'<row r="900"><c r="A900"><f t="shared" ref="A900:A902" si="0">B900*7</f><v>1</v></c></row>'
    others = b"".join(
        b'<row r="%d"><c r="A%d"><f t="shared" si="0"/><v>1</v></c></row>' % (at, at) for at in (901, 902)
    )
    spoilt = tmp_path / "spoilt.xlsx"
    name = "xl/worksheets/sheet8.xml"
    with zipfile.ZipFile(small_book) as old, zipfile.ZipFile(spoilt, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(
                part, content.replace(b"</sheetData>", first + others + b"</sheetData>") if part == name else content
            )
    found = {(finding.rule, finding.cell): finding.message for finding in lint(spoilt)}
    assert {cell for rule, cell in found if rule == 21} == {"A900", "A901", "A902"}
    assert "B902" in found[30, "A902"]


def test_of_many_findings_of_a_kind_the_first_are_told_and_the_rest_counted(small_book: Path, tmp_path: Path) -> None:
    book = load_workbook(small_book)
    for row in range(20, 520):
        book["Log"].cell(row, 2).value = "=7+1"
    spoilt = tmp_path / "spoilt.xlsx"
    book.save(spoilt)
    told = [finding for finding in lint(spoilt) if finding.rule == 21]
    assert len(told) == 201
    assert told[0].message == "the same in 300 more places"


def test_a_circle_far_below_is_found(small_book: Path, tmp_path: Path) -> None:
    book = load_workbook(small_book)
    for row in range(100, 400):
        book["Log"].cell(row, 2).value = f"=B{row + 1}+SUM(B{row + 2}:B{row + 30})"
    book["Log"].cell(400, 2).value = "=B150"
    spoilt = tmp_path / "spoilt.xlsx"
    book.save(spoilt)
    assert [finding.rule for finding in lint(spoilt) if finding.rule == 28] == [28]


def test_functions_of_an_add_in_may_be_allowed(small_book: Path, tmp_path: Path) -> None:
    book = load_workbook(small_book)
    book["Checks"]["B30"] = "=TRAIN_FLOPS(1,1)"
    saved = tmp_path / "saved.xlsx"
    book.save(saved)
    assert 32 in {finding.rule for finding in lint(saved)}
    assert 32 not in {finding.rule for finding in lint(saved, frozenset({"TRAIN_FLOPS"}))}


def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_text("just text")
    with pytest.raises(OutlayError, match=r"no Excel workbook"):
        lint(path)


def test_the_functions_at_work_lack_only_what_a_model_has(root: Path) -> None:
    """It is no model: no sheets of one and no checks, and its examples of calls say their numbers."""
    found = lint(root / "templates" / "functions.xlsx")
    assert {finding.rule for finding in found} == {1, 21, 38}
    assert all(finding.sheet == "About and models" for finding in found if finding.rule == 21)
