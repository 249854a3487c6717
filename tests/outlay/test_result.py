"""What a run gives, over plans made by hand: values, checks in words, JSON, frames, notebooks."""

from __future__ import annotations

import datetime
import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import outlay
from outlay import OutlayError, Result
from outlay.cells import csv_text, defused, markdown_table, text_table
from outlay.evaluation import Figure, Run, spans
from outlay.plan import CheckNode, Facts, Input, Node, Plan, Quantity, SolveNode, Timeline
from outlay.scalar import compile_plan

MONTHS = ("2026-01", "2026-02", "2026-03")
TIMELINE = Timeline("month", tuple(f"{m}-01" for m in MONTHS), MONTHS, (31, 28, 31))


def plan() -> Plan:
    """margin climbs 50%, 60%, 70%; broken is 0/0; plan solves plan * 2 == 8."""
    nodes = (
        Node("const", (), 5.0),
        Node("input", (0,), 0),  # 1 plan
        Node("period", series=True),
        Node("const", (), 0.1),
        Node("mul", (2, 3), series=True),
        Node("const", (), 0.5),
        Node("add", (4, 5), series=True),  # 6 margin
        Node("const", (), 0.65),
        Node("ge", (6, 7), series=True, type="truth"),  # 8
        Node("const", (), 0.0),
        Node("sub", (1, 1)),
        Node("div", (9, 10)),  # 11 broken
        Node("const", (), 2.0),
        Node("mul", (1, 12)),  # 13 double
        Node("const", (), 8.0),
        Node("const", (), 100.0),
        Node("solve", (9, 15), 0),  # 16
        Node("gt", (1, 14), type="truth"),  # 17
    )
    quantities = (
        Quantity("plan", 1, "USD/user/month", "input", "$5 / user / month", "Plan price", distribution="lognormal"),
        Quantity("margin", 6, "", "output", "…", "<b>Margin</b>", percent=True),
        Quantity("broken", 11, "USD", "output", "0 / (plan - plan)"),
        Quantity("double", 13, "USD/user/month", "plain", "plan * 2", facts=Facts(format="0.0")),
    )
    checks = (
        CheckNode("margin holds", 8, "margin >= 65%", ((6, ">=", 7, "%"),)),
        CheckNode("dear enough", 17, "plan > $8 / user / month", ((1, ">", 14, "USD/user/month"),)),
    )
    solves = (SolveNode("floor", "solve", 1, "plan", 16, 13, 14, "USD/user/month", "USD/user/month", "double == 8"),)
    inputs = (Input("plan", 1, "number", "USD/user/month", "Plan price"),)
    return Plan("demo", "A demo", "", nodes, (), inputs, quantities, (1, 2), checks, solves, timeline=TIMELINE)


@pytest.fixture
def result() -> Result:
    return Run(compile_plan(plan()), {}, "median", {}).result((), "demo")


def test_outputs_carry_value_unit_label_and_periods(result: Result) -> None:
    margin = result.outputs["margin"]
    assert margin.value == (0.5, 0.6, 0.7)
    assert margin.periods == MONTHS
    assert margin["2026-02"] == 0.6
    assert margin.series
    with pytest.raises(KeyError, match="2030-01 is not a period of margin"):
        margin["2030-01"]


def test_a_number_that_cannot_be_is_none(result: Result) -> None:
    assert result.outputs["broken"].value is None


def test_any_quantity_can_be_asked_for(result: Result) -> None:
    assert result["double"].value == 10.0
    assert list(result.quantities) == ["plan", "margin", "broken", "double"]
    with pytest.raises(OutlayError, match="Did you mean double"):
        result["dubble"]


def test_nothing_can_be_changed(result: Result) -> None:
    with pytest.raises(FrozenInstanceError):
        result.scenario = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        result.outputs["margin"] = None  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        result.outputs["margin"].value = 1.0  # type: ignore[misc]


def test_checks_say_where_they_fail(result: Result) -> None:
    series, scalar = result.checks
    assert not series.ok
    assert series.detail == "fails in 2 of 3 periods (2026-01 to 2026-02); in 2026-01: 50% >= 65% does not hold"
    assert scalar.detail == "$5.00/user/month > $8.00/user/month does not hold"
    assert not result.ok


def test_solves_have_value_roots_and_a_sentence(result: Result) -> None:
    found = result.solves["floor"]
    assert found.value == pytest.approx(4.0)
    assert found.roots == 1
    assert "plan" in found.detail


def test_json_form(result: Result) -> None:
    found = json.loads(json.dumps(result.as_dict(), allow_nan=False))
    assert list(found) == ["schema", "model", "scenario", "outputs", "checks", "solves", "diagnostics"]
    assert found["schema"] == "outlay/1"
    assert found["outputs"]["margin"] == {
        "value": [0.5, 0.6, 0.7], "unit": "", "label": "<b>Margin</b>", "periods": list(MONTHS),
    }  # fmt: skip
    assert found["outputs"]["broken"] == {"value": None, "unit": "USD", "label": ""}
    assert set(found["checks"][0]) == {"name", "ok", "detail"}
    assert set(found["solves"]["floor"]) == {"value", "unit", "roots", "detail"}


def test_frame(result: Result) -> None:
    frame = result.to_frame()
    assert list(frame.index) == list(MONTHS)
    assert list(frame["margin"]) == [0.5, 0.6, 0.7]
    assert frame["broken"].isna().all()
    assert frame.attrs["units"] == {"margin": "", "broken": "USD"}
    assert "double" in result.to_frame(everything=True)


def test_notebooks_get_escaped_html(result: Result) -> None:
    html = result._repr_html_()
    assert "<b>Margin</b>" not in html
    assert "&lt;b&gt;Margin&lt;/b&gt;" in html
    assert "✗" in html


def test_a_result_explains_its_numbers(result: Result) -> None:
    assert result.explain("double").shown.startswith("10.0") or "$10.0" in result.explain("double").shown


def test_uncertain_inputs_are_named(result: Result) -> None:
    assert result.uncertain == ("plan",)


def test_neighbouring_periods_are_told_together() -> None:
    assert spans(["b", "c", "e"], "abcdef") == "b to c, e"
    assert spans(list("acegik"), "abcdefghijk") == "a, c, e, g …"


def test_no_text_cell_is_a_formula_in_a_spreadsheet() -> None:
    made = csv_text(
        ["name", "=x"], [["=1+1", -5.0], ["+a", 1.5], ["@a", None], ["-a", True], ["\tb", 0.1], [" =x", 0.0]]
    )
    rows = made.splitlines()
    assert rows[0] == "name,'=x"
    assert [row.split(",")[0] for row in rows[1:]] == ["'=1+1", "'+a", "'@a", "'-a", "'\tb", "' =x"]
    assert rows[1].endswith(",-5.0")
    assert defused("a-b") == "a-b"


def test_tables_wrap_the_last_column() -> None:
    made = text_table([["a", "word " * 40]], width=60)
    assert max(map(len, made.splitlines())) <= 60
    assert markdown_table(["a"], [["x|y\nz"]]).splitlines()[-1] == "| x\\|y z |"


def test_a_frame_holds_dates_as_dates(tmp_path: Path) -> None:
    path = tmp_path / "start.cost"
    path.write_text("input start = 2026-03-01\noutput begins = start\n")
    frame = outlay.load(path).run().to_frame()
    assert frame["begins"].tolist() == [datetime.date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("value", "said"), [(0.1 + 0.2, "="), (0.3, "="), (0.3 * (1 + 1e-9), "+$3e-10 (+1e-07%)"), (0.6, "+$0.30 (+100%)")]
)
def test_a_difference_that_rounding_made_is_none(value: float, said: str) -> None:
    def figure(amount: float) -> Figure:
        return Figure(amount, "USD", "", "", percent=False)

    assert figure(value).difference(figure(0.3)) == said
