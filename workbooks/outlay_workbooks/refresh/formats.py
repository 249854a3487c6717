"""The model's conditional formats in a patched workbook: the fresh build's are there, older ones go, others stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from outlay_workbooks.package.contents import spelt

_GROUP = re.compile(rb"<((?:\w+:)?)conditionalFormatting\b([^>]*?)>(.*?)</\1conditionalFormatting>", re.DOTALL)
_RULE = re.compile(rb"<((?:\w+:)?)cfRule\b([^>]*?)(?:/>|>(.*?)</\1cfRule>)", re.DOTALL)
_CELLS = re.compile(rb"""\ssqref\s*=\s*["']([^"']*)["']""")
_TYPE = re.compile(rb"""\stype\s*=\s*["']([^"']*)["']""")
_STYLE = re.compile(rb"""\sdxfId\s*=\s*["']([0-9]+)["']""")
_PRIORITY = re.compile(rb"""\spriority\s*=\s*["']([0-9]+)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?formula\b[^>]*>(.*?)</(?:\w+:)?formula>", re.DOTALL)
_LOOKS = re.compile(rb"<((?:\w+:)?)dxfs\b[^>]*?(?:/>|>(.*?)</\1dxfs>)", re.DOTALL)
_LOOK = re.compile(rb"<((?:\w+:)?)dxf\b[^>]*?(?:/>|>(.*?)</\1dxf>)", re.DOTALL)
_COLOUR = re.compile(rb"""<(?:\w+:)?(color|bgColor)\b[^>]*?\srgb\s*=\s*["']([0-9A-Fa-f]+)["']""")
_AFTER_STYLES = re.compile(rb"<(?:\w+:)?(?:tableStyles|colors|extLst)\b|</(?:\w+:)?styleSheet>")
# What may follow conditional formats in a sheet: they stand before the first of these.
_AFTER = re.compile(
    rb"<(?:\w+:)?(?:dataValidations|hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|"
    rb"customProperties|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|"
    rb"controls|webPublishItems|tableParts|extLst)\b|</(?:\w+:)?worksheet>"
)

Look = tuple[str, str]  # colours of text and ground


@dataclass(frozen=True, slots=True)
class _Rule:
    cells: str
    formula: str  # in one spelling
    look: Look
    text: bytes  # the formula as stored
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str]:
        return self.cells, self.formula


class Looks:
    """The looks that conditional formats of a workbook refer to by number, and those it still has to be given."""

    def __init__(self, styles: bytes) -> None:
        block = _LOOKS.search(styles)
        self.styles = styles
        self.prefix = block[1] if block is not None else _prefix(styles, b"cellXfs")
        found = list(_LOOK.finditer(block[2] or b"")) if block is not None else []
        self.own = [_look(match[2] or b"") for match in found]
        self._new: list[Look] = []

    def number(self, look: Look) -> int:
        """The number of a look, which is added where there is none like it."""
        known = [*self.own, *self._new]
        if look not in known:
            self._new.append(look)
            return len(known)
        return known.index(look)

    def content(self) -> bytes:
        """The part of styles with what was added."""
        if not self._new:
            return self.styles
        p = self.prefix
        pattern = (
            b'<%sdxf><%sfont><%scolor rgb="%s"/></%sfont><%sfill><%spatternFill><%sbgColor rgb="%s"/></%spatternFill>'
            b"</%sfill></%sdxf>"
        )
        added = b"".join(
            pattern % (p, p, p, text.encode(), p, p, p, p, ground.encode(), p, p, p) for text, ground in self._new
        )
        count = str(len(self.own) + len(self._new)).encode()
        block = _LOOKS.search(self.styles)
        inside = (block[2] or b"") if block is not None else b""
        whole = b'<%sdxfs count="%s">%s%s</%sdxfs>' % (p, count, inside, added, p)
        if block is not None:
            return self.styles[: block.start()] + whole + self.styles[block.end() :]
        after = _AFTER_STYLES.search(self.styles)
        return self.styles if after is None else self.styles[: after.start()] + whole + self.styles[after.start() :]


def renewed(sheet: bytes, fresh: bytes, looks: Looks, model_looks: Looks, same_model: bool) -> tuple[bytes, list[str]]:
    """The sheet with the fresh build's conditional formats, and the ranges where something was put in or taken out.

    Of the others, those that look like the model's own are older ones of it, unless nothing about the model changed.
    """
    wanted, held = _rules(fresh, model_looks), _rules(sheet, looks)
    keys = {each.key for each in wanted}
    there = {each.key for each in held}
    missing = [each for each in wanted if each.key not in there]
    older = [] if same_model else [one for one in held if one.key not in keys and one.look in set(model_looks.own)]
    for one in reversed(older):
        sheet = sheet[: one.start] + sheet[one.end :]
    if older:
        sheet = _GROUP.sub(lambda match: match[0] if _RULE.search(match[3]) else b"", sheet)
    return _added(sheet, missing, looks), [each.cells for each in (*missing, *older)]


def _rules(sheet: bytes, looks: Looks) -> list[_Rule]:
    found: list[_Rule] = []
    for group in _GROUP.finditer(sheet):
        cells = _CELLS.search(group[2])
        for match in _RULE.finditer(group[3]):
            kind, style = _TYPE.search(match[2]), _STYLE.search(match[2])
            formula = _FORMULA.search(match[3] or b"")
            if cells is None or kind is None or kind[1] != b"expression" or style is None or formula is None:
                continue
            number = int(style[1])
            look = looks.own[number] if number < len(looks.own) else ("", "")
            text = spelt(unescape(formula[1].decode("utf-8", "replace")))
            start = group.start(3)
            found.append(_Rule(cells[1].decode(), text, look, formula[1], start + match.start(), start + match.end()))
    return found


def _added(sheet: bytes, missing: list[_Rule], looks: Looks) -> bytes:
    if not missing:
        return sheet
    prefix = _prefix(sheet, b"sheetData")
    priority = max([int(each) for each in _PRIORITY.findall(sheet)], default=0)
    text = b""
    for one in missing:
        priority += 1
        text += b'<%sconditionalFormatting sqref="%s"><%scfRule type="expression" dxfId="%d" priority="%d">' % (
            prefix, one.cells.encode(), prefix, looks.number(one.look), priority,
        )  # fmt: skip
        text += b"<%sformula>%s</%sformula></%scfRule></%sconditionalFormatting>" % (
            prefix, one.text, prefix, prefix, prefix,
        )  # fmt: skip
    groups = list(_GROUP.finditer(sheet))
    after = None if groups else _AFTER.search(sheet, sheet.rfind(b"sheetData>"))
    if not groups and after is None:
        return sheet
    at = groups[-1].end() if groups else after.start() if after is not None else len(sheet)
    return sheet[:at] + text + sheet[at:]


def _look(inside: bytes) -> Look:
    colours = {name: value.decode().upper() for name, value in _COLOUR.findall(inside)}
    return colours.get(b"color", ""), colours.get(b"bgColor", "")


def _prefix(content: bytes, element: bytes) -> bytes:
    found = re.search(rb"<((?:\w+:)?)" + element + rb"\b", content)
    return found[1] if found is not None else b""
