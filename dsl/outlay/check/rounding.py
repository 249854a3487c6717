"""`round`, `floor`, `ceil` and `mod`: to whole numbers, or to whole steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outlay.check import convert, operators
from outlay.check.built_in import arguments
from outlay.check.values import BAD, AnyValue, Bad, Value
from outlay.diagnostics.codes import functions as codes
from outlay.diagnostics.codes import meeting
from outlay.structs import replace
from outlay.syntax import Call, Literal
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env

# 84 / 0.7 is 120.00000000000001: what the last digits of a division leave over must not cost a whole GPU. The share
# is far above such rests and far below what anyone counts; the bound keeps numbers of many digits whole.
_REST = 1e-14
_MOST_REST = 0.25
_MOST_DECIMALS = 4  # `round(x, 5)` is more likely meant as it reads here


def rounding(op: str) -> Callable[[Elaboration, Call, Env], AnyValue]:
    """`round(x)`, `ceil(x, 1 gpu)`."""

    def made(e: Elaboration, node: Call, env: Env) -> AnyValue:
        given = arguments(e, node, env, ("x", "step"), optional=1)
        if given is None or given[0] is None:
            return BAD
        value = e.number(given[0], env)
        if isinstance(value, Bad):
            return BAD
        if given[1] is None:
            if e.units.dimension(value.unit):
                unit = e.units.text(value.unit)
                return e.report(
                    meeting.NEEDS_RATIO,
                    env,
                    node.span,
                    f"{e.source_text(env, given[0].span)} is in {unit}: say to which step it is rounded",
                    fix=f"{op}({env.scope.source.text[given[0].span[0] : given[0].span[1]]}, "
                    f"{convert.literal_with(e, '1', value.unit) or '1 ' + unit})",
                )
            plain = convert.plain(e, value, env, given[0].span, "this")
            if isinstance(plain, Bad):
                return BAD
            if op != "round":  # a half is a half here: no step was divided by
                plain = _nudged(e, op, plain)
            return operators.combine(e, node, env, op, (plain,), ONE, bare=plain.bare)
        step = e.number(given[1], env)
        if isinstance(step, Bad):
            return BAD
        if op == "round" and isinstance(given[1], Literal) and step.bare is not None:
            _decimals(e, given[1], env)
        if step.bare is not None and value.unit != ONE:
            step = replace(step, unit=value.unit, bare=None)
        met = convert.meet(e, step, value, env, (given[1].span, given[0].span), "a number and its step do not agree")
        if isinstance(met, Bad):
            return BAD
        step, value = met
        ratio = operators.combine(e, node, env, "div", (value, step), ONE)
        if not isinstance(ratio, Value):
            return ratio
        whole = operators.combine(e, node, env, op, (_nudged(e, op, ratio),), ONE)
        if not isinstance(whole, Value):
            return whole
        return operators.combine(e, node, env, "mul", (whole, step), step.unit)

    return made


def _nudged(e: Elaboration, op: str, value: Value) -> Value:
    """The value moved by the rest that arithmetic may have left, so that 120.00000000000001 is 120 to `ceil`."""
    make, constant = e.builder.make, e.builder.constant
    size = value.node if op == "round" else make("abs", (value.node,))
    rest = make("mul", (size, constant(_REST)))
    if op != "round":
        rest = make("min", (rest, constant(_MOST_REST)))
    return replace(value, node=make("sub" if op == "ceil" else "add", (value.node, rest)))


def _decimals(e: Elaboration, step: Literal, env: Env) -> None:
    """`round(x, 2)` is two decimals in spreadsheets and programs, and here a multiple of 2."""
    if not (step.text.isdigit() and int(step.text) <= _MOST_DECIMALS and step.span == step.number_span):
        return
    places = int(step.text)
    fine = f"0.{'0' * (places - 1)}1" if places else "1.0"
    kept = ("whole numbers", "one decimal", "two decimals", "three decimals", "four decimals")[places]
    said = f"a step, not how many decimals: write `{fine}` for {kept}"
    if places:
        said += f", or `{places}.0` if a multiple of {places} is meant"
    e.report(codes.STEP_OF_ROUND, env, step.span, f"`round` takes {said}", fix=fine)


def modulo(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """What is left of x after whole steps."""
    given = arguments(e, node, env, ("x", "step"))
    if given is None or given[0] is None or given[1] is None:
        return BAD
    x, step = e.number(given[0], env), e.number(given[1], env)
    if isinstance(x, Bad) or isinstance(step, Bad):
        return BAD
    met = convert.meet(e, x, step, env, (given[0].span, given[1].span), "a number and its step do not agree")
    if isinstance(met, Bad):
        return BAD
    make = e.builder.make
    whole = make("floor", (make("div", (met[0].node, met[1].node)),))
    node_ = make("sub", (met[0].node, make("mul", (whole, met[1].node))))
    return Value(node_, met[0].unit, series=e.builder.nodes[node_].series)


ROUNDING = {"round": rounding("round"), "floor": rounding("floor"), "ceil": rounding("ceil"), "mod": modulo}
