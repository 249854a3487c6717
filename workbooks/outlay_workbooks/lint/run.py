"""All rules over one workbook."""

from __future__ import annotations

import io
import os
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

MOST_CELLS = 1_000_000


def lint(path: str | os.PathLike[str], exported: frozenset[str] = frozenset()) -> list[Finding]:
    """Every finding, by rule and place; an empty list for a workbook that keeps all rules.

    `exported` are functions of an add-in that formulas may call beside the safe set; the workbook's own LAMBDA names
    may be called anyway. Raises `OutlayError` for a file that is no workbook or is beyond the limits.
    """
    package = open_package(path)
    sheet_parts(package)
    book = Book(package, _loaded(package, False), _loaded(package, True))
    lambdas = {name.upper() for name, text in book.names.items() if "LAMBDA(" in text}
    allowed = frozenset(name.upper() for name in exported) | lambdas
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
            archive.writestr(name, content)
    buffer.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions it leaves out; nothing is saved from here
            book = load_workbook(buffer, data_only=data_only, keep_links=True)
    except Exception as error:
        raise OutlayError(f"{package.path} cannot be read: {type(error).__name__}: {error}") from None
    cells = sum((sheet.max_row or 0) * (sheet.max_column or 0) for sheet in book.worksheets)
    if cells > MOST_CELLS * 20:
        raise OutlayError(f"{package.path} spans {cells:,} cells, more than can be looked at.")
    return book
