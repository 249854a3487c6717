"""What somebody put into a built workbook, so that the model can be worked out with it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from outlay_workbooks.package.contents import NOTHING, Contents, heading_of
from outlay_workbooks.package.values import Stored

_FIRST_DAY = datetime.date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Edits:
    """What somebody put into a workbook: values as their cells hold them, dates as texts of ISO 8601."""

    scenario: str = ""  # the one in force, "" for the base
    inputs: Mapping[str, Stored] = field(default_factory=dict)  # by path
    replaced: Mapping[tuple[str, str], Stored] = field(default_factory=dict)  # by scenario and path


def edits_of(contents: Mapping[str, Contents]) -> Edits:
    """The inputs that are not as they were built, the scenario in force, and everything typed into scenarios."""
    inputs = contents.get("Inputs", {})
    heading, columns = heading_of(inputs, ("name", "value", "unit", "as built"))
    units: dict[str, object] = {}
    found: dict[str, Stored] = {}
    for path, row in _rows(inputs, heading, columns):
        held, built = (inputs.get(f"{columns[word]}{row}", NOTHING) for word in ("value", "as built"))
        units[path] = inputs.get(f"{columns['unit']}{row}", NOTHING).value
        if held.value is not None and held.formula is None and not held.same(built):
            found[path] = _given(held.value, units[path])
    scenario, replaced = _scenarios(contents.get("Scenarios", {}), units)
    return Edits(scenario, found, replaced)


def _scenarios(contents: Contents, units: Mapping[str, object]) -> tuple[str, dict[tuple[str, str], Stored]]:
    heading, columns = heading_of(contents, ("name", "unit", "in force", "base"))
    if not columns:
        return "", {}
    named = {
        column: str(contents[f"{column}{heading}"].value).strip()
        for column in columns.values()
        if (len(column), column) > (len(columns["base"]), columns["base"])
    }
    chosen = next(
        (str(content.value) for row in range(1, heading)
         if (content := contents.get(f"{columns['in force']}{row}", NOTHING)).formula is None and content.value), "",
    )  # fmt: skip
    replaced: dict[tuple[str, str], Stored] = {}
    for path, row in _rows(contents, heading, columns):
        for column, name in named.items():
            held = contents.get(f"{column}{row}", NOTHING)
            if held.formula is None and held.value is not None and path in units:
                replaced[name, path] = _given(held.value, units[path])
    return (chosen if chosen in named.values() else ""), replaced


def _rows(contents: Contents, heading: int, columns: Mapping[str, str]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for reference, content in contents.items():
        column = reference.rstrip("0123456789")
        row = int(reference[len(column) :])
        if columns and column == columns["name"] and row > heading and isinstance(content.value, str):
            found.append((content.value, row))
    return found


def _given(value: Stored, unit: object) -> Stored:
    """A cell's value as the engine takes it."""
    if unit == "date" and isinstance(value, float) and 1 <= value < 2_958_466:
        return (_FIRST_DAY + datetime.timedelta(days=int(value))).isoformat()
    return value
