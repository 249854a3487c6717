"""What a reader of one minute is told, and what scenarios set: each line from the engine's own figures."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import outlay
from outlay.report import Options, gather
from outlay.report.facts import Report

DAY = datetime.date(2026, 11, 27)
SCENARIOS = """timeline month from 2026-01 for 12
input people = 10 user "Seats"
input price = $10 / user / month "Price"
revenue = people * price
output income = revenue "Income"
output fee = $5 / month "Fee"
output per_seat = ($100 / month) / people "Per seat"
check "some income": income > $50 / month
scenario dear "Twice the price" { price = 2 * price }
scenario full : dear "Dear and full" { people = 25 user }
scenario none { people = 0 user }
"""


@pytest.fixture(scope="module")
def reported(write: Callable[[str], Path]) -> Callable[..., Report]:
    """What a page of a model's text shows."""

    def of(text: str, draws: int = 600) -> Report:
        return gather(outlay.load(write(text)), Options(as_of=DAY, draws=draws))

    return of


@pytest.fixture(scope="module")
def beside(reported: Callable[..., Report]) -> Report:
    return reported(SCENARIOS)


def told(report: Report) -> dict[str, tuple[str, ...]]:
    return {each.title: tuple("".join(parts) for parts in each.sentences) for each in report.brief}


def test_the_least_and_the_greatest_scenario_are_named(beside: Report) -> None:
    assert "Income from $0.00/month in none to $500.00/month in full" in told(beside)["Scenarios"]


def test_scenarios_that_fail_checks_the_page_s_run_holds_are_named(beside: Report) -> None:
    assert "Checks that hold here fail in none" in told(beside)["Scenarios"]


def test_what_each_scenario_sets_stands_beside_what_it_replaces(beside: Report) -> None:
    assert beside.scenario_settings is not None
    rows = {row.name: row.cells[0] for row in beside.scenario_settings.rows}
    assert rows["dear"] == "price = 2 * price (instead of $10 / user / month)"
    assert rows["full"].split("\n") == ["as dear, and", "people = 25 user (instead of 10 user)"]


def test_outputs_that_no_scenario_moves_take_no_row(beside: Report) -> None:
    (grid,) = beside.scenarios
    assert [row.name for row in grid.rows] == ["income", "per_seat", "some income"]
    assert "The same in all of these: Fee ($5.00/month)." in grid.note


def test_why_a_scenario_has_no_number_is_said(beside: Report) -> None:
    assert "none: people is 0 here, and per_seat divides by it." in beside.scenarios[0].note


def test_a_model_without_doubt_says_that_nothing_tells_how_sure_it_is(beside: Report) -> None:
    assert told(beside)["How sure"][0].startswith("No input is stated as uncertain")


def test_assumptions_are_counted_and_the_oldest_source_named(reported: Callable[..., Report]) -> None:
    found = reported(
        'input a = $1 @source("bill", 2026-03-01)\ninput b = $2 @source("list", 2024-05-01)\n'
        "input c = $3 @status(assumed)\noutput d = a + b + c\n"
    )
    assert told(found)["Stands on"] == (
        "3 stated numbers: 2 with a source, 1 assumed",
        "Oldest source: list, 2024-05-01, 2 years old",
    )


def test_outputs_with_a_target_come_first_and_then_what_a_tornado_is_asked_of(
    reported: Callable[..., Report],
) -> None:
    many = "".join(f"output o{n} = a * {n}\n" for n in range(20))
    found = reported(f'input a = $1\n{many}output p = 2 * a @target(> $1)\nchart tornado "t": o17\n')
    assert [line.split(":")[0] for line in told(found)["Result"]] == ["p", "o17", "o0"]


def test_failing_checks_are_named(reported: Callable[..., Report]) -> None:
    found = reported('input a = $1\noutput b = a\ncheck "rich": b > $2\ncheck "any": b > $0\n')
    assert told(found)["Checks"] == ("1 of 2 fails: rich",)


def test_a_source_of_an_exchange_rate_is_a_source(reported: Callable[..., Report]) -> None:
    found = reported('rate EUR = 1.08 USD @source("central bank", 2026-11-20)\ninput a = 10 EUR\noutput b : USD = a\n')
    assert [each.where for each in found.sources] == ["central bank"]
    assert {each.path: each.standing for each in found.assumptions}["rate EUR"] == "sourced"


# ------------------------------------------------------------------------------------------------------- doubt


DOUBT = """timeline month from 2026-01 for 12
input users : user = 100 to 200 "Users"
input price = $10 / user / month
output income = grow(users, 0% per month) * price "Income" @target(>= $1_300 / month)
output seats = grow(users, 1% per month) "Seats" @rollup(end)
output share = income / (income + $500 / month) "Share"
output ratio = ($1_000 / month) / max(0 user, users - 120 user) "Per user above"
"""


def test_where_draws_lie_is_told_of_the_figure_that_is_shown(reported: Callable[..., Report]) -> None:
    found = {card.name: card.doubt for card in reported(DOUBT, 2_000).cards}
    # 90% of the users are between 100 and 200; a year of them at $10 a month
    low, high = (float(each) for each in re.findall(r"\$([0-9.]+)k", found["income"])[:2])
    assert low == pytest.approx(12, rel=0.02)
    assert high == pytest.approx(24, rel=0.02)
    assert " in 2026-12" in found["share"]  # a ratio is made of other numbers: its last period is told
    assert " user" in found["seats"]


def test_how_often_a_target_is_met_is_told(reported: Callable[..., Report]) -> None:
    found = reported("input a = uniform($0, $10)\noutput b = a @target(>= $4)\n", 4_000)
    share = re.search(r"target met in ([0-9.]+)% of the draws", found.cards[0].doubt)
    assert share is not None
    assert float(share.group(1)) == pytest.approx(60, abs=3)


def test_draws_without_a_number_are_told_beside_those_with_one(reported: Callable[..., Report]) -> None:
    found = reported("input a = uniform(0, 10)\noutput b = 1 / max(0, a - 5)\n", 4_000)
    share = re.match(r"no value in ([0-9.]+)% of the draws; of the others 9 draws of 10", found.cards[0].doubt)
    assert share is not None
    assert float(share.group(1)) == pytest.approx(50, abs=3)
