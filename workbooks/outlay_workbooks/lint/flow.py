"""Rules 28 to 31: circles between cells and sheets, references to nothing or to labels, sums that count twice."""

from __future__ import annotations

from collections.abc import Iterator

from outlay_workbooks.formula_text import Reference, arguments, reference_of, relative, tokens
from outlay_workbooks.lint.book import Book, Place, SheetFacts, address
from outlay_workbooks.lint.findings import Finding

_WIDEST = 2_000_000  # cells of the areas that are followed one by one
_ARITHMETIC = frozenset("+-*/^")
_MASTER = ("Guide", "Outputs")  # where the master check is shown


def flow(book: Book) -> Iterator[Finding]:
    """Findings of rules 28 to 31."""
    yield from _circles(book)
    yield from _sheet_circles(book)
    for facts in book.sheets.values():
        known: dict[str, bool] = {}
        for place, formula in facts.formulas.items():
            yield from _blanks(book, facts, place, formula, known)
            yield from _sums(book, facts, place, formula)


def _circles(book: Book) -> Iterator[Finding]:
    """Depth first over cells that hold formulas; a cell met again on its own path is on a circle."""
    done: set[tuple[str, Place]] = set()
    for facts in book.sheets.values():
        for start in facts.formulas:
            if (facts.name, start) in done:
                continue
            path: list[tuple[str, Place]] = []
            on_path: set[tuple[str, Place]] = set()
            work = [((facts.name, start), iter(_needs(book, facts.name, facts.formulas[start])))]
            path.append((facts.name, start))
            on_path.add((facts.name, start))
            while work:
                cell, rest = work[-1]
                for needed in rest:
                    if needed in on_path:
                        circle = [*path[path.index(needed) :], needed]
                        shown = " → ".join(f"{sheet}!{address(place)}" for sheet, place in circle[:6])
                        yield Finding(28, needed[0], address(needed[1]), f"the cell needs itself: {shown}")
                        return
                    if needed not in done:
                        path.append(needed)
                        on_path.add(needed)
                        sheet, place = needed
                        work.append((needed, iter(_needs(book, sheet, book.sheets[sheet].formulas[place]))))
                        break
                else:
                    work.pop()
                    done.add(cell)
                    on_path.discard(path.pop())


def _needs(book: Book, sheet: str, formula: str) -> Iterator[tuple[str, Place]]:
    """Cells with formulas that a formula looks at."""
    for name, area in book.targets(sheet, formula):
        facts = book.sheets.get(name)
        if facts is None:
            continue
        if area.single:
            if (area.top, area.left) in facts.formulas:
                yield name, (area.top, area.left)
        elif (area.bottom - area.top + 1) * (area.right - area.left + 1) <= len(facts.formulas):
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    if (row, column) in facts.formulas:
                        yield name, (row, column)
        else:
            for row, column in facts.formulas:
                if area.top <= row <= area.bottom and area.left <= column <= area.right:
                    yield name, (row, column)


def _sheet_circles(book: Book) -> Iterator[Finding]:
    """Sheets that feed each other; the scenario switch and the display of the master check apart."""
    needs: dict[str, set[str]] = {}
    for facts, _, formula in book.formulas():
        for sheet, _area in book.targets(facts.name, formula):
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


def _blanks(book: Book, facts: SheetFacts, place: Place, formula: str, known: dict[str, bool]) -> Iterator[Finding]:
    found = tokens(formula)
    for at, token in enumerate(found):
        if token.kind != "reference":
            continue
        reference = reference_of(token.text)
        if reference is None or not reference.single or reference.external:
            continue
        target = book.sheets.get(reference.sheet or facts.name)
        if target is None:
            continue
        cell = (reference.top, reference.left)
        if not target.holds(cell):
            where = f"{target.name}!{address(cell)}" if target is not facts else address(cell)
            yield Finding(30, facts.name, address(place), f"the formula looks at {where}, which is empty")
        elif isinstance(target.constants.get(cell), str) and _calculates(found, at):
            where = f"{target.name}!{address(cell)}" if target is not facts else address(cell)
            yield Finding(30, facts.name, address(place), f"the formula calculates with {where}, which is a text")
    yield from _empty_areas(book, facts, place, formula, known)


def _calculates(found: tuple[object, ...], at: int) -> bool:
    before = getattr(found[at - 1], "text", "") if at else ""
    after = getattr(found[at + 1], "text", "") if at + 1 < len(found) else ""
    return before in _ARITHMETIC or after in _ARITHMETIC


def _empty_areas(
    book: Book, facts: SheetFacts, place: Place, formula: str, known: dict[str, bool]
) -> Iterator[Finding]:
    shape = relative(formula, *place)
    for sheet, area in book.targets(facts.name, formula):
        target = book.sheets.get(sheet)
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if target is None or area.single or area.whole or size > _WIDEST:
            continue
        key = f"{shape}|{sheet}|{area.top}|{area.left}|{area.bottom}|{area.right}"
        if key not in known:
            known[key] = any(
                (row, column) in target.constants or (row, column) in target.formulas
                for row in range(area.top, area.bottom + 1)
                for column in range(area.left, area.right + 1)
            )
        if not known[key]:
            yield Finding(30, facts.name, address(place), "the formula looks at an area that is empty")


def _sums(book: Book, facts: SheetFacts, place: Place, formula: str) -> Iterator[Finding]:
    """A sum over cells of which one already is the sum of others among them."""
    if "SUM(" not in formula.upper():
        return
    for given in arguments(formula, "SUM"):
        areas = [area for area in map(reference_of, given) if area is not None and not area.whole]
        for number, one in enumerate(areas):
            if any(_overlap(one, other) for other in areas[number + 1 :]):
                yield Finding(31, facts.name, address(place), "the sum counts cells twice")
        for area in areas:
            inner = _sum_within(book, facts, area)
            if inner is not None:
                message = f"the sum counts {address(inner)}, which is a sum of the same cells"
                yield Finding(31, facts.name, address(place), message)


def _sum_within(book: Book, facts: SheetFacts, area: Reference) -> Place | None:
    target = book.sheets.get(area.sheet) if area.sheet else facts
    if target is None or (area.bottom - area.top + 1) * (area.right - area.left + 1) > 10_000:
        return None
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            formula = target.formulas.get((row, column))
            if formula is None or "SUM(" not in formula.upper():
                continue
            for given in arguments(formula, "SUM"):
                for part in map(reference_of, given):
                    if part is not None and part.sheet in ("", area.sheet) and _overlap(part, area):
                        return row, column
    return None


def _overlap(one: Reference, other: Reference) -> bool:
    return (one.sheet == other.sheet or not one.sheet or not other.sheet) and not (
        one.right < other.left or other.right < one.left or one.bottom < other.top or other.bottom < one.top
    )
