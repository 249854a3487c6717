"""Reads on behind a mistake, so that one pass tells all: as if the fix were pasted, else item by item."""

from __future__ import annotations

import re

from outlay.diagnostics import Bag, Source
from outlay.diagnostics.codes import syntax as codes
from outlay.foreign import Mistake, Place
from outlay.parse.lalr import Tables, TooManyTokens, Unexpected
from outlay.parse.mistakes import explain
from outlay.parse.reader import Reader
from outlay.split import head_of, items_of
from outlay.structs import replace
from outlay.syntax import Span

_MOST_MISTAKES = 20
_MOST_MENDED = 20_000  # characters of a statement that is mended and read again
_MOST_ITEMS = 200
_MOST_READ_AGAIN = 10_000  # tokens before a mistake
_NEAR = 2_000  # characters on either side of a mistake that are looked at
_NOTHING = re.compile(r"(?:\s|#[^\n]*)*")
_ITEMS = {"record": "members", "kind": "kind_members", "scenario": "overrides", "test": "test_items",
          "function": "block_item"}  # fmt: skip


def explain_all(tables: Tables, source: Source, span: Span, symbol: str, first: Unexpected, bag: Bag) -> None:
    """Every mistake of a text that cannot be read; `first` is where its reading stopped."""
    start, end = span
    keyword = head_of(source.text, start, end)[0] if symbol == "statement" else ""
    _Repair(tables, source, bag, keyword).statement(start, end, symbol, first)


class _Repair:
    def __init__(self, tables: Tables, source: Source, bag: Bag, keyword: str) -> None:
        self.tables = tables
        self.source = source
        self.bag = bag
        self.keyword = keyword

    def statement(self, start: int, end: int, symbol: str, first: Unexpected) -> None:
        """Mend the statement as a whole; where that stops, go on with the items behind."""
        stuck = self._mend(start, end, symbol, first)
        rule = _ITEMS.get(self.keyword)
        if stuck is None or rule is None or symbol != "statement":
            return
        for begin, stop in items_of(self.source.text, start, end)[:_MOST_ITEMS]:
            if not begin <= stuck < stop and stop > begin and begin > stuck:
                self._mend(begin, stop, rule)

    def _mend(self, start: int, end: int, symbol: str, first: Unexpected | None = None) -> int | None:
        """Explain and mend until the text can be read; where that fails, the place it failed at."""
        text = self.source.text[start:end]
        origin: list[int] | None = None  # of each character of the mended text, its place in the file
        for _ in range(_MOST_MISTAKES):
            reader = Reader(self.source if origin is None else Source(self.source.path, text))
            try:
                if first is not None:
                    found, first = first, None
                    raise found
                if origin is None:
                    self.tables.run(reader, self.source.text, start, end, symbol)
                else:
                    self.tables.run(reader, text, 0, len(text), symbol)
            except Unexpected as unexpected:
                base = start if origin is None else 0
                mistake = self._explain(text, unexpected, base, symbol)
                self._report(mistake, start, end, origin)
                if mistake.fix is not None and mistake.fix.startswith("\n"):  # another statement begins
                    if origin is None:
                        self._mend(start + mistake.span[1] - len(mistake.fix.lstrip("\n")), end, symbol)
                    return None
                at = unexpected.start - base
                if mistake.fix is None or len(text) > _MOST_MENDED:
                    return start + at if origin is None else self._place(origin, at, end)
                if origin is None:
                    origin = list(range(start, end))
                left, right = mistake.span
                origin[left:right] = [origin[left] if left < len(origin) else end - 1] * len(mistake.fix)
                text = text[:left] + mistake.fix + text[right:]
                if _NOTHING.fullmatch(text):  # all of it was a comment
                    return None
            except TooManyTokens:
                return None
            else:
                if origin is None:
                    reader.report(self.bag)
                return None
        return None

    @staticmethod
    def _place(origin: list[int], at: int, end: int) -> int:
        return origin[at] if at < len(origin) else end

    def _explain(self, text: str, unexpected: Unexpected, base: int, symbol: str) -> Mistake:
        accepts = self._accepts(text, unexpected, symbol)
        start, end = unexpected.start - base, unexpected.end - base
        # what is far away explains nothing, and a long text is not searched again and again
        cut = max(0, start - _NEAR) if len(text) > 2 * _NEAR else 0
        near = text[cut : max(end, min(len(text), start + _NEAR))][: 3 * _NEAR]
        place = Place(near, start - cut, min(end - cut, len(near)), unexpected.terminal, accepts, self.keyword, cut > 0)
        middle = max(unexpected.begins[-1] - base - cut, 0) if unexpected.begins else place.start
        found = explain(place, middle)
        return replace(found, span=(found.span[0] + cut, found.span[1] + cut)) if cut else found

    def _accepts(self, text: str, unexpected: Unexpected, symbol: str) -> frozenset[str]:
        """What could have stood there, asked before the stack changed because of what does."""
        if 0 < unexpected.count < _MOST_READ_AGAIN:
            try:
                self.tables.run(Reader(self.source), text, 0, len(text), symbol, stop=unexpected.count)
            except Unexpected as stopped:
                return self.tables.accepts(stopped.states)
        return self.tables.accepts(unexpected.states)

    def _defined_elsewhere(self, mistake: Mistake, start: int, end: int) -> Mistake:
        """`output margin` of a margin that another line defines."""
        found = re.compile(r"(?:output|input)\s+([^\W\d]\w*)\s*\Z").match(self.source.text, start, end)
        if mistake.code is not codes.MISSING_VALUE or found is None:
            return mistake
        name = found[1]
        defined = re.search(rf"^{name}[ \t]*(?::[^=\n]*)?=(?!=)", self.source.text, re.MULTILINE)
        if defined is None:
            return mistake
        line, _ = self.source.position(defined.start())
        word = found[0].split()[0]
        return replace(mistake, message=f"`{name}` is defined on line {line}: an {word} is marked there, by "
                       f"`{word} {name} = …`.")  # fmt: skip

    def _report(self, mistake: Mistake, start: int, end: int, origin: list[int] | None) -> None:
        mistake = self._defined_elsewhere(mistake, start, end)
        left, right = mistake.span
        if origin is None:
            span = (start + left, start + right)
        else:
            begin = self._place(origin, left, end)
            span = (begin, origin[right - 1] + 1 if left < right <= len(origin) else max(begin, end))
        self.bag.add(mistake.code, self.source, span, mistake.message, fix=mistake.fix)
