"""Single figures from outside a model (a cell of a table, a value of a sweep) read in the unit that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from outlay.check import convert
from outlay.check.builder import Builder
from outlay.check.environment import Env, Frame
from outlay.check.mentions import is_constant
from outlay.check.values import AnyValue, Value
from outlay.diagnostics import Bag, Source
from outlay.parse import parse_expression
from outlay.resolve import ModuleScope
from outlay.structs import replace
from outlay.syntax import Span
from outlay.units import Unit

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration

_LONGEST = 400
_MOST_NODES = 5_000  # of the plan that is never run, before it starts afresh


class FigureError(ValueError):
    """Why a text is no figure in the unit that is wanted, in a reader's words."""


class Figures:
    """Reads `$12 / user / month`, `35%`, `1_000` or `12` with the units, rates and calendar of one model."""

    def __init__(self, e: Elaboration) -> None:
        self._e = e

    def number(self, text: str, unit: str) -> float:
        """The number of a quantity in `unit`; raises `FigureError` for what is none, or does not fit.

        A bare number is in `unit` already, and what states only a currency or a `%` takes the rest from `unit`: where
        USD/user/month is wanted, `$12` is `$12 / user / month`, and `2%` is `2% per month` where 1/month is.
        """
        if len(text) > _LONGEST:
            raise FigureError("it is too long to be a figure")
        wanted = self._unit(unit)
        with self._scratch() as (e, bag):
            expression = parse_expression(Source("a cell", text), bag)
            if expression is None or bag.failed or not is_constant(expression):
                raise FigureError(_reason(bag, "write a number, or a quantity such as `$0.002 / 1k token`"))
            env = _surroundings(e, text)
            value = self._with_rest(e.expression(expression, env), wanted, env, expression.span)
            return self._fitted(value, wanted, env, expression.span)

    def quantity(self, text: str) -> tuple[float, str]:
        """The number of a quantity and the unit it states; raises `FigureError` for what is none."""
        if len(text) > _LONGEST:
            raise FigureError("it is too long to be a figure")
        with self._scratch() as (e, bag):
            expression = parse_expression(Source("a cell", text), bag)
            if expression is None or bag.failed or not is_constant(expression):
                raise FigureError(_reason(bag, "write a number, or a quantity such as `$0.002 / 1k token`"))
            value = e.expression(expression, _surroundings(e, text))
            number = e.static(value) if isinstance(value, Value) and value.type == "number" else None
            if number is None or not isinstance(value, Value):
                raise FigureError(_reason(bag, "it is no figure"))
            return number, e.units.text(value.unit)

    def factor(self, unit: str, wanted: str) -> float:
        """What a number in `unit` is multiplied by to be in `wanted`; raises `FigureError` where they do not fit."""
        percent = unit.strip().startswith("%")
        rest = unit.strip().removeprefix("%").strip()
        found = self._unit(f"1 {rest}" if percent and rest else rest)
        with self._scratch() as (e, _):
            value = Value(e.builder.constant(0.01 if percent else 1.0), found)
            return self._fitted(value, self._unit(wanted), _surroundings(e, unit), (0, len(unit)))

    # -------------------------------------------------------------------------------------------------- inside

    @contextmanager
    def _scratch(self) -> Iterator[tuple[Elaboration, Bag]]:
        """The elaboration with a bag of its own: what is wrong with a cell is no mistake of the model."""
        e = self._e
        if len(e.builder.nodes) > _MOST_NODES:
            e.builder = Builder()
            e.memo.clear()
        kept, e.bag = e.bag, Bag()
        try:
            yield e, e.bag
        finally:
            e.bag = kept

    def _unit(self, text: str) -> Unit:
        found = self._e.units.parse(text)
        if found is None:
            near = self._e.nearest_unit(text)
            raise FigureError(f"`{text}` is no unit" + (f"; did you mean `{near}`?" if near else ""))
        return found

    def _with_rest(self, value: AnyValue, wanted: Unit, env: Env, span: Span) -> AnyValue:
        """An amount of money alone, or a percentage, with the denominator that is wanted."""
        units = self._e.units
        if (
            isinstance(value, Value)
            and value.percent
            and not value.unit
            and all(count < 0 for _, count in wanted.terms)
        ):
            return replace(value, unit=wanted)
        if not isinstance(value, Value) or len(value.unit.terms) != 1 or not units.is_currency(value.unit.terms[0][0]):
            return value
        money = [term for term in wanted.terms if units.is_currency(term[0])]
        below = [term for term in wanted.terms if term[1] < 0]
        if value.unit.terms[0][1] != 1 or len(money) != 1 or not below or len(below) + 1 != len(wanted.terms):
            return value
        fitted = convert.convert(self._e, value, Unit((money[0],)), env, span)
        return replace(fitted, unit=wanted) if isinstance(fitted, Value) else value

    def _fitted(self, value: AnyValue, wanted: Unit, env: Env, span: Span) -> float:
        e = self._e
        if isinstance(value, Value) and value.type == "number":
            value = convert.fit(e, value, wanted, env, span, "it")
        if not isinstance(value, Value) or value.type != "number":
            raise FigureError(_reason(e.bag, "it is no figure"))
        number = e.static(value)
        if number is None:
            raise FigureError(
                "it needs an exchange rate, or a length of a month, that is not one fixed figure; write it in "
                + e.unit_text(wanted)
            )
        return number


def _surroundings(e: Elaboration, text: str) -> Env:
    """Where no name means anything but a unit."""
    return Env(ModuleScope("", Source("a cell", text), e.root.path), Frame("a cell"))


def _reason(bag: Bag, otherwise: str) -> str:
    """The first mistake found, with what to write instead."""
    if not bag.items:
        return otherwise
    first = bag.items[0]
    fix = first.fix.strip() if first.fix else ""
    return first.message.rstrip(".") + (f"; write `{fix}`" if 0 < len(fix) < 60 else "")
