"""The extension itself: one archive with the engine, the functions' types and texts, and what LibreOffice loads.

The same table and the same Outlay give the same bytes. Nothing is downloaded or compiled.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import outlay
import outlay_addin
from outlay.diagnostics import OutlayError
from outlay_addin.errors import CellError
from outlay_addin.libreoffice import configuration
from outlay_addin.libreoffice.interface import INTERFACE, SERVICE, CalcFunction, left_out, offered
from outlay_addin.libreoffice.own_models import packed
from outlay_addin.libreoffice.type_library import type_library
from outlay_addin.table import Table

ENGINE = "pythonpath"  # LibreOffice puts a folder of this name beside a component on its Python's path
_TYPES, _SHOWN, _COMPONENT = "functions.rdb", "CalcAddIns.xcu", "component.py"
_KINDS = (
    (_TYPES, "application/vnd.sun.star.uno-typelibrary;type=RDB"),
    (_SHOWN, "application/vnd.sun.star.configuration-data"),
    (_COMPONENT, "application/vnd.sun.star.uno-component;type=Python"),
)
# What a cell never asks for: the command, figures, the maker of the parser's tables, templates.
_UNUSED = ("outlay/cli", "outlay/plots", "outlay/parse/generate.py", "outlay/templates")
_ENDINGS = (".py", ".cost", ".csv", ".json")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def build(models: Sequence[str] = (), search: Sequence[str] = ()) -> tuple[bytes, list[str]]:
    """The bytes of the extension, and notes for who builds it.

    The exported functions of `models`, `.cost` files, are offered as the library's are; those files, and all they
    import or read, are put into the archive. Raises `OutlayError` when one of them cannot be used.
    """
    with packed(models, search) as own:
        table = Table(own.folders)
        said = [own.in_place(each) for each in table.problems]
        unfit = [each for each in said if " is not offered, " not in each]
        if unfit:
            raise OutlayError("; ".join(unfit))
        entries = [entry for entry in table.entries.values() if own.offers(entry)]
        for entry in entries:
            found = None if entry.file is None else table.get(entry.signature.name)
            if isinstance(found, CellError):
                raise OutlayError(found.reason)
    signatures = [entry.signature for entry in entries]
    functions = offered(signatures)
    parts = {
        **_described(functions),
        **{f"{ENGINE}/{name}": data for name, data in _engine()},
        **own.parts,
        _COMPONENT: (Path(__file__).parent / "component.py").read_bytes(),
    }
    notes = said + [f"{name} is not offered: Calc takes A-Z, digits and _ in a name." for name in left_out(signatures)]
    return _archive(parts), notes


def _described(functions: Sequence[CalcFunction]) -> dict[str, bytes]:
    called = {each.name: len(each.method.parameters) for each in functions}
    texts = {
        "META-INF/manifest.xml": configuration.manifest(_KINDS),
        "description.xml": configuration.description(),
        _SHOWN: configuration.functions_shown(functions),
        "functions.json": json.dumps({"service": SERVICE, "interface": INTERFACE, "functions": called}, indent=0),
    }
    methods = [each.method for each in functions]
    return {_TYPES: type_library(INTERFACE, methods), **{name: text.encode() for name, text in texts.items()}}


def _engine() -> Iterator[tuple[str, bytes]]:
    """Every file of the engine and of the functions' core, as it is installed here."""
    for package in (outlay, outlay_addin):
        home = Path(str(package.__file__)).parent
        for path in sorted(home.rglob("*")):
            name = f"{package.__name__}/{path.relative_to(home).as_posix()}"
            unused = any(name == each or name.startswith(each + "/") for each in _UNUSED)
            if path.suffix in _ENDINGS and "__pycache__" not in path.parts and not unused:
                yield name, path.read_bytes()


def _archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # the same bytes on every system
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name], compresslevel=6)
    return made.getvalue()
