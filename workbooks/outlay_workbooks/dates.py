"""Dates as cells hold them."""

from __future__ import annotations

import datetime

EPOCH = 693594  # the proleptic ordinal of a spreadsheet's day 0


def serial(text: str) -> float | str:
    """Days since a spreadsheet's epoch for an ISO date or month; the text itself for anything else."""
    parts = text.split("-")
    try:
        year = int(parts[0])
        month = int(parts[1]) if len(parts) > 1 else 1
        day = int(parts[2]) if len(parts) > 2 else 1
        return float(datetime.date(year, month, day).toordinal() - EPOCH)
    except ValueError:
        return text
