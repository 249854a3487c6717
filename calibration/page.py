"""Fills `page.md`: every published figure beside what was expected, and how far off that is."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import outlay
from calibration import serving, training
from calibration.figures import Compared, Summary
from calibration.rows import read
from calibration.trends import Trend

TEMPLATE = Path(__file__).with_name("page.md")

MEANINGS = {
    "flop_efficiency": "share of the 16-bit peak a large matrix product reaches",
    "bandwidth_efficiency": "share of the memory bandwidth that reading weights and cache reaches",
    "layer_microseconds": "microseconds lost in each layer: launches, norms, waiting",
    "precision_kept": "share of that efficiency left at half the bits: only matrix products speed up",
    "scaling": "n GPUs together do the work of n to this power",
    "expert_efficiency": "share of that efficiency left in a mixture of experts: small, uneven products",
}
Reasoned = Sequence[tuple[Compared, str]]


@dataclass(frozen=True)
class Shown:
    """All that the page shows."""

    fitted: Sequence[Compared]
    unseen: Sequence[Compared]
    others: Reasoned
    served: Sequence[Compared]
    unfitted: Reasoned
    plain_error: float
    trends: Mapping[str, Trend]
    shares: Sequence[tuple[str, float]]


def page(shown: Shown) -> str:
    """The page as a text."""
    runs = [run for run in training.runs() if run.fitted]
    pool = training.fitted_pool(runs)
    median = statistics.median(share for _, share in shown.shares)
    parts = {
        "summary": _summaries(shown),
        "classes": _classes(runs),
        "between": f"{pool.between:.2f}",
        "within": f"{pool.within:.2f}",
        "widest": f"{training.WIDEST:g}",
        "fitted": _table(shown.fitted, "hours published"),
        "unseen": _table(shown.unseen, "hours published", left_out=False),
        "others": _reasoned(shown.others, "hours published"),
        "trends": "\n".join(_trend(what, one) for what, one in shown.trends.items()),
        "shares": ", ".join(f"{name} {share:.2f}" for name, share in shown.shares) + f"; the median is {median:.2f}",
        "efficiencies": _efficiencies(),
        "engine": "{} to {}".format(*serving.engine()),
        "plain": f"{shown.plain_error:.0%}",
        "served": _table(shown.served, "published"),
        "unfitted": _reasoned(shown.unfitted, "published"),
        "spread": _spread(),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace("{{" + name + "}}", part)
    return text


def _summaries(shown: Shown) -> str:
    lines = [
        "| | figures | median error | worst | 90% interval holds | widest interval |",
        "|---|---|---|---|---|---|",
    ]
    for what, rows in (
        ("GPU-hours of a training run, each left out of the fit in its turn", shown.fitted),
        ("GPU-hours of runs that were never fitted", shown.unseen),
        ("throughput and latency, each source left out in its turn", shown.served),
    ):
        one = Summary.of(rows)
        lines.append(
            f"| {what} | {one.count} | {one.median:.0%} | {one.worst:.1f} times | {one.held:.0%} | "
            f"{one.widest:.1f} times |"
        )
    return "\n".join(lines)


def _classes(runs: Sequence[training.Run]) -> str:
    lines = ["| hardware | runs | median MFU | 90% interval |", "|---|---|---|---|"]
    for name, cell in training.intervals(runs).items():
        count = sum(run.of == name for run in runs)
        lines.append(f"| {name} | {count} | {cell.median:.1%} | {cell.text} |")
    return "\n".join(lines)


def _table(rows: Iterable[Compared], published: str, *, left_out: bool = True) -> str:
    last = " left out | holds |" if left_out else " holds |"
    lines = [
        f"| | how | {published} | expected | 90% interval | expected / published |{last}",
        "|---|---|---|---|---|---|" + ("---|---|" if left_out else "---|"),
    ]
    for row in rows:
        unseen = f" {(row.unseen or 0) / row.published:.2f} |" if left_out else ""
        lines.append(
            f"| {row.name} {row.subject} | {row.detail} | {_number(row.published)} | {_number(row.expected)} | "
            f"{_number(row.low)} to {_number(row.high)} | {row.expected / row.published:.2f} |{unseen}"
            f" {'yes' if row.held else 'no'} |"
        )
    return "\n".join(lines)


def _reasoned(rows: Reasoned, published: str) -> str:
    lines = [
        f"| | how | {published} | expected | expected / published | why it is not fitted |",
        "|---|---|---|---|---|---|",
    ]
    for row, why in rows:
        lines.append(
            f"| {row.name} {row.subject} | {row.detail} | {_number(row.published)} | {_number(row.expected)} | "
            f"{row.expected / row.published:.2f} | {why} |"
        )
    return "\n".join(lines)


def _trend(what: str, one: Trend) -> str:
    says = "that is clear of chance" if one.clear else "not clear of chance, so no such term is kept"
    return f"- MFU against {what}: {one.slope:+.1%} for a tenfold, with a standard error of {one.error:.1%}: {says}."


def _efficiencies() -> str:
    found = serving.fit(serving.fitted_points())
    lines = ["| efficiency | default | fitted | what it stands for |", "|---|---|---|---|"]
    for name, value in serving.shipped().items():
        lines.append(f"| `{name}` | {value:g} | {found[name]:.2g} | {MEANINGS[name]} |")
    return "\n".join(lines)


def _spread() -> str:
    """What a box in a wide spread of experts reads, beside what is expected of a box alone."""
    row = next(row for row in read("inference_points") if row["id"] == "I58")
    shape = serving.shapes()[row["shape"]]
    seconds = outlay.function("SERVE_PREFILL_SEC")(
        float(shape["params_active"]), float(shape["layers"]), 2000, row["gpu"], float(row["n_gpus"]), 8, "fp8",
        float(shape["params_total"]),
    )  # fmt: skip
    measured, expected = (_number(value) for value in (float(row["in_tok_s_total"]), 16_000 / seconds))
    return f"{measured} prompt tokens a second on 8 H100, where {expected} are"


def _number(value: float) -> str:
    """Three digits, in words a reader can compare."""
    if value >= 1e6:
        return f"{value / 1e6:.3g}M"
    if value >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(value)))}f}"
