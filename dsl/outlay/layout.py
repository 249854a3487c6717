"""Sets the tokens of a statement as lines, and lines below each other in columns."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Token = tuple[str, int, int]  # terminal, start, end

_INDENT = 2
_WIDEST = 72  # a longer value stands beside its label, not in the column of the others
_GAP = 4  # blanks before labels and attributes
_OPENERS = frozenset(("LPAR", "LSQB", "LBRACE"))
_CLOSERS = frozenset(("RPAR", "RSQB", "RBRACE"))
_OPERAND_ENDS = frozenset(
    ("NAME", "QUANTITY", "DATE", "STRING", "BOOLEAN", "EDGE", "RPAR", "RSQB", "POWER", "EXPONENT")
)
_CALLED = frozenset(("NAME", "RPAR", "RSQB", "EDGE"))
_ROLES = frozenset(("_INPUT", "_OUTPUT"))
_SEPARATORS = ("COMMA", "SEMICOLON")
_ITEMS = frozenset(("_GIVEN", "_EXPECT", "_SCENARIO", "_NOTE"))
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Line:
    """One line: its indent, its pieces (name, annotation, value, label, attributes), and the comment behind them.

    A line that is not a definition by itself has one piece, and takes no part in columns.
    """

    indent: int
    pieces: tuple[str, ...] = ()
    comment: str = ""
    tail: str = ""  # the comma behind a parameter
    role: str = ""  # what may share columns: lines of the same role, one below the other
    marks: tuple[str, ...] = ()  # `:`, `=`, `"`, `@`: what the pieces behind the name begin with

    @property
    def blank(self) -> bool:
        """Whether there is nothing on the line."""
        return not self.pieces and not self.comment


def lines_of(text: str, tokens: Sequence[Token], keyword: str) -> list[Line]:
    """The lines of one statement, broken where its author broke it."""
    return _Setter(text, tokens, keyword).lines()


class _Setter:
    def __init__(self, text: str, tokens: Sequence[Token], keyword: str) -> None:
        solid = [token for token in tokens if token[0] != "_NL"]
        self.text, self.tokens, idle = _without_idle_separators(text, solid)
        self.separated = sorted([*idle, *(token[1] for token in tokens if token[0] == "_NL")])
        self.keyword = keyword
        self.brackets: list[tuple[str, int]] = []  # each open one, and the indent of the line it stands on
        self.found: list[Line] = []

    def lines(self) -> list[Line]:
        """Every line, with the comments between them."""
        row: list[int] = []
        indent = 0
        starts_item = True
        for index in range(len(self.tokens)):
            row.append(index)
            breaks = self._breaks(index)
            if breaks is None:
                continue
            ends_item, comment, between = breaks
            self._set(row, indent, starts_item and ends_item, comment)
            indent, starts_item = self._next_indent(index, ends_item)
            for blank_or_comment in between:
                self.found.append(Line(indent, comment=blank_or_comment))
            row = []
        if row:
            self._set(row, indent, starts_item, "")
        return self.found

    def _breaks(self, index: int) -> tuple[bool, str, list[str]] | None:
        """Whether the line ends behind a token: whether an item does, the comment there, and what stands between."""
        if index + 1 >= len(self.tokens):
            return None
        _, _, end = self.tokens[index]
        gap = self.text[end : self.tokens[index + 1][1]]
        if "\n" not in gap:
            return None
        parts = [part.strip() for part in gap.split("\n")]
        between: list[str] = []
        opened = self.tokens[index][0] in _OPENERS
        for part in parts[1:-1]:
            if not part and (opened or (between and not between[-1])):
                continue  # one blank line says as much as two, and none is needed behind a bracket
            opened = False
            between.append(part)
        if self.tokens[index + 1][0] in _CLOSERS:
            while between and not between[-1]:
                between.pop()
        following = bisect_left(self.separated, end)
        separated = following < len(self.separated) and self.separated[following] < self.tokens[index + 1][1]
        ends_item = separated or self.tokens[index][0] in ("COMMA", "SEMICOLON") or \
            self.tokens[index + 1][0] in _CLOSERS  # fmt: skip
        return ends_item, parts[0], between

    def _next_indent(self, index: int, ends_item: bool) -> tuple[int, bool]:
        opener = self.tokens[index][0] in _OPENERS
        following = self.tokens[index + 1][0]
        if not self.brackets:
            return _INDENT, False
        at = self.brackets[-1][1]
        if following in _CLOSERS:
            return at, False
        fresh = ends_item or opener
        return at + _INDENT if fresh else at + 2 * _INDENT, fresh

    def _set(self, row: list[int], indent: int, whole: bool, comment: str) -> None:
        before = len(self.brackets)
        written: list[str] = []
        starts: list[tuple[int, str]] = []  # where in the line a part begins
        depth = 0
        width = 0
        role = ""
        tail = ""
        lowest = 0
        for place, index in enumerate(row):
            kind, start, end = self.tokens[index]
            last = place == len(row) - 1
            piece = self._blank(row, place) + self._shown(kind, start, end)
            if kind in _CLOSERS:
                depth -= 1
                lowest = min(lowest, depth)
                if self.brackets:
                    self.brackets.pop()
            if depth == 0 and lowest == 0:
                part = self._part(kind, row, place, starts)
                if part:
                    starts.append((width, part))
            if kind in _OPENERS:
                depth += 1
                self.brackets.append((kind, indent))
            if kind == "COMMA" and last:
                tail = piece
                continue
            written.append(piece)
            width += len(piece)
        line = "".join(written)
        if whole and depth == 0 and lowest == 0 and self._is_item(row, before):
            role, pieces = self._pieces(line, starts, row)
        else:
            pieces = (line,)
        self.found.append(Line(indent, pieces, comment, tail, role, tuple(part for _, part in starts) if role else ()))

    def _is_item(self, row: list[int], depth: int) -> bool:
        """Whether a line is a definition, a member, a parameter or an override by itself."""
        kinds = [self.tokens[index][0] for index in row[:3]]
        if kinds[0] in _ROLES:
            kinds = kinds[1:]
        if kinds[0] != "NAME":
            return False
        if self.keyword in ("definition", "input", "output"):
            return depth == 0
        return depth == 1 and self.keyword in ("record", "kind", "scenario", "function")

    def _part(self, kind: str, row: list[int], place: int, starts: list[tuple[int, str]]) -> str:
        """The part of a definition that begins with a token at the outer level."""
        seen = {part for _, part in starts}
        if kind == "COLON" and not seen:
            return ":"
        if kind == "EQUAL" and "=" not in seen:
            return "="
        if kind in ("STRING", "LABEL") and place and not seen & {'"', "@"}:
            previous = self.tokens[row[place - 1]][0]
            if previous in _OPERAND_ENDS and (previous != "NAME" or "=" in seen or ":" in seen):
                return '"'
        if kind == "AT" and "@" not in seen:
            return "@"
        return ""

    def _pieces(self, line: str, starts: list[tuple[int, str]], row: list[int]) -> tuple[str, tuple[str, ...]]:
        bounds = [begin for begin, _ in starts] + [len(line)]
        pieces = [line[: bounds[0]].strip()]
        pieces += [line[left:right].strip() for left, right in pairwise(bounds)]
        first = self.tokens[row[0]][0]
        return first if first in _ROLES else "plain", tuple(pieces)

    def _shown(self, kind: str, start: int, end: int) -> str:
        written = self.text[start:end]
        if kind == "QUANTITY":
            return _quantity(written)
        if kind in ("POWER", "EXPONENT"):
            wide = self.text[start - 1 : start].isspace() or written[1:2].isspace()
            return f"^ {written[1:].strip()}" if wide else written
        return written

    def _blank(self, row: list[int], place: int) -> str:
        """What stands between a token and the one before it on its line."""
        if place == 0:
            return ""
        index = row[place]
        kind, start, _ = self.tokens[index]
        previous, _, previous_end = self.tokens[index - 1]
        if kind in ("COMMA", "SEMICOLON", "RPAR", "RSQB", "DOT") or previous in ("LPAR", "LSQB", "AT", "DOT"):
            return ""
        if previous in ("SLASH", "CARET"):
            return " " if self._wide(index - 1) else ""
        if kind == "LPAR":
            return "" if previous in _CALLED or previous == "_BY_DATE" else " "
        if kind == "LSQB":
            return "" if previous in _CALLED else " "
        if previous == "MINUS" and (index < 2 or self.tokens[index - 2][0] not in _OPERAND_ENDS):
            return ""
        if previous in _OPERAND_ENDS and self._beside(index):
            return "   "
        if kind in ("SLASH", "CARET"):
            return " " if self._wide(index) else ""
        if kind in ("POWER", "EXPONENT"):
            wide = previous_end < start or self.text[start + 1 : start + 2].isspace()
            return " " if wide else ""
        if kind == "COLON" and self._tight(previous):
            return ""
        return " "

    def _beside(self, index: int) -> bool:
        """Whether an item begins beside another one, with nothing between them."""
        if self.keyword == "test":
            return self.tokens[index][0] in _ITEMS
        following = self.tokens[index + 1][0] if index + 1 < len(self.tokens) else ""
        in_braces = bool(self.brackets) and self.brackets[-1][0] == "LBRACE"
        return self.keyword == "kind" and in_braces and self.tokens[index][0] == "NAME" and following == "COLON"

    def _tight(self, previous: str) -> bool:
        inside_list = bool(self.brackets) and self.brackets[-1][0] == "LSQB"
        return inside_list or previous == "STRING" or self.keyword in ("solve", "minimize")

    def _wide(self, index: int) -> bool:
        """Whether the author left a blank on either side of a sign."""
        _, start, end = self.tokens[index]
        return self.text[start - 1 : start].isspace() or self.text[end : end + 1].isspace()


def _without_idle_separators(text: str, tokens: list[Token]) -> tuple[str, list[Token], list[int]]:
    """Text and tokens without each `,` and `;` in braces that separates nothing, or what its line's end separates.

    Third come the places of what was left out.
    """
    kept: list[Token] = []
    idle: list[int] = []
    pieces: list[str] = []
    position = 0
    brackets: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        kind = token[0]
        index += 1
        if kind in _OPENERS:
            brackets.append(kind)
        elif kind in _CLOSERS:
            brackets.pop()
        elif kind in _SEPARATORS and brackets and brackets[-1] == "LBRACE":
            run = [token]
            while tokens[index][0] in _SEPARATORS:
                run.append(tokens[index])
                index += 1
            behind = tokens[index]
            breaks = "\n" in text[kept[-1][2] : behind[1]]
            needed = behind[0] != "RBRACE" and kept[-1][0] != "LBRACE"
            if needed and (not breaks or behind[0] in ("MINUS", "STRING")):
                kept.append(run.pop(0))
            for _, start, end in run:
                pieces += [text[position:start], " " * (end - start)]
                idle.append(start)
                position = end
            continue
        kept.append(token)
    return ("".join([*pieces, text[position:]]) if pieces else text), kept, idle


def _quantity(written: str) -> str:
    """`10   user/ month` as `10 user / month`: `/` keeps its blanks on both sides or on neither."""
    plain = _BLANKS.sub(" ", written)
    return re.sub(r" ?([/^]) ?", lambda found: f" {found[1]} " if " " in found[0] else found[1], plain)


# ------------------------------------------------------------------------------------------------------ columns


def aligned(lines: list[Line]) -> list[str]:
    """The lines as text, those one below the other that belong together in columns."""
    out: list[str] = []
    at = 0
    while at < len(lines):
        stop = at + 1
        if lines[at].role:
            while stop < len(lines) and lines[stop].role and lines[stop].indent == lines[at].indent:
                stop += 1
            out += _columns(lines[at:stop])
        else:
            line = lines[at]
            body = " " * line.indent + "".join(line.pieces) + line.tail if line.pieces else ""
            gap = "  " if body else " " * line.indent
            out.append((body + gap + line.comment if line.comment else body).rstrip())
        at = stop
    return out


def _columns(lines: list[Line]) -> list[str]:
    heads = _heads(lines)
    labels = _column([(head, line) for head, line in zip(heads, lines, strict=True)], '"')
    attributes = _column(list(zip(labels, lines, strict=True)), "@")
    bodies = [" " * line.indent + body + line.tail for body, line in zip(attributes, lines, strict=True)]
    column = max((len(body) for body, line in zip(bodies, lines, strict=True) if line.comment), default=0)
    return [f"{body.ljust(column)}  {line.comment}" if line.comment else body
            for body, line in zip(bodies, lines, strict=True)]  # fmt: skip


def _heads(lines: list[Line]) -> list[str]:
    """Name, unit and value; the first sign, `:` or `=`, stands in one column for lines of one kind."""
    found: list[str] = []
    at = 0
    while at < len(lines):
        key = (lines[at].role, lines[at].marks[:1])
        stop = at + 1
        while stop < len(lines) and (lines[stop].role, lines[stop].marks[:1]) == key:
            stop += 1
        width = max(len(line.pieces[0]) for line in lines[at:stop])
        for line in lines[at:stop]:
            parts = [part for part, mark in zip(line.pieces, ("", *line.marks), strict=True) if mark in ("", ":", "=")]
            padded = parts[0].ljust(width) if line.marks[:1] in ((":",), ("=",)) else parts[0]
            found.append(" ".join([padded, *parts[1:]]))
        at = stop
    return found


def _column(lines: list[tuple[str, Line]], mark: str) -> list[str]:
    """Every line with its part of one mark, the parts in a column."""
    widths = [len(body) for body, line in lines if mark in line.marks and len(body) <= _WIDEST + 60 * (mark == "@")]
    column = max(widths, default=0) + _GAP
    found: list[str] = []
    for body, line in lines:
        if mark not in line.marks:
            found.append(body)
            continue
        part = line.pieces[line.marks.index(mark) + 1]
        found.append(f"{body.ljust(column)}{part}" if len(body) + _GAP <= column else f"{body}{' ' * _GAP}{part}")
    return found
