"""What keeps a workbook's rows from being moved: things of its reader in lines that are gone, or that cannot follow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outlay_workbooks.formula_text import column_number, reference_of
from outlay_workbooks.package import Package, sheet_parts
from outlay_workbooks.package.contents import Contents
from outlay_workbooks.package.parts import relations
from outlay_workbooks.relocate.align import Aligned
from outlay_workbooks.relocate.drawn import commented
from outlay_workbooks.relocate.movement import Movement

_SOURCE = re.compile(rb"""<(?:\w+:)?worksheetSource\b[^<>]*?\ssheet\s*=\s*["']([^"']*)["']""")
_MANY_CELLS = re.compile(rb"""<(?:\w+:)?f\b[^<>]*?\st\s*=\s*["'](array|dataTable)["'][^<>]*?\sref\s*=\s*["']([^"']*)""")


def obstacles(
    package: Package,
    movement: Movement,
    aligned: Mapping[str, Aligned],
    edited: Mapping[str, Contents],
    built: Mapping[str, tuple[int, int]],
) -> list[str]:
    """One line for each."""
    found: list[str] = []
    for sheet, part in sheet_parts(package).items():
        move = movement.of(sheet)
        if move.identical:
            continue
        found += _beside_what_is_gone(sheet, aligned[sheet], edited[sheet], built.get(sheet))
        for kind, target in relations(package, part).values():
            what = kind.rpartition("/")[2]
            if what in ("comments", "threadedComment"):
                gone = [each for each in commented(package.parts.get(target, b"")) if not _stays(each, aligned[sheet])]
                found += [f"{sheet}!{each}: a comment on {_row(each, aligned[sheet])}" for each in gone]
            elif what == "pivotTable":
                found.append(f"{sheet}: a pivot table on a sheet of the model")
        for kind_, cells in _MANY_CELLS.findall(package.parts[part]):
            what = "an array formula" if kind_ == b"array" else "a data table"
            area = reference_of(cells.decode("ascii", "replace"))
            if area is not None and not area.single:
                found.append(f"{sheet}!{cells.decode('ascii', 'replace')}: {what} over several cells of a moved sheet")
    for part in package.parts:
        if part.startswith("xl/pivotCache/") and part.endswith(".xml"):
            for source in _SOURCE.findall(package.parts[part]):
                name = source.decode("utf-8", "replace")
                if not movement.of(name).identical:
                    found.append(f"a pivot table over cells of {name}")
        elif part.startswith("xl/activeX/"):
            found.append("ActiveX controls, whose cells cannot be followed")
    return list(dict.fromkeys(found))


def _beside_what_is_gone(sheet: str, aligned: Aligned, held: Contents, built: tuple[int, int] | None) -> Iterator[str]:
    lost = {row for row in range(1, aligned.move.rows.last + 1) if aligned.move.rows.image(row) is None}
    if not lost and not aligned.strange_columns:
        return
    for reference, content in held.items():
        letters = reference.rstrip("0123456789")
        row = int(reference[len(letters) :])
        empty = content.formula is None and content.value in (None, "")
        if empty or (row not in lost and not aligned.strange_columns):
            continue
        column = column_number(letters)
        if row in aligned.strange:
            yield f"{sheet}!{reference}: a cell in a row that was put in among the model's"
        elif row in lost and built is not None and column > built[1]:
            yield f"{sheet}!{reference}: a cell beside {_row(reference, aligned)}"
        elif column in aligned.strange_columns:
            yield f"{sheet}!{reference}: a cell in a column that was put in among the model's"


def _stays(reference: str, aligned: Aligned) -> bool:
    area = reference_of(reference)
    return area is None or aligned.move.place(area.top, area.left) is not None


def _row(reference: str, aligned: Aligned) -> str:
    row = int(reference[len(reference.rstrip("0123456789")) :])
    said = aligned.gone.get(row, "")
    return f"{said}, which the model no longer has" if said else "a row that is gone"
