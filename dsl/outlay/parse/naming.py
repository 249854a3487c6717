"""What is said of names that are not one word, and of units written beside a name."""

from __future__ import annotations

import re

from outlay.diagnostics.codes import syntax as codes
from outlay.foreign import Mistake, Place

_NAME = r"[^\W\d]\w*"
_ROLE = r"(?:(?:input|output)[ \t]+)?+"
_PIECES = re.compile(
    rf"{_ROLE}({_NAME}(?:[ \t]*[-/&?'%](?:[ \t]*\w+)?|[ \t]+\w+)+?)[ \t]*(?=:(?![:\s]*\{{)|=(?!=)(?!\s*\{{))"
)
_MEMBER = re.compile(rf"{_ROLE}({_NAME}(?:\.{_NAME})+)[ \t]*(?=:(?!:)|=(?!=))")
_BESIDE = re.compile(rf"{_ROLE}{_NAME}([ \t]*[(\[][ \t]*([\w$€£%][\w $€£/^.%]*)[)\]])[ \t]*(?==(?!=))")
_FORMULA = re.compile(rf"({_NAME}\(([\w ,:/]*)\))[ \t]*=(?!=)[ \t]*([^\n]+)")
_LABEL_FIRST = re.compile(
    rf"{_ROLE}(?:(\"[^\"\n]*\")[ \t]*({_NAME})|({_NAME})[ \t]*(\"[^\"\n]*\"))[ \t]*=(?!=)[ \t]*([^\"@#\n]*[^\"@#\s])"
)
_BRACKETED = re.compile(r"[(\[][ \t]*([^\W\d][\w /^]*)[)\]]")
_NUMBER = re.compile(r"(?<![\w.])[0-9][\w.]*[ \t]*\Z")
_DEFINES = frozenset(("definition", "input", "output", "record"))
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_LONGEST = 80


def naming(place: Place) -> Mistake | None:
    """`gross margin = 3`, `gross-margin = 3`, `price (USD) = 3`, `writer.tokens = 3`, `3 [user]`."""
    if place.terminal in ("LPAR", "LSQB") and (found := _behind_number(place)) is not None:
        return found
    if place.keyword not in _DEFINES or place.cut or place.start > _LONGEST:
        return None
    text = place.text
    formula = _FORMULA.match(text, 0, 10 * _LONGEST)
    if formula is not None and place.start <= formula.end(1) and _uses(formula[3], formula[2]):
        return Mistake(codes.OTHER_FORM, formula.span(1), "A function is written `function name(parameters) = value`.",
                       f"function {formula[1]}")  # fmt: skip
    labelled = _LABEL_FIRST.match(text, 0, 10 * _LONGEST)
    if labelled is not None and place.start <= labelled.end():
        name, label = (labelled[2], labelled[1]) if labelled[1] else (labelled[3], labelled[4])
        begin = labelled.start(1) if labelled[1] else labelled.start(3)
        return Mistake(codes.OUT_OF_PLACE, (begin, labelled.end(5)), "The label stands behind the value.",
                       f"{name} = {labelled[5]} {label}")  # fmt: skip
    beside = _BESIDE.match(text, 0, 2 * _LONGEST)
    if beside is not None and beside.start(1) <= place.start < beside.end():
        if "%" in beside[2]:
            return Mistake(codes.UNEXPECTED, beside.span(1), "`%` belongs to a number, as in `growth = 4%`.")
        unit = "".join(_SIGNS.get(sign, sign) for sign in beside[2].strip())
        return Mistake(codes.UNEXPECTED, beside.span(1), f"The unit of a name follows a `:`, as in `price : {unit}`.",
                       f" : {unit}")  # fmt: skip
    member = _MEMBER.match(text, 0, 2 * _LONGEST)
    if member is not None and member.start(1) < place.start < member.end():
        record = member[1].rsplit(".", 1)[0]
        return Mistake(codes.BAD_NAME, member.span(1), f"`{member[1]}` is a member: it is defined inside the `{{ }}` "
                       f"of `{record}`, and changed in a scenario.")  # fmt: skip
    pieces = _PIECES.match(text, 0, 2 * _LONGEST)
    if pieces is not None and pieces.start(1) < place.start <= pieces.end():
        whole = re.sub(r"\W+", "_", pieces[1]).strip("_")
        return Mistake(codes.BAD_NAME, pieces.span(1), f"A name is one word of letters, digits and `_`: `{whole}`.",
                       whole)  # fmt: skip
    return None


def _uses(body: str, parameters: str) -> bool:
    """Whether a formula uses one of the parameters between the brackets before it."""
    names = [re.match(rf"[ \t]*({_NAME})", part) for part in parameters.split(",")]
    return any(name is not None and re.search(rf"(?<![\w.]){name[1]}(?!\w)", body) is not None for name in names)


def _behind_number(place: Place) -> Mistake | None:
    number = _NUMBER.search(place.text, 0, place.start)
    found = _BRACKETED.match(place.text, place.start)
    if number is None or found is None:
        return None
    blank = "" if number[0][-1].isspace() else " "
    return Mistake(codes.UNEXPECTED, found.span(), "A unit stands right behind its number, without brackets.",
                   f"{blank}{found[1].strip()}")  # fmt: skip
