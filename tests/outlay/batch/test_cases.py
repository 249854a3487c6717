"""Several models, scenarios and draws over the same rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.outlay.batch.tables import accounts, read_csv, write_csv

import outlay as library


def test_scenarios_stand_one_behind_the_other(batch) -> None:
    write_csv("in.csv", ["seats"], [(1,), (2,)])
    assert batch("in.csv", "-o", "out.csv", "--scenario", "all", "--output", "gross").code == 0
    assert [(row["scenario"], row["gross [USD/month]"]) for row in read_csv("out.csv")] == [
        ("base", "20"), ("base", "40"), ("cheap", "5"), ("cheap", "10"), ("dear", "100"), ("dear", "200"),
    ]  # fmt: skip


def test_models_by_pattern_fill_their_own_columns(outlay) -> None:
    Path("models").mkdir()
    Path("models/a.cost").write_text("input seats = 1 user\noutput x = 2 * seats\n")
    Path("models/b.cost").write_text(
        "input seats = 1 user\noutput x = 3 * seats\noutput y = if seats > 4 user then 1 else 0\n"
    )
    write_csv("in.csv", ["seats"], [(5,)])
    assert outlay("batch", "models/*.cost", "in.csv", "-o", "out.csv", "--jobs", "1").code == 0
    assert read_csv("out.csv") == [
        {"model": "a", "x [user]": "10", "y": ""},
        {"model": "b", "x [user]": "15", "y": "1"},
    ]


def test_models_that_disagree_on_a_unit_are_told_apart(outlay) -> None:
    Path("a.cost").write_text("input n = 1\noutput x = n * $1\n")
    Path("b.cost").write_text("input n = 1\noutput x = n * 1 GB\n")
    write_csv("in.csv", ["n"], [(5,)])
    said = outlay("batch", "a.cost", "b.cost", "in.csv", "-o", "out.csv", "--jobs", "1")
    assert "x is in USD in a and in GB in b: run these models apart" in said.err


def test_what_is_set_holds_for_all_rows(batch) -> None:
    write_csv("in.csv", ["seats"], [(1,), (2,)])
    batch("in.csv", "-o", "out.csv", "--set", "plan=$7/user/month", "--output", "gross")
    assert [row["gross [USD/month]"] for row in read_csv("out.csv")] == ["7", "14"]


def test_each_row_is_simulated_with_the_same_draws(batch) -> None:
    write_csv("in.csv", ["seats"], [(10,), (40,), (10,)])
    assert batch("in.csv", "-o", "out.parquet", "--simulate", "4000", "--seed", "3", "--output", "cost").code == 0
    found = pq.read_table("out.parquet")
    alone = library.load("m.cost").simulate(4000, seed=3, overrides={"seats": 40}, outputs="cost")["cost"].summaries[0]
    assert found.column("cost.mean")[1].as_py() == pytest.approx(alone.mean, rel=1e-9)
    assert found.column("cost.sd")[1].as_py() == pytest.approx(alone.sd, rel=1e-9)
    for name, percent in (("p5", 5), ("p50", 50), ("p95", 95)):
        place = library.studies.summary.PERCENTS.index(percent)
        assert found.column(f"cost.{name}")[1].as_py() == pytest.approx(alone.percentiles[place], rel=1e-4)
    assert found.slice(0, 1).equals(found.slice(2, 1))


def test_another_seed_gives_other_draws_and_is_not_gone_on_with(batch, small_chunks) -> None:
    accounts("in.csv", 200)
    batch("in.csv", "-o", "a.csv", "--keep", "account", "--simulate", "50", "--seed", "1", "--output", "cost")
    batch("in.csv", "-o", "b.csv", "--keep", "account", "--simulate", "50", "--seed", "2", "--output", "cost")
    first, second = (
        np.array([float(r["cost.mean [USD/month]"] or "nan") for r in read_csv(f)]) for f in ("a.csv", "b.csv")
    )
    assert not np.isclose(first, second).any()


def test_a_check_over_draws_fails_where_it_does_in_most(batch) -> None:
    Path("m.cost").write_text('input n = 1\ninput u = 10 to 20\noutput x = n * u\ncheck "low": x < 15\n')
    write_csv("in.csv", ["n"], [(0.5,), (2,)])
    assert "low: fails in 1 row" in batch("in.csv", "-o", "out.csv", "--simulate", "500").out
