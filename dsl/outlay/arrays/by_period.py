"""How operations over periods, and questions, are written as block code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from outlay.arrays.questions import BlockQuestion, SideCode
from outlay.arrays.writer import Writer
from outlay.diagnostics.model import OutlayError
from outlay.plan import Node
from outlay.scalar import finance
from outlay.scalar.codegen import compiled
from outlay.scalar.contents import parts, timeline_of, whole_number


def _period(w: Writer, index: int, _: Node) -> None:
    w.set(index, f"settled(float_(t), {w.out(index)})")


def _days(w: Writer, index: int, _: Node) -> None:
    days = w.share("days", tuple(float(length) for length in timeline_of(w.analysis.plan).days))
    w.set(index, f"settled({days}[t], {w.out(index)})")


def _previous(w: Writer, index: int, node: Node) -> None:
    source, first = w.alias[node.args[0]], w.text(node.args[1])
    carrier = w.carrier(index)
    if w.is_here(source):
        w.emit(f"if not t: copyto({carrier}, {first})")
        value = carrier
    elif w.is_whole(source) and not w.is_uniform(source):
        value = f"{w.whole(source)}[t - 1] if t else settled({first}, {carrier})"
    elif w.is_whole(source):
        value = f"settled({w.whole(source)}[t - 1] if t else {first}, {carrier})"
    else:
        value = f"settled({w.text(source)} if t else {first}, {carrier})"
    # a value that others carry on must outlast the change of its own carrier
    if w.has_place(index) or index in w.sources:
        value = f"settled({value}, {w.out(index)})"
    w.set(index, value)


def _cumulative(w: Writer, index: int, node: Node) -> None:
    item = w.text(node.args[0])
    if index in w.uses.listed:
        w.set(index, f"add({item}, v{index}_[t - 1] if t else 0.0, v{index}_[t])")
    else:
        carrier = w.carrier(index)
        w.before.append(f"    {carrier}.fill(0.0)")
        w.set(index, f"add({carrier}, {item}, {carrier})")


def _cohort(w: Writer, index: int, node: Node) -> None:
    new, kept = node.args
    if node.value == "rate":
        carrier = f"v{index}_[t]" if index in w.uses.listed else w.carrier(index)
        before = f"v{index}_[t - 1] if t else 0.0" if index in w.uses.listed else carrier
        if index not in w.uses.listed:
            w.before.append(f"    {carrier}.fill(0.0)")
        w.emit(f"multiply({before}, {w.text(kept)}, {carrier})")
        w.set(index, f"add({carrier}, {w.text(new)}, {carrier})")
        return
    alive = w.whole(kept) if node.value == "curve" else w.text(kept)
    whole = w.whole(new)
    out = w.out(index)
    (spare,) = w.scratch("b")
    w.set(index, f"alive_at({whole}, {alive}, t, {out}, {spare})")


def _by_period(w: Writer, index: int, node: Node) -> None:
    in_force = w.share(f"x{index}", tuple(-1 if item is None else item for item in parts(node.value)))
    items = "".join([w.text(arg) + ", " for arg in node.args])
    w.set(index, f"settled(({items}nan)[{in_force}[t]], {w.out(index)})")


def _known_periods(w: Writer, index: int, node: Node) -> None:
    known = w.share(f"x{index}", tuple(None if item is None else w.cell(item) for item in parts(node.value)))
    item = w.text(node.args[0])
    w.set(index, f"settled({item} if {known}[t] is None else {known}[t], {w.out(index)})")


# ------------------------------------------------------------------------------------------------ whole series


def _at(w: Writer, index: int, node: Node) -> None:
    series = w.alias[node.args[0]]
    item = f"{w.whole(series)}[{whole_number(node.value)}]" if w.is_whole(series) else w.text(series)
    w.set(index, f"settled({item}, {w.out(index)})")


_REDUCTIONS = {"sum": "total", "mean": "mean", "min": "minimum_of", "max": "maximum_of", "all": "every", "any": "some"}


def _reduce(w: Writer, index: int, node: Node) -> None:
    how, *ends = parts(node.value)
    start, until = (whole_number(end) for end in ends)
    whole = w.whole(node.args[0])
    part = whole if (start, until) == (0, w.periods) else f"{whole}[{start}:{until}]"
    w.set(index, f"{_REDUCTIONS[str(how)]}({part}, {w.out(index)})")


def _of_series(function: str, w: Writer, index: int, node: Node) -> None:
    items = ", ".join([w.whole(node.args[0]), *[w.text(arg) for arg in node.args[1:]]])
    w.set(index, f"{function}({items}, {w.out(index)})")


def _with_years(function: str, w: Writer, index: int, node: Node) -> None:
    years = w.share("years", finance.running_sum_years(timeline_of(w.analysis.plan).days))
    items = ", ".join([w.whole(node.args[0]), *[w.text(arg) for arg in node.args[1:]], years])
    w.set(index, f"{function}({items}, {w.out(index)})")


def _irr(w: Writer, index: int, node: Node) -> None:
    times = w.share("times", [float(t) for t in range(w.periods)])
    w.set(index, f"rate_of_return({w.whole(node.args[0])}, {times}, {w.out(index)})")


def _depreciate(w: Writer, index: int, node: Node) -> None:
    if any(w.is_whole(w.alias[arg]) for arg in node.args):
        raise OutlayError("Depreciation takes single numbers, not one per period.")
    method = w.share(f"x{index}", str(node.value))
    items = ", ".join([w.text(arg) for arg in node.args])
    w.before.append(f"    depreciation({method}, {items}, v{index}_)")
    w.set(index, f"v{index}_[t]")


def _question(w: Writer, index: int, node: Node) -> None:
    number = whole_number(node.value)
    analysis = w.analysis
    inside = analysis.inside(number)
    moving = {*w.moving, *analysis.changing(number), analysis.plan.solves[number].variable}
    sides = {side for side in analysis.scope(number).sides if side >= 0}
    taken = [arg for arg in analysis.given(number) if not w.is_uniform(arg)]
    shared = analysis.alike(number, taken) if node.op == "minimize" else set()
    rest = inside - shared

    def code(subset: set[int], keep: set[int]) -> SideCode:
        inner = Writer(analysis, w.code, subset, moving=moving, keep=keep)
        return SideCode(compiled(inner.source(), inner.namespace), inner.slots.counts, tuple(sorted(keep)))

    read = shared & (sides | {arg for each in rest for arg in analysis.args(each)})
    asked = BlockQuestion(
        analysis, number, code(shared, read) if shared else None, code(rest, sides & rest), taken, len(inside)
    )
    name = w.share(f"q{number}", asked)
    low, high = (w.text(arg) for arg in node.args)
    w.emit(f"v{index}, z{index} = {name}(n, s, u, d, {low}, {high}, w.folded)")
    w.names[index] = f"v{index}"
    if index in w.roots:
        w.set(index, f"settled(v{index}, {w.out(index)})")
        w.emit(f"copyto({w.load(f'y{index}', f'r[{~index}]')}, z{index})")


WHOLE_SERIES: dict[str, Callable[[Writer, int, Node], None]] = {
    "solve": _question,
    "minimize": _question,
    "period": _period,
    "days": _days,
    "previous": _previous,
    "cumulative": _cumulative,
    "cohort": _cohort,
    "by_period": _by_period,
    "known": _known_periods,
    "depreciate": _depreciate,
    "at": _at,
    "reduce": _reduce,
    "npv": partial(_of_series, "npv"),
    "payback": partial(_of_series, "payback"),
    "xnpv": partial(_with_years, "xnpv"),
    "xirr": partial(_with_years, "rate_of_return"),
    "irr": _irr,
}
