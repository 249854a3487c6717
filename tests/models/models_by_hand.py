"""What the models of this folder must give, worked out in plain Python by hand, without the engine.

`CASES` holds, for a model and a scenario, the value of each output with the unit it is meant in; `None` means that there is
no such number. A list is one number per period. A unit of `*` means: whatever unit the engine shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from math import ceil, log10, sqrt

Value = float | bool | str | None | list[float]


@dataclass(frozen=True)
class Case:
    model: str
    scenario: str = ""
    outputs: dict[str, tuple[Value, str]] = field(default_factory=dict)
    solves: dict[str, tuple[float | None, int]] = field(default_factory=dict)


CASES: list[Case] = []


def case(model: str, outputs: dict[str, tuple[Value, str]], scenario: str = "", solves: dict[str, tuple[float | None, int]] | None = None) -> None:
    CASES.append(Case(model, scenario, outputs, solves or {}))


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


# --------------------------------------------------------------------------------------------- rag_chatbot
def rag(answer: float, cached: float) -> dict[str, tuple[Value, str]]:
    prompt = 60 + 6 * 450
    question = (prompt * (1 - cached) * 2 + prompt * cached * 0.5 + answer * 6) / 1e6
    bill = question * 4 * 12_000 * 365 / 12
    return {
        "cost_of_question": (question, "USD/request"),
        "cost_of_conversation": (question * 4, "USD/conversation"),
        "bill": (bill, "USD/month"),
        "bill_in_batches": (bill * 0.6, "USD/month"),
        "batch_input": (2.0, "USD/Mtoken"),
    }


case("rag_chatbot", rag(220, 0.35))
case("rag_chatbot", rag(660, 0.35), "long_answers")
case("rag_chatbot", rag(660, 0.0), "long_and_cold")

# ------------------------------------------------------------------------------------------- support_agent
_model = 40_000 * 0.45 * 18_000 * 4 / 1e6
_platform, _staff = 12_000.0, 3 * 84_000 / 12
_before = 40_000 * 6.5
_after = _before * 0.55 + _model + _platform + _staff
case(
    "support_agent",
    {
        "before": (_before, "USD/month"),
        "after": (_after, "USD/month"),
        "saving": (_before - _after, "USD/month"),
        "saved_share": ((_before - _after) / _before, ""),
        "words_as_names": (28.0, ""),
        "per_deflected": ((_model + _platform + _staff) / 18_000, "USD/ticket"),
    },
)

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
def euros(rates: list[float]) -> dict[str, tuple[Value, str]]:
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

# ------------------------------------------------------------------------------------------ training_budget
_size, _each, _hour = sqrt(6e9 * 9e9), sqrt(18 * 25), sqrt(1.6 * 2.4)
_run = 6 * _size * _size * _each / (312e12 * 0.4) / 3600 * _hour
_experiments = 6 - sqrt((6 - 1) * (6 - 2) / 2)
_reserve = 1.5 / sqrt(1 + (0.6 / 1.5) ** 2)
case(
    "training_budget",
    {
        "tokens_needed": (_size * _each, "token"),
        "run_cost": (_run, "USD"),
        "budget": (_run * 1.15 * (1 + _experiments) * _reserve + 60_000, "USD"),
        "middle_failures": (0.15, ""),
        "middle_experiments": (_experiments, ""),
        "middle_staff": (5.0, "person"),
        "middle_reserve": (_reserve, ""),
        "middle_change": (0.10, ""),
        "middle_data": (60_000.0, "USD"),
        "nothing": (0.0, "parameter"),
        "late": (0.25, "year"),
    },
)

# --------------------------------------------------------------------------------------- tiered_commitment
_bands = {"at_edge": (3_000.0, "USD"), "below": (1_200.0, "USD"), "worth_at": (2 / 3, "")}
case(
    "tiered_commitment",
    {
        "by_band": (5_500.0, "USD"),
        "by_reach": (2_500.0, "USD"),
        "by_table": (5_500.0, "USD"),
        "committed": (2_000.0, "USD"),
        "unit_price": (2.2, "USD/Mtoken"),
        **_bands,
    },
)
case(
    "tiered_commitment",
    {
        "by_band": (2_700.0, "USD"),
        "by_reach": (2_700.0, "USD"),
        "committed": (3_200.0, "USD"),
        "unit_price": (3.0, "USD/Mtoken"),
    },
    "busy",
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

# ---------------------------------------------------------------------------------------- vendor_catalogue
case(
    "vendor_catalogue",
    {
        "cheapest_price": (1.9, "USD/hour"),
        "cheapest_setup": (900.0, "USD"),
        "fastest_speed": (5200.0, "token/second"),
        "by_slug": (80.0, "GB"),
        "by_alias": (5.0, "USD/hour"),
        "per_token": (1.10 / 3600 / 1500 * 1e6, "USD/Mtoken"),
        "how_many": (3.0, ""),
        "typical": ((1.9 + 2.2) / 2, "USD/hour"),
        "old_price": (0.60, "USD/hour"),
        "new_price": (0.45, "USD/hour"),
        "cheapest_year": (1.9 * 8760, "USD"),
    },
)

# ------------------------------------------------------------------------------------------- own_functions
case(
    "own_functions",
    {
        "plain": (0.048, "USD"),
        "named": (0.044, "USD"),
        "reordered": (2.0, "USD"),
        "middle": (7.0, "USD"),
        "mixed": (6.75, "hour"),
        "share_of": (0.0625, ""),
        "grown": (242.0, "token"),
        "grown_more": (675.0, "token"),
        "each": (225.0, "USD/person"),
        "nested": (3.625, ""),
    },
)

# ---------------------------------------------------------------------------------------------- plan_floor
case(
    "plan_floor",
    {"margin_now": (1 - 7.2 / 20 - 0.18, ""), "ai_cost": (7.2, "USD/user/month")},
    solves={
        "floor_plan": (7.2 / 0.22, 1),
        "most_tokens": (4.4 / 3 * 1e6, 1),
        "impossible": (None, 0),
        "lowest_of_three": (1.0, 3),
        "between": (4.0, 1),
    },
)

# ---------------------------------------------------------------------------------------------- fleet_size
case(
    "fleet_size",
    {"use_of_fleet": (5.4, ""), "wait": (1000.0, "second"), "a_month": (5.0 * 730, "USD/month")},
    solves={"fleet": (14.0, -1), "balanced": (12.0, -1)},
)


# ---------------------------------------------------------------------------------------- assistant_family
def assistants(sales: float, support: float, legal: float) -> dict[str, tuple[Value, str]]:
    return {
        "sales_bill": (sales, "USD/month"),
        "support_bill": (support, "USD/month"),
        "legal_bill": (legal, "USD/month"),
    }


case(
    "assistant_family",
    {
        **assistants(120 * 1.16, 120 * 1.36, 30 * 2.8),
        "reviewers": (4.0, "person"),
        "list_output": (2.0, "USD/Mtoken"),
        "list_cached": (1.0, "USD/Mtoken"),
        "heir_cached": (0.5, "USD/Mtoken"),
        "heir_output": (2.0, "USD/Mtoken"),
    },
)
case("assistant_family", assistants(120 * 1.24, 120 * 1.36, 30 * 2.8), "chatty")
case("assistant_family", assistants(120 * 1.12, 120 * 1.27, 60 * 2.35), "fewer_days")

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

# --------------------------------------------------------------------------------------------- units_words
case(
    "units_words",
    {
        "time_to_read": (1200 / 130, "minute"),
        "rent_a_year": (4320.0, "USD/year"),
        "credits_year": (5_000.0 * 365, "credit/year"),
        "in_bytes": (2.0 * 2**30, "byte"),
        "in_gb": (2 * 2**30 / 1e9, "GB"),
        "half_hour": (312e12 * 1800, "FLOP"),
        "side": (sqrt(12), "meter"),
        "side_again": (sqrt(12), "meter"),
        "joules": (3.6e6, "joule"),
        "bits": (8e6, "bit"),
        "left_over": (16.0, "day/month"),
        "plain_share": (1.5 / 7, ""),
        "boxes_left": (4.5, "box"),
        "stepped": (15.0, "meter^2"),
        "floored": (20.0, "minute"),
        "rounded": (23.5, "minute"),
        "power": (512.0, ""),
        "negative": (-4.0, ""),
        "parenthesised": (18.5, ""),
        "kilo": (3500.0, ""),
        "area_price": (30.0, "USD/meter^2"),
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
def inventory() -> dict[str, tuple[Value, str]]:
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


# ------------------------------------------------------------------------------------------- scenario_tree
def plans(revenue: float, bill: float) -> dict[str, tuple[Value, str]]:
    return {
        "bill": (bill, "USD/month"),
        "revenue": (revenue, "USD/month"),
        "left": (revenue - bill, "USD/month"),
    }


case("scenario_tree", plans(10_000, 2_000))
case("scenario_tree", plans(20_000, 4_000), "good")
case("scenario_tree", plans(30_000, 6_000), "better")
case("scenario_tree", plans(30_000, 3_100), "best")
case("scenario_tree", plans(30_000, 6_000), "odd")

# -------------------------------------------------------------------------------------------- sizing_rules
case(
    "sizing_rules",
    {
        "gpus_needed": (32.0, "gpu"),
        "by_library": (95.0, "gpu"),
        "level": (2.0, ""),
        "clamped": (1.0, ""),
        "word": ("work", ""),
        "some": (10.0, ""),
        "worst": (7.0, ""),
        "logic": (True, ""),
        "speedup": (1 / 0.55, ""),
        "plan_total": (7.0, ""),
        "rest": (5.0, ""),
    },
)
case(
    "sizing_rules",
    {"level": (1.0, ""), "word": ("work", ""), "some": (20.0, ""), "logic": (False, ""), "worst": (7.0, "")},
    "silver",
)

# --------------------------------------------------------------------------------------------- voice_agent
_minute = 0.006 + 0.0085 + 900 * 0.6e-6 + 0.55 * 150 * 5.7 * 15e-6
case(
    "voice_agent",
    {
        "cost_a_minute": (_minute, "USD/minute"),
        "cost_a_day": (_minute * 6300, "USD/day"),
        "cost_a_call": (_minute * 3.5, "USD/call"),
        "people_a_year": (12 * 19 * 1880.0, "USD/year"),
        "machine_a_year": (_minute * 6300 * 365, "USD/year"),
    },
)

# -------------------------------------------------------------------------------------------- chat_history
_sent = 12 * 450 + 230 * 12 * 11 / 2
case(
    "chat_history",
    {
        "tokens_sent": (_sent, "token"),
        "chat_cost": (_sent * 3e-6 + 2160 * 15e-6, "USD"),
        "naive": (5400 * 3e-6 + 2160 * 15e-6, "USD"),
        "times_dearer": ((_sent * 3 + 2160 * 15) / (5400 * 3 + 2160 * 15), ""),
        "agent_tokens": ((20 * 3000 + 850 * 190) * 1.15, "token"),
        "cost_by_library": (_sent * 1.65e-6 + 2160 * 15e-6, "USD"),
        "cache": (32 * 8192 * 2 * 80 * 8 * 128 * 2 / 1e9, "GB"),
        "verdict": ("fine", ""),
    },
)

# ---------------------------------------------------------------------------------------------- power_bill
_kilowatts = 40 * 6.5 * 1.25 * 0.65
case(
    "power_bill",
    {
        "energy": (_kilowatts * 8.76, "MWh/year"),
        "bill": (_kilowatts * 730 * 0.18, "EUR/month"),
        "in_usd": (_kilowatts * 8760 * 0.18 * 1.1, "USD/year"),
        "weekdays": (_kilowatts * 8.76 * 5 / 7, "MWh/year"),
        "plain": (5 / 7, ""),
        "sum_with_one": (1 + 5 / 7, ""),
        "per_machine": (_kilowatts * 24 * 0.18 / 40, "EUR/node/day"),
        "by_library": (6.5 * 24 * 0.2 * 1.25, "USD"),
    },
)

# --------------------------------------------------------------------------------------------- hiring_ramp
_ramp_from, _ramp_to = date(2026, 9, 1), date(2027, 3, 1)
_ramp_days = [
    (date(2026 + (6 + month) // 12, (6 + month) % 12 + 1, 1) - _ramp_from).days / (_ramp_to - _ramp_from).days
    for month in range(12)
]
_ramped = [4 + 6 * min(1.0, max(0.0, each)) for each in _ramp_days]
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


# ------------------------------------------------------------------------------------------- shared_prices
def shared(margin: float) -> dict[str, tuple[Value, str]]:
    return {
        "basic": (3_000.0, "USD"),
        "listed": (500 * (1 + margin), "USD/month"),
        "quick": (30.0, "minute"),
        "marked": (100 * (1 + margin), "USD"),
        "marked_less": (110.0, "USD"),
    }


case("shared_prices", shared(0.3))

