"""Makes the nodes of statements. A function `make_x` answers the grammar's `-> x`, as in `expressions`."""

from __future__ import annotations

from fractions import Fraction

from outlay.currencies import CURRENCIES
from outlay.diagnostics.codes import syntax as codes
from outlay.parse.expressions import Token, text_of
from outlay.parse.reader import Reader
from outlay.spelling import nearest
from outlay.structs import struct
from outlay.syntax import (
    Actual,
    Annotation,
    AsOf,
    Attribute,
    Binary,
    Block,
    Calendar,
    Chart,
    Check,
    Correlate,
    DateLiteral,
    Definition,
    Expect,
    Expression,
    Function,
    Kind,
    KindMember,
    Literal,
    Minimize,
    Override,
    Parameter,
    Range,
    Rate,
    Record,
    Records,
    Scenario,
    Section,
    Solve,
    Span,
    Test,
    Text,
    Timeline,
    Title,
    UnitDeclaration,
    UnitTerm,
    Use,
)

_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))
_CHARTS = ("line", "bar", "stacked", "waterfall", "tornado")
Path = tuple[list[str], Span]


def _free(reader: Reader, token: Token) -> str:
    """A name to be defined; the codes of currencies are taken."""
    if token[0] in CURRENCIES:
        reader.problem(codes.RESERVED_NAME, token[1], f"`{token[0]}` is a currency and cannot be a name.",
                       fix=f"{token[0].lower()}_value")  # fmt: skip
    return token[0]


# ------------------------------------------------------------------------------------------- words of the file


def make_title(_: Reader, span: Span, text: Text) -> Title:
    """The first line of a file, in quotes."""
    return Title(span, text.value)


def make_path_start(_: Reader, span: Span, token: Token) -> Path:
    """The first name of a dotted path."""
    return [token[0]], span


def make_path_step(_: Reader, span: Span, path: Path, token: Token) -> Path:
    """One more name of a dotted path."""
    path[0].append(token[0])
    return path[0], span


def make_use(_: Reader, span: Span, path: Path, alias: Token | None) -> Use:
    """`use prices.openai as openai`."""
    return Use(span, tuple(path[0]), False, alias[0] if alias else None, path[1])


def make_use_file(_: Reader, span: Span, path: Text, alias: Token | None) -> Use:
    """`use "shared/prices.cost" as house`."""
    return Use(span, (path.value,), True, alias[0] if alias else None, path.span)


def make_timeline_for(_: Reader, span: Span, unit: Token, start: DateLiteral, count: Literal) -> Timeline:
    """`timeline month from 2026-01 for 36`."""
    return Timeline(span, unit[0], unit[1], start, count, None)


def make_timeline_to(_: Reader, span: Span, unit: Token, start: DateLiteral, end: DateLiteral) -> Timeline:
    """`timeline quarter from 2026-Q1 to 2030-Q4`."""
    return Timeline(span, unit[0], unit[1], start, None, end)


def make_calendar_days(_: Reader, span: Span, days: Literal) -> Calendar:
    """`calendar 365.25`."""
    return Calendar(span, days.value, days.span)


def make_calendar_named(reader: Reader, span: Span, token: Token) -> Calendar:
    """`calendar actual`."""
    if token[0] != "actual":
        reader.problem(codes.BAD_CALENDAR, token[1], "A calendar is a number of days a year, such as `365.25` or "
                       "`360`, or `actual`.", fix="actual")  # fmt: skip
    return Calendar(span, None, token[1])


def make_as_of(_: Reader, span: Span, date: DateLiteral) -> AsOf:
    """`as_of 2023-05-01`."""
    return AsOf(span, date)


def make_section(_: Reader, span: Span, title: Text) -> Section:
    """`section "Money"`."""
    return Section(span, title.value)


# ------------------------------------------------------------------------------------------------- definitions


def _definition(
    reader: Reader, span: Span, role: str, token: Token, annotation: Annotation | None, value: Expression,
    label: Text | None, attributes: list[Attribute],
) -> Definition:  # fmt: skip
    name = _free(reader, token)
    return Definition(span, role, name, token[1], annotation, value, text_of(label), tuple(attributes))


def make_member(
    reader: Reader, span: Span, token: Token, annotation: Annotation | None, value: Expression, label: Text | None,
    attributes: list[Attribute],
) -> Definition:  # fmt: skip
    """`revenue = seats * price`."""
    return _definition(reader, span, "plain", token, annotation, value, label, attributes)


def make_input(
    reader: Reader, span: Span, token: Token, annotation: Annotation | None, value: Expression, label: Text | None,
    attributes: list[Attribute],
) -> Definition:  # fmt: skip
    """`input seats = 250 user`."""
    return _definition(reader, span, "input", token, annotation, value, label, attributes)


def make_output(
    reader: Reader, span: Span, token: Token, annotation: Annotation | None, value: Expression, label: Text | None,
    attributes: list[Attribute],
) -> Definition:  # fmt: skip
    """`output margin = 1 - cost / revenue`."""
    return _definition(reader, span, "output", token, annotation, value, label, attributes)


def make_rate(
    reader: Reader, span: Span, token: Token, value: Expression, label: Text | None, attributes: list[Attribute]
) -> Rate:
    """`rate EUR = 1.08 USD`."""
    if token[0] not in CURRENCIES:
        known = token[0].upper()
        reader.problem(codes.NO_CURRENCY, token[1], f"`{token[0]}` is no currency: a rate begins with a code such as "
                       "`EUR`, `GBP` or `JPY`.", fix=known if known in CURRENCIES else None)  # fmt: skip
    return Rate(span, token[0], token[1], value, text_of(label), tuple(attributes))


def make_unit_scaled(_: Reader, _span: Span, literal: Literal) -> tuple[Literal, tuple[UnitTerm, ...]]:
    """`500 word`."""
    return literal, _with_currency(literal)


def make_unit_product(
    _: Reader, _span: Span, literal: Literal, terms: list[UnitTerm]
) -> tuple[Literal, tuple[UnitTerm, ...]]:
    """`1 kilogram * meter / second^2`."""
    return literal, (*_with_currency(literal), *terms)


def _with_currency(literal: Literal) -> tuple[UnitTerm, ...]:
    if literal.currency is None:
        return literal.chain
    return (UnitTerm(literal.number_span, literal.currency, Fraction(1)), *literal.chain)


def make_unit_alias(_: Reader, _span: Span, terms: list[UnitTerm]) -> tuple[None, tuple[UnitTerm, ...]]:
    """`gpu * hour`."""
    return None, tuple(terms)


def make_unit(
    _: Reader, span: Span, token: Token, plural: Token | None,
    value: tuple[Literal | None, tuple[UnitTerm, ...]] | None, label: Text | None, attributes: list[Attribute],
) -> UnitDeclaration:  # fmt: skip
    """`unit page = 500 word`."""
    number, terms = value if value is not None else (None, None)
    factor, text = (number.value, number.text) if number is not None else (1.0, "1")
    return UnitDeclaration(span, token[0], token[1], plural[0] if plural else None, factor, text, terms,
                           text_of(label), tuple(attributes))  # fmt: skip


# ------------------------------------------------------------------------------------------- records and kinds


def make_kind_member(
    reader: Reader, span: Span, token: Token, annotation: Annotation | None, default: Expression | None,
    label: Text | None, attributes: list[Attribute],
) -> KindMember:  # fmt: skip
    """`cached : USD/token = input`."""
    return KindMember(span, _free(reader, token), token[1], annotation, default, text_of(label), tuple(attributes))


def make_kind(
    reader: Reader, span: Span, token: Token, before: Text | None, members: tuple[KindMember, ...],
    after: Text | None,
) -> Kind:  # fmt: skip
    """`kind price { … }`."""
    return Kind(span, _free(reader, token), token[1], members, _one_label(reader, before, after))


def make_record(
    reader: Reader, span: Span, kind: Token, token: Token, base: Expression | None, before: Text | None,
    members: tuple[Definition, ...], after: Text | None, attributes: list[Attribute],
) -> Record:  # fmt: skip
    """`usage writer { … }`."""
    return Record(span, kind[0], kind[1], _free(reader, token), token[1], base, members,
                  _one_label(reader, before, after), tuple(attributes))  # fmt: skip


def make_records(
    _: Reader, span: Span, kind: Token, path: Text, alias: Token | None, attributes: list[Attribute]
) -> Records:
    """`records gpu from "gpus.csv"`."""
    return Records(span, kind[0], kind[1], path.value, path.span, alias[0] if alias else None, tuple(attributes))


def _one_label(reader: Reader, *labels: Text | None) -> str | None:
    found = [label for label in labels if label is not None]
    for extra in found[1:]:
        reader.problem(codes.TWO_LABELS, extra.span, "This has a label already.", fix="")
    return found[0].value if found else None


# --------------------------------------------------------------------------------------------------- functions


@struct(frozen=True, slots=True)
class Signature:
    """What stands before a function's `=`."""

    exported: bool
    token: Token
    parameters: tuple[Parameter, ...]
    result: Annotation | None
    label: Text | None


def make_parameter(
    reader: Reader, span: Span, token: Token, annotation: Annotation | None, default: Expression | None,
    label: Text | None,
) -> Parameter:  # fmt: skip
    """`mfu : share = 40% "Model FLOP utilisation"`."""
    return Parameter(span, _free(reader, token), token[1], annotation, default, text_of(label))


def make_signature(
    _: Reader, _span: Span, export: Token | None, token: Token, parameters: tuple[Parameter, ...],
    result: Annotation | None, label: Text | None,
) -> Signature:  # fmt: skip
    """`export function TRAIN_COST(…) : USD "label" =`."""
    return Signature(export is not None, token, parameters, result, label)


def make_function(
    reader: Reader, span: Span, head: Signature, body: Expression | Block, after: Text | None,
    attributes: list[Attribute],
) -> Function:  # fmt: skip
    """A function with its label before the `=` or after its body."""
    return make_function_labelled(reader, span, head, None, body, after, attributes)


def make_function_labelled(
    reader: Reader, span: Span, head: Signature, label: Text | None, body: Expression | Block, after: Text | None,
    attributes: list[Attribute],
) -> Function:  # fmt: skip
    """A function with its label behind the `=`."""
    return Function(span, head.exported, _free(reader, head.token), head.token[1], head.parameters, head.result, body,
                    _one_label(reader, head.label, label, after), tuple(attributes))  # fmt: skip


def make_block(_: Reader, span: Span, definitions: list[Definition] | None, result: Expression) -> Block:
    """`{ definitions; result }`."""
    return Block(span, tuple(definitions or ()), result)


# --------------------------------------------------------------------------------------------------- questions


def make_actual(_: Reader, span: Span, path: Path, file: Text, attributes: list[Attribute]) -> Actual:
    """`actual x from "billing.csv"`."""
    return Actual(span, tuple(path[0]), path[1], file.value, file.span, tuple(attributes))


def make_correlate(_: Reader, span: Span, left: Expression, right: Expression, value: Expression) -> Correlate:
    """`correlate a, b = 0.6`."""
    return Correlate(span, left, right, value)


def make_override(_: Reader, span: Span, path: Path, value: Expression) -> Override:
    """`writer.tokens_out = 0`."""
    return Override(span, tuple(path[0]), path[1], value)


def make_scenario(
    reader: Reader, span: Span, token: Token, base: Token | None, before: Text | None,
    overrides: tuple[Override, ...], after: Text | None,
) -> Scenario:  # fmt: skip
    """`scenario heavy : base { … }`."""
    return Scenario(span, _free(reader, token), token[1], base[0] if base else None, base[1] if base else (0, 0),
                    overrides, _one_label(reader, before, after))  # fmt: skip


def make_check(_: Reader, span: Span, text: Text, condition: Expression) -> Check:
    """`check "text": condition`."""
    return Check(span, text.value, condition)


def make_solve(
    reader: Reader, span: Span, token: Token, path: Path, bounds: Range, condition: Expression, label: Text | None,
    attributes: list[Attribute],
) -> Solve:  # fmt: skip
    """`solve floor: plan in $1 .. $100 / user / month where margin == 70%`."""
    return Solve(span, _free(reader, token), token[1], tuple(path[0]), path[1], bounds, condition, text_of(label),
                 tuple(attributes))  # fmt: skip


def make_minimize(
    reader: Reader, span: Span, token: Token | None, objective: Expression, path: Path, bounds: Range,
    condition: Expression | None, label: Text | None, attributes: list[Attribute],
) -> Minimize:  # fmt: skip
    """`minimize cost over n in 1 .. 64 where latency <= 2 second`."""
    name = _free(reader, token) if token else None
    return Minimize(span, name, token[1] if token else objective.span, objective, tuple(path[0]), path[1], bounds,
                    condition, text_of(label), tuple(attributes))  # fmt: skip


def make_given(_: Reader, _span: Span, override: Override) -> Override:
    """`given a = 1`."""
    return override


def make_expect(_: Reader, span: Span, condition: Expression, within: Expression | None) -> Expect:
    """`expect a == b within 1%`."""
    if isinstance(condition, Binary) and condition.operator in _COMPARISONS:
        return Expect(span, condition.left, condition.operator, condition.right, within)
    return Expect(span, condition, None, None, within)


def make_expect_about(_: Reader, span: Span, left: Expression, right: Expression, within: Expression | None) -> Expect:
    """`expect a ~= b`."""
    return Expect(span, left, "~=", right, within)


def make_test_scenario(_: Reader, _span: Span, token: Token) -> Token:
    """`scenario heavy` inside a test."""
    return token


def make_note(_: Reader, _span: Span, text: Text) -> Text:
    """`note "text"` inside a test."""
    return text


def make_test(
    reader: Reader, span: Span, text: Text, items: tuple[Override | Expect | Token | Text, ...],
    attributes: list[Attribute],
) -> Test:  # fmt: skip
    """`test "text" { … }`."""
    scenarios = [item for item in items if isinstance(item, tuple)]
    for extra in scenarios[1:]:
        reader.problem(codes.TWO_SCENARIOS, extra[1], "A test runs in one scenario, and this names another already.")
    name, where = scenarios[0] if scenarios else (None, (0, 0))
    return Test(
        span,
        text.value,
        tuple(item for item in items if isinstance(item, Override)),
        tuple(item for item in items if isinstance(item, Expect)),
        name,
        where,
        tuple(item.value for item in items if isinstance(item, Text)),
        tuple(attributes),
    )


def make_chart(reader: Reader, span: Span, kind: Token, title: Text, values: list[Expression]) -> Chart:
    """`chart line "title": a, b`."""
    if kind[0] not in _CHARTS:
        reader.problem(codes.UNKNOWN_CHART, kind[1], f"There is no chart `{kind[0]}`: there are "
                       f"{', '.join(f'`{name}`' for name in _CHARTS)}.", fix=nearest(kind[0], _CHARTS))  # fmt: skip
    return Chart(span, kind[0], kind[1], title.value, tuple(values))
