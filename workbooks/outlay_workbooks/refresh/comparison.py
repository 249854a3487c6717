"""Who wins each cell: the reader on inputs, the model on everything else. What conflicts is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from outlay_workbooks.package.contents import NOTHING, Content, Contents, heading_of, said

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(slots=True)
class Decisions:
    """What is to be written where, and what a person should know."""

    changes: dict[str, Contents] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)  # the reader's inputs
    conflicts: list[str] = field(default_factory=list)

    def write(self, sheet: str, reference: str, content: Content) -> None:
        self.changes.setdefault(sheet, {})[reference] = content


def decide(edited: Mapping[str, Contents], fresh: Mapping[str, Contents], same_model: bool) -> Decisions:
    """Cell by cell, for a workbook whose rows stand where the model would put them."""
    found = Decisions()
    for sheet, wanted in fresh.items():
        if sheet == "Log":
            continue
        held = edited.get(sheet, {})
        if sheet == "Inputs":
            _inputs(found, held, wanted)
        elif sheet == "Scenarios":
            _scenarios(found, held, wanted, same_model)
        else:
            names = _names(wanted)
            for reference, content in wanted.items():
                now = held.get(reference, NOTHING)
                _locked(found, sheet, reference, now, content, same_model, names.get(_split(reference)[1], ""))
    return found


def _names(contents: Contents) -> dict[int, str]:
    """The name of the number in each row that has one."""
    heading, columns = heading_of(contents, ("name", "unit"))
    places = ((_split(reference), content) for reference, content in contents.items() if heading)
    return {row: _text(content) for (column, row), content in places if row > heading and column == columns["name"]}


def _locked(
    found: Decisions, sheet: str, reference: str, held: Content, wanted: Content, same_model: bool, name: str = ""
) -> None:
    if held.same(wanted):
        return
    found.write(sheet, reference, wanted)
    typed_over = wanted.formula is not None and held.formula is None and held.value is not None
    if typed_over or (same_model and held is not NOTHING):
        of = f", {name}," if name else ""
        found.conflicts.append(f"{sheet}!{reference}{of} held {said(held)}; it is the model's again: {said(wanted)}")


def _inputs(found: Decisions, held: Contents, wanted: Contents) -> None:
    heading, columns = heading_of(wanted, ("value", "name", "as built"))
    for reference, content in wanted.items():
        column, row = _split(reference)
        now = held.get(reference, NOTHING)
        if column != columns.get("value") or row <= heading:
            if not now.same(content):
                found.write("Inputs", reference, content)
            continue
        path = _text(wanted.get(f"{columns['name']}{row}"))
        if not path:
            continue
        built = held.get(f"{columns['as built']}{row}", NOTHING)
        if now.same(built):
            if not now.same(content):
                found.write("Inputs", reference, content)
            continue
        found.kept.append(f"{path} = {said(now)} (built with {said(built)})")
        if not built.same(content):
            found.conflicts.append(
                f"{path}: you have {said(now)}, the model now has {said(content)} instead of {said(built)}; "
                "yours is kept"
            )


def _scenarios(found: Decisions, held: Contents, wanted: Contents, same_model: bool) -> None:
    heading, columns = heading_of(wanted, ("name", "in force", "base"))
    offered = {each.value for reference, each in wanted.items() if _split(reference)[1] == heading}
    for reference, content in wanted.items():
        column, row = _split(reference)
        now = held.get(reference, NOTHING)
        if now.same(content):
            continue
        selector = content.formula is None and row < heading and column == columns.get("in force")
        if selector and now.value not in offered:
            found.write("Scenarios", reference, content)
            found.conflicts.append(
                f"Scenarios!{reference}: you chose {said(now)}; the model has no such scenario any more, "
                f"{said(content)} is in force"
            )
            continue
        base = wanted.get(f"{columns.get('base', '')}{row}", NOTHING)  # a number there was found, not put in place
        typed = row > heading and content.formula is None and base.formula is not None
        typed = typed and _beyond(column, columns.get("base", "ZZZ"))
        if selector or (typed and now.formula is None and isinstance(now.value, type(content.value))):
            path = _text(wanted.get(f"{columns.get('name', '')}{row}")) or "the scenario in force"
            found.kept.append(f"{path} = {said(now)} (Scenarios!{reference}; the model has {said(content)})")
            if not selector and not same_model:
                found.conflicts.append(
                    f"Scenarios!{reference}, {path}: you have {said(now)}, the model {said(content)}; yours is kept"
                )
        else:
            _locked(found, "Scenarios", reference, now, content, same_model)


def _split(reference: str) -> tuple[str, int]:
    match = _ADDRESS.fullmatch(reference)
    return (match[1], int(match[2])) if match is not None else ("", 0)


def _beyond(column: str, base: str) -> bool:
    return (len(column), column) > (len(base), base)


def _text(content: Content | None) -> str:
    return content.value if content is not None and isinstance(content.value, str) else ""
