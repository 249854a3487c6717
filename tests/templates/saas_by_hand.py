"""The SaaS-margin template worked out in plain Python, by someone who has read only its text."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

MONTHS = 36
MTOKEN = 1e6


@dataclass
class Plan:
    launch: float = 5_000
    new: float = 400
    new_growth: float = 0.03
    churn: float = 0.02
    active: float = 0.70
    price: float = 10.0
    plus: float = 0.15
    team: float = 0.10
    plus_multiple: float = 2.0
    team_multiple: float = 1.5
    discount: float = 0.08
    active_days: float = 4.0
    tokens_in: float = math.sqrt(8_000 * 12_000)  # the median of a lognormal interval is the ends' geometric mean
    tokens_out: float = math.sqrt(3_000 * 5_000)
    weeks_a_year: float = 52.0
    plus_usage: float = 1.6
    team_usage: float = 1.2
    cached: float = 0.30
    batch: float = 0.10
    input_price: float = 2.50
    output_price: float = 10.0
    cached_price_share: float = 0.5
    batch_discount: float = 0.5
    drop: float = 1.5
    drop_every: float = 24.0
    committed: float = 3_000.0
    committed_discount: float = 0.05
    cogs: float = 0.20
    target: float = 0.70
    acquisition: float = 110.0


@dataclass
class Outcome:
    closing: list[float] = field(default_factory=list)
    average: list[float] = field(default_factory=list)
    revenue: list[float] = field(default_factory=list)
    tokens: list[float] = field(default_factory=list)
    ai_cost: list[float] = field(default_factory=list)
    margin: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    price: list[float] = field(default_factory=list)
    max_tokens: list[float] = field(default_factory=list)
    headroom: list[float] = field(default_factory=list)
    payback: list[float] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    heavy_margin: list[float] = field(default_factory=list)


def work_out(plan: Plan) -> Outcome:
    found = Outcome()
    standard = 1 - plan.plus - plan.team
    price_mix = standard + plan.plus * plan.plus_multiple + plan.team * plan.team_multiple
    usage_mix = standard + plan.plus * plan.plus_usage + plan.team * plan.team_usage
    net_price = plan.price * price_mix * (1 - plan.discount)
    days = plan.active_days * plan.weeks_a_year / 12
    customers = plan.launch
    for month in range(MONTHS):
        opening = customers
        customers = opening + plan.new * (1 + plan.new_growth) ** month - opening * plan.churn
        average = (opening + customers) / 2
        revenue = average * net_price
        tokens_in = average * plan.active * plan.tokens_in * days * usage_mix
        tokens_out = average * plan.active * plan.tokens_out * days * usage_mix
        cheaper = plan.drop ** (-month / plan.drop_every)
        dollars_in = tokens_in * (1 - plan.cached * (1 - plan.cached_price_share)) * plan.input_price * cheaper / MTOKEN
        dollars_out = tokens_out * plan.output_price * cheaper / MTOKEN
        metered = (dollars_in + dollars_out) * (1 - plan.batch * plan.batch_discount)
        ai_cost = plan.committed * (1 - plan.committed_discount) + max(metered - plan.committed, 0)
        margin = 1 - plan.cogs - ai_cost / revenue
        tokens = tokens_in + tokens_out
        effective = ai_cost / tokens * MTOKEN
        allowed = net_price * (1 - plan.target - plan.cogs) / effective * MTOKEN
        # 95th percentile of a lognormal whose deviation equals its mean
        heavy = tokens / average / math.sqrt(2) * math.exp(1.6448536269514722 * math.sqrt(math.log(2)))
        found.closing.append(customers)
        found.average.append(average)
        found.revenue.append(revenue)
        found.tokens.append(tokens / MTOKEN)
        found.ai_cost.append(ai_cost)
        found.margin.append(margin)
        found.share.append(ai_cost / revenue)
        found.price.append(effective)
        found.max_tokens.append(allowed)
        found.headroom.append(allowed / (tokens / average) - 1)
        found.payback.append(plan.acquisition / (revenue / average * margin))
        found.value.append(revenue / average * margin / plan.churn)
        found.heavy_margin.append(1 - plan.cogs - heavy * effective / MTOKEN / net_price)
    return found


def plan_floor(plan: Plan) -> float:
    """The list price at which the last month's margin is the target: AI cost does not hang on the price."""
    found = work_out(plan)
    per_customer = found.ai_cost[-1] / found.average[-1]
    net = per_customer / (1 - plan.target - plan.cogs)
    return net / (found.revenue[-1] / found.average[-1] / plan.price)
