"""Attributes of a definition, read into facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlay.check.convert import fit
from outlay.check.dates import first_day
from outlay.check.ends import shared_ends
from outlay.check.values import Bad, Value
from outlay.diagnostics.codes import meeting
from outlay.diagnostics.codes import names as codes
from outlay.plan import Citation, Facts
from outlay.syntax import (
    Attribute,
    Binary,
    Comparison,
    DateLiteral,
    Expression,
    Interval,
    ListLiteral,
    Literal,
    Name,
    Range,
    Span,
    Text,
    Unary,
)

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env

_QUOTED_DATE = re.compile(r"\d{4}(-(\d{2}(-\d{2})?|Q[1-4]))?\Z")
KNOWN = ("source", "owner", "note", "status", "range", "target", "format", "rollup", "each_period", "arguments")
STATUSES = ("quoted", "measured", "assumed")
ROLLUPS = ("total", "mean", "end", "ratio")


def read(
    e: Elaboration,
    written: tuple[Attribute, ...],
    env: Env,
    value: Value | None,
    shown: str,
    span: Span,
    at: Env | None = None,
) -> Facts:
    """The facts a definition's attributes state; what is wrong with them is reported. The value stands at `at`."""
    if not written:
        return _EMPTY
    source = owner = note = status = format_ = rollup = None
    bounds: tuple[float, float] | None = None
    target: tuple[str, float] | None = None
    for attribute in written:
        if not attribute.name:
            continue  # what it holds cannot be read, and that has been said
        arguments = [argument.value for argument in attribute.arguments]
        if attribute.name == "source":
            source = _citation(e, attribute, arguments, env)
        elif attribute.name == "owner":
            owner = _text(e, attribute, arguments, env)
        elif attribute.name == "note":
            note = _text(e, attribute, arguments, env)
        elif attribute.name == "format":
            format_ = _text(e, attribute, arguments, env)
        elif attribute.name == "status":
            status = _word(e, attribute, arguments, env, STATUSES)
        elif attribute.name == "rollup":
            rollup = _word(e, attribute, arguments, env, ROLLUPS)
        elif attribute.name == "range":
            bounds = _range(e, attribute, arguments, env, value, shown, span, at or env)
        elif attribute.name == "target":
            target = _target(e, attribute, arguments, env, value, shown)
        elif attribute.name == "each_period":
            if arguments:
                _bad(e, attribute, env, "`@each_period` stands alone")
        elif attribute.name == "arguments":
            if value is not None or not _from_nought(attribute):
                _bad(e, attribute, env, "a function says `@arguments(>= 0)` where none of its numbers may be negative")
        else:
            guess = e.nearest(attribute.name, list(KNOWN))
            e.report(
                codes.UNKNOWN_ATTRIBUTE,
                env,
                attribute.name_span,
                f"there is no attribute `@{attribute.name}`"
                + (f"; did you mean `@{guess}`?" if guess else f"; there are {', '.join('@' + one for one in KNOWN)}"),
                fix=guess,
            )
    return Facts(source, owner, note, status, bounds, target, format_, rollup)


_EMPTY = Facts()
_MEANT = {
    "sum": "total", "add": "total", "average": "mean", "avg": "mean", "last": "end", "closing": "end",
    "assumption": "assumed", "estimate": "assumed", "estimated": "assumed", "guess": "assumed", "actual": "measured",
}  # fmt: skip


def _bad(e: Elaboration, attribute: Attribute, env: Env, message: str, fix: str | None = None) -> None:
    e.report(codes.BAD_ATTRIBUTE, env, attribute.span, message, fix=fix)


def _text(e: Elaboration, attribute: Attribute, arguments: list[Expression], env: Env) -> str | None:
    if len(arguments) == 1 and isinstance(arguments[0], Text):
        return arguments[0].value
    text = env.scope.source.text
    held = text[attribute.arguments[0].span[0] : attribute.arguments[-1].span[1]] if attribute.arguments else ""
    quoted = f'@{attribute.name}("{held}")' if held and '"' not in held else None
    _bad(e, attribute, env, f'`@{attribute.name}` holds one text: `@{attribute.name}("…")`', fix=quoted)
    return None


def _word(
    e: Elaboration, attribute: Attribute, arguments: list[Expression], env: Env, words: tuple[str, ...]
) -> str | None:
    if len(arguments) == 1 and isinstance(arguments[0], Name) and arguments[0].name in words:
        return arguments[0].name
    only = arguments[0] if len(arguments) == 1 else None
    written = only.name if isinstance(only, Name) else only.value if isinstance(only, Text) else ""
    guess = _MEANT.get(written.lower()) or (e.nearest(written, list(words)) if written else None)
    guess = guess if guess in words else None
    _bad(
        e,
        attribute,
        env,
        f"`@{attribute.name}` is one of {', '.join(words)}",
        fix=f"@{attribute.name}({guess})" if guess else None,
    )
    return None


def _citation(e: Elaboration, attribute: Attribute, arguments: list[Expression], env: Env) -> Citation | None:
    where: str | None = None
    link: str | None = None
    date: str | None = None
    for position, argument in enumerate(arguments):
        if isinstance(argument, Text) and where is None and position == 0:
            where = argument.value
        elif isinstance(argument, Text) and _QUOTED_DATE.match(argument.value):
            text = env.scope.source.text
            start, end = argument.span
            bare = text[attribute.span[0] : start] + argument.value + text[end : attribute.span[1]]
            _bad(e, attribute, env, "a date stands without quotes", fix=bare)
            return None
        elif isinstance(argument, Text) and link is None and position > 0:
            link = argument.value
        elif isinstance(argument, DateLiteral) and date is None:
            date = first_day(argument).isoformat() if argument.day else argument.text
        elif isinstance(argument, Literal) and date is None and argument.text.isdigit() and len(argument.text) == 4:
            date = argument.text
        else:
            where = None
            break
    if where is None:
        first = [argument for argument in arguments if isinstance(argument, Text) and argument.value[:4] != "http"]
        ordered = sorted(arguments, key=lambda one: (one not in first[:1], isinstance(one, Text)))
        written = ", ".join(env.scope.source.text[slice(*argument.span)] for argument in ordered)
        mended = f"@source({written})" if first and ordered != arguments and len(arguments) <= 3 else None
        _bad(
            e,
            attribute,
            env,
            '`@source` holds a text, then a date, then a link: `@source("price list", 2026-01-31)`',
            mended,
        )
        return None
    return Citation(where, date, link)


def _bound(e: Elaboration, expression: Expression, env: Env, value: Value, shown: str) -> float | None:
    found = e.number(expression, env)
    if isinstance(found, Bad):
        return None
    fitted = fit(e, found, value.unit, env, expression.span, f"`{shown}`")
    return None if isinstance(fitted, Bad) else e.static(fitted)


def _range(
    e: Elaboration,
    attribute: Attribute,
    arguments: list[Expression],
    env: Env,
    value: Value | None,
    shown: str,
    span: Span,
    at: Env,
) -> tuple[float, float] | None:
    if len(arguments) != 1 or not isinstance(arguments[0], Range) or value is None or value.type != "number":
        said = "`@range` holds the least and the greatest sensible value: `@range(0% .. 50%)`"
        _bad(e, attribute, env, said, fix=_as_range(arguments, env.scope.source.text))
        return None
    first, last = shared_ends(arguments[0].low, arguments[0].high)
    low, high = _bound(e, first, env, value, shown), _bound(e, last, env, value, shown)
    if low is None or high is None:
        return None
    if low > high:
        source = env.scope.source.text
        a, b = arguments[0].low.span, arguments[0].high.span
        _bad(
            e,
            attribute,
            env,
            "the range's ends are the wrong way round",
            fix=f"@range({source[b[0] : b[1]]} .. {source[a[0] : a[1]]})",
        )
        return None
    stated = e.stated(value)
    if not all(low - 1e-12 * abs(low) <= number <= high + 1e-12 * abs(high) for number in stated):
        lies = "outside" if e.static(value) is not None else "which leaves"
        e.report(
            meeting.OUT_OF_RANGE,
            at,
            span,
            f"`{shown}` is {e.source_text(at, span)}, {lies} its own range {e.source_text(env, arguments[0].span)}",
        )
    return (low, high)


def _as_range(arguments: list[Expression], text: str) -> str | None:
    """`@range(1 to 5)`, `@range(1, 5)` and `@range(1 - 5)` with the two points that are meant."""
    ends = arguments
    if len(arguments) == 1 and isinstance(arguments[0], Interval):
        ends = [arguments[0].low, arguments[0].high]
    elif len(arguments) == 1 and isinstance(arguments[0], Binary) and arguments[0].operator == "-":
        ends = [arguments[0].left, arguments[0].right]
    elif len(arguments) == 1 and isinstance(arguments[0], ListLiteral):
        ends = [item.value for item in arguments[0].items]
    if len(ends) != 2 or not all(isinstance(end, Literal | Unary) for end in ends):
        return None
    low, high = (text[end.span[0] : end.span[1]] for end in ends)
    return f"@range({low} .. {high})"


def _target(
    e: Elaboration, attribute: Attribute, arguments: list[Expression], env: Env, value: Value | None, shown: str
) -> tuple[str, float] | None:
    if len(arguments) != 1 or not isinstance(arguments[0], Comparison) or value is None:
        _bad(e, attribute, env, "`@target` holds a comparison: `@target(>= 70%)`")
        return None
    bound = _bound(e, arguments[0].right, env, value, shown)
    return None if bound is None else (arguments[0].operator, bound)


def not_negative(written: tuple[Attribute, ...]) -> bool:
    """Whether a function says that none of the numbers it takes may be negative."""
    return any(attribute.name == "arguments" for attribute in written)


def _from_nought(attribute: Attribute) -> bool:
    """Whether the attribute holds `>= 0`."""
    only = attribute.arguments[0].value if len(attribute.arguments) == 1 else None
    if not isinstance(only, Comparison) or only.operator != ">=":
        return False
    right = only.right
    return isinstance(right, Literal) and right.value == 0 and not right.chain and right.currency is None


def target_in_percent(written: tuple[Attribute, ...]) -> bool:
    """Whether a definition's target is written in %, so that its value is shown so."""
    for attribute in written:
        if attribute.name == "target" and len(attribute.arguments) == 1:
            comparison = attribute.arguments[0].value
            if isinstance(comparison, Comparison) and isinstance(comparison.right, Literal):
                return comparison.right.percent and not comparison.right.chain
    return False


def each_period(written: tuple[Attribute, ...]) -> bool:
    """Whether an uncertain number is drawn anew for each period."""
    return any(attribute.name == "each_period" for attribute in written)
