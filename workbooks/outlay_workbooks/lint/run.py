"""All rules over one workbook."""

from __future__ import annotations

import io
import os
import re
import warnings
import zipfile

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from outlay.diagnostics import OutlayError
from outlay_workbooks.lint.book import Book
from outlay_workbooks.lint.calculations import calculations
from outlay_workbooks.lint.findings import Finding
from outlay_workbooks.lint.flow import flow
from outlay_workbooks.lint.inputs import inputs
from outlay_workbooks.lint.names_and_checks import names_and_checks
from outlay_workbooks.lint.presentation import presentation
from outlay_workbooks.lint.structure import structure
from outlay_workbooks.package import Package, open_package, sheet_parts
from outlay_workbooks.package.limits import within_limits
from outlay_workbooks.package.parts import called_functions

MOST_CELLS = 1_000_000
_STRICT = (
    (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    (b"officeDocument/extendedProperties", b"officeDocument/2006/extended-properties"),
    (b"officeDocument/customProperties", b"officeDocument/2006/custom-properties"),
    (b"officeDocument/docPropsVTypes", b"officeDocument/2006/docPropsVTypes"),
    (b"drawingml/", b"drawingml/2006/"),
)


def lint(path: str | os.PathLike[str], exported: frozenset[str] = frozenset()) -> list[Finding]:
    """Every finding, by rule and place; an empty list for a workbook that keeps all rules.

    `exported` are functions of an add-in that formulas may call beside the safe set. The workbook's own LAMBDA names
    may be called anyway, and the add-in's functions in a workbook that was built to call them. Raises `OutlayError` for
    a file that is no workbook or is beyond the limits.
    """
    with within_limits(os.fspath(path)):
        return _findings(open_package(path), exported)


def _findings(package: Package, exported: frozenset[str]) -> list[Finding]:
    sheet_parts(package)
    book = Book(package, _loaded(package, False), _loaded(package, True))
    lambdas = {name.upper() for name, text in book.names.items() if "LAMBDA(" in text}
    allowed = frozenset(name.upper() for name in exported | called_functions(package)) | lambdas
    found = [
        *structure(book),
        *inputs(book),
        *calculations(book, allowed),
        *flow(book),
        *names_and_checks(book, allowed),
        *presentation(book),
    ]
    return sorted(set(found))


def _loaded(package: Package, data_only: bool) -> Workbook:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in package.parts.items():
            archive.writestr(name, _transitional(content) if name.endswith((".xml", ".rels")) else content)
    buffer.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions it leaves out; nothing is saved from here
            book = load_workbook(buffer, data_only=data_only, keep_links=True)
    except (OutlayError, MemoryError):
        raise
    except Exception as error:  # whatever openpyxl makes of a file that is not as it should be
        raise OutlayError(
            f"{package.path} is damaged, or made by a program that cannot be read: {_said(error)}."
        ) from None
    cells = sum((sheet.max_row or 0) * (sheet.max_column or 0) for sheet in book.worksheets)
    if cells > MOST_CELLS * 20:
        raise OutlayError(f"{package.path} spans {cells:,} cells, more than can be looked at.")
    return book


def _transitional(content: bytes) -> bytes:
    """A part of a strict workbook in the names that openpyxl knows."""
    if b"purl.oclc.org/ooxml" not in content:
        return content
    for strict, usual in _STRICT:
        content = content.replace(
            b"http://purl.oclc.org/ooxml/" + strict, b"http://schemas.openxmlformats.org/" + usual
        )
    return content


def _said(error: Exception) -> str:
    """An error of openpyxl in a few words."""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    missing = re.search(r"There is no item named '([^']*)'", str(error))
    if missing is not None:
        return f"it has no {missing[1]}"
    first = (str(error).strip().splitlines() or [""])[0][:200]
    return f"a part of it is no XML ({first})" if isinstance(error, SyntaxError) else f"{type(error).__name__}, {first}"
