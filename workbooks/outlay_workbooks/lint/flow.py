"""Rules 28 to 31: circles between cells and sheets, references to nothing or to labels, sums that count twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from outlay_workbooks.formula_shape import Area, Form, Place, Rectangle
from outlay_workbooks.lint.book import Book, SheetFacts, address
from outlay_workbooks.lint.circles import circles
from outlay_workbooks.lint.findings import Finding
from outlay_workbooks.lint.within import FEW, Places

_WIDEST = 2_000_000  # cells of the areas that are looked into
_WIDEST_SUM = 10_000
_MASTER = ("Guide", "Outputs")  # where the master check is shown


def flow(book: Book) -> Iterator[Finding]:
    """Findings of rules 28 to 31."""
    yield from circles(book)
    yield from _sheet_circles(book)
    for facts in book.sheets.values():
        for form in facts.forms.values():
            yield from _blanks(book, facts, form)
    yield from _sums(book)


def _sheet_circles(book: Book) -> Iterator[Finding]:
    """Sheets that feed each other; the scenario switch and the display of the master check apart."""
    needs: dict[str, set[str]] = {}
    for facts, form in book.forms():
        for sheet, _area in book.areas_of(facts, form):
            if sheet != facts.name and sheet in book.sheets and not _excused(facts.name, sheet):
                needs.setdefault(facts.name, set()).add(sheet)
    for one in sorted(needs):
        for other in sorted(needs[one]):
            if one < other and one in needs.get(other, ()):
                yield Finding(29, one, "", f"{one} and {other} need each other")
    yield from _longer_circles(needs)


def _longer_circles(needs: dict[str, set[str]]) -> Iterator[Finding]:
    for start in sorted(needs):
        reached, waiting = set[str](), [each for each in needs[start] if start not in needs.get(each, ())]
        while waiting:
            sheet = waiting.pop()
            if sheet in reached:
                continue
            reached.add(sheet)
            waiting.extend(needs.get(sheet, ()))
        if start in reached and not any(start in needs.get(each, ()) for each in needs[start]):
            yield Finding(29, start, "", f"{start} needs itself by way of other sheets")
            return


def _excused(user: str, needed: str) -> bool:
    return (user in _MASTER and needed == "Checks") or (user in ("Inputs", "Model") and needed == "Scenarios")


def _blanks(book: Book, facts: SheetFacts, form: Form) -> Iterator[Finding]:
    for sheet, area in book.areas_of(facts, form):
        target = book.sheets.get(sheet)
        if target is None or area.external or area.whole:
            continue
        if not area.single:
            for place in form.places:
                found = area.at(place)
                if _size(found) <= _WIDEST and not _holds_any(target, found):
                    yield Finding(30, facts.name, address(place), "the formula looks at an area that is empty")
        elif not area.named:
            for place in form.places:
                cell = area.at(place)[:2]
                if not target.holds(cell):
                    what = f"looks at {_called(target, cell, facts)}, which is empty"
                elif area.calculates and isinstance(target.constants.get(cell), str):
                    what = f"calculates with {_called(target, cell, facts)}, which is a text"
                else:
                    continue
                yield Finding(30, facts.name, address(place), f"the formula {what}")


def _holds_any(target: SheetFacts, area: Rectangle) -> bool:
    top, left, bottom, right = area
    if _size(area) <= FEW:
        return any(target.holds((row, column)) for row in range(top, bottom + 1) for column in range(left, right + 1))
    return target.places().any_within(area)


def _called(target: SheetFacts, cell: Place, facts: SheetFacts) -> str:
    return f"{target.name}!{address(cell)}" if target is not facts else address(cell)


def _size(area: Rectangle) -> int:
    return (area[2] - area[0] + 1) * (area[3] - area[1] + 1)


@dataclass(frozen=True, slots=True)
class _Line:
    """Copies of a form that holds a SUM in one row or column, and the rectangle around all they add up."""

    form: Form
    places: list[Place]
    index: Places
    added: Rectangle


def _lines(facts: SheetFacts) -> list[_Line]:
    found = []
    for form in facts.forms.values():
        areas = [area for areas in form.sums for area in areas]
        if not areas:
            continue
        by = [{place[index] for place in form.places} for index in (0, 1)]
        index = 0 if len(by[0]) <= len(by[1]) else 1
        lines: dict[int, list[Place]] = {}
        for place in form.places:
            lines.setdefault(place[index], []).append(place)
        found += [_Line(form, places, Places(places), _around(places, areas)) for places in lines.values()]
    return found


def _sums(book: Book) -> Iterator[Finding]:
    """A sum over cells of which one already is the sum of others among them."""
    lines = {name: _lines(facts) for name, facts in book.sheets.items()}
    for name, own in lines.items():
        for line in own:
            for areas in line.form.sums:
                inner = [
                    (area, _among(lines.get(area.sheet or name, []), _around(line.places, [area]))) for area in areas
                ]
                for place in line.places:
                    for message in _counted_twice(inner, place):
                        yield Finding(31, name, address(place), message)


def _among(lines: list[_Line], around: Rectangle) -> list[_Line]:
    """Sums that stand within a rectangle and may add up cells of it."""
    return [line for line in lines if _overlap(line.added, around) and line.index.any_within(around)]


def _counted_twice(inner: list[tuple[Area, list[_Line]]], place: Place) -> Iterator[str]:
    placed = [(area.sheet, area.at(place)) for area, _ in inner]
    for number, (sheet, found) in enumerate(placed):
        if any(sheet == other and _overlap(found, further) for other, further in placed[number + 1 :]):
            yield "the sum counts cells twice"
    for (sheet, found), (_, among) in zip(placed, inner, strict=True):
        counted = _sum_within(sheet, found, among) if among and _size(found) <= _WIDEST_SUM else None
        if counted is not None:
            yield f"the sum counts {address(counted)}, which is a sum of the same cells"


def _sum_within(sheet: str, area: Rectangle, among: list[_Line]) -> Place | None:
    for line in among:
        for place in line.index.within(area):
            for areas in line.form.sums:
                if any(part.sheet in ("", sheet) and _overlap(part.at(place), area) for part in areas):
                    return place
    return None


def _around(places: list[Place], areas: list[Area]) -> Rectangle:
    """The rectangle around what the copies of a form in some cells look at in some areas."""
    rows, columns = [row for row, _ in places], [column for _, column in places]
    corners = [(row, column) for row in (min(rows), max(rows)) for column in (min(columns), max(columns))]
    found = [area.at(corner) for area in areas for corner in corners]
    return (
        min(each[0] for each in found),
        min(each[1] for each in found),
        max(each[2] for each in found),
        max(each[3] for each in found),
    )


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    (top, left, bottom, right), (above, before, below, beyond) = one, other
    return not (right < before or beyond < left or bottom < above or below < top)
