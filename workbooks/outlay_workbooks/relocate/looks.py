"""Formats of cells brought from the fresh build's styles into those of the edited workbook, each once."""

from __future__ import annotations

import re

_BLOCKS = {
    name: re.compile(rb"<((?:\w+:)?)%s\b[^>]*?(?:/>|>(.*?)</\1%s>)" % (name.encode(), name.encode()), re.DOTALL)
    for name in ("numFmts", "fonts", "fills", "borders", "cellXfs")
}
_ITEMS = {
    name: re.compile(rb"""<((?:\w+:)?)%s\b(?:[^>"']|"[^"]*"|'[^']*')*?(?:/>|>.*?</\1%s>)""" % (item, item), re.DOTALL)
    for name, item in (("numFmts", b"numFmt"), ("fonts", b"font"), ("fills", b"fill"), ("borders", b"border"),
                       ("cellXfs", b"xf"))
}  # fmt: skip
_PARTS = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
_FORMAT = re.compile(rb"""\snumFmtId\s*=\s*["']([0-9]+)["']""")
_CODE = re.compile(rb"""\sformatCode\s*=\s*(["'])(.*?)\1""", re.DOTALL)
_STYLE = re.compile(rb"""\sxfId\s*=\s*["'][0-9]+["']""")
_PREFIX = re.compile(rb"<(/?)(?:\w+:)?(?=\w)")
_START = re.compile(rb"<((?:\w+:)?)styleSheet\b[^>]*>")
_OWN_FORMATS = 164  # smaller numbers mean the same in every workbook


class Looks:
    """Numbers of formats in a workbook's styles for those of another's; what is missing is added at the end."""

    def __init__(self, styles: bytes, fresh: bytes) -> None:
        self._styles = styles
        self._fresh = {name: _items(fresh, name) for name in _BLOCKS}
        self._own = {name: _items(styles, name) for name in _BLOCKS}
        self._counts = {name: len(items) for name, items in self._own.items()}
        start = _START.search(styles)
        self._prefix = start[1] if start is not None else b""
        self._known: dict[int, int] = {}

    def number(self, fresh: int) -> int:
        """The own number of a format of the fresh build."""
        if fresh not in self._known:
            items = self._fresh["cellXfs"]
            self._known[fresh] = self._place("cellXfs", self._translated(items[fresh])) if fresh < len(items) else 0
        return self._known[fresh]

    def content(self) -> bytes:
        """The styles with what was added."""
        found = self._styles
        for name, items in self._own.items():
            if len(items) > self._counts[name]:
                found = self._with(found, name, items)
        return found

    def _translated(self, item: bytes) -> bytes:
        for attribute, name in _PARTS:
            pattern = re.compile(rb"""(\s%s\s*=\s*)["']([0-9]+)["']""" % attribute.encode())
            held = pattern.search(item)
            if held is not None and int(held[2]) < len(self._fresh[name]):
                place = self._place(name, self._fresh[name][int(held[2])])
                item = item[: held.start()] + b'%s"%d"' % (held[1], place) + item[held.end() :]
        number = _FORMAT.search(item)
        if number is not None and int(number[1]) >= _OWN_FORMATS:
            item = item.replace(number[0], b' numFmtId="%d"' % self._format(int(number[1])), 1)
        return _STYLE.sub(b' xfId="0"', item)

    def _format(self, fresh: int) -> int:
        code = next((_code(each) for each in self._fresh["numFmts"] if _number(each) == fresh), b"General")
        for each in self._own["numFmts"]:
            if _code(each) == code:
                return _number(each)
        number = max([_OWN_FORMATS - 1, *map(_number, self._own["numFmts"])]) + 1
        self._own["numFmts"].append(b'<numFmt numFmtId="%d" formatCode="%s"/>' % (number, code))
        return number

    def _place(self, name: str, item: bytes) -> int:
        own = self._own[name]
        if item not in own:
            own.append(item)
        return own.index(item)

    def _with(self, styles: bytes, name: str, items: list[bytes]) -> bytes:
        prefix = self._prefix
        block = _BLOCKS[name].search(styles)
        added = [_PREFIX.sub(rb"<\1" + prefix, item) for item in items[self._counts[name] :]]
        kept = (block[2] or b"") if block is not None else b""
        tag = prefix + name.encode()
        whole = b'<%s count="%d">%s%s</%s>' % (tag, len(items), kept, b"".join(added), tag)
        if block is not None:
            return styles[: block.start()] + whole + styles[block.end() :]
        start = _START.search(styles)
        return styles if start is None else styles[: start.end()] + whole + styles[start.end() :]


def _items(styles: bytes, name: str) -> list[bytes]:
    block = _BLOCKS[name].search(styles)
    found = [match[0] for match in _ITEMS[name].finditer(block[2] or b"")] if block is not None else []
    return [_PREFIX.sub(rb"<\1", item) for item in found]


def _number(item: bytes) -> int:
    found = _FORMAT.search(item)
    return int(found[1]) if found is not None else 0


def _code(item: bytes) -> bytes:
    found = _CODE.search(item)
    return found[2] if found is not None else b""
