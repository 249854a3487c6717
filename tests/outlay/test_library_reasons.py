"""What the library cannot answer is said in the reader's words, at the reader's own line, with what to do instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import outlay
from outlay.model import evaluate


def refused(expression: str) -> outlay.Diagnostic:
    """What is wrong with an expression, at its place in the expression."""
    with pytest.raises(outlay.OutlayError) as caught:
        outlay.eval(expression)
    return caught.value.diagnostics[0]


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("MAX_TOKENS_USER(10, 2, 0.8, 0.3)", "leave nothing for tokens"),
        ("TUNE_OWN(19.22, 2, 4381, 200000)", "its capacity is 4,380 run/year"),
        ("TUNE_BREAKEVEN(19.22, 2, 200000, 12)", "30,697.3 run/year and 4,380 run/year"),
        ("OWN_BREAKEVEN(1M, 150000, 150000)", "never"),
        ("MAX_BATCH(70.6B, H100, 1, 4000, 327680)", "needed and usable are 141.2 GB and 72 GB"),
        ("LTV_GROSS(10, 0.7, 0)", "without churn"),
        ('TRAIN_COST(7B, 1T, "B200")', "give price yourself"),
        ('PREFILL_SECONDS(7B, 1000, "A100", precision = "fp8")', "A100_SXM_80GB has no figure for peak_fp8"),
    ],
)
def test_an_impossible_request_is_underlined_where_it_is_made(call: str, why: str) -> None:
    found = refused(f"2 * {call}")
    assert why in found.message
    assert found.source.path == "expression"
    assert found.notes[0].message == "found here, in the library"
    assert found.notes[0].source is not None
    assert found.notes[0].source.path.startswith("outlay/library/")


@pytest.mark.parametrize(
    "call",
    ["TRAIN_COST(-7B, 1T)", "TRAIN_DAYS(7B, 1T, A100, -8)", "GPUS_NEEDED(-5, A100)", "CHAT_TOKENS(-2, 200, 100, 300)",
     "TUNE_OWN(19.22, 2, -5)", "TOKEN_COST(1M, 1M, 2, -8)", "POWER_COST(watts = 400, hours = -1)"],
)  # fmt: skip
def test_a_negative_count_or_price_is_refused_at_the_figure(call: str) -> None:
    found = refused(call)
    assert found.code.id == "E0354"
    assert call[slice(*found.span)].startswith("-")


def test_a_negative_figure_is_refused_whoever_passes_it(tmp_path: Path) -> None:
    with pytest.raises(outlay.OutlayError, match="params must not be negative, and it is -7"):
        outlay.function("TRAIN_FLOPS")(-7.0, 1.0)
    path = tmp_path / "plan.cost"
    path.write_text("input params = 7B parameter\noutput x = TRAIN_FLOPS(params - 9B parameter, 1T)\n")
    (found,) = outlay.load(path).run().diagnostics
    assert found.message == "`params` of `TRAIN_FLOPS` must not be negative"
    assert path.read_text()[slice(*found.span)] == "params - 9B parameter"


def test_rates_margins_and_prices_of_any_unit_may_be_negative() -> None:
    assert outlay.eval("MONTHLY_RATE(-12%)").value < 0
    assert outlay.eval("LTV_GROSS(10, -20%, 2%)").value == pytest.approx(-100)
    assert outlay.eval("GROSS_MARGIN_AI(100, -5, 20)").value == pytest.approx(0.85)


def test_a_models_own_line_is_underlined_and_not_the_librarys(tmp_path: Path) -> None:
    path = tmp_path / "plan.cost"
    path.write_text("input margin = 80%\noutput most = MAX_TOKENS_USER(10, 2, margin, 0.3)\noutput twice = most * 2\n")
    (found,) = outlay.load(path).run().diagnostics
    text = path.read_text()
    assert text[slice(*found.span)] == "MAX_TOKENS_USER(10, 2, margin, 0.3)"


@pytest.mark.parametrize(
    ("expression", "blamed"),
    [
        ("PRICE_DECLINE(2, 0, 16, -12)", "PRICE_DECLINE.factor is 0"),
        ("OWN_GPU_HOUR(30000, 0, 700)", "OWN_GPU_HOUR.life is 0"),
        ("QUANT_SPEEDUP(16, 0)", "QUANT_SPEEDUP.bits_to is 0"),
        ("TRAIN_DAYS(7B, 1T, A100, 8, goodput = 0)", "TRAIN_DAYS.goodput is 0"),
        ("TRAIN_GOODPUT(0, 50000, 0, 0)", "TRAIN_GOODPUT.gpus is 0"),
    ],
)
def test_of_several_zeros_the_one_that_divides_is_blamed(expression: str, blamed: str) -> None:
    assert refused(expression).message.startswith(blamed)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('gpus["A100 8OGB"].memory', '"A100-80GB"'),
        ('TRAIN_GPU_HOURS(1, 1, "nvidia H100 SXM 5x", 0.5)', '"NVIDIA H100 SXM5"'),
        ('API_COST("gpt-3.5-turbos", 1M, 1M, 2023-05-01)', '"gpt35_turbo"'),
    ],
)
def test_an_unknown_name_meets_the_nearest_as_its_table_writes_it(written: str, meant: str) -> None:
    found = refused(written)
    assert found.fix == meant
    start, end = found.span
    assert outlay.eval(written[:start] + meant + written[end:]).value is not None


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [
        ("GPU_SPEC", ("A100 8OGB", "memory"), "Did you mean A100_SXM_80GB?"),
        ("OFFER_PRICE", ("A100", "AWZ"), 'no row that fits has "AWZ" for provider'),
        ("OFFER_PRICE", ("A100", "AWZ"), 'did you mean "AWS"?'),
        ("OFFER_PRICE", ("T4", "AWS", "1 year"), 'has "1 year" for term, only "on demand" and "spot"'),
        ("OFFER_PRICE", ("A100", "AWS", "on demand", "2020-01-01"), "no row that fits goes with as_of 2020-01-01"),
        ("API_COST", ("davinci", 1e6, 1e6, "2025-01-01"), "price has davinci from 2021-11-01 until 2024-01-03"),
    ],
)
def test_a_function_called_with_names_says_which_of_them_is_none(
    name: str, arguments: tuple[Any, ...], why: str
) -> None:
    with pytest.raises(outlay.OutlayError) as caught:
        outlay.function(name)(*arguments)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ('OFFER_PRICE("A100", "AWZ")', 'that passes `gpu == wanted` has provider "AWZ", only "AWS", "Azure"'),
        ('OFFER_PRICE("T4", "AWS", "1 year")', 'has term "1 year", only "on demand" and "spot"'),
        ('OFFER_PRICE("H200", "AWS")', 'no row of `offers` has gpu "H200_SXM"'),
        ('OFFER_PRICE("A100 40GB", "AWS", as_of = 2023-03-09)', "in force on 2023-03-09, and those that pass the"),
        ('OFFER_PRICE("A100 40GB", "AWS", as_of = 2023-03-09)', "are from 2023-03-10 on"),
        ("best(offers, by price, where price < $0.01 / GPU_hour).price", "passes `price < $0.01 / GPU_hour`"),
    ],
)
def test_where_no_row_is_left_the_part_of_the_condition_that_none_passes_is_told(expression: str, why: str) -> None:
    found = refused(expression)
    assert found.code.id == "E0408"
    assert why in found.message


def test_a_price_of_no_stated_day_that_has_grown_old_earns_a_warning() -> None:
    (found,) = evaluate('API_COST("davinci", 1M, 1M)').warnings
    assert found.code.id == "W0401"
    assert "ended on 2024-01-03" in found.message
    assert "`as_of = 2022-09-01`" in found.message
    assert not evaluate('API_COST("davinci", 1M, 1M, 2022-01-01)').warnings
    assert not evaluate('API_COST("davinci", 1M, 1M, newest)').warnings


def test_a_percentage_takes_the_unit_of_a_rate_and_of_nothing_else() -> None:
    assert outlay.eval("MONTHLY_RATE(12%)").value == outlay.eval("MONTHLY_RATE(12% per year)").value
    assert outlay.eval("LTV_GROSS(10, 70%, 2%)").value == pytest.approx(350)
    assert refused("MAX_TOKENS_USER(10%, 2)").code.id == "E0340"


def test_a_run_sets_a_rate_with_a_percentage(tmp_path: Path) -> None:
    path = tmp_path / "plan.cost"
    path.write_text("input churn = 2% per month\noutput lost : user = 100 user * churn * 1 month\n")
    model = outlay.load(path)
    assert model.run(churn="4%")["lost"].value == pytest.approx(4)
    path.write_text(path.read_text() + "scenario more { churn = 4% }\n")
    (found,) = outlay.Model(path).check()
    assert found.code.id == "E0341"
    assert found.fix == "4% per month"
