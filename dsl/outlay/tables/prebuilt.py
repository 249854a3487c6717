"""Tables whose rows are found by an index made beforehand, and parsed one by one as they are asked for.

The library's price lists are tables like any other; `prices/index.json` beside them says where each row begins and
which spellings lead to it. It counts only for the very bytes it was made from: a list that was changed is read whole.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, overload

from outlay.diagnostics import Bag, Source
from outlay.tables.cells import normalise
from outlay.tables.grid import Grid
from outlay.tables.records import RawRow, RawTable, Reader, columns_of, read_table

FORMAT = 1


class PriceIndex:
    """Which lists there are and which of them know a name, without reading any."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._lists: Mapping[str, Any] = document["lists"] if document.get("format") == FORMAT else {}

    @property
    def names(self) -> list[str]:
        return list(self._lists)

    def knows(self, name: str, spelling: str) -> bool | None:
        """Whether a list has a spelling (as compared); None for a list that the index does not describe."""
        found = self._lists.get(name)
        return None if found is None else spelling in found["index"]

    def label(self, name: str) -> str:
        """The vendor of a list, as people call it."""
        return str(self._lists.get(name, {}).get("label", name))

    def is_host(self, name: str) -> bool:
        """Whether a list is of models that others made."""
        return bool(self._lists.get(name, {}).get("host"))

    def table(self, name: str, source: Source, digest: str | None) -> RawTable | None:
        """The table of a list; None where the index is not of these bytes."""
        found = self._lists.get(name)
        if found is None or found["sha256"] != digest:
            return None
        return _table(found, source)


def read_index(text: str) -> PriceIndex:
    """The index in a JSON text; an empty one where the text is none."""
    try:
        return PriceIndex(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        return PriceIndex({})


def describe(text: str, label: str, *, host: bool) -> dict[str, Any]:
    """What the index says of one list. Raises ValueError for a table that cannot be read row by row."""
    source, bag = Source("", text), Bag()
    raw = read_table(source, bag)
    starts = [source.line_start(number) for number in range(2, text.count("\n") + 1)]
    if raw is None or len(starts) != len(raw.rows) or not raw.dated:
        raise ValueError("an indexed table has dates, no mistakes, and one line for each row")
    for family in raw.families.values():
        if any(_until(text, starts, at) is None for at in family[:-1]) or list(family) != sorted(family):
            raise ValueError("the rows of an indexed table stand in order, and all but the newest have a last day")
    keys = list(raw.families)
    places = {key: number for number, key in enumerate(keys)}
    return {
        "sha256": sha256(text.encode()).hexdigest(),
        "label": label,
        "host": host,
        "starts": starts,
        "families": [[key, *raw.families[key]] for key in keys],
        "index": {spelling: places[key] for spelling, key in raw.index.items()},
    }


def _until(text: str, starts: Sequence[int], at: int) -> str | None:
    header = next(csv.reader([text[: starts[0]]]))
    row = next(csv.reader([text[starts[at] : text.index("\n", starts[at])]]))
    return row[header.index("until")] or None


def _table(found: Mapping[str, Any], source: Source) -> RawTable:
    header = [name.strip() for name in next(csv.reader([source.text[: source.text.index("\n")]]))]
    grid = Grid(source, 1, header, {normalise(name): place for place, name in enumerate(header)}, [])
    special, plain = columns_of(grid)
    keys = [family[0] for family in found["families"]]
    return RawTable(
        source,
        tuple(header[place] for place in plain),
        tuple(plain),
        1,
        _Rows(Reader(grid, special, plain, Bag()), found["starts"]),
        True,
        {family[0]: tuple(family[1:]) for family in found["families"]},
        _Index(found["index"], keys),
    )


class _Rows(Sequence[RawRow]):
    """The rows of a table, each parsed when it is first asked for."""

    def __init__(self, reader: Reader, starts: Sequence[int]) -> None:
        self._reader, self._starts = reader, starts
        self._parsed: dict[int, RawRow] = {}

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, at: int) -> RawRow: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[RawRow]: ...
    def __getitem__(self, at: int | slice) -> RawRow | Sequence[RawRow]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        found = self._parsed.get(at)
        if found is None:
            found = self._parsed[at] = self._row(range(len(self))[at])
        return found

    @property
    def parsed(self) -> int:
        """How many rows were parsed so far."""
        return len(self._parsed)

    def _row(self, at: int) -> RawRow:
        text = self._reader.grid.source.text
        start = self._starts[at]
        texts = next(csv.reader([text[start : text.find("\n", start)]]))
        made = self._reader.row(at + 1, (at + 2, [cell.strip() for cell in texts]))
        if made is None:
            raise ValueError("the index does not fit its table")
        return made


class _Index(Mapping[str, str]):
    """Spellings to keys of families, which the index holds as numbers."""

    def __init__(self, places: Mapping[str, int], keys: Sequence[str]) -> None:
        self._places, self._keys = places, keys

    def __getitem__(self, spelling: str) -> str:
        return self._keys[self._places[spelling]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
