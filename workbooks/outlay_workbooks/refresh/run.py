"""One refresh: rows moved to where the model has them, cells patched, refused where a reader would lose something."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import ascii_uppercase

from outlay.diagnostics import OutlayError
from outlay_workbooks.edits import edits_of
from outlay_workbooks.package import Package, open_package, package_of, sheet_parts, write_package
from outlay_workbooks.package.contents import NOTHING, Contents, contents_of
from outlay_workbooks.package.limits import SECONDS, within_limits
from outlay_workbooks.package.parts import refuse_1904
from outlay_workbooks.refresh import charts, formats, leftover, names, validations
from outlay_workbooks.refresh.additions import additions, has_macros
from outlay_workbooks.refresh.calculated import WorkedOut, calculated, is_calculated, readers_formulas, values_of
from outlay_workbooks.refresh.comparison import Decisions, decide
from outlay_workbooks.refresh.formats import Looks
from outlay_workbooks.refresh.log import logged
from outlay_workbooks.refresh.patch import patch_sheet
from outlay_workbooks.relocate import Relocated, relocate
from outlay_workbooks.relocate.named import reaching

_CHAIN = "xl/calcChain.xml"
_MOVING = 2 * SECONDS  # every formula is read, followed and written
WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class Report:
    """What a refresh did, for the person who asked for it."""

    changed: int  # cells
    kept: tuple[str, ...]  # inputs of the reader
    conflicts: tuple[str, ...]
    added: tuple[str, ...]  # what the reader added, all of it still there
    renewed: tuple[str, ...] = ()  # validations, conditional formats, charts and names that are the model's again
    look_at: tuple[str, ...] = ()  # what referred to rows that are gone, or could not be followed
    calculated_on_load: bool = True  # whoever opens it has to calculate


def refresh(
    old: str | os.PathLike[str], fresh: bytes, target: str | os.PathLike[str], worked_out: WorkedOut | None = None
) -> Report:
    """Writes to `target` the edited workbook `old`, brought to what `fresh` (the model, built anew) says.

    With `worked_out`, which builds the model once more around what its reader put in, the model's formulas have their
    values beside them; without, whoever opens the workbook has to calculate.
    Raises `OutlayError`, before anything is written, when `target` is the original or its ending is not the original's,
    or when rows have moved and something the reader added could not be kept: each such thing is named.
    """
    if os.path.exists(target) and os.path.samefile(old, target):
        raise OutlayError("The original is never overwritten: give the new workbook another name with -o.")
    name = os.fspath(old)
    new = package_of("the model's workbook", fresh)
    wanted = contents_of(new)
    with within_limits(name, _MOVING):
        found = _relocated(open_package(old), new, wanted, target)
    with within_limits(name):
        result, report = _patched(found, new, found.edited, wanted)
        edits = edits_of(contents_of(result, frozenset(("Inputs", "Scenarios"))))
    values, problem = values_of(edits, wanted, worked_out)  # the model is no stranger's: it may take its time
    with within_limits(name):
        on_load = bool(problem) or is_calculated(new) or not values
        on_load = on_load or (bool(report.changed) and readers_formulas(result, found.edited, wanted))
        write_package(calculated(result, new, values, on_load=on_load, stale=bool(report.changed)), target)
    return replace(report, calculated_on_load=on_load, look_at=(*report.look_at, *problem))


def _relocated(
    package: Package, new: Package, wanted: Mapping[str, Contents], target: str | os.PathLike[str]
) -> Relocated:
    refuse_1904(package)
    ending = ".xlsm" if has_macros(package) else ".xlsx"
    if not os.fspath(target).endswith(ending):
        holds = "holds macros" if has_macros(package) else "holds no macros"
        raise OutlayError(f"{package.path} {holds}, so the new workbook's name has to end with {ending}.")
    return relocate(package, new, wanted)


def _patched(
    found: Relocated,
    new: Package,
    edited: Mapping[str, Contents],
    wanted: Mapping[str, Contents],
) -> tuple[Package, Report]:
    package, drawn = charts.renewed(found.package, new, found.moved)
    added = additions(package, new, edited, wanted)
    log = logged(package, new, edited.get("Log", {}), wanted.get("Log", {}))
    decisions = decide(edited, wanted, log.same_model)
    for reference, content in log.cells.items():
        decisions.write("Log", reference, content)
    parts, fresh = sheet_parts(package), sheet_parts(new)
    cleared: list[str] = []
    for sheet in wanted if not log.same_model else ():
        if sheet in found.reach and sheet != "Inputs":
            there = leftover.Cells(sheet, edited[sheet], wanted[sheet], found.reach[sheet], found.filled[sheet])
            cleared += leftover.clear(decisions, there, parts[sheet], package.parts[parts[sheet]])
    changes: dict[str, bytes] = dict(log.parts)
    looks, model_looks = Looks(_styles(package)), Looks(_styles(new))
    renewed = [*found.put_in, *drawn, *cleared]
    for sheet in wanted:
        xml = package.parts[parts[sheet]]
        own = decisions.changes.get(sheet)
        if own:
            xml = patch_sheet(xml, own, edited[sheet])
        xml, cells = validations.renewed(xml, new.parts[fresh[sheet]])
        xml, ranges = formats.renewed(xml, new.parts[fresh[sheet]], looks, model_looks, log.same_model)
        renewed += [f"{sheet}!{each}: validation" for each in cells]
        renewed += [f"{sheet}!{each}: conditional format" for each in dict.fromkeys(ranges)]
        changes[parts[sheet]] = xml
    workbook, called = names.renewed(package.parts[WORKBOOK], new.parts[WORKBOOK])
    renewed += [f"the name {name}" for name in called]
    last = max((int(reference.lstrip(ascii_uppercase)) for reference in log.cells), default=0)
    changes[WORKBOOK] = reaching(workbook, "Log", last)
    if STYLES in package.parts:
        changes[STYLES] = looks.content()
    result = package.replaced(changes)
    if (found.moved or _formulas_changed(decisions, edited)) and _CHAIN in package.parts:
        result = _without_chain(result)
    count = sum(len(each) for each in decisions.changes.values())
    return result, Report(
        count,
        tuple(decisions.kept),
        (*decisions.conflicts, *found.lost_inputs),
        tuple(added),
        tuple(renewed),
        found.remarks(result),
    )


def _formulas_changed(decisions: Decisions, edited: Mapping[str, Contents]) -> bool:
    return any(
        (content.formula is None) != (edited[sheet].get(reference, NOTHING).formula is None)
        for sheet, own in decisions.changes.items()
        for reference, content in own.items()
    )


def _styles(package: Package) -> bytes:
    return package.parts.get(STYLES, b"")


def _without_chain(package: Package) -> Package:
    """The order of calculation kept in the file no longer holds; programs make it anew."""
    named = re.compile(rb"<(?:\w+:)?(?:Override|Relationship)\b[^>]*calcChain[^>]*?/>")
    changes = {
        part: named.sub(b"", package.parts[part])
        for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
        if part in package.parts
    }
    return package.replaced(changes).without(_CHAIN)
