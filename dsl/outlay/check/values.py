"""What an expression turns out to be while a model is checked: a typed node, a record, a list, a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.diagnostics import Source
from outlay.structs import struct
from outlay.syntax import Span
from outlay.units import ONE, Unit

if TYPE_CHECKING:
    from outlay.check.choices import Choice
    from outlay.check.records import RecordInstance
    from outlay.check.rows import Family, Row, TableRecords
    from outlay.resolve import ModuleScope

Origin = tuple[Source, Span]


@struct(slots=True)
class UnitHole:
    """The unit of `previous(x, 0)`, unknown until it first meets another."""

    unit: Unit | None = None


@struct(slots=True)
class Value:
    """A number, truth, text or date: a node of the plan with the unit its number is in."""

    node: int
    unit: Unit = ONE
    type: str = "number"  # number, truth, text, date
    series: bool = False
    bare: Origin | None = None  # a number written without a unit, and where
    percent: bool = False  # written in %
    zero: bool = False  # the literal 0, which fits any unit
    window: tuple[int, int] | None = None  # periods of a slice
    period: int | None = None  # the figure of this one period of a series
    hole: UnitHole | None = None
    quantity: int = -1  # the quantity this is the value of


@struct(slots=True)
class ListValue:
    """`[a, b]` or `[key: a, key: b]`; or, as a parameter, one node of type "list"."""

    items: tuple[tuple[AnyValue | None, AnyValue], ...] = ()
    node: int = -1
    unit: Unit = ONE


@struct(slots=True)
class RecordValue:
    """One record known before anything runs, a dated family of them, or a choice left to the run."""

    record: RecordInstance | Row | Family | Choice


@struct(slots=True)
class ModuleValue:
    scope: ModuleScope


@struct(slots=True)
class TableValue:
    """A `records` table by its name."""

    table: TableRecords
    day: Value | None = None  # `offers at 2023-05-01`


@struct(slots=True)
class Flag:
    """A bare word some functions take: `graduated`, `monthly`."""

    name: str


class Bad:
    """Something already reported; whoever meets it says nothing more."""

    __slots__ = ()


BAD = Bad()

AnyValue = Value | ListValue | RecordValue | ModuleValue | TableValue | Flag | Bad


def sort_of(value: AnyValue) -> str:
    """A value's sort in a reader's words."""
    if isinstance(value, Value):
        return {"number": "a number", "truth": "true or false", "text": "a text", "date": "a date"}[value.type]
    if isinstance(value, ListValue):
        return "a list"
    return {
        "RecordValue": "a record",
        "ModuleValue": "a module",
        "TableValue": "a table",
        "Flag": "a bare word",
    }.get(type(value).__name__, "something else")
