"""The sentences that say why an operation has no number as its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from outlay.diagnostics.codes import numbers as codes
from outlay.diagnostics.model import Code
from outlay.plan import Node, Plan
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.questions import shown
from outlay.spelling import instead_of
from outlay.structs import struct

if TYPE_CHECKING:
    from outlay.scalar.program import Values


@struct(frozen=True, slots=True)
class Reason:
    code: Code
    message: str
    notes: tuple[str, ...] = ()


@struct(frozen=True, slots=True)
class Scene:
    """A node that made a fault of what were numbers, with everything needed to say so."""

    plan: Plan
    trace: Values
    names: dict[int, str]
    index: int
    period: int
    owner: str  # the named quantity whose equation the node belongs to

    @property
    def node(self) -> Node:
        return self.plan.nodes[self.index]

    @property
    def subject(self) -> str:
        return self.owner or "this"

    def value(self, arg: int) -> Any:
        found = self.trace.node(arg)
        return found[self.period] if self.plan.nodes[arg].series else found

    def unit(self, arg: int) -> tuple[str, bool]:
        for quantity in self.plan.quantities:
            if quantity.node == arg:
                return quantity.unit, quantity.percent
        return "", False

    def shown(self, arg: int) -> str:
        """The value of an argument in words, with its unit where its name tells one."""
        value = self.value(arg)
        if isinstance(value, float):
            return shown(value, *self.unit(arg))
        return f'"{value}"' if isinstance(value, str) else str(value)

    def named(self, arg: int) -> str | None:
        """What an argument is called, if it has a name here."""
        return self.names.get(arg) if self.plan.nodes[arg].op != "const" else self._constant(arg)

    def _constant(self, arg: int) -> str | None:
        """The name of a constant argument: equal constants are one node, so the text of the operation tells."""
        quantities, places = self.plan.quantities, self.plan.places
        at = places[self.node.place] if self.node.place >= 0 else None
        owned = {each.node for each in quantities if each.path == self.owner}
        found: list[str] = []
        for each in quantities:
            if each.node not in owned or each.place < 0:
                continue
            text = places[each.place]
            for reference in each.references:
                start, end = text.start + reference.start, text.start + reference.end
                inside = at is None or (at.file == text.file and at.start <= start and end <= at.end)
                if inside and quantities[reference.quantity].node == arg:
                    found.append(quantities[reference.quantity].path)
        return found[-1 if arg == self.node.args[-1] else 0] if found else None

    def name(self, arg: int, otherwise: str) -> str:
        return self.named(arg) or otherwise


def reason(scene: Scene) -> Reason:
    """Why the node has no number."""
    value = scene.value(scene.index)
    found = _REASONS.get(scene.node.op)
    if found is not None:
        return found(scene)
    if isinstance(value, float) and value == value:
        return _overflow(scene)
    return Reason(codes.OUT_OF_DOMAIN, f"{scene.subject} has no value: its parts are no numbers it can be made of")


def _overflow(scene: Scene) -> Reason:
    return Reason(codes.OVERFLOW, f"{scene.subject} is too large a number to hold (above 1.8e308)")


def _division(scene: Scene) -> Reason:
    divisor = scene.node.args[1]
    if scene.value(divisor) != 0:
        return _overflow(scene)
    name = scene.named(divisor)
    if name is None:
        factor = _zero_factor(scene, divisor)
        if factor is None:
            return Reason(codes.DIVISION_BY_ZERO, f"{scene.subject} divides by 0 here", _parts(scene, divisor))
        name = scene.named(factor)
    by = "divides by it" if name != scene.owner else "is divided by"
    return Reason(codes.DIVISION_BY_ZERO, f"{name} is 0 here, and {scene.subject} {by}")


def _zero_factor(scene: Scene, index: int) -> int | None:
    """The named figure that makes a product 0."""
    for _ in range(50):
        node = scene.plan.nodes[index]
        if node.op not in ("mul", "div", "neg", "abs", "sqrt", "guard", "select"):
            return None
        zeros = [arg for arg in node.args[1 if node.op == "select" else 0 :] if scene.value(arg) == 0]
        if not zeros:
            return None
        index = zeros[0]
        if scene.named(index):
            return index
    return None


def _parts(scene: Scene, index: int) -> tuple[str, ...]:
    """The named figures that a nameless one is made of."""
    found: list[str] = []
    waiting = [index]
    seen: set[int] = set()
    while waiting and len(seen) < 50 and len(found) < 4:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        for arg in scene.plan.nodes[at].args:
            if scene.named(arg) and arg not in seen:
                seen.add(arg)
                found.append(f"{scene.named(arg)} is {scene.shown(arg)}")
            elif scene.plan.nodes[arg].op not in ("previous", "const"):
                waiting.append(arg)
    return tuple(found)


def _takes(what: str, needed: str) -> Callable[[Scene], Reason]:
    def say(scene: Scene) -> Reason:
        arg = scene.node.args[0]
        name = scene.name(arg, "what it is taken of")
        return Reason(
            codes.OUT_OF_DOMAIN,
            f"{scene.subject} takes {what} of {scene.shown(arg)}, which has none: it needs {needed}",
            () if name == "what it is taken of" else (f"{name} is {scene.shown(arg)}",),
        )

    return say


def _power(scene: Scene) -> Reason:
    base, exponent = scene.node.args
    if scene.value(scene.index) == scene.value(scene.index):
        return _overflow(scene)
    if scene.value(base) == 0:
        name = scene.name(base, "the base")
        return Reason(codes.DIVISION_BY_ZERO, f"{name} is 0 here, and {scene.subject} raises it to a negative power")
    return Reason(
        codes.OUT_OF_DOMAIN,
        f"{scene.subject} raises {scene.shown(base)} to the power {scene.shown(exponent)}: "
        "a broken power of a negative number is no number",
    )


def _guard(scene: Scene) -> Reason:
    number = scene.node.args[0]
    message = str(scene.node.value)
    name = scene.named(number)
    notes = (f"{name} is {scene.shown(number)}",) if name else (f"the value is {scene.shown(number)}",)
    return Reason(codes.OUT_OF_RANGE, message, notes)


def _fault(scene: Scene) -> Reason:
    value = parts(scene.node.value)
    units = value[1] if isinstance(value[1], tuple) else ()
    figures = []
    for number, arg in enumerate(scene.node.args):
        quoted = scene.value(arg)
        unit = str(units[number] or "") if number < len(units) else ""
        figures.append(shown(quoted, unit) if isinstance(quoted, float) else str(quoted))
    return Reason(codes.IMPOSSIBLE, f"{value[0]} {' and '.join(figures)}".rstrip())


def _cell(scene: Scene) -> Reason:
    value = parts(scene.node.value)
    table = scene.plan.tables[str(value[0])]
    row = scene.value(scene.node.args[0])
    known = isinstance(row, float | int) and row == row and 0 <= row < len(table.rows)
    record = table.rows[int(row)] if known else "the record"
    known_name = any(item.path == value[1] for item in scene.plan.inputs)
    advice = f"; give {value[1]} yourself" if known_name else ""
    return Reason(codes.EMPTY_CELL, f"{record} has no {value[1]} in the table {table.name}{advice}")


def _day(ordinal: float) -> str:
    import datetime

    known = 1 <= ordinal <= datetime.date.max.toordinal()
    return datetime.date.fromordinal(int(ordinal)).isoformat() if known else "that day"


def _row_at(scene: Scene) -> Reason:
    table = scene.plan.tables[str(scene.node.value)]
    family, day = scene.value(scene.node.args[0]), scene.value(scene.node.args[1])
    name = table.families[int(family)] if table.families and 0 <= family < len(table.families) else table.name
    rows = (table.dated or ())[int(family)] if table.dated and 0 <= family < len(table.dated) else ()
    notes: tuple[str, ...] = ()
    if rows:
        last = rows[-1][1]
        until = f"until {_day(last)}" if last is not None else "and goes on"
        notes = (f"{table.name} has {name} from {_day(rows[0][0])} {until}",)
    return Reason(codes.NOT_IN_FORCE, f"no entry of {name} is in force on {_day(day)}", notes)


def _by_period(scene: Scene) -> Reason:
    return Reason(codes.NOT_IN_FORCE, f"{scene.subject} has no value yet: this is before the first date of its list")


def _nothing(scene: Scene) -> Reason:
    """No row is left; blamed is the first part of the conditions that no row passes of those that passed the rest."""
    rows = [_together(scene, truth) for truth in scene.node.args[1::2]]
    why = "no row meets the condition"
    for number in range(min(map(len, rows), default=0)):
        kept = [row for row in rows if scene.value(row[number])]
        if not kept:
            why = _lacking(scene, [row[number] for row in rows]) or why
            break
        rows = kept
    return Reason(codes.NOTHING_TO_CHOOSE, f"{scene.subject} has nothing to choose from: {why}")


def _together(scene: Scene, truth: int) -> list[int]:
    """The truths that have to hold together, in the order of writing."""
    node = scene.plan.nodes[truth]
    if node.op != "and":
        return [truth]
    return [part for arg in node.args for part in _together(scene, arg)]


def _lacking(scene: Scene, truths: list[int]) -> str:
    """What is asked of every row and what the rows have, where that is a text they must equal."""
    nodes = [scene.plan.nodes[truth] for truth in truths]
    for asked, there in ((1, 0), (0, 1)):
        common = nodes[0].args[asked] if len(nodes[0].args) == 2 else -1
        name = scene.named(common) if common >= 0 else None
        if name is None or any(node.op != nodes[0].op or node.args[asked] != common for node in nodes):
            continue
        wanted = scene.value(common)
        if nodes[0].op == "eq" and isinstance(wanted, str):
            found = [str(scene.value(node.args[there])) for node in nodes]
            return f'no row that fits has "{wanted}" for {name}{instead_of(wanted, found)}'
        if scene.plan.nodes[common].type == "date":
            return f"no row that fits goes with {name} {_day(wanted)}"
    return ""


def _rate_of_return(scene: Scene) -> Reason:
    series = scene.trace.node(scene.node.args[0])
    name = scene.name(scene.node.args[0], "the series")
    items = series if isinstance(series, list) else [series]
    if not any(item < 0 for item in items):
        why = f"{name} is never negative, so there is nothing to earn a return on"
    elif not any(item > 0 for item in items):
        why = f"{name} is never positive, so nothing comes back"
    else:
        why = f"at no rate is {name} worth 0"
    return Reason(codes.NO_RATE_OF_RETURN, f"{scene.subject} has no rate of return: {why}")


def _present_value(scene: Scene) -> Reason:
    rate = scene.node.args[1]
    if scene.value(rate) <= -1:
        at = shown(scene.value(rate), percent=True)
        return Reason(codes.OUT_OF_DOMAIN, f"{scene.subject} discounts at {at}: a rate must be above -100%")
    return _overflow(scene)


def _payback(scene: Scene) -> Reason:
    series = scene.trace.node(scene.node.args[0])
    left = sum(series) if isinstance(series, list) else series
    name = scene.name(scene.node.args[0], "the series")
    note = f"the running sum of {name} ends at {shown(left)}"
    return Reason(codes.NO_PAYBACK, f"{scene.subject} is never paid back within the timeline", (note,))


def _question(scene: Scene) -> Reason:
    found = scene.trace.solve(whole_number(scene.node.value))
    return Reason(codes.NO_ROOT, found.detail)


def _draw(scene: Scene) -> Reason:
    from outlay.doubt import problem

    value = parts(scene.node.value)
    why = problem(str(value[0]), [scene.value(arg) for arg in scene.node.args], value[3])
    return Reason(codes.NO_DISTRIBUTION, f"{scene.subject} is no distribution: {why or 'its numbers do not fit'}")


def _tier(scene: Scene) -> Reason:
    quantity, starts, prices = (scene.value(arg) for arg in scene.node.args[:3])
    if not quantity >= 0:
        name = scene.name(scene.node.args[0], "the quantity")
        return Reason(codes.BAD_TIERS, f"{name} is {scene.shown(scene.node.args[0])}: tiers price no negative quantity")
    if len(starts) != len(prices):
        return Reason(codes.BAD_TIERS, f"{scene.subject} has {len(starts)} tier starts but {len(prices)} prices")
    if any(item - item != 0 for item in (*starts, *prices)):
        return Reason(codes.BAD_TIERS, f"a start or a price of the tiers of {scene.subject} cannot be computed")
    return Reason(codes.BAD_TIERS, f"the starts of the tiers of {scene.subject} do not ascend")


def _depreciation(scene: Scene) -> Reason:
    life = scene.value(scene.node.args[2])
    if not life > 0:
        return Reason(
            codes.OUT_OF_DOMAIN,
            f"{scene.subject} is written off over a life of {shown(life)} periods: it must be above 0",
        )
    return Reason(codes.OUT_OF_DOMAIN, f"{scene.subject} needs a factor above 0")


def _input(scene: Scene) -> Reason:
    return Reason(codes.IMPOSSIBLE, f"{scene.subject} must be given: it has no default")


def _constant(scene: Scene) -> Reason:
    return Reason(codes.OUT_OF_DOMAIN, f"{scene.subject} has no value")


_REASONS: dict[str, Callable[[Scene], Reason]] = {
    "div": _division,
    "sqrt": _takes("the square root", "a number from 0 up"),
    "log": _takes("the logarithm", "a number above 0"),
    "log10": _takes("the logarithm", "a number above 0"),
    "normal_quantile": _takes("the normal quantile", "a share between 0% and 100%"),
    "pow": _power,
    "guard": _guard,
    "fault": _fault,
    "pick": _cell,
    "row_at": _row_at,
    "by_period": _by_period,
    "best": _nothing,
    "median": _nothing,
    "irr": _rate_of_return,
    "xirr": _rate_of_return,
    "npv": _present_value,
    "xnpv": _present_value,
    "payback": _payback,
    "solve": _question,
    "minimize": _question,
    "draw": _draw,
    "tier": _tier,
    "depreciate": _depreciation,
    "input": _input,
    "const": _constant,
}
