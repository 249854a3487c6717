"""Bars side by side, waterfalls, tornados and histograms."""

from __future__ import annotations

from itertools import pairwise

from outlay.display_short import short
from outlay.report.charts import frame
from outlay.report.charts.frame import HEIGHT, RIGHT, WIDTH, Scale
from outlay.report.facts import Numbers, Picture
from outlay.report.markup import Markup, tag

_ROW = 36.0  # a name above, its bar below
_SIDE = 8.0


def _rect(kind: str, x: float, y: float, width: float, height: float) -> dict[str, object]:
    return {"class": kind, "x": float(x), "y": float(y), "width": float(max(width, 0.8)), "height": float(height)}


def lying(picture: Picture) -> Markup:
    """A bar for each name, from nought, its number behind it."""
    curve = picture.curves[0]
    low, high = frame.spanned(curve.values, zero=True)
    span = (high - low) or 1.0
    room = 64.0
    scale = Scale(low - (span * 0.12 if low < 0 else 0), high + (0 if high > 0 else span * 0.12) or 1.0, _SIDE,
                  WIDTH - _SIDE - room)  # fmt: skip
    if low == high:
        scale = Scale(0.0, 1.0, _SIDE, WIDTH - _SIDE - room)
    parts: list[Markup] = []
    for place, (label, value, words) in enumerate(zip(picture.labels, curve.values, curve.shown, strict=True)):
        top = place * _ROW
        parts.append(frame.words_at(_SIDE, top + 13, label, kind="name"))
        if value is None:
            parts.append(frame.words_at(_SIDE, top + 29, "no value", kind="faint"))
            continue
        ends = sorted((scale(0.0), scale(value)))
        parts.append(frame.told("rect", _rect("bar c0", ends[0], top + 18, ends[1] - ends[0], 13), f"{label}: {words}"))
        told = frame.beside(value, words, picture.unit, percent=picture.percent)
        parts.append(frame.words_at(ends[1] + 5, top + 29, told))
    height = max(len(picture.labels) * _ROW + 6, 40)
    if low < 0:
        parts.append(tag("line", {"class": "zero", "x1": scale(0.0), "x2": scale(0.0), "y1": 0, "y2": height}))
    return frame.drawing(parts, picture.title, height)


def waterfall(picture: Picture) -> Markup:
    """From the first number by steps to the last, which stand on nought."""
    curve = picture.curves[0]
    spans = steps(curve.values)
    low, high = frame.spanned([each for pair in spans if pair for each in pair], zero=True)
    scale = Scale(low, high if high > low else low + 1.0, _SIDE, WIDTH - _SIDE - 64.0)
    parts: list[Markup] = []
    last = len(spans) - 1
    for place, (label, value, words) in enumerate(zip(picture.labels, curve.values, curve.shown, strict=True)):
        top = place * _ROW
        parts.append(frame.words_at(_SIDE, top + 13, label, kind="name"))
        span = spans[place]
        if value is None or span is None:
            parts.append(frame.words_at(_SIDE, top + 29, "no value", kind="faint"))
            continue
        kind = "bar c0" if place in (0, last) else "bar up" if value >= 0 else "bar down"
        ends = sorted(map(scale, span))
        parts.append(frame.told("rect", _rect(kind, ends[0], top + 18, ends[1] - ends[0], 13), f"{label}: {words}"))
        told = frame.beside(value, words, picture.unit, percent=picture.percent)
        sign = "+" if value > 0 and place not in (0, last) else ""
        parts.append(frame.words_at(ends[1] + 5, top + 29, sign + told))
    for place, (one, two) in enumerate(pairwise(spans)):
        if one is not None and two is not None:
            x = scale(one[1])
            parts.append(tag("line", {"class": "grid", "x1": x, "x2": x, "y1": place * _ROW + 31,
                                      "y2": (place + 1) * _ROW + 18}))  # fmt: skip
    height = max(len(picture.labels) * _ROW + 6, 40)
    if low < 0:
        parts.append(tag("line", {"class": "zero", "x1": scale(0.0), "x2": scale(0.0), "y1": 0, "y2": height}))
    return frame.drawing(parts, picture.title, height)


def steps(values: Numbers) -> list[tuple[float, float] | None]:
    """Where each bar of a waterfall begins and ends; None where there is no number."""
    found: list[tuple[float, float] | None] = []
    now = 0.0
    for place, value in enumerate(values):
        if value is None:
            found.append(None)
            continue
        start = 0.0 if place in (0, len(values) - 1) else now
        now = start + value
        found.append((start, now))
    return found


def tornado(picture: Picture) -> Markup:
    """For each input a bar from the outcome at its low end to that at its high end, around the outcome at rest."""
    low, high, ranges, remarks = picture.curves
    base = picture.base or 0.0
    least, most = frame.spanned([*low.values, *high.values, base], zero=False)
    known = [each for each in (*low.values, *high.values, base) if each is not None]
    least, most = min(known), max(known)
    scale = Scale(least, most if most > least else least + 1.0, _SIDE + 50, WIDTH - _SIDE - 50)
    height = len(picture.labels) * _ROW + 22
    middle = scale(base)
    parts: list[Markup] = []
    for place, label in enumerate(picture.labels):
        top = place * _ROW
        parts.append(frame.words_at(_SIDE, top + 13, label, kind="name"))
        remark = f" ({remarks.shown[place]})" if remarks.shown[place] else ""
        ends = [middle]
        for kind, side, at in (("bar low", low, "low"), ("bar high", high, "high")):
            value = side.values[place]
            if value is None:
                continue
            x = scale(value)
            ends.append(x)
            words = f"{label} at its {at} end: {side.shown[place]}; the input goes from {ranges.shown[place]}{remark}"
            parts.append(frame.told("rect", _rect(kind, min(x, middle), top + 18, abs(x - middle), 13), words))
        parts.append(tag("line", {"class": "axis", "x1": middle, "x2": middle, "y1": top + 16.0, "y2": top + 33.0}))
        for side in (low, high):
            value = side.values[place]
            if value is not None:
                x = scale(value)
                outward = x >= middle and x == max(ends)
                told = frame.beside(value, side.shown[place], picture.unit, percent=picture.percent)
                beside = x + 4 if outward else x - 4
                parts.append(frame.words_at(beside, top + 28.5, told, "start" if outward else "end", "faint"))
    parts.append(frame.words_at(middle, height - 5, short(base, picture.unit, percent=picture.percent, digits=4),
                                "middle"))  # fmt: skip
    return frame.drawing(parts, f"What moves {picture.title}", height)


def spread(picture: Picture) -> Markup:
    """A histogram of draws with its 5%, median and 95% marked, and the target if it lies near."""
    edges, shares, marks = picture.curves
    lefts = [each for each in edges.values if each is not None]
    top = max((each for each in shares.values if each is not None), default=1.0)
    scale, left, parts = frame.upright(frame.ticks(0.0, top, 4), "", percent=True)
    across = Scale(lefts[0], lefts[-1] if lefts[-1] > lefts[0] else lefts[0] + 1.0, left, WIDTH - RIGHT)
    for (a, b), share, words in zip(pairwise(lefts), shares.values, shares.shown, strict=True):
        if share:
            x, y = across(a), scale(share)
            box = _rect("bar c0", x, y, across(b) - x - 0.6, scale(0.0) - y)
            parts.append(frame.told("rect", box, words))
    for value, words, name in zip(marks.values, marks.shown, ("5%", "median", "95%"), strict=True):
        if value is not None:
            x = across(min(max(value, lefts[0]), lefts[-1]))
            line = {"class": "axis", "x1": x, "x2": x, "y1": frame.TOP, "y2": HEIGHT - frame.BOTTOM}
            parts.append(frame.told("line", dict(line), f"{name}: {words}"))
    if picture.base is not None and lefts[0] <= picture.base <= lefts[-1]:
        x = across(picture.base)
        parts.append(tag("line", {"class": "target", "x1": x, "x2": x, "y1": frame.TOP, "y2": HEIGHT - frame.BOTTOM}))
    values = [each for each in frame.ticks(lefts[0], lefts[-1], 5) if lefts[0] <= each <= lefts[-1]]
    for value, words in zip(values, frame.tick_words(values, picture.unit, percent=picture.percent), strict=True):
        parts.append(frame.words_at(across(value), HEIGHT - 7, words, "middle"))
    return frame.drawing(parts, f"How {picture.title} is spread")
