"""Tables and small pieces of the page."""

from __future__ import annotations

from collections.abc import Sequence

from outlay.report.facts import Grid, Row
from outlay.report.markup import LONGEST, NOTHING, Markup, join, tag

_LINE = 28  # signs that even a phone has in one line


def grid(table: Grid, kind: str = "") -> Markup:
    """A table whose first column names what each row is about; it scrolls in itself where a screen is narrow."""
    if not table.rows:
        return notes([table.note] if table.note else [])
    head = tag("tr", None, *(tag("th", {"scope": "col"}, each) for each in table.head))
    body = [_row(row) for row in table.rows]
    made = tag("table", {"class": kind or None}, tag("thead", None, head), tag("tbody", None, *body))
    note = tag("p", {"class": "faint"}, table.note) if table.note else NOTHING
    return join([tag("div", {"class": "wide-table"}, made), note])


def _row(row: Row) -> Markup:
    name = row.label or row.name
    below = tag("span", {"class": "path"}, row.name) if row.label and row.label != row.name else NOTHING
    if row.label == "check":
        name, below = row.name, tag("span", {"class": "path"}, "check")
    cells = [cell(text, row.marks[at] if at < len(row.marks) else "") for at, text in enumerate(row.cells)]
    return tag("tr", None, tag("th", {"scope": "row"}, name, below), *cells)


def cell(text: str, mark: str = "") -> Markup:
    """A figure, with its change below it after a line end; `mark` is one of those of a row."""
    first, _, second = text.partition("\n")
    if mark == "text":
        return tag("td", {"class": "text"}, *(_setting(line) for line in text.split("\n")))
    if mark == "same":
        return tag("td", {"class": "same"}, first)
    if mark:
        return tag("td", None, badge(first, mark))
    return tag("td", None, unbroken(first), tag("span", {"class": "change"}, unbroken(second)) if second else NOTHING)


def _setting(line: str) -> Markup:
    """`path = value`, of which neither turns the other round."""
    return apart([part for part in line.partition(" = ") if part])


def apart(parts: Sequence[str]) -> Markup:
    """A line in parts of which none turns another round, whatever script it is in."""
    return tag("span", {"class": "line-of"}, *(tag("bdi", None, unbroken(part)) for part in parts))


def unbroken(text: str) -> Markup:
    """A sign stays with its number and a date in one piece, where a browser would break lines behind a hyphen."""
    if "-" not in text or len(text) > LONGEST:
        return join([text])
    words = (
        tag("span", {"class": "n"}, word) if "-" in word and len(word) < _LINE else word for word in text.split(" ")
    )
    return join(part for at, word in enumerate(words) for part in (" " if at else NOTHING, word))


def badge(text: str, mark: str) -> Markup:
    """A word on a coloured ground, with a sign for whoever sees no colours."""
    sign = {"good": "✓ ", "bad": "✗ "}.get(mark, "")
    return tag("span", {"class": f"badge {mark}"}, sign + text)


def section(name: str, title: str, *content: str) -> Markup:
    """A part of the page; nothing without content."""
    if not any(content):
        return NOTHING
    return tag("section", {"id": name}, tag("h2", None, title), *content)


def notes(texts: Sequence[str]) -> Markup:
    """Sentences below a part."""
    return join(tag("p", {"class": "faint"}, text) for text in texts)


def many(count: int, noun: str) -> str:
    """`1 source`, `12 sources`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
