"""The same models as people write them in plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

Column = np.ndarray[Any, np.dtype[np.float64]]
PERIODS = 36
PRICE_IN, PRICE_OUT, CACHED_SHARE, GROWTH = 0.000003, 0.000012, 0.3, 0.03


def twelve(c: dict[str, Column]) -> tuple[Column, ...]:
    gross_revenue = c["customers"] * c["price"]
    net_revenue = gross_revenue * (1 - c["discount"])
    calls = c["customers"] * c["requests"]
    input_cost = calls * c["tokens_in"] * PRICE_IN
    output_cost = calls * c["tokens_out"] * PRICE_OUT
    metered_cost = input_cost + output_cost
    ai_cost = np.where(metered_cost > 50_000, metered_cost * 0.8 + 10_000, metered_cost)
    support_cost = net_revenue * 0.05
    gross_profit = net_revenue - ai_cost - support_cost
    gross_margin = gross_profit / net_revenue
    profit_per_customer = gross_profit / c["customers"]
    lifetime_value = np.maximum(profit_per_customer, 0) / c["churn"]
    return gross_margin, lifetime_value


def fifty(c: dict[str, Column]) -> tuple[Column, ...]:
    standard_share = 1 - c["plus_share"]
    price_mix = standard_share + c["plus_share"] * 2
    list_price = c["price"] * price_mix
    net_price = list_price * (1 - c["discount"])
    gross_revenue = c["customers"] * list_price
    net_revenue = c["customers"] * net_price
    discounts = gross_revenue - net_revenue
    plus_customers = c["customers"] * c["plus_share"]
    standard_customers = c["customers"] - plus_customers
    standard_calls = standard_customers * c["requests"]
    plus_calls = plus_customers * c["requests"] * 1.6
    calls = standard_calls + plus_calls
    input_tokens = calls * c["tokens_in"]
    output_tokens = calls * c["tokens_out"]
    cached_tokens = input_tokens * CACHED_SHARE
    uncached_tokens = input_tokens - cached_tokens
    tokens = input_tokens + output_tokens
    input_cost = uncached_tokens * PRICE_IN
    cached_cost = cached_tokens * PRICE_IN * 0.5
    output_cost = output_tokens * PRICE_OUT
    list_cost = input_cost + cached_cost + output_cost
    batch_saving = list_cost * 0.05
    metered_cost = list_cost - batch_saving
    volume_discount = np.where(metered_cost > 50_000, 0.2, np.where(metered_cost > 10_000, 0.1, 0.0))
    ai_cost = metered_cost * (1 - volume_discount)
    effective_price = ai_cost / tokens
    cloud_cost = net_revenue * 0.1
    support_cost = np.maximum(net_revenue * 0.05, standard_customers * 0.2)
    payment_cost = net_revenue * 0.03
    cost_of_revenue = ai_cost + cloud_cost + support_cost + payment_cost
    gross_profit = net_revenue - cost_of_revenue
    gross_margin = gross_profit / net_revenue
    margin_without_ai = (gross_profit + ai_cost) / net_revenue
    points_lost = margin_without_ai - gross_margin
    ai_share = ai_cost / net_revenue
    exposure = points_lost + ai_share * 0.5
    revenue_per_customer = net_revenue / c["customers"]
    profit_per_customer = gross_profit / c["customers"]
    heavy_tokens = tokens / c["customers"] * 3
    heavy_cost = heavy_tokens * effective_price
    heavy_margin = 1 - heavy_cost / revenue_per_customer
    lifetime = 1 / c["churn"]
    lifetime_value = np.maximum(profit_per_customer, 0) * lifetime
    new_customers = c["customers"] * (GROWTH + c["churn"])
    acquisition_spend = new_customers * 110
    commissions = (net_revenue - discounts * 0.1) * 0.08
    operating_cost = acquisition_spend + commissions + 20_000
    operating_profit = gross_profit - operating_cost
    operating_margin = operating_profit / net_revenue
    score = operating_margin * 100 - exposure * 10 + heavy_margin * 10 + np.minimum(lifetime_value / 110, 5)
    return operating_profit, score


def series(c: dict[str, Column]) -> tuple[Column, ...]:
    """Closing customers, profit of every month, and all of it: one recurrence over 36 months."""
    rows = len(c["launch"])
    closing, profit = np.empty((PERIODS, rows)), np.empty((PERIODS, rows))
    opening = c["launch"]
    for month in range(PERIODS):
        closing[month] = opening + c["new"] - opening * c["churn"]
        revenue = (opening + closing[month]) / 2 * c["price"]
        profit[month] = revenue - np.maximum(revenue * 0.3, 20_000)
        opening = closing[month]
    return closing, profit, profit.sum(axis=0)


SERIES_MODEL = """
timeline month from 2026-01 for 36
input launch = 5_000
input new    = 400
input churn  = 0.02
input price  = 10
opening = previous(closing, launch)
output closing = opening + new - opening * churn
revenue = (opening + closing) / 2 * price
output profit = revenue - max(revenue * 0.3, 20_000)
output all_profit = sum(profit)
"""
SERIES_INPUTS = {"launch": (4e3, 6e3), "new": (300.0, 500.0), "churn": (0.01, 0.05), "price": (5.0, 15.0)}
