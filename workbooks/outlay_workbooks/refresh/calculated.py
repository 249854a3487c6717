"""Values beside the formulas of a refreshed workbook, and whether whoever opens it has to calculate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from outlay.diagnostics import OutlayError
from outlay_workbooks.edits import Edits
from outlay_workbooks.package import Package, drop_cached, package_of, sheet_parts
from outlay_workbooks.package.cells import FORMULA, with_cached
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
    package: Package, fresh: Package, values: Mapping[str, Mapping[str, Stored]], *, on_load: bool, stale: bool
) -> Package:
    """The workbook with `values` beside the model's formulas, to be calculated when it is opened or not.

    A reader's formulas lose the values they have where these are `stale`.
    """
    own = frozenset(sheet_parts(fresh))
    changes: dict[str, bytes] = {}
    for sheet, part in sheet_parts(package).items():
        if sheet in own:
            changes[part] = with_cached(package.parts[part], values.get(sheet, {}))
        elif stale:
            changes[part] = drop_cached(package.parts[part])
    said = _CALCULATION.search(fresh.parts[WORKBOOK])
    mark = _MARK.search(said[0]) if said is not None and not on_load else None
    changes[WORKBOOK] = _calculation(package.parts[WORKBOOK], on_load, mark[0] if mark is not None else b"")
    return package.replaced(changes)


def is_calculated(package: Package) -> bool:
    """Whether a workbook is calculated when it is opened. One whose cells call an add-in is not."""
    said = _CALCULATION.search(package.parts[WORKBOOK])
    return said is None or _NOT_ON_LOAD.match(said[0]) is None


def readers_formulas(package: Package, held: Mapping[str, Contents], wanted: Mapping[str, Contents]) -> bool:
    """Whether there are formulas that are not the model's, on its sheets (which hold `held`) or on others."""
    return any(
        content.formula is not None and reference not in wanted.get(sheet, {})
        for sheet, cells in held.items()
        for reference, content in cells.items()
    ) or any(
        FORMULA.search(package.parts[part]) is not None
        for sheet, part in sheet_parts(package).items()
        if sheet not in wanted
    )


def values_of(
    edits: Edits, wanted: Mapping[str, Contents], worked_out: WorkedOut | None
) -> tuple[dict[str, dict[str, Stored]], list[str]]:
    """The value of each formula that the model's workbook has in the same cell once it is edited the same."""
    if worked_out is None:
        return {}, []
    try:
        valued = contents_of(package_of("the model's workbook", worked_out(edits)))
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
