"""A record given by its name: what the function that takes it can see may be named without a `use`."""

from __future__ import annotations

import pytest
from tiny import only, result

PRICED = "API_COST({}, 1000, 500, 2023-05-01)"


@pytest.mark.parametrize("name", ['"gpt-3.5-turbo"', '"GPT35_Turbo"'])
def test_a_list_price_by_its_name(name: str) -> None:
    assert result(f"output x = {PRICED.format(name)}\n") == pytest.approx(1500 * 2e-6)


def test_the_models_own_record_comes_first() -> None:
    text = """
price gpt35_turbo { input = $10 / Mtoken; output = $10 / Mtoken }
function cost_of(p : price, a : token) : USD = p.input * a
output x = cost_of("gpt-3.5-turbo", 1000)
"""
    assert result(text) == pytest.approx(0.01)


def test_an_unknown_name_suggests_the_nearest_listed() -> None:
    found = only(f"output x = {PRICED}\n".format('"gpt-3.5-turbbo"'))
    assert (found.code, found.text) == ("E0404", '"gpt-3.5-turbbo"')
    assert found.fix is not None


@pytest.mark.parametrize(
    ("written", "fix"),
    [('"$0.002 / 1k token"', "$0.002 / 1k token"), ('"7"', "7"), ('"cheap"', None), ('"a + 1"', None)],
)
def test_a_figure_in_quotes_is_mended_without_them(written: str, fix: str | None) -> None:
    found = only(f"output x = TOKEN_COST(1000, 500, {written}, 2)\n")
    assert (found.code, found.text, found.fix) == ("E0212", written, fix)
