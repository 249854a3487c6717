"""The row of a dated record that is in force on a day, or the newest where no day is said."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from outlay.check import ageing, choices, records, rows
from outlay.check.values import BAD, AnyValue, RecordValue, Value
from outlay.diagnostics.codes import records as codes
from outlay.syntax import At, Span

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.check.records import AnyRecord
    from outlay.check.rows import Family, Row


def newest(e: Elaboration, family: Family, env: Env, span: Span, omitted: str = "") -> Row | None:
    """The row an undated look-up takes: the model's day's, else the newest, with a warning when that is old.

    `omitted` is the argument that would have given the day, where a function looked the record up.
    """
    if e.settings.as_of is not None:
        return _on(e, family, e.settings.as_of, env, span)
    row = family.rows[-1]
    ageing.newest(e, row, env, span, omitted)
    return row


def _omitted(e: Elaboration, date: Value) -> str:
    """The parameter a day comes from that no argument gave; nothing where `newest` was written."""
    given = e.quantities[date.quantity] if date.quantity >= 0 else None
    return given.path.rsplit(".", 1)[-1] if given is not None and given.role == "default" else ""


def _on(e: Elaboration, family: Family, day: int, env: Env, span: Span) -> Row | None:
    found = rows.in_force(family, day)
    if found is None:
        shown = datetime.date.fromordinal(day).isoformat()
        e.report(
            codes.OUTSIDE_DATES,
            env,
            span,
            f"`{records.title(family)}` has no row in force on {shown}; its rows cover {rows.covered(family)}",
        )
    else:
        ageing.on_a_day(e, found, env, span)
    return found


def in_force(e: Elaboration, record: AnyRecord, date: Value, env: Env, node: At) -> AnyValue:
    """The row of a dated record in force on a day."""
    static = e.static(date)
    if isinstance(record, choices.Choice):
        return choices.at(e, record, date, env, node)
    if isinstance(record, rows.Family) and static is not None:
        if static >= datetime.date.max.toordinal():
            omitted = _omitted(e, date)
            asked = omitted or e.settings.as_of is not None
            row = newest(e, record, env, node.span, omitted) if asked else record.rows[-1]
        else:
            row = _on(e, record, int(static), env, node.span)
        return BAD if row is None else RecordValue(row)
    if isinstance(record, rows.Family):
        return choices.family_at(e, record, date, env, node)
    return e.report(
        codes.NOT_DATED,
        env,
        node.base.span,
        f"`{records.title(record)}` has no dated rows, so `at` has nothing to choose from",
        fix=None,
    )
