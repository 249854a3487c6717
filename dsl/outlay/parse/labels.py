"""What is said of labels and attributes that stand in the wrong place or form."""

from __future__ import annotations

import re

from outlay.diagnostics.codes import syntax as codes
from outlay.foreign import Mistake, Place

_ATTRIBUTES = ("source", "owner", "note", "status", "range", "target", "format", "rollup", "each_period")
_BEFORE_LABEL = re.compile(r"((?:@\w+(?:[ \t]*\([^()\n]*\))?\s*)+)\Z")
_WITHOUT_BRACKETS = re.compile(r"@(\w+)[ \t]*\Z")
_LINE_END = re.compile(r",[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_ARGUMENTS = re.compile(r"[ \t]*\(")


def labels(place: Place) -> Mistake | None:
    """`3, "Label"`, `@owner("x") "Label"`, `@owner "x"`, `3 source("x")`, and texts that belong to nothing."""
    return _quotes_inside(place) or _comma(place) or _attribute(place) or _text(place)


def _quotes_inside(place: Place) -> Mistake | None:
    """`"a "quoted" word"`: what stands between the first and the last quote of the line is one text."""
    text = place.text
    if text[place.start - 1 : place.start] != '"' or place.terminal not in ("NAME", "QUANTITY"):
        return None
    line = text.rfind("\n", 0, place.start) + 1
    begin = text.find('"', line, place.start)
    end = text.find("\n", place.start)
    last = text.rfind('"', place.start, len(text) if end < 0 else end)
    if last < 0 or text.count('"', begin, last + 1) % 2:
        return None
    inner = text[begin + 1 : last].replace('"', '\\"')
    return Mistake(codes.UNEXPECTED, (begin, last + 1), 'Inside a text a `"` is written `\\"`.', f'"{inner}"')


def _comma(place: Place) -> Mistake | None:
    behind = place.text[place.end :].lstrip(" \t")[:1]
    if _LINE_END.match(place.text, place.start) is not None and not re.search(r"[({\[]", place.text[: place.start]):
        said = "A statement ends with its line, not with `,`."
        return Mistake(codes.OTHER_FORM, (place.start, place.end), said, "")
    if place.terminal != "COMMA" or behind not in ('"', "@") or not {"STRING", "LABEL", "AT"} & place.accepts:
        return None
    what = "a label" if behind == '"' else "an attribute"
    return Mistake(codes.UNEXPECTED, (place.start, place.end), f"No comma stands before {what}.", "")


def _attribute(place: Place) -> Mistake | None:
    word = place.written
    open_to = place.terminal == "NAME" and "AT" in place.accepts
    if open_to and word in _ATTRIBUTES and _ARGUMENTS.match(place.text, place.end) is not None:
        return Mistake(codes.UNEXPECTED, (place.start, place.end), "An attribute begins with `@`.", f"@{word}")
    if place.terminal == "AT" and not place.text[: place.start].strip():
        return Mistake(codes.UNEXPECTED, (place.start, place.end), "An attribute stands behind the value it is about: "
                       '`price = $10 @owner("sales")`.')  # fmt: skip
    return None


def _text(place: Place) -> Mistake | None:
    if place.terminal != "STRING" or place.wants_value:
        return None
    text, span = place.text, (place.start, place.end)
    if "\n" in text[: place.start] and place.keyword in ("use", "timeline", "calendar", "as_of", "section", "title"):
        return Mistake(codes.TITLE_NOT_FIRST, span, "A text on a line of its own belongs to the statement above it. "
                       "The title of a file is its first statement.")  # fmt: skip
    if "AT" not in place.accepts:
        return None
    bare = _WITHOUT_BRACKETS.search(text, 0, place.start)
    if bare is not None and bare[1] in _ATTRIBUTES:
        fix = f"@{bare[1]}({place.written})"
        return Mistake(codes.UNEXPECTED, (bare.start(), place.end), f"What an attribute holds stands in brackets: "
                       f"`{fix}`.", fix)  # fmt: skip
    before = _BEFORE_LABEL.search(text, 0, place.start)
    if before is not None:
        return Mistake(codes.OUT_OF_PLACE, (before.start(), place.end), "The label stands before the attributes.",
                       f"{place.written} {before[1].rstrip()}")  # fmt: skip
    if text[: place.start].rstrip().endswith('"'):
        return Mistake(codes.TWO_LABELS, span, "There is one label; what else is to be said goes into a `@note`.",
                       f"@note({place.written})")  # fmt: skip
    return None
