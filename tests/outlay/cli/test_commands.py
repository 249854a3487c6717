"""check, fmt, eval, explain, test, solve and functions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


def test_check_reports_on_stdout(outlay: Command) -> None:
    said = outlay("check", "bad.cost", "small.cost")
    assert said.code == 1
    assert "bad.cost:1:12: error" in said.out
    assert said.out.rstrip().endswith("2 errors")
    clean = outlay("check", "small.cost")
    assert (clean.code, clean.out) == (0, "")
    assert "no mistakes found" in clean.err


def test_check_forms(outlay: Command) -> None:
    found = json.loads(outlay("check", "bad.cost", "--format", "json").out)
    assert list(found) == ["schema", "diagnostics"]
    assert len(found["diagnostics"]) == 2
    lines = outlay("check", "bad.cost", "--format", "github").out.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("::error file=bad.cost,line=") for line in lines)


def test_check_does_not_evaluate(outlay: Command, folder: Path) -> None:
    (folder / "never.cost").write_text('output x = 1\ncheck "never": x == 2\n')
    assert outlay("check", "never.cost").code == 0
    assert outlay("run", "never.cost").code == 1


def test_fmt(outlay: Command, folder: Path) -> None:
    file = folder / "loose.cost"
    file.write_text("input   a=1   # kept\ninput bb = 2\noutput c=a+bb\n")
    assert outlay("fmt", "--check", "loose.cost").code == 1
    shown = outlay("fmt", "--diff", "loose.cost")
    assert shown.code == 1
    assert "+output c = a + bb" in shown.out
    assert "a=1" in file.read_text()
    assert outlay("fmt", "loose.cost").code == 0
    assert "# kept" in file.read_text()
    assert outlay("fmt", "--check", "loose.cost").code == 0
    assert outlay("fmt", "--diff", "loose.cost").out == ""


def test_fmt_leaves_what_cannot_be_read(outlay: Command, folder: Path) -> None:
    (folder / "torn.cost").write_text("output x = (1\n")
    said = outlay("fmt", "torn.cost")
    assert said.code == 1
    assert "torn.cost:1" in said.err
    assert (folder / "torn.cost").read_text() == "output x = (1\n"


def test_eval(outlay: Command) -> None:
    assert outlay("eval", "500_000 token * $2 / 1M token").out == "$1.00\n"
    found = json.loads(outlay("eval", "plan * 2", "--use", "small.cost", "--format", "json").out)
    assert (found["value"], found["unit"]) == (20.0, "USD/user/month")
    series = json.loads(outlay("eval", "revenue", "--use", "small.cost", "--format", "json").out)
    assert len(series["value"]) == len(series["periods"]) == 24
    doubtful = outlay("eval", "3/4 hour")
    assert (doubtful.code, doubtful.out) == (0, "0.75/hour\n")
    assert "W0101" in doubtful.err
    assert outlay("eval", "1 +").code == 1
    assert outlay("eval", "1 / 0").code == 1
    assert outlay("eval", "nothing", "--format", "json").code == 1


def test_explain(outlay: Command) -> None:
    said = outlay("explain", "small.cost", "cost")
    assert said.code == 0
    assert said.out.startswith("cost = ")
    assert "source: page, 2026-01-01; owner: sales" in said.out
    assert "uncertain: lognormal" in said.out
    assert "last period, 2027-12" in said.err
    assert outlay("explain", "small.cost", "revenue", "--period", "first").out.startswith("revenue = $1,000.00/month")
    found = json.loads(outlay("explain", "small.cost", "cost", "--format", "json", "--depth", "1").out)
    assert found["explanation"]["name"] == "cost"
    assert outlay("explain", "small.cost", "cost", "--format", "markdown").out.startswith("- **cost**")
    assert outlay("explain", "small.cost", "cst").code == 2
    assert outlay("explain", "small.cost", "cost", "--period", "2031-01").code == 2


def test_test(outlay: Command, folder: Path) -> None:
    said = outlay("test", "small.cost")
    assert said.code == 1
    assert "✓ revenue at launch" in said.out
    assert "ten users" in said.out
    assert "✗ not so" in said.out
    assert "left  $1,000.00/month" in said.out
    assert "right $1,001.00/month" in said.out
    assert "2 tests, 1 failed" in said.out
    assert outlay("test", "small.cost", "-k", "launch").code == 0
    found = json.loads(outlay("test", "small.cost", "--format", "json").out)
    assert [each["ok"] for each in found["tests"]] == [True, False]
    broken = outlay("test", "bad.cost")
    assert (broken.code, broken.out) == (1, "")
    (folder / "untested.cost").write_text("output x = 1\n")
    assert outlay("test", "untested.cost").out.strip() == "no tests"


def test_solve(outlay: Command) -> None:
    named = outlay("solve", "small.cost", "floor")
    assert named.code == 0
    assert named.out.startswith("plan = $")
    asked = outlay("solve", "small.cost", "plan in $1 .. $50 / user / month where margin[last] == 70%")
    assert asked.out.splitlines()[0] == named.out.splitlines()[0]
    none = outlay("solve", "small.cost", "plan in $1 .. $50 / user / month where margin[last] == 99%")
    assert none.code == 0
    assert none.out.startswith("plan = no answer\n")
    found = json.loads(outlay("solve", "small.cost", "floor", "--format", "json").out)
    assert found["roots"] == 1
    assert outlay("solve", "small.cost", "flor").code == 2
    assert outlay("solve", "small.cost", "plan in nothing").code == 1
    least = outlay("solve", "small.cost", "minimize abs(start - 33 user) over start in 1 user .. 64 user")
    assert least.out.startswith("start = 33 user")


def test_functions(outlay: Command) -> None:
    said = outlay("functions")
    assert said.code == 0
    assert "TRAIN_COST(params, tokens, [gpu], [mfu], [price], [runs])" in said.out
    one = outlay("functions", "train_cost")
    assert "[mfu = gpu.typical_mfu]" in one.out
    about = outlay("functions", "kv").out
    assert "KV_BYTES(" in about
    assert "TRAIN_COST" not in about
    several = outlay("functions", "memory").out
    assert "WEIGHT_MEMORY(" in several
    assert "TRAIN_MEMORY(" in several
    found = json.loads(outlay("functions", "--format", "json").out)
    assert {"name", "label", "category", "parameters", "result_unit", "source", "note"} == set(found["functions"][0])
    assert outlay("functions", "--format", "markdown").out.startswith("| function |")
    wrong = outlay("functions", "TRAIN_COTS")
    assert wrong.code == 2
    assert "TRAIN_COST" in wrong.err


@pytest.mark.parametrize("name", ["run", "explain", "check", "fmt", "test", "solve", "compare", "diff"])
def test_files_that_are_none(outlay: Command, name: str, folder: Path) -> None:
    more = {"explain": ["x"], "solve": ["x"], "diff": ["small.cost"]}.get(name, [])
    assert outlay(name, "missing.cost", *more).code == 2
    assert outlay(name, str(folder), *more).code == 2
    (folder / "latin.cost").write_bytes(b'output x = 1 "caf\xe9"\n')
    said = outlay(name, "latin.cost", *more)
    assert said.code == 1
    assert "UTF-8" in said.out + said.err
