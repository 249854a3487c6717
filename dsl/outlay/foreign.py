"""Forms people bring from spreadsheets, programming languages and documents, and what they are here.

Each recogniser looks at the place where reading stopped and answers with a `Mistake`, or None when it is not the one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from outlay.diagnostics import Code
from outlay.diagnostics.codes import syntax as codes
from outlay.syntax import Span

LOOSE_WORDS = frozenset(("and", "or", "not", "if", "then", "else", "to", "of", "per", "in", "where", "within", "at"))


@dataclass(frozen=True, slots=True)
class Mistake:
    """One explained mistake. Where there is a `fix`, reading goes on as if it had been pasted."""

    code: Code
    span: Span
    message: str
    fix: str | None = None


@dataclass(frozen=True, slots=True)
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


Recogniser = Callable[[Place], "Mistake | None"]

_SIGNS = {
    "×": "*", "✕": "*", "✖": "*", "·": "*", "∙": "*", "⋅": "*", "•": "*", "÷": "/", "∕": "/", "⁄": "/",
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~=", "…": "..", "‥": "..",
    "²": "^2", "³": "^3", "⁻": "^-", "＝": "=", "＋": "+", "（": "(", "）": ")", "，": ",", "：": ":", "％": "%",
    "∧": "and", "∨": "or", "¬": "not ", "→": "to",
}  # fmt: skip
_CURLY = "“”„‟«»"
_CURLY_TEXT = re.compile(r"[“„«‟][^”“»\"\n]*[”“»\"]|\"[^\"\n”“]*[”“]|[“„«‟][^\"\n]*")
_SINGLE_TEXT = re.compile(r"'([^'\n\"]*)'|‘([^’\n\"]*)’|`([^`\n\"]*)`|’([^’\n\"]*)’")


def typographic(place: Place) -> Mistake | None:
    """`×`, `–`, curly quotes, hidden characters, digits of other scripts."""
    text, at = place.text, place.start
    if at >= len(text):
        return None
    sign = text[at]
    if place.terminal == "STRING" and "”" in place.written:
        return None
    if sign in _CURLY:
        found = _CURLY_TEXT.match(text, at)
        shown = found[0] if found is not None else sign
        return Mistake(codes.TYPOGRAPHIC_SIGN, (at, at + len(shown)), "Texts stand in straight quotes.",
                       '"' + shown.strip(_CURLY + '"') + '"')  # fmt: skip
    if sign in _SIGNS:
        return Mistake(codes.TYPOGRAPHIC_SIGN, (at, at + 1), f"`{sign}` is written `{_SIGNS[sign].strip()}` here.",
                       _SIGNS[sign])  # fmt: skip
    if sign in "'‘’`":
        found = _SINGLE_TEXT.match(text, at)
        if found is not None:
            inner = next(part for part in found.groups() if part is not None)
            return Mistake(codes.SINGLE_QUOTES, found.span(), "Texts stand in double quotes.", f'"{inner}"')
        return Mistake(codes.SINGLE_QUOTES, (at, at + 1), f"`{sign}` has no meaning outside a text.")
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
    (re.compile(r"<>|=/=|/=|!==|~=(?!=)"), "!=", "`Not equal` is written `!=`."),
    (re.compile(r"===|=="), "==", "Equality is written `==`."),
    (re.compile(r"=<"), "<=", "`At most` is written `<=`."),
    (re.compile(r"=>"), ">=", "`At least` is written `>=`."),
    (re.compile(r"&&?"), "and", "Conditions are joined by `and`."),
    (re.compile(r"\|\|?"), "or", "Conditions are joined by `or`."),
    (re.compile(r":="), "=", "A name is defined by `=`."),
    (re.compile(r"\.\.\.|\.\.="), "..", "A range is written with two points, and both its ends belong to it."),
    (re.compile(r"!(?!=)\s*"), "not ", "A condition is turned round by `not`."),
)
_ARROW = re.compile(r"->")
_CHANGED = re.compile(r"(?:\+\+|--|[-+*/]=)")


def operator(place: Place) -> Mistake | None:
    """`**`, `<>`, `&&`, `!`, `:=` and their like, wherever in them reading stopped."""
    text = place.text
    for start in (place.start - 1, place.start):
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
        if (found := _CHANGED.match(text, start)) and found.end() > place.start and place.terminal in ("EQUAL", None):
            return Mistake(codes.OTHER_OPERATOR, found.span(),
                           "A value never changes, so nothing is added to it later: define a new name.")  # fmt: skip
        if (found := _ARROW.match(text, start)) and found.end() > place.start and place.terminal == "COMPARE":
            return Mistake(codes.OTHER_OPERATOR, found.span(), "The unit of a result follows `:`.",
                           ":" if "COLON" in place.accepts else None)  # fmt: skip
    word = place.written
    if place.terminal == "NAME" and word not in LOOSE_WORDS and word.lower() in LOOSE_WORDS:
        return Mistake(codes.OTHER_OPERATOR, (place.start, place.end), f"`{word}` is written `{word.lower()}` here.",
                       word.lower())  # fmt: skip
    if place.terminal == "NAME" and word in ("elif", "elseif", "elsif"):
        return Mistake(codes.OTHER_FORM, (place.start, place.end), "Another condition follows `else if`.", "else if")
    if place.terminal == "PLUS" and place.wants_value:
        return Mistake(codes.OTHER_OPERATOR, (place.start, place.end), "A number needs no `+` before it.", "")
    return None


_COMMENT = re.compile(r"//|/\*|\*/|<!--")


def comment(place: Place) -> Mistake | None:
    """`//`, `/* */`, and `--` behind a statement."""
    for start in (place.start - 1, place.start):
        found = _COMMENT.match(place.text, max(start, 0))
        if found is not None and found.end() > place.start:
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


_DEF = re.compile(
    r"(?:async\s+)?(?:def|fn|func|fun)\s+(\w+)\s*\(([^()]*)\)\s*(?:->\s*[\w\[\]. ]+)?"
    r"\s*[:{=]\s*(?:return\b)?\s*([^{};]+?)\s*;?\s*\}?\s*\Z"
)
_LAMBDA = re.compile(r"(\w+)\s*=\s*(?:lambda\s+([\w, ]*):|\(([\w, ]*)\)\s*=>)\s*(.+)\Z", re.DOTALL)
_LET = re.compile(
    r"(?:let|var|const|set|dim|val|static|final|public|private|float|double|int|def|define)\s+"
    r"(?=\w+\s*(?::[^=]*)?=)"
)
_IMPORT = re.compile(r"(?:import|include|require|using)\s+(?=[\w\"])")
_FROM = re.compile(r"from\s+([\w.]+)\s+import\s+(\w+)\s*\Z")
_RETURN = re.compile(r"return\b\s*")
_TERNARY = re.compile(r"([^?:;{}]+?)\s*\?\s*([^?:]+?)\s*:\s*([^?:\"@#]+?)\s*(?=\"|@|#|\Z)")
_ASSERT = re.compile(r"assert\s+(.+)\Z", re.DOTALL)


def statement(place: Place) -> Mistake | None:
    """`def f(x): return …`, `let x = …`, `import …`, `x = lambda …`, `return …`."""
    text = place.text
    if not place.cut and (mistake := _whole_form(text)) is not None:
        return mistake
    before = text[: place.start].rstrip(" \t")
    if before.endswith("return") and (found := _RETURN.match(text, len(before) - 6)) is not None:
        return Mistake(codes.OTHER_FORM, found.span(), "The result of a function is the last line of its body, with "
                       "no word before it.", "")  # fmt: skip
    if text[place.start : place.start + 1] == "?":
        return _ternary(place)
    if place.terminal == "SEMICOLON":
        if not text[place.end :].strip() or "\n" in text[place.end : place.end + 1]:
            return Mistake(codes.OTHER_FORM, (place.start, place.end), "A statement ends with its line, not with `;`.",
                           "")  # fmt: skip
        return Mistake(codes.SEMICOLON_ARGUMENT, (place.start, place.end),
                       "Arguments and items are separated by `,`, statements by lines.", ",")  # fmt: skip
    return None


def _whole_form(text: str) -> Mistake | None:
    if (found := _DEF.match(text)) is not None:
        parameters = ", ".join(part.split(":")[0].strip() for part in found[2].split(","))
        return Mistake(codes.OTHER_FORM, (0, len(text)), "A function is written `function name(parameters) = value`.",
                       f"function {found[1]}({parameters}) = {found[3]}")  # fmt: skip
    if text.startswith(("def ", "fn ", "func ", "fun ")):
        return Mistake(codes.OTHER_FORM, (0, text.index(" ")), "A function is written "
                       "`function name(parameters) = value`, with `{ … }` behind the `=` for several lines.",
                       "function")  # fmt: skip
    if (found := _LAMBDA.match(text)) is not None:
        parameters = found[2] if found[2] is not None else found[3]
        return Mistake(codes.OTHER_FORM, (0, len(text)), "A function is written `function name(parameters) = value`.",
                       f"function {found[1]}({parameters.strip()}) = {found[4].strip()}")  # fmt: skip
    if (found := _LET.match(text)) is not None:
        return Mistake(codes.OTHER_FORM, found.span(), "A name is defined by `name = value`, with no word before it "
                       "but `input` or `output`.", "")  # fmt: skip
    if (found := _FROM.match(text)) is not None:
        return Mistake(codes.OTHER_FORM, (0, len(text)), "Another file is brought in by `use`.",
                       f"use {found[1]}.{found[2]}")  # fmt: skip
    if (found := _IMPORT.match(text)) is not None:
        return Mistake(codes.OTHER_FORM, found.span(), "Another file is brought in by `use`.", "use ")
    if (found := _ASSERT.match(text)) is not None:
        return Mistake(codes.OTHER_FORM, (0, len(text)), "What must hold is written `check \"text\": condition`.",
                       f'check "{found[1].strip()}": {found[1].strip()}' if '"' not in found[1] else None)  # fmt: skip
    return None


def _ternary(place: Place) -> Mistake | None:
    # the condition begins behind a `=` that is not part of a comparison
    signs = list(re.finditer(r"(?<![=!<>~])=(?!=)|[({,;\n]", place.text[: place.start]))
    begin = signs[-1].end() if signs else 0
    begin += len(place.text[begin:]) - len(place.text[begin:].lstrip())
    found = _TERNARY.match(place.text, begin)
    if found is None or found.end(1) > place.start:
        return Mistake(codes.OTHER_FORM, (place.start, place.end), "A choice is written `if … then … else …`.")
    return Mistake(codes.OTHER_FORM, found.span(), "A choice is written `if … then … else …`.",
                   f"if {found[1].strip()} then {found[2]} else {found[3].strip()}")  # fmt: skip


def call_if(place: Place) -> Mistake | None:
    """`if(a, b, c)` in small letters; in capitals it reads as a call and is refused by `spreadsheet_call`."""
    if place.terminal not in ("COMMA", "SEMICOLON"):
        return None
    before = place.text[: place.start]
    at = max((found.start() for found in re.finditer(r"\bif\s*\(", before)), default=-1)
    if at < 0:
        return None
    inner, stop = parts_of(place.text, place.text.index("(", at))
    if len(inner) != 3 or stop > len(place.text):
        return None
    return Mistake(codes.OTHER_FORM, (at, stop), "A choice is written `if … then … else …`.",
                   f"(if {inner[0]} then {inner[1]} else {inner[2]})")  # fmt: skip


def spreadsheet_call(name: str, text: str, opener: int) -> tuple[str, str] | None:
    """Message and fix for `IF(a, b, c)`, `AND(a, b)`, `OR(a, b)`, `NOT(a)`."""
    upper = name.upper()
    if upper not in ("IF", "AND", "OR", "NOT"):
        return None
    inner, _ = parts_of(text, opener)
    if upper == "IF":
        choice = f"(if {inner[0]} then {inner[1]} else {inner[2]})" if len(inner) == 3 else ""
        return "A choice is written `if … then … else …`.", choice
    if upper == "NOT":
        return "A condition is turned round by `not`.", f"(not {inner[0]})" if len(inner) == 1 else ""
    joined = f" {upper.lower()} ".join(inner)
    return f"Conditions are joined by `{upper.lower()}`.", f"({joined})" if inner and all(inner) else ""


def parts_of(text: str, opener: int) -> tuple[list[str], int]:
    """What the commas or semicolons between an opening bracket and its partner separate, and where it closes."""
    parts: list[str] = []
    depth, quoted, begin = 0, False, opener + 1
    for at in range(opener, min(len(text), opener + 10_000)):
        sign = text[at]
        if sign == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
            if depth == 0:
                parts.append(text[begin:at].strip())
                return parts, at + 1
        elif sign in ",;" and depth == 1:
            parts.append(text[begin:at].strip())
            begin = at + 1
    return [], len(text) + 1


RECOGNISERS: tuple[Recogniser, ...] = (typographic, comment, cell, statement, call_if, operator)
