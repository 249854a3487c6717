"""Names a spreadsheet accepts for the paths of a model."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"^(?:[a-z]{1,3}\d+|r\d*c?\d*|c\d*|true|false)$", re.IGNORECASE)
_LONGEST = 200


def workbook_name(path: str, taken: set[str]) -> str:
    """A name for a path, unlike any in `taken` (in lower case), to which it is added."""
    name = re.sub(r"[^\w.]", "_", path)[:_LONGEST]
    if not name or not (name[0].isalpha() or name[0] == "_"):
        name = f"_{name}"
    if _REFERENCE.match(name):
        name = f"{name}_"
    chosen, number = name, 1
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{name}_{number}"
    taken.add(chosen.casefold())
    return chosen
