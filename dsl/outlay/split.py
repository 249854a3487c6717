"""Splits a file into its statements with one scan, without reading them: what begins where, and what it defines.

The scan knows texts, comments, brackets and where a line goes on, and nothing else. It needs no parser, so a library
module costs its scan, and only the statements a model needs are ever read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from outlay.brackets import Opener, report_unclosed, report_unclosed_text, report_unopened
from outlay.diagnostics import Bag, Source
from outlay.diagnostics.codes import syntax as codes
from outlay.syntax import Span

MOST_BRACKETS = 100
MOST_CHARACTERS = 400_000
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_WORDS = "and|or|to|of|per|in|where|within|at|then|else"

# Everything up to the next sign that matters, then that sign: a comment, line ends, a text, a bracket.
_SCAN = re.compile(
    r"(?:[^\"#()\[\]{}\n/“]++|/(?!/))*+"
    r"(?:((?:(?:#|//)[^\n]*|\n[ \t\r\f\u00a0]*)++)|(\"(?:[^\"\\\n]|\\.)*+\")|([(\[{])|([)\]}])|(\"[^\n]*)|(“[^”“\"\n]*”?))"
)
_GOES_ON = re.compile(rf"[-+*/^=<>!~,.:&|{{@\"%)\]]|(?:{_WORDS})\b")
_WANTS_MORE = re.compile(rf"(?:[-+*/^=<>~,:.&|]|\b(?:{_WORDS}|and|not|if))\Z")
_BLANK = re.compile(r"(?:[ \t\r\n\f\u00a0\ufeff]+|#[^\n]*|//[^\n]*)*+")

_NAME = r"[^\W\d]\w*"
_SHAPES = {
    "input": rf"[ \t]+({_NAME})", "output": rf"[ \t]+({_NAME})", "use": r"[ \t]+[\"\w]", "timeline": r"[ \t]+[^\W\d]",
    "calendar": r"[ \t]+\w", "as_of": r"[ \t]+\d", "section": r"[ \t]*\"", "kind": rf"[ \t]+({_NAME})",
    "records": rf"[ \t]+({_NAME})", "unit": rf"[ \t]+({_NAME})", "rate": rf"[ \t]+({_NAME})",
    "function": rf"[ \t]+({_NAME})", "actual": rf"[ \t]+({_NAME}(?:\.{_NAME})*)", "correlate": r"[ \t]+[^\W\d]",
    "scenario": rf"[ \t]+({_NAME})", "check": r"[ \t]*\"", "solve": rf"[ \t]+({_NAME})",
    "minimize": rf"[ \t]*(?:({_NAME})[ \t]*:|[^\s=:.])", "test": r"[ \t]*\"", "chart": r"[ \t]+[^\W\d]",
}  # fmt: skip
KEYWORDS = tuple(_SHAPES)
_KEYWORD = {word: re.compile(shape).match for word, shape in _SHAPES.items()}
_FIRST_WORD = re.compile(rf"(?:export[ \t]+(?=function[ \t]))?({_NAME})")
_DEFINITION = re.compile(r"[ \t]*(?:=(?!=)|:)").match
_RECORD = re.compile(rf"[ \t]+({_NAME})[^=\n]*(?:\{{|\Z)").match
# A line in the first column that must begin a statement, where a bracket before it was left open.
_ANEW = re.compile(
    rf"(?:input|output|kind|unit|rate|function|export|scenario|solve|records|actual|correlate)[ \t]+{_NAME}"
    rf"|(?:section|check|test)[ \t]*\"|use[ \t]+[\"\w]|timeline[ \t]+{_NAME}[ \t]+from\b|chart[ \t]+{_NAME}[ \t]*\""
    rf"|{_NAME}[ \t]+{_NAME}[^=\n]*\{{"
).match
_ASSIGNS = re.compile(rf"{_NAME}[ \t]*(?::[^=\n]*)?=(?!=)").match


@dataclass(frozen=True, slots=True)
class Head:
    """One statement: its keyword, the name it defines ("" if none), and its place. Broken ones are reported already."""

    keyword: str
    name: str
    span: Span
    broken: bool = False


def split(source: Source, bag: Bag) -> tuple[Head, ...]:
    """Every statement of a file in order. Brackets and texts that do not close are reported here."""
    heads = _Scan(source, bag).heads()
    return tuple(heads)


def head_of(text: str, start: int, end: int, first: bool = False) -> tuple[str, str]:
    """The keyword of the statement between two places, and the name it defines."""
    if first and text.startswith('"', start):
        return "title", ""
    found = _FIRST_WORD.match(text, start, end)
    if found is None:
        return "definition", ""
    word = found[1]
    shape = _KEYWORD.get(word)
    if shape is not None and (named := shape(text, found.end(), end)) is not None:
        return word, named[1] or "" if named.re.groups else ""
    if _DEFINITION(text, found.end(), end) is None:
        record = _RECORD(text, found.end(), end)
        if record is not None:
            return "record", record[1]
    return "definition", word


class _Scan:
    """The state of one scan."""

    def __init__(self, source: Source, bag: Bag) -> None:
        self.source = source
        self.bag = bag
        self.text = source.text
        self.found: list[Head] = []
        self.open: list[Opener] = []
        self.start = 0
        self.broken = False

    def heads(self) -> list[Head]:
        """Scan plainly; where a bracket stays open, scan again from its statement and look for where it should end."""
        self._scan(0, careful=False)
        if self.open:
            resume = self.found.pop().span[0] if self.found else 0
            self.open.clear()
            self.broken = False
            self._scan(resume, careful=True)
        return self.found

    def _scan(self, begin: int, careful: bool) -> None:
        text, scan, opened = self.text, _SCAN.match, self.open
        self.start = position = self._skip(begin)
        size = len(text)
        while position < size:
            found = scan(text, position)
            if found is None:
                break
            group = found.lastindex
            position = found.end()
            if group == 1:  # line ends, with the comments between them
                if opened:
                    if careful and self._anew(found.start(1), position):
                        self._give_up(found.start(1))
                        self.start = position
                elif "\n" in found[1] and (position >= size or not self._goes_on(found.start(1), position)):
                    self._finish(found.start(1))
                    self.start = position
            elif group == 3:
                opened.append(Opener(found[3], position - 1, len(self.found)))
                if len(opened) == MOST_BRACKETS + 1 and not self.broken:
                    self._too_deep(position)
            elif group == 4:
                self._close(found[4], position)
            elif group == 5:
                self.broken = True
                self._unclosed_text(found.start(5), position)
        if opened and not careful:
            self.found.append(Head("", "", (self.start, size), True))
            return
        if opened:
            self._give_up(size)
        else:
            self._finish(size)

    def _skip(self, position: int) -> int:
        found = _BLANK.match(self.text, position)
        return found.end() if found is not None else position

    def _goes_on(self, end: int, begin: int) -> bool:
        """Whether the line that ends at `end` goes on at `begin`, the next line with something on it."""
        text = self.text
        if _GOES_ON.match(text, begin) is not None:
            return not text.startswith("//", begin)
        stop = len(text[max(self.start, end - 40) : end].rstrip()) + max(self.start, end - 40)
        return _WANTS_MORE.search(text, max(self.start, stop - 12), stop) is not None

    def _finish(self, end: int) -> None:
        """One statement is complete."""
        text, start = self.text, self.start
        while end > start and text[end - 1] in " \t\r\n\f\u00a0":
            end -= 1
        if end <= start:
            return
        if end - start > MOST_CHARACTERS and not self.broken:
            self.broken = True
            self.bag.add(codes.TOO_LONG, self.source, (start, start + 1), f"This statement has {end - start:,} "
                         f"characters; the most is {MOST_CHARACTERS:,}. A long list belongs in a table.")  # fmt: skip
        keyword, name = head_of(text, start, end, not self.found)
        self.found.append(Head(keyword, name, (start, end), self.broken))
        self.broken = False

    def _close(self, bracket: str, position: int) -> None:
        opened = self.open
        if opened and _PAIRS[opened[-1].text] == bracket:
            opened.pop()
            return
        self.broken = True
        for depth in range(len(opened) - 1, max(-1, len(opened) - 10), -1):
            if _PAIRS[opened[depth].text] == bracket:
                # the ones inside it were never closed
                report_unclosed(self.bag, self.source, opened[depth + 1], position - 1)
                del opened[depth:]
                return
        report_unopened(self.bag, self.source, position - 1, opened[-1] if opened else None)
        if opened and bracket != "}" and opened[-1].text != "{":
            opened.pop()

    def _anew(self, end: int, begin: int) -> bool:
        """Whether a line inside an open bracket must be the beginning of the next statement."""
        text = self.text
        if begin >= len(text) or text[begin - 1] != "\n":
            return False
        if _ANEW(text, begin) is not None:
            return True
        if _ASSIGNS(text, begin) is None:
            return False
        return self.open[-1].text != "{" or self._indented(self.open[-1].at, end)

    def _indented(self, opener: int, end: int) -> bool:
        line = self.text.find("\n", opener, end)
        return line >= 0 and self.text[line + 1 : line + 2] in (" ", "\t")

    def _give_up(self, end: int) -> None:
        """The statement ends although a bracket is open."""
        report_unclosed(self.bag, self.source, self.open[0], end)
        self.open.clear()
        self.broken = True
        self._finish(end)

    def _too_deep(self, position: int) -> None:
        self.broken = True
        self.bag.add(codes.TOO_DEEP, self.source, (position - 1, position),
                     f"Brackets are nested more than {MOST_BRACKETS} deep here. Give the inner parts names.")  # fmt: skip

    def _unclosed_text(self, begin: int, end: int) -> None:
        report_unclosed_text(self.bag, self.source, begin, end)
        # what was opened on this line was meant to close on it, behind the quote
        line = self.text.rfind("\n", 0, begin)
        while self.open and self.open[-1].at > line and self.open[-1].text != "{":
            self.open.pop()
