"""What LibreOffice loads: the functions of the extension as methods of one object.

It is read by whatever Python LibreOffice brings, so it is written for old ones too; the engine beside it needs 3.11.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import uno
import unohelper

_HERE = os.path.dirname(os.path.abspath(__file__))
_NEEDED = (3, 11)

with open(os.path.join(_HERE, "functions.json"), encoding="utf-8") as _stream:
    _OFFERED = json.load(_stream)


def _too_old(*_arguments: Any) -> Any:
    return ((f"#NAME? Outlay needs a LibreOffice with Python {_NEEDED[0]}.{_NEEDED[1]} or newer",),)


def _methods() -> Any:
    if sys.version_info < _NEEDED:
        return dict.fromkeys(_OFFERED["functions"], _too_old)
    # Before everything else on the path: the engine that came with these functions is the one they are for.
    sys.path.insert(0, os.path.join(_HERE, "pythonpath"))
    from outlay_addin.libreoffice.bridge import methods

    return methods(_OFFERED["functions"], os.path.join(_HERE, "models"), uno.fileUrlToSystemPath)


class Functions(unohelper.Base, uno.getClass(_OFFERED["interface"])):  # type: ignore[misc]
    """One object answers for all cells."""

    def __init__(self, _context: Any) -> None:
        """LibreOffice hands in its context, which no function needs."""


for _name, _method in _methods().items():
    setattr(Functions, _name, _method)

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Functions, _OFFERED["service"], ("com.sun.star.sheet.AddIn",))
