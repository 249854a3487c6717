"""xlwings' configuration file: lines of `"NAME","value"`, of which only those that are asked for are changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

INTERPRETER = "INTERPRETER_WIN"
MODULES = "UDF MODULES"


def read(text: str) -> dict[str, str]:
    """The settings of a file by name, in capitals; of a name that stands there twice the first counts, as in Excel."""
    found: dict[str, str] = {}
    for name, value in _lines(text):
        if name:
            found.setdefault(name.upper(), value)
    return found


def write(text: str, changes: Mapping[str, str]) -> str:
    """The file with some settings changed, and everything else as it was. An empty value takes its line out."""
    left = {name.upper(): value for name, value in changes.items()}
    lines: list[str] = []
    for line in text.splitlines():
        name = next(iter(_lines(line)), ("", ""))[0].upper()
        if name in changes:
            if left.get(name):
                lines.append(_line(name, left.pop(name)))
            left.pop(name, None)
        else:
            lines.append(line)
    lines += [_line(name, value) for name, value in left.items() if value]
    return "\n".join(lines) + "\n" if lines else ""


def with_module(modules: str, module: str) -> str:
    """A list of modules with one more, unless it is there."""
    names = [each.strip() for each in modules.split(";") if each.strip()]
    return ";".join(names if module in names else [*names, module])


def without_module(modules: str, module: str) -> str:
    """A list of modules without one of them."""
    return ";".join(each.strip() for each in modules.split(";") if each.strip() not in ("", module))


def _lines(text: str) -> list[tuple[str, str]]:
    rows = csv.reader(io.StringIO(text), skipinitialspace=True)
    try:
        return [(row[0].strip(), row[1] if len(row) > 1 else "") for row in rows if row]
    except csv.Error:
        return []


def _line(name: str, value: str) -> str:
    return f'"{name}","{value}"'
