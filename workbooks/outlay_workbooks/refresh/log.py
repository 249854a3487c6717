"""The log's new line and the file's own properties, both of which say which model the workbook now holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from outlay_workbooks.package import Package
from outlay_workbooks.package.contents import NOTHING, Content, Contents, heading_of

CUSTOM = "docProps/custom.xml"
_HASH = "model's hash"
_PROPERTY = re.compile(
    rb"""(<(?:\w+:)?property\b[^>]*?\bname\s*=\s*"([^"]*)"[^>]*>)(.*?)(</(?:\w+:)?property>)""", re.DOTALL
)
_TEXT = re.compile(rb"<vt:lpwstr>(.*?)</vt:lpwstr>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Logged:
    same_model: bool  # nothing about the model has changed since the workbook was built
    cells: Contents  # the new line
    parts: dict[str, bytes]


def logged(package: Package, new: Package, held: Contents, wanted: Contents) -> Logged:
    """What to write so that the log's last row and the properties are those of the fresh build."""
    heading, columns = heading_of(wanted, (_HASH,))
    if not columns:
        return Logged(False, {}, {})
    last_now, last_then = _last(wanted, columns[_HASH]), _last(held, columns[_HASH])
    now = wanted.get(f"{columns[_HASH]}{last_now}", NOTHING)
    then = held.get(f"{columns[_HASH]}{last_then}", NOTHING)
    if now.same(then) and last_then > heading:
        return Logged(True, {}, {})
    line = max(last_then, heading) + 1
    cells = {
        f"{column}{line}": wanted[f"{column}{last_now}"]
        for column in columns.values()
        if f"{column}{last_now}" in wanted
    }
    for reference, content in list(cells.items()):
        if isinstance(content.value, str) and content.value.startswith("Built from"):
            cells[reference] = Content(value=content.value.replace("Built from", "Refreshed from", 1))
    return Logged(False, cells, _properties(package, new))


def _last(contents: Contents, column: str) -> int:
    rows = [int(reference[len(column) :]) for reference in contents if reference.rstrip("0123456789") == column]
    return max(rows, default=0)


def _properties(package: Package, new: Package) -> dict[str, bytes]:
    """The file's own properties with the fresh build's texts; properties a reader added stay."""
    if CUSTOM not in package.parts or CUSTOM not in new.parts:
        return {}
    fresh = {match[2]: _TEXT.search(match[3]) for match in _PROPERTY.finditer(new.parts[CUSTOM])}

    def renewed(match: re.Match[bytes]) -> bytes:
        text = fresh.get(match[2])
        return match[0] if text is None else match[1] + text[0] + match[4]

    return {CUSTOM: _PROPERTY.sub(renewed, package.parts[CUSTOM])}
