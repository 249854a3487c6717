"""`model.sweep(…, simulate=N)`: a simulation in every cell, the same draws in all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import outlay
from outlay import Model, OutlayError
from outlay.studies import drawn_cells

PLAN = "plan = $5 .. $20 : 3"
DOUBT = """
input users = 80 to 120 user
input tokens = 100 to 300 token / user
input plan = $10 / user
input half : share = 50%
correlate users, tokens = -0.5
output revenue = users * plan
output profit = revenue - users * tokens * $0.04 / token    "Profit"
output root = sqrt(profit / $1)
output kind = if profit > $0 then "good" else "bad"
check "it pays": profit > $0
check "far above": root > 5
check "there are users": users > 0 user
scenario many { users = users * 2 }
solve even: plan in $0 .. $100 / user where profit == $0
"""


@pytest.fixture
def doubt(tmp_path: Path) -> Model:
    path = tmp_path / "doubt.cost"
    path.write_text(DOUBT)
    return outlay.load(path)


def test_a_cell_says_what_a_simulation_with_its_values_says(doubt: Model) -> None:
    found = doubt.sweep({"users": [80, 90], "half": [0.1, 0.2]}, ["profit", "even", "users"], simulate=500, seed=3)
    alone = doubt.simulate(500, seed=3, overrides={"users": 90, "half": 0.2})
    cell = {name: float(values[1, 1]) for name, values in found.values.items()}
    assert cell["profit.mean"] == pytest.approx(alone["profit"].mean, rel=1e-12)
    assert cell["profit.p5"] == pytest.approx(alone["profit"].percentile(5), rel=1e-12)
    assert cell["profit.p95"] == pytest.approx(alone["profit"].percentile(95), rel=1e-12)
    assert cell["even.mean"] == pytest.approx(alone.solves["even"].summary.mean, rel=1e-12)
    for check in alone.checks:  # the root of a loss is no number, and its check fails
        assert cell[f"fails: {check.name}"] == pytest.approx(check.probability, rel=1e-12)


def test_all_cells_share_their_draws_and_no_part_changes_them(doubt: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = doubt.sweep(PLAN, ["profit"], simulate=700)
    monkeypatch.setattr(drawn_cells, "TOGETHER", 1000)
    parted = doubt.sweep(PLAN, ["profit"], simulate=700, threads=1)
    assert all((whole.values[name] == parted.values[name]).all() for name in whole.values)
    same = doubt.sweep({"half": [0.1, 0.9]}, ["profit"], simulate=700)
    assert same.values["profit.mean"][0] == same.values["profit.mean"][1]
    other = doubt.sweep(PLAN, ["profit"], simulate=700, seed=1)
    assert (other.values["profit.mean"] != whole.values["profit.mean"]).all()


def test_scenarios_make_a_side_and_share_the_draws(doubt: Model) -> None:
    found = doubt.sweep(PLAN, ["revenue"], scenario="all", simulate=300)
    assert found.axes[0].words == ("base", "many")
    assert found.values["revenue.mean"][1] == pytest.approx(2 * found.values["revenue.mean"][0])


def test_outputs_that_are_no_numbers_are_left_out_unless_they_are_asked_for(doubt: Model) -> None:
    assert "kind.mean" not in doubt.sweep(PLAN, simulate=10).values
    with pytest.raises(OutlayError, match="kind is no number"):
        doubt.sweep(PLAN, ["kind"], simulate=10)


def test_checks_are_judged_that_hang_on_what_is_asked_for(doubt: Model) -> None:
    def judged(*outputs: str, scenario: str | None = None) -> list[str]:
        found = doubt.sweep(PLAN, outputs, scenario, simulate=10)
        return [name.removeprefix("fails: ") for name in found.values if name.startswith("fails: ")]

    assert judged() == ["it pays", "far above", "there are users"]
    assert judged("profit") == ["it pays", "far above"]
    assert judged("root") == ["far above"]
    assert judged("revenue", scenario="all") == ["it pays", "far above"]
    assert judged("it pays") == ["it pays"]
    assert judged("there are users", "profit") == ["there are users"]


def test_draws_without_a_number_are_left_out_and_said(doubt: Model) -> None:
    found = doubt.sweep(PLAN, ["root"], simulate=1000)
    assert np.isfinite(found.values["root.mean"]).all()
    assert any("root has no number in some draws of" in note for note in found.notes)


def test_more_draws_are_advised_where_a_mean_is_not_known(doubt: Model) -> None:
    few, many = (doubt.sweep(PLAN, ["profit"], simulate=count).notes for count in (50, 20_000))
    assert any(note.startswith("More draws are needed: the mean of profit is known to") for note in few)
    assert not any(note.startswith("More draws") for note in many)


def test_a_model_without_doubt_says_so(tmp_path: Path) -> None:
    path = tmp_path / "sure.cost"
    path.write_text('input a = 3\noutput b = a * 2\ncheck "small": b < 7\n')
    found = outlay.load(path).sweep("a = 1, 5", simulate=1000)
    assert found.values["b.mean"].tolist() == found.values["b.p95"].tolist() == [2, 10]
    assert found.values["fails: small"].tolist() == [0, 1]
    assert "no uncertain inputs" in found.notes[0]


def test_an_uncertain_input_that_is_varied_is_not_drawn(doubt: Model) -> None:
    found = doubt.sweep({"users": [100, 200]}, ["revenue", "there are users"], simulate=100)
    assert found.values["revenue.p5"].tolist() == found.values["revenue.p95"].tolist() == [1000, 2000]
    assert "nothing was drawn" in found.notes[0]


@pytest.mark.parametrize("draws", [0, -1, 2_000_000])
def test_a_number_of_draws_that_cannot_be_is_refused(doubt: Model, draws: int) -> None:
    with pytest.raises(OutlayError, match="between 1 and 1,000,000 draws"):
        doubt.sweep(PLAN, ["profit"], simulate=draws)


def test_more_evaluations_than_anyone_waits_for_are_refused(doubt: Model) -> None:
    with pytest.raises(OutlayError, match="evaluations; the most is"):
        doubt.sweep("plan = $1 .. $20 : 2000", ["profit"], simulate=1_000_000)


def test_one_draw_is_its_own_mean(doubt: Model) -> None:
    found = doubt.sweep(PLAN, ["profit"], simulate=1)
    assert (found.values["profit.mean"] == found.values["profit.p5"]).all()


def test_a_drawn_sweep_shows_itself(doubt: Model) -> None:
    line, surface = doubt.sweep(PLAN, ["profit"], simulate=50), doubt.sweep([PLAN, "half = 0 .. 1 : 2"], simulate=50)
    assert line.table("profit").columns.tolist() == ["profit.mean"]
    assert len(line.plot("profit").axes[0].lines) >= 3
    surface.plot("profit.p5")
    assert 'never fails in any cell: "there are users"' in surface.notes
    assert "fails: it pays" in line._repr_html_()
    assert "fails: there are users" not in surface._repr_html_()
    told = json.loads(json.dumps(surface.as_dict()))
    assert (told["draws"], told["seed"]) == (50, 0)
    assert np.shape(told["outputs"]["fails: it pays"]["values"]) == (3, 2)
    assert line.frame.attrs["units"]["profit.p5"] == "USD"
