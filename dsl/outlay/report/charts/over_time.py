"""Lines, stacked bars and the fan of a doubtful series over the periods of a timeline."""

from __future__ import annotations

from collections.abc import Sequence

from outlay.report.charts import frame
from outlay.report.charts.frame import COLOURS, RIGHT, WIDTH, Scale
from outlay.report.facts import Numbers, Picture
from outlay.report.markup import Markup, number, tag

LEAST, MOST = frame.TOP - 0.5, frame.HEIGHT - frame.BOTTOM + 0.5  # heights of the plot, rounding included


def _across(count: int, left: float, *, bars: bool = False) -> list[float]:
    """Where the periods stand."""
    width = WIDTH - left - RIGHT
    if bars or count == 1:
        return [left + width * (place + 0.5) / count for place in range(count)]
    return [left + width * place / (count - 1) for place in range(count)]


def lines(picture: Picture) -> tuple[Markup, str]:
    """A line for each curve, and what a pointer is told."""
    low, high = frame.spanned([each for curve in picture.curves for each in curve.values], zero=False)
    scale, left, parts = frame.upright(frame.ticks(low, high), picture.unit, percent=picture.percent)
    places = _across(len(picture.labels), left)
    parts += frame.along(picture.labels, places)
    heights: list[list[float | None]] = []
    for place, curve in enumerate(picture.curves):
        ys = [None if each is None else scale(each) for each in curve.values]
        heights.append(ys)
        attributes = {"class": f"line c{place % COLOURS}", "d": path(places, ys)}
        parts.append(tag("path", attributes))
        if len(places) < 3:
            parts += [
                tag("circle", {"class": f"dot c{place % COLOURS}", "cx": x, "cy": y, "r": 3})
                for x, y in zip(places, ys, strict=True)
                if y is not None
            ]
    names = [curve.name for curve in picture.curves]
    told = frame.hover(picture.labels, places, names, [curve.shown for curve in picture.curves], heights)
    return frame.drawing(parts, _aloud(picture)), told


def stacked(picture: Picture) -> tuple[Markup, str]:
    """Bars upon each other: what is above nought upwards, what is below it downwards."""
    ups = [0.0] * len(picture.labels)
    downs = [0.0] * len(picture.labels)
    boxes: list[tuple[int, int, float, float]] = []
    for place, curve in enumerate(picture.curves):
        for at, value in enumerate(curve.values):
            side = ups if (value or 0.0) >= 0 else downs
            start = side[at]
            side[at] = start + (value or 0.0)
            if value:
                boxes.append((place, at, start, side[at]))
    low, high = frame.spanned([*ups, *downs], zero=True)
    scale, left, parts = frame.upright(frame.ticks(low, high), picture.unit, percent=picture.percent)
    places = _across(len(picture.labels), left, bars=True)
    wide = (WIDTH - left - RIGHT) / max(len(places), 1) * 0.76
    tops: list[list[float | None]] = [[None] * len(places) for _ in picture.curves]
    for place, at, start, end in boxes:
        y = [scale(start), scale(end)]
        tops[place][at] = None
        attributes = {"class": f"bar c{place % COLOURS}", "x": places[at] - wide / 2, "y": min(y), "width": wide,
                      "height": abs(y[0] - y[1])}  # fmt: skip
        parts.append(tag("rect", {key: float(v) if key != "class" else v for key, v in attributes.items()}))  # type: ignore[arg-type]
    parts += frame.along(picture.labels, places)
    names = [curve.name for curve in picture.curves]
    told = frame.hover(picture.labels, places, names, [curve.shown for curve in picture.curves], tops)
    return frame.drawing(parts, _aloud(picture)), told


def fan(picture: Picture) -> tuple[Markup, str]:
    """Bands of draws around their median; the author's target as a line across."""
    by_name = {curve.name: curve for curve in picture.curves}
    known = [each for curve in picture.curves for each in curve.values]
    low, high = frame.spanned([*known, picture.base] if _near(known, picture.base) else known, zero=False)
    scale, left, parts = frame.upright(frame.ticks(low, high), picture.unit, percent=picture.percent)
    places = _across(len(picture.labels), left)
    for under, over, kind in (("p5", "p95", "wide"), ("p10", "p90", "mid"), ("p25", "p75", "near")):
        band = _band(places, by_name[under].values, by_name[over].values, scale)
        parts.append(tag("path", {"class": f"band {kind}", "d": band}))
    median = [None if each is None else scale(each) for each in by_name["p50"].values]
    parts.append(tag("path", {"class": "line c0", "d": path(places, median)}))
    if picture.base is not None and LEAST <= scale(picture.base) <= MOST:
        y = scale(picture.base)
        parts.append(tag("line", {"class": "target", "x1": left, "x2": WIDTH - RIGHT, "y1": y, "y2": y}))
    parts += frame.along(picture.labels, places)
    shown = [("95%", "p95"), ("75%", "p75"), ("median", "p50"), ("25%", "p25"), ("5%", "p5")]
    heights = [[None if each is None else scale(each) for each in by_name[key].values] for _, key in shown]
    told = frame.hover(
        picture.labels, places, [name for name, _ in shown], [by_name[key].shown for _, key in shown], heights
    )
    return frame.drawing(parts, _aloud(picture)), told


def spark(values: Numbers) -> Markup:
    """A small line without axes, for a card."""
    low, high = frame.spanned(values, zero=False)
    scale = Scale(low, high, 30.0, 4.0) if high > low else Scale(low - 1.0, low + 1.0, 30.0, 4.0)
    count = len(values)
    places = [2 + 116 * place / max(count - 1, 1) for place in range(count)]
    ys = [None if each is None else scale(each) for each in values]
    line = tag("path", {"class": "line c0", "d": path(places, ys)})
    attributes = {"viewBox": "0 0 120 34", "class": "spark", "aria-hidden": "true", "preserveAspectRatio": "none"}
    return tag("svg", attributes, line)


def path(places: Sequence[float], heights: Sequence[float | None]) -> str:
    """A line through points, broken where there is none."""
    parts: list[str] = []
    begun = False
    for x, y in zip(places, heights, strict=True):
        if y is None:
            begun = False
            continue
        parts.append(f"{'L' if begun else 'M'}{number(x)} {number(y)}")
        begun = True
    return "".join(parts)


def _band(places: Sequence[float], under: Numbers, over: Numbers, scale: Scale) -> str:
    both = [(x, a, b) for x, a, b in zip(places, under, over, strict=True) if a is not None and b is not None]
    if not both:
        return ""
    out = "L".join(f"{number(x)} {number(scale(b))}" for x, _, b in both)
    back = "L".join(f"{number(x)} {number(scale(a))}" for x, a, _ in reversed(both))
    return f"M{out}L{back}Z"


def _near(known: Sequence[float | None], target: float | None) -> bool:
    """Whether a target lies near enough not to squeeze everything else."""
    numbers = [each for each in known if each is not None]
    if target is None or not numbers:
        return False
    low, high = min(numbers), max(numbers)
    return low - (high - low) <= target <= high + (high - low)


def _aloud(picture: Picture) -> str:
    span = f", {picture.labels[0]} to {picture.labels[-1]}" if picture.labels else ""
    return f"{picture.title}{span}"
