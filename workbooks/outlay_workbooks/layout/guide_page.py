"""The Guide sheet: what this workbook is, how to use it, what it stands on, whether it holds."""

from __future__ import annotations

from outlay_workbooks.book import Page, Rule, Sheet, Style, address
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
from outlay_workbooks.layout.inputs_page import status_of
from outlay_workbooks.layout.places import Places

OWN_UNITS = "Units of its own"
_KEY = (
    ("input", "An input: yours to change"),
    ("formula", "A formula"),
    ("link", "A link to another sheet"),
    ("constant", "A constant of the model"),
    ("static", "Found when the workbook was built; it does not follow the inputs"),
)
_SHEETS = (
    ("Inputs", "Every number you may change, with its source"),
    ("Scenarios", "Choose which scenario is in force"),
    ("Model", "The calculation, one formula a row"),
    ("Annual", "The same by calendar year"),
    ("Outputs", "Headline numbers and charts"),
    ("Sensitivity", "What moves the results"),
    ("Sources", "Where figures come from"),
    ("Tables", "Lists the model looks into"),
    ("Checks", "Whether the model holds together"),
    ("Log", "Which build this is"),
)


def guide_page(places: Places, facts: BookFacts, said: str) -> Sheet:
    """The first sheet. `said` is what the master check shows."""
    page = Page(GUIDE)
    page.put(0, 0, facts.title or facts.name, Style("title"))
    page.put(1, 0, "Change the blue cells on Inputs, choose a scenario on Scenarios, read Outputs.", Style("subtitle"))
    row = 3
    page.line(row, ("How it stands", None), Style("section"))
    master = f"{CHECKS}!{address(CheckColumns.MASTER[0], CheckColumns.MASTER[1] + 1)}"
    selector = f"{SCENARIOS}!{address(*ScenarioColumns.SELECTOR)}"
    rows = [places.of[number][1] for number in places.native.inputs]
    statuses = [status_of(places.native.rows[number]) for number in places.native.inputs]
    assumed = float(sum(1 for status in statuses if status == "assumed"))
    first, last = min(rows, default=4), max(rows, default=4)
    span = f"{INPUTS}!{address(first, InputColumns.STATUS)}:{address(last, InputColumns.STATUS)}"
    lines: list[tuple[str, object, str, str]] = [
        ("Checks", said, master, "status"),
        ("Scenario in force", "Base", selector, "link_text"),
        ("Inputs that are assumed", assumed, f'SUMPRODUCT(--({span}="assumed"))' if rows else "", "link"),
        ("Inputs in all", float(len(rows)), "", "constant"),
    ]
    for label, value, formula, kind in lines:
        row += 1
        page.put(row, 0, label, Style("label"))
        page.put(row, 1, value, Style(kind, "0" if isinstance(value, float) else ""), formula)  # type: ignore[arg-type]
    cell = address(4, 1)
    page.rules.append(Rule(4, 1, 4, 1, f'{cell}="{ALL_HOLD}"', "good"))
    page.rules.append(Rule(4, 1, 4, 1, f'{cell}<>"{ALL_HOLD}"', "bad"))
    row += 2
    page.line(row, ("What it is", None), Style("section"))
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
        page.put(row, 1, text, Style("text"))
    row += 2
    page.line(row, ("What the colours mean", None), Style("section"))
    for kind, text in _KEY:
        row += 1
        page.put(row, 0, "1,234", Style(kind))
        page.put(row, 1, text, Style("text"))
    row += 2
    page.line(row, ("Sheets", None), Style("section"))
    for name, text in _SHEETS:
        row += 1
        page.put(row, 0, name, Style("strong"))
        page.put(row, 1, text, Style("text"))
    page.widths += [(0, 0, 30), (1, 1, 70)]
    return page.finished(landscape=False, tab="#1F4E79")
