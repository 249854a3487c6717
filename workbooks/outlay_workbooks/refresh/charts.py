"""The model's charts in a refreshed workbook: one that draws other cells now is drawn anew, a new one is put in."""

from __future__ import annotations

import posixpath
import re
from html import unescape

from outlay_workbooks.formula_text import reference_of
from outlay_workbooks.package import Package, sheet_parts
from outlay_workbooks.package.contents import spelt
from outlay_workbooks.package.parts import relations
from outlay_workbooks.relocate.drawn import title

_DRAWN = re.compile(rb"<(?:\w+:)?f>([^<]*)</(?:\w+:)?f>")
_ANCHOR = re.compile(rb"<((?:\w+:)?)((?:twoCell|oneCell|absolute)Anchor)\b[^<>]*>.*?</\1\2>", re.DOTALL)
_RELATION = re.compile(rb"""\sr:id\s*=\s*["']([^"']*)["']""")
_PICTURE = re.compile(rb"""(<xdr:cNvPr\s+id=")([0-9]+)(")""")
_LEGACY = re.compile(rb"<(?:\w+:)?(?:legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|webPublishItems|"
                     rb"tableParts|extLst)\b|</(?:\w+:)?worksheet>")  # fmt: skip
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACES = (b' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
           b' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"')  # fmt: skip
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT = {
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
}


def renewed(package: Package, fresh: Package) -> tuple[Package, list[str]]:
    """The workbook with every chart of the fresh build, and those that were drawn anew or put in."""
    found: list[str] = []
    then, now = sheet_parts(package), sheet_parts(fresh)
    for sheet, part in now.items():
        if sheet not in then:
            continue
        wanted = _charts(fresh, part)
        ours = {target: _cells(package.parts[target]) for target in _charts(package, then[sheet])}
        cells = [_cells(fresh.parts[target]) for target in wanted]
        free = [target for target, drawn in ours.items() if drawn not in cells]
        for target, drawn in zip(wanted, cells, strict=True):
            if drawn in ours.values():
                continue
            said = title(fresh.parts[target])
            older = next((each for each in free if title(package.parts[each]) == said), None)
            if older is not None:
                free.remove(older)
                package = package.replaced({older: fresh.parts[target]})
            else:
                package = _put_in(package, then[sheet], fresh, part, target)
            found.append(f"{sheet}: the chart “{said or 'without a title'}”")
    return package, found


def _charts(package: Package, part: str) -> list[str]:
    drawings = [target for kind, target in relations(package, part).values() if kind.endswith("/drawing")]
    charts = [target for drawing in drawings if drawing in package.parts
              for kind, target in relations(package, drawing).values() if kind.endswith("/chart")]  # fmt: skip
    return [chart for chart in charts if chart in package.parts]


def _cells(content: bytes) -> frozenset[str]:
    ranges = [unescape(each.decode("utf-8", "replace")) for each in _DRAWN.findall(content)]
    # some programs keep the names of series, too, as formulas
    return frozenset(spelt(each).replace("$", "") for each in ranges if reference_of(each) is not None)


def _put_in(package: Package, part: str, fresh: Package, fresh_part: str, chart: str) -> Package:
    """The workbook with one more chart where the fresh build has it."""
    where, key = next(
        (drawing, key)
        for kind, drawing in relations(fresh, fresh_part).values() if kind.endswith("/drawing")
        for key, (_, target) in relations(fresh, drawing).items() if target == chart
    )  # fmt: skip
    anchor = next(
        each for match in _ANCHOR.finditer(fresh.parts[where]) for each in (match[0],)
        if key in [found.decode() for found in _RELATION.findall(each)]
    )  # fmt: skip
    name = _unused(package, "xl/charts/chart")
    package = _with_part(package, name, fresh.parts[chart], "chart")
    drawing = next((target for kind, target in relations(package, part).values() if kind.endswith("/drawing")), None)
    if drawing is None:
        drawing = _unused(package, "xl/drawings/drawing")
        package = _with_part(package, drawing, _HEAD + b"<xdr:wsDr" + _SPACES + b"></xdr:wsDr>", "drawing")
        package, link = _related(package, part, drawing, "drawing")
        package = package.replaced({part: _with_drawing(package.parts[part], link)})
    package, link = _related(package, drawing, name, "chart")
    content = package.parts[drawing]
    numbers = [int(each) for each in re.findall(rb'cNvPr\b[^<>]*?\sid="([0-9]+)"', content)]
    number = max(numbers, default=1) + 1
    anchor = _RELATION.sub(b' r:id="%s"' % link.encode(), anchor, count=1)
    anchor = _PICTURE.sub(lambda match: match[1] + str(number).encode() + match[3], anchor, count=1)
    at = anchor.index(b"Anchor") + len(b"Anchor")
    anchor = anchor[:at] + _SPACES + anchor[at:]
    end = content.rindex(b"</")
    return package.replaced({drawing: content[:end] + anchor + content[end:]})


def _with_drawing(sheet: bytes, link: str) -> bytes:
    start = re.search(rb"<((?:\w+:)?)worksheet\b", sheet)
    prefix = start[1] if start is not None else b""
    after = _LEGACY.search(sheet, sheet.rfind(b"sheetData"))
    at = after.start() if after is not None else len(sheet)
    text = b'<%sdrawing xmlns:r="%s" r:id="%s"/>' % (prefix, _OFFICE.encode(), link.encode())
    return sheet[:at] + text + sheet[at:]


def _unused(package: Package, stem: str) -> str:
    number = 1
    while f"{stem}{number}.xml" in package.parts:
        number += 1
    return f"{stem}{number}.xml"


def _with_part(package: Package, name: str, content: bytes, kind: str) -> Package:
    types = package.parts["[Content_Types].xml"]
    prefix = re.search(rb"<((?:\w+:)?)Types\b", types)
    start = prefix[1] if prefix is not None else b""
    entry = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (start, name.encode(), _CONTENT[kind].encode())
    end = types.rindex(b"</")
    return package.replaced({name: content, "[Content_Types].xml": types[:end] + entry + types[end:]})


def _related(package: Package, part: str, target: str, kind: str) -> tuple[Package, str]:
    """The package with one more relationship of a part, and its key."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    content = package.parts.get(path, _HEAD + b'<Relationships xmlns="%s"></Relationships>' % _KINDS.encode())
    if content.rstrip().endswith(b"/>"):  # there were none
        content = _HEAD + b'<Relationships xmlns="%s"></Relationships>' % _KINDS.encode()
    number = 1
    while f'"rId{number}"'.encode() in content:
        number += 1
    prefix = re.search(rb"<((?:\w+:)?)Relationships\b", content)
    start = prefix[1] if prefix is not None else b""
    entry = b'<%sRelationship Id="rId%d" Type="%s/%s" Target="/%s"/>' % (
        start, number, _OFFICE.encode(), kind.encode(), target.encode(),
    )  # fmt: skip
    end = content.rindex(b"</")
    return package.replaced({path: content[:end] + entry + content[end:]}), f"rId{number}"
