"""The Checks sheet: every check of the model, and the one cell that says whether all of them hold."""

from __future__ import annotations

from outlay_workbooks.book import Name, Rule, Sheet, Style, address
from outlay_workbooks.layout.columns import CHECKS, MODEL, CheckColumns, ModelColumns
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places

_C = CheckColumns
ALL_HOLD, NONE = "All checks hold", "This model has no checks"


def checks_page(places: Places, taken: set[str]) -> tuple[Sheet, list[Name], bool]:
    """The sheet, the name of the master check, and whether it holds."""
    page = Page(CHECKS)
    native = places.native
    checks = native.checks
    page.put(0, 0, "Checks", Style("title"))
    page.put(1, 0, "Each is worked out by formulas, for the scenario in force.", Style("subtitle"))
    page.heads(_C.TOP - 1, ("No.", "Check", "Condition", "Holds", "Status", "First fails in"), {_C.NUMBER, _C.HOLDS})
    first, last = _C.TOP, _C.TOP + max(len(checks), 1) - 1
    held: list[bool] = []
    for number, (check, row_number) in enumerate(checks):
        row = _C.TOP + number
        item = native.rows[row_number]
        value = native.values.node(check.node)
        values = value if isinstance(value, list | tuple) else (value,)
        holds = all(each is True for each in values)
        held.append(holds)
        page.put(row, _C.NUMBER, float(number + 1), Style("formula", "0"))
        page.put(row, _C.TEXT, check.text, Style("text"))
        page.put(row, _C.CONDITION, check.condition, Style("note"))
        cells = places.span(row_number, CHECKS) if item.series else places.single(row_number, CHECKS)
        # a condition that cannot be worked out does not hold, and says so instead of spreading
        condition = f"AND({cells})" if item.series else cells
        page.put(row, _C.HOLDS, holds, Style("formula"), f"IF(ISERROR({condition}),FALSE,{condition})")
        status = f'IF({address(row, _C.HOLDS)},"OK","FAILS")'
        page.put(row, _C.STATUS, "OK" if holds else "FAILS", Style("status"), status)
        if item.series:
            labels = f"{MODEL}!{address(ModelColumns.HEADER, ModelColumns.FIRST)}"
            labels += f":{address(ModelColumns.HEADER, ModelColumns.FIRST + places.periods - 1)}"
            where = f'IF({address(row, _C.HOLDS)},"",INDEX({labels},MATCH(FALSE,{cells},0)))'
            failing = [at for at, each in enumerate(values) if each is not True]
            period = native.plan.timeline.labels[failing[0]] if failing and native.plan.timeline else ""
            page.put(row, _C.WHERE, period, Style("formula_text"), where)
    row, column = _C.MASTER
    page.put(row, 1, "All checks", Style("strong"))
    holds = all(held)
    whole = f"{address(first, _C.HOLDS)}:{address(last, _C.HOLDS)}"
    if checks:
        page.put(row, column, holds, Style("strong_formula"), f"AND({whole})")
        failing_count = f"COUNTIF({whole},FALSE)"
        text = f'IF({address(row, column)},"{ALL_HOLD}",{failing_count}&" of "&ROWS({whole})&" checks fail")'
        said = ALL_HOLD if holds else f"{held.count(False)} of {len(held)} checks fail"
        page.put(row, column + 1, said, Style("status"), text)
        status = address(first, _C.STATUS, fixed=False)
        page.rules += [
            Rule(first, _C.STATUS, last, _C.STATUS, f'{status}="OK"', "good"),
            Rule(first, _C.STATUS, last, _C.STATUS, f'{status}<>"OK"', "bad"),
            Rule(row, column + 1, row, column + 1, address(row, column), "good"),
            Rule(row, column + 1, row, column + 1, f"NOT({address(row, column)})", "bad"),
        ]
    else:
        page.put(row, column, True, Style("strong_formula"))
        page.put(row, column + 1, NONE, Style("status"), f'IF({address(row, column)},"{NONE}","")')
    page.widths += [(0, 0, 6), (1, 1, 50), (2, 2, 62), (3, 3, 9), (4, 4, 24), (5, 5, 15)]
    taken.add("all_checks")
    names = [Name("all_checks", f"{CHECKS}!{address(row, column)}", "Whether every check holds")]
    return page.finished(freeze=(_C.TOP, 2), repeat_rows=(_C.TOP - 1, _C.TOP - 1), tab="#2E7D32"), names, holds
