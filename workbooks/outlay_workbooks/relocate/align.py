"""Which row of the edited workbook is which of the fresh build, and which column: by names, labels, headings."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from outlay_workbooks.formula_shape import LAST_COLUMN, LAST_ROW
from outlay_workbooks.formula_text import column_number
from outlay_workbooks.package.contents import Content, Contents
from outlay_workbooks.relocate.lines import Lines
from outlay_workbooks.relocate.movement import Move

# Words of the row of headings. Sheets that are not here keep their columns.
HEADINGS = {
    "Inputs": ("name", "value", "as built"),
    "Scenarios": ("name", "in force", "base"),
    "Model": ("name", "unit"),
    "Annual": ("name", "unit"),
    "Outputs": ("output", "unit", "name"),
}
_PATH, _TEXT = "path", "text"
_MOST_COMPARED = 4_000_000  # pairs of rows between two that are known

Key = tuple[str, Hashable]


@dataclass(slots=True)
class Aligned:
    """The move of one sheet, and what was found on the way."""

    move: Move
    renamed: list[tuple[str, str]] = field(default_factory=list)  # paths, then and now
    gone: dict[int, str] = field(default_factory=dict)  # rows that are gone by number, with path or label
    strange: set[int] = field(default_factory=set)  # rows of no model, where there are more than were built
    strange_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Side:
    """One sheet as lines to be compared."""

    keys: list[Key]  # of row 1, 2, …
    described: list[tuple[str, str]]  # label and unit
    headings: dict[int, Key]  # by column

    @property
    def last_column(self) -> int:
        return max(self.headings, default=0)


def align(
    sheet: str, held: Contents, wanted: Contents, built: tuple[int, int] | None, now: tuple[int, int] | None
) -> Aligned:
    """Rows and columns of `held` (the edited sheet) in `wanted` (the fresh one).

    `built` is the last row and column that the edited sheet had when it was built, where the file says so; `now` is
    that of the fresh one. Charts may stand there, where no cell does.
    """
    old, new = _side(sheet, held, built), _side(sheet, wanted, now)
    images, renamed = _paired(old, new)
    built_rows = built[0] if built is not None else len(old.keys)
    last = min(max([built_rows, *images]), max(len(old.keys), built_rows))
    columns = _columns(old, new, built)
    rows = Lines(images, last, len(new.keys), LAST_ROW)
    found = Aligned(Move(rows, columns), renamed)
    for row, (key, (label, _)) in enumerate(zip(old.keys, old.described, strict=True), 1):
        if row <= last and row not in images and key[0] != "blank":
            found.gone[row] = str(key[1]) if key[0] == _PATH else label
            if key[0] != _PATH and last > built_rows:
                found.strange.add(row)
    if built is not None and columns.last > built[1]:
        found.strange_columns = {each for each in range(1, columns.last + 1) if columns.image(each) is None}
    return found


def _side(sheet: str, contents: Contents, extent: tuple[int, int] | None) -> _Side:
    rows: dict[int, dict[int, Content]] = {}
    for reference, content in contents.items():
        letters = reference.rstrip("0123456789")
        rows.setdefault(int(reference[len(letters) :]), {})[column_number(letters)] = content
    heading, columns = _heading(rows, HEADINGS.get(sheet))
    name, unit = columns.get("name", 0), columns.get("unit", 0)
    keys: list[Key] = []
    described: list[tuple[str, str]] = []
    for row in range(1, max([*rows, extent[0] if extent is not None else 0], default=0) + 1):
        cells = rows.get(row, {})
        if not cells and heading and row > heading and sheet == "Outputs":
            name = 0  # numbers of charts stand beneath its table, in any column
        texts = [_plain(cells[column]) for column in sorted(cells)]
        label = next((text for text in texts if text), "")
        path = _plain(cells[name]) if heading and row > heading and name in cells else ""
        if path:
            keys.append((_PATH, path))
        elif label:
            keys.append((_TEXT, label))
        else:
            keys.append(("formula" if cells else "blank", None))
        described.append((label, _plain(cells[unit]) if unit in cells else ""))
    seen = Counter[Hashable]()
    headings: dict[int, Key] = {}
    for column in sorted(rows.get(heading, {})):
        said = _heading_text(rows[heading][column])
        seen[said] += 1
        headings[column] = (said, seen[said])
    return _Side(keys, described, headings)


def _plain(content: Content) -> str:
    return content.value.strip() if content.formula is None and isinstance(content.value, str) else ""


def _heading_text(content: Content) -> str:
    if content.formula is None and isinstance(content.value, float):
        return f"{content.value:g}"
    return _plain(content).casefold()


def _heading(rows: dict[int, dict[int, Content]], words: tuple[str, ...] | None) -> tuple[int, dict[str, int]]:
    for row in sorted(rows) if words else ():
        columns = {_plain(content).casefold(): column for column, content in rows[row].items()}
        if all(word in columns for word in words or ()):
            return row, columns
    return 0, {}


def _columns(old: _Side, new: _Side, built: tuple[int, int] | None) -> Lines:
    if not old.headings or not new.headings:
        return Lines({}, 0, 0, LAST_COLUMN)
    now = {key: column for column, key in new.headings.items()}
    images = {column: now[key] for column, key in old.headings.items() if key in now}
    last = max(
        [column for column, key in old.headings.items() if key in now] + ([built[1]] if built is not None else [])
    )
    shown = max([new.last_column, *images.values()])
    lines = sorted(images)
    for column in range(1, last + 1):  # columns without a heading stay beside those before them
        if column not in old.headings:
            at = bisect_left(lines, column)
            before = lines[at - 1] if at else 0
            place = images[before] + column - before if before else column
            if place not in new.headings and place not in images.values():
                images[column] = place
                shown = max(shown, place)
    return Lines(images, last, shown, LAST_COLUMN)


def _paired(old: _Side, new: _Side) -> tuple[dict[int, int], list[tuple[str, str]]]:
    """Rows that are the same by number, and the paths of those that were renamed."""
    images: dict[int, int] = {}
    then, now = _unique(old.keys), _unique(new.keys)
    both = sorted((row, now[key]) for key, row in then.items() if key in now)
    backbone = _ascending(both)
    images.update(backbone)
    images.update((row, place) for row, place in both if old.keys[row - 1][0] == _PATH)
    taken = set(images.values())
    renamed: list[tuple[str, str]] = []
    ends = [(0, 0), *backbone, (len(old.keys) + 1, len(new.keys) + 1)]
    for (low, below), (high, above) in pairwise(ends):
        left = [row for row in range(low + 1, high) if row not in images]
        right = [row for row in range(below + 1, above) if row not in taken]
        if left and right:
            pairs = _between(old, new, left, right)
            images.update(pairs)
            taken.update(place for _, place in pairs)
            renamed += [
                (str(old.keys[row - 1][1]), str(new.keys[place - 1][1]))
                for row, place in pairs
                if old.keys[row - 1][0] == _PATH and old.keys[row - 1] != new.keys[place - 1]
            ]
    return images, renamed


def _between(old: _Side, new: _Side, left: list[int], right: list[int]) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    then, now = [old.keys[row - 1] for row in left], [new.keys[row - 1] for row in right]
    if len(left) * len(right) <= _MOST_COMPARED:
        for block in SequenceMatcher(None, then, now, autojunk=False).get_matching_blocks():
            pairs += [(left[block.a + at], right[block.b + at]) for at in range(block.size)]
    known, taken = {row for row, _ in pairs}, {place for _, place in pairs}
    rest = [row for row in left if row not in known]
    free = [row for row in right if row not in taken]
    for row in rest:  # another name for what has the same label and unit
        if old.keys[row - 1][0] != _PATH:
            continue
        same = [place for place in free if new.keys[place - 1][0] == _PATH
                and old.described[row - 1] == new.described[place - 1]]  # fmt: skip
        if len(same) == 1:
            pairs.append((row, same[0]))
            free.remove(same[0])
    for kind in (_TEXT, "formula", "blank"):  # titles that say something else now
        rows = [row for row in rest if old.keys[row - 1][0] == kind]
        places = [row for row in free if new.keys[row - 1][0] == kind]
        if len(rows) == len(places):
            pairs += zip(rows, places, strict=True)
    return pairs


def _unique(keys: Sequence[Key]) -> dict[Key, int]:
    counts = Counter(keys)
    return {key: row for row, key in enumerate(keys, 1) if counts[key] == 1 and key[0] in (_PATH, _TEXT)}


def _ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs in which both numbers grow."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        position = bisect_left(tails, place)
        before.append(ends[position - 1] if position else -1)
        if position == len(tails):
            tails.append(place)
            ends.append(at)
        else:
            tails[position], ends[position] = place, at
    found: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
