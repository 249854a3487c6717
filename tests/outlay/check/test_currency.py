"""Currencies are dimensions of their own and meet only through the model's rates."""

from __future__ import annotations

import pytest
from tiny import codes, only, result, unit

RATE = 'rate EUR = 1.08 USD @source("ECB", 2026-11-20)\n'


def test_a_sum_takes_the_left_sides_currency() -> None:
    text = RATE + "output x = $5 + €3"
    assert result(text) == pytest.approx(5 + 3 * 1.08)
    assert unit(text) == "USD"


def test_the_other_way_round_divides() -> None:
    text = RATE + "output x = €3 + $5"
    assert result(text) == pytest.approx(3 + 5 / 1.08)
    assert unit(text) == "EUR"


def test_a_stated_unit_converts_what_it_is_given() -> None:
    assert result(RATE + "output x : USD/month = €3 / month") == pytest.approx(3.24)


def test_a_quotient_of_currencies_is_a_plain_number() -> None:
    text = RATE + "output x = €10 / $5"
    assert result(text) == pytest.approx(2.16)
    assert unit(text) == ""


def test_a_comparison_converts() -> None:
    assert result(RATE + "output x = €1 > $1.07") is True


def test_a_chain_of_rates_is_followed() -> None:
    text = "rate EUR = 1.1 USD\nrate GBP = 1.3 USD\noutput x = €1 + £1"
    assert result(text) == pytest.approx(1 + 1.3 / 1.1)


def test_without_a_rate_currencies_do_not_meet() -> None:
    found = only("output x = $5 + €3")
    assert found.code == "E0345"
    assert "rate EUR = " in found.message


def test_two_ways_to_exchange_are_refused() -> None:
    text = "rate EUR = 1.1 USD\nrate GBP = 1.3 USD\nrate EUR = 0.85 GBP\noutput x = $1 + €2"
    found = only(text)
    assert (found.code, found.line) == ("E0346", 4)
    assert "EUR → GBP → USD" in found.message


def test_a_rate_may_change_by_date() -> None:
    text = (
        "timeline month from 2026-01 for 3\n"
        "rate EUR = by_date [2026-01: 1.1 USD, 2026-03: 1.2 USD]\n"
        "output x : USD = €10"
    )
    assert result(text) == pytest.approx([11, 11, 12])


def test_a_scenario_overrides_a_rate() -> None:
    assert result(RATE + "output x : USD = €10\nscenario weak { EUR = 1 USD }", "weak") == 10


def test_the_command_line_overrides_a_rate() -> None:
    assert result(RATE + "output x : USD = €10", EUR="1.5 USD") == pytest.approx(15)


@pytest.mark.parametrize("value", ["3 user", "1.1", "1.1 EUR", "$3 / user"])
def test_a_rate_is_money_and_its_mistake_is_told_once(value: str) -> None:
    found = only(f"rate EUR = {value}\noutput x = $1 + €2")
    assert (found.code, found.line, found.text) == ("E0345", 1, value)


def test_a_rate_nobody_uses_is_checked_as_well() -> None:
    assert codes("rate EUR = 3 user\noutput x = 3") == ["E0345"]


def test_money_of_one_kind_needs_no_rate() -> None:
    assert result("output x = €3 + €4") == 7


def test_a_rate_may_be_made_of_other_rates() -> None:
    text = "rate CHF = (€3 + $3.30) / 5\nrate EUR = 1.1 USD\noutput x : EUR = 1 CHF"
    assert result(text) == pytest.approx(6 / 5)


def test_a_rate_that_needs_itself_is_a_circle() -> None:
    found = only("rate EUR = (€3 + $4) / 5\noutput x = €3 + $4")
    assert (found.code, found.line) == ("E0203", 1)
