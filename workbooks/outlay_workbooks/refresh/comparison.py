"""Who wins each cell: the reader on inputs, the model on everything else. What conflicts is listed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from outlay_workbooks.package.contents import NOTHING, Content, Contents

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_NAMED = ("Inputs", "Scenarios", "Model", "Annual")  # sheets whose rows carry the path of their number


@dataclass(slots=True)
class Decisions:
    """What is to be written where, and what a person should know."""

    changes: dict[str, Contents] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)  # the reader's inputs
    conflicts: list[str] = field(default_factory=list)

    def write(self, sheet: str, reference: str, content: Content) -> None:
        self.changes.setdefault(sheet, {})[reference] = content


def moved(edited: Mapping[str, Contents], fresh: Mapping[str, Contents]) -> list[str]:
    """What stands elsewhere, or is there only once: the reasons why cells cannot simply be patched."""
    found = [f"the sheet {sheet} is not in the edited workbook" for sheet in fresh if sheet not in edited]
    for sheet in _NAMED:
        if sheet not in fresh or sheet not in edited:
            continue
        found += shifted(sheet, edited[sheet], fresh[sheet])
        then, now = _rows(edited[sheet]), _rows(fresh[sheet])
        for path in now:
            if path not in then:
                found.append(f"{sheet}: {path} is new")
            elif then[path] != now[path]:
                found.append(f"{sheet}: {path} moves from row {then[path]} to row {now[path]}")
        found += [f"{sheet}: {path} is gone" for path in then if path not in now]
    return found


def shifted(sheet: str, edited: Contents, fresh: Contents) -> list[str]:
    """Columns whose heading stands elsewhere: somebody put one in, or took one out."""
    _, now = heading_of(fresh, ("name", "unit"))
    _, then = heading_of(edited, ("name", "unit"))
    return [
        f"{sheet}: a column was put in or taken out: {word.title()} stands in {then[word]} instead of {column}"
        for word, column in now.items()
        if word in then and then[word] != column
    ][:1]


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
            for reference, content in wanted.items():
                _locked(found, sheet, reference, held.get(reference, NOTHING), content, same_model)
    return found


def _locked(found: Decisions, sheet: str, reference: str, held: Content, wanted: Content, same_model: bool) -> None:
    if held.same(wanted):
        return
    found.write(sheet, reference, wanted)
    typed_over = wanted.formula is not None and held.formula is None and held.value is not None
    if typed_over or (same_model and held is not NOTHING):
        found.conflicts.append(f"{sheet}!{reference} held {said(held)}; it is the model's again: {said(wanted)}")


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
    for reference, content in wanted.items():
        column, row = _split(reference)
        now = held.get(reference, NOTHING)
        if now.same(content):
            continue
        selector = content.formula is None and row < heading and column == columns.get("in force")
        typed = row > heading and content.formula is None and _beyond(column, columns.get("base", "ZZZ"))
        if selector or (typed and now.formula is None and isinstance(now.value, type(content.value))):
            path = _text(wanted.get(f"{columns.get('name', '')}{row}")) or "the scenario in force"
            found.kept.append(f"{path} = {said(now)} (Scenarios!{reference}; the model has {said(content)})")
            if not selector and not same_model:
                found.conflicts.append(
                    f"Scenarios!{reference}, {path}: you have {said(now)}, the model {said(content)}; yours is kept"
                )
        else:
            _locked(found, "Scenarios", reference, now, content, same_model)


def heading_of(contents: Contents, words: tuple[str, ...]) -> tuple[int, dict[str, str]]:
    """The first row that holds all the words as texts, and the column of each text in it."""
    rows: dict[int, dict[str, str]] = {}
    for reference, content in contents.items():
        if content.formula is None and isinstance(content.value, str):
            column, row = _split(reference)
            rows.setdefault(row, {})[content.value.strip().casefold()] = column
    for row in sorted(rows):
        if all(word in rows[row] for word in words):
            return row, rows[row]
    return 0, {}


def _rows(contents: Contents) -> dict[str, int]:
    heading, columns = heading_of(contents, ("name", "unit"))
    found: dict[str, int] = {}
    for reference, content in contents.items():
        column, row = _split(reference)
        if row > heading and column == columns.get("name") and isinstance(content.value, str):
            found[content.value] = row
    return found


def _split(reference: str) -> tuple[str, int]:
    match = _ADDRESS.fullmatch(reference)
    return (match[1], int(match[2])) if match is not None else ("", 0)


def _beyond(column: str, base: str) -> bool:
    return (len(column), column) > (len(base), base)


def _text(content: Content | None) -> str:
    return content.value if content is not None and isinstance(content.value, str) else ""


def said(content: Content) -> str:
    """A cell's content in a message."""
    if content.formula is not None:
        return f"={content.formula}"[:80]
    if isinstance(content.value, float):
        return f"{content.value:.10g}"
    return "nothing" if content.value is None else str(content.value)[:80]
