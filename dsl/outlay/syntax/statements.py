"""Statements, and the module they make up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.structs import struct
from outlay.syntax.expressions import (
    Annotation,
    Attribute,
    DateLiteral,
    Expression,
    Literal,
    Range,
    Span,
    UnitTerm,
)

if TYPE_CHECKING:
    from outlay.diagnostics import Source


@struct(frozen=True, slots=True)
class Title:
    span: Span
    text: str


@struct(frozen=True, slots=True)
class Use:
    """`use prices.openai as openai`, `use "shared/prices.cost" as house`."""

    span: Span
    path: tuple[str, ...]  # dotted path, or one element: the text of a quoted path
    quoted: bool
    alias: str | None
    path_span: Span


@struct(frozen=True, slots=True)
class Timeline:
    """`timeline month from 2026-01 for 36`, `timeline quarter from 2026-Q1 to 2030-Q4`."""

    span: Span
    unit: str
    unit_span: Span
    start: DateLiteral
    count: Literal | None
    end: DateLiteral | None


@struct(frozen=True, slots=True)
class Calendar:
    """`calendar 365.25`, `calendar 360`, `calendar actual`."""

    span: Span
    days: float | None  # None means actual
    value_span: Span


@struct(frozen=True, slots=True)
class AsOf:
    """`as_of 2023-05-01`: the day whose prices undated look-ups use."""

    span: Span
    date: DateLiteral


@struct(frozen=True, slots=True)
class Section:
    span: Span
    title: str


@struct(frozen=True, slots=True)
class Definition:
    """`input plan = $10 / user / month "Plan price" @source(…)`; also a member of a record, or a line of a block."""

    span: Span
    role: str  # "input", "output", "plain"
    name: str
    name_span: Span
    annotation: Annotation | None
    value: Expression
    label: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class KindMember:
    span: Span
    name: str
    name_span: Span
    annotation: Annotation | None
    default: Expression | None
    label: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Kind:
    span: Span
    name: str
    name_span: Span
    members: tuple[KindMember, ...]
    label: str | None = None


@struct(frozen=True, slots=True)
class Record:
    """`usage writer { … }`, `price house : openai.gpt35_turbo { … }`."""

    span: Span
    kind: str
    kind_span: Span
    name: str
    name_span: Span
    base: Expression | None  # Name, Member, Index or At
    members: tuple[Definition, ...]
    label: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Records:
    """`records gpu from "gpus.csv"`, optionally `as name`."""

    span: Span
    kind: str
    kind_span: Span
    path: str
    path_span: Span
    alias: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class UnitDeclaration:
    """`unit query plural queries`, `unit seat = user`, `unit page = 500 word`, `unit byte @prefix(si, binary)`."""

    span: Span
    name: str
    name_span: Span
    plural: str | None
    factor: float  # 1.0 when no number is written
    factor_text: str  # "1" when none is written; kept for an exact Fraction
    terms: tuple[UnitTerm, ...] | None  # None declares a base unit
    label: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Rate:
    """`rate EUR = 1.08 USD @source("ECB", 2026-11-20)`."""

    span: Span
    currency: str
    currency_span: Span
    value: Expression
    label: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Parameter:
    span: Span
    name: str
    name_span: Span
    annotation: Annotation | None
    default: Expression | None
    label: str | None = None


@struct(frozen=True, slots=True)
class Block:
    """A function's body: definitions, then the result."""

    span: Span
    definitions: tuple[Definition, ...]
    result: Expression


@struct(frozen=True, slots=True)
class Function:
    span: Span
    exported: bool
    name: str
    name_span: Span
    parameters: tuple[Parameter, ...]
    result: Annotation | None
    body: Expression | Block
    label: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Actual:
    """`actual x from "billing.csv"`."""

    span: Span
    path: tuple[str, ...]
    path_span: Span
    file: str
    file_span: Span
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Correlate:
    """`correlate a, b = 0.6`."""

    span: Span
    left: Expression
    right: Expression
    value: Expression


@struct(frozen=True, slots=True)
class Override:
    """`writer.tokens_out = 16_000 token / user / day`, in a scenario or after `given`."""

    span: Span
    path: tuple[str, ...]
    path_span: Span
    value: Expression


@struct(frozen=True, slots=True)
class Scenario:
    span: Span
    name: str
    name_span: Span
    base: str | None
    base_span: Span
    overrides: tuple[Override, ...]
    label: str | None = None


@struct(frozen=True, slots=True)
class Check:
    span: Span
    text: str
    condition: Expression


@struct(frozen=True, slots=True)
class Solve:
    """`solve plan_floor: plan in $1 .. $100 / user / month where gross_margin[last] == 70%`."""

    span: Span
    name: str
    name_span: Span
    variable: tuple[str, ...]
    variable_span: Span
    bounds: Range
    condition: Expression
    label: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Minimize:
    """`minimize cost over n in 1 .. 64 where latency <= 2 second`, optionally named: `minimize fleet: cost over …`."""

    span: Span
    name: str | None
    name_span: Span
    objective: Expression
    variable: tuple[str, ...]
    variable_span: Span
    bounds: Range
    condition: Expression | None
    label: str | None = None
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Expect:
    """`expect left operator right within tolerance`. `operator` is a comparison or `~=`; None for a bare condition."""

    span: Span
    left: Expression
    operator: str | None
    right: Expression | None
    within: Expression | None


@struct(frozen=True, slots=True)
class Test:
    """`test "text" { scenario heavy  given a = 1  expect b ~= 2 within 1%  note "…" }`; items in any order."""

    __test__ = False  # not a pytest class

    span: Span
    text: str
    given: tuple[Override, ...]
    expects: tuple[Expect, ...]
    scenario: str | None = None
    scenario_span: Span = (0, 0)
    notes: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@struct(frozen=True, slots=True)
class Chart:
    span: Span
    type: str  # line, bar, stacked, waterfall, tornado
    type_span: Span
    title: str
    values: tuple[Expression, ...]


Statement = (
    Title
    | Use
    | Timeline
    | Calendar
    | AsOf
    | Section
    | Definition
    | Kind
    | Record
    | Records
    | UnitDeclaration
    | Rate
    | Function
    | Actual
    | Correlate
    | Scenario
    | Check
    | Solve
    | Minimize
    | Test
    | Chart
)


@struct(frozen=True, slots=True)
class Module:
    """One parsed file, statements in file order. `source` is a `diagnostics.Source`."""

    source: Source
    statements: tuple[Statement, ...]
