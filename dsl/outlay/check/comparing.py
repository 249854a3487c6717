"""Comparisons: of numbers, texts, dates, truths and records; in a check, what rounding leaves does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.check import choices, convert, operators
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, Value, sort_of
from outlay.diagnostics.codes import names as codes
from outlay.plan import ROUNDING
from outlay.syntax import Binary
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.syntax import Expression

_SLACK = ("eq", "ne", "le", "ge")


def compare(e: Elaboration, node: Binary, left: AnyValue, right: AnyValue, env: Env) -> AnyValue:
    """A comparison of two numbers, texts, dates, truths or (== and != only) records."""
    op = operators.COMPARISONS[node.operator]
    if isinstance(left, RecordValue) or isinstance(right, RecordValue):
        return choices.same_record(e, node, left, right, env, negate=op == "ne")
    if not isinstance(left, Value) or not isinstance(right, Value) or left.type != right.type:
        return e.report(
            codes.BRANCHES_DIFFER,
            env,
            node.span,
            f"{e.source_text(env, node.left.span)} is {sort_of(left)} and "
            f"{e.source_text(env, node.right.span)} is {sort_of(right)}; they cannot be compared",
        )
    if left.type in ("text", "truth") and op not in ("eq", "ne"):
        return e.report(
            codes.WRONG_SORT,
            env,
            node.span,
            f"`{node.operator}` compares numbers and dates; texts can only be equal or not",
        )
    if left.type == "number":
        met = convert.meet(e, left, right, env, (node.left.span, node.right.span), "these cannot be compared")
        if isinstance(met, Bad):
            return BAD
        left, right = met
        if env.judging and env.row is None and op in _SLACK:
            return _judged(e, node, env, op, left, right)
    return operators.combine(e, node, env, op, (left, right), ONE, "truth")


def _judged(e: Elaboration, node: Binary, env: Env, op: str, left: Value, right: Value) -> AnyValue:
    """Whether a check's comparison holds but for the last digits, which hang on the order of adding up alone.

    Of a difference that is held against 0, the two things that are subtracted say how large rounding may be.
    """
    make = e.builder.make
    sides = (left.node, right.node)
    if e.static(right) == 0.0:
        sides = _subtracted(e, node.left, left, env) or sides
    size = make("max", tuple([make("abs", (side,)) for side in sides]))
    slack = make("mul", (size, e.builder.constant(ROUNDING)))
    gap = make("sub", sides)
    place = e.builder.place(env.scope.source, node.span)
    if op in ("eq", "ne"):
        made = make("le" if op == "eq" else "gt", (make("abs", (gap,)), slack), place=place)
    elif op == "le":
        made = make("le", (gap, slack), place=place)
    else:
        made = make("ge", (gap, make("neg", (slack,))), place=place)
    window = operators.window_of(e, node, env, left, right)
    if isinstance(window, Bad):
        return BAD
    return Value(made, ONE, "truth", e.builder.nodes[made].series, window=window)


def _subtracted(e: Elaboration, written: Expression, value: Value, env: Env) -> tuple[int, int] | None:
    """The nodes of the two things whose difference a value is; None for anything else."""
    found = e.builder.nodes[value.node]
    if found.op == "sub":
        return found.args[0], found.args[1]
    if not isinstance(written, Binary) or written.operator != "-":
        return None
    left, right = e.expression(written.left, env), e.expression(written.right, env)
    if not isinstance(left, Value) or not isinstance(right, Value):
        return None
    met = convert.meet(e, left, right, env, (written.left.span, written.right.span), "these cannot be subtracted")
    return None if isinstance(met, Bad) else (met[0].node, met[1].node)
