"""Splits a file into its statements with one scan, without reading them: what begins where, and what it defines.

The scan knows texts, comments, brackets and where a line goes on, and nothing else. It needs no parser, so a library
module costs its scan, and only the statements a model needs are ever read.
"""

from __future__ import annotations

import re

from outlay.brackets import Opener, report_unclosed, report_unclosed_text, report_unopened
from outlay.diagnostics import Bag, Source
from outlay.diagnostics.codes import syntax as codes
from outlay.structs import struct
from outlay.syntax import Span

MOST_BRACKETS = 100
MOST_CHARACTERS = 400_000
_MOST_RETRIES = 20
_MOST_RETRIED = 1_000_000  # characters that are scanned in all because of retries
_MOST_SEARCHED = 20_000  # characters of a statement that cannot be read, for the names in it
_MOST_REFUSED = 20  # brackets of one statement that are spoken of
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_WORDS = "and|or|to|of|per|in|where|within|at|then|else"

# Everything up to the next sign that matters, then that sign: a comment, line ends, a text, a bracket.
_SCAN = re.compile(
    r"(?:[^\"#()\[\]{}\n/“]++|/(?!/))*+"
    r"(?:((?:(?:#|//)[^\n]*|\n[ \t\r\f\u00a0]*)++)|(\"(?:[^\"\\\n]|\\.)*+\")|([(\[{])|([)\]}])|(\"[^\n]*)"
    r"|(“[^”“\"\n]*”?))"
)
_GOES_ON = re.compile(rf"[-+*/^=<>!~,.:&|{{@\"%)\]]|(?:{_WORDS})\b(?![ \t]*(?:=(?!=)|:))")
_WANTS_MORE = re.compile(rf"(?:[-+*/^=<>~,:.&|]|\b(?:{_WORDS}|and|not|if))\Z")
_GROUPS = re.compile(r"[0-9],[0-9]").match
_SLASHES = re.compile(r"(?:#[^\n]*)|(//)[^\n]*")
_SEPARATORS = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|#[^\n]*|[()\[\]{},;]")
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
_UNKNOWN = re.compile(rf"[ \t]+({_NAME})[ \t]*(?::[^={{\n]*)?=(?!=)").match
_RECORD = re.compile(rf"[ \t]+({_NAME})[^=\n]*(?:\{{|\Z)").match
_MAY_DEFINE = re.compile(
    rf"(?<![\w.])({_NAME})[ \t]*(?:[(\[][^()\[\]=\n]{{0,80}}[)\]])?[ \t]*(?::[^=\n]{{0,200}})?=(?!=)"
    rf"|\b(?:def|fn|func|as)[ \t]+({_NAME})|\"({_NAME})\"[ \t]*="
)
_IN_PIECES = re.compile(rf"(?:(?:input|output)[ \t]+)?({_NAME}(?:[ \t-]+{_NAME})+)[ \t]*(?:=(?!=)|:)")
# A line in the first column that must begin a statement, where a bracket before it was left open.
_ANEW = re.compile(
    rf"(?:input|output|kind|unit|rate|function|export|scenario|solve|records|actual|correlate)[ \t]+{_NAME}"
    rf"|(?:section|check|test)[ \t]*\"|use[ \t]+[\"\w]|timeline[ \t]+{_NAME}[ \t]+from\b|chart[ \t]+{_NAME}[ \t]*\""
    rf"|{_NAME}[ \t]+{_NAME}[^=\n]*\{{"
).match
_ASSIGNS = re.compile(rf"{_NAME}[ \t]*(?::[^=\n]*)?=(?!=)").match


@struct(frozen=True, slots=True)
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
        unknown = _UNKNOWN(text, found.end(), end)
        if unknown is not None:  # `inptu price = 10` means to define price
            return "definition", unknown[1]
        record = _RECORD(text, found.end(), end)
        if record is not None:
            return "record", record[1]
    return "definition", word


def items_of(text: str, start: int, end: int) -> list[Span]:
    """The items between the first `{` outside other brackets and its partner."""
    found: list[Span] = []
    opened: list[str] = []
    begin = -1
    position = start
    while position < end and (sign := _SCAN.match(text, position, end)) is not None:
        position = sign.end()
        group = sign.lastindex
        if group == 3:
            opened.append(sign[3])
            if opened == ["{"]:
                begin = position
        elif group == 4 and opened:
            opened.pop()
            if not opened and begin >= 0:
                found += _separated(text, begin, sign.start(4))
                return found
        elif group == 1 and opened == ["{"] and "\n" in sign[1] and begin >= 0:
            wants = _WANTS_MORE.search(text[max(begin, sign.start(1) - 40) : sign.start(1)].rstrip()[-12:])
            if not _GOES_ON.match(text, position) and (wants is None or _ASSIGNS(text, position) is not None):
                found += _separated(text, begin, sign.start(1))
                begin = position
    return found


def _separated(text: str, start: int, end: int) -> list[Span]:
    """The parts of one line that `;` and `,` outside brackets separate, without the blanks around them."""
    parts: list[Span] = []
    depth = 0
    begin = start
    for sign in _SEPARATORS.finditer(text, start, end):
        if sign[0] in "([{":
            depth += 1
        elif sign[0] in ")]}":
            depth -= 1
        elif depth == 0 and sign[0] in ",;" and not _GROUPS(text, sign.start() - 1):
            parts.append((begin, sign.start()))
            begin = sign.end()
    parts.append((begin, end))
    trimmed = []
    for left, right in parts:
        inner = text[left:right]
        left += len(inner) - len(inner.lstrip())
        trimmed.append((left, max(left, left + len(text[left:right].rstrip()))))
    return [part for part in trimmed if part[0] < part[1]]


def names_in(text: str) -> frozenset[str]:
    """Every name that a statement which cannot be read may have meant to define."""
    found = {name for groups in _MAY_DEFINE.findall(text[:_MOST_SEARCHED]) for name in groups if name}
    broken = _IN_PIECES.match(text)
    if broken is not None:  # `gross margin = 3`
        found.add(re.sub(r"[ \t-]+", "_", broken[1]))
    return frozenset(found)


def check_brackets(source: Source, bag: Bag) -> bool:
    """Whether the brackets and texts of an expression close; where they do not, the bag says so."""
    scan = _Scan(source, bag)
    scan.whole = True
    return not any(head.broken for head in scan.heads())


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
        self.refused = 0  # brackets of this statement
        self.whole = False  # the text is one thing, however its lines end

    def heads(self) -> list[Head]:
        """Scan plainly; where brackets do not fit, scan again from their statement and look for where it should end."""
        begin = scanned = 0
        for _ in range(_MOST_RETRIES):
            scanned += len(self.text) - begin
            if self._scan(begin, careful=False):
                return self.found
            begin = self.start
            self.open.clear()
            self.broken = False
            self._scan(begin, careful=True, one=True)
            begin = self.start
            if begin >= len(self.text):
                return self.found
            if scanned > _MOST_RETRIED:
                break
        self._scan(begin, careful=True)
        return self.found

    def _scan(self, begin: int, careful: bool, one: bool = False) -> bool:
        """Scan on from a place; a plain scan stops with False at brackets that do not fit."""
        text, scan, opened = self.text, _SCAN.match, self.open
        self.start = position = self._skip(begin)
        before = len(self.found)
        size = len(text)
        while position < size:
            found = scan(text, position)
            if found is None:
                break
            group = found.lastindex
            position = found.end()
            if group == 1:  # line ends, with the comments between them
                if "//" in found[1]:
                    self._slashes(found.start(1), position)
                if opened:
                    if careful and self._anew(found.start(1), position):
                        self._give_up(found.start(1))
                        self.start = position
                elif not self.whole and (
                    position >= size or ("\n" in found[1] and not self._goes_on(found.start(1), position))
                ):
                    self._finish(found.start(1))
                    self.start = position
                if one and len(self.found) > before and not opened:
                    return True
            elif group == 3:
                opened.append(Opener(found[3], position - 1))
                if len(opened) == MOST_BRACKETS + 1 and not self.broken:
                    self._too_deep(position)
            elif group == 4:
                if opened and _PAIRS[opened[-1].text] == found[4]:
                    opened.pop()
                elif careful or self.broken:
                    self._close(found[4], position)
                else:
                    return False
            elif group == 5:
                self.broken = True
                self._unclosed_text(found.start(5), position)
        if opened:
            if not careful:
                return False
            self._give_up(size)
        else:
            self._finish(size)
        self.start = size
        return True

    def _skip(self, position: int) -> int:
        found = _BLANK.match(self.text, position)
        if found is None:
            return position
        if "//" in found[0]:
            self._slashes(position, found.end())
        return found.end()

    def _slashes(self, begin: int, end: int) -> None:
        """Comments of another language among the comments between two places."""
        for found in _SLASHES.finditer(self.text, begin, end):
            if found[1] is None:
                continue
            self.bag.add(codes.OTHER_COMMENT, self.source, found.span(1), "A comment begins with `#`.", fix="#")

    def _goes_on(self, end: int, begin: int) -> bool:
        """Whether the line that ends at `end` goes on at `begin`, the next line with something on it."""
        text = self.text
        if _GOES_ON.match(text, begin) is not None:
            # a `=` in the first column is a formula brought from a spreadsheet
            return not (text.startswith("=", begin) and text[begin - 1] == "\n" and not text.startswith("==", begin))
        stop = len(text[max(self.start, end - 40) : end].rstrip()) + max(self.start, end - 40)
        if _WANTS_MORE.search(text, max(self.start, stop - 12), stop) is None:
            return False
        # no value looks like the beginning of a statement: what is missing is a value on the line above
        return text[begin - 1] != "\n" or (_ANEW(text, begin) is None and _ASSIGNS(text, begin) is None)

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
        self.refused = 0

    def _close(self, bracket: str, position: int) -> None:
        opened = self.open
        self.broken = True
        self.refused += 1
        if self.refused > _MOST_REFUSED:
            return
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
        """Whether a block keeps its lines indented, or stood on one line alone."""
        line = self.text.find("\n", opener, end + 1)
        if line < 0 or self.text[opener + 1 : line].split("#")[0].strip():
            return True
        return self.text[line + 1 : line + 2] in (" ", "\t")

    def _give_up(self, end: int) -> None:
        """The statement ends although a bracket is open."""
        report_unclosed(self.bag, self.source, self.open[0], end)
        self.open.clear()
        self.broken = True
        self._finish(end)

    def _too_deep(self, position: int) -> None:
        self.broken = True
        self.bag.add(codes.TOO_DEEP, self.source, (position - 1, position),
                     f"Brackets are nested more than {MOST_BRACKETS} deep here. Name the inner parts.")  # fmt: skip

    def _unclosed_text(self, begin: int, end: int) -> None:
        report_unclosed_text(self.bag, self.source, begin, end)
        # what was opened on this line was meant to close on it, behind the quote
        line = self.text.rfind("\n", 0, begin)
        while self.open and self.open[-1].at > line and self.open[-1].text != "{":
            self.open.pop()
