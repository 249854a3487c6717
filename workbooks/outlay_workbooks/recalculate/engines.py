"""One recalculation: the file copied, edited, stripped of cached values, and given to a spreadsheet program."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence

from outlay.diagnostics import OutlayError
from outlay_workbooks.package import Edit, Package, drop_cached, edit_cells, open_package, sheet_parts, write_package
from outlay_workbooks.recalculate import ironcalc, libreoffice
from outlay_workbooks.recalculate.values import CellValue

CellValues = dict[str, dict[str, CellValue]]  # sheet -> reference -> value; empty cells are left out
Edits = Mapping[tuple[str, str], Edit]  # (sheet, reference) -> what is typed there

ENGINES: dict[str, Callable[[Sequence[str], float], list[CellValues]]] = {
    "ironcalc": ironcalc.calculated,
    "libreoffice": libreoffice.calculated,
}
_AVAILABLE: dict[str, Callable[[], str | None]] = {"ironcalc": ironcalc.missing, "libreoffice": libreoffice.missing}


def available(engine: str) -> str | None:
    """None where the program can be used, else a sentence that says what is missing."""
    return _AVAILABLE[engine]()


def recalculate(
    path: str | os.PathLike[str], engine: str, edits: Edits | None = None, seconds: float = 120
) -> CellValues:
    """Values of every cell, by sheet and reference, after setting the cells named by (sheet, reference) in `edits`.

    The file itself is not touched. Raises `OutlayError` when the program is missing, takes longer than `seconds`, or
    cannot open the workbook.
    """
    return recalculate_each(path, engine, [edits or {}], seconds)[0]


def recalculate_each(
    path: str | os.PathLike[str],
    engine: str,
    variants: Sequence[Edits],
    seconds: float = 300,
    profile: str | None = None,
) -> list[CellValues]:
    """The same for several sets of edits at once, in their order: a program that starts slowly starts once.

    `profile` is a folder with LibreOffice's settings and extensions; by default it has none.
    """
    lack = available(engine)
    if lack is not None:
        raise OutlayError(lack)
    package = open_package(path)
    with tempfile.TemporaryDirectory(prefix="outlay-") as folder:
        copies = []
        for number, edits in enumerate(variants):
            copies.append(os.path.join(folder, f"workbook{number}.xlsx"))
            write_package(_stripped(package, edits), copies[-1])
        if profile is not None and engine == "libreoffice":
            return libreoffice.calculated(copies, seconds, profile)
        return ENGINES[engine](copies, seconds)


def _stripped(package: Package, edits: Edits) -> Package:
    parts = sheet_parts(package)
    unknown = sorted({sheet for sheet, _ in edits} - set(parts))
    if unknown:
        raise OutlayError(f"{package.path} has no sheet {', '.join(unknown)}.")
    changes: dict[str, bytes] = {}
    for sheet, part in parts.items():
        own = {reference: value for (name, reference), value in edits.items() if name == sheet}
        content = edit_cells(package.parts[part], own) if own else package.parts[part]
        changes[part] = drop_cached(content)
    return package.replaced(changes)
