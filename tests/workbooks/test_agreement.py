"""Every number of a built workbook, recalculated from its formulas alone, is the engine's."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workbooks.agreement import differences, scenarios_of, selecting

import outlay
from outlay.scalar.program import Program
from outlay_workbooks.build import build
from outlay_workbooks.recalculate import recalculate

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").glob("*.cost"))
MODELS = sorted((ROOT / "tests" / "models").glob("*.cost"))


@pytest.mark.parametrize("path", [*TEMPLATES, *MODELS], ids=lambda path: path.stem)
def test_every_number_in_every_scenario(path: Path, tmp_path: Path) -> None:
    model = outlay.load(path)
    book = tmp_path / "book.xlsx"
    book.write_bytes(build(model))
    for scenario in scenarios_of(model._plan()):
        plan = model._checked(scenario, ())[0]
        values = Program(plan, range(len(plan.nodes)), everything=True).run()
        cells = recalculate(book, "ironcalc", selecting(scenario))
        found, compared = differences(cells, plan, values)
        assert not found, (scenario, found[:5])
        assert compared
