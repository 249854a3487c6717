"""Expected against published, on logarithmic axes: one point for each figure, its interval, and the diagonal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib.figure import Figure

from calibration.figures import Compared

COLOURS = ("#1f5fa8", "#c8641a", "#2d7d46", "#8a4a9e", "#b0903a", "#111111")
INK, PALE = "#222222", "#c9c9c9"


def draw(path: Path, title: str, unit: str, groups: Mapping[str, Sequence[Compared]]) -> None:
    """Writes a picture; `groups` are drawn in their own colours. Nothing in the file tells when it was made."""
    with mpl.rc_context({"font.family": "DejaVu Sans", "font.size": 9, "svg.hashsalt": "fidelity"}):
        figure = Figure(figsize=(5.8, 5.8), dpi=110, layout="constrained")
        axes = figure.subplots()
        every = [value for rows in groups.values() for row in rows for value in (row.published, row.low, row.high)]
        ends = (min(every) / 1.5, max(every) * 1.5)
        axes.plot(ends, ends, color=INK, linewidth=0.9, zorder=1)
        axes.fill_between(ends, [end / 1.2 for end in ends], [end * 1.2 for end in ends], color=PALE, alpha=0.45, lw=0)
        for colour, (name, rows) in zip(COLOURS[: len(groups)], groups.items(), strict=True):
            published = [row.published for row in rows]
            expected = [row.expected for row in rows]
            below = [row.expected - row.low for row in rows]
            above = [row.high - row.expected for row in rows]
            axes.errorbar(
                published, expected, yerr=[below, above], fmt="none", ecolor=colour, elinewidth=0.7, alpha=0.6
            )
            axes.plot(published, expected, "o", color=colour, markersize=4, label=name)
        axes.set(xscale="log", yscale="log", xlim=ends, ylim=ends, aspect="equal")
        axes.set_xlabel(f"published, {unit}")
        axes.set_ylabel(f"expected, {unit}, with 90% intervals")
        axes.set_title(title, fontsize=10)
        axes.legend(frameon=False, loc="upper left", fontsize=8)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        path.parent.mkdir(exist_ok=True)
        figure.savefig(path, metadata={"Software": None})
