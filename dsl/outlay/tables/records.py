"""Tables of records: rows with names, dates and sources. What their cells mean is for `check` to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from outlay.diagnostics import Bag, Note, Source
from outlay.diagnostics.codes import imports as codes
from outlay.structs import replace, struct
from outlay.tables.cells import Cell, locate, normalise, parse_date
from outlay.tables.grid import Grid, Row, read_grid

if TYPE_CHECKING:
    from outlay.syntax import Span

SPECIAL = ("name", "aliases", "from", "until", "source", "source_date", "source_link", "note")


@struct(frozen=True, slots=True)
class RawRow:
    """One row. `cells` has one text per column of `RawTable.columns`, None where the cell is empty."""

    name: str  # as written; "row 3" in a table without names
    key: str  # the name as it is compared
    line: int
    cells: tuple[str | None, ...]
    aliases: tuple[str, ...] = ()
    from_date: date | None = None  # in force from this day on, always if None …
    until_date: date | None = None  # … to this day inclusive, open if None
    source: str | None = None
    source_date: str | None = None
    source_link: str | None = None
    note: str | None = None


@struct(frozen=True, slots=True)
class RawTable:
    """A table as written. A dated table's rows of one key are one family, in order of their dates."""

    source: Source
    columns: tuple[str, ...]
    positions: tuple[int, ...]  # of each column in the file
    header_line: int
    rows: Sequence[RawRow]
    dated: bool
    families: dict[str, tuple[int, ...]]  # key -> rows; one row each in a table without dates
    index: Mapping[str, str] = field(default_factory=dict)  # every name and alias as compared -> key

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell in a row and one of `columns`, None when it is empty."""
        text = self.rows[row].cells[column]
        return None if text is None else Cell(text, self.rows[row].line, self.positions[column])

    def span(self, cell: Cell) -> Span:
        """Where a cell stands in the source, to underline it."""
        return locate(self.source, cell.line, cell.column)

    def row_span(self, row: int) -> Span:
        """Where a row begins in the source: its first cell."""
        return locate(self.source, self.rows[row].line, 0)

    def header_span(self, column: int) -> Span:
        """Where the name of one of `columns` stands in the source."""
        return locate(self.source, self.header_line, self.positions[column])


def read_table(source: Source, bag: Bag) -> RawTable | None:
    """The table in a CSV file; None when it has mistakes, which are in the bag."""
    grid = read_grid(source, bag)
    if grid is None:
        return None
    places, plain = columns_of(grid)
    reader = Reader(grid, places, plain, bag)
    rows = tuple(row for row in (reader.row(number, row) for number, row in enumerate(grid.rows, 1)) if row)
    dated = "from" in places or "until" in places
    rows, families = reader.families(rows, dated)
    index = reader.index(rows, families)
    if reader.failed:
        return None
    columns = tuple(grid.header[place] for place in plain)
    return RawTable(source, columns, tuple(plain), grid.header_line, rows, dated, families, index)


def columns_of(grid: Grid) -> tuple[dict[str, int], list[int]]:
    """Where the columns stand that every table may have, and where a kind's own do."""
    special = {normalise(name): name for name in SPECIAL}
    places = {special[name]: place for name, place in grid.places.items() if name in special}
    return places, [place for name, place in grid.places.items() if name not in special]


class Reader:
    """Turns the rows of one grid into named, dated rows."""

    def __init__(self, grid: Grid, places: dict[str, int], plain: Sequence[int], bag: Bag) -> None:
        self.grid, self.places, self.plain, self.bag = grid, places, plain, bag
        self.facts = [places.get(fact) for fact in ("source", "source_date", "source_link", "note")]
        self.failed = False

    def row(self, number: int, row: Row) -> RawRow | None:
        """One row; None when it has mistakes, which are in the bag."""
        line, texts = row
        name = self._text(texts, "name")
        if name is None and "name" in self.places:
            self.failed |= self.grid.report(
                self.bag, codes.TABLE_ROW, line, self.places["name"], "this row has no name"
            )
            return None
        key = normalise(name) if name else f"row{number}"
        if not key:
            message = f"`{name}` has neither a letter nor a digit to tell it by"
            self.failed |= self.grid.report(self.bag, codes.TABLE_ROW, line, self.places["name"], message)
            return None
        written = self._text(texts, "aliases")
        aliases = tuple(alias.strip() for alias in written.split(";") if alias.strip()) if written else ()
        start, end = self._date(texts, line, "from"), self._date(texts, line, "until")
        if start is not None and end is not None and end < start:
            message = f"this row would end ({end}) before it begins ({start})"
            self.failed |= self.grid.report(self.bag, codes.TABLE_DATES, line, self.places["until"], message)
        return RawRow(
            name or f"row {number}",
            key,
            line,
            tuple([texts[place] or None for place in self.plain]),
            aliases,
            start,
            end,
            *(None if place is None else texts[place] or None for place in self.facts),
        )

    def _text(self, texts: Sequence[str], column: str) -> str | None:
        place = self.places.get(column)
        return None if place is None else texts[place] or None

    def _date(self, texts: Sequence[str], line: int, column: str) -> date | None:
        text = self._text(texts, column)
        if text is None:
            return None
        found = parse_date(text, end=column == "until")
        if found is None:
            message = f"`{text}` is no date; write 2023, 2023-05 or 2023-05-01 (years 1900 to 2199)"
            self.failed |= self.grid.report(self.bag, codes.TABLE_DATES, line, self.places[column], message)
        return found

    # ------------------------------------------------------------------------------------------------ families

    def families(self, rows: tuple[RawRow, ...], dated: bool) -> tuple[tuple[RawRow, ...], dict[str, tuple[int, ...]]]:
        """Rows with their last days filled in, and by key the rows that share it in order of their dates."""
        found: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            found.setdefault(row.key, []).append(place)
        whole = list(rows)
        for family in found.values():
            if len(family) < 2:
                continue
            starts = sorted((start, place) for place in family if (start := rows[place].from_date) is not None)
            if not dated:
                self._twice(rows, family)
            elif len(starts) < len(family):
                self._undated(rows, family)
            else:
                family[:] = [place for _, place in starts]
                for (since, before), (start, after) in pairwise(starts):
                    whole[before] = self._followed(rows[before], since, rows[after], start)
        return tuple(whole), {key: tuple(family) for key, family in found.items()}

    def _twice(self, rows: Sequence[RawRow], family: Sequence[int]) -> None:
        first = rows[family[0]]
        note = self._note(f"`{first.name}` is here first", first)
        for place in family[1:]:
            message = f"`{rows[place].name}` names a second row; rows that share a name need a `from` column with dates"
            self._blame(rows[place], "name", message, note)

    def _undated(self, rows: Sequence[RawRow], family: Sequence[int]) -> None:
        for place in family:
            if rows[place].from_date is None:
                message = f"`{rows[place].name}` has several rows, so each needs the day it is in force `from`"
                self._blame(rows[place], "from" if "from" in self.places else "name", message, dates=True)

    def _followed(self, before: RawRow, since: date, after: RawRow, start: date) -> RawRow:
        """The earlier row with its last day, which must lie before the later row's first."""
        if since == start:
            message = f"two rows of `{after.name}` are in force from {start} on"
            self._blame(after, "from", message, self._note("the other one is here", before), dates=True)
        elif before.until_date is None:
            return replace(before, until_date=start - timedelta(days=1))
        elif before.until_date >= start:
            message = (
                f"from {start} on two rows of `{after.name}` are in force: the earlier one ends only "
                f"on {before.until_date}"
            )
            self._blame(after, "from", message, self._note("the earlier one is here", before), dates=True)
        return before

    def index(self, rows: Sequence[RawRow], families: dict[str, tuple[int, ...]]) -> dict[str, str]:
        """Every spelling as compared to its family; a spelling that stands for two families is a mistake."""
        found = {key: key for key in families}
        owner = {key: rows[family[0]] for key, family in families.items()}
        for row in rows:
            for alias in row.aliases:
                spelling = normalise(alias)
                if found.setdefault(spelling, row.key) != row.key:
                    other = owner[found[spelling]]
                    note = self._note(f"`{other.name}` is here", other)
                    self._blame(row, "aliases", f"the alias `{alias}` already stands for `{other.name}`", note)
        return found

    def _note(self, message: str, row: RawRow) -> Note:
        return Note(message, self.grid.source, locate(self.grid.source, row.line, self.places.get("name", 0)))

    def _blame(self, row: RawRow, column: str, message: str, *notes: Note, dates: bool = False) -> None:
        code = codes.TABLE_DATES if dates else codes.TABLE_DUPLICATE
        self.failed |= self.grid.report(self.bag, code, row.line, self.places[column], message, notes)
