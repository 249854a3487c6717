"""Every template, every model of the tests and every exported function: arrays agree with the scalar back end."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outlay.arrays.agreement import assert_agree, by_scalar
from tests.outlay.arrays.sampled import fixed_of, rows_near, varying_of

from outlay.compilation import Compilation
from outlay.diagnostics import Source
from outlay.plan import Plan
from outlay.scalar import compile_plan, schedule

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").glob("*.cost"))
MODELS = sorted((ROOT / "tests" / "models").glob("*.cost"))
LIBRARY = [one.name for one in Compilation(Source("<functions>", "")).signatures()]


def scenarios(paths: list[Path]) -> list[tuple[Path, str]]:
    return [(path, scenario) for path in paths for scenario in ("", *Compilation(path).scenarios)]


def asked(plan: Plan) -> list[int]:
    """Everything that has a name, and every check and question."""
    roots = [quantity.node for quantity in plan.quantities] + [check.node for check in plan.checks]
    roots += [question.node for question in plan.solves]
    return [root for root in dict.fromkeys(roots) if plan.nodes[root].type != "list"]


def assert_model_agrees(plan: Plan, rows: int, seed: int) -> None:
    near, fixed = rows_near(plan, rows, seed), fixed_of(plan)
    found = assert_agree(plan, asked(plan), near, varying_of(plan), fixed, by_scalar)
    if plan.solves:
        program = compile_plan(plan)
        values = [program.run(row | fixed) for row in near]
        for number in range(len(plan.solves)):
            assert found.question(number)[1].tolist() == [len(each.solve(number).roots) for each in values]


@pytest.mark.parametrize(("path", "scenario"), scenarios(TEMPLATES), ids=lambda each: getattr(each, "stem", each))
def test_templates(path: Path, scenario: str) -> None:
    plan = Compilation(path).plan(scenario)
    assert plan is not None
    assert_model_agrees(plan, 6, seed=1)


@pytest.mark.parametrize("path", [*TEMPLATES, *MODELS], ids=lambda path: path.stem)
def test_models_over_many_small_functions(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Compilation(path).plan("")
    assert plan is not None
    scalar = by_scalar(plan)  # compiled as it ever is
    monkeypatch.setattr(schedule, "LIMIT", 7)
    near, fixed = rows_near(plan, 2, seed=4), fixed_of(plan)
    assert_agree(plan, asked(plan), near, varying_of(plan), fixed, lambda _: scalar, engine="numpy")


@pytest.mark.parametrize(("path", "scenario"), scenarios(MODELS), ids=lambda each: getattr(each, "stem", each))
def test_models(path: Path, scenario: str) -> None:
    plan = Compilation(path).plan(scenario)
    assert plan is not None
    assert_model_agrees(plan, 5, seed=2)


@pytest.mark.parametrize("name", LIBRARY)
def test_library_functions(name: str) -> None:
    plan = Compilation(Source("<functions>", "")).function_plan(name)
    assert plan is not None
    assert_model_agrees(plan, 12, seed=3)
