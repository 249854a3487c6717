"""Models over time, worked out in plain Python without the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import ceil, log10

from hand import Outputs, case


def root_of(function: Callable[[float], float], low: float, high: float) -> float:
    """Halving, for a function that changes sign once between the two."""
    falling = function(low) > 0
    for _ in range(200):
        middle = (low + high) / 2
        if (function(middle) > 0) == falling:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def npv(amounts: list[float], rate: float) -> float:
    return sum(amount / (1 + rate) ** (place + 1) for place, amount in enumerate(amounts))


def running(amounts: list[float]) -> list[float]:
    return [sum(amounts[: place + 1]) for place in range(len(amounts))]


# ----------------------------------------------------------------------------------------- embedding_refresh
_tokens = [20_000 * 1.12**year * 300 * 500 / 0.75 for year in range(4)]
_embedding = [each * 0.02 / 1e6 * 2 for each in _tokens]
_index = [each / 400 * 1536 * 4 * 1.5 / 1e9 for each in _tokens]
_queries = 250 * 60 * 8760
_asking = _queries * 30 * 0.02 / 1e6
case(
    "embedding_refresh",
    {
        "embedding": (_embedding, "USD"),
        "index_size": (_index, "GB"),
        "by_library": (_index, "GB"),
        "asking": (_asking, "USD/year"),
        "asked": (float(_queries), "query/year"),
        "all_years": (4 * _asking + sum(_embedding), "USD"),
    },
)


# ----------------------------------------------------------------------------------------------- eur_budget
def euros(rates: list[float]) -> Outputs:
    in_euros = [900 + 1500 / rate + 210 * 1.05 for rate in rates]
    in_dollars = [each * rate for each, rate in zip(in_euros, rates, strict=True)]
    return {
        "in_dollars": (in_dollars, "USD/month"),
        "in_euros": (in_euros, "EUR/month"),
        "left_side": ([900 - 108 / rate for rate in rates], "EUR/month"),
        "euros_a_dollar": ([900 * rate / 1500 for rate in rates], ""),
        "half_year": (sum(in_dollars), "USD"),
        "last_euro": (sum(in_euros[3:]), "EUR"),
    }


case("eur_budget", euros([1.08] * 3 + [1.10] * 3))
_strong = euros([1.2] * 6)
case("eur_budget", {name: _strong[name] for name in ("half_year", "last_euro")}, "strong_euro")

# ----------------------------------------------------------------------------------------- gpu_depreciation
case(
    "gpu_depreciation",
    {
        "straight_line_charge": ([225_000.0] * 4 + [0.0, 0.0], "*"),
        "declining_charge": ([500_000.0, 250_000.0, 125_000.0, 25_000.0, 0.0, 0.0], "*"),
        "digits_charge": ([360_000.0, 270_000.0, 180_000.0, 90_000.0, 0.0, 0.0], "*"),
        "straight_sum": (900_000.0, "*"),
        "digits_sum": (900_000.0, "*"),
        "declining_sum": (900_000.0, "*"),
        "book": ([775_000.0, 550_000.0, 325_000.0, 100_000.0, 100_000.0, 100_000.0], "USD"),
    },
)

# ---------------------------------------------------------------------------------------- cohort_retention
_new = [1000.0, 1000.0, 1500.0, 1500.0, 1500.0, 1500.0]
_curve = [1.0, 0.6, 0.5, 0.45, 0.42, 0.4]
_smooth = [sum(_new[t - age] * 0.9**age for age in range(t + 1)) for t in range(6)]
_curved = [sum(_new[t - age] * _curve[age] for age in range(t + 1)) for t in range(6)]
case(
    "cohort_retention",
    {
        "smooth": (_smooth, "user"),
        "curved": (_curved, "user"),
        "revenue": ([each * 8 for each in _smooth], "USD/month"),
        "half_year": (sum(_smooth) * 8, "USD"),
    },
)

# ------------------------------------------------------------------------------------------ quarterly_plan
_seats = [400 * 1.02 ** (3 * quarter) for quarter in range(8)]
case(
    "quarterly_plan",
    {
        "seat_path": (_seats, "seat"),
        "revenue_by_quarter": ([each * 75 for each in _seats], "USD/quarter"),
        "first_half": (sum(_seats[:2]) * 75, "USD"),
        "year_2027": (sum(_seats[2:6]) * 75 * 0.12, "USD"),
        "all": (sum(_seats) * 75, "USD"),
        "q4": (_seats[5], "seat"),
        "stay": (1.2 ** (7 / 4), ""),
        "average_seats": (sum(_seats[2:6]) / 4, "seat"),
        "running": (running([each * 75 * 0.12 for each in _seats]), "USD"),
    },
)

# ------------------------------------------------------------------------------------------------ own_site
_net = [3.4e6 * 1.03**year - 0.9e6 - (12e6 if year == 0 else 0) for year in range(10)]
_sums = running(_net)
_turn = next(place for place in range(10) if all(each > 0 for each in _sums[place:]))
case(
    "own_site",
    {
        "value": (npv(_net, 0.08), "USD"),
        "pays": (_turn + -_sums[_turn - 1] / _net[_turn], "*"),
        "yearly_return": (root_of(lambda rate: npv(_net, rate), 0.0, 1.0), "*"),
        "running_sum": (_sums, "USD"),
        "level": (12e6 * 0.08 / (1 - 1.08**-10), "*"),
    },
)

# --------------------------------------------------------------------------------- calendar_360 and _actual
case(
    "calendar_360",
    {
        "energy": (120 * 720.0, "kWh/month"),
        "bill": (120 * 720 * 0.11, "USD/month"),
        "hours": (8640.0, "hour"),
        "weeks": (30 / 7, "week"),
        "quarter_bill": (3 * 120 * 720 * 0.11, "USD"),
        "days": (90.0, "day"),
    },
)
_lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
case(
    "calendar_actual",
    {
        "monthly_visits": ([10_000.0 * each for each in _lengths], "request/month"),
        "bill_a_month": ([20.0 * each for each in _lengths], "USD/month"),
        "year_bill": (7_320.0, "USD"),
        "year_salary": (60_000.0, "USD"),
        "february": (580.0, "USD"),
        "spring": (92 * 20.0, "USD"),
    },
)

# --------------------------------------------------------------------------------------------- price_steps
_paid = [300.0] * 3 + [240.0] * 5 + [320.0] + [200.0] * 3
case(
    "price_steps",
    {
        "paid": (_paid, "USD/month"),
        "whole_year": (sum(_paid), "USD"),
        "first_price": (5.0, "USD/Mtoken"),
        "summer": (4.0, "USD/Mtoken"),
        "dearest": (5.0, "USD/Mtoken"),
        "cheapest": (240.0, "USD/month"),
        "average": (46.5 / 12, "USD/Mtoken"),
    },
)

# ----------------------------------------------------------------------------------------- billing_actuals
_bill = [1100.0, 950.0, 1250.0] + [1000 * 1.1**month for month in (3, 4, 5)]
case(
    "billing_actuals",
    {"bill": (_bill, "USD/month"), "half_year": (sum(_bill), "USD"), "after_actuals": (1331.0, "USD/month")},
)

# --------------------------------------------------------------------------------------------------- slices
_spend = [100 * 1.01**month for month in range(24)]
_heads = [10 * 1.12 ** (month / 12) for month in range(24)]
case(
    "slices",
    {
        "whole": (sum(_spend), "USD"),
        "in_2026": (sum(_spend[:10]), "USD"),
        "in_2027": (sum(_spend[10:22]), "USD"),
        "in_2028": (sum(_spend[22:]), "USD"),
        "summer": (sum(_spend[3:6]), "USD"),
        "peak": (_heads[9], "person"),
        "trough": (_heads[10], "person"),
        "middle": (sum(_heads[:12]) / 12, "person"),
        "one": (_spend[10], "USD/month"),
        "last_heads": (_heads[23], "person"),
        "running": (running(_spend), "USD"),
        "spread": (2400.0, "USD"),
    },
)

# ------------------------------------------------------------------------------------------- present_values
_flow = [-50_000.0] + [4_000.0] * 23
_starts = [date(2026 + month // 12, month % 12 + 1, 1) for month in range(24)]
_years = [(start - _starts[0]).days / 365 for start in _starts]
case(
    "present_values",
    {
        "by_year": (npv(_flow, 1.12 ** (1 / 12) - 1), "USD"),
        "by_month": (npv(_flow, 0.01), "USD"),
        "nominal_rate": (npv(_flow, 0.01), "USD"),
        "as_amounts": (npv(_flow, 1.12 ** (1 / 12) - 1), "USD"),
        "monthly_return": (root_of(lambda rate: npv(_flow, rate), 0.0, 1.0), "*"),
        "day_count": (sum(amount / 1.12**year for amount, year in zip(_flow, _years, strict=True)), "USD"),
        "back_in": (13.5, "*"),
    },
)

# ------------------------------------------------------------------------------------------ decline_prices
case(
    "decline_prices",
    {
        "price": ([2 * 10 ** (-month / 16) for month in range(25)], "USD/Mtoken"),
        "after_16": (0.2, "USD/Mtoken"),
        "by_function": (2 * 10**-1.5, "USD/Mtoken"),
        "users": ([100 * 1.72 ** (month / 12) for month in range(25)], "user"),
        "savings": ([1000 * 1.01**month for month in range(25)], "USD"),
        "yearly_fall": (1 - (0.5 / 6) ** 0.75, "*"),
        "tenfold_in": (16 / log10(12), "month"),
        "monthly_rate": (1.72 ** (1 / 12) - 1, "*"),
        "plain_product": (0.25 / 12, ""),
    },
)


# ------------------------------------------------------------------------------------------- gpu_inventory
def inventory() -> Outputs:
    closing, orders, waiting, short = [], [], [], []
    stock, ordered, backlog = 10.0, 0.0, 0.0
    for month in range(8):
        demand = 12 * 1.15**month
        retired = stock * 0.05
        bought = ceil(max(demand - (stock - retired), 0) / 4) * 4.0
        backlog += bought - ordered
        stock += ordered - retired
        ordered = bought
        closing.append(stock)
        orders.append(bought)
        waiting.append(backlog)
        short.append(max(demand - stock, 0))
    return {
        "closing_stock": (closing, "gpu"),
        "orders": (orders, "gpu"),
        "waiting": (waiting, "gpu"),
        "all_spend": (sum(orders) * 30_000, "USD"),
        "short": (short, "gpu"),
    }


case("gpu_inventory", inventory())


# --------------------------------------------------------------------------------------------- hiring_ramp
_ramp_shares = [(month - 2) / 6 for month in range(12)]
_ramped = [4 + 6 * min(1.0, max(0.0, each)) for each in _ramp_shares]
case(
    "hiring_ramp",
    {
        "headcount": (_ramped, "person"),
        "extra": ([0.0] * 6 + [5_000.0] * 6, "USD/month"),
        "payroll": (sum(_ramped) * 15_000 + 30_000, "USD"),
        "seller_cost": (40_000.0, "USD/month"),
        "builder_cost": (720_000.0, "USD/year"),
        "months_of_ten": (10.0, "person"),
    },
)


# ----------------------------------------------------------------------------------------- loan_and_return
def payment(rate: float, periods: int, amount: float) -> float:
    return amount * rate / (1 - (1 + rate) ** -periods)


_earned = [-100_000.0, 45_000.0, 45_000.0, 30_000.0, 30_000.0]
_passed = [(date(2026 + year, 1, 1) - date(2026, 1, 1)).days / 365 for year in range(5)]


def by_days(rate: float) -> float:
    return sum(amount / (1 + rate) ** years for amount, years in zip(_earned, _passed, strict=True))


case(
    "loan_and_return",
    {
        "each_year": (payment(0.08, 5, 100_000), "USD/year"),
        "each_month": (payment(1.08 ** (1 / 12) - 1, 60, 100_000), "USD/month"),
        "nominal_month": (payment(0.0075, 60, 100_000), "USD/month"),
        "same": (payment(0.08, 5, 100_000), "USD/year"),
        "free": (25_000.0, "USD/year"),
        "returned": (root_of(lambda rate: npv(_earned, rate), 0.0, 1.0), "*"),
        "by_day": (root_of(by_days, 0.0, 1.0), "*"),
        "worth": (npv(_earned, 0.08), "USD"),
        "worth_by_day": (by_days(0.08), "USD"),
        "back": (3 + 10 / 30, "year"),
        "written_off": ([30_000.0] * 3 + [0.0, 0.0], "USD/year"),
    },
)
