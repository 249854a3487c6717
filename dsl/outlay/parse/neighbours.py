"""What is said where something between two things is missing, or the name before a value."""

from __future__ import annotations

import re

from outlay.diagnostics.codes import syntax as codes
from outlay.foreign import LOOSE_WORDS, Mistake, Place

_BLOCKS = frozenset(("record", "kind", "scenario", "test", "function"))
_BEGINS = re.compile(r"((?:\.[^\W\d]\w*)*)[^\S\n]*(?::[^={};,\n]*)?=(?!=)")
_SECOND_NAME = re.compile(r"([\w%\"\])]+)[^\S\n]+((?!\d)[\w.]+)\s*\Z")
_DEFINED = re.compile(r"(?<![=!<>~])=(?!=)")
_LITERAL = re.compile(r"[$€£]?[0-9][\w.]*%?(?:\s*(?:/|\bper\b)\s*\w+|[^\S\n]+[^\W\d]\w*)*\s*\Z")
_WORDS = re.compile(r"[^\W\d]\w*(?:[ \t,'-]+[^\W\d]\w*)*")
_FORMULA_WORDS = frozenset(("if", "then", "else", "or", "not", "where", "within"))  # labels hold `per`, `of` and `and`


_NAME = re.compile(r"[^\W\d][\w.]*")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_OPENS = frozenset(("QUANTITY", "LPAR", "LSQB", "MINUS", "NOT", "_IF", "BOOLEAN", "DATE"))
_GOES_ON = frozenset(("PLUS", "MINUS", "STAR", "SLASH", "CARET", "OF", "_TO", "_AT", "LPAR", "LSQB", "DOT"))


def nameless(place: Place) -> Mistake | None:
    """A line that is a value and nothing more: `TRAIN_COST(7B, 140B)`, `price * 2`."""
    if place.keyword != "definition" or place.cut or place.text[place.end : place.end + 1] == "=":
        return None
    opening = place.text[: place.start].strip()
    if opening:
        begins = "EQUAL" in place.accepts and place.terminal in _GOES_ON and _NAME.fullmatch(opening) is not None
    else:
        begins = place.terminal in _OPENS
    outside, count = place.text, 1
    while count:
        outside, count = _BRACKETED.subn("", outside)
    if not begins or re.search(r"[:={}]", outside):
        return None
    text = place.text.rstrip()
    shown = text if len(text) <= 40 and "\n" not in text else "…"
    return Mistake(codes.MISSING_EQUALS, (0, len(text)),
                   f"This is a value, and no name is given to it: write `name = {shown}`.")  # fmt: skip


def neighbours(place: Place) -> Mistake | None:
    """`{ a = 3 b = 4 }`, `a = 3 b = 4` and `input price = $3 The price`."""
    return _item(place) or _item_read_as_unit(place) or _label(place)


def _item(place: Place) -> Mistake | None:
    """A name that begins the next item of a block, right behind the value before."""
    if place.terminal != "NAME" or place.keyword not in _BLOCKS or "{" not in place.text[: place.start]:
        return None
    if "EQUAL" in place.accepts or place.wants_value or "NAME" in place.accepts:
        return None
    begins = _BEGINS.match(place.text, place.end)
    return _separated(place.start, place.written + begins[1], inside=True) if begins is not None else None


def _item_read_as_unit(place: Place) -> Mistake | None:
    """The same, where the name was taken for the unit of the number before it, until its `=` came."""
    if place.terminal != "EQUAL" or "COMPARE" not in place.accepts:
        return None
    before = place.text[: place.start]
    inside = "{" in before and place.keyword in _BLOCKS
    item = max(before.rfind(sign) for sign in ("{;,\n" if inside else "\n")) + 1
    defined = _DEFINED.search(before, item)
    second = _SECOND_NAME.search(before, defined.end() if defined is not None else len(before))
    if second is None or second[1] in LOOSE_WORDS or re.search(r"\b(?:if|where)\b", before[item:]):
        return None
    return _separated(second.start(2), second[2], inside=inside)


def _separated(start: int, name: str, *, inside: bool) -> Mistake:
    how = "items stand on lines of their own, or between `;`" if inside else "each statement has a line of its own"
    return Mistake(codes.UNEXPECTED, (start, start + len(name)), f"With `{name}` something new begins: {how}.",
                   f"; {name}" if inside else f"\n{name}")  # fmt: skip


def _label(place: Place) -> Mistake | None:
    """Several words behind a literal, up to the line's end or the first attribute."""
    if place.terminal != "NAME" or "AT" not in place.accepts or place.wants_value:
        return None
    before = place.text[: place.start]
    words = _WORDS.match(place.text, place.start)
    defined = list(_DEFINED.finditer(before))
    if words is None or not defined or len(words[0].split()) < 2 or not _FORMULA_WORDS.isdisjoint(words[0].split()):
        return None
    behind = place.text[words.end() :].lstrip(" \t")
    if behind[:1] not in ("", "\n", "@", "#") or not _LITERAL.fullmatch(before[defined[-1].end() :].lstrip()):
        return None
    return Mistake(codes.UNEXPECTED, words.span(), "A label is a text in quotes.", f'"{words[0]}"')
