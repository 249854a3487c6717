"""Rows of CSV tables as records: found by name in any spelling, dated families, cells in their kind's units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outlay.check import figures, kinds, own_prices
from outlay.check.values import AnyValue, Bad, RecordValue, Value
from outlay.diagnostics.codes import records as codes
from outlay.plan import Citation, Facts
from outlay.resolve import ModuleScope
from outlay.spelling import LIKENESS, nearest
from outlay.syntax import Records, Span
from outlay.tables import Cell, RawRow, RawTable, normalise, parse_date, plain_number, read_table, ungrouped
from outlay.units import ONE

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env
    from outlay.check.kinds import KindInfo
    from outlay.loader import Found


@dataclass(slots=True, eq=False)
class TableRecords:
    """A `records` statement with its file read."""

    name: str
    kind: KindInfo
    scope: ModuleScope
    statement: Records
    raw: RawTable
    rows: list[Row] = field(default_factory=list)
    families: dict[str, Family] = field(default_factory=dict)  # by key
    broken: bool = False  # it has a column that is no member, and that has been said

    def slugs(self) -> list[str]:
        return [family.slug for family in self.families.values()]

    def options(self) -> list[Row | Family]:
        """What a name may choose among: dated families, or single rows."""
        return [family if self.raw.dated else family.rows[0] for family in self.families.values()]


@dataclass(slots=True, eq=False)
class Row:
    """One row of a table."""

    table: TableRecords
    index: int
    columns: dict[str, int]
    clipped: RawRow | None = None  # in force on fewer days than the table says

    @property
    def raw(self) -> RawRow:
        return self.clipped or self.table.raw.rows[self.index]


@dataclass(slots=True, eq=False)
class Family:
    """The dated rows of one name, oldest first."""

    table: TableRecords
    key: str
    rows: tuple[Row, ...]

    @property
    def slug(self) -> str:
        return slug(self.rows[0].raw.name)


def slug(name: str) -> str:
    """A row's name as it may be written in a formula."""
    cleaned = "".join(c if c.isalnum() else "_" for c in name).strip("_")
    return cleaned if cleaned and not cleaned[0].isdigit() else f"_{cleaned}"


def table(e: Elaboration, scope: ModuleScope, statement: Records) -> TableRecords | None:
    """The table of a `records` statement, read once; problems are reported."""
    key = (id(scope), statement.span)
    if key in e.resolver.tables:
        found = e.resolver.tables[key]
        return found if isinstance(found, TableRecords) else None
    e.resolver.tables[key] = None
    kind = kinds.find(e, statement.kind, scope)
    if kind is None:
        kinds.unknown(e, statement.kind, statement.kind_span, scope)
        return None
    file = e.resolver.loader.table(statement.path, scope.path, e.bag, scope.source, statement.path_span)
    if file is None:
        return None
    raw = _raw(e, file)
    if raw is None:
        return None
    name = statement.alias or statement.path.rsplit("/", 1)[-1].removesuffix(".csv")
    made = made_of(e, raw, name, kind, scope, statement)
    e.resolver.tables[key] = made
    listed = e.resolver.loader.list_name(file)
    if listed and kind.name == "price":
        own_prices.overlay(e, made, listed)
    return made


def made_of(
    e: Elaboration, raw: RawTable, name: str, kind: KindInfo, scope: ModuleScope, statement: Records
) -> TableRecords:
    """The records of a table that was read; columns that are no members are reported."""
    members = {normalise(member): member for member in kind.members}
    columns: dict[str, int] = {}
    broken = False
    for position, column in enumerate(raw.columns):
        columns[members.get(normalise(column), column)] = position
        if normalise(column) not in members:
            broken = True
            guess = e.nearest(column, list(kind.members))
            e.report(
                codes.UNKNOWN_COLUMN,
                raw.source,
                raw.header_span(position),
                f"the column `{column}` is no member of kind `{kind.name}`"
                + (f"; did you mean `{guess}`?" if guess else f", which has {', '.join(kind.members)}"),
                fix=guess,
            )
    made = TableRecords(name, kind, scope, statement, raw, broken=broken)
    made.rows = [Row(made, index, columns) for index in range(len(raw.rows))]
    made.families = {
        family: Family(made, family, tuple(made.rows[index] for index in indexes))
        for family, indexes in raw.families.items()
    }
    return made


def _raw(e: Elaboration, file: Found) -> RawTable | None:
    """A table as written: one of the library's price lists by its index, any other read as a whole."""
    name = e.resolver.loader.list_name(file)
    known = e.resolver.price_index.table(name, file.source, e.resolver.loader.digest(file)) if name else None
    return read_table(file.source, e.bag) if known is None else known


def tables_of(e: Elaboration, scope: ModuleScope, kind: str = "") -> list[TableRecords]:
    """The tables a module declares, of one kind where its name is given; others are not read."""
    found = []
    for symbol in scope.symbols.values():
        statement = symbol._statement
        if isinstance(statement, Records) and kind in ("", statement.kind):
            made = table(e, scope, statement)
            if made is not None:
                found.append(made)
    return found


def broken(e: Elaboration, scope: ModuleScope) -> bool:
    """Whether a table of the module could not be read."""
    return any(known is None for (owner, _), known in e.resolver.tables.items() if owner == id(scope))


def visible_tables(e: Elaboration, kind: KindInfo, scope: ModuleScope, name: str | None = None) -> list[TableRecords]:
    """The tables of a kind that a module can see: its own, its imports', the library's.

    What the library defines also sees all its price lists; with `name`, only those that may have such a row.
    """
    scopes = [scope]
    imported = [e.resolver.imported(scope, alias) for alias in scope.imports]
    if kind.name == "price" and scope in e.resolver.prelude:
        index = e.resolver.price_index
        lists = [one for one in index.names if name is None or index.knows(one, normalise(name))]
        imported += [e.resolver.price_list(one) for one in lists]
    scopes += [module for module in dict.fromkeys(imported) if module is not None and module is not scope]
    scopes += [module for module in e.resolver.prelude if module not in scopes]
    seen = [found for module in scopes for found in tables_of(e, module, kind.name) if found.kind is kind]
    if kind.name == "price" and scope in e.resolver.prelude:
        seen += own_prices.others(e, kind)
    return seen


def find_row(found: TableRecords, name: str) -> Row | Family | None:
    """The row, or the dated family, of a name in any spelling."""
    key = found.raw.index.get(normalise(name))
    if key is None:
        return None
    family = found.families[key]
    return family if found.raw.dated else family.rows[0]


def library_row(e: Elaboration, name: str) -> Row | Family | None:
    """A row of the library's tables by its bare name, such as `H100_SXM5`."""
    for module in e.resolver.prelude:
        for found in tables_of(e, module):
            if found.kind.name == "offer":
                continue  # offers are found by what they offer, not by name
            row = find_row(found, name)
            if row is not None:
                return row
    return None


def library_slugs(e: Elaboration) -> list[str]:
    """The rows of the library that may stand as bare names."""
    tables = [found for module in e.resolver.prelude for found in tables_of(e, module)]
    return [slug for found in tables if found.kind.name != "offer" for slug in found.slugs()]


def row_named(e: Elaboration, found: TableRecords, name: str, env: Env, span: Span) -> AnyValue:
    """A row of a table by name; an unknown name is reported with the nearest."""
    row = find_row(found, name)
    if row is not None:
        return RecordValue(row)
    guess = likely(e, name, [spelling for raw in found.raw.rows for spelling in (raw.name, *raw.aliases)])
    quoted = env.scope.source.text[span[0] : span[0] + 1] == '"'
    fix = None if guess is None else (f'"{guess}"' if quoted else slug(guess))
    return e.report(
        codes.NO_ROW,
        env,
        span,
        f"`{found.name}` has no row named {name!r}" + (f"; did you mean `{guess}`?" if guess else ""),
        fix=fix,
    )


def likely(e: Elaboration, name: str, spellings: Sequence[str]) -> str | None:
    """The spelling of a record's name most like a mistaken one, as it is written in its table."""
    if not e.resolver.guesses.afford(len(spellings)):
        return None
    written: dict[str, str] = {}
    for spelling in spellings:
        written.setdefault(normalise(spelling), spelling)
    guess = nearest(normalise(name), written, LIKENESS)
    return None if guess is None else written[guess]


def row_facts(row: Row) -> Facts:
    """Where a row's figures come from."""
    raw = row.raw
    source = None
    if raw.source:
        source = Citation(raw.source, raw.source_date, raw.source_link)
    return Facts(source=source, note=raw.note)


def cell_value(e: Elaboration, row: Row, name: str) -> AnyValue | None:
    """A cell as a value in its member's unit; None where it is empty."""
    position = row.columns.get(name)
    cell = None if position is None else row.table.raw.cell(row.index, position)
    if cell is None:
        return None
    kind = row.table.kind
    declared = kind.declaration(e, name) if name in kind.members else None
    if declared is not None and declared.sort == "text":
        return Value(e.builder.constant(cell.text, "text"), ONE, "text")
    if declared is not None and declared.sort == "record":
        return _cell_record(e, row, cell, declared.kind)
    if declared is not None and declared.sort == "date":
        day = parse_date(cell.text)
        if day is not None:
            return Value(e.builder.constant(float(day.toordinal()), "date"), ONE, "date")
        return _bad_cell(e, row, cell, "a date such as 2026-01-31")
    if declared is not None and declared.sort == "truth":
        if cell.text.casefold() in ("true", "false"):
            return Value(e.builder.constant(cell.text.casefold() == "true", "truth"), ONE, "truth")
        return _bad_cell(e, row, cell, "true or false")
    unit = declared.unit if declared is not None and declared.unit is not None else ONE
    number = plain_number(cell.text)
    if number is not None:
        if declared is not None and declared.share and not 0 <= number <= 1:
            return _bad_cell(e, row, cell, "a share between 0 and 1")
        return Value(e.builder.constant(number), unit, percent=cell.text.endswith("%"))
    raw = row.table.raw
    scope = row.table.scope
    at = (row.table.name, row.raw.name, name)
    stream = ".".join(at) if scope in e.resolver.prelude else e.qualified(scope, at)
    share = declared is not None and declared.share
    found = figures.quantity(e, cell.text, unit, scope, raw.source.path, stream, share=share)
    return _bad_cell(e, row, cell, found) if isinstance(found, str) else found


def _cell_record(e: Elaboration, row: Row, cell: Cell, kind: KindInfo | None) -> AnyValue:
    assert kind is not None
    for found in visible_tables(e, kind, row.table.scope):
        target = find_row(found, cell.text)
        if target is not None:
            return RecordValue(target)
    return _bad_cell(e, row, cell, f"the name of a {kind.name}")


def _bad_cell(e: Elaboration, row: Row, cell: Cell, wanted: str) -> Bad:
    raw = row.table.raw
    return e.report(
        codes.BAD_CELL,
        raw.source,
        raw.span(cell),
        f"{cell.text!r} is not {wanted}",
        fix=ungrouped(cell.text),
    )


def in_force(family: Family, day: int) -> Row | None:
    """The row of a family in force on a day, given as an ordinal."""
    found = None
    for row in family.rows:
        start = row.raw.from_date
        if start is None or start.toordinal() <= day:
            found = row
    if found is None:
        return None
    until = found.raw.until_date
    return found if until is None or day <= until.toordinal() else None


def covered(family: Family) -> str:
    """The days a family covers, in words."""
    first, last = family.rows[0].raw.from_date, family.rows[-1].raw.until_date
    return f"from {first.isoformat() if first else 'the beginning'} " + (f"to {last.isoformat()}" if last else "on")
