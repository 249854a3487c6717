"""What is said about a workbook as a whole: the model, its text's hash, its dates."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The model a workbook is built from. Dates come from the model, never from the clock."""

    name: str  # of the file, without its ending
    title: str
    version: str  # of Outlay
    hash: str  # of the model and everything it reads
    date: datetime.date  # the newest date the model states
    calendar: str
