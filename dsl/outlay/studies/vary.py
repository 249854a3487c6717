"""What a sweep varies: `plan = $5 .. $50 : 10`, `n = 1 .. 64`, `gpu = A100_SXM_80GB, H100_SXM5`.

`in` may stand for `=`, as in a `solve`, and a list in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from outlay.diagnostics import OutlayError
from outlay.display import show_value
from outlay.scalar.inputs import Inputs
from outlay.studies.texts import Texts

if TYPE_CHECKING:
    from outlay.plan import Input, Plan
    from outlay.studies.columns import Floats, ReadsFigures

MOST_VALUES = 10_000  # of one input
UNCOUNTED = 1_000  # whole numbers of a range that says no count

_SETTING = re.compile(r"\s*(?P<path>[^\W\d]\w*(?:\.[^\W\d]\w*)*)(?:\s*=|\s+in\b)\s*(?P<rest>\S.*?)\s*", re.DOTALL)
_BRACKETED = re.compile(r"[\[{(](?P<inside>[^\[\]{}()]*)[\])}]")
_RANGE = re.compile(
    r"(?P<low>[^:,]+?)\s*\.\.\s*(?P<high>[^:,]+?)\s*(?::\s*(?P<count>\d{1,9})\s*(?P<log>log)?)?", re.DOTALL
)
_ITEM = re.compile(r'\s*(?:"(?P<quoted>[^"]*)"|(?P<plain>[^",]+))\s*(?:,|$)')
_AROUND = re.compile(
    r"(?P<before>-?[$€£]?)(?P<figure>\d+(?:_\d+)*(?:\.\d+)?(?:[eE][+-]?\d{1,2})?[kMBT]?)(?P<after>[^\w.].*)?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both ends included: texts with units, or numbers in the input's own."""

    low: Any
    high: Any
    count: int | None = None
    log: bool = False


@dataclass(frozen=True, slots=True)
class Variation:
    """A path, and a range or a list of what it is set to."""

    path: str
    values: Range | tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a grid: what is set, to which numbers of the plan, and how each is called."""

    path: str
    numbers: tuple[float, ...]  # as arrays of a plan hold them
    words: tuple[str, ...]  # each with its unit, or its name
    cells: tuple[Any, ...]  # as a frame holds them: numbers in `unit`, names, dates as texts, truths
    unit: str = ""
    label: str = ""
    percent: bool = False
    number: bool = True  # whether these are quantities, in order on an axis
    log: bool = False

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def title(self) -> str:
        """What it is called where there is room."""
        return self.label or self.path


def read(text: str) -> Variation:
    """`path = a .. b : n`, `path = a .. b : n log`, `path = a .. b` of whole numbers, or `path = x, y, z`."""
    match = _SETTING.fullmatch(text)
    if match is None:
        raise OutlayError(
            f"`{text}` should read like `plan = $5 .. $50 : 10`, `n = 1 .. 64` or `gpu = A100_SXM_80GB, H100_SXM5`."
        )
    return Variation(match["path"], _values(match["path"], match["rest"]))


def variations(vary: str | Iterable[str] | Mapping[str, Any], *, log: bool = False) -> tuple[Variation, ...]:
    """What a caller gives: texts as the command takes them, or values by path (a text, a list, an array, a range)."""
    if isinstance(vary, str):
        vary = [vary]
    if isinstance(vary, Mapping):
        found = [Variation(str(path), _given(str(path), each)) for path, each in vary.items()]
    else:
        found = [read(each) for each in vary]
    if not found:
        raise OutlayError("A sweep varies at least one input.")
    for place, each in enumerate(found):
        if any(other.path == each.path for other in found[:place]):
            raise OutlayError(f"{each.path} is varied twice.")
        if log and isinstance(each.values, Range):
            found[place] = Variation(each.path, Range(each.values.low, each.values.high, each.values.count, log=True))
    return tuple(found)


def _given(path: str, values: Any) -> Range | tuple[Any, ...]:
    """The values a caller gives for a path."""
    if isinstance(values, str):
        return _values(path, values)
    if isinstance(values, np.ndarray):
        return tuple(values.reshape(-1).tolist())
    if not isinstance(values, Iterable):
        raise OutlayError(f'{path} takes a range such as "1 .. 10 : 4" or a list of values, not {values!r}.')
    return tuple(values)


def _values(path: str, text: str) -> Range | tuple[str, ...]:
    bracketed = _BRACKETED.fullmatch(text.strip())
    if bracketed is not None:
        text = bracketed["inside"]
    match = _RANGE.fullmatch(text.strip())
    if match is not None:
        count = None if match["count"] is None else int(match["count"])
        return Range(match["low"].strip(), match["high"].strip(), count, match["log"] is not None)
    if ".." in text:
        raise OutlayError(f"{path}: `{text}` should read like `$5 .. $50 : 10`, where 10 is how many values are tried.")
    items: list[str] = []
    at = 0
    while at < len(text):
        item = _ITEM.match(text, at)
        if item is None:
            raise OutlayError(f"{path}: `{text}` should be values with commas between them.")
        items.append(item["quoted"] if item["quoted"] is not None else item["plain"].strip())
        at = item.end()
    return tuple(items)


def axis(variation: Variation, plan: Plan, figures: Callable[[], ReadsFigures], code: Callable[[str], float]) -> Axis:
    """A variation with its values understood. Raises `OutlayError` for what the input cannot be.

    `code` gives the number that stands for a text in the plan's arrays.
    """
    place = max(n for n, each in enumerate(plan.inputs) if each.path == variation.path)
    item = plan.inputs[place]
    texts = Texts(item, Inputs(plan), figures, item.unit, 1.0, code)
    percent = any(each.path == item.path and each.percent for each in plan.quantities)
    log = isinstance(variation.values, Range) and variation.values.log
    if isinstance(variation.values, Range):
        if item.type != "number":
            raise OutlayError(f"{item.path} is no number, so it has no range; list its values: {item.path} = a, b, c.")
        numbers = _ranged(item, variation.values, texts)
    else:
        numbers = _listed(item, variation.values, texts)
    if len(numbers) > MOST_VALUES:
        raise OutlayError(f"{item.path} would take {len(numbers):,} values; the most is {MOST_VALUES:,}.")
    _allowed(item, numbers, Inputs(plan))
    cells, words = _told(plan, item, numbers, variation.values, percent=percent)
    return Axis(
        item.path, tuple(map(float, numbers)), words, cells, item.unit, item.label, percent, item.type == "number", log
    )  # fmt: skip


def _listed(item: Input, cells: Sequence[Any], texts: Texts) -> Floats:
    if not cells:
        raise OutlayError(f"{item.path} has no values to take.")
    numbers, reasons = texts.read(_shared(cells) if item.type == "number" else cells)
    if reasons:
        raise OutlayError(next(iter(reasons.values())))
    return numbers


def _ranged(item: Input, given: Range, texts: Texts) -> Floats:
    low, high = _listed(item, (given.low, given.high), texts)
    if given.count is None:
        if low != np.floor(low) or high != np.floor(high) or given.log:
            raise OutlayError(f"{item.path}: say how many values the range has: {given.low} .. {given.high} : 10.")
        count = int(abs(high - low)) + 1
        if count > UNCOUNTED:
            raise OutlayError(
                f"{item.path} would take {count:,} values; say how many it shall be: {given.low} .. {given.high} : 50."
            )
        return np.linspace(low, high, count)
    if given.count < 2:
        raise OutlayError(f"{item.path}: a range has at least its two ends, so at least 2 values.")
    if given.count > MOST_VALUES:
        raise OutlayError(f"{item.path} would take {given.count:,} values; the most is {MOST_VALUES:,}.")
    if not given.log:
        return np.linspace(low, high, given.count)
    if low <= 0 or high <= 0:
        raise OutlayError(f"{item.path}: by ratio a range runs between two ends above 0.")
    numbers = np.geomspace(low, high, given.count)
    numbers[0], numbers[-1] = low, high
    return numbers


def _shared(cells: Sequence[Any]) -> Sequence[Any]:
    """What a figure leaves unsaid (currency, `%`, unit) it takes from the one of the range or the list that says most.

    `$60 .. $240 / user / year` runs from $60 a year, `5, 10, 15% per month` are all per month.
    """
    read = [_AROUND.fullmatch(each) if isinstance(each, str) else None for each in cells]
    saying = [each for each in read if each is not None and (each["before"].strip("-") or each["after"])]
    if not saying:
        return cells
    most = max(saying, key=lambda each: len(each["after"] or ""))
    sign, after = most["before"].removeprefix("-"), most["after"] or ""

    def whole(cell: Any, match: re.Match[str] | None) -> Any:
        own = (match["after"] or "").strip() if match is not None else ""
        if match is None or not (not own or (own == "%" and after.startswith("%"))):
            return cell
        if match["before"].removeprefix("-") not in ("", sign):
            return cell
        minus = "-" if match["before"].startswith("-") else ""
        return f"{minus}{sign}{match['figure']}{after}"

    return [whole(cell, match) for cell, match in zip(cells, read, strict=True)]


def _allowed(item: Input, numbers: Floats, inputs: Inputs) -> None:
    """Refuses what a run would refuse: a share above one, a number outside its `@range`."""
    if item.type == "number":
        for number in (numbers.min(), numbers.max(), *(numbers if item.integer else ())):
            inputs.value(item, float(number))


def _told(
    plan: Plan, item: Input, numbers: Floats, given: Range | Sequence[Any], *, percent: bool
) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """The values as a frame holds them, and as people read them."""
    if item.type == "number":
        cells = tuple(float(number) for number in numbers)
        return cells, tuple(show_value(float(number), item.unit, percent=percent) for number in numbers)
    if item.type == "record":
        table = plan.tables[item.table or ""]
        names = tuple((table.families or table.rows)[int(number)] for number in numbers)
        return names, names
    if item.type == "truth":
        return tuple(number == 1 for number in numbers), tuple("yes" if number == 1 else "no" for number in numbers)
    if item.type == "date":
        days = tuple(show_value(float(number), type="date") for number in numbers)
        return days, days
    told = tuple(map(str, given if not isinstance(given, Range) else ()))
    return told, told
