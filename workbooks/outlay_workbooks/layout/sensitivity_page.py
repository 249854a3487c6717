"""The Sensitivity sheet: what was found when the workbook was built, and whether each result still holds."""

from __future__ import annotations

from dataclasses import dataclass

from outlay_workbooks.book import Chart, Name, Rule, Scale, Series, Sheet, Style, Value, address
from outlay_workbooks.formulas.rows import SearchRows
from outlay_workbooks.layout.columns import INPUTS, SCENARIOS, SENSITIVITY, InputColumns, ScenarioColumns
from outlay_workbooks.layout.facts import BookFacts
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.page import ROW, Page
from outlay_workbooks.layout.places import Places
from outlay_workbooks.studies import Figure, Grid, Side, Simulation, Studies, Tornado

STILL, MOVED = "still holds", "inputs have moved"
LABEL, NAME, UNIT, ANSWER, STATUS, HOW = range(6)
_TOP = 6
_COLUMNS = 8
_WIDTH = 1160  # pixels of a tornado
_PERCENTILES = ("5%", "25%", "50%", "75%", "95%")


@dataclass(frozen=True, slots=True)
class _Result:
    """One line of the list at the top."""

    label: str
    how: str


def sensitivity_page(places: Places, studies: Studies, facts: BookFacts, taken: set[str]) -> tuple[Sheet, list[Name]]:
    """The sheet, and the name of the number of results that no longer hold."""
    page = Page(SENSITIVITY)
    page.put(0, 0, "Sensitivity", Style("title"))
    page.put(1, 0, "Violet numbers were found when this workbook was built and do not follow the inputs.",
             Style("subtitle"))  # fmt: skip
    page.put(2, 0, "Results that no longer hold", Style("label"))
    page.put(3, 0, "Inputs changed since it was built", Style("label"))
    rows = [places.of[number][1] for number in places.native.inputs]
    page.put(3, ANSWER, float(facts.edited), Style("formula", "0"), _changed(min(rows), max(rows)) if rows else "")
    results = _results(studies)
    count = len(places.native.searches) + len(results)
    last = _TOP + max(count, 1) - 1
    page.widths += [(0, 0, 44), (1, 1, 22), (2, 3, 16), (4, 4, 20), (5, _COLUMNS - 1, 16)]
    heads = ("Found when this workbook was built", "Name", "Unit", "Answer", "Status", "How", None, None)
    page.heads(_TOP - 1, heads, {ANSWER})
    row = _TOP
    for search in places.native.searches:
        _search(page, places, search, row)
        row += 1
    for result in results:
        _result(page, result, not facts.edited and not places.scenario, row)
        row += 1
    if count:
        span = f"{address(_TOP, STATUS)}:{address(last, STATUS)}"
        page.put(
            2, ANSWER, float(moved(places, studies, facts)), Style("formula", "0"), f'SUMPRODUCT(--({span}<>"{STILL}"))'
        )
        status = address(_TOP, STATUS, fixed=False)
        page.rules.append(Rule(_TOP, STATUS, last, STATUS, f'{status}="{STILL}"', "good"))
        page.rules.append(Rule(_TOP, STATUS, last, STATUS, f'{status}<>"{STILL}"', "amber"))
    else:
        page.put(2, ANSWER, 0.0, Style("formula", "0"))
        page.put(row, LABEL, studies.missing or "Nothing had to be searched or studied.", Style("note_line"))
        row += 1
    row += 1
    made = f"Of the base with the inputs as built: figures of {facts.date.isoformat()}, model {facts.hash}"
    for tornado in studies.tornados:
        row = _tornado(page, tornado, made, row)
    if studies.grid is not None:
        row = _grid(page, studies.grid, made, row)
    if studies.simulation is not None:
        _simulation(page, studies.simulation, made, row)
    taken.add("results_moved")
    taken.add("inputs_changed")
    names = [
        Name("results_moved", f"{SENSITIVITY}!{address(2, ANSWER)}", "Results that no longer hold"),
        Name("inputs_changed", f"{SENSITIVITY}!{address(3, ANSWER)}", "Inputs changed since it was built"),
    ]
    return page.finished(freeze=(_TOP, 1), repeat_rows=(0, 0), tab="#5B3A8C"), names


def moved(places: Places, studies: Studies, facts: BookFacts) -> int:
    """How many of the results no longer hold."""
    native = places.native
    searches = sum(1 for search in native.searches if places.value(native.rows[search.holds]) is not True)
    return searches + (len(_results(studies)) if facts.edited or places.scenario else 0)


def _changed(first: int, last: int) -> str:
    value, built = (
        f"{INPUTS}!{address(first, column)}:{address(last, column)}"
        for column in (InputColumns.VALUE, InputColumns.BUILT)
    )
    return f"SUMPRODUCT(--({value}<>{built}))"


def _results(studies: Studies) -> list[_Result]:
    found = [_Result(f"Tornado: {one.figure.title}", "each input on its own, end to end") for one in studies.tornados]
    if studies.grid is not None:
        sides = f"{len(studies.grid.down.values)} by {len(studies.grid.across.values)}"
        found.append(_Result(f"Grid: {studies.grid.figure.title}", f"{sides} values of two inputs"))
    if studies.simulation is not None:
        one = studies.simulation
        found.append(_Result("Simulation", f"{one.draws:,} draws, seed {one.seed}"))
    return found


def _result(page: Page, result: _Result, holds: bool, row: int) -> None:
    page.put(row, LABEL, result.label, Style("label"))
    page.put(row, HOW, result.how, Style("aside"))
    changed = address(3, ANSWER)
    scenario = f"{SCENARIOS}!{address(*ScenarioColumns.NUMBER)}"
    said = STILL if holds else MOVED
    page.put(row, STATUS, said, Style("status"), f'IF(AND({changed}=0,{scenario}=1),"{STILL}","{MOVED}")')


def _search(page: Page, places: Places, search: SearchRows, row: int) -> None:
    native = places.native
    question = search.question
    page.put(row, LABEL, question.label or question.variable_path, Style("label"))
    page.put(row, NAME, question.name, Style("name"))
    page.put(row, UNIT, question.unit or ("%" if question.percent else ""), Style("unit"))
    found = places.value(native.rows[search.answer])
    form = number_format(question.unit, percent=question.percent, values=(found,))
    page.put(row, ANSWER, found, Style("link", form), places.single(search.answer, SENSITIVITY))
    condition = question.condition
    if question.kind == "minimize":
        condition = f"the least where {condition}" if condition else "the least"
    page.put(row, HOW, condition, Style("aside"))
    holds = places.single(search.holds, SENSITIVITY)
    value = places.value(native.rows[search.holds])
    text = f'IF(ISERROR({holds}),"{MOVED}",IF({holds},"{STILL}","{MOVED}"))'
    page.put(row, STATUS, STILL if value is True else MOVED, Style("status"), text)


def _format(figure: Figure, values: tuple[float, ...]) -> str:
    return number_format(figure.unit, percent=figure.percent, written=figure.format, values=values)


def _tornado(page: Page, tornado: Tornado, made: str, row: int) -> int:
    """A table of swings and, beneath it, the bars: what each end changes."""
    figures = [value for swing in tornado.swings for value in (swing.at_low, swing.at_high)]
    form = _format(tornado.figure, (tornado.base, *figures))
    page.section(row, tornado.title, _COLUMNS)
    page.put(row + 1, 0, made, Style("note_line"))
    page.put(row + 2, 0, tornado.figure.title, Style("strong"))
    page.put(row + 2, 2, tornado.base, Style("static", form))
    page.put(row + 2, 1, tornado.figure.unit or ("%" if tornado.figure.percent else "ratio"), Style("unit"))
    heads = ("Input", "In", "Low end", "High end", "At the low end", "At the high end", "Change, low", "Change, high")
    page.heads(row + 3, heads, range(2, _COLUMNS))
    base = address(row + 2, 2)
    top = row + 4
    for number, swing in enumerate(tornado.swings):
        at = top + number
        page.put(at, 0, swing.label, Style("label"))
        page.put(at, 1, swing.unit or ("%" if swing.percent else "ratio"), Style("unit"))
        ends = tuple(end for end in (swing.low, swing.high) if isinstance(end, float))
        own = number_format(swing.unit, percent=swing.percent, values=ends)
        for column, end in ((2, swing.low), (3, swing.high)):
            page.put(at, column, end, Style("static", own if isinstance(end, float) else ""))
        for column, value in ((4, swing.at_low), (5, swing.at_high)):
            page.put(at, column, value, Style("static", form))
            change = f"{address(at, column)}-{base}"
            page.put(at, column + 2, value - tornado.base, Style("formula", form), change)
    last = top + len(tornado.swings) - 1
    page.blocks.append((row, last))
    if not tornado.swings:
        return last + 2
    names = f"={SENSITIVITY}!{address(top, 0)}:{address(last, 0)}"
    series = tuple(
        Series(title, names, f"={SENSITIVITY}!{address(top, column)}:{address(last, column)}", kind)
        for title, column, kind in (("At the low end", 6, "low"), ("At the high end", 7, "high"))
    )
    count = len(tornado.swings)
    chart = Chart(
        "tornado", f"{tornado.title}: change in {tornado.figure.title}", series, last + 2, 0,
        format=form, unit=tornado.figure.unit, points=count, width=_WIDTH, height=130 + 24 * count,
    )  # fmt: skip
    page.chart(chart)
    return chart.row + -(-chart.height // ROW) + 2


def _grid(page: Page, grid: Grid, made: str, row: int) -> int:
    """The figure for each pair of values, shaded by size."""
    values = tuple(value for line in grid.values for value in line)
    form = _format(grid.figure, values)
    page.section(row, f"{grid.figure.title}, by the two inputs that move it most", _COLUMNS)
    page.put(row + 1, 0, made, Style("note_line"))
    count = len(grid.across.values)
    page.put(row + 2, 1, _titled(grid.across), Style("strong_line"))
    page.put(row + 3, 0, _titled(grid.down), Style("header_left"))
    across = number_format(grid.across.unit, percent=grid.across.percent, values=grid.across.values)
    down = number_format(grid.down.unit, percent=grid.down.percent, values=grid.down.values)
    for column, value in enumerate(grid.across.values, 1):
        page.put(row + 3, column, value, Style("header", across))
    top = row + 4
    for number, (value, line) in enumerate(zip(grid.down.values, grid.values, strict=True)):
        page.put(top + number, 0, value, Style("strong_static", down))
        for column, figure in enumerate(line, 1):
            page.put(top + number, column, _finite(figure), Style("static", form))
    last = top + len(grid.values) - 1
    page.scales.append(Scale(top, 1, last, count))
    page.blocks.append((row, last))
    return last + 2


def _titled(side: Side) -> str:
    return f"{side.label}, {side.unit}" if side.unit else side.label


def _simulation(page: Page, simulation: Simulation, made: str, row: int) -> None:
    """Percentiles of each figure over the draws, and how often each check fails."""
    page.section(row, "Simulation", _COLUMNS)
    page.put(row + 1, 0, f"{simulation.draws:,} draws, seed {simulation.seed}. {made}", Style("note_line"))
    page.put(row + 2, 0, f"Uncertain: {', '.join(simulation.uncertain)}", Style("note_line"))
    page.heads(row + 3, ("Figure", "In", "Mean", *_PERCENTILES), range(2, _COLUMNS))
    first = row
    row += 4
    for spread in simulation.spreads:
        numbers = (spread.mean, *spread.percentiles)
        form = _format(spread.figure, numbers)
        page.put(row, 0, spread.figure.title, Style("label"))
        page.put(row, 1, spread.figure.unit or ("%" if spread.figure.percent else "ratio"), Style("unit"))
        for column, value in enumerate(numbers, 2):
            page.put(row, column, _finite(value), Style("static", form))
        row += 1
    page.blocks.append((first, row))
    if not simulation.failures:
        return
    row += 1
    first = row
    page.heads(row, ("Check", "Fails in"), {1})
    for failure in simulation.failures:
        row += 1
        page.put(row, 0, failure.text, Style("label"))
        page.put(row, 1, failure.share, Style("static", "0.0%"))
    page.blocks.append((first, row))


def _finite(value: float) -> Value:
    return value if value - value == 0 else "none"
