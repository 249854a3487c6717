"""Why no row of a table passes a condition: the part of it that no row is left to pass, and what is there instead."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from outlay.check import records
from outlay.check.environment import Env, Frame
from outlay.check.values import AnyValue, RecordValue, Value
from outlay.diagnostics import Bag
from outlay.spelling import instead_of
from outlay.syntax import Binary, Expression, Name

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.kinds import KindInfo
    from outlay.check.rows import Row

Passing = Callable[[Expression], "list[Row] | None"]  # the rows that may pass a condition, None where it is mistaken


def because(e: Elaboration, kind: KindInfo, every: Sequence[Row], where: Expression, env: Env, passing: Passing) -> str:
    """What to say after `no row of the table …`; empty where no single part of the condition is to blame."""
    left = list(every)
    earlier: list[str] = []
    for part in _parts(where):
        found = passing(part)
        if found is None:
            return ""
        kept = [row for row in left if row in found]
        if not kept:
            among = f" that passes {' and '.join(earlier)}" if earlier else ""
            return f"{among} {_lacking(e, kind, left, part, env)}"
        left = kept
        earlier.append(e.source_text(env, part.span))
    return ""


def not_in_force(rows: Sequence[Row], day: float | None) -> str:
    """What to say where rows pass the condition, and none of them on the day that is asked for."""
    when = "that day" if day is None else datetime.date.fromordinal(int(day)).isoformat()
    begins = min((row.raw.from_date for row in rows if row.raw.from_date is not None), default=None)
    from_then = "" if begins is None else f", and those that pass the condition are from {begins.isoformat()} on"
    return f" is in force on {when}{from_then}"


def _parts(where: Expression) -> Iterator[Expression]:
    """What has to hold together, in the order of writing."""
    if isinstance(where, Binary) and where.operator == "and":
        yield from _parts(where.left)
        yield from _parts(where.right)
    else:
        yield where


def _lacking(e: Elaboration, kind: KindInfo, left: Sequence[Row], part: Expression, env: Env) -> str:
    """`has provider "AWZ", only "AWS"` for a column that must equal something, else the condition itself."""
    if isinstance(part, Binary) and part.operator == "==":
        for column, asked in ((part.left, part.right), (part.right, part.left)):
            if isinstance(column, Name) and column.name in kind.members:
                wanted = [_told(e, asked, env, row) for row in left]
                there = [_told(e, column, env, row) for row in left]
                if wanted and wanted[0] is not None and wanted.count(wanted[0]) == len(wanted):
                    return f'has {column.name} "{wanted[0]}"{instead_of(wanted[0], [one for one in there if one])}'
    return f"passes {e.source_text(env, part.span)}"


def _told(e: Elaboration, node: Expression, env: Env, row: Row) -> str | None:
    """A text or the name of a record as it is in one row; None for anything else."""
    kept, e.bag = e.bag, Bag()
    try:
        found: AnyValue = e.expression(node, env.inner(row=row, frame=Frame("row"), depth=env.depth + 1))
    finally:
        e.bag = kept
    if isinstance(found, RecordValue):
        return records.title(found.record)
    value = e.builder.constant_value(found.node) if isinstance(found, Value) else None
    return value if isinstance(value, str) else None
