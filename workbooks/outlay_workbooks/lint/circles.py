"""Rule 28: cells that need themselves. Cells whose needs are settled are settled, whatever is left is followed."""

from __future__ import annotations

from collections.abc import Iterator

from outlay_workbooks.formula_shape import Form, Place
from outlay_workbooks.lint.book import Book, SheetFacts, address
from outlay_workbooks.lint.findings import Finding
from outlay_workbooks.lint.within import FEW, Places

Cell = tuple[str, Place]


def circles(book: Book) -> Iterator[Finding]:
    """The first circle there is.

    Most sheets are written so that a cell stands behind what it needs, or before it: two passes settle those without
    remembering a path. Only what is left is followed depth first; a cell met again on its own path is on a circle.
    """
    state = _State(book)
    for backwards in (False, True):
        if state.left():
            state.settle(backwards)
    if state.left():
        yield from _followed(state)


class _Column:
    """Formulas of one column, of which those that are settled are passed over ever faster."""

    __slots__ = ("next", "rows")

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows
        self.next = list(range(len(rows) + 1))

    def open_from(self, at: int) -> int:
        """The first formula at or after one that is not settled, by its number."""
        end = at
        while self.next[end] != end:
            end = self.next[end]
        while self.next[at] != end:
            self.next[at], at = end, self.next[at]
        return end


class _State:
    """Which formulas are not settled yet, by sheet."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.open: dict[str, set[Place]] = {name: set(facts.formulas) for name, facts in book.sheets.items()}
        self._columns: dict[str, tuple[Places, dict[int, _Column]]] = {}  # of sheets of which areas are looked at

    def left(self) -> bool:
        return any(self.open.values())

    def settle(self, backwards: bool) -> None:
        for facts in list(self.book.sheets.values())[:: -1 if backwards else 1]:
            still, formulas = self.open[facts.name], facts.formulas
            places = list(formulas)
            for place in reversed(places) if backwards else places:
                if place in still and next(self.needs(facts, formulas[place], place), None) is None:
                    self.close(facts.name, place)

    def close(self, sheet: str, place: Place) -> None:
        """A cell that needs nothing unsettled."""
        self.open[sheet].discard(place)
        if sheet in self._columns:
            row, column = place
            index, columns = self._columns[sheet]
            for _, rows, start, _end in index.pieces((row, column, row, column)):
                own = columns.get(column) or columns.setdefault(column, _Column(rows))
                own.next[start] = start + 1

    def needs(self, facts: SheetFacts, form: Form, place: Place) -> Iterator[Cell]:
        """Unsettled formulas that a formula looks at."""
        for sheet, area in self.book.areas_of(facts, form):
            still = self.open.get(sheet)
            if not still:
                continue
            if area.single:
                top, left, _, _ = area.at(place)
                if (top, left) in still:
                    yield sheet, (top, left)
            else:
                top, left, bottom, right = found = area.at(place)
                if (bottom - top + 1) * (right - left + 1) > FEW:
                    yield from self._within(sheet, found)
                    continue
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        if (row, column) in still:
                            yield sheet, (row, column)

    def _within(self, sheet: str, area: tuple[int, int, int, int]) -> Iterator[Cell]:
        if sheet not in self._columns:
            self._columns[sheet] = Places(self.book.sheets[sheet].formulas), {}
            for place in self.book.sheets[sheet].formulas.keys() - self.open[sheet]:
                self.close(sheet, place)
        index, columns = self._columns[sheet]
        for column, rows, start, end in index.pieces(area):
            own = columns.get(column) or columns.setdefault(column, _Column(rows))
            at = own.open_from(start)
            while at < end:
                yield sheet, (rows[at], column)
                at = own.open_from(at + 1)


def _followed(state: _State) -> Iterator[Finding]:
    sheets = state.book.sheets
    for name in sheets:
        for start in list(state.open[name]):
            if start not in state.open[name]:
                continue
            path: list[Cell] = [(name, start)]
            on_path = {path[0]}
            work = [state.needs(sheets[name], sheets[name].formulas[start], start)]
            while work:
                needed = next(work[-1], None)
                if needed is None:
                    work.pop()
                    cell = path.pop()
                    on_path.discard(cell)
                    state.close(*cell)
                elif needed in on_path:
                    circle = [*path[path.index(needed) :], needed]
                    shown = " → ".join(f"{sheet}!{address(place)}" for sheet, place in circle[:6])
                    yield Finding(28, needed[0], address(needed[1]), f"the cell needs itself: {shown}")
                    return
                else:
                    sheet, place = needed
                    path.append(needed)
                    on_path.add(needed)
                    work.append(state.needs(sheets[sheet], sheets[sheet].formulas[place], place))
