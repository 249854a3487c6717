"""Periods of a series: choosing and adding them up, known figures in place of a forecast, scenarios over time."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import codes, files, mended, only, result, run, unit, verdicts

MONTHS = "timeline month from 2026-01 for 4\n"
YEAR = "timeline month from 2026-01 for 12\n"
TWO = "timeline month from 2026-01 for 24\n"
USERS = "u = grow(100 user, 5% per month)\n"


def close(found: object, wanted: object) -> bool:
    return found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


# ----------------------------------------------------------------------------------------------------- choosing periods


def test_one_period() -> None:
    text = TWO + USERS + "output a = u[first]\noutput b = u[2026-12]\noutput c = u[last]\noutput d = u[2026-12-31]"
    assert close(list(run(text).values()), [100, 100 * 1.05**11, 100 * 1.05**23, 100 * 1.05**11])


def test_a_quarter_or_a_year_is_one_period_of_such_a_timeline() -> None:
    assert close(result("timeline quarter from 2026-Q1 for 4\n" + USERS + "output x = u[2026-Q3]"), 100 * 1.05**6)
    assert close(result("timeline year from 2026 for 4\n" + USERS + "output x = u[2027]"), 100 * 1.05**12)


def test_slices_are_added_up() -> None:
    text = (
        TWO
        + USERS
        + (
            "r = u * $10 / user / month\noutput a = total(r[2027])\noutput b = mean(u[2026-01 .. 2026-06])\n"
            "output c = max(u[2026-Q2])\n"
            "output d = sum(u[2026-11 .. 2027-01])\noutput e = min(u[2027])\noutput f = total((r * 2)[2027])"
        )
    )
    series = [100 * 1.05**t for t in range(24)]
    wanted = [
        10 * sum(series[12:]),
        sum(series[:6]) / 6,
        series[5],
        sum(series[10:13]),
        series[12],
        20 * sum(series[12:]),
    ]
    assert close(list(run(text).values()), wanted)


def test_a_slice_by_itself_is_no_figure() -> None:
    text = TWO + USERS + "output x = u[2026]"
    assert only(text).code == "E0212"
    mended(text)


def test_slices_of_different_periods_do_not_meet() -> None:
    assert only(TWO + USERS + "output x = sum(u[2026] - u[2027-01 .. 2027-06])").code == "E0212"


@pytest.mark.parametrize("index", ["2028-01", "2025", "2026-01 .. 2030-01", "2025-12 .. 2026-03"])
def test_outside_the_timeline(index: str) -> None:
    found = only(TWO + USERS + f"output x = sum(u[{index}])")
    assert (found.code, found.text) == ("E0605", index)
    assert "2026-01" in found.message
    assert "2027-12" in found.message


def test_one_number_has_no_periods() -> None:
    text = "price = $3\noutput x = price[2026-01]"
    assert (only(text).code, only(text).text) == ("E0606", "price[2026-01]")
    assert mended(text).endswith("x = price")


def test_one_number_is_the_same_in_every_period() -> None:
    text = YEAR + "price = $3 / month\noutput x = price[2026-04] + price[last]\noutput y = total(price[2026-04])"
    assert run(text + "\noutput z = mean(price[2026-01 .. 2026-03])") == {"x": 6, "y": 3, "z": 3}
    assert only(YEAR + "price = $3\noutput x = price[2027-01]").code == "E0605"


def test_means() -> None:
    assert result("output x = mean(1 user, 2 user, 6 user)") == 3
    assert result("output x = mean([1, 2])") == 1.5
    assert result(MONTHS + USERS + "output x = mean(u, 3 user)")[0] == 51.5


@pytest.mark.parametrize("call", ["mean(3 user)", "sum(3 user)"])
def test_one_number_is_not_added_up_over_periods(call: str) -> None:
    assert only(YEAR + f"output x = {call}").code == "E0606"


def test_what_is_no_period() -> None:
    found = only(YEAR + USERS + "output x = u[3 user]")
    assert (found.code, found.text) == ("E0607", "3 user")


def test_a_range_of_periods_ends_after_it_begins() -> None:
    assert only(YEAR + USERS + "output x = sum(u[2026-05 .. 2026-02])").code == "E0609"


# ----------------------------------------------------------------------------------------------------------- adding up


def test_total_of_a_rate() -> None:
    text = YEAR + "r = grow($10 / month, 5% per month)\noutput x = total(r)"
    assert close(result(text), sum(10 * 1.05**t for t in range(12)))
    assert unit(text) == "USD"


def test_total_of_a_rate_by_the_hour_goes_through_the_calendar() -> None:
    assert close(result(YEAR + "output x = total($1 / hour)"), 8_760)


def test_total_counts_true_days_under_an_actual_calendar() -> None:
    assert result("calendar actual\ntimeline month from 2026-01 for 3\noutput x = total($1 / day)") == 90


@pytest.mark.parametrize(
    ("line", "months"),
    [("month from 2026-01 for 5", 5), ("quarter from 2026-Q1 for 3", 9), ("year from 2026 for 2", 24)],
)
def test_total_of_one_rate_spreads_it_over_the_timeline(line: str, months: int) -> None:
    assert close(result(f"timeline {line}\noutput x = total($2 / month)"), 2 * months)


def test_total_of_what_is_no_rate() -> None:
    text = YEAR + USERS + "output x = total(u)"
    found = only(text)
    assert (found.code, found.text) == ("E0603", "total")
    mended(text)


def test_sum_of_a_rate_says_total() -> None:
    text = YEAR + "cost = grow($10 / month, 5% per month)\noutput x = sum(cost)"
    found = only(text)
    assert (found.code, found.text) == ("E0604", "sum")
    assert "total" in found.message
    assert unit(mended(text)) == "USD"


def test_a_running_sum_of_rates_and_of_amounts() -> None:
    text = MONTHS + (
        "output x = cumulative($12 / year)\n"
        "output y = cumulative(grow(2 user, 0% per year))\n"
        "output z = cumulative(3 user)"
    )
    assert run(text) == {"x": [1, 2, 3, 4], "y": [2, 4, 6, 8], "z": [3, 6, 9, 12]}
    assert unit(text) == "USD"


def test_conditions_over_periods() -> None:
    text = MONTHS + (
        "u = grow(100 user, 10% per month)\noutput x = all(u > 0 user)\noutput y = any(u > 200 user)\n"
        'output z = if u > 115 user then 1 else 0\ncheck "each": u < 130 user'
    )
    assert run(text) == {"x": True, "y": False, "z": [0, 0, 1, 1]}
    assert verdicts(text) == {"each": [True, True, True, False]}


# -------------------------------------------------------------------------------------------------------------- actuals


def test_known_periods_replace_the_forecast(tmp_path: Path) -> None:
    files(tmp_path, {"billing.csv": "period,cost\n2026-01,5\n2026-02,7\n"})
    text = MONTHS + 'cost = grow($10, 10% per month)\nactual cost from "billing.csv"\noutput x = cost'
    assert close(result(text, folder=tmp_path), [5, 7, 12.1, 13.31])


def test_known_periods_reach_what_rests_on_the_series(tmp_path: Path) -> None:
    files(tmp_path, {"billing.csv": "period,stock\n2026-02,50\n"})
    text = MONTHS + 'stock = previous(stock, 10) + 1\nactual stock from "billing.csv"\noutput x = stock'
    assert result(text, folder=tmp_path) == [11, 50, 51, 52]


def test_actuals_of_nothing() -> None:
    found = only(YEAR + 'actual nothing from "billing.csv"')
    assert (found.code, found.text) == ("E0613", "nothing")


def test_actuals_that_cannot_be_read(tmp_path: Path) -> None:
    files(tmp_path, {"billing.csv": "period,cost\n2026-01,lots\n"})
    found = only(MONTHS + 'cost = grow($10, 10% per month)\nactual cost from "billing.csv"\noutput x = cost', tmp_path)
    assert found.code == "E0613"
    assert "lots" in found.message


BILLED = MONTHS + 'cost = grow($10 / month, 10% per month)\nactual cost from "billing.csv"\noutput x = cost'


def test_actuals_may_have_units_of_their_own(tmp_path: Path) -> None:
    files(tmp_path, {"billing.csv": "period,cost\n2026-01,$120 / year\n2026-02,12\n"})
    assert close(result(BILLED, folder=tmp_path), [10, 12, 10 * 1.1**2, 10 * 1.1**3])


@pytest.mark.parametrize(
    ("rows", "blamed", "said"),
    [
        ("2026-01,$5", "$5", "USD/month"),
        ('2026-01,"1,200"', '"1,200"', "not a number"),
        ("2026-01-03,5\n2026-01-20,6", "2026-01-20", "fall in one period"),
        ("2026-Q1,15", "2026-Q1", "longer than a period"),
    ],
)
def test_actuals_that_do_not_fit_are_shown_in_their_file(tmp_path: Path, rows: str, blamed: str, said: str) -> None:
    files(tmp_path, {"billing.csv": f"period,cost\n{rows}\n"})
    found = only(BILLED, tmp_path)
    assert (found.code, found.text) == ("E0613", blamed)
    assert said in found.message


def test_a_file_of_actuals_there_is_not(tmp_path: Path) -> None:
    text = MONTHS + 'cost = grow($10, 10% per month)\nactual cost from "none.csv"\noutput x = cost'
    assert codes(text, tmp_path) == ["E0901"]


# ------------------------------------------------------------------------------------------------------------ scenarios


def test_one_number_in_a_seriess_place_holds_in_every_period() -> None:
    text = MONTHS + USERS + "output x = u\noutput y = u[last]\nscenario flat { u = 7 user }"
    assert run(text, "flat") == {"x": [7, 7, 7, 7], "y": 7}


def test_a_series_in_a_numbers_place() -> None:
    text = MONTHS + "input p = $10\noutput x = p * 2\nscenario s { p = grow($10, 10% per month) }"
    assert result(text) == 20
    assert close(result(text, "s"), [20, 22, 24.2, 26.62])


def test_the_past_of_a_series_that_is_known_has_its_unit() -> None:
    text = MONTHS + (
        "u = grow(2 user, 0% per year)\nw = previous(u, 0)\noutput x = w\noutput y = max(w, 1 user)\noutput z = w * 2"
    )
    assert run(text) == {"x": [0, 2, 2, 2], "y": [1, 2, 2, 2], "z": [0, 4, 4, 4]}
    assert unit(text) == "user"
    assert unit(text, "z") == "user"


# ------------------------------------------------------------------------------------- time within what is counted


@pytest.mark.parametrize(
    ("stated", "value", "amount"),
    [
        ("kWh/month", "grow(100 kWh / month, 0% per month)", 400.0),
        ("GPU_hour/month", "grow(100 GPU_hour / month, 0% per month)", 400.0),
        ("kWh/month", "grow(1 kW, 0% per month)", 4 * 730.0),
    ],
)
def test_hours_within_a_unit_are_part_of_what_is_counted(stated: str, value: str, amount: float) -> None:
    assert close(result(f"{MONTHS}y : {stated} = {value}\noutput x = total(y)"), amount)


def test_so_much_a_gpu_hour_is_a_price_and_no_rate_over_time() -> None:
    text = f"{MONTHS}p = grow($2 / GPU_hour, 0% per month)\noutput x = total(p)"
    assert codes(text) == ["E0603"]


def test_the_gpus_of_a_gpu_hour_may_cancel() -> None:
    text = f"{MONTHS}p = grow($2 / GPU_hour, 0% per month)\noutput x = total(p * 3 gpu)"
    assert close(result(text), 2 * 3 * 730.0 * 4)
