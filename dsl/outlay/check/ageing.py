"""Warnings of prices that are old on the day a model is about.

That day is the one the check was asked for, else the model's own `as_of`, else the first day of its timeline, else
today:
a model that says what it is about is told the same on every day.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from outlay.check import records
from outlay.diagnostics.codes import records as codes
from outlay.syntax import Span
from outlay.tables import parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.check.rows import Row, TableRecords

A_YEAR = 366  # days: a price of the same day a year ago is not yet old


def reference(e: Elaboration) -> tuple[datetime.date, str]:
    """The day against which prices are old, and what day that is."""
    if e.settings.asked is not None:
        day = datetime.date.fromordinal(e.settings.asked)
        return day, day.isoformat()
    if e.settings.as_of is not None:
        day = datetime.date.fromordinal(e.settings.as_of)
        return day, f"{day.isoformat()}, the day of the model"
    if e.settings.timeline is not None:
        day = datetime.date.fromisoformat(e.settings.timeline.starts[0])
        return day, f"{day.isoformat()}, when the model begins"
    return datetime.date.today(), "today"


def known_until(row: Row) -> datetime.date | None:
    """The last day on which a row is known to hold: the one it ended on, else the one it was last seen on."""
    raw = row.raw
    if raw.until_date is not None:
        return raw.until_date
    seen = parse_date(raw.source_date, end=True) if raw.source_date else None
    return max((day for day in (seen, raw.from_date) if day is not None), default=None)


def newest(e: Elaboration, row: Row, env: Env, span: Span, omitted: str) -> None:
    """Warns of a row that is taken as the newest and no longer is what a price is on the model's day.

    `omitted` is the argument that would have given the day, where a function looked the record up.
    """
    day, said_day = reference(e)
    known = known_until(row)
    if known is None:
        return
    start, until = row.raw.from_date, row.raw.until_date
    if until is not None and until < day:
        reason = f"ended on {until.isoformat()}"
    elif (day - known).days > A_YEAR:
        reason = f"was last seen on {known.isoformat()}, over a year before {said_day}"
    else:
        return
    text = env.scope.source.text[span[0] : span[1]]
    said = f"{omitted} = {start or until}" if omitted else f"{records.title(row)} at {start or until}"
    base, _, member = text.rpartition(".")
    e.report(
        codes.OLD_PRICE,
        env,
        span,
        f"the newest row of `{records.title(row)}` {reason}; say which day's is meant: `{said}`, "
        f"or `as_of {start or until}` for the whole model",
        fix=f"({base} at {start}).{member}" if start is not None and "." in base and member.isidentifier() else None,
    )


def on_a_day(e: Elaboration, row: Row, env: Env, span: Span) -> None:
    """Warns, where a day was asked for by whoever checks, of a row that a model takes of a day long before it."""
    known = known_until(row)
    if e.settings.asked is None or known is None:
        return
    day, said_day = reference(e)
    if (day - known).days > A_YEAR:
        e.report(
            codes.AGED_PRICE,
            env,
            span,
            f"this price of `{records.title(row)}` is known until {known.isoformat()}, over a year before {said_day}",
        )


def of_many(e: Elaboration, table: TableRecords, found: Sequence[Row], env: Env, span: Span, *, explicit: bool) -> None:
    """Warns where even the newest of the rows a figure is made of is old. `explicit`: the model says of which day."""
    if not table.raw.dated or (explicit and e.settings.asked is None):
        return
    known = [day for day in map(known_until, found) if day is not None]
    day, said_day = reference(e)
    if known and (day - max(known)).days > A_YEAR:
        newest_day = max(known).isoformat()
        rows = f"{len(found)} rows of `{table.name}`" if len(found) > 1 else f"one row of `{table.name}`"
        e.report(
            codes.AGED_PRICE,
            env,
            span,
            f"this comes from {rows}, at the newest of {newest_day}, over a year before {said_day}; state a price of "
            f"your own, or say of which day it is meant to be: `as_of {newest_day}`",
        )
