"""Models of single figures, worked out in plain Python without the engine."""

from __future__ import annotations

from math import sqrt

from hand import Outputs, case


# --------------------------------------------------------------------------------------------- rag_chatbot
def rag(answer: float, cached: float) -> Outputs:
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
        "all_three": (6.0, "USD"),
        "gap": (5.0, "day"),
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
def assistants(sales: float, support: float, legal: float) -> Outputs:
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


# ------------------------------------------------------------------------------------------- scenario_tree
def plans(revenue: float, bill: float) -> Outputs:
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


# ------------------------------------------------------------------------------------------- shared_prices
def shared(margin: float) -> Outputs:
    return {
        "basic": (3_000.0, "USD"),
        "listed": (500 * (1 + margin), "USD/month"),
        "quick": (30.0, "minute"),
        "marked": (100 * (1 + margin), "USD"),
        "marked_less": (110.0, "USD"),
    }


case("shared_prices", shared(0.3))


# -------------------------------------------------------------------------------------------- model_picker
def picker(price: float, window: float, good: float, house: float = 0.2 * 0.75 + 0.6 * 0.25) -> Outputs:
    return {
        "pick_price": (price, "USD/Mtoken"),
        "pick_window": (window, "token"),
        "pick_bill": (price * 800, "USD/month"),
        "named_bill": (0.75 * 800, "USD/month"),
        "fixed_bill": (800.0, "USD/month"),
        "house_bill": (house * 800 + 900, "USD/month"),
        "heir_better": (True, ""),
        "good_ones": (good, ""),
        "median_score": (0.68, ""),
    }


case("model_picker", {**picker(0.75, 32_000.0, 3.0), "heir_price": (0.2 * 0.75 + 1.2 * 0.25, "USD/Mtoken")})
case("model_picker", picker(3 * 0.75 + 12 * 0.25, 128_000.0, 1.0), "picky")
case(
    "model_picker",
    {**picker(0.75, 32_000.0, 3.0, 0.2 * 0.75 + 0.25), "heir_price": (0.2 * 0.75 + 2 * 0.25, "USD/Mtoken")},
    "dearer_house",
)
