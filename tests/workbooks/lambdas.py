"""Exported functions called in a workbook: with arguments made up for each, by name, or written out in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from outlay_workbooks.book import Book, Properties, Style
from outlay_workbooks.lambdas.body import Parameter
from outlay_workbooks.lambdas.define import Lambda, Lambdas
from outlay_workbooks.layout.functions_page import function_names, function_pages
from outlay_workbooks.layout.page import Page
from outlay_workbooks.write import to_bytes

# By the parameter's name; any other number is made up from its place.
GIVEN: dict[str, Sequence[Any]] = {
    "model": ("gpt-3.5 turbo", "GPT35_TURBO"),
    "gpu": ("H100 SXM", "A100_SXM_80GB"),
    "item": ("output", "INPUT"),
    "field": ("memory", "peak"),
    "provider": ("Lambda", "lambda"),
    "term": ("on demand", "On Demand"),
    "precision": ("fp8", "bf16"),
    "as_of": (45245.0, 45300.0),
    "graduated": (False, True),
    "reserved": (False, True),
    "from_range": ([0.0, 10.0, 25.0], [0.0, 4.0, 6.0]),
    "price_range": ([3.0, 2.5, 1.25], [1.0, 0.5, 0.25]),
    "quantity": (31.0, 5.0),
    "price_to": (0.4, 2.5),
    "reserved_price": (0.3, 0.2),
    "churn_month": (0.03, 0.05),
    "annual_rate": (0.08, 0.12),
    "rate_year": (0.07, 0.02),
    "cached_share": (0.2, 0.6),
    "cache_write_share": (0.15, 0.3),
    "checkpoint_minutes": (2.0, 3.0),
    "restart_minutes": (5.0, 8.0),
    "mtbf_gpu_hours": (50_000.0, 70_000.0),
    "params": (70e9, 7e9),
    "params_total": (20e9, 9e9),
    "layers": (80.0, 32.0),
    "own_per_month": (1000.0, 1500.0),
    "rent_per_month": (9000.0, 8000.0),
    "target_margin": (0.7, 0.6),
    "other_cogs_share": (0.1, 0.2),
    "kv_bytes_per_token": (1000.0, 900.0),
    "gpus": (8.0, 16.0),
    "context": (4000.0, 3000.0),
    "memory_gb": (320.0, 100.0),
    "hours_per_year": (8760.0, 8000.0),
    "hours_per_run": (2.0, 1.5),
    "hosted_per_run": (100.0, 80.0),
}


def arguments(one: Lambda, which: int) -> tuple[Any, ...]:
    """A value for every parameter: fit for it, and different from its default."""
    return tuple(_value(fact.name, fact.share, at, which) for at, fact in enumerate(one.signature.parameters))


def _value(name: str, share: bool, at: int, which: int) -> Any:
    if name in GIVEN:
        return GIVEN[name][which]
    return (0.35, 0.55)[which] if share else (at + 2.0) * (1.5, 2.25)[which]


def required(one: Lambda, values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(values[: sum(1 for each in one.body.parameters if not each.optional)])


def literal(value: Any) -> str:
    """An argument as a formula writes it."""
    if isinstance(value, list):
        return "{" + ",".join(map(literal, value)) + "}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value).removesuffix(".0")


def call(one: Lambda, values: Sequence[Any]) -> str:
    return f"{one.signature.name}({','.join(map(literal, values))})"


def inlined(one: Lambda, values: Sequence[Any]) -> str:
    """The body with the arguments in place of the parameters: what a program without LAMBDA can calculate."""
    text = one.body.text
    for at, parameter in enumerate(one.body.parameters):
        text = _instead(text, parameter, values[at] if at < len(values) else None)
    return text


def _instead(text: str, parameter: Parameter, value: Any) -> str:
    name = re.escape(f"_xlpm.{parameter.name}")
    text = re.sub(rf"_xlfn\.ISOMITTED\({name}\)", "TRUE" if value is None else "FALSE", text)
    written = "0" if value is None else literal(value)
    return re.sub(rf"{name}(?![\w.])", lambda _: written, text)


@dataclass(frozen=True)
class Calls:
    """A workbook of calls: the cell of each on the sheet Calls, and what the engine says."""

    content: bytes
    expected: dict[str, float | str]
    what: dict[str, str]


def book_of_calls(lambdas: Lambdas, formulas: Iterator[tuple[str, str, float | str]]) -> Calls:
    """Functions and library as a build has them, and a sheet of formulas with what they should give."""
    import datetime

    page = Page("Calls")
    expected: dict[str, float | str] = {}
    what: dict[str, str] = {}
    for row, (said, formula, value) in enumerate(formulas):
        page.put(row, 0, 0.0, Style("formula"), formula)
        expected[f"A{row + 1}"], what[f"A{row + 1}"] = value, said
    about = Properties("", "", "", "", datetime.datetime(2026, 1, 1))
    book = Book((page.finished(), *function_pages(lambdas)), function_names(lambdas), about, active="Calls")
    return Calls(to_bytes(replace(book)), expected, what)
