"""What a workbook shows of tornados, grids and simulations: the studies' own numbers, stamped and watched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.workbooks.agreement import Cells, selecting

import outlay
from outlay_workbooks.book import address
from outlay_workbooks.build import build
from outlay_workbooks.layout.columns import INPUTS, SENSITIVITY, InputColumns
from outlay_workbooks.layout.guide_page import MOVED as GUIDE_MOVED
from outlay_workbooks.layout.sensitivity_page import MOVED, STILL
from outlay_workbooks.lint import lint
from outlay_workbooks.package import package_of
from outlay_workbooks.recalculate import recalculate

MODEL = """"Studied"
timeline month from 2026-01 for 4
input users = 800 to 1_200 user "Users" @source("pilot", 2026-01-05)
input price = $10 / user / month "Price" @range($1 .. $100 / user / month) @source("list", 2026-01-01)
input cost_share : share = 20% to 40% "Cost, of revenue" @status(assumed)
revenue = grow(users, 5% per month) * price "Revenue"
output profit = revenue * (1 - cost_share) "Profit"
check "some profit": profit[last] >= $6_000 / month
scenario dear "Dear" { price = $20 / user / month }
chart tornado "What moves the profit": profit
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("studied") / "studied.cost"
    path.write_text(MODEL)
    return path


@pytest.fixture(scope="module")
def book(model: Path) -> Path:
    path = model.with_suffix(".xlsx")
    path.write_bytes(build(outlay.load(model)))
    return path


@pytest.fixture(scope="module")
def cells(book: Path) -> Cells:
    return recalculate(book, "ironcalc")


def rows(cells: Cells, below: str = "") -> dict[Any, list[Any]]:
    """What stands in each row of Sensitivity, by what its first column says, below a row that says something."""
    found: dict[Any, list[Any]] = {}
    begun = not below
    for row in range(120):
        head = cells[SENSITIVITY].get(address(row, 0, fixed=False))
        begun = begun or head == below
        if head is not None and begun:
            found[head] = [cells[SENSITIVITY].get(address(row, column, fixed=False)) for column in range(8)]
    return found


def statuses(cells: Cells) -> list[str]:
    return [value for value in cells[SENSITIVITY].values() if value in (STILL, MOVED)]


def test_a_tornado_has_the_engines_figures_at_both_ends(cells: Cells, model: Path) -> None:
    ranking = outlay.load(model).sensitivity(["profit"])["profit"]
    shown = rows(cells)
    assert len(ranking.influences) == 3
    for each in ranking.influences:
        low, high = each["output_low"], each["output_high"]
        expected = [each["low"], each["high"], low, high, low - ranking.base, high - ranking.base]
        assert shown[each.title][2:] == pytest.approx(expected)


def test_a_simulation_has_the_engines_percentiles(cells: Cells, model: Path) -> None:
    drawn = outlay.load(model).simulate(10_000, seed=0, outputs=["profit"]).first
    summary = drawn.outputs["profit"].summaries[-1]
    expected = [summary.mean, *(summary.percentile(percent) for percent in (5, 25, 50, 75, 95))]
    assert rows(cells, "Simulation")["Profit, 2026-04"][2:] == pytest.approx(expected)
    assert rows(cells, "Simulation")["some profit"][1] == pytest.approx(drawn.checks[0].probability)


def test_a_grid_has_the_engines_figure_for_every_pair(cells: Cells, model: Path) -> None:
    shares = [0.2, 0.25, 0.3, 0.35, 0.4]
    found = outlay.load(model).sweep({"users": [800.0, 1_200.0], "cost_share": shares}, ["profit"]).values["profit"]
    table = rows(cells, "Profit, total, by the two inputs that move it most")
    assert table["Users, user"][1:6] == pytest.approx(shares)
    for line, users in enumerate((800.0, 1_200.0)):
        assert table[users][1:6] == pytest.approx([float(number) for number in found[line]])


def test_every_study_is_stamped_with_how_it_was_made(cells: Cells) -> None:
    stamps = [value for value in cells[SENSITIVITY].values() if isinstance(value, str) and "2026-01-05" in value]
    assert len(stamps) == 3
    assert all("model " in stamp for stamp in stamps)
    assert any("10,000 draws, seed 0" in stamp for stamp in stamps)


def test_studies_hold_until_an_input_moves(book: Path, cells: Cells) -> None:
    assert statuses(cells) == [STILL] * 3
    row = next(at for at, name in enumerate(names(cells)) if name == "price")
    moved = recalculate(book, "ironcalc", {(INPUTS, address(row, InputColumns.VALUE, fixed=False)): 11.0})
    assert statuses(moved) == [MOVED] * 3
    guide = moved["Guide"]
    assert next(guide[f"B{name[1:]}"] for name, value in guide.items() if value == GUIDE_MOVED) == 3.0


def names(cells: Cells) -> list[Any]:
    return [cells[INPUTS].get(address(row, InputColumns.NAME, fixed=False)) for row in range(30)]


def test_studies_are_of_the_base_and_do_not_hold_in_a_scenario(book: Path) -> None:
    assert statuses(recalculate(book, "ironcalc", selecting("dear"))) == [MOVED] * 3


def test_a_studied_workbook_keeps_every_rule(book: Path) -> None:
    assert lint(book) == []


def test_studies_worked_out_anew_give_the_same_bytes(book: Path, model: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    command = [sys.executable, "-m", "outlay", "workbook", "build", str(model), "-o", str(again)]
    anew = {**os.environ, "OUTLAY_CACHE": "off", "PYTHONHASHSEED": "5"}
    subprocess.run(command, check=True, capture_output=True, env=anew)
    assert again.read_bytes() == book.read_bytes()


def test_studies_can_be_left_out(model: Path) -> None:
    package = package_of("plain.xlsx", build(outlay.load(model), studies=False))
    assert not any("chart" in part for part in package.parts)
