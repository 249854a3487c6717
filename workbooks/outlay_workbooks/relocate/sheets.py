"""The model's sheets under their own names: one that was renamed is renamed back, one that was deleted is put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from xml.sax.saxutils import quoteattr

from outlay_workbooks.package import Package, sheet_parts
from outlay_workbooks.package.additional import related, unused, with_part
from outlay_workbooks.package.contents import Contents, contents_of
from outlay_workbooks.relocate import cells, frame, named
from outlay_workbooks.relocate.looks import Looks
from outlay_workbooks.relocate.movement import STILL

WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
_ALIKE = 0.5  # of the texts that a sheet of the model begins its rows with
_SHEET = re.compile(rb"<((?:\w+:)?)sheet\b([^<>]*?)/>")
_NAME = re.compile(rb"""(\sname\s*=\s*)(?:"([^"]*)"|'([^']*)')""")
_IDENTITY = re.compile(rb"""\ssheetId\s*=\s*["']([0-9]+)["']""")
_LOCAL = re.compile(rb"""(\s(?:localSheetId|activeTab|firstSheet)\s*=\s*["'])([0-9]+)""")
_LOCAL_NAME = re.compile(rb"""<((?:\w+:)?)definedName\b([^>]*?\slocalSheetId\s*=\s*["']([0-9]+)["'][^>]*)>([^<]*)<""")
_NAMES_END = re.compile(rb"</((?:\w+:)?)definedNames>")
_NOT_TAKEN = re.compile(
    rb"<(conditionalFormatting|dataValidations)\b[^<>]*>.*?</\1>|<(?:drawing|legacyDrawing)\b[^<>]*/>|"
    rb"<(tableParts|extLst)\b.*?</\2>",
    re.DOTALL,
)


def renamed(package: Package, wanted: Mapping[str, Contents]) -> dict[str, str]:
    """Sheets that seem to be the model's under other names: then and now, by what their rows begin with."""
    held = contents_of(package)
    strangers = {name: _texts(contents) for name, contents in held.items() if name not in wanted}
    found: dict[str, str] = {}
    for sheet, contents in wanted.items():
        if sheet in held:
            continue
        texts = _texts(contents)
        shares = {name: len(texts & said) / max(len(texts), 1) for name, said in strangers.items() if name not in found}
        best = max(shares, key=lambda name: shares[name], default="")
        if best and shares[best] >= _ALIKE:
            found[best] = sheet
    return found


def with_names(workbook: bytes, names: Mapping[str, str]) -> bytes:
    """The workbook's part with other names of sheets."""

    def one(match: re.Match[bytes]) -> bytes:
        name = _NAME.search(match[2])
        then = unescape((name[2] or name[3] or b"").decode("utf-8", "replace")) if name is not None else ""
        if name is None or then not in names:
            return match[0]
        attributes = match[2].replace(name[0], name[1] + quoteattr(names[then]).encode(), 1)
        return b"<" + match[1] + b"sheet" + attributes + b"/>"

    return _SHEET.sub(one, workbook)


def put_in(package: Package, fresh: Package, sheet: str) -> Package:
    """The workbook with one more sheet of the fresh build, its cells empty but in their formats."""
    content = fresh.parts[sheet_parts(fresh)[sheet]]
    looks = Looks(package.parts.get(STYLES, b""), fresh.parts.get(STYLES, b""))
    head, _, tail = frame.split(content)
    data = cells.moved(b"<sheetData/>", content, STILL, looks.number)
    part = unused(package, "xl/worksheets/sheet")
    package = with_part(package, part, head + data + _NOT_TAKEN.sub(b"", tail), "worksheet")
    package, key = related(package, WORKBOOK, part, "worksheet")
    order = named.sheets_of(fresh.parts[WORKBOOK])
    before = [name for name in named.sheets_of(package.parts[WORKBOOK]) if name in order[: order.index(sheet)]]
    workbook = _listed(package.parts[WORKBOOK], sheet, key, before[-1] if before else "")
    workbook = _with_local_names(workbook, fresh.parts[WORKBOOK], sheet)
    return package.replaced({WORKBOOK: workbook, STYLES: looks.content()})


def _texts(contents: Contents) -> set[str]:
    """What rows begin with, and headings."""
    return {
        content.value
        for reference, content in contents.items()
        if isinstance(content.value, str) and content.formula is None and reference[1:2].isdigit()
    }


def _listed(workbook: bytes, sheet: str, key: str, before: str) -> bytes:
    """The sheet in the list of sheets, behind another; numbers of sheets in names and views are one more from there."""
    entries = list(_SHEET.finditer(workbook))
    place = named.sheets_of(workbook).index(before) + 1 if before else 0
    number = max(int(found[1]) for found in map(_IDENTITY.search, (each[2] for each in entries)) if found is not None)
    space = b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    text = b'<%ssheet%s name=%s sheetId="%d" r:id="%s"/>' % (
        entries[0][1], space, quoteattr(sheet).encode(), number + 1, key.encode(),
    )  # fmt: skip
    at = entries[place - 1].end() if place else entries[0].start()
    workbook = workbook[:at] + text + workbook[at:]
    return _LOCAL.sub(lambda match: match[1] + str(int(match[2]) + (int(match[2]) >= place)).encode(), workbook)


def _with_local_names(workbook: bytes, fresh: bytes, sheet: str) -> bytes:
    """Its print area and titles."""
    number, then = named.sheets_of(workbook).index(sheet), named.sheets_of(fresh).index(sheet)
    end = _NAMES_END.search(workbook)
    if end is None:
        return workbook
    text = b"".join(
        b'<%sdefinedName name="%s" localSheetId="%d">%s</%sdefinedName>'
        % (end[1], name[2] or name[3] or b"", number, match[4], end[1])
        for match in _LOCAL_NAME.finditer(fresh)
        if int(match[3]) == then
        for name in (_NAME.search(match[2]),)
        if name is not None
    )
    return workbook[: end.start()] + text + workbook[end.start() :]
