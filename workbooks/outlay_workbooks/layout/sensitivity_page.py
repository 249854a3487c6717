"""The Sensitivity sheet: what was found when the workbook was built, each result with whether it still holds."""

from __future__ import annotations

from outlay_workbooks.book import Name, Page, Rule, Sheet, Style, address
from outlay_workbooks.formulas.rows import SearchRows
from outlay_workbooks.layout.columns import SENSITIVITY
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.places import Places

STILL, MOVED = "still holds", "inputs have moved: build again"
LABEL, NAME, UNIT, ANSWER, CONDITION, STATUS = range(6)
_TOP = 5


def sensitivity_page(places: Places, taken: set[str]) -> tuple[Sheet, list[Name]]:
    """The sheet, and the name of the number of results that no longer hold."""
    page = Page(SENSITIVITY)
    searches = places.native.searches
    page.put(0, 0, "Sensitivity", Style("title"))
    page.put(1, 0, "Violet numbers were found when this workbook was built and do not follow the inputs.",
             Style("subtitle"))  # fmt: skip
    page.put(2, 0, "Results that no longer hold", Style("label"))
    names: list[Name] = []
    row = _TOP
    if searches:
        last = _TOP + len(searches) - 1
        span = f"{address(_TOP, STATUS)}:{address(last, STATUS)}"
        page.put(2, ANSWER, 0.0, Style("formula", "0"), f'SUMPRODUCT(--({span}<>"{STILL}"))')
        heads = ("Answers found by search", "Name", "Unit", "Answer", "Condition", "Status")
        page.line(_TOP - 1, heads, Style("header_left"))
        for search in searches:
            _search(page, places, search, row)
            row += 1
        status = address(_TOP, STATUS, fixed=False)
        page.rules.append(Rule(_TOP, STATUS, last, STATUS, f'{status}="{STILL}"', "good"))
        page.rules.append(Rule(_TOP, STATUS, last, STATUS, f'{status}<>"{STILL}"', "amber"))
    else:
        page.put(2, ANSWER, 0.0, Style("formula", "0"))
    taken.add("results_moved")
    names.append(Name("results_moved", f"{SENSITIVITY}!{address(2, ANSWER)}", "Results that no longer hold"))
    page.widths += [(0, 0, 60), (1, 1, 22), (2, 2, 18), (3, 3, 16), (4, 4, 48), (5, 5, 28)]
    return page.finished(freeze=(_TOP, 1), repeat_rows=(_TOP - 1, _TOP - 1), tab="#5B3A8C"), names


def _search(page: Page, places: Places, search: SearchRows, row: int) -> None:
    native = places.native
    question = search.question
    page.put(row, LABEL, question.label or question.variable_path, Style("text"))
    page.put(row, NAME, question.name, Style("name"))
    page.put(row, UNIT, question.unit or ("%" if question.percent else ""), Style("unit"))
    found = places.value(native.rows[search.answer])
    form = number_format(question.unit, percent=question.percent, values=(found,))
    page.put(row, ANSWER, found, Style("link", form), places.single(search.answer, SENSITIVITY))
    least = question.kind == "minimize"
    page.put(row, CONDITION, f"least{' where ' if question.condition else ''}{question.condition}" if least else
             question.condition, Style("text"))  # fmt: skip
    holds = places.single(search.holds, SENSITIVITY)
    value = places.value(native.rows[search.holds])
    text = f'IF(ISERROR({holds}),"{MOVED}",IF({holds},"{STILL}","{MOVED}"))'
    page.put(row, STATUS, STILL if value is True else MOVED, Style("status"), text)
