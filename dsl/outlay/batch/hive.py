"""Folders called `key=value`, as Hive names them: what a path says, and what a value's folder is called."""

from __future__ import annotations

from urllib.parse import quote, unquote

from outlay.diagnostics import OutlayError

_MISSING = "__HIVE_DEFAULT_PARTITION__"  # the name of no value
_LONGEST = 200  # characters of a folder's name, of the 255 bytes that most file systems allow


def folder_keys(path: str) -> tuple[tuple[str, str | None], ...]:
    """What the folders right above a file say: `region=eu/plan=a%2Fb`; None where one says no value."""
    found: list[tuple[str, str | None]] = []
    for folder in path.replace("\\", "/").split("/")[-2::-1]:
        name, sign, value = folder.partition("=")
        if not sign or not name:
            break
        found.append((unquote(name), None if value == _MISSING else unquote(value)))
    return tuple(reversed(found))


def folder_name(column: str, value: object) -> str:
    """The folder of a column's value, or of None. Raises `OutlayError` for one too long to be a name."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    name = f"{quote(column, safe='')}={_MISSING if value is None else quote(text, safe='')}"
    if len(name) > _LONGEST:
        raise OutlayError(f"{column}: {text[:40]!r} and what follows is too long for a folder's name.")
    return name
