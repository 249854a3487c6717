"""All rules over one workbook."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain

from outlay_workbooks.lint.calculations import calculations
from outlay_workbooks.lint.findings import Finding
from outlay_workbooks.lint.flow import flow
from outlay_workbooks.lint.inputs import inputs
from outlay_workbooks.lint.names_and_checks import names_and_checks
from outlay_workbooks.lint.presentation import presentation
from outlay_workbooks.lint.reading import book_of
from outlay_workbooks.lint.structure import structure
from outlay_workbooks.package import Package, open_package
from outlay_workbooks.package.limits import within_limits
from outlay_workbooks.package.parts import called_functions

MOST_OF_A_KIND = 200  # findings of one rule on one sheet that are told apart


def lint(path: str | os.PathLike[str], exported: frozenset[str] = frozenset()) -> list[Finding]:
    """Every finding, by rule and place; an empty list for a workbook that keeps all rules.

    `exported` are functions of an add-in that formulas may call beside the safe set. The workbook's own LAMBDA names
    may be called anyway, and the add-in's functions in a workbook that was built to call them. Raises `OutlayError` for
    a file that is no workbook or is beyond the limits.
    """
    with within_limits(os.fspath(path)):
        return _findings(open_package(path), exported)


def _findings(package: Package, exported: frozenset[str]) -> list[Finding]:
    book = book_of(package)
    lambdas = {name.upper() for name, text in book.names.items() if "LAMBDA(" in text}
    allowed = frozenset(name.upper() for name in exported | called_functions(package)) | lambdas
    return _gathered(
        chain(
            calculations(book, allowed),  # first: each formula's tokens are needed once, while they are at hand
            structure(book),
            inputs(book),
            flow(book),
            names_and_checks(book, allowed),
            presentation(book),
        )
    )


def _gathered(findings: Iterable[Finding]) -> list[Finding]:
    """In order and each once; of a great many like each other some, and how many more there are."""
    kinds: dict[tuple[int, str], set[Finding]] = {}
    more: dict[tuple[int, str], int] = {}
    for finding in findings:
        key = finding.rule, finding.sheet
        found = kinds.setdefault(key, set())
        if len(found) < MOST_OF_A_KIND:
            found.add(finding)
        elif finding not in found:
            more[key] = more.get(key, 0) + 1
    told = [finding for found in kinds.values() for finding in found]
    told += [Finding(rule, sheet, "", f"the same in {count:,} more places") for (rule, sheet), count in more.items()]
    return sorted(told)
