"""A model as a workbook, from its file to the bytes of an .xlsx."""

from __future__ import annotations

import datetime
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from outlay.evaluation import calendar_words, fingerprint
from outlay.model import Model
from outlay.plan import Plan
from outlay.scalar.program import Program
from outlay.version import VERSION
from outlay_workbooks.book import Book
from outlay_workbooks.edits import Edits
from outlay_workbooks.formulas.assemble import assemble
from outlay_workbooks.formulas.callable import Callables
from outlay_workbooks.formulas.called import CALLED, runnable
from outlay_workbooks.formulas.combine import Combined, combine
from outlay_workbooks.formulas.deciding import decide
from outlay_workbooks.formulas.lower import Lowered, lower
from outlay_workbooks.formulas.questions import Answers
from outlay_workbooks.formulas.refusals import Refusals
from outlay_workbooks.lambdas.define import define
from outlay_workbooks.layout import BookFacts, lay_out, with_sheets
from outlay_workbooks.layout.calls_note import calls_of
from outlay_workbooks.layout.functions_page import function_names, function_pages
from outlay_workbooks.package import open_package
from outlay_workbooks.package.parts import LAMBDA, OPTIONS, UDF, calls_properties, custom_properties
from outlay_workbooks.studies import Studies, studies_of
from outlay_workbooks.write import to_bytes


@dataclass(frozen=True, slots=True)
class Options:
    """What a build does beyond the model itself."""

    studies: bool = True  # tornados, a grid and a simulation are worked out where there is something to study
    lambdas: bool = False  # exported functions are names of the workbook, so that it calculates with them alone
    udf: bool = False  # calls of exported functions are calls in cells, for who has the add-in


@dataclass(frozen=True, slots=True)
class Built:
    """A workbook's bytes, and what is to be said about it."""

    content: bytes
    notes: tuple[str, ...] = ()
    edited: Callable[[Edits], bytes] | None = None  # the same with the values it has once it is edited


@dataclass(frozen=True, slots=True)
class _Laid:
    """A book, and how it is laid out again around other values."""

    book: Book
    notes: tuple[str, ...]
    again: Callable[[Edits], Book]


def build(model: Model, *, studies: bool = True) -> bytes:
    """The workbook of a model. Raises `OutlayError` naming everything that no formula can hold.

    Tornados, a grid and a simulation are worked out where the model has something to study, unless `studies` is false.
    """
    return to_bytes(book_of(model, studies=studies))


def build_with(model: Model, options: Options) -> Built:
    """The same with more in it, and with what was left out of that."""
    laid = _calling(model, options) if options.udf else _native(model, options)
    if not options.lambdas:
        return Built(to_bytes(laid.book), laid.notes, lambda edits: to_bytes(laid.again(edits)))
    lambdas = define(model.compilation, {name.name.casefold() for name in laid.book.names})
    pages = function_pages(lambdas)
    said = ((OPTIONS, f"{UDF} {LAMBDA}" if options.udf else LAMBDA),)

    def whole(book: Book) -> bytes:
        custom = (*[each for each in book.properties.custom if each[0] != OPTIONS], *said)
        properties = replace(book.properties, custom=with_sheets(custom, pages))
        names = (*book.names, *function_names(lambdas))
        return to_bytes(replace(book, sheets=(*book.sheets, *pages), names=names, properties=properties))

    notes = (*laid.notes, *(f"left out: {each}" for each in lambdas.left_out))
    return Built(whole(laid.book), notes, lambda edits: whole(laid.again(edits)))


def options_of(path: str | os.PathLike[str]) -> Options:
    """What a workbook says it was built with, so that it is built so again."""
    said = custom_properties(open_package(path)).get(OPTIONS.casefold(), "").split()
    return Options(lambdas=LAMBDA in said, udf=UDF in said)


def book_of(model: Model, *, studies: bool = True, lambdas: bool = False) -> Book:
    """The same before it is written."""
    return _native(model, Options(studies=studies, lambdas=lambdas)).book


def _native(model: Model, options: Options) -> _Laid:
    at_once = model.at_once()
    plans = at_once.plans
    refusals = Refusals()
    combined = combine(plans)
    lowered, program = _lowered(combined, at_once.answers, refusals)
    found = studies_of(model, plans[0]) if options.studies else Studies()
    facts = replace(_facts(model, plans[0]), defines=options.lambdas)

    def again(edits: Edits) -> Book:
        values = program.run(_given(combined, lowered, plans, edits))
        there = replace(facts, edited=len(edits.inputs))
        return lay_out(assemble(combined, lowered, values), plans[0], there, found)

    return _Laid(again(Edits()), (), again)


def _given(combined: Combined, lowered: Lowered, plans: Sequence[Plan], edits: Edits) -> dict[int, object]:
    """Values of inputs by number: the scenario's, what scenarios put in place of inputs, and the model's own."""
    names = [plan.scenario for plan in plans]
    found: dict[int, object] = {0: float(names.index(edits.scenario)) if edits.scenario in names else 0.0}
    for number, item in enumerate(lowered.plan.inputs):
        owner = combined.overriding.get(number)
        value = edits.inputs.get(item.path) if owner is None else edits.replaced.get((names[owner[0]], owner[1]))
        if number and value is not None:
            found[number] = value
    return found


def _calling(model: Model, options: Options) -> _Laid:
    """The same with calls of exported functions in cells, and why some calls are worked out in the workbook instead."""
    base = model.at_once().plans[0]
    found = studies_of(model, base) if options.studies else Studies()
    at_once = model.at_once(visible=True)
    refusals = Refusals()
    combined = combine(at_once.plans)
    everything, program = _lowered(combined, at_once.answers, refusals)
    runs = [program.run({0: float(number)}) for number in range(len(at_once.plans))]
    taken = frozenset[str]()
    while True:
        decision = decide(everything, runs, Callables(model, taken))
        native = frozenset(
            index
            for index, node in enumerate(combined.plan.nodes)
            if node.op == CALLED and everything.places.get(index, -1) in decision.worked_out
        )
        lowered, program = _lowered(combined, at_once.answers, refusals, native)
        rows = assemble(combined, lowered, program.run())
        calls = calls_of(rows, defined=options.lambdas)
        facts = replace(_facts(model, base), calls=calls, defines=options.lambdas)
        book = lay_out(rows, base, facts, found)
        clashing = {name.name.casefold() for name in book.names} & {name.casefold() for name in calls.functions}
        if not clashing - taken:
            break
        taken |= clashing
    custom = (*book.properties.custom, (OPTIONS, UDF), *calls_properties(calls.own))
    book = replace(book, properties=replace(book.properties, custom=custom), calculated_on_load=False)
    left = [
        f"{function} in {_part_of(combined, everything, node)}: {reason}" for node, function, reason in decision.others
    ]
    if not at_once.visible:
        left.append("any function, since this model can be checked only with its calls worked out")
    notes = (calls.summary, *(f"not called: {each}" for each in dict.fromkeys(left)))

    def again(edits: Edits) -> Book:
        values = program.run(_given(combined, lowered, at_once.plans, edits))
        there = replace(facts, edited=len(edits.inputs))
        laid = lay_out(assemble(combined, lowered, values), base, there, found)
        return replace(laid, properties=book.properties, calculated_on_load=False)

    return _Laid(book, notes, again)


def _part_of(combined: Combined, lowered: Lowered, node: int) -> str:
    return _part(combined, next(index for index, place in lowered.places.items() if place == node))


def _lowered(
    combined: Combined, answers: Answers, refusals: Refusals, native: frozenset[int] = frozenset()
) -> tuple[Lowered, Program]:
    """The plan in native operations, and its program. A formula that gives another answer than a search is not used."""
    lowered = lower(combined.plan, combined.scenario, answers, refusals, native=native)
    refusals.raise_if_any(lambda node: _part(combined, node))
    program = _program(lowered)
    if lowered.by_formula:
        wrong: set[str] = set()
        for number, found in enumerate(answers):
            values = program.run({0: float(number)})
            wrong.update(name for name, node in lowered.by_formula.items() if _apart(values.node(node), found[name]))
        if wrong:
            lowered = lower(combined.plan, combined.scenario, answers, refusals, frozenset(wrong), native)
            program = _program(lowered)
    return lowered, program


def _program(lowered: Lowered) -> Program:
    return Program(runnable(lowered.plan), range(len(lowered.plan.nodes)), everything=True)


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
