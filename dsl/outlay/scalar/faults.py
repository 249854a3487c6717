"""Why a number cannot be: where it went wrong first, and the reason in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from outlay.diagnostics.model import Code, Diagnostic, Note, Source
from outlay.plan import LIBRARY_FILES, Node, Place, Plan
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.reasons import Reason, Scene, reason
from outlay.structs import struct

if TYPE_CHECKING:
    from outlay.scalar.program import Values


@struct(frozen=True, slots=True)
class Fault:
    """A number that cannot be: the code of the mistake, the sentence, and the place where it began."""

    code: Code
    message: str
    place: Place | None
    notes: tuple[str, ...]
    node: int  # where it began
    period: int | None  # the first period, of a series
    inside: Place | None = None  # where in the library it began, when `place` is the model's use of it

    def diagnostic(self, source_of: Callable[[str], Source], otherwise: str = "") -> Diagnostic:
        """As a diagnostic, underlined in the text of its file; `otherwise` is the file of a fault without a place."""
        source = source_of(self.place.file if self.place else otherwise)
        notes = [Note(note) for note in self.notes]
        if self.inside is not None:
            library = source_of(self.inside.file)
            notes.insert(0, Note("found here, in the library", library, _within(self.inside, library)))
        return Diagnostic(self.code, self.message, source, _within(self.place, source), tuple(notes))


def _within(place: Place | None, source: Source) -> tuple[int, int]:
    length = len(source.text)
    return (min(place.start, length), min(place.end, length)) if place else (0, 0)


def is_fault(value: Any) -> bool:
    """NaN or infinite; a list is judged item by item, see `first_fault`."""
    return isinstance(value, float) and value - value != 0


def first_fault(value: Any) -> int | None:
    """Number of the first period with a fault; None when there is none."""
    if isinstance(value, list | tuple):
        return next((t for t, item in enumerate(value) if is_fault(item)), None)
    return 0 if is_fault(value) else None


def explain_fault(plan: Plan, trace: Values, node: int) -> Fault | None:
    """Where the fault in this node began and why; None when all its values are numbers."""
    period = first_fault(trace.node(node))
    if period is None:
        return None
    names = _names(plan)
    walk = _Walk(plan, trace)
    path = walk.down(node, period)
    origin, at = path[-1]
    owner = next((names[index] for index, _ in reversed(path) if index in names), "")
    scene = Scene(plan, trace, names, origin, at, owner)
    found: Reason = reason(scene)
    series = plan.nodes[origin].series and plan.timeline is not None
    message = found.message
    if series and plan.timeline is not None:
        message += f" (period {plan.timeline.labels[at]})"
    notes = list(found.notes)
    asked = names.get(node, "")
    if asked and owner and asked != owner:
        chain: list[str] = []
        for index, _ in path:
            if index in names and (not chain or chain[-1] != names[index]):
                chain.append(names[index])
        notes.append(f"{asked} needs it" if len(chain) < 3 else "it is needed along " + " → ".join(reversed(chain)))
    place, inside = _places(plan, [index for index, _ in reversed(path)])
    return Fault(found.code, message, place, tuple(notes), origin, at if series else None, inside)


def _places(plan: Plan, path: list[int]) -> tuple[Place | None, Place | None]:
    """The place to underline for a fault that came along these nodes, and where in the library it began.

    A person mends the model, so a fault inside a library function is shown where the model uses it.
    """
    definitions: dict[int, list[Place]] = {}
    for quantity in plan.quantities:
        if quantity.place >= 0:
            definitions.setdefault(quantity.node, []).append(plan.places[quantity.place])
    operations = {index: plan.places[plan.nodes[index].place] for index in path if plan.nodes[index].place >= 0}
    defined = [place for index in path for place in definitions.get(index, ())]
    began = next(iter([*operations.values(), *defined]), None)
    if began is None or not began.file.startswith(LIBRARY_FILES):
        return began, None
    met = [place for index in path for place in (operations.get(index), *definitions.get(index, ())) if place]
    used = next((place for place in met if not place.file.startswith(LIBRARY_FILES)), None)
    return (used, began) if used is not None else (began, None)


def _names(plan: Plan) -> dict[int, str]:
    """What to call each node: the model's own names before those of arguments and steps inside functions."""
    found: dict[int, str] = {}
    for inner in (False, True):
        for quantity in plan.quantities:
            is_inner = quantity.role in ("call", "argument", "default", "local")
            if is_inner == inner and quantity.path:
                found.setdefault(quantity.node, quantity.path)
    for item in plan.inputs:
        found.setdefault(item.node, item.path)
    return found


class _Walk:
    """From a fault to its cause, one node at a time, never twice over the same one."""

    def __init__(self, plan: Plan, trace: Values) -> None:
        self.plan = plan
        self.trace = trace

    def value(self, index: int, period: int) -> Any:
        found = self.trace.node(index)
        return found[period] if self.plan.nodes[index].series else found

    def down(self, index: int, period: int) -> list[tuple[int, int]]:
        path = [(index, period)]
        seen = {path[0]}
        while True:
            following = self._cause(self.plan.nodes[path[-1][0]], path[-1][1], path[-1][0])
            if following is None or following in seen:
                return path
            path.append(following)
            seen.add(following)

    def _cause(self, node: Node, t: int, index: int) -> tuple[int, int] | None:
        """The argument, and the period of it, that brought the fault in; None when it began here."""
        special = _CAUSES.get(node.op)
        if special is not None:
            return special(self, node, t)
        infinite = self.value(index, t) == self.value(index, t)
        for arg in node.args:
            found = self.value(arg, t)
            if is_fault(found) and (infinite or found != found):
                return arg, t
        return next(((arg, t) for arg in node.args if is_fault(self.value(arg, t))), None)

    def _at(self, index: int, t: int) -> tuple[int, int] | None:
        return (index, t) if is_fault(self.value(index, t)) else None

    def _input(self, node: Node, t: int) -> tuple[int, int] | None:
        return self._at(node.args[0], t) if node.args else None

    def _select(self, node: Node, t: int) -> tuple[int, int] | None:
        condition = self.value(node.args[0], t)
        if is_fault(condition):
            return node.args[0], t
        return self._at(node.args[1 if condition else 2], t)

    def _choose(self, node: Node, t: int) -> tuple[int, int] | None:
        row = self.value(node.args[0], t)
        if is_fault(row):
            return node.args[0], t
        return self._at(node.args[1 + int(row)], t) if 0 <= row < len(node.args) - 1 else None

    def _guard(self, node: Node, t: int) -> tuple[int, int] | None:
        return self._at(node.args[0], t) or self._at(node.args[1], t)

    def _previous(self, node: Node, t: int) -> tuple[int, int] | None:
        return self._at(node.args[0], t - 1) if t else self._at(node.args[1], t)

    def _one_period(self, node: Node, _: int) -> tuple[int, int] | None:
        return self._at(node.args[0], whole_number(node.value))

    def _reduce(self, node: Node, _: int) -> tuple[int, int] | None:
        ends = [whole_number(end) for end in parts(node.value)[1:]]
        return self._within(node.args[0], ends[0], ends[1])

    def _whole(self, node: Node, _: int) -> tuple[int, int] | None:
        periods = len(self.plan.timeline or ())
        found = self._within(node.args[0], 0, periods)
        return found or next((self._at(arg, 0) for arg in node.args[1:] if is_fault(self.value(arg, 0))), None)

    def _so_far(self, node: Node, t: int) -> tuple[int, int] | None:
        found = self._within(node.args[0], 0, t + 1)
        if found is None and len(node.args) > 1:
            found = self._within(node.args[1], 0, t + 1)
        return found

    def _within(self, index: int, start: int, until: int) -> tuple[int, int] | None:
        return next(((index, t) for t in range(start, until) if is_fault(self.value(index, t))), None)

    def _by_period(self, node: Node, t: int) -> tuple[int, int] | None:
        item = parts(node.value)[t]
        return self._at(node.args[item], t) if isinstance(item, int) and item >= 0 else None

    def _none(self, _node: Node, _: int) -> tuple[int, int] | None:
        return None


_CAUSES: dict[str, Callable[[_Walk, Node, int], tuple[int, int] | None]] = {
    "input": _Walk._input,
    "select": _Walk._select,
    "choose": _Walk._choose,
    "guard": _Walk._guard,
    "previous": _Walk._previous,
    "at": _Walk._one_period,
    "reduce": _Walk._reduce,
    "npv": _Walk._whole,
    "irr": _Walk._whole,
    "xnpv": _Walk._whole,
    "xirr": _Walk._whole,
    "payback": _Walk._whole,
    "cumulative": _Walk._so_far,
    "cohort": _Walk._so_far,
    "by_period": _Walk._by_period,
    "const": _Walk._none,
}
