"""`make fidelity`: fits the library to the published figures and writes what came of it; `--check` writes nothing.

Writes `docs/fidelity.md`, its pictures, and the `typical_mfu` column of the library's GPUs. The efficiencies of
serving are defaults of `throughput.cost`, and the interval of all other hardware stands in `kinds.cost`: these are
compared and, where the data have moved them, named.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from calibration import serving, training
from calibration.column import GPUS, renewed
from calibration.figures import Compared, serving_rows, training_rows
from calibration.page import Shown, page
from calibration.trends import step_shares, trend

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "fidelity.md"
KINDS = GPUS.with_name("kinds.cost")
AGREE = 0.02  # an efficiency may differ from its fit by this share before it has to be moved


def why_not(run: training.Run) -> str:
    """Why a run is not fitted."""
    if run.row["kind"] != "dense":
        return f"no dense language model: {run.row['kind']}"
    if run.parameters <= training.SMALLEST:
        return "under a billion parameters"
    if "distilled" in run.row["notes"]:
        return "pruned and distilled from a larger model"
    return "tier C: hours or tokens assumed, disputed or derived by others"


def unfitted_points() -> list[tuple[serving.Point, str]]:
    """Measurements of engines that are no measure of others."""
    return [
        (point, "one request after another through a library that batches nothing")
        for point in serving.points()
        if point.row["id"] in serving.NAIVE
    ]


def moved() -> list[str]:
    """What the library still has to be told by hand."""
    fitted = [run for run in training.runs() if run.fitted]
    other = training.intervals(fitted)[training.OTHER].text
    said = [] if f": share = {other} " in KINDS.read_text("utf-8") else [f"kinds.cost: typical_mfu = {other}"]
    found, has = serving.fit(serving.fitted_points()), serving.shipped()
    return said + [
        f"throughput.cost: {name} = {found[name]:.3g}, not {has[name]:g}"
        for name in has
        if abs(has[name] / found[name] - 1) > AGREE
    ]


def shown() -> Shown:
    """All that the page and the pictures show."""
    every = training.runs()
    fitted = [run for run in every if run.fitted]
    told = training_rows(fitted, fitted)
    others = [run for run in every if not run.fitted]
    outside = training_rows(training.runs("unseen_runs"), fitted)
    points = serving.fitted_points()
    served = serving_rows(points, points)
    rates = [point for point in points if point.what == "tok/s"]
    plain = statistics.median(
        abs(value / point.measured - 1) for point, value in zip(rates, serving.plainly(rates), strict=True)
    )
    unfitted = unfitted_points()
    sizes = {
        "parameters": trend(fitted, lambda run: run.parameters),
        "tokens for each parameter": trend(fitted, lambda run: run.tokens / run.parameters),
        "work": trend(fitted, lambda run: run.parameters * run.tokens),
    }
    good = [run for run in every if run.row["tier"] in "AB"]
    return Shown(
        fitted=told,
        unseen=outside,
        others=list(zip(training_rows(others, fitted), map(why_not, others), strict=True)),
        served=served,
        unfitted=list(
            zip(serving_rows([each for each, _ in unfitted], points), [why for _, why in unfitted], strict=True)
        ),
        plain_error=plain,
        trends=sizes,
        shares=step_shares(good),
    )


def draw_all(found: Shown) -> None:
    """The two pictures."""
    from calibration.pictures import draw

    pictures = DOCS / "pictures"
    runs = {run.row["id"]: run.of for run in training.runs()}
    hours: dict[str, list[Compared]] = {}
    for row in found.fitted:
        hours.setdefault(runs[row.name], []).append(row)
    hours["never fitted"] = list(found.unseen)
    draw(pictures / "fidelity_training.png", "GPU-hours of published training runs", "GPU-hours", hours)
    rates: dict[str, list[Compared]] = {}
    for row in found.served:
        if row.subject.endswith("tok/s"):
            rates.setdefault(row.detail.split(" × ")[1].split(",")[0], []).append(row)
    draw(pictures / "fidelity_serving.png", "Throughput of serving", "tokens per second", rates)


def main() -> int:
    """Write everything, or with `--check` name what is out of step."""
    if "--check" in sys.argv[1:]:
        stale = [*moved(), *([] if PAGE.read_text("utf-8") == page(shown()) else ["docs/fidelity.md"])]
        print("\n".join(stale) or "in step")
        return 1 if stale else 0
    fitted = [run for run in training.runs() if run.fitted]
    GPUS.write_text(renewed(GPUS.read_text("utf-8"), training.intervals(fitted)), encoding="utf-8")
    found = shown()
    PAGE.write_text(page(found), encoding="utf-8")
    draw_all(found)
    print("wrote docs/fidelity.md, two pictures and the column typical_mfu")
    for each in moved():
        print(f"moved: {each}")
    return 1 if moved() else 0


if __name__ == "__main__":
    sys.exit(main())
