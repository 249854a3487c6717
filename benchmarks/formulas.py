"""Two models that everyone computes: the formulas once, and how each program is told them.

A formula is written as Python: arithmetic, `max(a, b)`, `min(a, b)` and `a if b > c else d`. Every formula is needed by
one of the outputs, so that nobody gains by leaving some out.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class Formulas:
    """A model: the inputs that vary, with the range of their columns, those that do not, its formulas, its outputs."""

    title: str
    inputs: dict[str, Range]
    fixed: dict[str, float]
    formulas: dict[str, str]
    outputs: tuple[str, ...]

    def cost(self) -> str:
        """As a model of Outlay, every number a plain one."""
        middles = {name: sum(span) / 2 for name, span in self.inputs.items()}
        lines = [f"input {name} = {number!r}" for name, number in (middles | self.fixed).items()]
        for name, text in self.formulas.items():
            prefix = "output " if name in self.outputs else ""
            lines.append(f"{prefix}{name} = {translated(text, _OUTLAY)}")
        return "\n".join(lines) + "\n"


TWELVE = Formulas(
    "12 formulas",
    {
        "customers": (1_000.0, 50_000.0),
        "price": (10.0, 40.0),
        "discount": (0.0, 0.3),
        "requests": (50.0, 600.0),
        "tokens_in": (500.0, 3_000.0),
        "tokens_out": (100.0, 1_000.0),
        "churn": (0.01, 0.06),
    },
    {"price_in": 0.000003, "price_out": 0.000012},
    {
        "gross_revenue": "customers * price",
        "net_revenue": "gross_revenue * (1 - discount)",
        "calls": "customers * requests",
        "input_cost": "calls * tokens_in * price_in",
        "output_cost": "calls * tokens_out * price_out",
        "metered_cost": "input_cost + output_cost",
        "ai_cost": "metered_cost * 0.8 + 10000 if metered_cost > 50000 else metered_cost",
        "support_cost": "net_revenue * 0.05",
        "gross_profit": "net_revenue - ai_cost - support_cost",
        "gross_margin": "gross_profit / net_revenue",
        "profit_per_customer": "gross_profit / customers",
        "lifetime_value": "max(profit_per_customer, 0) / churn",
    },
    ("gross_margin", "lifetime_value"),
)

FIFTY = Formulas(
    "50 formulas",
    {
        "customers": (1_000.0, 50_000.0),
        "price": (10.0, 40.0),
        "discount": (0.0, 0.3),
        "plus_share": (0.05, 0.4),
        "requests": (50.0, 600.0),
        "tokens_in": (500.0, 3_000.0),
        "tokens_out": (100.0, 1_000.0),
        "churn": (0.01, 0.06),
    },
    {"price_in": 0.000003, "price_out": 0.000012, "cached_share": 0.3, "growth": 0.03},
    {
        "standard_share": "1 - plus_share",
        "price_mix": "standard_share + plus_share * 2",
        "list_price": "price * price_mix",
        "net_price": "list_price * (1 - discount)",
        "gross_revenue": "customers * list_price",
        "net_revenue": "customers * net_price",
        "discounts": "gross_revenue - net_revenue",
        "plus_customers": "customers * plus_share",
        "standard_customers": "customers - plus_customers",
        "standard_calls": "standard_customers * requests",
        "plus_calls": "plus_customers * requests * 1.6",
        "calls": "standard_calls + plus_calls",
        "input_tokens": "calls * tokens_in",
        "output_tokens": "calls * tokens_out",
        "cached_tokens": "input_tokens * cached_share",
        "uncached_tokens": "input_tokens - cached_tokens",
        "tokens": "input_tokens + output_tokens",
        "input_cost": "uncached_tokens * price_in",
        "cached_cost": "cached_tokens * price_in * 0.5",
        "output_cost": "output_tokens * price_out",
        "list_cost": "input_cost + cached_cost + output_cost",
        "batch_saving": "list_cost * 0.05",
        "metered_cost": "list_cost - batch_saving",
        "volume_discount": "0.2 if metered_cost > 50000 else 0.1 if metered_cost > 10000 else 0",
        "ai_cost": "metered_cost * (1 - volume_discount)",
        "effective_price": "ai_cost / tokens",
        "cloud_cost": "net_revenue * 0.1",
        "support_cost": "max(net_revenue * 0.05, standard_customers * 0.2)",
        "payment_cost": "net_revenue * 0.03",
        "cost_of_revenue": "ai_cost + cloud_cost + support_cost + payment_cost",
        "gross_profit": "net_revenue - cost_of_revenue",
        "gross_margin": "gross_profit / net_revenue",
        "margin_without_ai": "(gross_profit + ai_cost) / net_revenue",
        "points_lost": "margin_without_ai - gross_margin",
        "ai_share": "ai_cost / net_revenue",
        "exposure": "points_lost + ai_share * 0.5",
        "revenue_per_customer": "net_revenue / customers",
        "profit_per_customer": "gross_profit / customers",
        "heavy_tokens": "tokens / customers * 3",
        "heavy_cost": "heavy_tokens * effective_price",
        "heavy_margin": "1 - heavy_cost / revenue_per_customer",
        "lifetime": "1 / churn",
        "lifetime_value": "max(profit_per_customer, 0) * lifetime",
        "new_customers": "customers * (growth + churn)",
        "acquisition_spend": "new_customers * 110",
        "commissions": "(net_revenue - discounts * 0.1) * 0.08",
        "operating_cost": "acquisition_spend + commissions + 20000",
        "operating_profit": "gross_profit - operating_cost",
        "operating_margin": "operating_profit / net_revenue",
        "score": "operating_margin * 100 - exposure * 10 + heavy_margin * 10 + min(lifetime_value / 110, 5)",
    },
    ("operating_profit", "score"),
)


# ------------------------------------------------------------------------------------------------ other spellings


@dataclass(frozen=True)
class Spelling:
    """How a language writes what Python writes otherwise."""

    chosen: str  # condition, then, otherwise
    greatest: str = "max({0}, {1})"
    least: str = "min({0}, {1})"


_OUTLAY = Spelling("(if {0} then {1} else {2})")
NUMEXPR = Spelling("where({0}, {1}, {2})", "maximum({0}, {1})", "minimum({0}, {1})")
SQL = Spelling("CASE WHEN {0} THEN {1} ELSE {2} END", "greatest({0}, {1})", "least({0}, {1})")
SHEET = Spelling("IF({0},{1},{2})", "MAX({0},{1})", "MIN({0},{1})")

_OPERATORS: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Gt: ">"}


def translated(text: str, spelling: Spelling, names: Callable[[str], str] = str) -> str:
    """A formula in another spelling, its names looked up in `names`."""

    def write(node: ast.AST) -> str:
        if isinstance(node, ast.Name):
            return names(node.id)
        if isinstance(node, ast.Constant):
            return repr(node.value)
        if isinstance(node, ast.BinOp):
            return f"({write(node.left)} {_OPERATORS[type(node.op)]} {write(node.right)})"
        if isinstance(node, ast.Compare):
            return f"{write(node.left)} {_OPERATORS[type(node.ops[0])]} {write(node.comparators[0])}"
        if isinstance(node, ast.IfExp):
            return spelling.chosen.format(write(node.test), write(node.body), write(node.orelse))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            form = spelling.greatest if node.func.id == "max" else spelling.least
            return form.format(*[write(arg) for arg in node.args])
        raise TypeError(f"no part of a formula: {ast.dump(node)}")

    return write(ast.parse(text, mode="eval").body)


def evaluated(text: str, values: dict[str, object], chosen: object, greatest: object, least: object) -> object:
    """A formula worked out with whatever its names stand for: columns of a frame, expressions of a library."""
    spelling = Spelling("chosen_({0}, {1}, {2})", "greatest_({0}, {1})", "least_({0}, {1})")
    namespace = {"__builtins__": {}, "chosen_": chosen, "greatest_": greatest, "least_": least, **values}
    return eval(translated(text, spelling), namespace)  # the formulas of this file


def inlined(model: Formulas, name: str) -> str:
    """One formula with all others written into it."""
    return translated(
        model.formulas[name], NUMEXPR, lambda each: inlined(model, each) if each in model.formulas else each
    )


def columns(count: int) -> Sequence[str]:
    """The letters of the first columns of a sheet."""
    return [chr(ord("A") + number) for number in range(count)]
