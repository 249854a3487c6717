"""`outlay run`: every form, every switch, every exit code."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


def test_the_table_is_readable_in_a_hundred_columns(outlay: Command) -> None:
    said = outlay("run", "small.cost")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 100
    for part in ("A small model", "base case · 24 months, 2026-01 to 2027-12", "cost", "margin", "✓ good margin",
                 "floor = ", "Lowest price", "medians of the uncertain inputs were used: writer.tokens"):  # fmt: skip
        assert part in said.out
    assert "\x1b" not in said.out


def test_a_failed_check_is_exit_one_beside_complete_output(outlay: Command) -> None:
    said = outlay("run", "small.cost", "--scenario", "heavy", "--set", "plan=1.5")
    assert said.code == 1
    assert "scenario heavy" in said.out
    assert "with plan = 1.5" in said.out
    assert "✗ good margin" in said.out
    assert "in 2026-01: 25.1% >= 50% does not hold" in said.out


def test_json_has_exactly_the_promised_shape(outlay: Command) -> None:
    said = outlay("run", "small.cost", "--format", "json")
    found = json.loads(said.out)
    assert list(found) == ["schema", "model", "scenario", "outputs", "checks", "solves", "diagnostics"]
    assert found["model"] == "small"
    assert len(found["outputs"]["cost"]["value"]) == len(found["outputs"]["cost"]["periods"]) == 24
    assert found["checks"] == [{"name": "good margin", "ok": True, "detail": "in all 24 periods"}]
    assert set(found["solves"]["floor"]) == {"value", "unit", "roots", "detail"}
    assert found["diagnostics"] == []
    assert "medians" in said.err


def test_json_of_a_broken_file_carries_its_diagnostics(outlay: Command) -> None:
    said = outlay("run", "bad.cost", "--format", "json")
    assert said.code == 1
    assert len(json.loads(said.out)["diagnostics"]) == 2


def test_a_broken_file_is_reported_on_stderr(outlay: Command) -> None:
    said = outlay("run", "bad.cost")
    assert (said.code, said.out) == (1, "")
    assert said.err.rstrip().endswith("2 errors")


def test_csv_is_safe_and_full(outlay: Command) -> None:
    rows = list(csv.DictReader(outlay("run", "small.cost", "--format", "csv").out.splitlines()))
    assert [row["name"] for row in rows] == ["cost", "margin", "verdict"]
    assert float(rows[0]["2026-01"]) == pytest.approx(100 + 100 * 4898.979 * 2e-6 * 365 / 12, rel=1e-4)
    assert rows[2]["value"] == "'=good"
    yearly = list(csv.DictReader(outlay("run", "small.cost", "--format", "csv", "--yearly").out.splitlines()))
    assert {"2026", "2027"} <= set(yearly[0])


def test_markdown(outlay: Command) -> None:
    said = outlay("run", "small.cost", "--format", "markdown", "--periods")
    assert "| period |" in said.out
    assert said.out.count("\n| 202") == 24
    assert "| output | unit |" in outlay("run", "small.cost", "--format", "markdown").out


def test_parquet_needs_a_file_and_writes_one(outlay: Command, folder: Path) -> None:
    import pandas

    assert outlay("run", "small.cost", "--format", "parquet").code == 2
    assert outlay("run", "small.cost", "--format", "parquet", "-o", "x.parquet").code == 0
    frame = pandas.read_parquet(folder / "x.parquet")
    assert list(frame.columns) == ["cost", "margin", "verdict"]
    assert len(frame) == 24


def test_without_pandas_the_extra_is_named(outlay: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    said = outlay("run", "small.cost", "--format", "parquet", "-o", "x.parquet")
    assert said.code == 1
    assert 'pip install "outlay[frames]"' in said.err


def test_output_goes_whole_to_a_file(outlay: Command, folder: Path) -> None:
    said = outlay("run", "small.cost", "--format", "json", "-o", "out.json")
    assert said.out == ""
    assert json.loads((folder / "out.json").read_text())["schema"] == "outlay/1"
    assert outlay("run", "small.cost", "-o", "nowhere/out.txt").code == 1


def test_all_shows_everything(outlay: Command) -> None:
    said = outlay("run", "small.cost", "--all")
    for name in ("plan", "writer.tokens", "users", "revenue"):
        assert name in said.out
    found = json.loads(outlay("run", "small.cost", "--all", "--format", "json").out)
    assert "writer.tokens" in found["quantities"]


def test_periods_and_years(outlay: Command) -> None:
    assert outlay("run", "small.cost", "--periods").out.count("\n  202") == 24
    assert "2026-01  " not in outlay("run", "small.cost", "--yearly").out.split("Checks")[0].partition("months")[2]
    assert outlay("run", "small.cost", "--periods", "--yearly").code == 2


@pytest.mark.parametrize(
    "setting", ["plan=20", "plan=$20 / user / month", "plan = 2 * plan", "plan=$240 / user / year", "start = 200 user"]
)
def test_what_set_takes(outlay: Command, setting: str) -> None:
    found = json.loads(outlay("run", "small.cost", "--set", setting, "--all", "--format", "json").out)
    assert found["quantities"]["revenue"]["value"][0] == pytest.approx(
        2000 if "year" not in setting else 24000 / 12, rel=1e-12
    )


@pytest.mark.parametrize("wrong", [("--set", "plan=1 user"), ("--set", "nope=1"), ("--scenario", "nope")])
def test_what_is_wrong_on_the_command_line_is_usage(outlay: Command, wrong: tuple[str, str]) -> None:
    said = outlay("run", "small.cost", *wrong)
    assert (said.code, said.out) == (2, "")
    assert "error E" in said.err


def test_colour_only_where_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    from outlay.diagnostics.render import wants_colour

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wants_colour(Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())


def test_an_author_cannot_write_to_the_terminal(outlay: Command, folder: Path) -> None:
    (folder / "evil.cost").write_text('output x = 1 "\x1b]0;owned\x07"\ncheck "\x1b[2J": x == 2\n')
    said = outlay("run", "evil.cost")
    assert "\x1b" not in said.out + said.err
    assert "\x07" not in said.out + said.err
