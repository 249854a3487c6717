"""Rules of form: a fresh build breaks none, and each planted fault is found by its rule."""

from __future__ import annotations

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
