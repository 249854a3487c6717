"""From a model to what its page shows: one run, its scenarios, its doubt, and what all of it stands on."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlay.evaluation import fingerprint
from outlay.report.brief import brief
from outlay.report.doubtful import doubtful
from outlay.report.facts import Report
from outlay.report.headline import cards, foremost, output_grids
from outlay.report.pictures import pictures
from outlay.report.provenance import assumptions, sources
from outlay.report.side_by_side import SideBySide, side_by_side
from outlay.report.trees import trees
from outlay.version import VERSION

if TYPE_CHECKING:
    from outlay.model import Model
    from outlay.plan import Plan


@dataclass(frozen=True, slots=True)
class Options:
    """What a page is asked for. The same options and the same model give the same page."""

    as_of: datetime.date
    scenario: str = ""
    overrides: tuple[tuple[str, Any], ...] = ()
    point: str = "median"
    outputs: tuple[str, ...] = ()
    draws: int = 10_000
    seed: int = 0
    progress: Callable[[float], None] | None = None


def gather(model: Model, options: Options) -> Report:
    """Everything the page of a model shows. Raises `OutlayError` for a model with mistakes and for unknown names."""
    run, diagnostics = model.run_of(options.scenario, list(options.overrides), options.point)
    result = run.result((*diagnostics, *run.faults()), model.name)
    plan = run.plan
    chosen = [result[name] for name in options.outputs] or list(result.outputs.values())
    beside = side_by_side(model, run, options, chosen) if plan.scenarios else SideBySide()
    doubt = doubtful(model, plan, options, chosen)
    shown, note = trees(run, [each.name for each in chosen])
    stated = assumptions(plan, run.texts)
    cited = sources(plan, options.as_of)
    large = cards(run, chosen, doubt.intervals)
    return Report(
        title=result.title or model.name,
        model=model.name,
        scenario=result.scenario,
        as_of=options.as_of.isoformat(),
        version=VERSION,
        fingerprint=fingerprint(model.path, plan),
        timeline=_timeline(plan),
        calendar=result.calendar,
        point=options.point,
        uncertain=result.uncertain,
        overrides=result.overrides,
        brief=brief(
            cards(run, foremost(plan, chosen), doubt.intervals), large, beside, doubt, result.checks, stated, cited
        ),
        cards=large,
        pictures=pictures(run, chosen),
        scenarios=beside.grids,
        scenario_settings=beside.settings,
        scenario_pictures=beside.pictures,
        tornados=doubt.tornados,
        tornado_notes=doubt.tornado_notes,
        spreads=doubt.spreads,
        spread_grids=doubt.grids,
        spread_notes=doubt.notes,
        checks=result.checks,
        solves=tuple(result.solves.values()),
        outputs=output_grids(chosen),
        trees=shown,
        trees_note=note,
        assumptions=stated,
        sources=cited,
        diagnostics=result.diagnostics,
        left_out=doubt.left_out,
        ok=result.ok,
    )


def _timeline(plan: Plan) -> str:
    timeline = plan.timeline
    if timeline is None:
        return ""
    count = len(timeline)
    unit = timeline.unit if count == 1 else f"{timeline.unit}s"
    return f"{timeline.labels[0]} to {timeline.labels[-1]}, {count:,} {unit}"
