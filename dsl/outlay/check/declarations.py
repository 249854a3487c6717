"""What stands after a colon: a unit, a share, a kind, a text, a date, a truth, a list, a unit variable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlay.check import kinds
from outlay.check.convert import fit
from outlay.check.unit_names import known_unit, unknown_unit
from outlay.check.values import BAD, AnyValue, Bad, ListValue, Value, sort_of
from outlay.diagnostics import Bag, Source
from outlay.diagnostics.codes import meeting
from outlay.diagnostics.codes import names as codes
from outlay.parse import parse_expression
from outlay.structs import struct
from outlay.syntax import Annotation, Binary, DateLiteral, Literal, Span, UnitTerm
from outlay.units import ONE, Unit

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.check.kinds import KindInfo

SORTS = {"text": "text", "date": "date", "truth": "truth"}
_OTHER_SORTS = {
    **dict.fromkeys(("number", "num", "float", "int", "integer", "decimal", "double", "real"), "ratio"),
    **dict.fromkeys(("string", "str", "char"), "text"),
    **dict.fromkeys(("bool", "boolean", "logical"), "truth"),
    **dict.fromkeys(("datetime", "timestamp"), "date"),
    **dict.fromkeys(("money", "currency", "dollars"), "USD"),
}
_PERCENT = frozenset(("percent", "percentage", "pct"))
_SAID = {"ratio": "a plain number", "text": "a text", "truth": "true or false", "date": "a date", "USD": "an amount"}


@struct(frozen=True, slots=True)
class Declared:
    """An annotation understood."""

    sort: str  # number, text, date, truth, record, list
    unit: Unit | None = None  # of a number or of a list's items; None for a unit variable not yet bound
    share: bool = False
    ratio: bool = False
    kind: KindInfo | None = None
    variable: str | None = None
    home: Env | None = None  # where a record kind is asked for: its records can be named by texts


def understand(e: Elaboration, annotation: Annotation, env: Env) -> Declared | None:
    """What an annotation declares; None (reported) when it names something unknown."""
    sort = "list" if annotation.many else "number"
    if annotation.variable is not None:
        return Declared(sort, env.unit_names.get(annotation.variable), variable=annotation.variable)
    if len(annotation.terms) == 1 and annotation.terms[0].exponent == 1:
        name = annotation.terms[0].name
        if name in SORTS and not annotation.many:
            return Declared(SORTS[name], ONE)
        if name == "ratio":
            return Declared(sort, ONE, ratio=True)
        if name == "share":
            return Declared(sort, ONE, share=True)
        kind = None if annotation.many else kinds.find(e, name, env.scope)  # a list is one of numbers
        if kind is not None:
            return Declared("record", kind=kind, home=env)
    unit = ONE
    for term in annotation.terms:
        found = ONE if term.name in ("ratio", "share") else known_unit(e, env, term.name)
        if found is None:
            if not _other_sort(e, env, term):
                unknown_unit(e, env, term)
            return None
        unit, factor = e.units.multiply(unit, e.units.power(found, term.exponent))
        if factor != 1:
            written = env.scope.source.text[annotation.span[0] : annotation.span[1]].strip()
            e.report(
                meeting.UNITS_DIFFER,
                env,
                annotation.span,
                f"the parts of `{written}` cancel and leave a bare factor; state a unit without repeating one",
            )
            return None
    return Declared(sort, unit)


def _other_sort(e: Elaboration, env: Env, term: UnitTerm) -> bool:
    """Reports the name of a type from elsewhere with what it is here; False where it is none."""
    meant = _OTHER_SORTS.get(term.name.lower())
    end = term.span[1]
    text = env.scope.source.text
    colon = re.compile(r"\b(input|output)\s*(:)\s*\Z").search(text, max(0, end - 60), end - len(term.name))
    if colon is not None:  # `input: price = 10` defines `input`, as far as it can be read
        said = f"no `:` stands behind `{colon[1]}`; this would be a value called `{colon[1]}` in the unit `{term.name}`"
        e.report(meeting.UNKNOWN_UNIT, env, (colon.start(2), end), said, fix=f" {term.name}")
        return True
    if term.name.lower() in _PERCENT:
        said = "a percentage is a plain number, annotated `ratio` or `share`, and its value is written with `%`: `5%`"
        e.report(meeting.UNKNOWN_UNIT, env, (end - len(term.name), end), f"`{term.name}` is no unit; {said}")
        return True
    if meant is None:
        return False
    e.report(
        meeting.UNKNOWN_UNIT,
        env,
        (end - len(term.name), end),
        f"`{term.name}` is no unit; {_SAID[meant]} is annotated `{meant}`",
        fix=meant,
    )
    return True


def _without_quotes(written: str, sort: str) -> str | None:
    """What stands in quotes, where it is a figure or a date that would be right without them."""
    if not written.startswith('"'):
        return None
    read = parse_expression(Source("", written[1:-1]), Bag())
    parts = (read.left, read.right) if isinstance(read, Binary) and read.operator == "/" else (read,)
    right = all(isinstance(part, DateLiteral if sort == "date" else Literal) for part in parts)
    return written[1:-1] if right else None


def apply(e: Elaboration, value: AnyValue, declared: Declared, env: Env, span: Span, what: str) -> AnyValue:
    """The value as its annotation says; a clash is reported."""
    if isinstance(value, Bad):
        return BAD
    if declared.sort == "record":
        assert declared.kind is not None
        return kinds.fit_record(e, value, declared.kind, env, span, what, declared.home)
    if declared.sort == "list":
        return _fit_list(e, value, declared, env, span, what)
    if not isinstance(value, Value) or value.type != declared.sort:
        wanted = {"number": "a number", "text": "a text", "date": "a date", "truth": "true or false"}[declared.sort]
        return e.report(
            codes.WRONG_SORT,
            env,
            span,
            f"{what} is {wanted}, and {e.source_text(env, span)} is {sort_of(value)}",
            fix=_without_quotes(env.scope.source.text[span[0] : span[1]], declared.sort),
        )
    if declared.sort != "number":
        return value
    if declared.unit is None:
        return value
    found = fit(e, value, declared.unit, env, span, what)
    if isinstance(found, Value) and declared.share:
        return guard_share(e, found, env, span, what)
    return found


def _fit_list(e: Elaboration, value: AnyValue, declared: Declared, env: Env, span: Span, what: str) -> AnyValue:
    if not isinstance(value, ListValue):
        return e.report(codes.WRONG_SORT, env, span, f"{what} is a list such as `[1, 2]`, and this is {sort_of(value)}")
    if value.node >= 0 or declared.unit is None:
        return value
    items: list[tuple[AnyValue | None, AnyValue]] = []
    for key, item in value.items:
        if not isinstance(item, Value) or item.type != "number":
            return e.report(codes.WRONG_SORT, env, span, f"the items of {what} are numbers")
        found = fit(e, item, declared.unit, env, span, what)
        if isinstance(found, Bad):
            return BAD
        items.append((key, found))
    return ListValue(tuple(items), unit=declared.unit)


def guard_share(e: Elaboration, value: Value, env: Env, span: Span, what: str) -> Value | Bad:
    """A number that must lie in 0 to 1: a constant is judged now, anything else when it runs."""
    static = e.static(value)
    make = e.builder.make
    if static is not None:
        if not 0 <= static <= 1:
            return e.report(
                meeting.SHARE_OUTSIDE,
                env,
                span,
                f"{what} is a share, between 0% and 100%, and {e.source_text(env, span)} is {static:.6g}",
            )
        return value
    zero, one = e.builder.constant(0.0), e.builder.constant(1.0)
    inside = make("and", (make("ge", (value.node, zero)), make("le", (value.node, one))))
    return _guarded(e, value, inside, f"{what} is a share and has to lie between 0% and 100%", env, span)


def guard_negative(e: Elaboration, value: Value, env: Env, span: Span, what: str) -> Value | Bad:
    """A number that must not be negative: a constant is judged now, anything else when it runs."""
    static = e.static(value)
    if static is None:
        inside = e.builder.make("ge", (value.node, e.builder.constant(0.0)))
        return _guarded(e, value, inside, f"{what} must not be negative", env, span)
    if static < 0:
        shown = e.source_text(env, span)
        return e.report(meeting.NEGATIVE_ARGUMENT, env, span, f"{what} must not be negative, and {shown} is")
    return value


def _guarded(e: Elaboration, value: Value, inside: int, message: str, env: Env, span: Span) -> Value:
    place = e.builder.place(env.scope.source, span)
    node = e.builder.make("guard", (value.node, inside), message, place=place)
    return Value(
        node, value.unit, "number", value.series, percent=value.percent, window=value.window, quantity=value.quantity
    )
