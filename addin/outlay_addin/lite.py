"""The functions for xlwings Lite: Excel on a Mac and on the web, where Python runs in the browser.

The whole of `main.py` there is

    import xlwings as xw
    from outlay_addin.lite import functions

    globals().update(functions(xw.func, xw.arg))

with `outlay` in its `requirements.txt`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from outlay_addin.errors import CellError
from outlay_addin.functions import Functions
from outlay_addin.values import BLANK, MISSING
from outlay_addin.wrappers import Wrapper, made, wrappers

Decorator = Callable[..., Any]


def functions(func: Decorator, arg: Decorator, folders: Sequence[str] = ()) -> dict[str, Callable[..., Any]]:
    """Every function of the table by its name, decorated for import: with its arguments' names and help.

    `func` and `arg` are xlwings' decorators. `folders` hold `.cost` files whose exported functions join.
    """
    offered = Functions(folders)
    found: dict[str, Callable[..., Any]] = {}
    for wrapper in wrappers(offered):
        function = _function(wrapper, offered)
        for each in wrapper.arguments:
            function = arg(each.name, ndim=2, doc=each.help)(function)
        found[wrapper.name] = func(function)
    return found


def _function(wrapper: Wrapper, offered: Functions) -> Any:
    optional = [each.optional for each in wrapper.arguments]

    def call(name: str, arguments: Sequence[Any]) -> Any:
        cells = map(_cell, arguments)
        given = [
            MISSING if may_lack and each is None else each for may_lack, each in zip(optional, cells, strict=False)
        ]
        while given and given[-1] is MISSING:
            given.pop()
        shown = offered.call(name, given)
        return [list(map(_shown, row)) for row in shown] if isinstance(shown, list) else _shown(shown)

    function = made(wrapper, call)
    signature = function.__signature__
    function.__signature__ = signature.replace(
        parameters=[
            each.replace(default=None) if may_lack else each
            for may_lack, each in zip(optional, signature.parameters.values(), strict=True)
        ]
    )
    return function


def _cell(argument: Any) -> Any:
    """A range of one cell as that cell. An argument that is left out is None, and so is an empty cell."""
    if type(argument) is list and len(argument) == 1 and type(argument[0]) is list and len(argument[0]) == 1:
        return argument[0][0]
    return argument


def _shown(cell: Any) -> Any:
    if isinstance(cell, CellError):
        return str(cell)
    if cell is BLANK or cell is None:
        return ""
    if isinstance(cell, datetime.date):
        return datetime.datetime(cell.year, cell.month, cell.day)
    return cell
