"""`outlay sensitivity`: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas
import pytest


def test_a_tornado_is_a_table_with_bars(outlay) -> None:
    said = outlay("sensitivity", "small.cost", "--output", "margin")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "Margin, 2027-12 = 87%"
    assert lines[1].split() == ["input", "low", "end", "high", "end", "input", "from", "…", "to"]
    assert lines[2].startswith("  writer.tokens  ███████████│▒▒▒▒▒▒▒▒▒")
    assert lines[2].endswith("4,000 to 6,000 token/user/day")
    assert lines[3].endswith("$9.00 to $11.00/user/month (±10%)")
    assert "no effect: start, growth" in said.out
    assert max(map(len, lines)) <= 100


def test_ranks_and_shares(outlay) -> None:
    rank = outlay("sensitivity", "small.cost", "--output", "cost", "--method", "rank", "--draws", "500")
    assert "+1.00" in rank.out
    assert "500 draws: a correlation is good to about ±0.089" in rank.err
    shares = outlay("sensitivity", "small.cost", "--output", "cost", "--method", "sobol")
    assert "1.00 (" in shares.out
    assert "4,096 draws, 12,288 evaluations" in shares.err


def test_json_csv_and_parquet(outlay, folder: Path) -> None:
    found = json.loads(outlay("sensitivity", "small.cost", "--output", "margin", "--format", "json").out)
    assert found["schema"] == "outlay/1"
    assert found["outputs"]["margin"]["inputs"][0]["path"] == "writer.tokens"
    rows = list(csv.reader(io.StringIO(outlay("sensitivity", "small.cost", "--format", "csv").out)))
    assert rows[0][:4] == ["output", "input", "label", "unit"]
    outlay("sensitivity", "small.cost", "--format", "parquet", "-o", "s.parquet")
    assert len(pandas.read_parquet(folder / "s.parquet")) == len(rows) - 1


def test_markdown_and_a_figure(outlay, folder: Path) -> None:
    said = outlay("sensitivity", "small.cost", "--output", "margin", "--format", "markdown", "--plot", "m.svg")
    assert "| writer.tokens |" in said.out
    assert b"<svg" in (folder / "m.svg").read_bytes()


def test_the_spread_is_a_share(outlay) -> None:
    said = outlay("sensitivity", "small.cost", "--output", "margin", "--spread", "25%")
    assert "$7.50 to $12.50/user/month (±25%)" in said.out


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (("--output", "verdict"), 1, "verdict is no number"),
        (("--spread", "lots"), 2, "should be a share such as 1%"),
        (("--spread", "0%"), 1, "A spread is a share of the value"),
        (("--method", "guess"), 2, "tornado"),
        (("--scenario", "hevy"), 2, "heavy"),
        (("--plot", "x.gif"), 2, "--plot writes"),
    ],
)
def test_what_cannot_be_is_said(outlay, arguments: tuple[str, ...], code: int, what: str) -> None:
    said = outlay("sensitivity", "small.cost", *arguments)
    assert said.code == code
    assert what in said.err
