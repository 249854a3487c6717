"""A model as a workbook, from its file to the bytes of an .xlsx."""

from __future__ import annotations

import datetime
import math
import os
from dataclasses import dataclass, replace

from outlay.evaluation import calendar_words, fingerprint
from outlay.model import Model
from outlay.plan import Plan
from outlay.scalar import Values
from outlay.scalar.program import Program
from outlay.version import VERSION
from outlay_workbooks.book import Book
from outlay_workbooks.formulas.assemble import assemble
from outlay_workbooks.formulas.combine import Combined, combine
from outlay_workbooks.formulas.lower import Lowered, lower
from outlay_workbooks.formulas.questions import Answers
from outlay_workbooks.formulas.refusals import Refusals
from outlay_workbooks.lambdas.define import define
from outlay_workbooks.layout import BookFacts, lay_out, with_sheets
from outlay_workbooks.layout.functions_page import function_names, function_pages
from outlay_workbooks.package import open_package
from outlay_workbooks.package.parts import custom_properties
from outlay_workbooks.studies import Studies, studies_of
from outlay_workbooks.write import to_bytes

OPTIONS, LAMBDA = "Options", "lambda"  # the file's own property that says what else it was built with


@dataclass(frozen=True, slots=True)
class Options:
    """What a build does beyond the model itself."""

    studies: bool = True  # tornados, a grid and a simulation are worked out where there is something to study
    lambdas: bool = False  # exported functions are names of the workbook, so that it calculates with them alone


@dataclass(frozen=True, slots=True)
class Built:
    """A workbook's bytes, and what is to be said about it."""

    content: bytes
    notes: tuple[str, ...] = ()


def build(model: Model, *, studies: bool = True) -> bytes:
    """The workbook of a model. Raises `OutlayError` naming everything that no formula can hold.

    Tornados, a grid and a simulation are worked out where the model has something to study, unless `studies` is false.
    """
    return to_bytes(book_of(model, studies=studies))


def build_with(model: Model, options: Options) -> Built:
    """The same with more in it, and with what was left out of that."""
    book = book_of(model, studies=options.studies)
    if not options.lambdas:
        return Built(to_bytes(book))
    lambdas = define(model.compilation, {name.name.casefold() for name in book.names})
    pages = function_pages(lambdas)
    properties = replace(book.properties, custom=with_sheets((*book.properties.custom, (OPTIONS, LAMBDA)), pages))
    names = (*book.names, *function_names(lambdas))
    whole = replace(book, sheets=(*book.sheets, *pages), names=names, properties=properties)
    return Built(to_bytes(whole), tuple(f"left out: {each}" for each in lambdas.left_out))


def options_of(path: str | os.PathLike[str]) -> Options:
    """What a workbook says it was built with, so that it is built so again."""
    said = custom_properties(open_package(path)).get(OPTIONS.casefold(), "").split()
    return Options(lambdas=LAMBDA in said)


def book_of(model: Model, *, studies: bool = True) -> Book:
    """The same before it is written."""
    at_once = model.at_once()
    plans = at_once.plans
    refusals = Refusals()
    combined = combine(plans)
    lowered, values = _lowered(combined, at_once.answers, refusals)
    native = assemble(combined, lowered, values)
    found = studies_of(model, plans[0]) if studies else Studies()
    return lay_out(native, plans[0], _facts(model, plans[0]), found)


def _lowered(combined: Combined, answers: Answers, refusals: Refusals) -> tuple[Lowered, Values]:
    """The plan in native operations with its values. A formula that gives another answer than a search is not used."""
    lowered = lower(combined.plan, combined.scenario, answers, refusals)
    refusals.raise_if_any(lambda node: _part(combined, node))
    program = Program(lowered.plan, range(len(lowered.plan.nodes)), everything=True)
    if lowered.by_formula:
        wrong: set[str] = set()
        for number, found in enumerate(answers):
            values = program.run({0: float(number)})
            wrong.update(name for name, node in lowered.by_formula.items() if _apart(values.node(node), found[name]))
        if wrong:
            lowered = lower(combined.plan, combined.scenario, answers, refusals, frozenset(wrong))
            program = Program(lowered.plan, range(len(lowered.plan.nodes)), everything=True)
    return lowered, program.run()


def _apart(formula: float | str, found: float | None) -> bool:
    """Whether a formula answers otherwise than the search did."""
    number = formula if isinstance(formula, float) and math.isfinite(formula) else None
    if number is None or found is None:
        return number is not found
    return not abs(number - found) <= 1e-9 * abs(found)


def _part(combined: Combined, node: int) -> str:
    """The named number that a node is part of."""
    users: dict[int, list[int]] = {}
    for index, item in enumerate(combined.plan.nodes):
        for arg in item.args:
            users.setdefault(arg, []).append(index)
    names = {index: path for path, index in combined.names.items()}
    waiting, seen = [node], {node}
    while waiting:
        index = waiting.pop(0)
        if index in names:
            return names[index]
        for user in users.get(index, ()):
            if user not in seen:
                seen.add(user)
                waiting.append(user)
    return "a part of the model"


def _facts(model: Model, base: Plan) -> BookFacts:
    dates = [one.facts.source.date for one in base.quantities if one.facts.source is not None and one.facts.source.date]
    known = [date for date in map(_date, dates) if date is not None]
    if base.timeline is not None:
        known.append(datetime.date.fromisoformat(base.timeline.starts[0]))
    return BookFacts(
        name=model.name,
        title=base.title,
        version=VERSION,
        hash=fingerprint(model.path, base),
        date=max(known, default=datetime.date(2000, 1, 1)),
        calendar=calendar_words(base),
    )


def _date(text: str) -> datetime.date | None:
    parts = [*text.split("-"), "1", "1"][:3]
    try:
        return datetime.date(*[int(part) for part in parts])
    except ValueError:
        return None
