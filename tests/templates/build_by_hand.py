"""The build-vs-buy template worked out in plain Python, by someone who has read only its text."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

MONTHS = 36
HOURS_A_MONTH = 730.0
DAYS_A_MONTH = 365 / 12
OPTIONS = ("api", "tuned", "rent", "reserve", "own")


@dataclass
class Plan:
    requests: float = 200_000.0  # a day, at launch
    growth: float = 0.03
    tokens_in: float = 2_000.0
    tokens_out: float = 128.0
    peak: float = 3.0
    parameters: float = 70.6e9
    kv: float = 163_840.0
    batch: float = 32.0
    measured: bool = True
    measured_speed: float = 381.0
    utilisation: float = 0.70
    elastic: float = 0.60
    salary: float = 240_000.0
    api_drop: float = 2.0
    api_drop_every: float = 24.0
    rent: float = 3.0
    rent_drop: float = 1.25
    reserve: float = 2.10
    reserved: float = 4.0
    gpu_price: float = 33_800.0
    lead: int = 4
    power_price: float = 0.10
    pue: float = 1.3
    discount: float = 0.10


def present(cash: list[float], yearly: float) -> float:
    """As Excel's NPV: the first month is discounted too."""
    monthly = (1 + yearly) ** (1 / 12)
    return float(sum(amount / monthly ** (month + 1) for month, amount in enumerate(cash)))


def fleet(needed: float, step: float) -> float:
    return math.ceil(needed / step - 1e-12) * step


def work_out(plan: Plan) -> dict[str, object]:
    memory = plan.parameters * 1 + plan.batch * (plan.tokens_in + plan.tokens_out) * plan.kv
    smallest = math.ceil(memory / (80e9 * 0.9))
    rate = smallest * 1979e12 * 0.5
    prefill = 2 * plan.parameters * plan.tokens_in * plan.batch / rate
    step = max(memory / (smallest * 3.35e12 * 0.6), 2 * plan.parameters * plan.batch / rate)
    latency = prefill + plan.tokens_out * step
    roofline = plan.batch * plan.tokens_out / latency / smallest
    speed = plan.measured_speed if plan.measured else roofline

    months = range(MONTHS)
    requests = [plan.requests * (1 + plan.growth) ** month for month in months]
    output = [daily / 86_400 * plan.tokens_out for daily in requests]
    average = [fleet(each / (speed * plan.utilisation), smallest) for each in output]
    peak = [fleet(each * plan.peak / (speed * plan.utilisation), smallest) for each in output]
    rented = [low * plan.elastic + high * (1 - plan.elastic) for low, high in zip(average, peak, strict=True)]
    millions_in = [daily * DAYS_A_MONTH * plan.tokens_in / 1e6 for daily in requests]
    millions_out = [daily * DAYS_A_MONTH * plan.tokens_out / 1e6 for daily in requests]
    hosted = [plan.api_drop ** (-month / plan.api_drop_every) for month in months]
    list_price = [plan.rent * plan.rent_drop ** (-month / 12) for month in months]

    tuning = 20 * 2 * 32.77
    storage = 5_000 * 0.08
    egress = [each * 1e6 * 4 / 1e9 * 0.09 for each in millions_out]
    own_model = [tuning + storage + each for each in egress]

    owned = max(peak)
    purchase = owned * plan.gpu_price * 1.5
    kilowatts = owned * 0.7 * 1.4
    running = kilowatts * plan.pue * HOURS_A_MONTH * plan.power_price + kilowatts * 120 + purchase * 0.05 / 12
    on = [1 if month + 1 > plan.lead else 0 for month in months]

    compute = {
        "api": [(i * 2.5 + o * 10) * h for i, o, h in zip(millions_in, millions_out, hosted, strict=True)],
        "tuned": [(i * 3 + o * 6) * h + 160 for i, o, h in zip(millions_in, millions_out, hosted, strict=True)],
        "rent": [g * HOURS_A_MONTH * p + m for g, p, m in zip(rented, list_price, own_model, strict=True)],
        "reserve": [
            plan.reserved * HOURS_A_MONTH * plan.reserve + max(g - plan.reserved, 0) * HOURS_A_MONTH * p + m
            for g, p, m in zip(rented, list_price, own_model, strict=True)
        ],
        "own": [
            running * here + rented[month] * (1 - here) * HOURS_A_MONTH * list_price[month] + own_model[month]
            for month, here in enumerate(on)
        ],
    }
    compute["own"][0] += purchase
    compute["own"][-1] -= purchase * 0.20
    people = {"api": 0.25, "tuned": 0.5, "rent": 1.0, "reserve": 1.0, "own": 1.5}
    build = {"api": 20_000.0, "tuned": 50_000.0, "rent": 120_000.0, "reserve": 120_000.0, "own": 180_000.0}
    cash = {
        option: [
            spend + people[option] * plan.salary / 12 + (build[option] if month == 0 else 0)
            for month, spend in enumerate(compute[option])
        ]
        for option in OPTIONS
    }
    npv = {option: present(cash[option], plan.discount) for option in OPTIONS}
    tokens = [i + o for i, o in zip(millions_in, millions_out, strict=True)]
    cumulative = {option: [sum(cash[option][: month + 1]) for month in months] for option in OPTIONS}
    switched = [min(cumulative[o][m] for o in OPTIONS if o != "api") < cumulative["api"][m] for m in months]
    best = min(OPTIONS, key=lambda option: npv[option])
    return {
        "smallest": smallest,
        "latency": latency,
        "roofline": roofline,
        "average": average,
        "peak": peak,
        "owned": owned,
        "purchase": purchase,
        "compute": compute,
        "cash": cash,
        "cumulative": cumulative,
        "npv": npv,
        "per_mtoken": {option: npv[option] / present(tokens, plan.discount) for option in OPTIONS},
        "rank": {option: 1 + sum(npv[other] < npv[option] for other in OPTIONS) for option in OPTIONS},
        "switch": switched.index(True) + 1 if True in switched else MONTHS + 1,
        "best": best,
        "compute_spend": sum(compute[best]),
        "tokens": tokens,
        "idle": [1 - each / (high * speed) for each, high in zip(output, peak, strict=True)],
    }


def break_even(plan: Plan, low: float = 1_000, high: float = 50_000_000) -> float:
    """Lowest launch volume at which owning costs what the API costs, found by a fine scan and halving."""

    def gap(requests: float) -> float:
        npv = work_out(replace(plan, requests=requests))["npv"]
        assert isinstance(npv, dict)
        return float(npv["own"] - npv["api"])

    left, step = low, 1.01
    while gap(left * step) > 0:
        left *= step
        assert left < high, "owning never meets the API"
    right = left * step
    for _ in range(80):
        middle = (left + right) / 2
        if gap(middle) > 0:
            left = middle
        else:
            right = middle
    return (left + right) / 2
