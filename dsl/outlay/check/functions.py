"""Works out one function on its own: its parameters are the plan's inputs, its result the one output."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from outlay.check import attributes, calls, choices, declarations, exported
from outlay.check.environment import Env, Frame
from outlay.check.values import BAD, AnyValue, Bad, ListValue, RecordValue, Value
from outlay.diagnostics import Note
from outlay.diagnostics.codes import functions as codes
from outlay.plan import Plan, Reference
from outlay.structs import replace
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.resolve import Symbol
    from outlay.syntax import Function, Parameter, Span


def function(e: Elaboration, symbol: Symbol, statement: Function) -> Plan | None:
    """A function worked out on its own, its parameters as inputs; None when it holds a mistake."""
    scope = symbol.scope
    if statement.exported:
        exported.check_name(e, statement.name, scope.source, statement.name_span)
    inner = Env(scope, Frame(statement.name), depth=1)
    given: dict[str, AnyValue] = {}
    seen: dict[str, Span] = {}
    optional_seen = False
    broken = False
    for parameter in statement.parameters:
        if parameter.name in seen:
            e.report(
                codes.PARAMETER_TWICE,
                scope.source,
                parameter.name_span,
                f"`{statement.name}` has a parameter `{parameter.name}` already",
                notes=(Note("here", scope.source, seen[parameter.name]),),
            )
            broken = True
        seen[parameter.name] = parameter.name_span
        if parameter.default is None and optional_seen:
            e.report(
                codes.DEFAULT_ORDER,
                scope.source,
                parameter.name_span,
                f"`{parameter.name}` has to be given, so it stands before the parameters with defaults",
            )
            broken = True
        optional_seen = optional_seen or parameter.default is not None
        value = _parameter(e, parameter, inner, given, statement)
        broken = broken or isinstance(value, Bad)
        given[parameter.name] = value
    inner.locals = given
    e.open.append((("function", id(symbol)), statement.name, scope.source, statement.name_span))
    free = statement.result is not None and statement.result.variable not in (None, *inner.unit_names)
    value, span, frame = calls.body_value(e, statement, inner.inner(free_units=free))
    e.open.pop()
    env = inner.inner(frame=frame)
    if statement.result is not None and not free and not isinstance(value, Bad):
        declared = declarations.understand(e, statement.result, inner)
        value = (
            BAD
            if declared is None
            else declarations.apply(e, value, declared, env, span, f"the result of `{statement.name}`")
        )
    e.settle()
    if broken or not isinstance(value, Value):
        return None
    e.add_quantity(
        statement.name,
        value,
        "output",
        span,
        env,
        label=statement.label or "",
        facts=attributes.read(e, statement.attributes, env, None, statement.name, span),
    )
    last = len(e.quantities) - 1
    kept = {last}
    stack = [last]
    while stack:
        for reference in e.quantities[stack.pop()].references:
            if reference.quantity not in kept:
                kept.add(reference.quantity)
                stack.append(reference.quantity)
    ranked = sorted(kept)
    place = {old: new for new, old in enumerate(ranked)}
    quantities = tuple(
        replace(
            e.quantities[old],
            references=tuple(
                Reference(one.start, one.end, place[one.quantity]) for one in e.quantities[old].references
            ),
        )
        for old in ranked
    )
    return Plan(
        name=statement.name,
        title=statement.label or "",
        scenario="",
        nodes=tuple(e.builder.nodes),
        places=tuple(e.builder.places),
        inputs=tuple(e.inputs),
        quantities=quantities,
        outputs=(place[last],),
        tables=e.tables,
        timeline=e.settings.timeline,
        calendar=e.settings.calendar,
    )


def _parameter(
    e: Elaboration, parameter: Parameter, inner: Env, given: dict[str, AnyValue], statement: Function
) -> AnyValue:
    """A parameter as an input of the function's own plan."""
    scope = inner.scope
    own = inner.inner(frame=Frame(parameter.name), locals=dict(given))
    text = ""
    default: AnyValue | None = None
    if parameter.default is not None:
        text = scope.source.text[parameter.default.span[0] : parameter.default.span[1]]
    declared = None
    if parameter.annotation is not None:
        declared = declarations.understand(e, parameter.annotation, inner)
        if declared is None:
            return BAD
    elif statement.exported:
        return e.report(
            codes.NO_ANNOTATION,
            scope.source,
            parameter.name_span,
            f"`{parameter.name}` needs a unit (or `ratio`, `text`, `date`, a kind): `{parameter.name} : ratio`",
            fix=f"{parameter.name} : ratio",
        )
    if declared is not None and declared.variable is not None and declared.unit is None:
        unit_name = f"any {declared.variable}"
        e.units.declare(unit_name)
        unit = e.units.unit(unit_name)
        assert unit is not None
        inner.unit_names[declared.variable] = unit
        own = own.inner(unit_names=inner.unit_names)
        declared = replace(declared, unit=unit, variable=None)
    if parameter.default is not None:
        default = e.expression(parameter.default, own)
        if declared is not None:
            default = declarations.apply(
                e, default, replace(declared, variable=None), own, parameter.default.span, f"`{parameter.name}`"
            )
        if isinstance(default, Bad):
            return BAD
    label = parameter.label or ""
    if declared is not None and declared.sort == "record":
        assert declared.kind is not None
        record = default.record if isinstance(default, RecordValue) else None
        chosen = choices.parameter(e, declared.kind, parameter.name, label, record, text, inner)
        return BAD if isinstance(chosen, Bad) else RecordValue(chosen)
    if declared is None and default is not None and not isinstance(default, Value | ListValue):
        return default
    sort = declared.sort if declared is not None else "list" if isinstance(default, ListValue) else "number"
    if declared is None and isinstance(default, Value):
        sort = default.type
    unit = declared.unit if declared is not None and declared.unit is not None else None
    node_default = _default_node(e, default)
    unit_text = "" if unit is None else e.units.text(unit)
    share = declared is not None and declared.share
    guarded = sort == "number" and not share and attributes.not_negative(statement.attributes)
    bounds = (0.0, math.inf) if guarded else None
    node = e.add_input((parameter.name,), sort, unit_text, label, node_default, text, share, bounds=bounds)
    if sort == "list":
        return ListValue(node=node, unit=unit or ONE)
    value = Value(node, unit or ONE, sort)
    own.frame.references.clear()
    index = e.add_quantity(
        parameter.name, value, "argument", parameter.span, own, label=label, text=text or parameter.name
    )
    return replace(value, quantity=index)


def _default_node(e: Elaboration, default: AnyValue | None) -> int | None:
    """The node of a default: of a number, or of a list as it is written."""
    if isinstance(default, ListValue) and default.node < 0:
        items = tuple(item.node for _, item in default.items if isinstance(item, Value))
        return e.builder.make("list", items, type_="list")
    return default.node if isinstance(default, Value | ListValue) else None
