"""Intervals in the cells of tables, and in what a kind says of all its records: drawn, named, bounded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import outlay

CHIPS = "name,speed,share\nold,10 to 20,\nnew,30,20% to 40%\nodd,5,\n"
MODEL = """
kind chip { speed : TFLOP/second   share : share = 10% to 30% }
records chip from "chips.csv"
input which : chip = chips.new
output worked = 12 TFLOP / (chips.new.speed * chips.new.share)
output again = chips.new.share - chips["NEW"].share
output slow = chips.old.speed * chips.old.share
output chosen = which.speed * which.share
"""


@pytest.fixture
def chips(tmp_path: Path) -> outlay.Model:
    """A model over a table with doubtful cells."""
    (tmp_path / "chips.csv").write_text(CHIPS, encoding="utf-8")
    file = tmp_path / "chips.cost"
    file.write_text(MODEL, encoding="utf-8")
    return outlay.load(file)


def test_a_share_in_a_cell_is_a_beta_with_these_ends(chips: outlay.Model) -> None:
    drawn = chips.simulate(4_000).values("worked")
    assert np.quantile(12 / 30 / drawn, [0.05, 0.95]) == pytest.approx([0.2, 0.4], rel=0.03)


def test_one_cell_is_one_draw(chips: outlay.Model) -> None:
    assert not chips.simulate(50).values("again").any()


def test_an_empty_cell_draws_what_its_kind_says_and_other_members_are_drawn_apart(chips: outlay.Model) -> None:
    drawn = chips.simulate(4_000).values("slow")
    assert drawn.mean() == pytest.approx(14.5 * 0.19, rel=0.05)


def test_a_record_given_by_name_brings_its_own_doubt(chips: outlay.Model) -> None:
    run = chips.run(overrides={"which": 'chips["odd"]'})
    assert 5 * 0.1 < run["chosen"].value < 5 * 0.3
    assert chips.run()["chosen"].value == pytest.approx(30 * 0.293, rel=0.01)


def test_what_is_doubtful_is_named(chips: outlay.Model) -> None:
    named = chips.simulate(50).uncertain
    assert {"new.share", "chips.old.speed", "chips.*.share"} & set(named)
    assert "new.share" in chips.run().uncertain


@pytest.mark.parametrize(
    ("cell", "says"),
    [("40% to 20%", "downwards"), ("20% to 120%", "0% and 100%"), ("$2 to $3", "USD"), ("0% to 20%", "pert")],
)
def test_an_interval_that_cannot_be_is_told_at_its_cell(tmp_path: Path, cell: str, says: str) -> None:
    (tmp_path / "chips.csv").write_text(f"name,speed,share\nnew,30,{cell}\n", encoding="utf-8")
    file = tmp_path / "chips.cost"
    file.write_text(MODEL.replace("chips.old", "chips.new"), encoding="utf-8")
    with pytest.raises(outlay.OutlayError, match=says):
        outlay.load(file).run()
