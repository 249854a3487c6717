"""Rows of a company's own price lists, put before the library's on the days they cover."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from outlay.check import kinds, rows
from outlay.check.values import Value
from outlay.diagnostics import Source
from outlay.diagnostics.codes import records as codes
from outlay.structs import replace
from outlay.syntax import Records
from outlay.tables import RawRow, normalise, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.check.elaboration import Elaboration
    from outlay.check.kinds import KindInfo
    from outlay.check.rows import Family, Row, TableRecords

DAY = datetime.timedelta(days=1)
DEAREST = 0.01  # USD per token, $10,000 for a million: what is dearer is a figure without its unit
Span = tuple[datetime.date, datetime.date]


def tables(e: Elaboration) -> list[TableRecords]:
    """The registered lists as tables of prices, the newest list first; each is read once."""
    known = e.resolver.own_tables
    if known is None:
        made = [_table(e, found.source, found.path.stem) for found in e.resolver.loader.own_lists(e.bag)]
        known = e.resolver.own_tables = [one for one in made if one is not None]
    return [one for one in known if isinstance(one, rows.TableRecords)]


def _table(e: Elaboration, source: Source, name: str) -> TableRecords | None:
    """A list as a table of the library's kind `price`; what is wrong with its form is reported."""
    home = e.resolver.price_list(e.resolver.price_index.names[0])
    raw = read_table(source, e.bag)
    if raw is None or home is None:
        return None
    kind = kinds.find(e, "price", home)
    statement = next(one.statement(e.bag) for one in home.symbols.values() if one.keyword == "records")
    assert kind is not None
    assert isinstance(statement, Records)
    return rows.made_of(e, raw, name, kind, home, statement)


def judged(e: Elaboration, source: Source) -> TableRecords | None:
    """A list every cell of which was worked out; mistakes, prices without their unit among them, are reported."""
    made = _table(e, source, "prices")
    if made is None:
        return None
    for row in made.rows:
        for member, position in row.columns.items():
            value = rows.cell_value(e, row, member)
            number = e.static(value) if isinstance(value, Value) and value.type == "number" else None
            if number is None or member in ("batch_discount", "long_context"):
                continue
            cell = made.raw.cell(row.index, position)
            assert cell is not None
            if not 0 <= number <= DEAREST:
                what = "is negative" if number < 0 else f"is ${number:,.2f} for a single token"
                fix = f"${cell.text} / Mtoken" if number > 0 else None
                message = f"{cell.text!r} {what}; a price is written with its unit, such as `$2.50 / Mtoken`"
                e.report(codes.BAD_CELL, made.raw.source, made.raw.span(cell), message, fix=fix)
    return made


def others(e: Elaboration, kind: KindInfo) -> list[TableRecords]:
    """The registered lists themselves, for names that none of the library's lists has."""
    return [one for one in tables(e) if one.kind is kind]


def overlay(e: Elaboration, listed: TableRecords, name: str) -> None:
    """Puts the own rows that belong to one of the library's lists before its own."""
    for own in reversed(tables(e)):  # the newest list is put on last, so that it counts first
        for family in own.families.values():
            target = next((listed.raw.index[one] for one in spellings(family) if one in listed.raw.index), None)
            if target is not None and meant_for(e, family) == name:
                there = listed.families[target]
                merged = _before(family.rows, there.rows)
                listed.families[target] = rows.Family(there.table, there.key, merged)


def spellings(family: Family) -> list[str]:
    """Every spelling of an own model's name, as names are compared."""
    return [normalise(text) for row in family.rows for text in (row.raw.name, *row.raw.aliases)]


def meant_for(e: Elaboration, family: Family) -> str:
    """The list that own rows belong to: the vendor's they name, else the first that knows their model; "" for none."""
    first = family.rows[0]
    place = first.columns.get("provider")
    vendor = normalise(first.raw.cells[place] or "") if place is not None else ""
    index = e.resolver.price_index
    for one in index.names:
        if vendor in ("", normalise(one), normalise(index.label(one))) and any(
            index.knows(one, each) for each in spellings(family)
        ):
            return one
    return ""


def _before(own: Sequence[Row], listed: Sequence[Row]) -> tuple[Row, ...]:
    """Own rows with what the listed ones have on all other days, in order of their days."""
    taken = [_span(row.raw) for row in own]
    left = [piece for row in listed for piece in _without(row, taken)]
    return tuple(sorted([*own, *left], key=lambda row: row.raw.from_date or datetime.date.min))


def _span(raw: RawRow) -> Span:
    return raw.from_date or datetime.date.min, raw.until_date or datetime.date.max


def _without(row: Row, taken: Sequence[Span]) -> list[Row]:
    spans = [_span(row.raw)]
    for start, end in taken:
        kept: list[Span] = []
        for first, last in spans:
            if end < first or start > last:
                kept.append((first, last))
                continue
            if first < start:
                kept.append((first, start - DAY))
            if end < last:
                kept.append((end + DAY, last))
        spans = kept
    return [row if span == _span(row.raw) else _clipped(row, span) for span in spans]


def _clipped(row: Row, span: Span) -> Row:
    until = None if span[1] == datetime.date.max else span[1]
    return rows.Row(row.table, row.index, row.columns, replace(row.raw, from_date=span[0], until_date=until))
