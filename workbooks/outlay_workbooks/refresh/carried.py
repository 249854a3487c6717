"""What a reader edited, carried into a workbook whose rows stand elsewhere: found by names and headings."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from outlay_workbooks.package.contents import NOTHING, Content, Contents, heading_of, said
from outlay_workbooks.refresh.comparison import Decisions

_HEADED = {"Model": ("name", "unit"), "Annual": ("name", "unit")}
Named = dict[tuple[str, str], tuple[str, Content]]  # by the row's name and the column's heading: reference, content


def carried(edited: Mapping[str, Contents], wanted: Mapping[str, Contents]) -> Decisions:
    """The reader's inputs and choices for the fresh workbook, and what could not be taken along as conflicts."""
    found = Decisions()
    _inputs(found, edited["Inputs"], wanted["Inputs"])
    if "Scenarios" in edited and "Scenarios" in wanted:
        _chosen(found, edited["Scenarios"], wanted["Scenarios"])
        _scenarios(found, edited["Scenarios"], wanted["Scenarios"])
    for sheet, words in _HEADED.items():
        if sheet in edited and sheet in wanted:
            _typed_over(found, sheet, _named(edited[sheet], words), _named(wanted[sheet], words))
    return found


def _inputs(found: Decisions, edited: Contents, wanted: Contents) -> None:
    then, now = _named(edited, ("name", "value", "as built")), _named(wanted, ("name", "value", "as built"))
    for (path, heading), (_, value) in then.items():
        built = then.get((path, "as built"), ("", NOTHING))[1]
        if heading != "value" or value.same(built):
            continue
        if (path, "value") not in now:
            found.conflicts.append(f"{path}: you have {said(value)}; the model has no such input any more")
            continue
        reference, default = now[path, "value"]
        found.write("Inputs", reference, Content(value=value.value))
        found.kept.append(f"{path} = {said(value)} (built with {said(built)})")
        if not default.same(built):
            found.conflicts.append(
                f"{path}: you have {said(value)}, the model now has {said(default)} instead of {said(built)}; "
                "yours is kept"
            )


def _chosen(found: Decisions, edited: Contents, wanted: Contents) -> None:
    """The scenario in force: its cell stands above the table, in the column headed `In force`."""
    (old, then), (new, now) = _selector(edited), _selector(wanted)
    if not new or not isinstance(then.value, str) or then.same(now):
        return
    heading, _ = heading_of(wanted, ("name", "in force", "base"))
    offered = {each.value for reference, each in wanted.items() if reference.lstrip(ascii_uppercase) == str(heading)}
    if then.value in offered:
        found.write("Scenarios", new, then)
        found.kept.append(f"the scenario in force = {then.value} (Scenarios!{new}; the model has {said(now)})")
    else:
        found.conflicts.append(
            f"Scenarios!{old}: you chose {then.value}; the model has no such scenario any more, {said(now)} is in force"
        )


def _selector(contents: Contents) -> tuple[str, Content]:
    heading, columns = heading_of(contents, ("name", "in force", "base"))
    for row in range(1, heading):
        reference = f"{columns['in force']}{row}"
        content = contents.get(reference, NOTHING)
        if content.formula is None and isinstance(content.value, str):
            return reference, content
    return "", NOTHING


def _scenarios(found: Decisions, edited: Contents, wanted: Contents) -> None:
    """What scenarios put in place of inputs, where both have it typed in."""
    words = ("name", "in force", "base")
    then, now = _named(edited, words), _named(wanted, words)
    for key, (reference, content) in now.items():
        held = then.get(key, ("", NOTHING))[1]
        path, scenario = key
        if scenario in ("name", "unit", "what changes") or held is NOTHING or held.same(content):
            continue
        if content.formula is None and held.formula is None and isinstance(held.value, type(content.value)):
            found.write("Scenarios", reference, held)
            found.kept.append(f"{path} = {said(held)} (Scenarios!{reference}; the model has {said(content)})")
            found.conflicts.append(
                f"Scenarios!{reference}, {path}: you have {said(held)}, the model {said(content)}; yours is kept"
            )
        elif content.formula is not None and held.formula is None:
            found.conflicts.append(
                f"Scenarios!{reference}, {path} held {said(held)}; it is the model's again: {said(content)}"
            )


def _typed_over(found: Decisions, sheet: str, then: Named, now: Named) -> None:
    for key, (_, content) in now.items():
        old, held = then.get(key, ("", NOTHING))
        if content.formula is not None and held.formula is None and held.value is not None:
            found.conflicts.append(f"{sheet}!{old} held {said(held)}; it is the model's again: {said(content)}")


def _named(contents: Contents, words: tuple[str, ...]) -> Named:
    """Every cell below the headings, by the name in its row and the heading of its column."""
    heading, columns = heading_of(contents, words)
    heads = {column: word for word, column in columns.items()}
    names = {
        int(reference[len(columns["name"]) :]): content.value
        for reference, content in contents.items()
        if heading and reference.rstrip("0123456789") == columns["name"] and isinstance(content.value, str)
    }
    found: Named = {}
    for reference, content in contents.items():
        column = reference.rstrip("0123456789")
        row = int(reference[len(column) :])
        if row > heading and row in names and column in heads:
            found[names[row], heads[column]] = reference, content
    return found
