"""The module to name in xlwings' *UDF Modules*: `outlay_addin.udfs`.

Every exported function of the library, and of the `.cost` files beside the workbook or in a configured folder, stands
in this module as a function of Excel. They are made from the function table when the module is imported, and again
whenever functions are imported into a workbook and a file has come, gone or changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from outlay_addin.cells import Cells
from outlay_addin.functions import Functions
from outlay_addin.places import configured, folders
from outlay_addin.wrappers import made, wrappers

__all__: list[str] = []  # the functions, by name


def _marks() -> tuple[Any, Any, Any]:
    """What marks a function, an argument and a result for xlwings. Without pywin32 they mark nothing."""
    try:
        udfs: Any = import_module("xlwings.udfs")
    except ImportError:
        import xlwings

        return xlwings.func, xlwings.arg, xlwings.ret
    return udfs.xlfunc, udfs.xlarg, udfs.xlret


_functions: Functions


def _call(name: str, arguments: Sequence[Any]) -> Any:
    return _functions.call(name, arguments)


def _make() -> None:
    """Puts every function of the table into this module, and takes out what is no longer there."""
    global _functions
    func, arg, ret = _marks()
    _functions = Functions(folders(), configured())
    for name in __all__:
        globals().pop(name, None)
    __all__.clear()
    for wrapper in wrappers(_functions):
        found = made(wrapper, _call)
        for each in wrapper.arguments:
            found = arg(each.name, Cells, doc=each.help)(found)
        # last, since the others set what it is called with back
        globals()[wrapper.name] = func(ret(Cells)(found), category=wrapper.category)
        __all__.append(wrapper.name)


def __dir__() -> list[str]:
    """What xlwings looks through when functions are imported into a workbook: with all that is there by then."""
    if not _functions.table.is_current(folders()):
        _make()
    return sorted(globals())


_make()
