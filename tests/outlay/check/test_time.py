"""Periods, series and rates over time, against formulas written out here."""

from __future__ import annotations

import datetime

import pytest
from tiny import mended, only, result, run, unit

MONTHS = "timeline month from 2026-01 for 4\n"
YEAR = "timeline month from 2026-01 for 12\n"
USERS = "u = grow(100 user, 5% per month)\n"


def close(found: object, wanted: object) -> bool:
    return found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


# ----------------------------------------------------------------------------------------------------------- timelines


@pytest.mark.parametrize(
    ("line", "periods"),
    [
        ("month from 2026-01 for 3", 3),
        ("month from 2026-11 to 2027-02", 4),
        ("quarter from 2026-Q2 for 5", 5),
        ("quarter from 2026-Q1 to 2027-Q4", 8),
        ("year from 2026 for 3", 3),
        ("year from 2026 to 2030", 5),
    ],
)
def test_a_timeline(line: str, periods: int) -> None:
    assert result(f"timeline {line}\noutput x = grow(1 user, 0% per year)") == [1.0] * periods


@pytest.mark.parametrize(
    ("line", "blamed", "fix"),
    [
        ("month from 2026-01 for 9_999", "9_999", None),
        ("month from 2026-01 for 0", "0", None),
        ("month from 2026-01 for 2.5", "2.5", None),
        ("month from 2026-01 to 2025-01", "2025-01", None),
        ("quarter from 2026-02 for 3", "2026-02", "2026-Q1"),
        ("year from 2026-02 for 3", "2026-02", "2026"),
        ("week from 2026-01 for 3", "week", "month"),
    ],
)
def test_no_such_timeline(line: str, blamed: str, fix: str | None) -> None:
    text = f"timeline {line}\noutput x = 3"
    found = only(text)
    assert (found.code, found.text, found.fix) == ("E0611", blamed, fix)
    if fix is not None:
        mended(text)


@pytest.mark.parametrize(
    "second", ["timeline year from 2026 for 3", ("calendar 360\ncalendar 365"), ("as_of 2026-01\nas_of 2026-02")]
)
def test_what_holds_for_the_whole_model_is_said_once(second: str) -> None:
    assert only(f"timeline month from 2026-01 for 12\n{second}\noutput x = 3").code == "E0610"


def test_a_series_needs_a_timeline() -> None:
    found = only("output x = grow(10 user, 5% per month)")
    assert (found.code, found.text) == ("E0601", "grow(10 user, 5% per month)")


@pytest.mark.parametrize(
    "call",
    [
        "previous(3, 1)",
        "cumulative(3)",
        "by_date [2026-01: 3]",
        "npv($3, 1% per year)",
        "total($3 / month)",
        "cohort(3, 50%)",
    ],
)
def test_whatever_speaks_of_periods_needs_a_timeline(call: str) -> None:
    assert only(f"output x = {call}").code == "E0601"


# --------------------------------------------------------------------------------------------------- growth and decline


def test_growth_starts_in_the_first_period() -> None:
    assert close(result(MONTHS + "output x = grow(100 user, 10% per month)"), [100, 110, 121, 133.1])


def test_a_yearly_rate_compounds_by_the_month() -> None:
    assert close(result(MONTHS + "output x = grow(100 user, 72% per year)"), [100 * 1.72 ** (t / 12) for t in range(4)])


def test_a_monthly_rate_compounds_by_the_quarter_and_the_year() -> None:
    assert close(
        result("timeline quarter from 2026-Q1 for 3\noutput x = grow(100 user, 10% per month)"),
        [100 * 1.1 ** (3 * t) for t in range(3)],
    )
    assert close(
        result("timeline year from 2026 for 3\noutput x = grow(1 user, 10% per month)"),
        [1.1 ** (12 * t) for t in range(3)],
    )


def test_a_daily_rate_compounds_over_the_calendars_month() -> None:
    assert close(result(MONTHS + "output x = grow(1 user, 1% per day)"), [1.01 ** (t * 365 / 12) for t in range(4)])


def test_a_rate_that_changes_holds_in_the_period_it_reaches() -> None:
    text = MONTHS + "g = by_date [2026-01: 1% per month, 2026-03: 2% per month]\noutput x = grow(100 user, g)"
    assert close(result(text), [100, 101, 101 * 1.02, 101 * 1.02**2])


def test_an_actual_calendar_grows_by_the_days_of_each_month() -> None:
    found = result("calendar actual\ntimeline month from 2026-01 for 3\noutput x = grow(1 user, 1% per day)")
    assert close(found[0], 1)
    assert close(found[1], 1.01**28)
    assert close(found[2], 1.01 ** (28 + 31))


def test_a_decline_by_a_rate() -> None:
    assert close(result(MONTHS + "output x = decline(100 user, 10% per month)"), [100 * 0.9**t for t in range(4)])


def test_a_decline_by_a_factor_is_continuous() -> None:
    assert close(result(MONTHS + "output x = decline($2, 10x, 16 month)"), [2 / 10 ** (t / 16) for t in range(4)])
    assert close(result(MONTHS + "output x = decline($2, 10x, 2 year)"), [2 / 10 ** (t / 24) for t in range(4)])


def test_a_bare_percentage_is_no_rate() -> None:
    text = YEAR + "output x = grow(10 user, 5%)"
    found = only(text)
    assert (found.code, found.text) == ("E0602", "5%")
    assert mended(text).endswith("5% per month)")


@pytest.mark.parametrize(
    "call", ["grow(10 user, 5 user)", "grow(10 user, $5 / month)", "npv($5 / month, 10%)", "nominal(10%, monthly)"]
)
def test_what_is_no_rate(call: str) -> None:
    assert only(YEAR + f"output x = {call}").code == "E0602"


def test_growth_of_a_series_is_refused() -> None:
    text = YEAR + USERS + "output x = grow(u, 5% per month)"
    assert (only(text).code, only(text).text) == ("E0614", "u")
    mended(text)


def test_a_decline_says_how_long_it_takes() -> None:
    text = YEAR + "output x = decline($3, 10x, 16)"
    assert (only(text).code, only(text).text) == ("E0615", "16")
    assert mended(text).endswith("16 month)")


def test_a_nominal_rate_is_charged_in_parts() -> None:
    text = MONTHS + (
        "output x = grow(100 user, nominal(12% per year, monthly))\n"
        "output y = grow(100 user, nominal(12% per year, quarterly))"
    )
    found = run(text)
    assert close(found["x"], [100 * 1.01**t for t in range(4)])
    assert close(found["y"], [100 * 1.03 ** (t / 3) for t in range(4)])


# ------------------------------------------------------------------------------------------------- steps, ramps, dates


def test_a_step() -> None:
    assert result(MONTHS + "output x = step($1, $2, 2026-03)") == [1, 1, 2, 2]


def test_a_step_within_a_month_begins_with_the_next() -> None:
    assert result(MONTHS + "output x = step($1, $2, 2026-02-10)") == [1, 1, 2, 2]


def test_a_ramp_takes_equal_steps_in_months_that_are_all_alike() -> None:
    assert close(result(MONTHS + "output x = ramp(0 user, 12 user, 2026-01, 2026-03)"), [0, 6, 12, 12])
    assert close(result(MONTHS + "output x = ramp(0 user, 12 user, 2025-11, 2026-03)"), [6, 9, 12, 12])
    begun = 15 / 31
    assert close(result(MONTHS + "output x = ramp(0, 1, 2026-01-16, 2026-03)")[1], (1 - begun) / (2 - begun))


def test_a_ramp_follows_the_true_days_under_the_actual_calendar() -> None:
    days = [datetime.date(2026, month, 1).toordinal() for month in (1, 2, 3, 4)]
    wanted = [12 * (day - days[0]) / (days[2] - days[0]) for day in days]
    text = "calendar actual\n" + MONTHS + "output x = ramp(0 user, 12 user, 2026-01, 2026-03)"
    assert close(result(text), [min(12, one) for one in wanted])


def test_dates_may_be_years() -> None:
    text = "timeline year from 2026 to 2030\n"
    assert close(result(text + "output x = ramp(0, 4, 2026, 2030)"), [0, 1, 2, 3, 4])
    assert result(text + "output x = step(1, 2, 2028)") == [1, 1, 2, 2, 2]


def test_the_date_of_a_step_may_be_an_input() -> None:
    text = MONTHS + (
        "input launch = 2026-03\noutput x = step(1 user, 2 user, launch)\nscenario late { launch = 2026-04 }"
    )
    assert result(text) == [1, 1, 2, 2]
    assert result(text, "late") == [1, 1, 1, 2]


def test_the_dates_of_a_ramp_may_be_inputs() -> None:
    text = MONTHS + "input launch = 2026-03\noutput x = ramp(0, 1, 2026-01, launch)"
    assert close(result(text)[1:], [1 / 2, 1, 1])
    assert close(result(text, launch="2026-03-16"), [0, 1 / (2 + 15 / 31), 2 / (2 + 15 / 31), 1])
    beyond = result(text, launch="2026-09")  # past the timeline a month has its mean length
    assert beyond == pytest.approx([0, 1 / 8, 2 / 8, 3 / 8], rel=0.01)
    assert result(text, launch="2025-12-01")[1] != 1  # a ramp that ends before it begins is a fault


def test_a_ramp_that_ends_before_it_begins() -> None:
    assert only(MONTHS + "output x = ramp(0 user, 12 user, 2027-01, 2026-01)").code == "E0609"


def test_a_step_wants_a_date() -> None:
    found = only(MONTHS + "output x = step(1 user, 2 user, 3)")
    assert (found.code, found.text) == ("E0607", "3")


def test_figures_by_date() -> None:
    text = MONTHS + "output x = by_date [2026-01: $1, 2026-02-15: $2, 2026-04: $3]"
    assert result(text) == [1, 1, 2, 3]


def test_figures_by_date_may_be_formulas_and_in_other_units() -> None:
    assert result(MONTHS + "a = 30 minute\noutput x = by_date [2025: 2 hour, 2026-03: a * 2]") == [2, 2, 1, 1]


def test_a_list_by_date_begins_with_the_timeline() -> None:
    text = YEAR + "output x = by_date [2026-03: $2, 2026-07: $3]"
    found = only(text)
    assert (found.code, found.text) == ("E0608", "2026-03")
    mended(text)


def test_dates_follow_one_another() -> None:
    found = only(YEAR + "output x = by_date [2026-01: $2, 2026-01: $3]")
    assert (found.code, found.text) == ("E0609", "2026-01")


# ---------------------------------------------------------------------------------------------------- previous, cohorts


def test_a_stock_crosses_its_circle_with_previous() -> None:
    assert result(MONTHS + "s = previous(s, 10 user) + 3 user\noutput x = s") == [13, 16, 19, 22]


def test_two_series_may_lean_on_each_others_past() -> None:
    text = MONTHS + "a = previous(b, 1) + 1\nb = previous(a, 2) + 1\noutput x = a\noutput y = b"
    assert run(text) == {"x": [2, 4, 4, 6], "y": [3, 3, 5, 5]}


def test_a_circle_within_a_period_is_refused_all_the_same() -> None:
    assert only(MONTHS + "a = previous(a, 1 user) + b\nb = a * 2\noutput x = a").code == "E0203"


def test_a_stock_that_begins_at_0_takes_the_unit_it_meets() -> None:
    text = MONTHS + "s = previous(s, 0) + 3 user\noutput x = s"
    assert result(text) == [3, 6, 9, 12]
    assert unit(text) == "user"


def test_a_bare_first_value_is_reported_at_the_number() -> None:
    text = MONTHS + "s = previous(s, 10) + 3 user\noutput x = s"
    assert (only(text).code, only(text).text) == ("E0341", "10")
    mended(text)


def test_a_first_value_in_another_unit() -> None:
    found = only(MONTHS + "c = 3 user\noutput x = previous(c, 4 gpu)")
    assert (found.code, found.text) == ("E0340", "c, 4 gpu")
    assert "`4 gpu` is in gpu" in found.message


def test_a_misspelt_name_in_previous_is_told_once() -> None:
    found = only(MONTHS + "stock = previous(stok, 10 user) + 3 user\noutput x = stock")
    assert (found.code, found.text, found.fix) == ("E0201", "stok", "stock")


def test_a_cohort_by_a_share_kept() -> None:
    assert close(result(MONTHS + "output x = cohort(10 user / month, 50%)"), [10, 15, 17.5, 18.75])


def test_a_cohort_by_a_list_of_ages() -> None:
    assert close(result(MONTHS + "output x = cohort(10 user / month, [100%, 50%, 25%])"), [10, 15, 17.5, 17.5])


def test_a_cohort_by_a_curve_reads_it_by_age() -> None:
    text = MONTHS + (
        "new = grow(10 user / month, 10% per month)\n"
        "alive = by_date [2026-01: 100%, 2026-02: 40%, 2026-03: 10%]\n"
        "output x = cohort(new, alive)"
    )
    new, alive = [10, 11, 12.1, 13.31], [1, 0.4, 0.1, 0.1]
    wanted = [sum(new[t - age] * alive[age] for age in range(t + 1)) for t in range(4)]
    assert close(result(text), wanted)


def test_a_cohort_by_a_curve_of_decline() -> None:
    text = MONTHS + "output x = cohort(10 user / month, decline(100%, 20% per month))"
    assert close(result(text), [10 * sum(0.8**age for age in range(t + 1)) for t in range(4)])


def test_a_cohort_of_stocks_and_of_rates_by_the_year() -> None:
    assert close(result(MONTHS + "output x = cohort(120 user / year, 50%)"), [10, 15, 17.5, 18.75])


@pytest.mark.parametrize(("survival", "code"), [('"a"', "E0514"), ("5 user", "E0343"), ('["a"]', "E0514")])
def test_survival_is_a_share(survival: str, code: str) -> None:
    assert only(MONTHS + f"output x = cohort(5 user / month, {survival})").code == code
