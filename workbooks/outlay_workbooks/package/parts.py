"""Which part of a package is which sheet: workbook, relationships and sheet order, read without entities."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml.ElementTree import fromstring

from outlay.diagnostics import OutlayError
from outlay.model import functions
from outlay_workbooks.package.opening import Package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CUSTOM = "docProps/custom.xml"
# The file's own properties that say what else it was built with, and which functions of the user's own it calls.
OPTIONS, LAMBDA, UDF = "Options", "lambda", "udf"
CALLS = "Calls"
_LONGEST_PROPERTY = 250
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def xml_of(package: Package, part: str) -> Element:
    """The root of an XML part. Raises `OutlayError` for a part that is missing, broken, or declares entities."""
    content = package.parts.get(part)
    if content is None:
        raise OutlayError(f"{package.path} is damaged: it has no {part}.")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except defusedxml.DefusedXmlException:
        raise OutlayError(f"{package.path} is refused: {part} declares a document type or entities.") from None
    except (ParseError, ValueError, LookupError) as error:
        raise OutlayError(f"{package.path} is damaged: {part} is no XML ({error}).") from None
    return root


def sheet_parts(package: Package) -> dict[str, str]:
    """Names of the sheets in their order, each with its part: {"Inputs": "xl/worksheets/sheet2.xml"}.

    Chart sheets and dialogue sheets are left out. Raises `OutlayError` for a workbook whose parts do not hang together.
    """
    targets = relations(package, "xl/workbook.xml")
    root = xml_of(package, "xl/workbook.xml")
    found: dict[str, str] = {}
    for sheet in _children(root, "sheets", "sheet"):
        key = sheet.get(f"{{{_OFFICE}}}id") or sheet.get(f"{{{_STRICT_OFFICE}}}id") or ""
        kind, part = targets.get(key, ("", ""))
        name = sheet.get("name", "")
        if not part or part not in package.parts:
            raise OutlayError(f"{package.path} is damaged: the sheet {name!r} has no part.")
        if kind.endswith("/worksheet"):
            found[name] = part
    if not found:
        raise OutlayError(f"{package.path} has no sheet with cells.")
    return found


def defined_names(package: Package) -> dict[str, str]:
    """Names of the whole workbook and what each stands for, as written: {"scenario": "Scenarios!$D$4"}."""
    root = xml_of(package, "xl/workbook.xml")
    return {
        each.get("name", ""): (each.text or "").strip()
        for each in _children(root, "definedNames", "definedName")
        if each.get("localSheetId") is None
    }


def refuse_1904(package: Package) -> None:
    """Raises `OutlayError` where days count from 1904: a date's number is another day than in what was built."""
    for each in _children(xml_of(package, "xl/workbook.xml"), "workbookPr"):
        if each.get("date1904", "0").casefold() in ("1", "true", "on"):
            raise OutlayError(
                f"{package.path} counts days from 1904, a built workbook from 1900. Turn off the 1904 date system in "
                "the program's options for this file, look at its dates, save it, then try again."
            )


def custom_properties(package: Package) -> dict[str, str]:
    """The file's own properties that people or programs gave it, by name in lower case."""
    if _CUSTOM not in package.parts:
        return {}
    return {(each.get("name") or "").casefold(): "".join(each.itertext()).strip() for each in xml_of(package, _CUSTOM)}


def called_functions(package: Package) -> frozenset[str]:
    """Functions of an add-in that the cells of a built workbook may call: the library's, and its user's own."""
    own = custom_properties(package)
    if UDF not in own.get(OPTIONS.casefold(), "").split():
        return frozenset()
    stated = [name for key, text in own.items() if key.startswith(CALLS.casefold()) for name in text.split()]
    return frozenset(stated) | {one.name for one in functions()}


def calls_properties(names: Sequence[str]) -> list[tuple[str, str]]:
    """Properties that say which functions of its user's own a workbook calls; none where it calls none."""
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + len(name) < _LONGEST_PROPERTY:
            lines[-1] += f" {name}"
        else:
            lines.append(name)
    return [(CALLS if not number else f"{CALLS} {number + 1}", line) for number, line in enumerate(lines)]


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to within the package: {"rId1": (type, part)}."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package.parts:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in xml_of(package, path):
        if relation.tag != f"{{{_RELATIONS}}}Relationship" or relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id", "")] = (relation.get("Type", ""), whole)
    return found


def _children(root: Element, *path: str) -> list[Element]:
    for space in (_MAIN, _STRICT_MAIN):
        found = root.findall("/".join(f"{{{space}}}{step}" for step in path))
        if found:
            return list(found)
    return []
