"""What a reader added to a built workbook: sheets, cells, charts, comments, names, formats of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outlay_workbooks.formula_text import column_number
from outlay_workbooks.package import Package, sheet_parts
from outlay_workbooks.package.contents import Contents
from outlay_workbooks.package.parts import custom_properties, relations
from outlay_workbooks.refresh.comparison import shifted

_NAME = re.compile(rb"""<(?:\w+:)?definedName\b[^>]*?\bname\s*=\s*["']([^"']+)["']""")
_FORMATTING = re.compile(rb"<(?:\w+:)?conditionalFormatting\b")
_ANCHOR = re.compile(rb"<(?:\w+:)?(?:twoCellAnchor|oneCellAnchor|absoluteAnchor)\b")


def additions(
    package: Package, fresh: Package, edited: Mapping[str, Contents], wanted: Mapping[str, Contents], moved: bool
) -> list[str]:
    """One line for each thing the edited workbook has and a fresh build has not.

    Where rows have `moved`, cells of the model itself stand elsewhere too: then cells right of what was built count,
    those in rows without a label, and, where there are more rows than were built, those whose label the model has not.
    """
    extents = _extents(package) if moved else {}
    then, now = sheet_parts(package), sheet_parts(fresh)
    found = ["macros"] if has_macros(package) else []
    found += [f"the sheet {sheet}" for sheet in then if sheet not in now]
    for sheet in then:
        if sheet not in now:
            continue
        extra = [reference for reference in edited.get(sheet, {}) if reference not in wanted.get(sheet, {})]
        if sheet in extents:
            extra = _strange(extents[sheet], edited.get(sheet, {}), wanted.get(sheet, {}))
        if moved and sheet in wanted:
            found += shifted(sheet, edited.get(sheet, {}), wanted[sheet])
        if extra and sheet != "Log":
            shown = ", ".join(extra[:5]) + (" …" if len(extra) > 5 else "")
            found.append(f"{sheet}: {len(extra)} cell{'s' if len(extra) > 1 else ''} ({shown})")
        found += _drawn(package, then[sheet], fresh, now[sheet], sheet)
        more = len(_FORMATTING.findall(package.parts[then[sheet]])) - len(_FORMATTING.findall(fresh.parts[now[sheet]]))
        if more > 0:
            found.append(f"{sheet}: {more} conditional format{'s' if more > 1 else ''}")
    names = set(_names(package)) - set(_names(fresh))
    found += [f"the name {name}" for name in sorted(names)]
    return found


def has_macros(package: Package) -> bool:
    """Whether it is a workbook with macros, whose name has to end with .xlsm."""
    return b"sheet.macroEnabled" in package.parts.get("[Content_Types].xml", b"")


def _extents(package: Package) -> dict[str, tuple[int, int]]:
    """The last row and column of each sheet as it was built, from the file's own properties."""
    text = custom_properties(package).get("extents", "")
    found: dict[str, tuple[int, int]] = {}
    for each in text.split():
        sheet, _, cell = each.partition("!")
        letters = cell.rstrip("0123456789")
        if letters and cell[len(letters) :]:
            found[sheet] = int(cell[len(letters) :]), column_number(letters)
    return found


def _strange(extent: tuple[int, int], held: Contents, wanted: Contents) -> list[str]:
    """Cells that no build of the model has had."""
    known = {content.value for reference, content in wanted.items() if reference.rstrip("0123456789") == "A"}
    more_rows = max((_place(reference)[0] for reference in held), default=0) > extent[0]
    found: list[str] = []
    for reference in held:
        row, column = _place(reference)
        label = held.get(f"A{row}")
        beside = reference not in wanted and (column > extent[1] or label is None)
        if beside or (more_rows and label is not None and label.value not in known):
            found.append(reference)
    return found


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), column_number(letters)


def _drawn(package: Package, then: str, fresh: Package, now: str, sheet: str) -> list[str]:
    found: list[str] = []
    kinds = [(kind.rpartition("/")[2], part) for kind, part in relations(package, then).values()]
    if any(kind in ("comments", "threadedComment") for kind, _ in kinds):
        found.append(f"{sheet}: comments")
    if any(kind in ("table", "pivotTable") for kind, _ in kinds):
        found.append(f"{sheet}: a table or pivot table")
    more = _anchors(package, then) - _anchors(fresh, now)
    if more > 0:
        found.append(f"{sheet}: {more} chart{'s' if more > 1 else ''} or picture{'s' if more > 1 else ''}")
    return found


def _anchors(package: Package, part: str) -> int:
    return sum(
        len(_ANCHOR.findall(package.parts[target]))
        for kind, target in relations(package, part).values()
        if kind.endswith("/drawing") and target in package.parts
    )


def _names(package: Package) -> list[str]:
    found = _NAME.findall(package.parts["xl/workbook.xml"])
    return [name.decode("utf-8", "replace") for name in found if not name.startswith(b"_xlnm")]
