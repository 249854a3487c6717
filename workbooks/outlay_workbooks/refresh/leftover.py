"""What an earlier build of the model left in cells where it has nothing now; a reader's own stays."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

from outlay_workbooks.formula_shape import letters_of
from outlay_workbooks.package.contents import NOTHING, Contents
from outlay_workbooks.package.scan import cells_of, split_sheet
from outlay_workbooks.refresh.comparison import Decisions


@dataclass(frozen=True, slots=True)
class Cells:
    """What a sheet holds and what the model would have there. `reach`: the last row and column it has or had."""

    sheet: str
    held: Contents
    wanted: Contents
    reach: tuple[int, int]
    filled: tuple[int, int]  # the last row and column of the fresh build


def clear(decisions: Decisions, cells: Cells, part: str, content: bytes) -> list[str]:
    """Decides that what is left of the model goes, on a sheet whose cells are all the model's; a line for each row.

    Those are formulas in the model's formats, and texts that stand elsewhere in their row now. What a reader typed has
    no format there, or is a text of its own.
    """
    if all(reference in cells.wanted for reference in cells.held):
        return []
    rows: dict[int, set[object]] = {}
    for reference, each in cells.wanted.items():
        if isinstance(each.value, str) and each.formula is None:
            rows.setdefault(int(reference.lstrip(ascii_uppercase)), set()).add(each.value)
    cleared: dict[int, list[str]] = {}
    for row, column, style, *_ in cells_of(split_sheet(cells.sheet, part, content)[1]):
        reference = f"{letters_of(column)}{row}"
        there = cells.held.get(reference, NOTHING)
        beyond = row > cells.reach[0] or column > cells.reach[1]
        if not style or there is NOTHING or reference in cells.wanted or beyond:
            continue
        outside = row > cells.filled[0] or column > cells.filled[1]
        if there.formula is not None or outside or there.value in rows.get(row, ()):
            decisions.write(cells.sheet, reference, NOTHING)
            cleared.setdefault(row, []).append(reference)
    return [
        f"{cells.sheet}!{found[0]}: cleared, with {len(found) - 1} more of its row" if found[1:] else
        f"{cells.sheet}!{found[0]}: cleared"
        for found in cleared.values()
    ]  # fmt: skip
