"""A company's own price lists: where they are kept and what is known of each.

`outlay prices add` writes a list into the user's own folder, beside `registered.json`, which names them all, the newest
first. Every model then takes their rows before the library's.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from typing import Any

from outlay.own_folder import make_private, place, read_own, write_own
from outlay.structs import struct

REGISTER = "registered.json"
FORMAT = 1


@struct(frozen=True, slots=True)
class OwnList:
    """One list: its name, its file beside the register, the day it is of, and how many rows it has."""

    name: str
    file: str
    as_of: str
    rows: int


def folder() -> str | None:
    """Where the lists are kept; None when they are off or there is no place. `OUTLAY_PRICES` moves it."""
    return place(
        "OUTLAY_PRICES", "prices", windows="APPDATA", xdg="XDG_CONFIG_HOME", home=".config", elsewhere="prices"
    )


def parse_register(text: str) -> tuple[OwnList, ...] | None:
    """The lists a register names, the newest first; None where the text is no register."""
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            return None
        found = tuple(
            [
                OwnList(str(one["name"]), str(one["file"]), str(one["as_of"]), int(one["rows"]))
                for one in document["lists"]
            ]
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None if any(os.path.basename(one.file) != one.file for one in found) else found


def registered() -> tuple[OwnList, ...]:
    """The lists there are. Raises ValueError where the register cannot be read."""
    where = folder()
    data = None if where is None else read_own(os.path.join(where, REGISTER))
    if data is None:
        if where is not None and os.path.lexists(os.path.join(where, REGISTER)):
            raise ValueError(f"{os.path.join(where, REGISTER)} cannot be read, or others may write to it")
        return ()
    found = parse_register(data.decode("utf-8", "replace"))
    if found is None:
        raise ValueError(f"{os.path.join(where or '', REGISTER)} is damaged; remove it and add your lists again")
    return found


def keep(added: OwnList, text: str) -> None:
    """Writes a list and puts it first. Raises OSError where that cannot be, ValueError for a damaged register."""
    others = [one for one in registered() if one.name != added.name]
    where = _writable()
    if not write_own(os.path.join(where, added.file), text.encode("utf-8")):
        raise OSError(f"{os.path.join(where, added.file)} cannot be written")
    _write(where, [added, *others])


def drop(name: str) -> bool:
    """Forgets a list; whether there was one of that name. Raises as `keep` does."""
    known = registered()
    gone = [one for one in known if one.name == name]
    if not gone:
        return False
    where = _writable()
    _write(where, [one for one in known if one.name != name])
    for one in gone:
        with contextlib.suppress(OSError):
            os.unlink(os.path.join(where, one.file))
    return True


def _writable() -> str:
    where = folder()
    if where is None:
        raise OSError("own price lists are off: OUTLAY_PRICES says so, or there is no home folder")
    if not make_private(where):
        raise OSError(f"{where} cannot be made, or others may write into it")
    return where


def _write(where: str, lists: Sequence[OwnList]) -> None:
    document: dict[str, Any] = {
        "format": FORMAT,
        "lists": [{"name": one.name, "file": one.file, "as_of": one.as_of, "rows": one.rows} for one in lists],
    }
    data = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8")
    if not write_own(os.path.join(where, REGISTER), data):
        raise OSError(f"{os.path.join(where, REGISTER)} cannot be written")
