"""What a sheet's XML says around its cells: what is hidden or merged, panes, protection, validations, printing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from outlay.diagnostics import OutlayError
from outlay_workbooks.formula_shape import Place, letters_of
from outlay_workbooks.formula_text import Reference, reference_of
from outlay_workbooks.lint.xml import child, children, every, flag
from outlay_workbooks.package import Package
from outlay_workbooks.package.parts import relations, xml_of
from outlay_workbooks.package.scan import rows_of

_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true|on)["']""")
_MOST_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class Validation:
    """What some cells accept."""

    areas: tuple[Reference, ...]
    kind: str
    operator: str
    first: str
    second: str
    blank: bool  # whether nothing is accepted too

    def covers(self, place: Place) -> bool:
        return any(_within(area, place) for area in self.areas)


@dataclass(frozen=True, slots=True)
class Printing:
    """How a sheet is printed; `width` in pages, 0 for as many as it takes."""

    orientation: str = ""
    fitted: bool = False
    width: int = 1
    footer: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """One sheet apart from its cells."""

    title: str
    visible: bool = True
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    frozen: bool = False
    protected: bool = False
    password: bool = False
    validations: tuple[Validation, ...] = ()
    links: tuple[Reference, ...] = ()
    printing: Printing = Printing()
    covered: tuple[tuple[int, int, int, int], ...] = ()  # by charts and pictures: rows and columns from 1, both ends
    own_names: Mapping[str, str] = field(default_factory=dict)  # of this sheet alone

    def linked(self, place: Place) -> bool:
        return any(_within(area, place) for area in self.links)


def described(
    package: Package, title: str, part: str, around: bytes, cells: bytes, visible: bool, names: Mapping[str, str]
) -> Description:
    """The sheet of a part whose XML is `around` its `cells`. Raises `OutlayError` for XML that is not well formed."""
    try:
        root = fromstring(around, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as error:
        raise OutlayError(f"{package.path} is damaged: {part} is no XML ({error}).") from None
    protection = child(root, "sheetProtection")
    return Description(
        title,
        visible,
        tuple(row for row, attributes in rows_of(cells) if _HIDDEN.search(attributes)) if b"hidden" in cells else (),
        tuple(_hidden_columns(root)),
        tuple(each.get("ref", "") for each in children(root, "mergeCells")),
        any(each.get("state", "").startswith("frozen") for each in every(root, "pane")),
        protection is not None and flag(protection, "sheet"),
        protection is not None and any(protection.get(each) for each in ("password", "hashValue")),
        tuple(_validations(root)),
        tuple(area for each in children(root, "hyperlinks") for area in _areas(each.get("ref", ""))),
        _printing(root),
        tuple(_covered(package, part)),
        names,
    )


def _hidden_columns(root: Element) -> list[str]:
    found = []
    for each in children(root, "cols"):
        if flag(each, "hidden"):
            first, last = each.get("min", "1"), each.get("max", "1")
            if first.isdigit() and last.isdigit() and 1 <= int(first) <= _MOST_COLUMNS:
                letters = letters_of(int(first))
                found.append(letters if first == last else f"{letters}:{letters_of(min(int(last), _MOST_COLUMNS))}")
    return found


def _validations(root: Element) -> list[Validation]:
    found = []
    for each in every(root, "dataValidation"):
        texts = {
            one.tag.rpartition("}")[2]: "".join(one.itertext()).strip() for one in each if isinstance(one.tag, str)
        }
        found.append(
            Validation(
                tuple(_areas(each.get("sqref") or texts.get("sqref", ""))),
                each.get("type", "none"),
                each.get("operator", "between"),
                texts.get("formula1", ""),
                texts.get("formula2", ""),
                flag(each, "allowBlank"),
            )
        )
    return found


def _printing(root: Element) -> Printing:
    setup, properties = child(root, "pageSetup"), child(root, "sheetPr")
    fit = None if properties is None else child(properties, "pageSetUpPr")
    footers = [each for each in children(root, "headerFooter") if each.tag.rpartition("}")[2] == "oddFooter"]
    width = "1" if setup is None else setup.get("fitToWidth", "1")
    return Printing(
        "" if setup is None else setup.get("orientation", ""),
        fit is not None and flag(fit, "fitToPage"),
        int(width) if width.isdigit() else 1,
        any((each.text or "").strip() for each in footers),
    )


def _covered(package: Package, part: str) -> list[tuple[int, int, int, int]]:
    found = []
    for kind, drawing in relations(package, part).values():
        if not kind.endswith("/drawing") or drawing not in package.parts:
            continue
        for anchor in xml_of(package, drawing):
            start, end = child(anchor, "from"), child(anchor, "to")
            if start is not None:
                first, last = _corner(start), _corner(start if end is None else end)
                found.append((first[0] + 1, last[0] + 1, first[1] + 1, last[1] + 1))
    return found


def _corner(element: Element) -> Place:
    row, column = child(element, "row"), child(element, "col")
    texts = [(each.text or "").strip() if each is not None else "" for each in (row, column)]
    return int(texts[0]) if texts[0].isdigit() else 0, int(texts[1]) if texts[1].isdigit() else 0


def _areas(text: str) -> list[Reference]:
    return [area for area in map(reference_of, text.split()) if area is not None]


def _within(area: Reference, place: Place) -> bool:
    return area.top <= place[0] <= area.bottom and area.left <= place[1] <= area.right
