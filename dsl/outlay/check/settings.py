"""The statements about the whole model: timeline, calendar, as_of."""

from __future__ import annotations

import calendar
import datetime
from typing import TYPE_CHECKING

from outlay.check.dates import first_day
from outlay.diagnostics import Bag, Note
from outlay.diagnostics.codes import meeting
from outlay.diagnostics.codes import time as codes
from outlay.plan import Timeline as PlanTimeline
from outlay.syntax import AsOf, Calendar, Timeline

if TYPE_CHECKING:
    from outlay.resolve import ModuleScope

MAXIMUM_PERIODS = 1_200
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def read(scope: ModuleScope, bag: Bag) -> tuple[PlanTimeline | None, float | None, int | None]:
    """The timeline, the days in a year (None: actual) and the day of undated look-ups."""
    timeline: PlanTimeline | None = None
    days: float | None = 365.0
    as_of: int | None = None
    seen: dict[type, tuple[int, int]] = {}
    for statement in scope.statements or _library_settings(scope, bag):
        if not isinstance(statement, Timeline | Calendar | AsOf):
            continue
        if type(statement) in seen:
            bag.add(
                codes.TWO_TIMELINES,
                scope.source,
                statement.span,
                "the model says this once already; it can only hold once",
                notes=(Note("said here", scope.source, seen[type(statement)]),),
            )
            continue
        seen[type(statement)] = statement.span
        if isinstance(statement, Timeline):
            timeline = periods(statement, scope, bag)
        elif isinstance(statement, Calendar):
            days = statement.days
            if days is not None and not 360 <= days <= 366:
                bag.add(codes.BAD_CALENDAR, scope.source, statement.value_span, "a year has 360 to 366 days", fix="365")
                days = 365.0
        else:
            as_of = first_day(statement.date).toordinal()
    if days is None and timeline is None and Timeline in seen:
        days = 365.0
    if days is None and (timeline is None or timeline.unit != "month"):
        bag.add(
            meeting.CALENDAR_NEEDS_MONTHS,
            scope.source,
            seen[Calendar],
            "`calendar actual` counts the true days of each month, so the model needs a monthly timeline",
            fix="calendar 365",
        )
        days = 365.0
    return timeline, days, as_of


def _library_settings(scope: ModuleScope, bag: Bag) -> list[object]:
    return [statement for keyword in ("timeline", "calendar", "as_of") for statement in scope.parsed(keyword, bag)]


def periods(statement: Timeline, scope: ModuleScope, bag: Bag) -> PlanTimeline | None:
    """The periods a timeline statement makes; what cannot be is reported."""
    months = MONTHS.get(statement.unit.removesuffix("s"))
    if months is None:
        bag.add(
            codes.BAD_TIMELINE,
            scope.source,
            statement.unit_span,
            f"a timeline is in months, quarters or years, not `{statement.unit}`",
            fix="month",
        )
        return None
    start = first_day(statement.start).replace(day=1)
    if (start.month - 1) % months:
        bag.add(
            codes.BAD_TIMELINE,
            scope.source,
            statement.start.span,
            f"a {statement.unit} begins in {'January' if months == 12 else 'January, April, July or October'}",
            fix=str(start.year) if months == 12 else f"{start.year}-Q{(start.month - 1) // 3 + 1}",
        )
        return None
    if statement.count is not None:
        count = statement.count.value
        span = statement.count.span
    else:
        assert statement.end is not None
        end = first_day(statement.end)
        if statement.end.month is None and statement.end.quarter is None:
            end = end.replace(month=12)
        elif statement.end.quarter is not None:
            end = end.replace(month=3 * statement.end.quarter)
        count = ((end.year - start.year) * 12 + end.month - start.month) // months + 1
        span = statement.end.span
    if count != int(count) or not 1 <= count <= MAXIMUM_PERIODS:
        bag.add(
            codes.BAD_TIMELINE,
            scope.source,
            span,
            f"a timeline has a whole number of periods, from 1 to {MAXIMUM_PERIODS:,}; this would be {count:g}",
        )
        return None
    starts, labels, lengths = [], [], []
    for index in range(int(count)):
        total = start.year * 12 + start.month - 1 + index * months
        first = datetime.date(total // 12, total % 12 + 1, 1)
        starts.append(first.isoformat())
        labels.append(label(statement.unit.removesuffix("s"), first))
        lengths.append(sum(calendar.monthrange((total + k) // 12, (total + k) % 12 + 1)[1] for k in range(months)))
    return PlanTimeline(statement.unit.removesuffix("s"), tuple(starts), tuple(labels), tuple(lengths))


def label(unit: str, first: datetime.date) -> str:
    """A period's name: 2026-01, 2026-Q1, 2026."""
    if unit == "month":
        return f"{first.year}-{first.month:02d}"
    if unit == "quarter":
        return f"{first.year}-Q{(first.month - 1) // 3 + 1}"
    return str(first.year)
