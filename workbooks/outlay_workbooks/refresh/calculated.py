"""Values beside the formulas of a refreshed workbook, and whether whoever opens it has to calculate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from outlay.diagnostics import OutlayError
from outlay_workbooks.edits import Edits, edits_of
from outlay_workbooks.package import Package, drop_cached, package_of, sheet_parts
from outlay_workbooks.package.cells import with_cached
from outlay_workbooks.package.contents import NOTHING, Contents, contents_of
from outlay_workbooks.package.values import Stored

WorkedOut = Callable[[Edits], bytes]  # the model's workbook with the values it has once it is edited
WORKBOOK = "xl/workbook.xml"
_CALCULATION = re.compile(rb"<((?:\w+:)?)calcPr\b([^>]*?)/?>(?:</\1calcPr>)?")
_BEFORE = re.compile(rb"</((?:\w+:)?)(?:definedNames|externalReferences|sheets)>")
_FULL = re.compile(rb"""\s(?:fullCalcOnLoad|forceFullCalc)\s*=\s*["'][^"']*["']""")
_NOT_ON_LOAD = re.compile(rb"""<(?:\w+:)?calcPr\b(?![^>]*fullCalcOnLoad\s*=\s*["'](?:1|true))""")
_MARK = re.compile(rb"""\scalcId\s*=\s*["']([0-9]*)["']""")


def calculated(
    package: Package,
    fresh: Package,
    wanted: Mapping[str, Contents],
    worked_out: WorkedOut | None,
    *,
    untouched: bool,
) -> tuple[Package, bool, list[str]]:
    """The workbook with values beside its formulas, whether it is to be calculated when opened, and what went wrong.

    Formulas of a reader lose their values, which are older, unless the workbook is `untouched`. A workbook that a
    fresh build would not have calculated (its cells call an add-in) is not calculated either, unless one of a reader's
    formulas has no value.
    """
    contents = contents_of(package)
    values, problem = _values(contents, wanted, worked_out)
    parts = sheet_parts(package)
    changes: dict[str, bytes] = {}
    for sheet, part in parts.items():
        if sheet in wanted:
            changes[part] = with_cached(package.parts[part], values.get(sheet, {}))
        elif not untouched:
            changes[part] = drop_cached(package.parts[part])
    theirs = not untouched and any(
        content.formula is not None and reference not in wanted.get(sheet, {})
        for sheet, held in contents.items()
        for reference, content in held.items()
    )
    said = _CALCULATION.search(fresh.parts[WORKBOOK])
    on_load = said is None or _NOT_ON_LOAD.match(said[0]) is None or bool(problem) or not values or theirs
    mark = _MARK.search(said[0]) if said is not None and not on_load else None
    changes[WORKBOOK] = _calculation(package.parts[WORKBOOK], on_load, mark[0] if mark is not None else b"")
    return package.replaced(changes), on_load, problem


def _values(
    contents: Mapping[str, Contents], wanted: Mapping[str, Contents], worked_out: WorkedOut | None
) -> tuple[dict[str, dict[str, Stored]], list[str]]:
    """The value of each formula that the model's workbook has in the same cell once it is edited the same."""
    if worked_out is None:
        return {}, []
    try:
        valued = contents_of(package_of("the model's workbook", worked_out(edits_of(contents))))
    except OutlayError as error:
        return {}, [f"no values stand beside formulas until the workbook is calculated, for the model says: {error}"]
    return {
        sheet: {
            reference: "" if found.value is None else found.value  # an empty text is read as nothing
            for reference, content in own.items()
            for found in (valued.get(sheet, {}).get(reference, NOTHING),)
            if content.formula is not None and found.formula == content.formula
        }
        for sheet, own in wanted.items()
    }, []


def _calculation(workbook: bytes, on_load: bool, mark: bytes) -> bytes:
    """The workbook's part, asking whoever opens it to calculate everything, or nothing."""
    found = _CALCULATION.search(workbook)
    attributes = _FULL.sub(b"", found[2]) if found is not None else b""
    attributes = attributes + b' fullCalcOnLoad="1"' if on_load else mark + _MARK.sub(b"", attributes)
    if found is not None:
        text = b"<" + found[1] + b"calcPr" + attributes + b"/>"
        return workbook[: found.start()] + text + workbook[found.end() :]
    places = list(_BEFORE.finditer(workbook))
    if not places:
        return workbook
    at = places[-1].end()
    return workbook[:at] + b"<" + places[-1][1] + b"calcPr" + attributes + b"/>" + workbook[at:]
