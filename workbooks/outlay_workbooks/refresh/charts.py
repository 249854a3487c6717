"""The model's charts in a refreshed workbook: one that draws other cells now is drawn anew, a new one is put in."""

from __future__ import annotations

import re
from html import unescape
from xml.sax.saxutils import escape

from outlay_workbooks.formula_text import reference_of
from outlay_workbooks.package import Package, sheet_parts
from outlay_workbooks.package.additional import HEAD, OFFICE, related, unused, with_part
from outlay_workbooks.package.contents import spelt
from outlay_workbooks.package.parts import relations
from outlay_workbooks.refresh.anchors import Anchor, anchors_of, arranged
from outlay_workbooks.refresh.explicit import explicit
from outlay_workbooks.relocate.drawn import title

_DRAWN = re.compile(rb"<(?:\w+:)?f>([^<]*)</(?:\w+:)?f>")
_DIGITS = re.compile(r"[0-9]+")
_RELATION = re.compile(rb"""\sr:id\s*=\s*["']([^"']*)["']""")
_PICTURE = re.compile(rb"""(<xdr:cNvPr\s+id=")([0-9]+)(")""")
_LEGACY = re.compile(rb"<(?:\w+:)?(?:legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|webPublishItems|"
                     rb"tableParts|extLst)\b|</(?:\w+:)?worksheet>")  # fmt: skip
_SPACES = (b' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
           b' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"')  # fmt: skip


def renewed(package: Package, fresh: Package, moved: frozenset[str]) -> tuple[Package, list[str]]:
    """The workbook with every chart of the fresh build, and those that were drawn anew or put in.

    On sheets whose rows have `moved`, and on those that gain a chart, the model's charts stand where the fresh build
    has them, and what they would cover is put beneath.
    """
    found: list[str] = []
    then, now = sheet_parts(package), sheet_parts(fresh)
    for sheet, part in now.items():
        if sheet not in then:
            continue
        wanted = _charts(fresh, part)
        ours = {target: _cells(package.parts[target]) for target in _charts(package, then[sheet])}
        cells = [_cells(fresh.parts[target]) for target in wanted]
        free = [target for target, drawn in ours.items() if drawn not in cells]
        pairs: dict[str, str] = {}  # charts of the workbook, and the fresh build's
        gained = False
        for target, drawn in zip(wanted, cells, strict=True):
            same = next((each for each, other in ours.items() if other == drawn and each not in pairs), None)
            if same is not None:
                pairs[same] = target
                package = _retitled(package, same, fresh.parts[target])
                continue
            said = title(fresh.parts[target])
            older = next((each for each in free if title(package.parts[each]) == said), None)
            if older is not None:
                free.remove(older)
                package = package.replaced({older: explicit(fresh.parts[target])})
            else:
                package, older = _put_in(package, then[sheet], fresh, part, target)
                gained = True
            pairs[older] = target
            found.append(f"{sheet}: the chart “{said or 'without a title'}”")
        if gained or sheet in moved:
            package = _arranged(package, then[sheet], _places(fresh, part), pairs)
    return package, found


def _retitled(package: Package, part: str, fresh: bytes) -> Package:
    """A title in which but a date or a number is another is the model's older one."""
    then, now = title(package.parts[part]), title(fresh)
    if then == now or _DIGITS.sub("0", then) != _DIGITS.sub("0", now):
        return package
    older, newer = (f"<a:t>{escape(each)}</a:t>".encode() for each in (then, now))
    return package.replaced({part: package.parts[part].replace(older, newer, 1)})


def _places(package: Package, part: str) -> dict[str, Anchor]:
    """Where each chart of a sheet stands, by its part."""
    return {
        links[anchor.key][1]: anchor
        for drawing in _drawings(package, part)
        for links in (relations(package, drawing),)
        for anchor in anchors_of(package.parts[drawing])
        if anchor.key in links
    }


def _arranged(package: Package, part: str, places: dict[str, Anchor], pairs: dict[str, str]) -> Package:
    for drawing in _drawings(package, part):
        wanted = {
            key: places[pairs[target]]
            for key, (_, target) in relations(package, drawing).items()
            if pairs.get(target) in places
        }
        package = package.replaced({drawing: arranged(package.parts[drawing], wanted)})
    return package


def _drawings(package: Package, part: str) -> list[str]:
    found = [target for kind, target in relations(package, part).values() if kind.endswith("/drawing")]
    return [drawing for drawing in found if drawing in package.parts]


def _charts(package: Package, part: str) -> list[str]:
    charts = [target for drawing in _drawings(package, part)
              for kind, target in relations(package, drawing).values() if kind.endswith("/chart")]  # fmt: skip
    return [chart for chart in charts if chart in package.parts]


def _cells(content: bytes) -> frozenset[str]:
    ranges = [unescape(each.decode("utf-8", "replace")) for each in _DRAWN.findall(content)]
    # some programs keep the names of series, too, as formulas
    return frozenset(spelt(each).replace("$", "") for each in ranges if reference_of(each) is not None)


def _put_in(package: Package, part: str, fresh: Package, fresh_part: str, chart: str) -> tuple[Package, str]:
    """The workbook with one more chart where the fresh build has it, and the chart's part."""
    anchor = _places(fresh, fresh_part)[chart].text
    name = unused(package, "xl/charts/chart")
    package = with_part(package, name, explicit(fresh.parts[chart]), "chart")
    drawing = next((target for kind, target in relations(package, part).values() if kind.endswith("/drawing")), None)
    if drawing is None:
        drawing = unused(package, "xl/drawings/drawing")
        package = with_part(package, drawing, HEAD + b"<xdr:wsDr" + _SPACES + b"></xdr:wsDr>", "drawing")
        package, link = related(package, part, drawing, "drawing")
        package = package.replaced({part: _with_drawing(package.parts[part], link)})
    package, link = related(package, drawing, name, "chart")
    content = package.parts[drawing]
    numbers = [int(each) for each in re.findall(rb'cNvPr\b[^<>]*?\sid="([0-9]+)"', content)]
    number = max(numbers, default=1) + 1
    anchor = _RELATION.sub(b' r:id="%s"' % link.encode(), anchor, count=1)
    anchor = _PICTURE.sub(lambda match: match[1] + str(number).encode() + match[3], anchor, count=1)
    at = anchor.index(b"Anchor") + len(b"Anchor")
    anchor = anchor[:at] + _SPACES + anchor[at:]
    end = content.rindex(b"</")
    return package.replaced({drawing: content[:end] + anchor + content[end:]}), name


def _with_drawing(sheet: bytes, link: str) -> bytes:
    start = re.search(rb"<((?:\w+:)?)worksheet\b", sheet)
    prefix = start[1] if start is not None else b""
    after = _LEGACY.search(sheet, sheet.rfind(b"sheetData"))
    at = after.start() if after is not None else len(sheet)
    text = b'<%sdrawing xmlns:r="%s" r:id="%s"/>' % (prefix, OFFICE.encode(), link.encode())
    return sheet[:at] + text + sheet[at:]
