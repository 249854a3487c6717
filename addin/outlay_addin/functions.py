"""Everything a spreadsheet can call, by name: the function table and the functions about the functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from outlay.version import VERSION
from outlay_addin.models import Models
from outlay_addin.table import Table
from outlay_addin.why import why


class Functions:
    """The table of one spreadsheet, whose model files lie in `folders`."""

    def __init__(self, folders: Sequence[str] = (), search: Sequence[str] = ()) -> None:
        self.table = Table(folders, search)
        self.models = Models(self.table.folders, search)
        self.about: dict[str, Callable[[Sequence[Any]], Any]] = {
            "OUTLAY": self.models.output,
            "OUTLAY_TABLE": self.models.table,
            "OUTLAY_WHY": self.why,
            "OUTLAY_VERSION": self.version,
        }

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """What the cell `=NAME(arguments)` shows: a cell, or rows of cells. See `values` for what cells may be."""
        about = self.about.get(name)
        return self.table.call(name, arguments) if about is None else about(arguments)

    def why(self, arguments: Sequence[Any]) -> str:
        """`OUTLAY_WHY(function_name, args…)`."""
        return why(self.table, self.models, arguments)

    @staticmethod
    def version(_arguments: Sequence[Any] = ()) -> str:
        """`OUTLAY_VERSION()`."""
        return VERSION
