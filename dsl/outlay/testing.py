"""The tests written in model files: evaluated, with both sides of whatever does not hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError
from outlay.display import show_value
from outlay.plan import ROUNDING

if TYPE_CHECKING:
    from outlay.plan import ExpectNode, TestCase

RELATIVE = 1e-9  # what `~=` allows where a test says nothing

_HOLDS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One `expect`, with what both sides came to."""

    text: str
    ok: bool
    left: str = ""
    right: str = ""
    detail: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test: whether all it expects holds, and its notes."""

    __test__ = False  # not a pytest class

    name: str
    file: str
    line: int
    expectations: tuple[Expectation, ...]
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything expected holds."""
        return all(each.ok for each in self.expectations)

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "name": self.name,
            "ok": self.ok,
            "file": self.file,
            "line": self.line,
            "notes": list(self.notes),
            "expects": [
                {"text": e.text, "ok": e.ok, "left": e.left, "right": e.right, "detail": e.detail, "line": e.line}
                for e in self.expectations
            ],
        }


def library_files() -> list[str]:
    """Every module of the library, those with the worked examples included."""
    from outlay.loader import LIBRARY

    return [str(path) for path in sorted(LIBRARY.rglob("*.cost"))]


def run_tests(file: str, search: Sequence[str] = (), keyword: str = "") -> Iterator[TestResult]:
    """The tests of one file whose name contains `keyword`, in file order."""
    from outlay.compilation import Compilation

    compilation = Compilation(file, search)
    wanted = keyword.casefold()
    compilation.plan()
    for case in compilation.tests():
        if wanted in case.text.casefold():
            yield judge(case, file)
    if compilation.bag.failed:
        raise OutlayError(f"{file} has mistakes and cannot be tested.", tuple(compilation.bag.sorted()))


def judge(case: TestCase, file: str) -> TestResult:
    """Evaluate one test."""
    from outlay.scalar import compile_plan

    nodes = {n for each in case.expects for n in (each.left, each.right, each.tolerance) if n >= 0}
    value = compile_plan(case.plan, nodes=sorted(nodes)).run().node
    place = case.place
    found = tuple(_expectation(case, each, value) for each in case.expects)
    return TestResult(case.text, place.file if place else file, place.line if place else 0, found, case.notes)


def _expectation(case: TestCase, expect: ExpectNode, value: Callable[[int], Any]) -> Expectation:
    line = case.plan.places[expect.place].line if expect.place >= 0 else 0
    left = value(expect.left)
    if expect.right < 0:
        ok = all(each is True for each in _items(left))
        return Expectation(expect.text, ok, show_value(_plain(left), type="truth"), line=line)
    right = value(expect.right)
    tolerance = _first(value(expect.tolerance)) if expect.tolerance >= 0 else None
    labels = case.plan.timeline.labels if case.plan.timeline is not None else ()
    pairs = list(_pairs(left, right))
    wrong = [n for n, (a, b) in enumerate(pairs) if not holds(a, expect.operator, b, tolerance, expect.absolute)]
    type_ = case.plan.nodes[expect.left].type
    at = wrong[0] if wrong else 0
    both = [show_value(_plain(side), expect.unit, percent=expect.percent, type=type_) for side in pairs[at]]
    if wrong and both[0] == both[1]:  # the difference is beyond the digits people read
        both = [repr(side) for side in pairs[at]]
    detail = ""
    if wrong and len(pairs) > 1:
        detail = f"in {len(wrong)} of {len(pairs)} periods, first in {labels[at] if at < len(labels) else at + 1}"
    return Expectation(expect.text, not wrong, both[0], both[1], detail, line)


def holds(left: Any, operator: str, right: Any, tolerance: float | None, absolute: bool) -> bool:
    """Whether `left operator right` is true within the tolerance; what is no number holds nothing."""
    if isinstance(left, str) and isinstance(right, str):
        same = left.casefold() == right.casefold()
        return not same if operator == "!=" else same
    if left is None or right is None or left != left or right != right:
        return False
    size = max(abs(left), abs(right))
    if tolerance is None:
        slack = (RELATIVE if operator == "~=" else ROUNDING) * size
    else:
        slack = tolerance if absolute else tolerance * size
    if operator in ("~=", "=="):
        return bool(abs(left - right) <= slack) or left == right
    if operator == "!=":
        return bool(abs(left - right) > slack)
    if tolerance is None and operator in ("<", ">"):
        slack = 0.0
    return bool(_HOLDS[operator](left, right + slack if operator in ("<", "<=") else right - slack))


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else (value,)


def _pairs(left: Any, right: Any) -> Iterator[tuple[Any, Any]]:
    a, b = list(_items(left)), list(_items(right))
    count = max(len(a), len(b))
    return zip(a * count if len(a) == 1 else a, b * count if len(b) == 1 else b, strict=False)


def _first(value: Any) -> float:
    return float(_items(value)[0])


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
