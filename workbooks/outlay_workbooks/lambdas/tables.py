"""The tables of the library that functions look into, and where each of their columns stands on a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from outlay.plan import Table
from outlay.scalar.lookups import Rows
from outlay_workbooks.book import address
from outlay_workbooks.in_force import lines_in_force

LIBRARY = "Library"
HEAD = 3  # the row of column titles
SPELLING, PLACE, NAME, FAMILY, FROM, UNTIL, LINE = "Spelling", "Place", "Name", "Family", "From", "Until", "Row"


@dataclass(slots=True)
class LibraryTable:
    """One table: all its rows, those of its columns that some function looks at, and how its rows are spelt."""

    name: str
    table: Table
    columns: set[str] = field(default_factory=set)
    by_name: bool = False
    dated: bool = False

    @property
    def spellings(self) -> list[tuple[str, int]]:
        """Every accepted spelling as look-ups compare it, with its place from 1."""
        return [(spelling, row + 1) for spelling, row in sorted(Rows(self.table).spellings.items())]


@dataclass(slots=True)
class LibraryTables:
    """Tables by what they hold: functions share one that is the same."""

    tables: dict[str, LibraryTable] = field(default_factory=dict)

    def use(self, name: str, table: Table) -> LibraryTable:
        """The table of a plan. Tables of one name that differ (rows chosen for one function) are told apart."""
        called, number = name, 1
        while called in self.tables and not _agree(self.tables[called].table, table):
            number += 1
            called = f"{name} ({number})"
        known = self.tables.setdefault(called, LibraryTable(called, table))
        if not table.columns.keys() <= known.table.columns.keys():  # a plan keeps only the columns it looks at
            known.table = replace(known.table, columns={**known.table.columns, **table.columns})
        return known

    def copy(self) -> LibraryTables:
        """The same, so that what a function would have needed is forgotten when it is left out."""
        return LibraryTables(
            {
                name: LibraryTable(name, each.table, set(each.columns), each.by_name, each.dated)
                for name, each in self.tables.items()
            }
        )


def _agree(one: Table, other: Table) -> bool:
    return (one.rows, one.families, one.dated) == (other.rows, other.families, other.dated) and all(
        one.columns.get(name, column) == column for name, column in other.columns.items()
    )


def places(tables: LibraryTables) -> dict[tuple[str, str], str]:
    """The range of every column on the sheet of tables, by table and column."""
    return {(table, name): _range(column, count) for table, parts in blocks(tables) for name, column, count in parts}


def blocks(tables: LibraryTables) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """For each table its columns in order: name, number of the column on the sheet, how many cells."""
    found: list[tuple[str, list[tuple[str, int, int]]]] = []
    column = 0
    for name in sorted(tables.tables):
        one = tables.tables[name]
        parts: list[tuple[str, int, int]] = []
        groups: list[tuple[list[str], int]] = []
        if one.by_name:
            groups.append(([SPELLING, PLACE], len(one.spellings)))
        if one.columns:
            groups.append(([NAME, *sorted(one.columns)], len(one.table.rows)))
        if one.dated:
            groups.append(([FAMILY, FROM, UNTIL, LINE], len(lines_in_force(one.table))))
        for titles, count in groups:
            for title in titles:
                parts.append((title, column, count))
                column += 1
            column += 1
        found.append((name, parts))
    return found


def _range(column: int, count: int) -> str:
    top = HEAD + 1
    return f"{LIBRARY}!{address(top, column)}:{address(top + max(count, 1) - 1, column)}"
