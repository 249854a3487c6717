"""Every template and every exported function: compiled code agrees with the scalar back end."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outlay.arrays.agreement import assert_agree, by_scalar, columns_of
from tests.outlay.arrays.sampled import fixed_of, rows_near, varying_of
from tests.outlay.arrays.test_arrays_models import LIBRARY, TEMPLATES, asked

from outlay.arrays import compile_arrays
from outlay.compilation import Compilation
from outlay.diagnostics import Source
from outlay.plan import Plan


def assert_compiled_agrees(plan: Plan, rows: int, seed: int) -> None:
    assert_agree(
        plan, asked(plan), rows_near(plan, rows, seed), varying_of(plan), fixed_of(plan), by_scalar, engine="numba"
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda each: each.stem)
def test_templates(path: Path) -> None:
    plan = Compilation(path).plan("")
    assert plan is not None
    ready = compile_arrays(plan, asked(plan), varying_of(plan))
    ready.run(columns_of(ready, rows_near(plan, 1, 4)), 1, fixed_of(plan), engine="numba")
    assert ready.engine_used == "numba"
    assert_compiled_agrees(plan, 6, seed=4)


@pytest.mark.parametrize("name", LIBRARY)
def test_library_functions(name: str) -> None:
    plan = Compilation(Source("<functions>", "")).function_plan(name)
    assert plan is not None
    assert_compiled_agrees(plan, 12, seed=5)
