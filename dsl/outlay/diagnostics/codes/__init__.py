"""The table of every error and warning there is, one module per subject.

Numbers are stable: a code that is retired is never used again. `E01` spelling and syntax, `E02` names, `E03` units,
`E04` records and tables, `E05` functions, `E06` time, `E07` doubt, `E08` questions, `E09` files and limits,
`E10` numbers at run time; warnings use the same subjects with `W`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outlay.diagnostics.model import Code


def every_code() -> tuple[Code, ...]:
    """The whole table, in the order of its subjects and numbers. For pages and tests: it imports every subject."""
    from importlib import import_module
    from pkgutil import iter_modules

    from outlay.diagnostics.model import Code

    found = {
        value.id: value
        for module in iter_modules(__path__)
        for value in vars(import_module(f"{__name__}.{module.name}")).values()
        if isinstance(value, Code)
    }
    return tuple(sorted(found.values(), key=lambda code: (code.id[1:], code.id[0])))
