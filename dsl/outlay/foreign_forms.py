"""Forms of spreadsheets and programming languages: calls, choices, definitions, and what they are here."""

from __future__ import annotations

import re

from outlay.diagnostics.codes import syntax as codes
from outlay.foreign import Mistake, Place

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
_PYTHON = re.compile(
    r"(?:from\s+(?:math|numpy|pandas|statistics|datetime|scipy)\b[^\n]*"
    r"|import\s+(?:math|numpy|pandas|statistics|datetime|scipy|os|sys|json)\b[^\n]*)\Z"
)
_RETURNED = re.compile(r"return\s+([^\n]+)\Z")
_RETURN = re.compile(r"return\b\s*")
_TERNARY = re.compile(r"([^?:;{}]+?)\s*\?\s*([^?:]+?)\s*:\s*([^?:\"@#]+?)\s*(?=\"|@|#|\Z)")
_ASSERT = re.compile(r"assert\s+(.+)\Z", re.DOTALL)


_OVERRIDES = re.compile(r"(?:[{;,\n]|\bgiven\b)\s*((?:input|output|let|set|var)[ \t]+)\Z")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|\"[^\"\n]*\"|#[^\n]*")
_ELSE_IF = re.compile(r"\b(elif|elseif|elsif)\s+\Z")
_LEADING = re.compile(r"(if|elif|else|for|while|class|switch|try)\b")
_LEADING_SAID = {
    "for": "Nothing is repeated step by step: a series has a figure for each period, and `previous(x, first_value)` "
    "carries one on.",
    "class": "A type of record is written `kind name { member : unit }`.",
    "if": "A choice is a value, and has a name: `name = if … then … else …`.",
}


def statement(place: Place) -> Mistake | None:
    """`def f(x): return …`, `let x = …`, `import …`, `x = lambda …`, `return …`, `a = 3; b = 4`, `1 if a else 2`."""
    text = place.text
    if not place.cut and (mistake := _whole_form(text)) is not None:
        return mistake
    if place.keyword in ("definition", "record") and (found := _RETURNED.match(text)) is not None:
        return Mistake(codes.OTHER_FORM, (0, len(text)), "What a run shows is marked `output`, and has a name.",
                       f"output result = {found[1]}")  # fmt: skip
    before = text[: place.start].rstrip(" \t")
    if before.endswith("return") and (found := _RETURN.match(text, len(before) - 6)) is not None:
        return Mistake(codes.OTHER_FORM, found.span(), "The result of a function is the last line of its body, with "
                       "no word before it.", "")  # fmt: skip
    if place.keyword in ("scenario", "test") and (found := _OVERRIDES.search(text, 0, place.start)) is not None:
        return Mistake(codes.OTHER_FORM, found.span(1), "What is changed here begins with its path alone.", "")
    if place.terminal in ("NAME", "QUANTITY") and (found := _ELSE_IF.search(text, 0, place.start)) is not None:
        return Mistake(codes.OTHER_FORM, found.span(1), "Another condition follows `else if`.", "else if")
    if text[place.start : place.start + 1] == "?":
        if re.fullmatch(r"\?[?\s]*", text[place.start :]):
            return Mistake(codes.MISSING_VALUE, (place.start, len(text.rstrip())), "A value is missing: write what is "
                           "known so far, such as an interval `400 to 600`, with `@status(assumed)`.")  # fmt: skip
        return _ternary(place)
    if place.terminal == "_IF" and not place.wants_value:
        return _choice_behind(place)
    if place.terminal == "SEMICOLON":
        return _semicolon(place)
    return None


def _semicolon(place: Place) -> Mistake | None:
    text = place.text
    if not text[place.end :].strip() or "\n" in text[place.end : place.end + 1]:
        return Mistake(codes.OTHER_FORM, (place.start, place.end), "A statement ends with its line, not with `;`.",
                       "")  # fmt: skip
    opened = _BRACKETED.sub("", text[: place.start])
    if opened.rfind("{") > max(opened.rfind("("), opened.rfind("[")):
        return None  # between items it stands where it should
    if not re.search(r"[(\[{]", opened) and not place.cut:
        blank = len(text[place.end :]) - len(text[place.end :].lstrip(" \t"))
        return Mistake(codes.OTHER_FORM, (place.start, place.end + blank), "Each statement has a line of its own.",
                       "\n")  # fmt: skip
    return Mistake(codes.SEMICOLON_ARGUMENT, (place.start, place.end),
                   "Arguments and items are separated by `,`, statements by lines.", ",")  # fmt: skip


def _choice_behind(place: Place) -> Mistake | None:
    """`1 if a > 2 else 0`."""
    text, at = place.text, place.start
    begin = _begin_of_value(text, at)
    value = text[begin:at].strip()
    stop = end_of_value(text, place.end)
    parts = re.split(r"\belse\b", text[place.end : stop], maxsplit=1)
    stop = begin + len(text[begin:stop].rstrip())
    if len(parts) != 2 or not all(part.strip() for part in (value, *parts)):
        return None
    fix = f"if {parts[0].strip()} then {value} else {parts[1].strip()}"
    return Mistake(codes.OTHER_FORM, (begin, stop), "A choice is written `if … then … else …`.", fix)


def _begin_of_value(text: str, at: int) -> int:
    """Where the value that ends at a place begins: behind the `=`, bracket or comma before it."""
    depth = 0
    for place in range(at - 1, max(-1, at - 2000), -1):
        sign = text[place]
        if sign in ")]}":
            depth += 1
        elif depth and sign in "([{":
            depth -= 1
        elif depth == 0 and (
            sign in "([{,;\n" or (sign == "=" and text[place - 1] not in "=!<>~" and text[place + 1] != "=")
        ):
            return place + 1 + len(text[place + 1 : at]) - len(text[place + 1 : at].lstrip())
    return 0


def end_of_value(text: str, start: int) -> int:
    """Where the value that begins at a place ends: at its line's end, a comma, a label, or a bracket around it."""
    depth = 0
    for at in range(start, min(len(text), start + 2000)):
        sign = text[at]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
            if depth < 0:
                return at
        elif depth == 0 and sign in ',;"@#\n':
            return at
    return len(text)


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
    if (found := _PYTHON.match(text)) is not None:
        return Mistake(codes.OTHER_FORM, (0, len(text)), "Nothing of that kind is brought in: functions such as `sqrt` "
                       "are always there.", "")  # fmt: skip
    if (found := _FROM.match(text)) is not None:
        return Mistake(codes.OTHER_FORM, (0, len(text)), "Another file is brought in by `use`.",
                       f"use {found[1]}.{found[2]}")  # fmt: skip
    if (found := _IMPORT.match(text)) is not None:
        return Mistake(codes.OTHER_FORM, found.span(), "Another file is brought in by `use`.", "use ")
    if (found := _LEADING.match(text)) is not None and not re.match(r"\w+\s*[=.]", text):
        line = text.split("\n", 1)[0].rstrip()
        said = _LEADING_SAID["for" if found[1] == "while" else found[1] if found[1] in _LEADING_SAID else "if"]
        return Mistake(codes.OTHER_FORM, (0, len(line)), said)
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
