"""Lays rows of formulas out as a workbook: one module a sheet.

Flow: `places` decides where every row stands, so that formulas can be written as text; each `*_page` module then makes
its sheet; `lay_out` puts them in order. Nothing here computes: values come from the engine through the rows.
"""

from __future__ import annotations

import datetime

from outlay.plan import Plan
from outlay_workbooks.book import Book, Properties, Sheet, address
from outlay_workbooks.formulas.rows import Native
from outlay_workbooks.layout.annual_page import annual_page
from outlay_workbooks.layout.checks_page import ALL_HOLD, NONE, checks_page
from outlay_workbooks.layout.facts import BookFacts
from outlay_workbooks.layout.guide_page import guide_page
from outlay_workbooks.layout.inputs_page import inputs_page
from outlay_workbooks.layout.log_page import log_page
from outlay_workbooks.layout.model_page import model_page
from outlay_workbooks.layout.outputs_page import outputs_page
from outlay_workbooks.layout.places import place
from outlay_workbooks.layout.scenarios_page import scenarios_page
from outlay_workbooks.layout.sensitivity_page import moved, sensitivity_page
from outlay_workbooks.layout.sources_page import sources_page
from outlay_workbooks.layout.tables_page import place_tables, tables_page
from outlay_workbooks.studies import Studies

__all__ = ["BookFacts", "lay_out", "with_sheets"]

EXTENTS = "Extents"


def lay_out(native: Native, base: Plan, facts: BookFacts, studies: Studies) -> Book:
    """The workbook of a model. `base` is the plan of the base as it was written, with its intervals."""
    places = place(native)
    place_tables(places)
    taken: set[str] = set()
    scenarios, scenario_names = scenarios_page(places, taken)
    checks, check_names, holds = checks_page(places, taken)
    sensitivity, study_names = sensitivity_page(places, studies, facts, taken)
    inputs, input_names = inputs_page(places, base, taken)
    failing = sum(1 for check, _ in native.checks if not _holds(native, check.node))
    said = ALL_HOLD if holds else f"{failing} of {len(native.checks)} checks fail"
    said = said if native.checks else NONE
    sheets = (
        guide_page(places, facts, said, moved(places, studies, facts)),
        inputs,
        scenarios,
        model_page(places),
        annual_page(places),
        outputs_page(places, said),
        sensitivity,
        sources_page(places),
        tables_page(places),
        checks,
        log_page(facts),
    )
    properties = Properties(
        title=facts.title or facts.name,
        subject=f"{facts.name}.cost",
        author="Outlay",
        comments=f"Built with Outlay {facts.version} from {facts.name}.cost, hash {facts.hash}",
        created=datetime.datetime.combine(facts.date, datetime.time()),
        custom=(("Outlay version", facts.version), ("Model hash", facts.hash), (EXTENTS, _extents(sheets))),
    )
    return Book(sheets, (*scenario_names, *check_names, *study_names, *input_names), properties)


def with_sheets(custom: tuple[tuple[str, str], ...], sheets: tuple[Sheet, ...]) -> tuple[tuple[str, str], ...]:
    """The file's own properties once it has more sheets."""
    return tuple((name, f"{text} {_extents(sheets)}" if name == EXTENTS else text) for name, text in custom)


def _extents(sheets: tuple[Sheet, ...]) -> str:
    """The last cell of each sheet as built, so that what a reader adds beyond can be told apart."""
    return " ".join(f"{sheet.name}!{address(*sheet.extent, fixed=False)}" for sheet in sheets)


def _holds(native: Native, node: int) -> bool:
    value = native.values.node(node)
    return all(each is True for each in (value if isinstance(value, list | tuple) else (value,)))
