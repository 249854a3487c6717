"""Between Calc's cells and the functions: what Calc hands in, as the core takes it, and what the core gives back.

Calc hands in numbers (truths, days and blank cells too), texts, rows of cells for ranges, and None for an argument
that is left out. It knows an error by a number that is none, with the error's own number in its last bits.
"""

from __future__ import annotations

import datetime
import os
import struct as packing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from outlay.version import VERSION
from outlay_addin.errors import NAME, NOT_FOUND, NUMBER, VALUE, CellError
from outlay_addin.models import Models
from outlay_addin.table import Table
from outlay_addin.values import BLANK, MISSING, serial_of
from outlay_addin.why import why

Rows = tuple[tuple[Any, ...], ...]
Method = Callable[..., Rows]

_CODES = {
    NUMBER: 503, VALUE: 519, "#NULL!": 521, "#REF!": 524, NAME: 525, "#DIV/0!": 532, NOT_FOUND: 32767,
}  # fmt: skip
_KINDS = {code: kind for kind, code in _CODES.items()}
_NO_NUMBER = 0x7FF8_0000_0000_0000
_LAST_BITS = 0xFFFF_FFFF
_ERRORS = {kind: packing.unpack("<d", packing.pack("<Q", _NO_NUMBER | code))[0] for kind, code in _CODES.items()}
MOST_FOLDERS = 16  # of documents whose models are kept


def methods(called: Mapping[str, int], home: str, path_of: Callable[[str], str]) -> dict[str, Method]:
    """A method for each function that the extension offers. `home` holds a folder for each model that was packed;
    `path_of` gives the path of a file's address."""
    folders = sorted(os.path.join(home, each) for each in os.listdir(home)) if os.path.isdir(home) else []
    table = Table(folders)
    about = _About(table, path_of)
    found: dict[str, Method] = {}
    for name in called:
        special = about.methods.get(name)
        found[name] = special if special is not None else _method(table, name)
    return found


def _method(table: Table, name: str) -> Method:
    entry = table.entries.get(name)
    parameters = entry.signature.parameters if entry is not None else ()
    truths = tuple(number for number, each in enumerate(parameters) if each.type == "truth")
    call = table.call

    def method(_object: Any, *given: Any) -> Rows:
        cells = [MISSING if each is None else each if each == each else _entered(each) for each in given]
        for number in truths:
            if number < len(cells):
                cells[number] = _truth(cells[number])
        shown = call(name, cells)
        return ((shown,),) if type(shown) is float else rows_shown(shown)

    return method


def _entered(cell: Any) -> Any:
    """One cell as the core takes it: errors by their kind."""
    if cell is None:
        return MISSING
    if type(cell) is tuple:
        return tuple([tuple([_entered(each) if each is not None else BLANK for each in row]) for row in cell])
    if type(cell) is float and cell - cell != 0.0:
        code = packing.unpack("<Q", packing.pack("<d", cell))[0] & _LAST_BITS
        return CellError(_KINDS.get(code, NUMBER), "")
    return cell


def _truth(cell: Any) -> Any:
    if type(cell) is tuple:
        return tuple([tuple(map(_truth, row)) for row in cell])
    return bool(cell) if type(cell) is float and cell in (0.0, 1.0) else cell


def rows_shown(shown: Any) -> Rows:
    """A result as rows of what Calc's cells hold."""
    if type(shown) is list:
        return tuple([tuple([each if type(each) is float else _shown(each) for each in row]) for row in shown])
    return ((_shown(shown),),)


def _shown(cell: Any) -> Any:
    if isinstance(cell, CellError):
        return _ERRORS.get(cell.kind, _ERRORS[VALUE])
    if isinstance(cell, bool):
        return 1.0 if cell else 0.0
    if isinstance(cell, datetime.date):
        return serial_of(cell)
    if cell is BLANK or cell is None:
        return ""
    return float(cell) if isinstance(cell, int) else cell


class _About:
    """The functions about functions and models. Model files lie beside the document that asks."""

    def __init__(self, table: Table, path_of: Callable[[str], str]) -> None:
        self.table = table
        self._path_of = path_of
        self._models: dict[str, Models] = {}
        self.methods: dict[str, Method] = {
            "OUTLAY": self._output,
            "OUTLAY_TABLE": self._table,
            "OUTLAY_WHY": self._why,
            "OUTLAY_VERSION": lambda _object: (
                (VERSION,),
            ),  # a function, so it is given the object; the others are bound
        }

    def _output(self, document: Any, model: Any, output: Any, more: Sequence[Any]) -> Rows:
        return rows_shown(self._beside(document).output([*map(_entered, (model, output, *more))]))

    def _table(self, document: Any, model: Any, scenario: Any) -> Rows:
        given = [_entered(model)] if scenario is None else [_entered(model), _entered(scenario)]
        return rows_shown(self._beside(document).table(given))

    def _why(self, document: Any, name: Any, more: Sequence[Any]) -> Rows:
        return ((why(self.table, self._beside(document), [*map(_entered, (name, *more))]),),)

    def _beside(self, document: Any) -> Models:
        folder = self._folder(document)
        found = self._models.get(folder)
        if found is None:
            if len(self._models) >= MOST_FOLDERS:
                self._models.clear()
            found = self._models[folder] = Models((folder,) if folder else ())
        return found

    def _folder(self, document: Any) -> str:
        """Where the document lies; empty while it was never saved."""
        address = document.getURL() if document is not None else ""
        if not address:
            address = next((each.Value for each in document.getArgs() if each.Name in ("URL", "FileName")), "")
        return os.path.dirname(self._path_of(address)) if address.startswith("file:") else ""
