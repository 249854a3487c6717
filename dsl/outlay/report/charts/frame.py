"""What every drawing shares: its size, a scale with round ticks, axes, and what a pointer is told."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outlay.display_short import short
from outlay.report.markup import Markup, cut, join, tag

WIDTH, HEIGHT = 440.0, 254.0
LEFT, RIGHT, TOP, BOTTOM = 50.0, 10.0, 10.0, 28.0
COLOURS = 8
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
LONGEST_NAME = 54  # of what stands above a bar: the rest is told by pointing
_WIDE = 8.6  # of one sign of an axis' label
_NOISE = 1e-9  # of a number: what arithmetic leaves in its last digits is no movement


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from numbers to points."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that cover a stretch, about so many."""
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, 1.0
    if low == high:
        pad = abs(low) * 0.1 or 1.0
        low, high = low - pad, high + pad
    low, high = max(low, -1e300), min(high, 1e300)
    raw = high / count - low / count
    size = 10.0 ** math.floor(math.log10(raw))
    step = size * next(each for each in _STEPS if size * each >= raw * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [each * step for each in range(first, last + 1)]


def spanned(values: Iterable[float | None], *, zero: bool) -> tuple[float, float]:
    """Least and greatest of some numbers, nought among them if it is wanted or near."""
    known = [each for each in values if each is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    if high - low <= _NOISE * max(abs(low), abs(high)):
        low = high
    near = low > 0 and low < (high - low) * 0.6, high < 0 and -high < (high - low) * 0.6
    if zero or near[0] or near[1]:
        low, high = min(low, 0.0), max(high, 0.0)
    return low, high


def tick_words(values: Sequence[float], unit: str, *, percent: bool) -> list[str]:
    """The labels of an axis, told apart by as many digits as that takes."""
    words: list[str] = []
    for digits in (3, 4, 5, 6):
        words = [short(each, unit, percent=percent, digits=digits) for each in values]
        if len(set(words)) == len(words):
            break
    return words


def upright(values: Sequence[float], unit: str, *, percent: bool) -> tuple[Scale, float, list[Markup]]:
    """The axis of numbers at the left, with a faint line across at each tick; and where it leaves room for the rest."""
    scale = Scale(values[0], values[-1], HEIGHT - BOTTOM, TOP)
    drawn = []
    told = tick_words(values, unit, percent=percent)
    left = min(max(LEFT, max(map(len, told)) * _WIDE), WIDTH / 3)
    for value, words in zip(values, told, strict=True):
        y = scale(value)
        kind = "zero" if value == 0 else "grid"
        drawn.append(tag("line", {"class": kind, "x1": left, "x2": WIDTH - RIGHT, "y1": y, "y2": y}))
        drawn.append(words_at(left - 6, y + 4, words, "end"))
    return scale, left, drawn


def along(labels: Sequence[str], places: Sequence[float]) -> list[Markup]:
    """Labels below an axis, as many as have room, the last one among them if it has."""
    longest = max(map(len, labels), default=1)
    room = max(int((WIDTH - LEFT - RIGHT) / (longest * _WIDE + 10)), 1)
    count = len(labels)
    step = next((each for each in (1, 2, 3, 4, 6, 12, 24, 36, 60, 120) if math.ceil(count / each) <= room), count)
    drawn = []
    shown = list(range(0, count, step))
    if shown and shown[-1] != count - 1 and places[-1] - places[shown[-1]] > 1.5 * (longest * _WIDE + 10):
        shown.append(count - 1)
    for place in shown:
        x = places[place]
        half = len(labels[place]) * _WIDE / 2
        anchor = "start" if x - half < 0 else "end" if x + half > WIDTH - 2 else "middle"
        drawn.append(words_at(x, HEIGHT - 7, labels[place], anchor))
    return drawn


def words_at(x: float, y: float, text: str, anchor: str = "start", kind: str = "") -> Markup:
    """A text in a drawing."""
    return tag(
        "text",
        {"x": x, "y": y, "text-anchor": anchor, "class": kind or None},
        cut(text, LONGEST_NAME if kind == "name" else 80),
    )


def beside(value: float, words: str, unit: str, *, percent: bool) -> str:
    """A number as it stands beside its bar: in the author's words where they are short."""
    return words if len(words) <= 8 else short(value, unit, percent=percent)


def told(shape: str, attributes: dict[str, object], words: str) -> Markup:
    """A shape that says what it stands for when it is pointed at, with a script and without."""
    return tag(shape, attributes, tag("title", None, words))


def drawing(parts: Iterable[str], title: str, height: float = HEIGHT) -> Markup:
    """The whole drawing; `title` is what is read aloud."""
    attributes: dict[str, object] = {
        "viewBox": f"0 0 {WIDTH:g} {height:g}", "role": "img", "aria-label": cut(title, 200),
        "xmlns": "http://www.w3.org/2000/svg",
    }  # fmt: skip
    return tag("svg", attributes, join(parts))


def hover(labels: Sequence[str], places: Sequence[float], names: Sequence[str], words: Sequence[Sequence[str]],
          heights: Sequence[Sequence[float | None]]) -> str:  # fmt: skip
    """What the script shows at each place along the axis: a line for each name."""
    return json.dumps(
        {
            "x": [round(each, 1) for each in places],
            "labels": [cut(each, 60) for each in labels],
            "names": [cut(each, 60) for each in names],
            "words": [[cut(each, 60) for each in row] for row in words],
            "y": [[None if each is None else round(each, 1) for each in row] for row in heights],
        },
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )
