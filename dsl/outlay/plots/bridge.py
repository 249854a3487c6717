"""From one number to another by cause: a waterfall."""

from __future__ import annotations

from collections.abc import Sequence

from outlay.plots import axes as scales
from outlay.plots.style import BLUE, FAINT, GREEN, INK, RED, Drawing, figure, plain, remark

MOST_STEPS = 12


def bridge(
    old: float,
    new: float,
    steps: Sequence[tuple[str, float]],
    *,
    title: str,
    unit: str = "",
    percent: bool = False,
    ends: tuple[str, str] = ("from", "to"),
    subtitle: str = "",
) -> Drawing:
    """A bar for the old number, one for each step up or down, one for the new number; small steps are put together.

    Where both numbers and all between them are far from nothing, the axis begins near them, and the figure says so.
    """
    shown = _gathered(steps)
    made, axes = figure(
        title, width=max(6.5, min(1.05 * (len(shown) + 2) + 1, 14)), height=4.8, subtitle=subtitle
    )  # fmt: skip
    level = old
    bars = [(ends[0], 0.0, old, BLUE)]
    for name, amount in shown:
        bars.append((name, level, amount, GREEN if amount >= 0 else RED))
        level += amount
    bars.append((ends[1], 0.0, new, BLUE))
    edges = [edge for _, start, amount, _ in bars for edge in (start, start + amount)]
    span = (max(edges) - min(edges)) or 1.0
    inner = [edge for _, start, amount, _ in bars[1:-1] for edge in (start, start + amount)] + [old, new]
    floor = 0.0
    if min(inner) > 0 and (max(inner) - min(inner)) < 0.35 * max(inner):
        floor = min(inner) - 0.5 * (max(inner) - min(inner) or span)
    for place, (_, start, amount, colour) in enumerate(bars):
        low = max(min(start, start + amount), floor) if floor else min(start, start + amount)
        axes.bar(place, max(start, start + amount) - low, bottom=low, color=colour, width=0.62)
    reach = [max(edges) - floor, 0.0]
    for place, (_, start, amount, _) in enumerate(bars):
        end = start + amount
        total = place in (0, len(bars) - 1)
        text = scales.short(amount, unit, percent=percent)
        if not total:
            text = text.replace("%", " points", 1) if percent and not unit else text
            text = text if amount < 0 else f"+{text}"
        above = total or amount >= 0
        at = max(start, end) if above else min(start, end)
        axes.annotate(
            plain(text), (place, at), (0, 4 if above else -4), textcoords="offset points", ha="center",
            va="bottom" if above else "top", fontsize=9, color=INK,
        )  # fmt: skip
        if place < len(bars) - 1:
            axes.plot([place + 0.31, place + 0.69], [end, end], color=FAINT, linewidth=0.9)
    axes.set_xticks(range(len(bars)), [_wrapped(name) for name, *_ in bars], fontsize=8.5)
    axes.set_ylim(floor if floor else min(0.0, min(edges)) - 0.08 * span * (min(edges) < 0), floor + reach[0] * 1.1)
    scales.numbers(axes.yaxis, unit, percent=percent)
    if floor:
        remark(axes, "the axis does not begin at 0")
    return made


def _gathered(steps: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The largest steps, and what is left of them as one."""
    acting = [(name, amount) for name, amount in steps if amount]
    if len(acting) <= MOST_STEPS:
        return acting
    kept = sorted(acting, key=lambda step: -abs(step[1]))[: MOST_STEPS - 1]
    rest = sum(amount for _, amount in acting) - sum(amount for _, amount in kept)
    return [*kept, (f"{len(acting) - len(kept)} others", rest)]


def _wrapped(name: str) -> str:
    """A name in lines of some 14 signs, broken at blanks and behind `_` and `.`."""
    import re

    lines = [""]
    for part in re.findall(r"[^\s_.]*[\s_.]?", name if len(name) <= 44 else name[:43] + "…"):
        if lines[-1] and len(lines[-1]) + len(part.rstrip()) > 14:
            lines.append("")
        lines[-1] += part
    return "\n".join(plain(line.strip()) for line in lines)
