"""`outlay sweep`: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas
import pytest

TWO = ("--vary", "plan = $5 .. $20 : 3", "--vary", "growth = 1% .. 5% : 2")


def test_one_input_makes_a_row_for_each_value(outlay) -> None:
    said = outlay("sweep", "small.cost", "--vary", "plan = $5 .. $20 : 3", "--output", "margin", "--output", "cost")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].split("  ")[1] == "plan"
    assert "margin, 2027-12" in lines[0]
    assert "cost, total" in lines[0]
    assert [line.split()[0] for line in lines[1:]] == ["$5.00/user/month", "$12.50/user/month", "$20.00/user/month"]
    assert "medians of the uncertain inputs were used: writer.tokens" in said.err


def test_two_inputs_make_a_table_across(outlay) -> None:
    said = outlay("sweep", "small.cost", *TWO, "--output", "cost")
    assert said.out.splitlines()[0] == "Cost of it, total (USD)"
    assert said.out.splitlines()[1].split() == ["plan", "\\", "growth", "1%", "5%"]


def test_a_table_wider_than_the_screen_goes_on_below(outlay) -> None:
    said = outlay("sweep", "small.cost", "--vary", "plan = $5 .. $20 : 3", "--vary", "growth = 1% .. 5% : 20",
                  "--output", "cost")  # fmt: skip
    assert max(map(len, said.out.splitlines())) <= 100
    assert said.out.count("plan \\ growth") > 1


def test_a_break_even_surface(outlay) -> None:
    said = outlay("sweep", "small.cost", "--vary", "growth = 1%, 5%", "--vary", "writer.tokens = 4k, 90k",
                  "--solve", "floor", "--scenario", "all", "--format", "json")  # fmt: skip
    found = json.loads(said.out)
    assert [side["path"] for side in found["vary"]] == ["scenario", "growth", "writer.tokens"]
    assert found["outputs"]["floor"]["values"][0][0] == pytest.approx([1.2166666, 27.375], rel=1e-6)


def test_json_holds_axes_and_nested_values(outlay) -> None:
    found = json.loads(outlay("sweep", "small.cost", *TWO, "--output", "margin", "--format", "json").out)
    assert found["schema"] == "outlay/1"
    assert found["vary"][0]["values"] == [5.0, 12.5, 20.0]
    assert [len(row) for row in found["outputs"]["margin"]["values"]] == [2, 2, 2]


def test_csv_has_units_in_its_header_and_no_formula(outlay) -> None:
    said = outlay("sweep", "small.cost", *TWO, "--output", "verdict", "--output", "cost", "--format", "csv")
    rows = list(csv.reader(io.StringIO(said.out)))
    assert rows[0] == ["plan [USD/user/month]", "growth [1/month]", "verdict", "cost [USD]"]
    assert rows[1][2] == "'=good"
    assert len(rows) == 7


def test_a_csv_file_can_be_read_back(outlay, folder: Path) -> None:
    from outlay import load

    outlay("sweep", "small.cost", *TWO, "--output", "margin", "--format", "csv", "-o", "grid.csv")
    grid = pandas.read_csv(folder / "grid.csv")
    again = load("small.cost").batch(grid[["plan [USD/user/month]", "growth [1/month]"]], ["margin[last]"])
    assert again["margin[last]"].to_list() == pytest.approx(grid["margin"].to_list(), rel=1e-14)


def test_parquet_is_a_file_with_units(outlay, folder: Path) -> None:
    assert outlay("sweep", "small.cost", *TWO, "--format", "parquet").code == 2
    assert outlay("sweep", "small.cost", *TWO, "--output", "cost", "--format", "parquet", "-o", "x.parquet").code == 0
    assert pandas.read_parquet(folder / "x.parquet").attrs["units"]["cost"] == "USD"


def test_markdown_is_a_table(outlay) -> None:
    said = outlay("sweep", "small.cost", *TWO, "--output", "margin", "--format", "markdown")
    assert said.out.startswith("## A small model\n\n**Margin, 2027-12**\n\n| plan \\\\ growth | 1% | 5% |\n| --- |")


def test_a_figure_is_written(outlay, folder: Path) -> None:
    said = outlay("sweep", "small.cost", *TWO, "--output", "margin", "--plot", "margin.png")
    assert said.code == 0
    assert "wrote margin.png" in said.err
    assert (folder / "margin.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (("--vary", "plam = 5, 6"), 1, "Did you mean plan?"),
        (("--vary", "plan"), 1, "should read like"),
        (("--vary", "plan = 5, 6", "--plot", "x.jpg"), 2, "--plot writes"),
        (("--vary", "plan = 5, 6", "--output", "margn"), 1, "Did you mean margin"),
        (("--vary", "plan = 5, 6", "--solve", "flor"), 1, "no number called flor"),
        ((), 2, "--vary"),
    ],
)
def test_what_cannot_be_is_said(outlay, arguments: tuple[str, ...], code: int, what: str) -> None:
    said = outlay("sweep", "small.cost", *arguments)
    assert said.code == code
    assert what in said.err


def test_every_cell_may_be_simulated(outlay) -> None:
    said = outlay("sweep", "small.cost", "--vary", "plan = $5 .. $20 : 3", "--simulate", "1k", "--seed", "2",
                  "--output", "margin")  # fmt: skip
    assert said.code == 0
    assert "margin.p95, 2027-12" in said.out
    assert "1,000 draws in every cell, the same in all; seed 2" in said.err
    assert "medians" not in said.err


def test_a_number_of_draws_that_cannot_be_is_refused(outlay) -> None:
    said = outlay("sweep", "small.cost", "--vary", "plan = $5 .. $20 : 3", "--simulate", "0")
    assert said.code == 1
    assert "between 1 and 1,000,000 draws" in said.err
