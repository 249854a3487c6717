"""Calls: arguments bound to parameters, a function's body worked out with them, its steps kept for explain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outlay.check import (
    aggregates,
    attributes,
    built_in,
    dated_series,
    declarations,
    doubt,
    finance,
    names,
    rounding,
    series,
    timeline,
    visible,
)
from outlay.check.environment import Env, Frame
from outlay.check.values import BAD, AnyValue, Bad, ListValue, ModuleValue, RecordValue, Value
from outlay.diagnostics import Note
from outlay.diagnostics.codes import functions as codes
from outlay.diagnostics.codes import names as name_codes
from outlay.foreign_calls import MODULES, foreign_call
from outlay.resolve import Symbol
from outlay.structs import replace
from outlay.syntax import Argument, Block, Call, DateLiteral, Expression, Function, Member, Name, Parameter, Span
from outlay.units import ONE, Unit

if TYPE_CHECKING:
    from outlay.check.declarations import Declared
    from outlay.check.elaboration import Elaboration

# Calls a model may unfold into, and how many more for each of its statements.
MAXIMUM_CALLS = 3_000
CALLS_PER_STATEMENT = 20
BUILT_IN: dict[str, Callable[[Elaboration, Call, Env], AnyValue]] = {
    **built_in.FUNCTIONS,
    **rounding.ROUNDING,
    **timeline.FUNCTIONS,
    **series.FUNCTIONS,
    **dated_series.FUNCTIONS,
    **finance.FUNCTIONS,
    **doubt.FUNCTIONS,
    **aggregates.FUNCTIONS,
}


def call(e: Elaboration, node: Call, env: Env) -> AnyValue:
    """`TRAIN_COST(175B parameter, 300B token)`, `max(a, b)`, `house.discount(x)`."""
    found = find(e, node, env)
    if isinstance(found, Bad):
        return BAD
    if not isinstance(found, tuple):
        return found(e, node, env)
    symbol, function = found
    return user_call(e, symbol, function, node, env)


def find(
    e: Elaboration, node: Call, env: Env
) -> tuple[Symbol, Function] | Callable[[Elaboration, Call, Env], AnyValue] | Bad:
    """The function a call names: the module's, a built-in, the library's, an import's."""
    target = node.function
    if isinstance(target, Member):
        if isinstance(target.base, Name) and target.base.name in MODULES and _unknown(e, env, target.base.name):
            guess = target.name.lower() if target.name.lower() in BUILT_IN else None
            said = f"functions are called by their name alone{f': `{guess}`' if guess else ''}"
            return e.report(codes.UNKNOWN_FUNCTION, env, target.span, said, fix=guess)
        base = e.expression(target.base, env)
        if isinstance(base, ModuleValue):
            symbol = base.scope.symbols.get(target.name)
            statement = symbol.statement(e.bag) if symbol is not None else None
            if symbol is not None and isinstance(statement, Function):
                return symbol, statement
            guess = e.nearest(target.name, list(base.scope.symbols))
            return e.report(
                codes.UNKNOWN_FUNCTION,
                env,
                target.name_span,
                f"{e.source_text(env, target.base.span)} has no function `{target.name}`"
                + (f"; did you mean `{guess}`?" if guess else ""),
                fix=guess,
            )
        if isinstance(base, Bad):
            return BAD
    if not isinstance(target, Name):
        return e.report(
            codes.UNKNOWN_FUNCTION, env, target.span, f"{e.source_text(env, target.span)} is not a function"
        )
    symbol = env.scope.symbols.get(target.name)
    if symbol is None and target.name in env.scope.broken_names:
        return BAD
    if symbol is None and target.name in BUILT_IN:
        return BUILT_IN[target.name]
    if symbol is None:
        symbol = e.resolver.library_symbol(target.name)
    if symbol is not None:
        statement = symbol.statement(e.bag)
        if isinstance(statement, Function):
            return symbol, statement
        if statement is None:
            return BAD
        if len(node.arguments) == 1 and _is_period(node.arguments[0].value):
            text = env.scope.source.text
            period = text[slice(*node.arguments[0].span)]
            return e.report(
                codes.UNKNOWN_FUNCTION,
                env,
                node.span,
                f"`{target.name}` is a value; a period of it is chosen by `{target.name}[{period}]`",
                fix=f"{target.name}[{period}]",
            )
        return e.report(
            codes.UNKNOWN_FUNCTION,
            env,
            target.span,
            f"`{target.name}` is not a function here; to multiply, write `{target.name} * (…)`",
        )
    return _unknown_function(e, node, target, env)


def _is_period(node: Expression) -> bool:
    """Whether an expression chooses a period."""
    return isinstance(node, DateLiteral) or (isinstance(node, Name) and node.name in ("first", "last"))


def _unknown(e: Elaboration, env: Env, name: str) -> bool:
    """Whether a name means nothing here."""
    return not names.is_value(e, env, name) and name not in env.scope.imports and name not in env.scope.broken_names


def _unknown_function(e: Elaboration, node: Call, target: Name, env: Env) -> Bad:
    """Reports a function that is not there: one of an import, one from elsewhere, one that is misspelt."""
    for alias in env.scope.imports:
        imported = e.resolver.imported(env.scope, alias)
        symbol = None if imported is None else imported.symbols.get(target.name)
        if symbol is not None and symbol.keyword == "function":
            meant = f"{alias}.{target.name}"
            return e.report(
                codes.UNKNOWN_FUNCTION, env, target.span, f"`{target.name}` is called `{meant}` here", fix=meant
            )
    source = env.scope.source.text
    foreign = foreign_call(target.name, source[node.span[0] : node.span[1]])
    if foreign is not None:
        return e.report(
            codes.UNKNOWN_FUNCTION,
            env,
            node.span if foreign.fix else target.span,
            f"there is no function `{target.name}`; {foreign.message}",
            fix=foreign.fix,
        )
    lowered = target.name.lower()
    guess = lowered if lowered in BUILT_IN else names.nearest_name(e, env, target.name, functions=True)
    return e.report(
        codes.UNKNOWN_FUNCTION,
        env,
        target.span,
        f"there is no function `{target.name}`" + (f"; did you mean `{guess}`?" if guess else ""),
        fix=guess,
    )


def user_call(e: Elaboration, symbol: Symbol, function: Function, node: Call, env: Env) -> AnyValue:
    """The value of a call of a function written in the language."""
    for position, (key, *_) in enumerate(e.open):
        if key == ("function", id(symbol)):
            ring = {open_key for open_key, *_ in e.open[position:]}
            known = e.resolver.recursive & ring
            e.resolver.recursive |= ring
            if known:
                return BAD  # another function of the ring has been blamed
            return e.report(
                codes.RECURSION,
                env,
                node.span,
                f"`{function.name}` calls itself here; functions are formulas and cannot",
                notes=(Note("the function", symbol.scope.source, function.name_span),),
            )
    e.calls += 1
    most = MAXIMUM_CALLS + CALLS_PER_STATEMENT * len(e.root.statements)
    if e.calls > most:
        if e.calls == most + 1:
            e.report(
                codes.CALLS_TOO_MANY,
                env,
                node.span,
                f"the functions called here unfold into more than {most:,} calls",
            )
        return BAD
    if env.depth > 50:
        if any(item.code is name_codes.TOO_DEEP for item in e.bag.items):
            return BAD  # every function further up would say so again
        return e.report(name_codes.TOO_DEEP, env, node.span, "functions call one another more than 50 deep here")
    bound = bind(e, function, node, env)
    if bound is None:
        return BAD
    return apply(e, symbol, function, bound, node.span, env)


def bind(e: Elaboration, function: Function, node: Call, env: Env) -> dict[str, Argument] | None:
    """Arguments by parameter name; None (reported) when they do not fit."""
    parameters = {parameter.name: parameter for parameter in function.parameters}
    bound: dict[str, Argument] = {}
    positional = 0
    named_seen = False
    for argument in node.arguments:
        if argument.clause:
            e.report(
                codes.UNKNOWN_PARAMETER, env, argument.span, f"`{function.name}` takes no `{argument.keyword}` clause"
            )
            return None
        if argument.keyword is None:
            if named_seen:
                e.report(
                    codes.ORDER,
                    env,
                    argument.span,
                    "arguments by position come before those by name; name this one too",
                )
                return None
            if positional >= len(function.parameters):
                e.report(
                    codes.TOO_MANY,
                    env,
                    argument.span,
                    f"`{function.name}` takes {_count(list(parameters))}; this is one more",
                )
                return None
            bound[function.parameters[positional].name] = argument
            positional += 1
            continue
        named_seen = True
        if argument.keyword not in parameters:
            guess = e.nearest(argument.keyword, list(parameters))
            span = (argument.span[0], argument.span[0] + len(argument.keyword))
            e.report(
                codes.UNKNOWN_PARAMETER,
                env,
                span,
                f"`{function.name}` has no parameter `{argument.keyword}`"
                + (f"; did you mean `{guess}`?" if guess else f"; it takes {', '.join(parameters)}"),
                fix=guess,
            )
            return None
        if argument.keyword in bound:
            e.report(codes.ARGUMENT_TWICE, env, argument.span, f"`{argument.keyword}` is given twice")
            return None
        bound[argument.keyword] = argument
    missing = [one.name for one in function.parameters if one.default is None and one.name not in bound]
    if missing:
        e.report(
            codes.MISSING_ARGUMENT,
            env,
            node.span,
            f"`{function.name}` also needs {', '.join(f'`{one}`' for one in missing)}; "
            f"it takes ({', '.join(_shown(one) for one in function.parameters)})",
        )
        return None
    return bound


def _count(names: list[str]) -> str:
    if not names:
        return "no arguments"
    return f"{'one argument' if len(names) == 1 else f'{len(names)} arguments'}: {', '.join(names)}"


def _shown(parameter: Parameter) -> str:
    return parameter.name if parameter.default is None else f"[{parameter.name}]"


def apply(
    e: Elaboration, symbol: Symbol, function: Function, bound: dict[str, Argument], span: Span, env: Env
) -> AnyValue:
    """Works the body out with arguments bound; the same call on the same numbers is worked out once."""
    caller = env.caller
    if caller is None and symbol.scope in e.resolver.prelude and env.scope not in e.resolver.prelude:
        caller = (env.scope.source, span)
    inner = Env(symbol.scope, Frame(function.name), depth=env.depth + 1, caller=caller)
    # What the library hands on to itself stems from arguments that were looked at already.
    guarded = env.scope not in e.resolver.prelude and attributes.not_negative(function.attributes)
    given: dict[str, AnyValue] = {}
    handed: dict[str, AnyValue] = {}
    for parameter in function.parameters:
        argument = bound.get(parameter.name)
        value: AnyValue
        if argument is not None:
            argument_env = env.inner(expects_share=False, forbids_share=False)
            value = _argument(e, parameter, argument, argument_env, inner, guarded, handed)
        else:
            assert parameter.default is not None
            stream = e.qualified(symbol.scope, (function.name, parameter.name))
            later = frozenset(one.name for one in function.parameters if one.name not in given)
            default_env = inner.inner(frame=Frame(parameter.name, stream=stream), locals=dict(given), later=later)
            value = e.expression(parameter.default, default_env)
            value = typed(e, parameter, value, default_env, inner, parameter.default.span)
            if isinstance(value, Value):
                index = e.add_quantity(
                    f"{function.name}.{parameter.name}",
                    value,
                    "default",
                    parameter.default.span,
                    default_env,
                    label=parameter.label or "",
                )
                value = replace(value, quantity=index)
        if isinstance(value, Bad):
            return BAD
        given[parameter.name] = value
    key = ("call", id(symbol), tuple(_identity(value) for value in given.values()))
    known = e.memo.get(key)
    if known is None:
        e.kept.append(given)
        inner.locals = given
        known = _body(e, symbol, function, inner)
        if e.visible and function.exported and isinstance(known, Value):
            known = visible.call(e, symbol, function, handed, known)
        e.memo[key] = known
    if isinstance(known, Value) and known.quantity >= 0:
        env.frame.references.append((span, known.quantity))
    return known


def _identity(value: AnyValue) -> object:
    if isinstance(value, Value):
        return (value.node, value.unit, value.window)
    if isinstance(value, RecordValue):
        record = value.record
        node = getattr(record, "node", None)
        return ("record", id(record) if node is None else (node, id(getattr(record, "options", None))))
    if isinstance(value, ListValue):
        return (value.node, tuple((_identity(a) if a is not None else None, _identity(b)) for a, b in value.items))
    return id(value)


def _argument(
    e: Elaboration,
    parameter: Parameter,
    argument: Argument,
    env: Env,
    inner: Env,
    guarded: bool,
    handed: dict[str, AnyValue],
) -> AnyValue:
    """An argument as its parameter takes it, with what it refers to kept for explain."""
    frame = env.frame.part(parameter.name)
    own = env.inner(frame=frame)
    value = e.expression(argument.value, own)
    env.frame.references += frame.references
    env.frame.calendar = env.frame.calendar or frame.calendar
    env.frame.take_draws(frame)
    before, value = value, typed(e, parameter, value, env, inner, argument.value.span)
    handed[parameter.name] = visible.unguarded(e, before, value)
    if guarded and isinstance(value, Value) and value.type == "number":
        what = f"`{parameter.name}` of `{inner.frame.path}`"
        value = declarations.guard_negative(e, value, env, argument.value.span, what)
    if isinstance(value, Value) and value.type == "number":
        index = e.add_quantity(
            f"{inner.frame.path}.{parameter.name}",
            value,
            "argument",
            argument.value.span,
            own,
            label=parameter.label or "",
        )
        value = replace(value, quantity=index, bare=None)
    return value


def typed(e: Elaboration, parameter: Parameter, value: AnyValue, env: Env, inner: Env, span: Span) -> AnyValue:
    """A value as a parameter's annotation says; a bare number takes the parameter's unit, `any U` binds U."""
    if isinstance(value, Bad) or parameter.annotation is None:
        return value
    declared = declarations.understand(e, parameter.annotation, inner)
    if declared is None:
        return BAD
    if declared.variable is not None:
        return _bind_variable(e, declared, value, env, inner, span, parameter.name)
    return declarations.apply(e, value, declared, env, span, f"`{parameter.name}` of `{inner.frame.path}`")


def _bind_variable(
    e: Elaboration, declared: Declared, value: AnyValue, env: Env, inner: Env, span: Span, name: str
) -> AnyValue:
    assert declared.variable is not None
    if declared.unit is not None:
        return declarations.apply(e, value, replace(declared, variable=None), env, span, f"`{name}`")
    unit: Unit = ONE
    if isinstance(value, Value):
        unit = value.unit
    elif isinstance(value, ListValue):
        first = next((item for _, item in value.items if isinstance(item, Value)), None)
        unit = first.unit if first is not None else value.unit
    inner.unit_names[declared.variable] = unit
    return declarations.apply(e, value, replace(declared, unit=unit, variable=None), env, span, f"`{name}`")


def _body(e: Elaboration, symbol: Symbol, function: Function, inner: Env) -> AnyValue:
    """The result of a function's body, converted to its stated unit, with each line kept as a step."""
    e.open.append((("function", id(symbol)), function.name, symbol.scope.source, function.name_span))
    try:
        value, span, frame = body_value(e, function, inner)
    finally:
        e.open.pop()
    if isinstance(value, Bad):
        return BAD
    what = f"the result of `{function.name}`"
    if function.result is not None:
        declared = declarations.understand(e, function.result, inner)
        if declared is None:
            return BAD
        value = declarations.apply(e, value, declared, inner.inner(frame=frame), span, what)
    if isinstance(value, Value):
        index = e.add_quantity(function.name, value, "call", span, inner.inner(frame=frame), label=function.label or "")
        # a call that can only fail has no figure whose unit could disagree: its reason is told, not a unit
        fails = value.zero and e.builder.nodes[value.node].op == "fault"
        value = replace(value, quantity=index, bare=None, zero=fails)
    return value


def body_value(e: Elaboration, function: Function, inner: Env) -> tuple[AnyValue, Span, Frame]:
    """The body's value before its result is converted, where its last expression stands, and what that refers to."""
    body = function.body
    frame = Frame(function.name, stream=e.qualified(inner.scope, (function.name,)))
    if not isinstance(body, Block):
        return e.expression(body, inner.inner(frame=frame)), body.span, frame
    local = dict(inner.locals)
    broken = False
    for line in body.definitions:
        if line.name in local:
            broken = True
            e.report(
                name_codes.DEFINED_TWICE,
                inner.scope.source,
                line.name_span,
                f"`{line.name}` stands for something else in `{function.name}` already; give this line another name",
            )
            continue
        own = Frame(f"{function.name}.{line.name}", stream=e.qualified(inner.scope, (function.name, line.name)))
        line_env = inner.inner(frame=own, locals=local)
        value = e.expression(line.value, line_env)
        if line.annotation is not None:
            declared = declarations.understand(e, line.annotation, line_env)
            value = (
                BAD
                if declared is None
                else declarations.apply(e, value, declared, line_env, line.value.span, f"`{line.name}`")
            )
        if isinstance(value, Value):
            index = e.add_quantity(
                f"{function.name}.{line.name}", value, "local", line.value.span, line_env, label=line.label or ""
            )
            value = replace(value, quantity=index)
        broken = broken or isinstance(value, Bad)
        local = {**local, line.name: value}
    result = e.expression(body.result, inner.inner(frame=frame, locals=local))
    return (BAD if broken else result), body.result.span, frame


HANDLERS: dict[type, Callable[..., AnyValue]] = {Call: call}
