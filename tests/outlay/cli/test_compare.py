"""`outlay compare` and `outlay diff`: what differs, and why, to the last bit."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


def adds_up(found: dict[str, Any]) -> None:
    assert found["bridges"]
    for bridge in found["bridges"]:
        assert bridge["problem"] is None
        assert bridge["change"] == bridge["new"] - bridge["old"]
        assert sum(each["amount"] for each in bridge["contributions"]) == bridge["change"]


def test_scenarios_side_by_side(outlay: Command) -> None:
    said = outlay("compare", "small.cost", "--output", "cost", "--output", "margin")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 100
    assert said.out.splitlines()[0].split() == ["base", "heavy", "dear"]
    assert "points" in said.out
    assert "✓" in said.out


def test_compare_forms_and_choices(outlay: Command) -> None:
    found = json.loads(outlay("compare", "small.cost", "base", "heavy", "--format", "json", "--at", "first").out)
    assert found["scenarios"] == ["base", "heavy"]
    assert found["outputs"]["cost"]["basis"] == "2026-01"
    rows = list(csv.DictReader(outlay("compare", "small.cost", "--format", "csv").out.splitlines()))
    assert {"base", "heavy", "dear"} <= set(rows[0])
    assert outlay("compare", "small.cost", "--format", "markdown").out.startswith("|  | base | heavy | dear |")
    assert outlay("compare", "small.cost", "hevy").code == 2
    assert outlay("compare", "small.cost", "--at", "2044-01").code == 2
    assert outlay("compare", "small.cost", "--output", "cst").code == 2


def test_a_failed_check_in_any_scenario_is_exit_one(outlay: Command) -> None:
    assert outlay("compare", "small.cost", "--set", "plan=1.5").code == 1


def test_two_scenarios_by_cause(outlay: Command) -> None:
    found = json.loads(outlay("diff", "small.cost", "--scenarios", "base", "dear", "--format", "json",
                              "--output", "cost", "--output", "margin").out)  # fmt: skip
    adds_up(found)
    causes = {each["cause"]: each for each in found["bridges"][0]["contributions"]}
    assert set(causes) == {"plan", "writer.tokens"}
    assert causes["plan"]["new"] == "2 * plan"
    # what `plan` and `tokens` add to cost do not lean on each other, so each is its own effect
    assert causes["plan"]["amount"] == pytest.approx(0.1 * 1000 * sum(1.05**n for n in range(24)))


def test_from_one_scenario_to_another_only_what_differs_counts(outlay: Command) -> None:
    found = json.loads(outlay("diff", "small.cost", "--scenarios", "heavy", "dear", "--format", "json",
                              "--output", "cost").out)  # fmt: skip
    adds_up(found)
    assert [each["cause"] for each in found["bridges"][0]["contributions"]] == ["plan"]


def changed(folder: Path, *replacements: tuple[str, str]) -> None:
    text = (folder / "small.cost").read_text()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    (folder / "new.cost").write_text(text)


def test_two_files_by_cause(outlay: Command, folder: Path) -> None:
    changed(
        folder,
        ("$10 / user / month ", "$12 / user / month "),
        ("5% per month", "4% per month"),
        ("4_000 to 6_000", "5_000 to 8_000"),
        ("10% of revenue ", "12% of revenue + fixed"),
        ("start = 100 user", "start = 100 user\ninput fixed = $50 / month"),
        ('"Margin"', '"The margin"'),
    )
    said = outlay("diff", "small.cost", "new.cost", "--output", "cost", "--output", "margin")
    assert said.code == 0
    assert "Shapley" in said.out
    assert "+  fixed" in said.out
    assert "The margin" in said.out
    found = json.loads(outlay("diff", "small.cost", "new.cost", "--format", "json", "--output", "cost",
                              "--output", "margin").out)  # fmt: skip
    adds_up(found)
    causes = {each["cause"] for each in found["bridges"][0]["contributions"]}
    assert causes == {"plan", "growth", "writer.tokens", "cost"}
    for at in ("first", "last", "mean", "total", "2026-07"):
        adds_up(json.loads(outlay("diff", "small.cost", "new.cost", "--format", "json", "--output", "cost",
                                  "--at", at).out))  # fmt: skip


def test_labels_and_layout_are_no_causes(outlay: Command, folder: Path) -> None:
    changed(folder, ('"Plan price"', '"Price"'), ("users * plan", "users*plan   # the same"))
    said = outlay("diff", "small.cost", "new.cost", "--output", "cost")
    assert "unchanged at" in said.out
    assert "Changes as written" not in said.out


def test_members_statements_and_functions_that_come_and_go(outlay: Command, folder: Path) -> None:
    (folder / "old.cost").write_text(
        "kind deal { fee : USD/month  share : ratio = 10% }\n"
        "deal d { fee = $10 / month; share = 20% }\n"
        "function charge(x : USD/month) : USD/month = x * 2\n"
        "output cost = charge(d.fee) * (1 + d.share)\n"
    )
    (folder / "new.cost").write_text(
        "kind deal { fee : USD/month  share : ratio = 10% }\n"
        "deal d { fee = $15 / month }\n"
        "function charge(x : USD/month) : USD/month = x * 3\n"
        "output cost = charge(d.fee) * (1 + d.share)\n"
    )
    found = json.loads(outlay("diff", "old.cost", "new.cost", "--format", "json").out)
    adds_up(found)
    (bridge,) = found["bridges"]
    assert (bridge["old"], bridge["new"]) == pytest.approx((24, 49.5))
    assert {each["cause"] for each in bridge["contributions"]} == {"d.fee", "d.share", "charge"}
    back = json.loads(outlay("diff", "new.cost", "old.cost", "--format", "json").out)
    adds_up(back)
    amounts = {each["cause"]: each["amount"] for each in bridge["contributions"]}
    for each in back["bridges"][0]["contributions"]:
        assert each["amount"] == pytest.approx(-amounts[each["cause"]])


def test_many_changes_are_made_one_after_another(outlay: Command, folder: Path) -> None:
    def model(value: int) -> str:
        lines = [f"input x{n} = {value + n}" for n in range(12)]
        return "\n".join(lines) + "\noutput y = " + " * ".join(f"x{n}" for n in range(12)) + "\n"

    (folder / "old.cost").write_text(model(2))
    (folder / "new.cost").write_text(model(3))
    found = json.loads(outlay("diff", "old.cost", "new.cost", "--format", "json").out)
    adds_up(found)
    assert "file order" in found["bridges"][0]["method"]


def test_data_that_changed_beside_the_model_is_a_cause(outlay: Command, folder: Path) -> None:
    for name, fee in (("a", 10), ("b", 30)):
        (folder / name).mkdir()
        (folder / name / "deals.csv").write_text(f"name,fee\nbasic,{fee}\n")
        (folder / name / "m.cost").write_text(
            'kind deal { fee : USD/month }\nrecords deal from "deals.csv"\n'
            f"input n = {1 if name == 'a' else 2}\noutput cost = deals.basic.fee * n\n"
        )
    found = json.loads(outlay("diff", "a/m.cost", "b/m.cost", "--format", "json").out)
    adds_up(found)
    causes = {each["cause"]: each["amount"] for each in found["bridges"][0]["contributions"]}
    assert set(causes) == {"n", "files the models read"}
    assert sum(causes.values()) == 50


def test_wrong_usage(outlay: Command) -> None:
    assert outlay("diff", "small.cost").code == 2
    assert outlay("diff", "small.cost", "small.cost", "--scenarios", "base", "heavy").code == 2
    assert outlay("diff", "small.cost", "bad.cost").code == 1
    assert outlay("diff", "small.cost", "--scenarios", "base", "hevy").code == 2
