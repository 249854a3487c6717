"""The Guide sheet: what this workbook says, whether it holds, how to use it, what it stands on."""

from __future__ import annotations

from outlay_workbooks.book import Link, Rule, Sheet, Style, Value, address
from outlay_workbooks.layout.calls_note import calls_note
from outlay_workbooks.layout.checks_page import ALL_HOLD
from outlay_workbooks.layout.columns import (
    CHECKS,
    GUIDE,
    INPUTS,
    SCENARIOS,
    CheckColumns,
    InputColumns,
    ScenarioColumns,
)
from outlay_workbooks.layout.facts import BookFacts
from outlay_workbooks.layout.headlines import Shown, headlines, outputs_of, say, two_titles
from outlay_workbooks.layout.inputs_page import status_of
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places

OWN_UNITS = "Units of its own"
CHANGED = "Inputs changed since it was built"
MOVED = "Results that no longer hold"
_HEADLINES = 6
_COLUMNS = 3
_STEPS = (
    ("1  Change", "Blue cells on Inputs are yours. What a cell takes is said when it is selected."),
    ("2  Choose", "Another scenario on Scenarios. The base is never overwritten."),
    ("3  Read", "Outputs; and on Checks, whether everything still holds together."),
    ("4  Send back", "`outlay workbook read` turns what you changed into a scenario of the model."),
)
_KEY = (
    ("input_text", "Input", "Yours to change"),
    ("formula_text", "Formula", "Follows from the inputs"),
    ("link_text", "Link", "Shows a cell of another sheet"),
    ("constant_text", "Constant", "Part of the model"),
    ("static_text", "Found", "Worked out when the workbook was built; it does not follow the inputs"),
)
_SHEETS = (
    ("Inputs", "Every number you may change, with its source"),
    ("Scenarios", "Which scenario is in force, and what each changes"),
    ("Model", "The calculation, one formula a row"),
    ("Annual", "The same by calendar year"),
    ("Outputs", "Headline numbers and charts"),
    ("Sensitivity", "What moves the results"),
    ("Sources", "Where figures come from"),
    ("Tables", "Lists the model looks into"),
    ("Checks", "Whether the model holds together"),
    ("Log", "Which build this is"),
)
_DEFINED = (
    ("Functions", "What formulas of yours may call in Excel 365"),
    ("Library", "Prices, offers and GPUs that those look up"),
)


def guide_page(places: Places, facts: BookFacts, said: str, moved: int) -> Sheet:
    """The first sheet. `said` is what the master check shows, `moved` how many results no longer hold."""
    page = Page(GUIDE)
    page.widths += [(0, 0, 34), (1, 1, 24), (2, 2, 52)]
    title, subtitle = two_titles(places.native.plan)
    page.put(0, 0, title, Style("title"))
    page.put(1, 0, subtitle or "A model that follows its inputs", Style("subtitle"))
    row = _says(page, outputs_of(places), 3)
    row = _stands(page, places, said, moved, facts.edited, row)
    if facts.calls is not None:
        row = calls_note(page, places, facts.calls, row, _COLUMNS)
    page.section(row, "How to use it", _COLUMNS)
    for step, text in _STEPS:
        row += 1
        page.put(row, 0, step, Style("strong"))
        page.put(row, 1, text, Style("line"))
    row += 2
    page.section(row, "What the colours mean", _COLUMNS)
    for kind, name, text in _KEY:
        row += 1
        page.put(row, 0, name, Style(kind))
        page.put(row, 1, text, Style("line"))
    row += 2
    page.section(row, "Sheets", _COLUMNS)
    for name, text in _SHEETS + (_DEFINED if facts.defines else ()):
        row += 1
        page.put(row, 0, name, Style("go"))
        page.links.append(Link(row, 0, name))
        page.put(row, 1, text, Style("line"))
    _about(page, places, facts, row + 2)
    return page.finished(landscape=False, tab="#1F4E79")


def _says(page: Page, outputs: list[Shown], row: int) -> int:
    """The sentences and the headline figures; the row after them."""
    page.section(row, "What it says", _COLUMNS)
    row = say(page, row + 1, _COLUMNS, outputs)
    for one in headlines(outputs, _HEADLINES):
        page.put(row, 0, one.label, Style("label"))
        page.put(row, 1, one.value, Style("headline", one.format), one.address)
        unit = one.row.unit
        if one.when:
            ending = f'&", {unit}"' if unit else ""
            page.put(row, 2, f"{one.when}, {unit}" if unit else one.when, Style("link_text"), one.when_address + ending)
        elif unit:
            page.put(row, 2, unit, Style("unit"))
        row += 1
    return row + 1


def _stands(page: Page, places: Places, said: str, moved: int, edited: int, row: int) -> int:
    page.section(row, "How it stands", _COLUMNS)
    master = f"{CHECKS}!{address(CheckColumns.MASTER[0], CheckColumns.MASTER[1] + 1)}"
    selector = f"{SCENARIOS}!{address(*ScenarioColumns.SELECTOR)}"
    rows = [places.of[number][1] for number in places.native.inputs]
    statuses = [status_of(places.native.rows[number]) for number in places.native.inputs]
    assumed = float(sum(1 for status in statuses if status == "assumed"))
    first, last = min(rows, default=4), max(rows, default=4)
    column = f"{INPUTS}!{address(first, InputColumns.STATUS)}:{address(last, InputColumns.STATUS)}"
    counted = f'SUMPRODUCT(--({column}="assumed"))' if rows else ""
    lines: list[tuple[str, Value, str, str]] = [
        ("Checks", said, master, "status"),
        ("Scenario in force", places.in_force, selector, "link_text"),
        (CHANGED, float(edited), "inputs_changed", "link"),
        (MOVED, float(moved), "results_moved", "link"),
        ("Inputs that are assumed", assumed, counted, "link"),
        ("Inputs in all", float(len(rows)), "", "constant"),
    ]
    for label, value, formula, kind in lines:
        row += 1
        page.put(row, 0, label, Style("label"))
        page.put(row, 1, value, Style(kind, "0" if isinstance(value, float) else ""), formula)
        cell = address(row, 1)
        if kind == "status":
            page.rules.append(Rule(row, 1, row, 1, f'{cell}="{ALL_HOLD}"', "good"))
            page.rules.append(Rule(row, 1, row, 1, f'{cell}<>"{ALL_HOLD}"', "bad"))
        if label == MOVED:
            page.put(row, 2, "Listed on Sensitivity; build the workbook again to renew them", Style("aside"))
            page.rules.append(Rule(row, 1, row, 1, f"{cell}>0", "amber"))
    return row + 2


def _about(page: Page, places: Places, facts: BookFacts, row: int) -> None:
    page.section(row, "What it is", _COLUMNS)
    sources = sorted({q.facts.source.date for q in places.native.plan.quantities
                      if q.facts.source is not None and q.facts.source.date})  # fmt: skip
    timeline = places.native.plan.timeline
    for label, text in (
        ("Model", f"{facts.name}.cost"),
        ("Model's hash", facts.hash),
        ("Built with", f"Outlay {facts.version}"),
        ("Calendar", facts.calendar),
        ("Periods", f"{timeline.labels[0]} to {timeline.labels[-1]}" if timeline is not None else "none"),
        (OWN_UNITS, ", ".join(places.native.plan.units) or "none"),
        ("Sources dated", f"{sources[0]} to {sources[-1]}" if sources else "none"),
    ):
        row += 1
        page.put(row, 0, label, Style("label"))
        page.put(row, 1, text, Style("line"))
