"""The catalogues as people look at them: prices of models, offers of GPUs, GPUs; and a company's own lists put in.

Nothing here takes part in a run: models read the same tables through the checker.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from outlay import own_lists
from outlay.diagnostics import Bag, OutlayError, Source
from outlay.loader import LIBRARY, Found, Loader
from outlay.own_lists import OwnList
from outlay.structs import struct
from outlay.tables import RawRow, RawTable, normalise, parse_date, read_table

MODELS, OFFERS, GPUS = "models", "offers", "gpus"
LARGEST_OWN = 1_000_000  # characters of an own list


@struct(frozen=True, slots=True)
class Entry:
    """One row of a catalogue. `figures` has the texts of its filled cells by column."""

    sort: str  # models, offers or gpus
    catalogue: str  # openai, offers, gpus, or the name of an own list
    own: bool
    name: str
    aliases: tuple[str, ...]
    figures: dict[str, str]
    start: date | None
    until: date | None
    seen: str  # the day the source was looked at, as written
    source: str
    link: str
    note: str

    def in_force(self, day: date) -> bool:
        """Whether the row holds on a day."""
        return (self.start is None or self.start <= day) and (self.until is None or day <= self.until)


# ------------------------------------------------------------------------------------------------- looking


def entries(sorts: Sequence[str] = (MODELS, OFFERS, GPUS)) -> Iterator[Entry]:
    """Every row of the catalogues, own lists first, each catalogue in its own order."""
    if MODELS in sorts:
        for one in registered():
            path = Path(own_lists.folder() or "", one.file)
            yield from _entries(MODELS, one.name, _table(path), own=True)
        for name in Loader(LIBRARY).price_lists():
            yield from _entries(MODELS, name, _table(LIBRARY / "prices" / f"{name}.csv"))
    if OFFERS in sorts:
        yield from _entries(OFFERS, OFFERS, _table(LIBRARY / "offers.csv"))
    if GPUS in sorts:
        yield from _entries(GPUS, GPUS, _table(LIBRARY / "gpus.csv"))


def find(query: str, sorts: Sequence[str], day: date | None, *, history: bool = False) -> list[Entry]:
    """The rows in which every word of a query occurs; of each name the row in force on a day, else its newest.

    With `history`, every row of a name. A GPU's offers are found by any of the GPU's names.
    """
    words = [normalise(word) for word in query.split()]
    spoken = {entry.name: entry.aliases for entry in entries((GPUS,))} if OFFERS in sorts and words else {}
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries(sorts):
        groups.setdefault((entry.catalogue, normalise(entry.name)), []).append(entry)
    found: list[Entry] = []
    for group in groups.values():
        heard = _heard(group, spoken)
        if not all(any(word in text for text in heard) for word in words if word):
            continue
        if history:
            found += group
        elif day is not None:
            found += [entry for entry in group if entry.in_force(day)]
        else:
            found.append(max(group, key=lambda entry: entry.start or date.min))
    return found


def _heard(group: Sequence[Entry], spoken: dict[str, tuple[str, ...]]) -> list[str]:
    """The texts, as compared, in which a query may find a name."""
    first = group[0]
    texts = [first.catalogue, *(text for entry in group for text in (entry.name, *entry.aliases))]
    gpu = first.figures.get("gpu", "")
    texts += [gpu, *spoken.get(gpu, ()), *(first.figures.get(one, "") for one in ("provider", "term", "instance"))]
    whole = normalise(first.figures.get("provider", "") + first.name)
    return [*(normalise(text) for text in texts if text), whole]


def names(sorts: Sequence[str]) -> list[str]:
    """Every spelling a query might have meant."""
    return list(dict.fromkeys(text for entry in entries(sorts) for text in (*entry.aliases, entry.name)))


def _entries(sort: str, catalogue: str, table: RawTable, *, own: bool = False) -> Iterator[Entry]:
    aliases: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        aliases[row.key] = aliases.get(row.key, ()) + row.aliases
    for row in table.rows:
        yield _entry(sort, catalogue, table, row, aliases[row.key], own)


def _entry(sort: str, catalogue: str, table: RawTable, row: RawRow, aliases: tuple[str, ...], own: bool) -> Entry:
    return Entry(
        sort,
        catalogue,
        own,
        row.name,
        aliases,
        {column: cell for column, cell in zip(table.columns, row.cells, strict=True) if cell is not None},
        row.from_date,
        row.until_date,
        row.source_date or "",
        row.source or "",
        row.source_link or "",
        row.note or "",
    )


def _table(path: Path) -> RawTable:
    bag = Bag()
    found = Loader(path.parent).table(path.name, path, bag, Source(str(path), ""), (0, 0))
    raw = None if found is None else read_table(found.source, bag)
    if raw is None:
        raise OutlayError(f"{path} cannot be read", tuple(bag.sorted()))
    return raw


# ------------------------------------------------------------------------------------------------ own lists


def add(path: str | os.PathLike[str], name: str | None = None, as_of: date | None = None) -> OwnList:
    """Registers a company's own price list, in place of one of the same name.

    `as_of` is the day of rows that say none. Raises OutlayError, with the places, for a list that is not sound.
    """
    from outlay.compilation import Compilation

    title = name or Path(path).stem
    if not title or not all(one.isalnum() or one in "_- ." for one in title) or title.startswith("."):
        raise OutlayError(f"`{title}` cannot name a list: letters, digits, blanks, `_`, `-` and `.` can")
    found = _given(path)
    compilation = Compilation(Source("<prices>", ""))
    made = compilation.own_prices(found.source)
    if made is not None and not compilation.bag.failed:
        _demand(compilation.bag, made.raw, as_of)
    if made is None or compilation.bag.failed:
        raise OutlayError(f"{path} is not registered", tuple(compilation.bag.sorted()))
    text = _completed(made.raw, os.path.basename(path), as_of)
    days = sorted(row.source_date or (as_of.isoformat() if as_of else "") for row in made.raw.rows)
    added = OwnList(title, f"{title}.csv", days[-1], len(made.raw.rows))
    try:
        own_lists.keep(added, text)
    except (OSError, ValueError) as problem:
        raise OutlayError(str(problem)) from problem
    return added


def _given(path: str | os.PathLike[str]) -> Found:
    bag = Bag()
    whole = Path(path)
    found = Loader(whole.parent).table(whole.name, whole, bag, Source(str(path), ""), (0, 0))
    if found is None:
        raise OutlayError(f"{path} cannot be read", tuple(bag.sorted()))
    if len(found.source.text) > LARGEST_OWN:
        raise OutlayError(f"{path} has more than {LARGEST_OWN:,} characters; an own price list is shorter")
    return Found(found.path, Source(str(path), found.source.text))


def _demand(bag: Bag, raw: RawTable, as_of: date | None) -> None:
    """Reports what a price list must say and a table need not: names, prices, and since when they hold."""
    from outlay.diagnostics.codes import imports as codes

    columns = [normalise(column) for column in raw.columns]
    if not raw.rows:
        bag.add(codes.TABLE_HEADER, raw.source, (0, 0), "this list has no rows")
    if "input" not in columns:
        bag.add(
            codes.TABLE_HEADER, raw.source, (0, 0), "a price list needs a column `input`, the price of input tokens"
        )
    for number, row in enumerate(raw.rows):
        if row.key == f"row{number + 1}" and row.name == f"row {number + 1}":
            bag.add(codes.TABLE_HEADER, raw.source, (0, 0), "a price list needs a column `name`, the model's name")
            return
        if row.from_date is None and as_of is None:
            message = "this row does not say `from` when its price holds: fill that column, or give --as-of DATE"
            bag.add(codes.TABLE_DATES, raw.source, raw.row_span(number), message)
        elif row.source_date is None and as_of is None:
            message = "this row does not say in `source_date` of which day it is: fill it in, or give --as-of DATE"
            bag.add(codes.TABLE_DATES, raw.source, raw.row_span(number), message)
        elif row.source_date and parse_date(row.source_date) is None:
            message = f"`{row.source_date}` is no date for `source_date`; write it like 2026-01-31"
            bag.add(codes.TABLE_DATES, raw.source, raw.row_span(number), message)


def _completed(raw: RawTable, file: str, as_of: date | None) -> str:
    """The list as it is kept: every row with the day it begins, where it comes from and of which day that is."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    special = ("name", "aliases", "from", "until", "source", "source_date", "source_link", "note")
    writer.writerow([*special, *raw.columns])
    day = "" if as_of is None else as_of.isoformat()
    for row in raw.rows:
        begin = row.from_date.isoformat() if row.from_date else day
        until = row.until_date.isoformat() if row.until_date else ""
        facts = [row.source or f"own price list {file}", row.source_date or day, row.source_link or "", row.note or ""]
        writer.writerow([row.name, ";".join(row.aliases), begin, until, *facts, *(cell or "" for cell in row.cells)])
    return out.getvalue()


def remove(name: str) -> bool:
    """Forgets an own list; whether there was one of that name. Raises OutlayError where its folder cannot be used."""
    try:
        return own_lists.drop(name)
    except (OSError, ValueError) as problem:
        raise OutlayError(str(problem)) from problem


def registered() -> tuple[OwnList, ...]:
    """The own lists, the newest first. Raises OutlayError for a damaged register."""
    try:
        return own_lists.registered()
    except ValueError as problem:
        raise OutlayError(str(problem)) from problem
