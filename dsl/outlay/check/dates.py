"""The days a date literal covers."""

from __future__ import annotations

import datetime

from outlay.syntax import DateLiteral


def first_day(node: DateLiteral) -> datetime.date:
    """The first day of a date literal's day, month, quarter or year."""
    month = node.month or (3 * (node.quarter - 1) + 1 if node.quarter else 1)
    return datetime.date(node.year, month, node.day or 1)


def last_day(node: DateLiteral) -> datetime.date:
    """The last day a date literal covers."""
    first = first_day(node)
    if node.day is not None:
        return first
    months = 1 if node.month else 3 if node.quarter else 12
    total = first.year * 12 + first.month - 1 + months
    return datetime.date(total // 12, total % 12 + 1, 1) - datetime.timedelta(days=1)
