"""`outlay simulate` at a terminal: what it prints, how it is asked, and where it ends."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlay.cli.progress import Progress

Outlay = Callable[..., Any]


def test_the_table_says_how_outputs_are_spread(outlay: Outlay) -> None:
    said = outlay("simulate", "small.cost", "--draws", "2k", "--seed", "3")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[:2] == ["A small model", "base case · 2,000 draws · seed 3"]
    assert all(head in said.out for head in ("mean", "median", "p5", "p95"))
    assert "  cost  Cost of it, in USD/month" in lines
    assert any(line.startswith("    2027-12") for line in lines)
    assert any(line.strip().startswith("±") for line in lines)
    assert "✓ good margin   holds in all 2,000 draws (fails in fewer than 0.15%)" in said.out
    assert "Solved for" in said.out
    assert "uncertain: writer.tokens" in said.out
    assert max(map(len, lines)) <= 100


def test_every_period_can_be_shown(outlay: Outlay) -> None:
    few = outlay("simulate", "small.cost", "--draws", "200", "--output", "margin")
    every = outlay("simulate", "small.cost", "--draws", "200", "--output", "margin", "--periods")
    assert "2026-07" not in few.out
    assert "2026-07" in every.out


def test_a_check_that_may_fail_says_how_often_and_where(outlay: Outlay, folder: Path) -> None:
    text = (folder / "small.cost").read_text().replace("margin >= 50%", "margin >= 86%")
    (folder / "small.cost").write_text(text)
    said = outlay("simulate", "small.cost", "--draws", "1k")
    assert said.code == 0  # that a check may fail is what was asked
    assert "✗ good margin" in said.out
    assert "% ± " in said.out
    assert "of the draws, in 2026-01 to 2027-12" in said.out


def test_json_has_everything(outlay: Outlay) -> None:
    said = outlay("simulate", "small.cost", "--draws", "500", "--format", "json", "--scenario", "all")
    found = json.loads(said.out)
    assert (found["schema"], found["model"], found["draws"], found["seed"]) == ("outlay/1", "small", 500, 0)
    assert [case["scenario"] for case in found["cases"]] == ["", "heavy", "dear"]
    cost = found["cases"][0]["outputs"]["cost"]
    assert len(cost["periods"]) == len(cost["mean"]) == len(cost["p95"]) == len(cost["errors"]["p5"]) == 24
    assert found["cases"][0]["checks"][0] | {"error": 0} == {
        "name": "good margin",
        "probability": 0.0,
        "error": 0,
        "failed": 0,
        "faulty": 0,
        "periods": cost["periods"],
        "by_period": [0.0] * 24,
    }
    assert found["cases"][0]["solves"]["floor"]["without"] == 0.0
    assert any(note.startswith("More draws") for note in found["notes"])


def test_csv_has_a_row_for_every_figure(outlay: Outlay) -> None:
    said = outlay("simulate", "small.cost", "--draws", "500", "--format", "csv")
    body = list(csv.DictReader(io.StringIO(said.out)))
    row = next(row for row in body if row["name"] == "cost" and row["period"] == "2026-02")
    assert float(row["p5"]) < float(row["p50"]) < float(row["p95"])
    assert row["unit"] == "USD/month"
    check = next(row for row in body if row["name"] == "good margin" and not row["period"])
    assert float(check["fails"]) == 0.0
    assert "More draws are needed" in said.err


def test_markdown_and_parquet(outlay: Outlay, folder: Path) -> None:
    import pandas

    assert "| check | fails | where |" in outlay("simulate", "small.cost", "--draws", "99", "--format", "markdown").out
    assert outlay("simulate", "small.cost", "--draws", "99", "--format", "parquet", "-o", "m.parquet").code == 0
    frame = pandas.read_parquet(folder / "m.parquet")
    assert {"scenario", "output", "period", "unit", "mean", "sd", "p5", "p95", "mean_error"} <= set(frame.columns)


def test_a_setting_may_bring_doubt(outlay: Outlay) -> None:
    said = outlay("simulate", "small.cost", "--draws", "200", "--set", "plan = $8 to $12 / user / month")
    assert "with plan = $8 to $12 / user / month" in said.out
    assert "uncertain: plan, writer.tokens" in said.out


def test_a_target_draws_on(outlay: Outlay) -> None:
    said = outlay("simulate", "small.cost", "--draws", "100", "--output", "margin", "--target-error", "0.01%")
    assert "the standard error of every mean is within 0.01% of it" in said.out


def test_sobol(outlay: Outlay) -> None:
    said = outlay("simulate", "small.cost", "--draws", "1000", "--method", "sobol", "--output", "margin")
    assert "base case · 1,024 draws · sobol · seed 0" in said.out


def test_a_model_without_doubt(outlay: Outlay, folder: Path) -> None:
    (folder / "sure.cost").write_text('input a = 3\noutput x = a\ncheck "c": a > 2\n')
    said = outlay("simulate", "sure.cost")
    assert said.code == 0
    assert "no uncertain inputs, so nothing was drawn" in said.out
    assert "  ✓ c" in said.out.splitlines()


def test_draws_without_a_number_are_explained(outlay: Outlay, folder: Path) -> None:
    (folder / "f.cost").write_text("input a = uniform(-1, 9)\noutput x = sqrt(a)\n")
    said = outlay("simulate", "f.cost")
    assert said.code == 0
    assert "Draws without a number" in said.out
    assert "of 10,000 draws (" in said.out
    assert "f.cost:2:12" in said.err


def test_an_output_that_never_has_a_number_ends_with_1(outlay: Outlay, folder: Path) -> None:
    (folder / "f.cost").write_text("input a = uniform(1, 9)\noutput x = sqrt(-a)\n")
    assert outlay("simulate", "f.cost").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--draws", "many"], "should be a number of draws, such as 20_000, 50k or 1M"),
        (["--draws", "0"], "between 1 and 100,000,000 draws"),
        (["--draws", "10000M"], "between 1 and 100,000,000 draws"),
        (["--target-error", "little"], "should be a share such as 1% or 0.01"),
        (["--scenario", "heavi"], "Did you mean `heavy`?"),
        (["--output", "margn"], "margn"),
        (["--method", "latin"], "'random', 'sobol'"),
        (["--format", "parquet"], "name it with -o FILE"),
    ],
)
def test_what_cannot_be_asked(outlay: Outlay, arguments: list[str], said: str) -> None:
    found = outlay("simulate", "small.cost", *arguments)
    assert found.code in (1, 2)
    assert said in found.err
    assert not found.out


def test_without_the_extra_it_is_named(folder: Path) -> None:
    code = (
        "import sys; sys.modules['scipy'] = None\n"
        "from outlay.cli.group import run; sys.exit(run(['simulate', 'small.cost']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == 'outlay: Many rows at once need NumPy, SciPy and pandas: pip install "outlay[arrays]".\n'


def test_a_broken_model_is_told_as_always(outlay: Outlay) -> None:
    found = outlay("simulate", "bad.cost")
    assert found.code == 1
    assert "E0201" in found.err


# ----------------------------------------------------------------------------------------------------- the progress bar


class Screen(io.StringIO):
    """A stream that says of itself whether it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def moved(screen: Screen, *at: float) -> str:
    """A bar that is told of progress at some seconds after it began."""
    clock = iter((0.0, *at))  # read once when it begins, then each time it is told
    with Progress("drawing", screen, lambda: next(clock)) as bar:
        for step in range(len(at)):
            bar((step + 1) / 4)
        shown = screen.getvalue()
    assert screen.getvalue().endswith("\r") or not shown
    return shown


def test_a_bar_is_for_terminals_and_for_work_that_takes_a_while() -> None:
    assert moved(Screen(False), 2.0, 3.0) == ""
    assert moved(Screen(True), 0.1, 0.2) == ""
    assert "drawing ███████████████" in moved(Screen(True), 0.5, 2.0)


def test_a_bar_says_how_long_it_still_takes() -> None:
    assert " 50%, 20 s left" in moved(Screen(True), 1.5, 20.0)
