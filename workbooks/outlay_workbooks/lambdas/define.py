"""Every exported function that a workbook can define itself, and why the others cannot be."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import dataclass

from outlay.compilation import Compilation
from outlay.diagnostics import OutlayError
from outlay.plan import Plan, Signature
from outlay_workbooks.lambdas.body import Body, NoFormError, body_of
from outlay_workbooks.lambdas.tables import LibraryTables, places


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function as a name of the workbook."""

    signature: Signature
    body: Body


@dataclass(frozen=True, slots=True)
class Lambdas:
    """All that were written, the tables they look into, and what was left out, with the reason."""

    functions: tuple[Lambda, ...]
    tables: LibraryTables
    left_out: tuple[str, ...]


def define(compilation: Compilation, taken: Collection[str] = ()) -> Lambdas:
    """The exported functions that a model sees, its own first. `taken` are names (in lower case) of the workbook."""
    kept = sys.getrecursionlimit()
    sys.setrecursionlimit(max(kept, 20_000))
    try:
        return _define(compilation, taken)
    finally:
        sys.setrecursionlimit(kept)


def _define(compilation: Compilation, taken: Collection[str]) -> Lambdas:
    tables = LibraryTables()
    plans: list[tuple[Signature, Plan]] = []
    left_out: list[str] = []
    for signature in compilation.signatures():
        if signature.name.casefold() in taken:
            left_out.append(f"{signature.name}: a number of the model has this name in the workbook")
            continue
        plan = compilation.function_plan(signature.name)
        if plan is None:
            raise OutlayError(f"{signature.name} holds a mistake: `outlay check` shows it.")
        before = tables.copy()
        try:
            body_of(plan, tables, lambda table, column: f"Library!$AAA$1000:$AAA$1000 {table} {column}"[:29], taken)
        except NoFormError as error:
            tables = before
            left_out.append(f"{signature.name}: {error}")
        else:
            plans.append((signature, plan))
    # only now is every column that any of them looks into known, and so where each stands
    at = places(tables)
    functions = tuple(Lambda(signature, body_of(plan, tables, lambda table, column: at[table, column], taken))
                      for signature, plan in plans)  # fmt: skip
    return Lambdas(functions, tables, tuple(left_out))
