"""Money over time: present values, returns, payments and depreciation, against formulas written out here."""

from __future__ import annotations

import datetime

import pytest
from tiny import only, result, run, unit

MONTHS = "timeline month from 2026-01 for 4\n"


def close(found: object, wanted: object) -> bool:
    return found == pytest.approx(wanted, rel=1e-9, abs=1e-12)


FLOW = MONTHS + "flow = by_date [2026-01: -$100, 2026-02: $60]\n"
AMOUNTS = [-100.0, 60.0, 60.0, 60.0]
MONTHLY = 1.1 ** (1 / 12) - 1


def npv(rate: float, amounts: list[float]) -> float:
    return sum(amount / (1 + rate) ** (t + 1) for t, amount in enumerate(amounts))


def years(months: int) -> list[float]:
    first = datetime.date(2026, 1, 1)
    return [(datetime.date(2026 + t // 12, t % 12 + 1, 1) - first).days / 365 for t in range(months)]


def test_npv_discounts_the_first_period_too() -> None:
    text = FLOW + "output x = npv(flow, 10% per year)"
    assert close(result(text), npv(MONTHLY, AMOUNTS))
    assert unit(text) == "USD"


def test_npv_of_a_rate_takes_its_amounts() -> None:
    assert close(
        result("timeline year from 2026 for 3\noutput x = npv($100 / month, 10% per year)"), npv(0.1, [1200.0] * 3)
    )


def test_npv_at_a_nominal_rate() -> None:
    assert close(result(FLOW + "output x = npv(flow, nominal(12% per year, monthly))"), npv(0.01, AMOUNTS))


def test_a_daily_rate_has_no_one_monthly_rate_under_an_actual_calendar() -> None:
    found = only("calendar actual\ntimeline month from 2026-01 for 3\noutput x = npv($1 / month, 1% per day)")
    assert (found.code, found.text) == ("E0614", "1% per day")


def test_xnpv_discounts_by_days() -> None:
    wanted = sum(amount / 1.1**year for amount, year in zip(AMOUNTS, years(4), strict=True))
    assert close(result(FLOW + "output x = xnpv(flow, 10% per year)"), wanted)


def test_irr_is_the_rate_at_which_npv_is_0() -> None:
    text = FLOW + "output x = irr(flow)"
    assert abs(npv(result(text), AMOUNTS)) < 1e-9
    assert unit(text) == "1/month"


def test_xirr_is_a_rate_by_the_year() -> None:
    text = FLOW + "output x = xirr(flow)"
    rate = result(text)
    assert abs(sum(amount / (1 + rate) ** year for amount, year in zip(AMOUNTS, years(4), strict=True))) < 1e-9
    assert unit(text) == "1/year"


def test_a_flow_of_one_sign_has_no_rate_of_return() -> None:
    found = result(MONTHS + "output x = irr($5 / month)")
    assert found != found


def test_payback_is_interpolated() -> None:
    text = FLOW + "output x = payback(flow)"
    assert close(result(text), 2 + 40 / 60)
    assert unit(text) == "month"


def test_what_is_never_paid_back_is_a_fault() -> None:
    found = result(MONTHS + "output x = payback(-$5 / month)")
    assert found != found


@pytest.mark.parametrize("call", ["npv(flow[2026-01 .. 2026-02], 10% per year)", "irr(flow[2026-01 .. 2026-02])"])
def test_the_whole_series_is_wanted(call: str) -> None:
    assert only(FLOW + f"output x = {call}").code == "E0514"


def test_a_payment_repays_with_its_interest() -> None:
    rate = 1.12 ** (1 / 12) - 1
    text = "output x = pmt(12% per year, 12 month, $1000)"
    assert close(result(text), 1000 * rate / (1 - (1 + rate) ** -12))
    assert unit(text) == "USD/month"


def test_an_annuity_by_the_year() -> None:
    text = "output x = annuity(12% per year, 3 year, $1000)"
    assert close(result(text), 1000 * 0.12 / (1 - 1.12**-3))
    assert unit(text) == "USD/year"


def test_a_payment_without_interest_is_an_even_part() -> None:
    assert close(result("output x = pmt(0% per year, 4 month, $1000)"), 250)


def test_the_periods_of_a_payment_are_a_time() -> None:
    assert only("output x = pmt(12% per year, 12, $1000)").code == "E0615"


# --------------------------------------------------------------------------------------------------------- depreciation

LIFE = "timeline year from 2026 for 6\n"


def test_depreciation_in_a_straight_line() -> None:
    text = LIFE + "output x = straight_line($100, $10, 4 year)"
    assert close(result(text), [22.5] * 4 + [0, 0])
    assert unit(text) == "USD/year"


def test_depreciation_of_a_declining_balance() -> None:
    book, wanted = 100.0, []
    for _ in range(4):
        wanted.append(min(book * 2 / 4, book - 10))
        book -= wanted[-1]
    assert close(result(LIFE + "output x = declining_balance($100, $10, 4 year)"), [*wanted, 0, 0])
    assert close(result(LIFE + "output x = declining_balance($100, $10, 4 year, 150%)")[:2], [37.5, 62.5 * 1.5 / 4])


def test_depreciation_by_the_sum_of_the_years() -> None:
    assert close(
        result(LIFE + "output x = sum_of_years($100, $10, 4 year)"), [90 * k / 10 for k in (4, 3, 2, 1)] + [0, 0]
    )


def test_depreciation_by_the_month_adds_up_to_what_is_lost() -> None:
    text = (
        "timeline month from 2026-01 for 36\n"
        "output x = total(straight_line($100, $10, 2 year))\n"
        "output y = total(sum_of_years($100, $10, 2 year))"
    )
    assert close(list(run(text).values()), [90, 90])


@pytest.mark.parametrize("life", ["4", "4 user"])
def test_a_life_is_a_time(life: str) -> None:
    assert only(LIFE + f"output x = straight_line($100, $10, {life})").code == "E0615"
