"""How operations on series are written as compiled code: what is carried from period to period, and whole series."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from outlay.arrays import kernel_areas as areas
from outlay.arrays.kernel_loops import Rows
from outlay.arrays.kernel_writer import Operation, Writer
from outlay.plan import Node
from outlay.scalar.contents import parts, whole_number

# ------------------------------------------------------------------------------------------------ by period


def _previous(w: Writer, index: int, node: Node) -> None:
    source, first = (w.alias[arg] for arg in node.args)
    if not w.is_here(source):
        w.rows.head("start", "t == 0")
        w.rows.head("earlier", "max(t - 1, 0)")
        if w.is_fixed(source) and w.is_whole(source):
            value = w.rows.head(f"u{source}_earlier", w.item(source, "earlier"))
        else:
            value = w.item(source, "earlier")
        w.set(index, f"either(start, {w.number(first)}, {value})")
        return
    slot = w.slot()
    w.carried.append((slot, source))
    if w.is_whole(first):
        w.running.before.tail.append(w.put(slot, "nan"))
        w.rows.head("start", "t == 0")
        w.set(index, f"either(start, {w.number(first)}, {w.get(slot)})")
    else:
        with w.in_rows(w.running.before):
            w.rows.tail.append(w.put(slot, w.number(first)))
        w.set(index, w.get(slot))


def _accumulated(w: Writer, index: int, value: Callable[[str], str]) -> None:
    slot = w.slot()
    w.running.before.tail.append(w.put(slot, "0.0"))
    w.set(index, value(w.get(slot)))
    w.rows.tail.append(w.put(slot, f"v{index}"))


def _cumulative(w: Writer, index: int, node: Node) -> None:
    item = w.number(node.args[0])
    _accumulated(w, index, lambda so_far: f"{so_far} + {item}")


def _cohort(w: Writer, index: int, node: Node) -> None:
    new, alive = (w.alias[arg] for arg in node.args)
    if node.value == "rate":
        arriving, kept = w.number(new), w.number(alive)
        _accumulated(w, index, lambda so_far: f"{so_far} * {kept} + {arriving}")
        return
    slot = w.slot()
    w.emit(w.put(slot, "0.0"))
    ages, share = (w.periods, partial(w.item, alive, "age")) if node.value == "curve" else _ages(w, alive)
    # what it takes from this loop has to be stored first
    if w.is_here(new):
        w.series_slot(new)
    if node.value == "curve" and w.is_here(alive):
        w.series_slot(alive)
    with w.periods_loop(f"for age in range(min(t + 1, {ages})):"):
        w.rows.tail.append(w.put(slot, f"{w.get(slot)} + {w.item(new, '(t - age)')} * {share()}"))
    w.set(index, w.get(slot))


def _ages(w: Writer, alive: int) -> tuple[int, Callable[[], str]]:
    """How many ages a list has, and the share alive at an age."""
    names = w.items(alive)
    first = w.slots
    w.slots += len(names)
    for at, name in enumerate(names):
        w.emit(w.put(first + at, name))
    return len(names), lambda: f"load(w, age * WIDTH + (r + ROW{first}), {areas.ROWS})"


def _depreciate(w: Writer, index: int, node: Node) -> None:
    loop = w.running
    left = w.slot()
    with w.in_rows(loop.before):
        cost, residual, life, factor = (w.number(arg) for arg in node.args)
        sound = (
            f"({life} > 0.0) & ({cost} - {cost} == 0.0) & ({residual} - {residual} == 0.0) & ({life} - {life} == 0.0)"
        )
        if node.value == "declining":
            sound += f" & ({factor} > 0.0)"
        w.emit(f"e{index} = either({sound}, {cost} - {residual}, nan)")
        base_slot = w.slot()
        w.rows.tail += [w.put(base_slot, f"e{index}"), w.put(left, f"e{index}")]
    cost, residual, life, factor = (w.number(arg) for arg in node.args)
    base, rest, amount = f"e{index}", f"l{index}", f"c{index}"
    w.emit(f"{base} = {w.get(base_slot)}")
    w.emit(f"{rest} = {w.get(left)}")
    if node.value == "straight":
        w.emit(f"{amount} = {base} / {life}")
    elif node.value == "declining":
        w.emit(f"{amount} = ({rest} + {residual}) * least({factor} / {life}, 1.0)")
    else:
        w.emit(f"{amount} = {base} * ({life} - t) * 2.0 / ({life} * ({life} + 1.0))")
    w.emit(f"{amount} = either({base} >= 0.0, greatest(0.0, least({amount}, {rest})), {amount})")
    if node.value != "declining":
        w.emit(f"{amount} = either(t + 1.0 >= {life}, {rest}, {amount})")
    w.emit(f"{amount} = either({base} == {base}, either(t >= {life}, 0.0, {amount}), nan)")
    w.rows.tail.append(w.put(left, f"{rest} - {amount}"))
    w.set(index, amount)


def _by_period(w: Writer, index: int, node: Node) -> None:
    in_force = w.rows.head(f"i{index}", w.fixed_item(("known", index), "t"))
    w.emit(f"c{index} = nan")
    for at in sorted({whole_number(item) for item in parts(node.value) if item is not None}):
        w.emit(f"c{index} = either({in_force} == {float(at)}, {w.number(node.args[at])}, c{index})")
    w.set(index, f"c{index}")


def _known_periods(w: Writer, index: int, node: Node) -> None:
    value = w.rows.head(f"i{index}", w.fixed_item(("known", index), "t"))
    w.rows.head(f"g{index}", f"{w.fixed_item(('is known', index), 't')} == 1.0")
    w.set(index, f"either(g{index}, {value}, {w.number(node.args[0])})")


# ------------------------------------------------------------------------------------------------ whole series


def _along(w: Writer, series: int, start: str, step: Callable[[Rows, str, str], str]) -> str:
    """Something gathered along a series: its start, and what a period makes of it so far and of the item."""
    slot = w.slot()
    if w.is_whole(series) and series in w.subset:
        rows = w.homes[series]
        before, item = rows.running.before, w._named(rows, series)
    else:
        before = w.rows
        with w.periods_loop("for t in range(PERIODS):"):
            item, rows = w.number(series), w.rows
    before.tail.append(w.put(slot, start))
    rows.tail.append(w.put(slot, step(rows, w.get(slot), item)))
    return w.get(slot)


def _at(w: Writer, index: int, node: Node) -> None:
    series, period = w.alias[node.args[0]], whole_number(node.value)
    if not w.is_whole(series):
        w.set(index, w.number(series))
        return

    def step(rows: Rows, so_far: str, item: str) -> str:
        return f"either({rows.head(f'at{period}', f't == {period}')}, {item}, {so_far})"

    w.set(index, _along(w, series, "nan", step))


def _reduce(w: Writer, index: int, node: Node) -> None:
    how, *ends = parts(node.value)
    start, until = (whole_number(end) for end in ends)
    count = len(range(w.periods)[start:until])
    first, combine = _REDUCTIONS[str(how)]
    if not count:
        w.set(index, first if how in ("sum", "all", "any") else "nan")
        return

    def step(rows: Rows, so_far: str, item: str) -> str:
        found = combine.format(so_far, item)
        if count == w.periods:
            return found
        inside = rows.head(f"in{start}_{until}", f"(t >= {start}) & (t < {until})")
        return f"either({inside}, {found}, {so_far})"

    found = _along(w, w.alias[node.args[0]], first, step)
    w.set(index, f"{found} / {float(count)}" if how == "mean" else found)


# The start, and a step; truths are 1, 0 or NaN, so that a product is an `and`.
_REDUCTIONS = {
    "sum": ("0.0", "{0} + {1}"),
    "mean": ("0.0", "{0} + {1}"),
    "min": ("inf", "least({0}, {1})"),
    "max": ("-inf", "greatest({0}, {1})"),
    "all": ("1.0", "{0} * {1}"),
    "any": ("0.0", "1.0 - (1.0 - {0}) * (1.0 - {1})"),
}


def _npv(w: Writer, index: int, node: Node) -> None:
    series, rate = w.alias[node.args[0]], w.number(node.args[1])
    kept, slot = w.slot(), w.slot()
    w.rows.tail += [w.put(kept, f"either({rate} > -1.0, 1.0 / (1.0 + {rate}), nan)"), w.put(slot, "0.0")]
    with w.periods_loop("for t in range(PERIODS - 1, -1, -1):"):  # no power is ever taken
        item = w.number(series)
        w.rows.tail.append(w.put(slot, f"({w.get(slot)} + {item}) * {w.get(kept)}"))
    w.set(index, w.get(slot))


def _xnpv(w: Writer, index: int, node: Node) -> None:
    series, rate = w.alias[node.args[0]], w.number(node.args[1])
    growth, slot = w.slot(), w.slot()
    w.rows.tail += [w.put(growth, f"growth_of({rate})"), w.put(slot, "0.0")]
    with w.periods_loop("for t in range(PERIODS):"):
        item = w.number(series)
        year = w.rows.head("year", w.fixed_item(("years", -1), "t"))
        w.emit(f"c{index} = exponential(-{w.get(growth)} * {year})")
        w.emit(f"c{index} = either(c{index} == inf, nan, c{index})")
        w.rows.tail.append(w.put(slot, f"{w.get(slot)} + {item} * c{index}"))
    w.set(index, w.get(slot))


def _payback(w: Writer, index: int, node: Node) -> None:
    series = w.alias[node.args[0]]
    total = w.slot()

    def step(rows: Rows, so_far: str, item: str) -> str:
        after, ahead = f"s{index}", f"e{index}"
        rows.tail += [f"{ahead} = {w.get(total)}", f"{after} = {ahead} + {item}", w.put(total, after)]
        rows.running.before.tail.append(w.put(total, "0.0"))
        reached = f"either({ahead} < 0.0, t + (-{ahead}) / {item}, {so_far})"
        return f"either({after} >= 0.0, {reached}, nan)"

    w.set(index, _along(w, series, "0.0", step))


SERIES: dict[str, Operation] = {
    "previous": _previous,
    "cumulative": _cumulative,
    "cohort": _cohort,
    "depreciate": _depreciate,
    "by_period": _by_period,
    "known": _known_periods,
    "at": _at,
    "reduce": _reduce,
    "npv": _npv,
    "xnpv": _xnpv,
    "payback": _payback,
}
