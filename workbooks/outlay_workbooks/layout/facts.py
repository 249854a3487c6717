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
    calls: Calls | None = None  # of functions that the workbook itself does not have
    defines: bool = False  # the exported functions, on sheets of their own
    edited: int = 0  # inputs that are not as built


@dataclass(frozen=True, slots=True)
class Calls:
    """Cells that call functions of an add-in."""

    functions: tuple[str, ...]
    rows: int
    cells: int
    own: tuple[str, ...]  # those that are no function of the library
    files: tuple[str, ...]  # where those are written
    witness: int  # a row whose cell shows a value where the functions are there; -1 where no cell calls one
    defined: bool  # the functions are LAMBDA names of the workbook as well

    @property
    def summary(self) -> str:
        """What there is, in a sentence."""
        if not self.rows:
            return "no cell calls a function"
        said = f"{_count(self.rows, 'row')} with {_count(self.cells, 'cell')} call {', '.join(self.functions)}"
        beside = f"; {', '.join(self.files)} has to lie beside the workbook" if self.files else ""
        return said + beside


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
