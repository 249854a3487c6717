"""The library: loading, running with anything set, functions, expressions; every failure is one exception."""

from __future__ import annotations

from pathlib import Path

import pytest

import outlay
from outlay import OutlayError

TEXT = """
"A small model"
timeline month from 2026-01 for 12
input plan = $10 / user / month    "Plan price" @source("page", 2026-01-01)
input users = 100 user
usage writer { tokens = 4_000 to 6_000 token / user / day }
crowd = grow(users, 0% per month)
revenue = crowd * plan
output cost   = $200 / month + 10% of revenue    "Cost"
output margin : ratio = 1 - cost / revenue
check "positive": margin >= 0%
scenario dear { plan = $20 / user / month }
solve floor: plan in $1 .. $50 / user / month where total(revenue) == $2_400
export function TWICE_OF(x : USD, by : ratio = 2) : USD = x * by
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTLAY_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "small.cost"
    file.write_text(TEXT, encoding="utf-8")
    return file


def last(result: outlay.Result, name: str) -> float:
    value = result[name].value
    found = value[-1] if isinstance(value, tuple) else value
    assert isinstance(found, float)
    return found


def test_what_a_model_tells_of_itself(path: Path) -> None:
    model = outlay.load(path)
    assert model.name == "small"
    assert model.title == "A small model"
    assert model.scenarios == ("dear",)
    assert model.outputs == ("cost", "margin")
    assert model.inputs["plan"].unit == "USD/user/month"
    assert model.warnings == ()
    assert model.check() == ()


def test_run_and_scenario(path: Path) -> None:
    model = outlay.load(path)
    base, dear = model.run(), model.run("dear")
    assert last(base, "cost") == pytest.approx(300)
    assert last(dear, "cost") == pytest.approx(400)
    assert dear.scenario == "dear"
    assert base.ok
    assert base.solves["floor"].value == pytest.approx(2)


@pytest.mark.parametrize(
    ("overrides", "cost"),
    [
        ({"plan": 12}, 320),
        ({"plan": "$12 / user / month"}, 320),
        ({"plan": "2 * plan"}, 400),
        ({"users": "50 user", "plan": 20}, 300),
        ({"revenue": 500}, 250),
        ({"revenue": "$6_000 / year"}, 250),
        ({"plan": 12.0, "users": 200}, 440),
    ],
)
def test_overrides(path: Path, overrides: dict[str, object], cost: float) -> None:
    assert last(outlay.load(path).run(overrides=overrides), "cost") == pytest.approx(cost)
    assert last(outlay.load(path).run(**overrides), "cost") == pytest.approx(cost)


def test_a_date_is_not_set_by_a_number_whose_beginning_nobody_knows(tmp_path: Path) -> None:
    file = tmp_path / "day.cost"
    file.write_text("input day = 2026-02-01\noutput late = day > 2026-01-15", encoding="utf-8")
    with pytest.raises(OutlayError, match="day is a date such as 2026-01-31, not 46000"):
        outlay.load(file).run(day=46_000)


def test_members_are_set_by_their_path(path: Path) -> None:
    result = outlay.load(path).run(overrides={"writer.tokens": "9_000 token / user / day"})
    assert result["writer.tokens"].value == 9000
    assert outlay.load(path).run(overrides={"writer.tokens": 8000})["writer.tokens"].value == 8000


def test_a_run_set_wrongly_does_not_spoil_the_next(path: Path) -> None:
    model = outlay.load(path)
    with pytest.raises(OutlayError) as caught:
        model.run(plan="$12 / usr / month")
    assert caught.value.diagnostics
    with pytest.raises(OutlayError):
        model.run(nonsense=1)
    with pytest.raises(OutlayError, match="number"):
        model.run(plan=[1, "x"])
    assert last(model.run(plan="$12 / user / month"), "cost") == pytest.approx(320)
    assert model.check() == ()


def test_a_file_with_mistakes_raises_with_all_of_them(tmp_path: Path) -> None:
    file = tmp_path / "bad.cost"
    file.write_text("output x = nothing\noutput y = $1 + 1 user\n")
    with pytest.raises(OutlayError) as caught:
        outlay.load(file)
    assert len(caught.value.diagnostics) == 2
    assert "bad.cost:1:12" in str(caught.value)
    assert [item.severity.value for item in outlay.Model(file).check()] == ["error", "error"]


def test_a_missing_file_is_the_same_exception(tmp_path: Path) -> None:
    with pytest.raises(OutlayError, match="no file"):
        outlay.load(tmp_path / "missing.cost")


def test_the_kept_plan_gives_the_same_result_and_warnings(tmp_path: Path) -> None:
    file = tmp_path / "warned.cost"
    file.write_text("x = 4 week / month * 1 month\noutput y = x\n")
    first, again = outlay.load(file).run(), outlay.load(file).run()
    assert first.as_dict() == again.as_dict()
    assert [item.code.id for item in again.diagnostics] == [item.code.id for item in first.diagnostics] != []
    file.write_text("output y = 2 week\n")
    assert outlay.load(file).run()["y"].value == 2.0


def test_faults_are_diagnostics_and_the_rest_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "fault.cost"
    file.write_text("input n = 5 user\noutput r = 1 / (n - 5 user)\noutput ok = n * 2\n")
    result = outlay.load(file).run()
    assert result.outputs["r"].value is None
    assert result.outputs["ok"].value == 10.0
    (fault,) = result.diagnostics
    assert fault.code.id.startswith("E10")
    assert fault.source.position(fault.span[0])[0] == 2
    assert not result.ok
    assert outlay.load(file).run(n=6)["r"].value == 1.0


def test_functions(path: Path) -> None:
    model = outlay.load(path)
    assert model.function("TWICE_OF")(3.0) == 6.0
    assert model.function("TWICE_OF")(3.0, 5.0) == 15.0
    assert "TWICE_OF" in {each.name for each in outlay.functions(str(path))}
    with pytest.raises(OutlayError, match="no function NOTHING_AT"):
        model.function("NOTHING_AT")


def test_expressions(path: Path) -> None:
    found = outlay.eval("500_000 token * $2 / 1M token")
    assert (found.value, found.unit) == (1.0, "USD")
    assert str(found) == "$1.00"
    assert float(found) == 1.0
    assert outlay.eval("users * 2", str(path)).value == 200.0
    assert isinstance(outlay.eval("revenue", str(path)).value, tuple)
    with pytest.raises(OutlayError):
        outlay.eval("1 +")
    with pytest.raises(OutlayError):
        outlay.eval("1 / 0")


def test_an_explanation_of_what_was_set(path: Path) -> None:
    model = outlay.load(path)
    number = model.run(plan=12).explain("cost")
    formula = model.run(plan="$12 / user / month").explain("cost")
    assert number.value == formula.value == pytest.approx(320)
    assert "set for this run" in str(number)


def test_asking_a_new_question(path: Path) -> None:
    asked = outlay.load(path).asking("plan in $1 .. $50 / user / month where cost[last] == $300 / month", "q")
    assert asked.run().solves["q"].value == pytest.approx(10)


def test_unknown_points_and_scenarios(path: Path) -> None:
    model = outlay.load(path)
    with pytest.raises(OutlayError, match="nope"):
        model.run("nope")
    with pytest.raises(OutlayError, match="median"):
        model.run(point="mode")
