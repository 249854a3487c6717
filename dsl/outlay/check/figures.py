"""Figures that stand in the cells of CSV tables as quantities, such as `$0.002 / 1k token`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from outlay.check import convert
from outlay.check.environment import Env, Frame
from outlay.check.mentions import is_constant
from outlay.check.values import Bad, Value
from outlay.diagnostics import Bag, Source
from outlay.parse import parse_expression
from outlay.resolve import ModuleScope
from outlay.syntax import Interval

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.units import Unit


def quantity(
    e: Elaboration,
    text: str,
    unit: Unit,
    scope: ModuleScope,
    path: Path | str,
    stream: str = "",
    *,
    share: bool = False,
) -> Value | str:
    """A cell's quantity in a unit, or what the cell should have been; `path` is the table's, as it is shown.

    With a `stream`, the cell may hold an interval too, which is drawn under that name; of a `share` it is a beta.
    """
    known = e.resolver.figures.get((text, unit))
    if known is not None:
        return Value(e.builder.constant(known[0]), known[1], percent=known[2])
    scratch = Bag()
    source = Source(str(path), text)
    expression = parse_expression(source, scratch)
    drawn = isinstance(expression, Interval) and bool(stream)
    if expression is None or not (drawn or is_constant(expression)):
        return "a number, or a quantity such as `$0.002 / 1k token`"
    kept, e.bag = e.bag, scratch
    env = Env(ModuleScope(scope.name, source, scope.path), Frame("cell", stream=stream), expects_share=share)
    value = e.expression(expression, env)
    fitted = None
    if isinstance(value, Value) and value.type == "number":
        fitted = convert.fit(e, value, unit, env, expression.span, "the column")
    e.bag = kept
    if fitted is None or isinstance(fitted, Bad):
        reason = scratch.items[0].message if scratch.items else "it is no quantity"
        return f"a quantity in {e.unit_text(unit)}: {reason}"
    number = e.static(fitted)
    if number is not None and not fitted.zero and fitted.hole is None:
        e.resolver.figures[text, unit] = (number, fitted.unit, fitted.percent)
    return fitted
