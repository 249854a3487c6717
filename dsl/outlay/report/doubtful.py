"""What moves the outputs, and how sure they are: a tornado and, where inputs are doubtful, draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING

from outlay.diagnostics import OutlayError
from outlay.display import format_value, show_value
from outlay.evaluation import uncertain
from outlay.report.facts import Curve, Grid, Picture, Row
from outlay.report.headline import MOST_CARDS, foremost
from outlay.report.thinning import numbers, places, told
from outlay.report.units import in_unit
from outlay.report.whole_time import interval

if TYPE_CHECKING:
    from outlay.model import Model
    from outlay.plan import Plan
    from outlay.report.gather import Options
    from outlay.result import Output
    from outlay.studies.sensitivity import Ranking
    from outlay.studies.simulation import Drawn, Simulation

MOST_TORNADOS = 3
MOST_BARS = 12
MOST_FANS = 3
MOST_SPREADS = 3
MOST_DRAWN = 24  # outputs that are drawn
BINS = 40
NOISE = 1e-9  # of a mean: what arithmetic leaves in last digits is no doubt
FEWEST_DRAWS = 500
WORK = 4_000_000_000  # operations that drawing, or swinging every input, may take
BANDS = (5, 10, 25, 50, 75, 90, 95)
ARRAYS = ("numpy", "pandas", "scipy")


@dataclass(slots=True)
class Doubtful:
    """Both studies; what could not be made is said in `left_out`."""

    intervals: dict[str, str] = field(default_factory=dict)
    tornados: tuple[Picture, ...] = ()
    tornado_notes: tuple[str, ...] = ()
    spreads: tuple[Picture, ...] = ()
    grids: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def doubtful(model: Model, plan: Plan, options: Options, outputs: Sequence[Output]) -> Doubtful:
    """Both studies of the page's scenario. Without NumPy, SciPy and pandas there is neither, and the page says so."""
    found = Doubtful()
    if any(find_spec(name) is None for name in ARRAYS):
        lacking = "What moves the outputs" + (" and how they are spread" if uncertain(plan) else "")
        found.left_out = (f'{lacking}: this needs NumPy, SciPy and pandas: pip install "outlay[arrays]"',)
        return found
    numeric = [each for each in outputs if each.type == "number"]
    if numeric:
        _tornados(found, model, plan, options, numeric)
        if uncertain(plan):
            _draws(found, model, plan, options, outputs)
    return found


def _work(plan: Plan) -> int:
    """Operations of one run."""
    periods = len(plan.timeline) if plan.timeline is not None else 1
    return sum(periods if node.series else 1 for node in plan.nodes)


# -------------------------------------------------------------------------------------------------- tornado


def _tornados(found: Doubtful, model: Model, plan: Plan, options: Options, numeric: Sequence[Output]) -> None:
    names = _swung(plan, numeric)
    if 2 * len(plan.inputs) * _work(plan) > WORK:
        found.left_out += ("What moves the outputs: this model is too large for a page; `outlay sensitivity` shows it",)
        return
    try:
        study = model.sensitivity(names, "tornado", scenario=options.scenario or None, overrides=options.overrides)
    except OutlayError as error:
        found.left_out += (f"What moves the outputs: {error}",)
        return
    found.tornados = tuple(made for each in study.rankings if (made := _tornado(each)) is not None)
    found.tornado_notes = study.notes


def _swung(plan: Plan, numeric: Sequence[Output]) -> list[str]:
    """What the author asks a tornado of; else outputs with a target; else the first one."""
    asked = [plan.quantities[at].path for chart in plan.charts if chart.type == "tornado" for at in chart.quantities]
    asked = asked or [each.name for each in numeric if each.target is not None] or [numeric[0].name]
    return list(dict.fromkeys(asked))[:MOST_TORNADOS]


def _tornado(ranking: Ranking) -> Picture | None:
    moving = [each for each in ranking.influences if each.figures["swing"]]
    if not moving or ranking.base != ranking.base:
        return None
    shown = moving[:MOST_BARS]
    output = ranking.output

    def words(value: float | None) -> str:
        return show_value(value, output.unit, percent=output.percent, format=output.format)

    ends = [
        Curve(side, numbers([each.figures[key] for each in shown]), tuple(words(each.figures[key]) for each in shown))
        for side, key in (("low", "output_low"), ("high", "output_high"))
    ]
    ranges = Curve("input", (), tuple(f"{each.low} to {each.high}" if each.low else "" for each in shown))
    remarks = Curve("remark", (), tuple(each.remark for each in shown))
    more = len(moving) - len(shown)
    note = f"{words(ranking.base)} with every input at rest"
    note += f" · {more} more inputs move it less" if more else ""
    percent = output.percent or (not output.unit and (output.format or "").endswith("%"))
    labels = tuple(each.title for each in shown)
    return Picture("tornado", output.title, note, output.unit, percent, labels, (*ends, ranges, remarks), ranking.base)


# ---------------------------------------------------------------------------------------------------- draws


def _draws(found: Doubtful, model: Model, plan: Plan, options: Options, outputs: Sequence[Output]) -> None:
    count = max(min(options.draws, WORK // max(_work(plan), 1)), min(FEWEST_DRAWS, options.draws))
    wanted = [each for each in outputs if each.type in ("number", "text") and _drawable(each)][:MOST_DRAWN]
    try:
        study = model.simulate(
            count,
            seed=options.seed,
            scenario=options.scenario or None,
            outputs=[each.name for each in wanted],
            overrides=options.overrides,
            progress=options.progress,
        )
    except OutlayError as error:
        found.left_out += (f"How the outputs are spread: {error}",)
        return
    moving = [each for each in study.outputs.values() if each.type == "number" and _varies(each)]
    ordered = [each for each in moving if each.target] + [each for each in moving if not each.target]
    fans = [_fan(each) for each in ordered if each.series][:MOST_FANS]
    spreads = [_spread(study, each) for each in ordered if not each.series][:MOST_SPREADS]
    found.spreads = (*fans, *spreads)
    shown = {each.name: each for each in (*outputs[:MOST_CARDS], *foremost(plan, outputs))}
    anew = count * max(_work(plan), 1) * len(shown) <= WORK
    found.intervals = {
        each.name: interval(plan, study, each, shown[each.name], anew=anew) for each in moving if each.name in shown
    }
    found.grids = tuple(grid for grid in (_figures(moving), _texts(study), _checks(study)) if grid.rows)
    fewer = f"{count:,} draws, fewer than asked for, because the model is large" if count < options.draws else ""
    drawn = fewer or f"{study.count:,} draws"
    notes = [f"{drawn}, seed {study.seed}; uncertain: {', '.join(study.uncertain[:40])}", *study.notes]
    found.notes = tuple(notes)


def _drawable(output: Output) -> bool:
    return not isinstance(output.value, tuple) or bool(output.periods)


def _varies(drawn: Drawn) -> bool:
    return any(each.sd > NOISE * abs(each.mean) for each in drawn.summaries)


def _in_percent(drawn: Drawn) -> bool:
    return drawn.percent or (not drawn.unit and (drawn.format or "").endswith("%"))


def _words(drawn: Drawn, value: float) -> str:
    return show_value(value, drawn.unit, percent=drawn.percent, format=drawn.format)


def _fan(drawn: Drawn) -> Picture:
    kept = places(len(drawn.periods))
    summaries = [drawn.summaries[at] for at in kept]
    curves = tuple(
        Curve(f"p{band}", numbers(values), tuple(_words(drawn, value) for value in values))
        for band in BANDS
        if (values := [each.percentile(band) for each in summaries])
    )
    unit = in_unit(drawn.unit, percent=_in_percent(drawn))
    note = " · ".join(each for each in (unit, told(len(drawn.periods))) if each)
    return Picture(
        "fan", drawn.label or drawn.name, note, drawn.unit, _in_percent(drawn),
        tuple(drawn.periods[at] for at in kept), curves, drawn.target[1] if drawn.target else None,
    )  # fmt: skip


def _spread(study: Simulation, drawn: Drawn) -> Picture:
    """A histogram between the 0.5% and 99.5% quantiles, with the draws beyond them in its outer bars."""
    import numpy as np

    values = study.values(drawn.name)
    values = values[np.isfinite(values)]
    low, high = np.quantile(values, [0.005, 0.995])
    if low == high:
        low, high = float(values.min()), float(values.max())
    counts, edges = np.histogram(np.clip(values, low, high), bins=BINS, range=(low, high))
    shares = [float(each) / values.size for each in counts]
    words = tuple(
        f"{_words(drawn, float(a))} to {_words(drawn, float(b))}: {format_value(share, percent=True)} of the draws"
        for a, b, share in zip(edges[:-1], edges[1:], shares, strict=True)
    )
    marks = [drawn.summary.percentile(band) for band in (5, 50, 95)]
    outer = " · the outer bars hold what lies beyond" if values.min() < low or values.max() > high else ""
    unit = in_unit(drawn.unit, percent=_in_percent(drawn))
    return Picture(
        "spread", drawn.label or drawn.name, f"share of the draws, by value {unit}".rstrip() + outer,
        drawn.unit, _in_percent(drawn), (),
        (Curve("edges", numbers(edges.tolist()), ()), Curve("shares", numbers(shares), words),
         Curve("marks", numbers(marks), tuple(_words(drawn, each) for each in marks))),
        drawn.target[1] if drawn.target else None,
    )  # fmt: skip


def _figures(moving: Sequence[Drawn]) -> Grid:
    rows = []
    for each in moving:
        summary = each.summaries[-1]
        label = f"{each.label or each.name}, {each.periods[-1]}" if each.series else each.label or each.name
        cells = [_words(each, summary.mean), *(_words(each, summary.percentile(band)) for band in (5, 25, 50, 75, 95))]
        rows.append(Row(each.name, label, tuple(cells)))
    return Grid(("", "mean", "5%", "25%", "median", "75%", "95%"), tuple(rows))


def _texts(study: Simulation) -> Grid:
    rows = []
    for each in study.outputs.values():
        if each.type == "text" and len(each.texts) > 1:
            told_ = ", ".join(f"{text}: {format_value(share, percent=True)}" for text, share in each.texts[:8])
            rows.append(Row(each.name, each.label or each.name, (told_,)))
    return Grid(("", "share of the draws"), tuple(rows))


def _checks(study: Simulation) -> Grid:
    rows = []
    for each in study.checks[:200]:
        if each.failed:
            share = format_value(each.probability, percent=True)
            rows.append(Row(each.name, "check", (f"fails in {share} of the draws", each.where), ("bad", "")))
    holding = len(study.checks) - len(rows)
    note = f"{holding} {'check holds' if holding == 1 else 'checks hold'} in every draw." if holding and rows else ""
    return Grid(("", "how often", "where"), tuple(rows), note)
