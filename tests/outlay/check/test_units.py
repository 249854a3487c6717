"""Units as people write them: kept as written, converted where they meet, refused where they cannot."""

from __future__ import annotations

import pytest
from tiny import codes, mended, mistakes, only, result, run, unit

CALENDARS = (("", 8_760), ("calendar 360\n", 8_640), ("calendar 365.25\n", 8_766), ("calendar 366\n", 8_784))


# ------------------------------------------------------------------------------------------ as written, and leftovers


def test_units_stay_as_written_until_they_meet() -> None:
    text = "a = 4 day / week\nb = 5 week / month\noutput x = a * b"
    assert result(text) == 20
    assert unit(text) == "day/month"


def test_a_left_over_fraction_of_times_becomes_a_number_when_it_meets_one() -> None:
    assert result("a = 4 day / week\noutput x = 1 + a") == pytest.approx(1 + 4 / 7)


def test_a_left_over_fraction_of_times_is_kept_while_it_is_only_multiplied() -> None:
    text = "a = 4 day / week\noutput x = a * 2"
    assert result(text) == 8
    assert unit(text) == "day/week"


def test_identical_units_cancel() -> None:
    text = "output x = 6 token / user * 2 user"
    assert result(text) == 12
    assert unit(text) == "token"


def test_an_output_is_shown_without_units_that_repeat() -> None:
    text = "output x = 1 kWh / 1 hour"
    assert result(text) == 1_000
    assert unit(text) == "watt"


def test_a_chain_of_units_belongs_to_its_literal() -> None:
    text = "output x = 1k token * $0.002 / 1k token"
    assert result(text) == pytest.approx(0.002)
    assert unit(text) == "USD"


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("1 GB + 1 MB", 1.001, "GB"),
        ("1 GiB - 1 GB", 1 - 1e9 / 2**30, "GiB"),
        ("1 hour + 30 minute", 1.5, "hour"),
        ("2 page", 2, "page"),
        ("3 users + 1 user", 4, "user"),
        ("-3 user", -3, "user"),
        ("5 query + 2 queries", 7, "query"),
        ("5 user per month", 5, "user/month"),
        ("10x", 10, ""),
        ("35%", 0.35, ""),
        ("175B parameter", 175e9, "parameter"),
        ("1_000 token", 1_000, "token"),
    ],
)
def test_a_quantity_as_it_is_written(text: str, value: float, shown: str) -> None:
    assert result(f"output x = {text}") == pytest.approx(value, rel=1e-12)
    assert unit(f"output x = {text}") == shown


def test_the_same_dimension_in_another_unit_is_equal() -> None:
    assert result("output x = 1 hour == 60 minute") is True
    assert result("output x = 1 page <= 499 word") is False


def test_a_stated_unit_converts() -> None:
    assert result("output x : word = 2 page") == 1_000


# ------------------------------------------------------------------------------------------------------ the calendar


@pytest.mark.parametrize(("said", "hours"), CALENDARS)
def test_time_and_calendar_meet_through_the_models_calendar(said: str, hours: float) -> None:
    assert result(f"{said}output x : hour = 1 year") == hours


@pytest.mark.parametrize(("said", "hours"), CALENDARS)
def test_a_month_is_a_twelfth_of_the_year(said: str, hours: float) -> None:
    assert result(f"{said}output x : hour = 1 month") == pytest.approx(hours / 12)


def test_a_rate_by_the_day_becomes_one_by_the_month() -> None:
    assert result("output x : USD/month = $12 / day") == pytest.approx(365)


def test_an_actual_calendar_counts_the_days_of_each_month() -> None:
    text = "calendar actual\ntimeline month from 2028-01 for 3\noutput x : day = 1 month"
    assert result(text) == [31, 29, 31]


def test_an_actual_calendar_needs_months() -> None:
    found = only("calendar actual\ntimeline quarter from 2026-Q1 for 2\noutput x = 3")
    assert (found.code, found.line, found.text) == ("E0351", 1, "calendar actual")
    assert mended("calendar actual\noutput x = 3").startswith("calendar 365\n")


def test_a_year_has_360_to_366_days() -> None:
    found = only("calendar 12\noutput x = 3")
    assert (found.code, found.text) == ("E0612", "12")
    assert mended("calendar 12\noutput x = 3").startswith("calendar 365\n")


def test_a_literal_near_the_calendar_is_doubted_with_both_figures() -> None:
    found = only("output x = 4 week / month")
    assert (found.code, found.text) == ("W0347", "4 week / month")
    assert "4.3452" in found.message
    assert "365 days" in found.message


@pytest.mark.parametrize(
    "text", ["4.345 week / month", "2 week / month", "4 day / week", "730 hour / month", "12 month / year"]
)
def test_a_literal_on_the_calendar_or_far_from_it_is_not_doubted(text: str) -> None:
    assert codes(f"output x = {text}") == []


@pytest.mark.parametrize(("text", "count"), [("50_000 minute / month", 0), ("43_000 minute / month", 1)])
def test_minutes_a_month_are_a_volume_unless_they_nearly_are_the_months(text: str, count: int) -> None:
    assert codes(f"output x = {text}") == ["W0347"] * count


def test_a_literal_of_the_library_is_not_doubted_to_its_reader() -> None:
    assert codes("calendar 360\noutput x = OWN_GPU_HOUR($30_000, 4 year, 700 watt)") == []


def test_what_machines_take_in_seconds_is_shown_in_their_hours() -> None:
    text = "output x = 36e14 FLOP / (1 TFLOP / second / gpu)\n"
    assert unit(text) == "GPU_hour"
    assert result(text) == pytest.approx(1)
    assert unit("output x = $3 / second / gpu") == "USD/second/gpu"


# ------------------------------------------------------------------------------------------------------- percentages


def test_percentages_add_up_to_percentages() -> None:
    assert result("output x = 10% + 5%") == pytest.approx(0.15)


def test_a_share_taken_from_one_needs_no_warning() -> None:
    assert result("output x = 1 - 5%") == pytest.approx(0.95)


def test_percent_of_an_amount() -> None:
    assert result("output x = 10% of $50") == 5


def test_a_percentage_added_to_an_amount_is_refused() -> None:
    found = only("fee = $100\noutput x = fee + 10%")
    assert (found.code, found.line, found.text) == ("E0342", 2, "fee + 10%")
    assert mended("fee = $100\noutput x = fee + 10%").endswith("fee * (1 + 10%)")


def test_a_percentage_taken_from_a_sum_is_mended_in_brackets() -> None:
    text = "a = $3\nb = $4\noutput x = (a + b) - 10%"
    assert mended(text).endswith("(a + b) * (1 - 10%)")
    assert result(mended(text)) == pytest.approx(6.3)


def test_a_percentage_added_to_a_ratio_is_a_warning() -> None:
    found = only("r = 0.3\noutput x = r + 10%")
    assert (found.code, found.text) == ("W0342", "r + 10%")
    assert mended("r = 0.3\noutput x = r + 10%").endswith("r * (1 + 10%)")


def test_a_rate_in_percent_is_plain_arithmetic_outside_growth() -> None:
    assert result("output x = 1 + 24% per year * 1 month") == pytest.approx(1.02)


# ------------------------------------------------------------------------------------------------------ bare numbers


def test_a_bare_number_takes_the_stated_unit() -> None:
    text = "input plan : USD/user/month = 10\noutput x = plan"
    assert result(text) == 10
    assert unit(text) == "USD/user/month"


def test_a_bare_number_that_meets_a_unit_is_reported_at_the_number() -> None:
    found = only("fee = 10\n\noutput x = $5 + fee")
    assert (found.code, found.line, found.text) == ("E0341", 1, "10")
    assert "USD" in found.message


def test_a_bare_number_is_mended_with_the_unit_it_met() -> None:
    text = "seats = 10\noutput x = 3 user + seats"
    assert mended(text).startswith("seats = 10 user\n")


def test_a_bare_number_compared_with_a_quantity_is_reported() -> None:
    assert only("output x = 3 user > 2").code == "E0341"


def test_a_bare_sum_that_meets_a_unit_is_underlined_whole() -> None:
    assert only("output x = 3 user + (2 + 4)").text == "2 + 4"


@pytest.mark.parametrize(
    "text", ["5 user + 0", "0 + 5 user", "max(0, 5 user)", "if true then 5 user else 0", "clamp(5 user, 0, 9 user)"]
)
def test_zero_fits_any_unit(text: str) -> None:
    assert result(f"output x = {text}") == 5
    assert unit(f"output x = {text}") == "user"


def test_zero_compares_with_any_unit() -> None:
    assert result("output x = 5 user > 0") is True


# -------------------------------------------------------------------------------------------------- what cannot meet


def test_a_clash_names_both_sides_and_what_would_mend_it() -> None:
    found = only("a = 3 user\nb = 4 user / month\noutput x = a + b")
    assert (found.code, found.line, found.text) == ("E0340", 3, "a + b")
    assert all(word in found.message for word in ("`a` is in user", "`b` is in user/month", "month"))


@pytest.mark.parametrize("operator", ["+", "-", "<", "<=", ">", ">=", "==", "!="])
def test_unlike_things_meet_in_no_operator(operator: str) -> None:
    assert only(f"output x = 3 user {operator} $4").code == "E0340"


def test_the_branches_of_a_condition_agree() -> None:
    assert only("output x = if 1 > 2 then $3 else $4 / month").code == "E0340"


def test_a_stated_unit_that_does_not_fit_is_reported_at_the_value() -> None:
    found = only("output x : USD/month = $3")
    assert (found.code, found.text) == ("E0340", "$3")
    assert "USD/month" in found.message


def test_multiplying_makes_new_units() -> None:
    assert unit("output x = 3 user * 2 user") == "user^2"


# ---------------------------------------------------------------------------------------------------- powers and roots


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("sqrt(16 meter^2)", 4, "meter"),
        ("(3 meter) ^ 2", 9, "meter^2"),
        ("(8 word) ^ (1/3)", 2, "word^(1/3)"),
        ("2 ^ 3 ^ 2", 512, ""),
        ("2 ^ -1", 0.5, ""),
        ("(4 meter^2) ^ 0.5", 2, "meter"),
    ],
)
def test_a_power(text: str, value: float, shown: str) -> None:
    assert result(f"output x = {text}") == pytest.approx(value)
    assert unit(f"output x = {text}") == shown


def test_a_value_raised_in_a_denominator_is_ordinary_division() -> None:
    assert result("n = 3\noutput x = 2 / n ^ 2") == pytest.approx(2 / 9)


@pytest.mark.parametrize("power", ["40", "-17", "3.14159"])
def test_a_unit_to_an_absurd_power_is_refused(power: str) -> None:
    found = only(f"side = 3 word\noutput x = side ^ {power}")
    assert (found.code, found.text) == ("E0344", power)


def test_units_that_grow_beyond_sense_by_multiplying_are_refused() -> None:
    text = "a = (3 word) ^ 16\noutput x = a * a * a * a"
    assert set(codes(text)) == {"E0344"}


def test_the_exponent_of_a_quantity_cannot_be_an_input() -> None:
    found = only("input n = 3\nside = 2 meter\noutput x = side ^ n")
    assert (found.code, found.text) == ("E0512", "n")


def test_an_exponent_carries_no_unit() -> None:
    assert only("output x = 3 ^ (2 user)").code == "E0343"


# ----------------------------------------------------------------------------------------------------------- shares


def test_a_share_lies_in_0_to_1() -> None:
    found = only("input x : share = 120%")
    assert (found.code, found.text) == ("E0348", "120%")


def test_a_share_that_is_worked_out_is_judged_when_it_runs() -> None:
    text = "input a = 0.5\ns : share = a * 3\noutput x = s"
    assert result(text) != result(text)  # a fault
    assert result(text, a="0.25") == 0.75


# ------------------------------------------------------------------------------------------- unit names and readings


def test_an_unknown_unit_is_mended_with_the_nearest() -> None:
    found = only("input load = 3 tokns")
    assert (found.code, found.text, found.fix) == ("E0347", "tokns", "token")
    assert mended("input load = 3 tokns").endswith("3 token")


def test_a_bare_unit_name_is_no_value() -> None:
    found = only("output x = 3 * user")
    assert (found.code, found.text) == ("E0204", "user")
    assert mended("output x = 3 * user").endswith("3 * 1 user")


def test_a_name_that_is_a_unit_and_a_value_is_asked_about() -> None:
    text = "users = 5 user\nprice = $10 / users\noutput x = price"
    found = only(text)
    assert (found.code, found.line, found.text) == ("E0205", 2, "$10 / users")
    assert "`$10 / user`" in found.message
    assert "($10) / users" in found.message
    assert "price = $10 / user\n" in mended(text)


def test_per_is_followed_by_units_only() -> None:
    text = "n = 3\noutput x = 6 per n"
    assert (only(text).code, only(text).text) == ("E0353", "per n")
    assert mended(text).endswith("6 / n")


def test_a_unit_multiplied_into_a_literal_has_a_unit_of_its_own() -> None:
    text = "output x = $2 / gpu * hour"
    assert only(text).code == "E0349"
    assert mended(text).endswith("$2 / GPU_hour")


def test_the_model_declares_units() -> None:
    text = "unit gadget = 3 widget\nunit widget\noutput x : widget = 2 gadgets"
    assert result(text) == 6


def test_a_library_unit_declared_alike_is_legal() -> None:
    assert codes("unit page = 500 word\noutput x : word = 1 page") == []


def test_a_library_unit_declared_otherwise_is_not() -> None:
    found = only("unit day = 12 hour")
    assert (found.code, found.text) == ("E0350", "day")


def test_a_unit_made_of_an_unknown_one_is_reported_once() -> None:
    found = only("unit gadget = 3 widgit\noutput x = 3 user")
    assert (found.code, found.text) == ("E0347", "widgit")


# -------------------------------------------------------------------------------------------------- built-in functions


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("round(2.5)", 3, ""),
        ("round(-2.5)", -3, ""),
        ("ceil(13 gpu, 8)", 16, "gpu"),
        ("ceil(13 gpu, 8 gpu)", 16, "gpu"),
        ("floor(2.7 user, 1 user)", 2, "user"),
        ("abs(-3 user)", 3, "user"),
        ("mod(7 user, 4 user)", 3, "user"),
        ("clamp(5 user, 1 user, 3 user)", 3, "user"),
        ("min(3 hour, 30 minute)", 0.5, "hour"),
        ("max([1, 5, 2])", 5, ""),
        ("sum([1 user, 2 user])", 3, "user"),
        ("mean([1 user, 2 user])", 1.5, "user"),
        ("exp(0)", 1, ""),
        ("ln(exp(2))", 2, ""),
        ("log10(1000)", 3, ""),
        ("log(8, 2)", 3, ""),
        ("log(1000, 10)", 3, ""),
    ],
)
def test_a_built_in(text: str, value: float, shown: str) -> None:
    assert result(f"output x = {text}") == pytest.approx(value)
    assert unit(f"output x = {text}") == shown


def test_rounding_a_quantity_needs_a_step() -> None:
    text = "output x = round(3.5 gpu)"
    assert only(text).code == "E0343"
    assert mended(text).endswith("round(3.5 gpu, 1 gpu)")
    assert result(mended(text)) == 4


@pytest.mark.parametrize("text", ["exp(3 user)", "ln(3 user)", "log10($3)"])
def test_a_logarithm_takes_plain_numbers(text: str) -> None:
    assert only(f"output x = {text}").code == "E0343"


def test_a_range_is_checked_against_the_value_beside_it() -> None:
    found = only("input growth = 80% per month @range(0% .. 50% per month)")
    assert (found.code, found.text) == ("E0352", "80% per month")


def test_a_range_in_another_unit_is_converted() -> None:
    assert codes("input w = 90 minute @range(1 .. 2 hour)") == []


def test_every_mistake_is_told_and_each_once() -> None:
    text = "a = 3 user + $4\nb = a * 2\nc = 3 tokns\noutput x = b + c\noutput y = exp(1 user)"
    assert [(one.code, one.line) for one in mistakes(text)] == [("E0340", 1), ("E0347", 3), ("E0343", 5)]


def test_a_run_of_all_outputs() -> None:
    assert run("output x = 1 user\noutput y = x * 2") == {"x": 1, "y": 2}


def test_a_division_by_a_literal_and_then_by_a_value_goes_from_left_to_right() -> None:
    assert result("n = 4\na = 16\noutput x = a / 2 / n") == 2
    assert result("n = 4\na = 16\noutput x = a / 2 / n ^ 2") == 0.5


def test_percentages_of_one_time_are_added_to_rates() -> None:
    assert result("input fee = 0.03 per month\noutput x = fee + 2% per month") == pytest.approx(0.05)


def test_a_rate_is_no_plain_number() -> None:
    found = only("input churn = 2% per month\noutput x = 1 - churn")
    assert (found.code, found.text, found.fix) == ("E0341", "churn", "churn * 1 month")
    assert mended("input growth = 24% per year\noutput x = (growth / 2) + 1").endswith("((growth / 2) * 1 year) + 1")
