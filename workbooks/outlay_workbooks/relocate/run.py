"""An edited workbook whose model's rows moved, with every row where a fresh build has it and all else following."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outlay.diagnostics import OutlayError
from outlay_workbooks.formula_shape import letters_of
from outlay_workbooks.formula_text import column_number, names, reference_of
from outlay_workbooks.package import Package, sheet_parts
from outlay_workbooks.package.contents import NOTHING, Content, Contents, contents_of, heading_of, said
from outlay_workbooks.package.parts import custom_properties, relations
from outlay_workbooks.relocate import cells, drawn, formulas_in, frame, named, sheets
from outlay_workbooks.relocate.align import HEADINGS, Aligned, align
from outlay_workbooks.relocate.looks import Looks
from outlay_workbooks.relocate.movement import Move, Movement, by_text
from outlay_workbooks.relocate.obstacles import obstacles

WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
MOST_SHOWN = 80  # characters of a formula in a message


@dataclass(slots=True)
class Relocated:
    """The workbook with its rows in their new places, and what a person should know about that."""

    package: Package
    edited: Mapping[str, Contents]  # what its sheets of the model hold now
    aligned: dict[str, Aligned] = field(default_factory=dict)
    look_at: list[tuple[str, str]] = field(default_factory=list)  # what a remark is about, and the remark
    lost_inputs: list[str] = field(default_factory=list)
    moved: frozenset[str] = frozenset()  # sheets
    put_in: list[str] = field(default_factory=list)  # sheets of the model that were not there
    filled: dict[str, tuple[int, int]] = field(default_factory=dict)  # last row and column of the fresh build
    reach: dict[str, tuple[int, int]] = field(default_factory=dict)  # last row and column that are or were the model's

    def remarks(self, result: Package) -> tuple[str, ...]:
        """Remarks that still hold of the finished workbook: charts of the model have been drawn anew since."""
        return tuple(
            dict.fromkeys(
                text
                for about, text in self.look_at
                if about not in result.parts or result.parts[about] == self.package.parts[about]
            )
        )


def extents(package: Package) -> dict[str, tuple[int, int]]:
    """The last row and column of each sheet as it was built, from the file's own properties."""
    found: dict[str, tuple[int, int]] = {}
    for each in custom_properties(package).get("extents", "").split():
        sheet, _, cell = each.partition("!")
        letters = cell.rstrip("0123456789")
        if letters and cell[len(letters) :]:
            found[sheet] = int(cell[len(letters) :]), column_number(letters)
    return found


def relocate(package: Package, fresh: Package, wanted: Mapping[str, Contents]) -> Relocated:
    """The edited workbook with the sheets, rows and columns of its model where `fresh` has them.

    What its reader added follows: cells, formulas, names, charts, formats. Raises `OutlayError` where something of
    theirs stands in a row that is gone, or could not be followed: each such thing is named.
    """
    own = frozenset(wanted)
    renamed = sheets.renamed(package, wanted) if own - frozenset(sheet_parts(package)) else {}
    if renamed:
        package = package.replaced({WORKBOOK: sheets.with_names(package.parts[WORKBOOK], renamed)})
    edited = contents_of(package, own)
    if "Inputs" not in edited:
        raise OutlayError(
            f"{package.path} has no sheet Inputs: it was not built by `outlay workbook build`, or that sheet was "
            "removed since."
        )
    then, now = extents(package), extents(fresh)
    aligned = {
        sheet: align(sheet, edited[sheet], wanted[sheet], then.get(sheet), now.get(sheet))
        for sheet in wanted
        if sheet in edited and sheet != "Log"
    }
    found = Relocated(package, edited, aligned, filled=now)
    for sheet, (row, column) in now.items():
        if sheet in aligned:
            move, (old_row, old_column) = aligned[sheet].move, then.get(sheet, (1, 1))
            found.reach[sheet] = (
                max(row, move.rows.image(old_row) or 0),
                max(column, move.columns.image(old_column) or 0),
            )
    moves = {sheet: each.move for sheet, each in aligned.items()}
    movement = Movement(moves, named.sheets_of(package.parts[WORKBOOK]), renamed)
    found.look_at += [("", f"the sheet {name} is called {sheet} again") for name, sheet in renamed.items()]
    if not movement.identical:
        found.moved = frozenset(sheet for sheet, move in moves.items() if not move.identical)
        _Work(found, fresh, movement, edited, wanted, then).all()
    for sheet in wanted:
        if sheet not in edited:
            found.package = sheets.put_in(found.package, fresh, sheet)
            found.edited = {**found.edited, sheet: {}}
            found.put_in.append(f"the sheet {sheet}")
    return found


class _Work:
    def __init__(
        self,
        found: Relocated,
        fresh: Package,
        movement: Movement,
        edited: Mapping[str, Contents],
        wanted: Mapping[str, Contents],
        built: Mapping[str, tuple[int, int]],
    ) -> None:
        self.found = found
        self.package = found.package
        self.fresh = fresh
        self.movement = movement
        self.edited = edited
        self.wanted = wanted
        self.built = built
        self.refused: list[str] = []
        self.mentioned: dict[str, list[str]] = {}  # names in readers' formulas, and where
        self.held: dict[str, Contents] = {}
        self.titles: dict[str, str] = {}  # of charts by part
        self.changes: dict[str, bytes] = {}

    def all(self) -> None:
        parts, fresh = sheet_parts(self.package), sheet_parts(self.fresh)
        self.refused += obstacles(self.package, self.movement, self.found.aligned, self.edited, self.built)
        looks = Looks(self._part(STYLES), self.fresh.parts.get(STYLES, b""))
        for sheet, part in parts.items():
            self._sheet(sheet, part, self.fresh.parts[fresh[sheet]] if sheet in fresh else b"", looks)
            self._beside(sheet, part)
        for part in list(self.package.parts):
            if part.startswith(("xl/charts/", "xl/chartEx")) and part.endswith(".xml"):
                self.titles[part] = drawn.title(self._part(part))
                self.changes[part] = drawn.chart(self._part(part), self._change(part))
            elif part.startswith("xl/ctrlProps/"):
                self.changes[part] = drawn.linked(self._part(part), self._change("a control"))
        self._names()
        if "xl/vbaProject.bin" in self.package.parts:
            self.found.look_at.append(("", "macros that name cells by their addresses: rows have moved"))
        self._inputs()
        if self.refused:
            shown = "\n".join(f"  - {each}" for each in dict.fromkeys(self.refused))
            raise OutlayError(
                f"Rows of the model stand elsewhere now, and not everything that was added to {self.package.path} can "
                f"follow:\n{shown}\nNothing was written. Move or remove these, then refresh again."
            )
        self.changes[STYLES] = looks.content()
        self.found.package = self.package.replaced(self.changes)
        self.found.edited = self.held

    def _change(self, where: str, sheet: str = "") -> Callable[[str], str]:
        return lambda text: self._follow(text, sheet, where)

    def _part(self, part: str) -> bytes:
        return self.changes.get(part, self.package.parts.get(part, b""))

    def _sheet(self, sheet: str, part: str, fresh: bytes, looks: Looks) -> None:
        move = self.movement.of(sheet)
        head, inside, tail = frame.split(self.package.parts[part])

        texts: dict[str, str] = {}

        def in_cell(text: str, place: tuple[int, int]) -> str:
            reference = f"{letters_of(place[1])}{place[0]}"
            texts[reference] = self._follow(text, sheet, f"{sheet}!{reference}", self._is_own(sheet, place))
            return texts[reference]

        def in_frame(text: str, what: str) -> str:
            return self._follow(text, sheet, f"{sheet}: {what}")

        inside = formulas_in.followed(inside, in_cell, apart=not move.identical)
        if move.identical:
            tail = frame.followed(tail, in_frame)
        else:
            head, tail = frame.moved(head, tail, move, in_frame)
            inside = cells.moved(inside, fresh, move, looks.number)
        self.changes[part] = head + inside + tail
        if sheet in self.edited:
            self.held[sheet] = _moved(self.edited[sheet], move, texts)

    def _is_own(self, sheet: str, place: tuple[int, int]) -> bool:
        """Whether a cell is the model's: what it holds will be the fresh build's."""
        if sheet not in self.wanted:
            return False
        reach = self.built.get(sheet, (0, 0))
        if place[0] <= reach[0] and place[1] <= reach[1]:
            return True
        new = self.movement.of(sheet).place(*place)
        return new is None or f"{letters_of(new[1])}{new[0]}" in self.wanted[sheet]

    def _beside(self, sheet: str, part: str) -> None:
        move = self.movement.of(sheet)
        for kind, target in relations(self.package, part).values():
            content = self._part(target)
            what = kind.rpartition("/")[2]
            change = self._change(f"{sheet}: a drawing or control", sheet)
            if what == "drawing":
                self.changes[target] = drawn.linked(drawn.anchored(content, move), change)
            elif what in ("comments", "threadedComment"):
                self.changes[target] = drawn.comments(content, move)
            elif what == "vmlDrawing":
                self.changes[target] = drawn.notes(content, move, change)
            elif what == "table":
                self.changes[target], whole = drawn.table(content, move, change)
                if not whole:
                    self.refused.append(f"{sheet}: a table over columns or rows that no longer stand side by side")

    def _names(self) -> None:
        kept = named.names_of(self.fresh.parts[WORKBOOK])
        gone = {path for each in self.found.aligned.values() for path in each.gone.values()}
        lost: set[str] = set()

        def change(text: str, sheet: str, name: str) -> str:
            own = name in kept or name in gone or name.startswith("_xlnm.")
            after = self._follow(text, sheet, f"the name {name}", own)
            if name in gone and name not in kept and named.is_lost(after):
                lost.add(name)
            return after

        moves = {sheet: each.move for sheet, each in self.found.aligned.items()}
        areas = named.print_areas(self.fresh.parts[WORKBOOK])
        content = named.followed(self.package.parts[WORKBOOK], change, moves, areas)
        used = {name for name in lost if name.casefold() in self.mentioned}
        for name in sorted(used):
            for where in self.mentioned[name.casefold()]:
                self._remark(where, f"uses {name}, which the model no longer has: it is #REF! now")
        self.changes[WORKBOOK] = named.without(content, lost - used)

    def _inputs(self) -> None:
        """Inputs that are called otherwise now, and what was put into those that are gone."""
        renamed = dict.fromkeys(pair for each in self.found.aligned.values() for pair in each.renamed)
        for then, now in renamed:
            self.found.look_at.append(("", f"{then} is taken for what is now {now}: its label and unit are the same"))
        aligned = self.found.aligned.get("Inputs")
        _, columns = heading_of(self.edited["Inputs"], HEADINGS["Inputs"])
        for row, path in aligned.gone.items() if aligned is not None and columns else ():
            held, built = (
                self.edited["Inputs"].get(f"{columns[heading]}{row}", NOTHING) for heading in ("value", "as built")
            )
            if built is not NOTHING and not held.same(built):
                self.found.lost_inputs.append(f"{path}: you have {said(held)}; the model has no such input any more")

    def _follow(self, text: str, sheet: str, where: str, own: bool = False) -> str:
        """The new text of one formula; remarks are made about readers' formulas only."""
        after = self.movement.follow(text, sheet)
        if own:
            return after.text
        for name in names(text):
            self.mentioned.setdefault(name.casefold(), []).append(where)
        self.refused += [f"{where}: {each} goes through sheets whose rows move differently" for each in after.torn]
        shown = f"={text}" if len(text) < MOST_SHOWN else f"={text[:MOST_SHOWN]}…"
        for each in after.lost:
            self._remark(where, f"looked at {each}{self._meant(each, sheet)}, which is gone: {shown} holds #REF! now")
        for each in after.apart:
            self._remark(where, f"looked at {each}, whose rows stand apart now: {shown} takes in what is between them")
        reached = by_text(text)
        if reached:
            self._remark(where, f"reaches cells by {reached}, which cannot be followed: {shown}")
        return after.text

    def _remark(self, where: str, text: str) -> None:
        title = self.titles.get(where)
        what = where if title is None else f"the chart “{title or 'without a title'}”"
        self.found.look_at.append((where, f"{what} {text}"))

    def _meant(self, reference: str, sheet: str) -> str:
        area = reference_of(reference)
        aligned = self.found.aligned.get((area.sheet if area is not None else "") or sheet)
        if area is None or aligned is None:
            return ""
        said = [path for row, path in aligned.gone.items() if area.top <= row <= area.bottom and path]
        return f" ({', '.join(said[:3])})" if said else ""


def _moved(contents: Contents, move: Move, formulas: Mapping[str, str]) -> Contents:
    """What a sheet's cells hold in their new places, with their new formulas."""
    found: Contents = {}
    for reference, content in contents.items():
        letters = reference.rstrip("0123456789")
        place = move.place(int(reference[len(letters) :]), column_number(letters))
        if place is not None:
            formula = formulas.get(reference, content.formula)
            shared = content.shared and move.identical
            found[f"{letters_of(place[1])}{place[0]}"] = Content(formula, content.value, shared)
    return found
