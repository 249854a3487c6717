"""Errors as values: what a cell shows when there is no number, and the reason behind it."""

from __future__ import annotations

from dataclasses import dataclass

from outlay.diagnostics import OutlayError, Severity

# The kinds every spreadsheet knows. A function uses four of them itself and hands on whatever a cell already has.
VALUE = "#VALUE!"  # an argument that is not of its kind: a text that is no number, a blank cell, nothing at all
NUMBER = "#NUM!"  # a number that cannot be: out of its bounds, above capacity, no break-even, a division by zero
NOT_FOUND = "#N/A"  # a name that no table has, or a cell outside a range
NAME = "#NAME?"  # a function, a model file or an output that does not exist
KINDS = (VALUE, NUMBER, NOT_FOUND, NAME, "#DIV/0!", "#REF!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
         "#CONNECT!", "#BLOCKED!", "#UNKNOWN!", "#FIELD!", "#BUSY!")  # fmt: skip

LONGEST = 80  # characters of a text that stands in a cell for an error


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell without a number: its kind, one of `KINDS`, and the reason in a sentence."""

    kind: str
    reason: str

    def __str__(self) -> str:
        """`#NUM! more runs than the node has hours for`: short, and it always begins with `#`."""
        text = f"{self.kind} {' '.join(self.reason.split())}".rstrip()
        return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


class CellFault(Exception):  # noqa: N818 - carried by a raise, but a value everywhere else
    """Carries a `CellError` out of a reading."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.error = CellError(kind, reason)


def kind_of(text: str) -> str | None:
    """The kind of error a text stands for: `#N/A`, or a text this package wrote; None for any other text."""
    if not text.startswith("#"):
        return None
    first = text.split(" ", 1)[0]
    return first if first in KINDS else None


def said_by(error: OutlayError) -> str:
    """What an error of the engine says to someone in a spreadsheet: its first mistake, without the place in a text."""
    mistakes = [each for each in error.diagnostics if each.severity is Severity.ERROR]
    return mistakes[0].message if mistakes else str(error)
