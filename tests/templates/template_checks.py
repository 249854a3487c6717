"""What every template is held to, whatever it is about."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import outlay
from outlay.compilation import Compilation
from outlay.diagnostics import Severity
from outlay.plan import Plan, Quantity
from outlay.result import Number, Result
from outlay.testing import run_tests

FOLDER = Path(__file__).resolve().parents[2] / "templates"
ROW_LIMIT = 150  # characters of a formula: each becomes one row of a workbook


@cache
def result_of(name: str, scenario: str = "") -> Result:
    return outlay.load(FOLDER / f"{name}.cost").run(scenario=scenario or None)


@cache
def plan_of(name: str) -> Plan:
    plan = Compilation(str(FOLDER / f"{name}.cost")).plan()
    assert plan is not None
    return plan


def rows_of(name: str) -> dict[str, Quantity]:
    """Every row a person wrote, by name."""
    return {q.path: q for q in plan_of(name).quantities if q.role in {"input", "output", "plain", "member"}}


def value(name: str, row: str, scenario: str = "") -> Number:
    """One row of a run, in the unit the model shows it in."""
    result = result_of(name, scenario)
    return result.outputs[row].value if row in result.outputs else result.quantities[row].value


def assert_clean(name: str) -> None:
    found = outlay.Model(FOLDER / f"{name}.cost").check()
    assert [item.as_dict() for item in found if item.severity is Severity.ERROR] == []


def assert_checks_hold(name: str, scenario: str = "", but: frozenset[str] = frozenset()) -> None:
    result = result_of(name, scenario)
    failed = {check.name: check.detail for check in result.checks if not check.ok}
    assert set(failed) == but, failed


def assert_own_tests_pass(name: str) -> None:
    results = list(run_tests(str(FOLDER / f"{name}.cost")))
    assert results
    wrong = [(each.name, e.text, e.left, e.right) for each in results for e in each.expectations if not e.ok]
    assert not wrong


def assert_inputs_are_documented(name: str) -> None:
    for path, row in rows_of(name).items():
        if row.role != "input":
            continue
        assert row.label, path
        assert row.section, path
        facts = row.facts
        assert facts.owner, path
        assert (facts.source is not None and facts.source.date) or facts.status in {"assumed", "quoted"}, path


def assert_formulas_are_short(name: str) -> None:
    long = {path: len(_squeezed(row.text)) for path, row in rows_of(name).items()}
    assert {path: size for path, size in long.items() if size > ROW_LIMIT} == {}


def assert_rows_have_labels(name: str) -> None:
    assert [path for path, row in rows_of(name).items() if not row.label] == []


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)
