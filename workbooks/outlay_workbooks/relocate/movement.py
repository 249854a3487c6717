"""A formula after rows and columns of some sheets moved: each reference follows its cells, as in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outlay_workbooks.formula_shape import LAST_COLUMN, LAST_ROW, letters_of
from outlay_workbooks.formula_text import column_number, rewritten
from outlay_workbooks.relocate.lines import Lines, unmoved

LOST = "#REF!"
_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([0-9]{1,7})?")
# Texts, whole columns and whole rows, names and functions; addresses, alone or in pairs, with their sheet.
_ADDRESSES = re.compile(
    r""""(?:[^"]|"")*+"
      | (?<![A-Za-z0-9_.\\$:'!])((?:'(?:[^']|'')*+'|[A-Za-z_][A-Za-z0-9_.]*+(?::[A-Za-z_][A-Za-z0-9_.]*+)?)!)?
        ((\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(:(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7}))?)(?![A-Za-z0-9_.(!:])""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_BY_TEXT = re.compile(r"\b(INDIRECT|OFFSET)\(", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')

Areas = list[tuple[int, int, int, int]]  # top, left, bottom, right


@dataclass(frozen=True, slots=True)
class Move:
    """Where the lines of one sheet go."""

    rows: Lines
    columns: Lines

    @property
    def identical(self) -> bool:
        return self.rows.identical and self.columns.identical

    def areas(self, top: int, left: int, bottom: int, right: int) -> Areas:
        """A rectangle's new place, in as many pieces as it takes; none where all of it is gone."""
        return [
            (first_row, first_column, last_row, last_column)
            for first_row, last_row in self.rows.runs(top, bottom)
            for first_column, last_column in self.columns.runs(left, right)
        ]

    def place(self, row: int, column: int) -> tuple[int, int] | None:
        """A cell's new place, None for one that is gone."""
        down, across = self.rows.image(row), self.columns.image(column)
        return None if down is None or across is None else (down, across)


STILL = Move(unmoved(LAST_ROW), unmoved(LAST_COLUMN))


@dataclass(slots=True)
class Followed:
    """A formula whose references were followed."""

    text: str
    lost: list[str] = field(default_factory=list)  # references to what is gone, as they were
    apart: list[str] = field(default_factory=list)  # ranges whose cells no longer stand side by side
    torn: list[str] = field(default_factory=list)  # references through sheets that move in different ways


class Movement:
    """The moves of all sheets of a workbook; sheets it does not know stay."""

    def __init__(self, moves: Mapping[str, Move], sheets: list[str], renamed: Mapping[str, str] | None = None) -> None:
        """`renamed`: what sheets are called from now on, by the names that formulas still have."""
        self._renamed = {then.casefold(): now for then, now in (renamed or {}).items()}
        self._moves = {name.casefold(): move for name, move in moves.items() if not move.identical}
        self._order = [self._now(name) for name in sheets]
        self._plain = not renamed and all(move.rows.in_order and move.columns.in_order for move in self._moves.values())

    @property
    def identical(self) -> bool:
        """Whether nothing moves at all, nor is renamed."""
        return not self._moves and not self._renamed

    def of(self, sheet: str) -> Move:
        """The move of one sheet."""
        return self._moves.get(self._now(sheet), STILL)

    def follow(self, formula: str, sheet: str) -> Followed:
        """The formula of a cell on `sheet` with each reference where its cells now are."""
        found = Followed(formula)
        if self.identical:
            return found
        plain = self._plain and "[" not in formula and "#" not in formula
        if plain and (":" not in formula or ":" not in _ADDRESSES.sub("", formula)):
            try:
                found.text = _ADDRESSES.sub(self._at_once(sheet), formula)
                return found
            except _Otherwise:
                pass
        found.text = rewritten(formula, self._change(found, sheet))
        return found

    def _at_once(self, own: str) -> Callable[[re.Match[str]], str]:
        """For the many formulas whose every reference is of cells that all are there: nothing else is looked at."""
        mine = self.of(own)

        def change(match: re.Match[str]) -> str:
            prefix, area = match[1], match[2]
            if area is None:
                return match[0]
            if prefix is None:
                move = mine
            else:
                move = self._moves.get(prefix[:-1].strip("'").casefold(), STILL)
                if ":" in prefix:
                    raise _Otherwise
            if move is STILL:
                return match[0]
            new = _corner(match[3], match[4], match[5], match[6], move)
            if match[7] is not None:
                new += ":" + _corner(match[8], match[9], match[10], match[11], move)
            return f"{prefix}{new}" if prefix is not None else new

        return change

    def _change(self, found: Followed, own: str) -> Callable[[str, str], str]:
        def change(text: str, before: str) -> str:
            """One reference; `before` is the first sheet of a reference through several (Jan:Dec!A1)."""
            prefix, _, area = text.rpartition("!")
            named = prefix.strip("'").replace("''", "'")
            if "[" in named:
                return text
            moves = self._through(f"{before}:{named}" if before else named) if named else [self.of(own)]
            results = {_moved(area, move) for move in moves}
            if len(results) != 1 or before.casefold() in self._renamed:
                found.torn.append(f"{before}:{text}" if before else text)
                return text
            new, whole = results.pop()
            if new is None:
                found.lost.append(text)
                return LOST
            if not whole:
                found.apart.append(text)
            return f"{self._prefix(named, prefix)}!{new}" if prefix else new

        return change

    def _now(self, sheet: str) -> str:
        return self._renamed.get(sheet.casefold(), sheet).casefold()

    def _prefix(self, named: str, prefix: str) -> str:
        """The sheets before a reference as they are called from now on."""
        names = named.split(":")
        if not any(name.casefold() in self._renamed for name in names):
            return prefix
        now = ":".join(self._renamed.get(name.casefold(), name) for name in names)
        return now if _PLAIN.fullmatch(now) else "'" + now.replace("'", "''") + "'"

    def _through(self, named: str) -> list[Move]:
        first, _, last = named.partition(":")
        if not last:
            return [self.of(first)]
        try:
            start, end = sorted((self._order.index(self._now(first)), self._order.index(self._now(last))))
        except ValueError:
            return [STILL]
        return [self.of(each) for each in self._order[start : end + 1]]


def by_text(formula: str) -> str:
    """The function by which a formula reaches cells in a way that no reference shows, or nothing."""
    found = _BY_TEXT.search(_QUOTED.sub('""', formula))
    return found[1].upper() if found is not None else ""


class _Otherwise(Exception):  # noqa: N818 it says that another way is to be taken
    """A formula that has to be looked at token by token."""


def _corner(fixed_column: str, letters: str, fixed_row: str, digits: str, move: Move) -> str:
    row = move.rows.image(int(digits))
    column = move.columns.image(column_number(letters))
    if row is None or column is None:
        raise _Otherwise
    return f"{fixed_column}{letters_of(column)}{fixed_row}{row}"


def _moved(area: str, move: Move) -> tuple[str | None, bool]:
    """The area in its new place (None: gone), and whether its cells still stand side by side."""
    if move.identical:
        return area, True
    first, _, second = area.partition(":")
    start, end = _CORNER.fullmatch(first), _CORNER.fullmatch(second or first)
    if start is None or end is None:
        return area, True
    rows = columns = None
    whole = True
    if start[4] and end[4]:
        rows, side_by_side = _ends(move.rows, int(start[4]), int(end[4]))
        whole = whole and side_by_side
    if start[2] and end[2]:
        columns, side_by_side = _ends(move.columns, column_number(start[2]), column_number(end[2]))
        whole = whole and side_by_side
    if (start[4] and rows is None) or (start[2] and columns is None):
        return None, True
    texts = ["", ""]
    for at, corner in enumerate((start, end)):
        if columns is not None:
            texts[at] += f"{corner[1]}{letters_of(columns[at])}"
        if rows is not None:
            texts[at] += f"{corner[3] if corner[2] else corner[1]}{rows[at]}"
    return (":".join(texts) if second else texts[0]), whole


def _ends(lines: Lines, first: int, last: int) -> tuple[tuple[int, int] | None, bool]:
    turned = first > last
    runs = lines.runs(min(first, last), max(first, last))
    if not runs:
        return None, True
    low, high = runs[0][0], runs[-1][1]
    return ((high, low) if turned else (low, high)), len(runs) == 1
