"""What a reader added to a built workbook: sheets, cells, charts, comments, names, formats of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outlay_workbooks.package import Package, sheet_parts
from outlay_workbooks.package.contents import Contents
from outlay_workbooks.package.parts import relations

_NAME = re.compile(rb"""<(?:\w+:)?definedName\b[^>]*?\bname\s*=\s*["']([^"']+)["']""")
_FORMATTING = re.compile(rb"<(?:\w+:)?conditionalFormatting\b")
_ANCHOR = re.compile(rb"<(?:\w+:)?(?:twoCellAnchor|oneCellAnchor|absoluteAnchor)\b")


def additions(
    package: Package, fresh: Package, edited: Mapping[str, Contents], wanted: Mapping[str, Contents]
) -> list[str]:
    """One line for each thing the edited workbook has and a fresh build has not."""
    then, now = sheet_parts(package), sheet_parts(fresh)
    found = ["macros"] if has_macros(package) else []
    found += [f"the sheet {sheet}" for sheet in then if sheet not in now]
    for sheet in then:
        if sheet not in now:
            continue
        extra = [reference for reference in edited.get(sheet, {}) if reference not in wanted.get(sheet, {})]
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
