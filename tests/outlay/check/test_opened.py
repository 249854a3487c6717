"""Whatever has a name can be made an input of a plan, so that a column or a sweep may set it row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from outlay.check.quantities import FigureError, Figures
from outlay.compilation import Compilation
from outlay.scalar import compile_plan

SAMPLE = """
use prices.openai as openai
timeline month from 2026-01 for 3
rate EUR = 1.1 USD
input users = 100 user
input plan = $10 / user / month
usage writer { tokens_in = 8_000 token / user / day; weeks = 52 week / year }
usage heavy : writer { tokens_out = 2 * writer.tokens_in }
price llm : openai.gpt35_turbo at 2023-05-01 { cached = 50% of input }
stock = previous(stock, users) * 1.1
revenue = stock * plan
fee = 2 EUR / user / month
output last_revenue = revenue[last]
output tokens = heavy.tokens_in + heavy.tokens_out
output price : USD/Mtoken = llm.cached
output price_in : USD/Mtoken = llm.input
output fees : USD/month = users * fee
output name = if revenue[last] > $0 / month then "some" else "none"
"""


def outputs(folder: Path, opened: Sequence[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs with some paths opened and some of them set."""
    file = folder / "opened.cost"
    file.write_text(SAMPLE, encoding="utf-8")
    compilation = Compilation(file)
    plan = compilation.plan("", (), opened)
    assert plan is not None, [item.message for item in compilation.bag.items]
    places = {each.path: number for number, each in enumerate(plan.inputs)}
    values = compile_plan(plan).run({places[path]: value for path, value in given.items()})
    return {plan.quantities[number].path: values.quantity(number) for number in plan.outputs}


@pytest.mark.parametrize(
    "path", ["stock", "revenue", "writer.weeks", "heavy.tokens_out", "llm.cached", "llm.input", "fee", "EUR", "tokens"]
)
def test_opening_a_path_changes_no_number(tmp_path: Path, path: str) -> None:
    assert outputs(tmp_path, [path], {}) == outputs(tmp_path, [], {})


def test_an_opened_equation_takes_a_number_in_the_unit_it_is_shown_in(tmp_path: Path) -> None:
    assert outputs(tmp_path, ["revenue"], {"revenue": 5.0})["last_revenue"] == 5.0


def test_an_opened_series_takes_a_number_for_each_period(tmp_path: Path) -> None:
    assert outputs(tmp_path, ["stock"], {"stock": [1.0, 2.0, 3.0]})["last_revenue"] == 30.0


def test_an_opened_member_of_a_price_list_is_set(tmp_path: Path) -> None:
    found = outputs(tmp_path, ["llm.input"], {"llm.input": 4e-6})
    assert found["price_in"] == pytest.approx(4.0)
    assert found["price"] == pytest.approx(2.0)  # the cached price is half of it


def test_an_opened_member_with_a_formula_is_set(tmp_path: Path) -> None:
    assert outputs(tmp_path, ["heavy.tokens_out"], {"heavy.tokens_out": 1.0})["tokens"] == 8_001.0


def test_a_figure_set_in_a_record_reaches_the_records_that_extend_it(tmp_path: Path) -> None:
    assert outputs(tmp_path, [], {"writer.tokens_in": 10.0})["tokens"] == 30.0


def test_an_exchange_rate_can_be_opened(tmp_path: Path) -> None:
    assert outputs(tmp_path, ["EUR"], {"EUR": 2.0})["fees"] == 400.0


def test_what_does_not_exist_cannot_be_opened(tmp_path: Path) -> None:
    file = tmp_path / "small.cost"
    file.write_text("input plan = 3\noutput x = plan\n", encoding="utf-8")
    compilation = Compilation(file)
    assert compilation.plan("", (), ["plan.price"]) is None
    assert compilation.bag.items[0].message == "`plan` has no members to override"


# ------------------------------------------------------------------------------------------------ single figures


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    file = tmp_path / "money.cost"
    file.write_text("rate EUR = 1.1 USD\nscenario weak { EUR = 1.5 USD }\noutput x = 1 EUR\n", encoding="utf-8")
    return Compilation(file).figures()


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("12", "USD/user/month", 12.0),
        ("$12 / user / month", "USD/user/month", 12.0),
        ("$120 / user / year", "USD/user/month", 10.0),
        ("$12", "USD/user/month", 12.0),
        ("€10", "USD/user/month", 11.0),
        ("35%", "", 0.35),
        ("6% per month", "1/month", 0.06),
        ("2k token", "token", 2_000.0),
        ("-3", "USD", -3.0),
    ],
)
def test_a_figure_is_read_in_the_unit_that_is_wanted(figures: Figures, text: str, unit: str, number: float) -> None:
    assert figures.number(text, unit) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("5 user", "USD/month", "`5 user` is in user"),
        ("1,000", "USD", "write `1_000`"),
        ("3 to 5", "", "write a number, or a quantity"),
        ("x * 2", "", "write a number, or a quantity"),
        ("=1+1", "", "formula of a spreadsheet"),
        ("1e999", "token", "too large"),
        ("£3", "USD", "no rate between them"),
    ],
)
def test_what_is_no_such_figure_says_why(figures: Figures, text: str, unit: str, reason: str) -> None:
    with pytest.raises(FigureError, match=re.escape(reason)):
        figures.number(text, unit)


@pytest.mark.parametrize(
    ("unit", "wanted", "factor"),
    [("USD/user/year", "USD/user/month", 1 / 12), ("%", "", 0.01), ("% per month", "1/month", 0.01), ("k€", "USD", 0)],
)
def test_a_unit_is_a_factor_of_another(figures: Figures, unit: str, wanted: str, factor: float) -> None:
    if factor:
        assert figures.factor(unit, wanted) == pytest.approx(factor)
    else:
        with pytest.raises(FigureError, match="is no unit"):
            figures.factor(unit, wanted)


def test_figures_take_the_exchange_rate_of_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "money.cost"
    file.write_text("rate EUR = 1.1 USD\nscenario weak { EUR = 1.5 USD }\noutput x = 1 EUR\n", encoding="utf-8")
    assert Compilation(file).figures("weak").number("€2", "USD") == 3.0
