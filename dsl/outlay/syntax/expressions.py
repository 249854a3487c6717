"""Expressions, annotations and attributes."""

from __future__ import annotations

from fractions import Fraction

from outlay.structs import struct

Span = tuple[int, int]


@struct(frozen=True, slots=True)
class UnitTerm:
    """One unit of a literal's chain or of an annotation: `/ month`, `second^2`."""

    span: Span
    name: str
    exponent: Fraction  # as written, positive in the numerator, negative after `/` or `per`
    per: bool = False  # written with `per`, after which only units may stand


@struct(frozen=True, slots=True)
class Literal:
    """A number with what follows it: `$10 / user / month`, `35%`, `1k token`, `6% per year`, `10x`, `7`.

    `chain` holds the unit glued to the number and every `/ name` or `per name` after it. Whether each name is a
    unit is decided by `check`: from the first name that is only a value on, the chain is ordinary division.
    """

    span: Span
    value: float  # suffix and percent applied: `1k` is 1000.0, `35%` is 0.35
    text: str  # the number as written, without currency or units: "1_000", "35%", "1k", "10x"
    percent: bool = False
    currency: str | None = None  # ISO code
    chain: tuple[UnitTerm, ...] = ()
    number_span: Span = (0, 0)  # the number alone, with its currency sign


@struct(frozen=True, slots=True)
class DateLiteral:
    """`2026-01`, `2026-01-31`, `2026-Q3`, and (only where an index or a date is expected) `2026`."""

    span: Span
    text: str
    year: int
    month: int | None = None
    day: int | None = None
    quarter: int | None = None


@struct(frozen=True, slots=True)
class Text:
    span: Span
    value: str


@struct(frozen=True, slots=True)
class Boolean:
    span: Span
    value: bool


@struct(frozen=True, slots=True)
class Name:
    span: Span
    name: str


@struct(frozen=True, slots=True)
class Member:
    """`writer.tokens_in`."""

    span: Span
    base: Expression
    name: str
    name_span: Span


@struct(frozen=True, slots=True)
class Index:
    """`x[2026-12]`, `x[first]`, `gpus["H100"]`, `x[2026-01 .. 2026-06]` (item is a Range)."""

    span: Span
    base: Expression
    item: Expression  # `first` and `last` are Name("first"), Name("last")


@struct(frozen=True, slots=True)
class Argument:
    """One argument of a call. `keyword` is the name of a named argument, or "by"/"where" of a clause."""

    span: Span
    keyword: str | None
    value: Expression
    clause: bool = False


@struct(frozen=True, slots=True)
class Call:
    span: Span
    function: Expression  # Name or Member
    arguments: tuple[Argument, ...]


@struct(frozen=True, slots=True)
class Unary:
    span: Span
    operator: str  # "-", "not"
    operand: Expression


@struct(frozen=True, slots=True)
class Binary:
    """`+ - * / ^ of and or == != < <= > >=`; `a of b` is a product. Never chained comparisons."""

    span: Span
    operator: str
    left: Expression
    right: Expression
    operator_span: Span


@struct(frozen=True, slots=True)
class Interval:
    """`a to b`: a 90% interval."""

    span: Span
    low: Expression
    high: Expression


@struct(frozen=True, slots=True)
class Range:
    """`a .. b`: bounds of an attribute, a slice, or a search."""

    span: Span
    low: Expression
    high: Expression


@struct(frozen=True, slots=True)
class If:
    span: Span
    condition: Expression
    then: Expression
    otherwise: Expression


@struct(frozen=True, slots=True)
class ListItem:
    span: Span
    key: Expression | None  # `0 token: $3/Mtoken`, `2026-07: b`
    value: Expression


@struct(frozen=True, slots=True)
class ListLiteral:
    span: Span
    items: tuple[ListItem, ...]


@struct(frozen=True, slots=True)
class At:
    """`openai.gpt35_turbo at 2023-05-01`."""

    span: Span
    base: Expression
    date: Expression


@struct(frozen=True, slots=True)
class Comparison:
    """A comparison operator with its right side only: `@target(>= 70%)`."""

    span: Span
    operator: str
    right: Expression


Expression = (
    Literal
    | DateLiteral
    | Text
    | Boolean
    | Name
    | Member
    | Index
    | Call
    | Unary
    | Binary
    | Interval
    | Range
    | If
    | ListLiteral
    | At
    | Comparison
)


@struct(frozen=True, slots=True)
class Annotation:
    """What stands after `:` — a unit, `ratio`, `share`, a kind, `any U`, `text`, `date`, `truth`, or a list of one.

    `terms` is a product of names with exponents; a lone name may turn out to be a kind.
    `variable` is set for `any U` (and a unit variable may occur among `terms` elsewhere in the same signature).
    `many` is set for `[unit]`, a list parameter.
    """

    span: Span
    terms: tuple[UnitTerm, ...]
    variable: str | None = None
    many: bool = False


@struct(frozen=True, slots=True)
class Attribute:
    """`@source("where", 2026-01-01)`, `@each_period`."""

    span: Span
    name: str
    name_span: Span
    arguments: tuple[Argument, ...] = ()
