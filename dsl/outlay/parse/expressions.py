"""Makes the nodes of expressions, annotations and attributes. A function `make_x` answers the grammar's `-> x`.

Each is called with the reader, the span of what was found, and the parts the grammar keeps.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TypeVar

from outlay.diagnostics.codes import syntax as codes
from outlay.parse import literals
from outlay.parse.reader import Reader
from outlay.structs import replace
from outlay.syntax import (
    Annotation,
    Argument,
    At,
    Attribute,
    Binary,
    Boolean,
    Call,
    Comparison,
    DateLiteral,
    Expression,
    If,
    Index,
    Interval,
    ListItem,
    ListLiteral,
    Literal,
    Member,
    Name,
    Range,
    Span,
    Text,
    Unary,
    UnitTerm,
)

Item = TypeVar("Item")
# A token that is no node by itself: its text and place.
Token = tuple[str, Span]

_LEADING = re.compile(r"(?<![\w.])[$€£]?[0-9]{1,3}\Z")


def token_name(reader: Reader, text: str, start: int, end: int) -> Token:
    """A name, an operator or a word, as it stands."""
    if not text.isascii() and not text.isidentifier():
        literals.refuse_name(reader, text, start)
    return text, (start, end)


token_and = token_or = token_of = token_not = token_edge = token_export = token_name
token_plus = token_minus = token_star = token_slash = token_caret = token_compare = token_name
token_power = token_exponent = token_name
token_string = token_label = literals.string
token_quantity = literals.quantity
token_date = literals.date
token_boolean = literals.boolean


# ------------------------------------------------------------------------------------------------------ lists


def make_one(_: Reader, _span: Span, item: Item) -> list[Item]:
    """The first item of a list."""
    return [item]


def make_more(_: Reader, _span: Span, items: list[Item], item: Item) -> list[Item]:
    """One more item."""
    items.append(item)
    return items


def make_none(_: Reader, _span: Span) -> list[object]:
    """A list with nothing in it."""
    return []


def make_block_items(_: Reader, _span: Span, items: list[Item] | None) -> tuple[Item, ...]:
    """What stands between brackets."""
    return tuple(items or ())


# ------------------------------------------------------------------------------------------------- expressions


def make_name(_: Reader, span: Span, token: Token) -> Name:
    """`revenue`, and `first` and `last` where they stand as names."""
    return Name(span, token[0])


def make_group(_: Reader, _span: Span, inner: Expression) -> Expression:
    """`(a + b)` is what stands inside."""
    return inner


def make_binary(_: Reader, span: Span, left: Expression, operator: Token, right: Expression) -> Binary:
    """`a + b`, `a of b`, `a and b`, `a <= b`."""
    return Binary(span, operator[0], left, right, operator[1])


def make_quotient(reader: Reader, span: Span, left: Expression, operator: Token, right: Expression) -> Binary:
    """`a / b`, with a warning where `3/4 hour` could mean two things."""
    if (
        type(left) is Literal
        and type(right) is Literal
        and right.chain
        and not right.chain[0].per
        and right.chain[0].exponent == 1
        and left.currency is None
        and not left.chain
        and left.text.isdigit()
        and right.text.isdigit()
        and right.value
        and left.span[0] == span[0]
    ):
        _warn_fraction(reader, span, left, right)
    return Binary(span, "/", left, right, operator[1])


def _warn_fraction(reader: Reader, span: Span, left: Literal, right: Literal) -> None:
    unit = reader.text[right.number_span[1] : right.span[1]].strip()
    reader.problem(
        codes.FRACTION_OF_UNIT,
        span,
        f"`{reader.text[span[0] : span[1]]}` is read as {left.text} divided by `{right.text} {unit}`. "
        f"If {left.value / right.value:g} {unit} is meant, write it so.",
        fix=f"{left.value / right.value:g} {unit}",
    )


def make_unary(_: Reader, span: Span, operator: Token, operand: Expression) -> Unary:
    """`-x`, `not x`."""
    return Unary(span, operator[0], operand)


def make_power_number(_: Reader, span: Span, base: Expression, power: Token) -> Binary:
    """`x ^ 2`, `x ^ -1`: the exponent takes no unit."""
    text, (start, end) = power
    digits = text[1:].lstrip()
    begin = end - len(digits)
    exponent: Expression
    if digits.startswith("-"):
        number = Literal((begin + 1, end), float(digits[1:]), digits[1:], number_span=(begin + 1, end))
        exponent = Unary((begin, end), "-", number)
    else:
        exponent = Literal((begin, end), float(digits), digits, number_span=(begin, end))
    return Binary(span, "^", base, exponent, (start, start + 1))


def make_attribute_of(_: Reader, span: Span, base: Expression, token: Token) -> Member:
    """`writer.tokens_in`."""
    return Member(span, base, token[0], token[1])


def make_index(_: Reader, span: Span, base: Expression, item: Expression) -> Index:
    """`x[first]`."""
    return Index(span, base, item)


def make_call(reader: Reader, span: Span, function: Expression, arguments: list[Argument] | None) -> Expression:
    """`grow(start, rate)`; what spreadsheets write as calls is refused."""
    if type(function) is Name and function.name.upper() in ("IF", "AND", "OR", "NOT"):
        from outlay.foreign_forms import spreadsheet_call

        opener = reader.text.index("(", function.span[1])
        meant = spreadsheet_call(function.name, reader.text, opener)
        if meant is not None:
            reader.problem(codes.OTHER_FORM, span, meant[0], fix=meant[1] or None)
            return _as_meant(function, [argument.value for argument in arguments or ()], span)
    if arguments is not None and len(arguments) > 1:
        values = _grouped(reader, [argument.value for argument in arguments])
        pairs = zip(arguments, values, strict=True)
        arguments = [
            one if one.value is value else replace(one, value=value) for one, value in pairs if value is not None
        ]
    return Call(span, function, tuple(arguments or ()))


def make_by_date(_: Reader, span: Span, values: Expression) -> Call:
    """`by_date [2026-01: a, 2026-07: b]` is a call with one list."""
    name = Name((span[0], span[0] + len("by_date")), "by_date")
    return Call(span, name, (Argument(values.span, None, values),))


def make_at(reader: Reader, span: Span, base: Expression, moment: Expression) -> At:
    """`prices at 2023-05-01`."""
    if type(moment) is DateLiteral and reader.text[moment.span[1] : moment.span[1] + 1] == "/":
        from outlay.parse.dates import slashed

        found = slashed(reader.text, moment.span[0])
        if found is not None:  # a record divided by 5 would explain nothing
            reader.problem(found.code, found.span, found.message, fix=found.fix)
            return At(span, base, DateLiteral(moment.span, "", moment.year))
    return At(span, base, moment)


def make_range(_: Reader, span: Span, low: Expression, high: Expression) -> Range:
    """`a .. b`."""
    return Range(span, low, high)


def make_interval(_: Reader, span: Span, low: Expression, high: Expression) -> Interval:
    """`a to b`."""
    return Interval(span, low, high)


def make_conditional(_: Reader, span: Span, condition: Expression, then: Expression, otherwise: Expression) -> If:
    """`if c then a else b`."""
    return If(span, condition, then, otherwise)


def _as_meant(function: Name, values: list[Expression], span: Span) -> Expression:
    """`IF(a, b, c)` as the choice it means, so that nothing more is said of a function `IF`."""
    name = function.name.lower()
    if name == "if" and len(values) == 3:
        return If(span, *values)
    if name == "not" and len(values) == 1:
        return Unary(span, "not", values[0])
    if not values:
        return Boolean(span, True)
    found = values[0]
    for value in values[1:]:
        found = Binary(span, name if name in ("and", "or") else "and", found, value, function.span)
    return found


def _grouped(reader: Reader, values: list[Expression]) -> list[Expression | None]:
    """The values with numbers such as `1,000` refused and put together again, where a comma made two of them.

    A value that has become part of the one before it is None.
    """
    found: list[Expression | None] = list(values)
    last, end = 0, -1
    for place, right in enumerate(values[1:], 1):
        left = found[last]
        if right.span[0] < end:  # inside the number that was refused
            if type(left) is Literal and type(right) is Literal:
                found[last], found[place] = _whole(reader, left.span[0], end, right.span[1]), None
            continue
        last = place
        before = values[place - 1].span[1]
        if right.span[0] != before + 1 or (digits := _LEADING.search(reader.text, max(0, before - 5), before)) is None:
            continue
        from outlay.parse.numbers import grouped_number

        grouped = grouped_number(reader.text, digits.start())
        if grouped is None:
            continue
        end, fix = grouped
        reader.problem(codes.COMMA_IN_NUMBER, (digits.start(), end), f"Digits are grouped by `_`: `{fix}`. "
                       "If these are several values, put a blank behind each comma.", fix=fix)  # fmt: skip
        last = place - 1
        if type(values[last]) is Literal and type(right) is Literal:
            found[last], found[place] = _whole(reader, digits.start(), end, right.span[1]), None
    return found


def _whole(reader: Reader, start: int, end: int, stop: int) -> Literal:
    """The literal between two places whose number, up to `end`, is grouped by commas."""
    text = reader.text[start:end].replace(",", "_") + reader.text[end:stop]
    return literals.quantity(reader, text, start, stop)


def make_list(reader: Reader, span: Span, items: list[ListItem] | None) -> ListLiteral:
    """`[a, b]`."""
    if items is not None and len(items) > 1:
        values = _grouped(reader, [item.value for item in items])
        items = [replace(item, value=value) for item, value in zip(items, values, strict=True) if value is not None]
    return ListLiteral(span, tuple(items or ()))


def make_list_item(_: Reader, span: Span, first: Expression, second: Expression | None) -> ListItem:
    """`a`, or `key: a`."""
    return ListItem(span, None, first) if second is None else ListItem(span, first, second)


def make_year(reader: Reader, _span: Span, literal: Literal) -> DateLiteral:
    """A bare year where only a date can stand."""
    return literals.year(reader, literal)


# --------------------------------------------------------------------------------------------------- arguments


def make_positional(_: Reader, span: Span, value: Expression) -> Argument:
    """An argument by position."""
    return Argument(span, None, value)


def make_named(_: Reader, span: Span, token: Token, value: Expression) -> Argument:
    """`runs = 2`."""
    return Argument(span, token[0], value)


def make_by_clause(_: Reader, span: Span, value: Expression) -> Argument:
    """`by price`."""
    return Argument(span, "by", value, clause=True)


def make_where_clause(_: Reader, span: Span, value: Expression) -> Argument:
    """`where gpu.memory >= need`."""
    return Argument(span, "where", value, clause=True)


# --------------------------------------------------------------------------------------------------- attributes


def make_attribute(_: Reader, span: Span, token: Token) -> Attribute:
    """`@each_period`."""
    return Attribute(span, token[0], token[1])


def make_attribute_call(reader: Reader, span: Span, token: Token, arguments: list[Argument] | None) -> Attribute:
    """`@source("where", 2026-01-01)`."""
    before = len(reader.problems)
    if arguments is not None and len(arguments) > 1:
        _grouped(reader, [argument.value for argument in arguments])
    if len(reader.problems) > before:
        return Attribute(span, "", token[1])
    return Attribute(span, token[0], token[1], tuple(arguments or ()))


def make_bound(_: Reader, span: Span, operator: Token, right: Expression) -> Argument:
    """`>= 70%` inside `@target`."""
    return Argument(span, None, Comparison(span, operator[0], right))


# -------------------------------------------------------------------------------------------------- annotations


def make_term(reader: Reader, span: Span, token: Token, exponent: Token | None) -> UnitTerm:
    """`second^2`."""
    if exponent is None:
        return UnitTerm(span, token[0], Fraction(1))
    text = exponent[0][1:].strip()
    return UnitTerm(span, token[0], literals.read_exponent(reader, text, exponent[1]))


def make_term_times(_: Reader, _span: Span, terms: list[UnitTerm], term: UnitTerm) -> list[UnitTerm]:
    """`gpu * hour`."""
    terms.append(term)
    return terms


def make_term_over(_: Reader, _span: Span, terms: list[UnitTerm], term: UnitTerm) -> list[UnitTerm]:
    """`USD / user`."""
    terms.append(UnitTerm(term.span, term.name, -term.exponent))
    return terms


def make_term_per(_: Reader, _span: Span, terms: list[UnitTerm], term: UnitTerm) -> list[UnitTerm]:
    """`USD per user`."""
    terms.append(UnitTerm(term.span, term.name, -term.exponent, per=True))
    return terms


def make_annotation_unit(_: Reader, span: Span, terms: list[UnitTerm]) -> Annotation:
    """`: USD/month`, `: share`, `: gpu`."""
    return Annotation(span, tuple(terms))


def make_annotation_number(reader: Reader, span: Span, literal: Literal) -> Annotation:
    """`: 1 / month`."""
    if literal.text != "1" or literal.currency is not None or not literal.chain:
        rest = reader.text[literal.number_span[1] : span[1]].strip()
        reader.problem(codes.NUMBER_AS_UNIT, span, "A unit is expected here, and a unit has no number in it.",
                       fix=rest if rest and not rest.startswith(("/", "per ")) else None)  # fmt: skip
    return Annotation(span, literal.chain)


def make_annotation_any(_: Reader, span: Span, token: Token) -> Annotation:
    """`: any U`."""
    return Annotation(span, (UnitTerm(token[1], token[0], Fraction(1)),), variable=token[0])


def make_annotation_list(_: Reader, span: Span, inner: Annotation) -> Annotation:
    """`: [token]`."""
    return Annotation(span, inner.terms, inner.variable, many=True)


def text_of(label: Text | None) -> str | None:
    """A label's text, where there is a label."""
    return None if label is None else label.value
