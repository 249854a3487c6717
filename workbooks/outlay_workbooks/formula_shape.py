"""Formulas that are copies of each other as one: the form they share, and where each copy looks.

A row of a model is one formula copied along. What is asked of a formula is asked once of its form, so that a sheet of
a hundred thousand formulas costs what its few hundred forms cost.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from outlay_workbooks.formula_text import arguments, column_number, plain, reference_of, tokens

Place = tuple[int, int]  # row, column
Rectangle = tuple[int, int, int, int]  # top, left, bottom, right
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

# Texts and quoted sheets are passed over; an address is not part of a longer word, and no function.
_ADDRESSES = re.compile(
    r"""("(?:[^"]|"")*+"|'(?:[^']|'')*+'|(?<![A-Za-z0-9_.\\$])\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![A-Za-z0-9_.(!]))"""
)
_ADDRESS = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_ARITHMETIC = frozenset("+-*/^")
_RELATIVE = re.compile(r"\x01([^\x02]*)\x02")


@lru_cache(maxsize=262_144)
def _address(text: str) -> tuple[bool, int, bool, int] | None:
    """Of `$B4`: whether the column is fixed, the column, whether the row is fixed, the row; None for other texts."""
    found = _ADDRESS.fullmatch(text)
    return None if found is None else (bool(found[1]), column_number(found[2]), bool(found[3]), int(found[4]))


def form_of(formula: str, row: int, column: int) -> str:
    """The formula with addresses as distances from its cell: equal for formulas that are copies of each other."""
    parts = _ADDRESSES.split(formula)
    for at in range(1, len(parts), 2):
        text = parts[at]
        if text[0] in "\"'":
            continue
        found = _address(text)
        if found is not None:
            fixed_column, across, fixed_row, down = found
            right = f"C{across}" if fixed_column else f"C[{across - column}]"
            below = f"R{down}" if fixed_row else f"R[{down - row}]"
            parts[at] = f"\x01{below}{right}\x02"
    return "".join(parts)


class Area:
    """What a form looks at: a rectangle whose edges are fixed, or distances from the cell of the copy.

    `calculates` says whether it stands beside a sign of arithmetic; `named`, whether the form knows it by a name.
    """

    __slots__ = ("calculates", "external", "fixed", "named", "numbers", "sheet", "single", "whole")

    def __init__(self, text: str, place: Place, calculates: bool = False, named: bool = False) -> None:
        self.calculates, self.named = calculates, named
        before, _, area = text.rpartition("!")
        self.external = before.startswith(("[", "'["))
        self.sheet = before.strip("'").replace("''", "'") if before else ""
        first, _, second = area.partition(":")
        start = _address(first)
        end = _address(second) if second else start
        self.whole, self.single = False, not second
        if start is None or end is None:
            found = reference_of(text)
            if found is None:
                raise ValueError(text)
            self.whole = found.whole
            self.fixed = (True, True, True, True)
            self.numbers: Rectangle = (found.top, found.left, found.bottom, found.right)
            return
        row, column = place
        first_column, left, first_row, top = start
        last_column, right, last_row, bottom = end
        self.fixed = (first_row or named, first_column or named, last_row or named, last_column or named)
        self.numbers = (
            top if self.fixed[0] else top - row,
            left if self.fixed[1] else left - column,
            bottom if self.fixed[2] else bottom - row,
            right if self.fixed[3] else right - column,
        )

    def at(self, place: Place) -> Rectangle:
        """The rectangle that the copy in a cell looks at."""
        row, column = place
        top, left, bottom, right = self.numbers
        if self.fixed != (True, True, True, True):
            if not self.fixed[0]:
                top += row
            if not self.fixed[1]:
                left += column
            if not self.fixed[2]:
                bottom += row
            if not self.fixed[3]:
                right += column
            if top > bottom:
                top, bottom = bottom, top
            if left > right:
                left, right = right, left
        return top, left, bottom, right

    def same_everywhere(self) -> bool:
        """Whether every copy looks at the same cells."""
        return all(self.fixed)


class Form:
    """One formula and all the cells of a sheet that hold a copy of it."""

    def __init__(self, key: str, formula: str, place: Place) -> None:
        self.key, self.formula, self.place = key, formula, place
        self.places: list[Place] = []
        self.targets: tuple[tuple[str, Area], ...] | None = None  # with their sheets, names resolved

    @cached_property
    def _mentioned(self) -> tuple[tuple[Area, ...], tuple[str, ...], tuple[str, ...]]:
        areas, named, called = [], {}, {}
        found = tokens(self.formula)
        for at, token in enumerate(found):
            if token.kind == "reference":
                before, after = found[at - 1 : at], found[at + 1 : at + 2]
                areas.append(Area(token.text, self.place, any(each.text in _ARITHMETIC for each in before + after)))
            elif token.kind == "name" and not token.text.startswith("_xlpm."):
                named[token.text] = True
            elif token.kind == "function":
                called[token.text] = True
        return tuple(areas), tuple(named), tuple(called)

    @property
    def areas(self) -> tuple[Area, ...]:
        """Every reference to cells, names apart."""
        return self._mentioned[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Every defined name, once."""
        return self._mentioned[1]

    @property
    def functions(self) -> tuple[str, ...]:
        """Every function as stored, prefixes included, once."""
        return self._mentioned[2]

    @cached_property
    def sums(self) -> tuple[tuple[Area, ...], ...]:
        """For each SUM, the areas among its arguments; whole columns and rows apart."""
        if not any(plain(name) == "SUM" for name in self.functions):
            return ()
        found = []
        for given in arguments(self.formula, "SUM"):
            areas = [Area(text, self.place) for text in given if reference_of(text) is not None]
            found.append(tuple(area for area in areas if not area.whole))
        return tuple(found)

    def at(self, place: Place) -> str:
        """The formula as it stands in one of the cells."""
        if place == self.place:
            return self.formula
        return _RELATIVE.sub(lambda found: _placed(found[1], place), self.key)


_DISTANCE = re.compile(r"R(\[?)(-?[0-9]+)\]?C(\[?)(-?[0-9]+)\]?")


def _placed(text: str, place: Place) -> str:
    found = _DISTANCE.fullmatch(text)
    if found is None:
        return text
    row = int(found[2]) + (place[0] if found[1] else 0)
    column = int(found[4]) + (place[1] if found[3] else 0)
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        return "#REF!"
    return f"{'' if found[3] else '$'}{letters_of(column)}{'' if found[1] else '$'}{row}"


@lru_cache(maxsize=16_384)
def letters_of(column: int) -> str:
    """`B` for 2."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
