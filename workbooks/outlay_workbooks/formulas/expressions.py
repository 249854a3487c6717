"""Formulas as trees over rows, before any row has its place; and how long and how deep their text will be.

A formula knows rows by number and columns by what they mean: this period, the one before, the whole row. Only when a
sheet is laid out do these become addresses, so a formula is one tree for all periods of its row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# How tightly a piece of text binds, loosest first; a unary minus binds tighter than a power in every spreadsheet.
COMPARISON, JOIN, SUM, PRODUCT, POWER, UNARY, ATOM = range(7)
_OPERATORS = {
    "=": COMPARISON,
    "<>": COMPARISON,
    "<": COMPARISON,
    "<=": COMPARISON,
    ">": COMPARISON,
    ">=": COMPARISON,
    "&": JOIN,
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "^": POWER,
}
WRITTEN_OUT = (0.0, 1.0, 12.0, 100.0)  # numbers that may stand in a formula; all others have a cell and a name


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An argument that is not given."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Of a row: its single number or this period's (`here`), the period `before`, one period (`at`), a `span` of them.

    With `last`, the same column of every row from `row` to `last`.
    """

    row: int
    where: str = "here"
    start: int = 0
    until: int = 0
    last: int = -1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. With `family`, of a list of what was in force when, only that family's lines."""

    table: str
    column: str  # "" for the names of the rows; FROM, UNTIL, FAMILY, LINE of a list of what was in force when
    family: int = -1
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    args: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    operator: str
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Formula


Formula = Number | Text | Truth | LeftOut | Cell | Column | Call | Operation | Negative

Address = Callable[[Cell | Column], str]


def written(formula: Formula, address: Address) -> str:
    """The text of a formula without its `=`, given how cells are called."""
    return _written(formula, address)[0]


def _written(formula: Formula, address: Address) -> tuple[str, int]:
    if isinstance(formula, Cell | Column):
        return address(formula), ATOM
    if isinstance(formula, Operation):
        binding = _OPERATORS[formula.operator]
        left, left_binding = _written(formula.left, address)
        right, right_binding = _written(formula.right, address)
        if left_binding < binding or (left_binding == UNARY and binding == POWER):
            left = f"({left})"
        # a - (b - c) and a / (b / c) keep their brackets, and so does a ^ (b ^ c): spreadsheets go from the left.
        # Programs differ about a minus that follows another sign.
        alike = right_binding == binding and (formula.operator in ("-", "/", "^") or binding == COMPARISON)
        if right_binding < binding or alike or right_binding == UNARY:
            right = f"({right})"
        return f"{left}{formula.operator}{right}", binding
    if isinstance(formula, Call):
        return f"{formula.function}({','.join([_written(arg, address)[0] for arg in formula.args])})", ATOM
    if isinstance(formula, Negative):
        if isinstance(formula.operand, Negative):
            return _written(formula.operand.operand, address)
        text, binding = _written(formula.operand, address)
        # -(a / b) is written -a / b, which is the same and is read alike by every program wherever it stands
        if binding == POWER:
            return f"0-{text}", SUM
        return (f"-{text}", min(binding, UNARY)) if binding >= PRODUCT else (f"-({text})", UNARY)
    if isinstance(formula, Number):
        text = repr(formula.value).removesuffix(".0")
        return (text, ATOM) if formula.value >= 0 else (text, UNARY)
    if isinstance(formula, LeftOut):
        return "", ATOM
    if isinstance(formula, Truth):
        return ("TRUE" if formula.value else "FALSE"), ATOM
    return quoted(formula.value), ATOM


def quoted(text: str) -> str:
    """A text as formulas write it."""
    return '"' + text.replace('"', '""') + '"'


def depth(text: str) -> int:
    """How many brackets are open at once, those in quotes aside."""
    deepest = now = 0
    quoting = False
    for sign in text:
        if sign == '"':
            quoting = not quoting
        elif quoting:
            continue
        elif sign == "(":
            now += 1
            deepest = max(deepest, now)
        elif sign == ")":
            now -= 1
    return deepest
