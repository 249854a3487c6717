"""Signs people bring from spreadsheets, programming languages and documents, and what they are here.

Each recogniser looks at the place where reading stopped and answers with a `Mistake`, or None when it is not the one.
"""

from __future__ import annotations

import re
import unicodedata

from outlay.diagnostics import Code
from outlay.diagnostics.codes import syntax as codes
from outlay.structs import struct
from outlay.syntax import Span

LOOSE_WORDS = frozenset(("and", "or", "not", "if", "then", "else", "to", "of", "per", "in", "where", "within", "at"))
ELSE_IF = frozenset(("elif", "elseif", "elsif"))  # other languages' words for `else if`


@struct(frozen=True, slots=True)
class Mistake:
    """One explained mistake. Where there is a `fix`, reading goes on as if it had been pasted."""

    code: Code
    span: Span
    message: str
    fix: str | None = None


@struct(frozen=True, slots=True)
class Place:
    """Where reading stopped: the text of one statement, the token at fault, and what could have stood there."""

    text: str
    start: int
    end: int
    terminal: str | None
    accepts: frozenset[str]
    keyword: str
    cut: bool = False  # the text begins in the middle of its statement

    @property
    def written(self) -> str:
        """The token at fault, as written."""
        return self.text[self.start : self.end]

    @property
    def wants_value(self) -> bool:
        """Whether a value could stand here."""
        return "QUANTITY" in self.accepts and "NAME" in self.accepts


_SIGNS = {
    "×": "*", "✕": "*", "✖": "*", "·": "*", "∙": "*", "⋅": "*", "•": "*", "÷": "/", "∕": "/", "⁄": "/",
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~=", "…": "..", "‥": "..",
    "²": "^2", "³": "^3", "⁻": "^-", "＝": "=", "＋": "+", "（": "(", "）": ")", "，": ",", "：": ":", "％": "%",
    "∧": "and", "∨": "or", "¬": "not ", "→": "to",
}  # fmt: skip
_DASHED = re.compile(r"([0-9][0-9_]*(?:\.[0-9]+)?)[kMBT%]?(?P<dash>([–—]))[$€£]?([0-9][0-9_]*(?:\.[0-9]+)?)")
_CURLY = "“”„‟«»"
_CURLY_TEXT = re.compile(r"[“„«‟][^”“»\"\n]*[”“»\"]|\"[^\"\n”“]*[”“]|[“„«‟][^\"\n]*")
_TRIPLE = re.compile(r"\"\"\"([^\"\n]*)\"\"\"")
_SINGLE_TEXT = re.compile(r"'([^'\n\"]*)'|‘([^’\n\"]*)’|`([^`\n\"]*)`|’([^’\n\"]*)’")


def typographic(place: Place) -> Mistake | None:
    """`×`, `–`, curly quotes, hidden characters, digits of other scripts."""
    text, at = place.text, place.start
    if at >= len(text):
        return None
    sign = text[at]
    if place.terminal == "STRING" and "”" in place.written:
        return None
    if place.terminal == "STRING" and (found := _TRIPLE.match(text, max(0, at - 2))) is not None:
        return Mistake(codes.SINGLE_QUOTES, found.span(), 'A text stands between one `"` and the next.',
                       f'"{found[1]}"')  # fmt: skip
    if sign in _CURLY:
        found = _CURLY_TEXT.match(text, at)
        shown = found[0] if found is not None else sign
        return Mistake(codes.TYPOGRAPHIC_SIGN, (at, at + len(shown)), "Texts stand in straight quotes.",
                       '"' + shown.strip(_CURLY + '"') + '"')  # fmt: skip
    if sign in "–—" and (dash := _DASHED.search(text, max(0, at - 30))) is not None and dash.start(3) == at:
        low, high = (float(dash[part].replace("_", "")) for part in (1, 4))
        if low < high:
            return Mistake(codes.TYPOGRAPHIC_SIGN, dash.span("dash"), f"`{sign}` between two numbers is written `to`.",
                           " to ")  # fmt: skip
    if sign in _SIGNS:
        return Mistake(codes.TYPOGRAPHIC_SIGN, (at, at + 1), f"`{sign}` is written `{_SIGNS[sign].strip()}` here.",
                       _SIGNS[sign])  # fmt: skip
    if sign == "\\" and not text[at + 1 :].split("\n", 1)[0].strip():
        return Mistake(codes.OTHER_FORM, (at, at + 1), "A line goes on behind an operator, or where the next begins "
                       "with one, without a `\\`.", "")  # fmt: skip
    if sign in "'‘’`":
        if text[at - 1 : at].isdigit() and text[at + 1 : at + 4].isdigit():
            return None  # digits grouped as in `1'000`
        found = _SINGLE_TEXT.match(text, at)
        if found is not None:
            inner = next(part for part in found.groups() if part is not None)
            return Mistake(codes.SINGLE_QUOTES, found.span(), "Texts stand in double quotes.", f'"{inner}"')
        return Mistake(codes.SINGLE_QUOTES, (at, at + 1), f"`{sign}` has no meaning outside a text.")
    if place.terminal is None and sign in "~±" and text[at + 1 : at + 2].strip():
        return Mistake(codes.UNKNOWN_CHARACTER, (at, at + 1), "What is not known for sure is written as an interval, "
                       "such as `400 to 600 user`, or by its likeliest figure alone.")  # fmt: skip
    if place.terminal is None and sign.isdigit() and not sign.isascii():
        plain = str(unicodedata.digit(sign, 0))
        return Mistake(codes.TYPOGRAPHIC_SIGN, (at, at + 1), f"This digit is written `{plain}` here.", plain)
    if place.terminal is None and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"):
        blank = unicodedata.category(sign).startswith("Z")
        return Mistake(codes.HIDDEN_CHARACTER, (at, at + 1), f"The hidden character U+{ord(sign):04X} stands here; "
                       f"it can be {'a plain blank' if blank else 'removed'}.", " " if blank else "")  # fmt: skip
    return None


_OPERATORS = (
    (re.compile(r"\*\*"), "^", "A power is written with `^`."),
    (re.compile(r"<>|=/=|/=|!=="), "!=", "`Not equal` is written `!=`."),
    (re.compile(r"~="), "==", "`~=` stands in an `expect` of a test; a check's `==` leaves out what rounding does."),
    (re.compile(r"===|=="), "==", "Equality is written `==`."),
    (re.compile(r"=<"), "<=", "`At most` is written `<=`."),
    (re.compile(r"=>"), ">=", "`At least` is written `>=`."),
    (re.compile(r"&&?(?!\s*\")"), "and", "Conditions are joined by `and`."),
    (re.compile(r"\|\|?"), "or", "Conditions are joined by `or`."),
    (re.compile(r":="), "=", "A name is defined by `=`."),
    (re.compile(r"\.\.\.|\.\.="), "..", "A range is written with two points, and both its ends belong to it."),
    (re.compile(r"!(?!=)\s*"), "not ", "A condition is turned round by `not`."),
)
_ARROWED = ("COMPARE", "MINUS")
_ARROW = re.compile(r"->")
_CHANGED = re.compile(r"(?:\+\+|--|([-+*/])=)")
_BEFORE_CHANGE = ("EQUAL", "PLUS", "MINUS", "STAR", "SLASH", None)
_OVERRIDDEN = re.compile(r"(?<![\w.])([^\W\d]\w*(?:\.[^\W\d]\w*)*)[ \t]*\Z")


def _changed(place: Place, found: re.Match[str]) -> Mistake:
    """`x += 1`: in a scenario what is changed stands on the right too, elsewhere nothing changes."""
    path = _OVERRIDDEN.search(place.text, 0, found.start())
    if place.keyword in ("scenario", "test") and path is not None and found[1] is not None:
        meant = f"= {path[1]} {found[1]}"
        return Mistake(codes.OTHER_OPERATOR, found.span(), f"What `{path[1]}` is without this scenario stands on the "
                       f"right as well: `{path[1]} {meant} …`.", meant)  # fmt: skip
    return Mistake(codes.OTHER_OPERATOR, found.span(),
                   "A value never changes, so nothing is added to it later: define a new name.")  # fmt: skip


def operator(place: Place) -> Mistake | None:
    """`**`, `<>`, `&&`, `!`, `:=` and their like, wherever in them reading stopped."""
    text = place.text
    for start in (place.start - 2, place.start - 1, place.start):
        if start < 0:
            continue
        for pattern, meant, message in _OPERATORS:
            found = pattern.match(text, start)
            if found is None or found.end() <= place.start or found[0] == meant:
                continue
            if found[0] == "~=" and place.keyword == "test":
                return Mistake(codes.OTHER_OPERATOR, found.span(), "`~=` stands between the sides of an `expect`.")
            fix = meant
            if meant.isalpha():
                before = "" if text[start - 1 : start].isspace() else " "
                behind = "" if text[found.end() : found.end() + 1].isspace() else " "
                fix = f"{before}{meant}{behind}"
            return Mistake(codes.OTHER_OPERATOR, found.span(), message, fix)
        if (found := _CHANGED.match(text, start)) and found.end() > place.start and place.terminal in _BEFORE_CHANGE:
            return _changed(place, found)
        if (found := _ARROW.match(text, start)) and found.end() > place.start and place.terminal in _ARROWED:
            return Mistake(codes.OTHER_OPERATOR, found.span(), "The unit of a result follows `:`.",
                           ":" if "COLON" in place.accepts else None)  # fmt: skip
    if text[place.start : place.start + 1] == "&":
        return Mistake(codes.OTHER_OPERATOR, (place.start, place.end), "Texts are not joined: labels are written out.")
    word = place.written
    if place.terminal == "NAME" and word not in LOOSE_WORDS and word.lower() in LOOSE_WORDS:
        return Mistake(codes.OTHER_OPERATOR, (place.start, place.end), f"`{word}` is written `{word.lower()}` here.",
                       word.lower())  # fmt: skip
    if place.terminal == "NAME" and word in ELSE_IF:
        return Mistake(codes.OTHER_FORM, (place.start, place.end), "Another condition follows `else if`.", "else if")
    if place.terminal == "PLUS" and place.wants_value:
        return Mistake(codes.OTHER_OPERATOR, (place.start, place.end), "A number needs no `+` before it.", "")
    return None


_COMMENT = re.compile(r"//|/\*|\*/|<!--")
_BLOCK = re.compile(r"/\*[ \t]*([^\n]*?)[ \t]*\*/[ \t]*\Z")


def comment(place: Place) -> Mistake | None:
    """`//`, `/* */`, and `--` at a line's beginning."""
    if place.text.startswith("--") and not place.cut:
        return Mistake(codes.OTHER_COMMENT, (0, 2), "A comment begins with `#`.", "#")
    for start in (place.start - 1, place.start):
        found = _COMMENT.match(place.text, max(start, 0))
        if found is not None and found.end() > place.start:
            block = _BLOCK.match(place.text, found.start())
            if block is not None:
                return Mistake(codes.OTHER_COMMENT, block.span(), "A comment begins with `#`.", f"# {block[1]}")
            fix = "#" if found[0] == "//" else None
            return Mistake(codes.OTHER_COMMENT, found.span(), "A comment begins with `#`.", fix)
    return None


_CELL = re.compile(r"=\s*\$?[A-Z]{1,3}\$?[0-9]{1,7}\b|\$[A-Z]{1,3}\$?[0-9]+\b|[A-Za-z_]\w*![$A-Z0-9:]+")
_CELLS = re.compile(r"(?<![\w$])\$?[A-Za-z]{1,3}\$?[0-9]{1,7}:\$?[A-Za-z]{1,3}\$?[0-9]{1,7}\b")
_CELL_MESSAGE = "This looks like a formula of a spreadsheet. Values are met by their names: `cost = seats * price`."


def cell(place: Place) -> Mistake | None:
    """`=A1*2`, `$A$1`, `Sheet1!B2`."""
    text, at = place.text, place.start
    if place.terminal == "EQUAL" and not text[:at].strip():
        return Mistake(codes.CELL_REFERENCE, (at, place.end), _CELL_MESSAGE)
    if place.terminal == "EQUAL" and _CELL.match(text, at):
        return Mistake(codes.CELL_REFERENCE, (at, place.end), _CELL_MESSAGE, "")
    if place.terminal == "COLON" or text[at : at + 1] == "$":
        cells = _CELLS.search(text, max(0, at - 12), at + 24)
        if cells is not None and cells.start() <= at < cells.end():
            return Mistake(codes.CELL_REFERENCE, cells.span(), _CELL_MESSAGE)
    if place.terminal is None and text[at] == "$" and (found := _CELL.match(text, at)):
        return Mistake(codes.CELL_REFERENCE, found.span(), _CELL_MESSAGE)
    if text[at : at + 1] == "!":
        name = re.search(r"\w+\Z", text[:at])
        if name is not None and (found := _CELL.match(text, name.start())):
            return Mistake(codes.CELL_REFERENCE, found.span(), _CELL_MESSAGE)
    return None
