"""How each operation is written as compiled code: a table from the plan's operations to writers of lines."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from outlay.arrays.kernel_series import SERIES
from outlay.arrays.kernel_writer import Operation, Writer
from outlay.plan import Node
from outlay.scalar.contents import parts
from outlay.scalar.lookups import NEWEST

MOST_CODES = 2.0**31  # there is a cell for every code of a text

# ------------------------------------------------------------------------------------------------ arithmetic


def _binary(operator: str, w: Writer, index: int, node: Node) -> None:
    w.set(index, f"{w.number(node.args[0])} {operator} {w.number(node.args[1])}")


def _call(function: str, w: Writer, index: int, node: Node) -> None:
    w.set(index, f"{function}({', '.join([w.number(arg) for arg in node.args])})")


def _div(w: Writer, index: int, node: Node) -> None:
    if w.constant(node.args[1]):
        _binary("/", w, index, node)
    else:
        _call("quotient", w, index, node)


def _neg(w: Writer, index: int, node: Node) -> None:
    w.set(index, f"-{w.number(node.args[0])}")


def _apart(function: str, w: Writer, index: int, node: Node) -> None:
    """A function that is a loop of its own is kept out of the loops that are turned into vector instructions."""
    item = w.number(node.args[0])
    slot = w.slot()
    w.rows.tail.append(w.put(slot, item))
    w.start_rows()
    w.rows.tail.append(w.put(slot, f"{function}({w.get(slot)})"))
    w.start_rows()
    w.set(index, w.get(slot))


def _pow(w: Writer, index: int, node: Node) -> None:
    if w.constant(node.args[1]) == 2:
        base = w.number(node.args[0])
        w.set(index, f"{base} * {base}")
    else:
        _call("power", w, index, node)


def _chain(function: str, w: Writer, index: int, items: list[str]) -> None:
    found = items[0]
    for item in items[1:]:
        found = f"{function}({found}, {item})"
    w.set(index, found)


def _extreme(function: str, w: Writer, index: int, node: Node) -> None:
    _chain(function, w, index, [w.number(arg) for arg in node.args])


# ------------------------------------------------------------------------------------------------ truths


def _compared(holds: str, fails: str, w: Writer, index: int, node: Node) -> None:
    a, b = (w.number(arg) for arg in node.args)
    w.set_pair(index, f"{a} {holds} {b}", f"{a} {fails} {b}")


def _equal(turned: bool, w: Writer, index: int, node: Node) -> None:
    a, b = (w.number(arg) for arg in node.args)
    if any(w.analysis.kind(w.alias[arg]) == "text" for arg in node.args):
        place = w.folded()
        w.emit(f"a{index} = cell({place}, {MOST_CODES}, {a})")
        w.emit(f"b{index} = cell({place}, {MOST_CODES}, {b})")
        a, b = f"a{index}", f"b{index}"
    same, different = f"{a} == {b}", f"({a} < {b}) | ({a} > {b})"
    w.set_pair(index, *((different, same) if turned else (same, different)))


def _known(w: Writer, args: tuple[int, ...]) -> str:
    return " & ".join([f"({holds} | {fails})" for holds, fails in map(w.pair, args)])


def _and(w: Writer, index: int, node: Node) -> None:
    pairs = [w.pair(arg) for arg in node.args]
    w.emit(f"t{index} = {' & '.join([holds for holds, _ in pairs])}")
    w.emit(f"f{index} = ({' | '.join([fails for _, fails in pairs])}) & {_known(w, node.args)}")
    w.rows.pairs[index] = (f"t{index}", f"f{index}")


def _or(w: Writer, index: int, node: Node) -> None:
    pairs = [w.pair(arg) for arg in node.args]
    w.emit(f"t{index} = ({' | '.join([holds for holds, _ in pairs])}) & {_known(w, node.args)}")
    w.emit(f"f{index} = {' & '.join([fails for _, fails in pairs])}")
    w.rows.pairs[index] = (f"t{index}", f"f{index}")


def _not(w: Writer, index: int, node: Node) -> None:
    holds, fails = w.pair(node.args[0])
    w.rows.pairs[index] = (fails, holds)


def _select(w: Writer, index: int, node: Node) -> None:
    condition, then, otherwise = node.args
    holds, fails = w.pair(condition)
    if w.is_truth(index) and w.is_truth(then) and w.is_truth(otherwise):
        a, b = w.pair(then), w.pair(otherwise)
        w.set_pair(index, *(f"({holds} & {x}) | ({fails} & {y})" for x, y in zip(a, b, strict=True)))
    else:
        w.set(index, f"chosen({holds}, {fails}, {w.number(then)}, {w.number(otherwise)})")


def _guard(w: Writer, index: int, node: Node) -> None:
    w.set(index, f"either({w.pair(node.args[1])[0]}, {w.number(node.args[0])}, nan)")


def _fault(w: Writer, index: int, _: Node) -> None:
    w.set(index, "nan")


def _input(w: Writer, index: int, node: Node) -> None:
    # only its default varies; a run may set it all the same
    is_set = w.head(f"g{index}", f"{w.fixed(('is set', index))} == 1.0")
    if node.series:
        value = w.rows.head(f"i{index}", w.fixed_item(("set", index), "t"))
    else:
        value = w.fixed(("set", index))
    w.set(index, f"either({is_set}, {value}, {w.number(node.args[0])})")


# ------------------------------------------------------------------------------------------------ look-ups


def _pick(w: Writer, index: int, node: Node) -> None:
    table, name, *_ = parts(node.value)
    start, length = w.layout.table(str(table), str(name))
    w.set(index, f"cell(q + {start * 8}, {float(length)}, {w.number(node.args[0])})")


def _choose(w: Writer, index: int, node: Node) -> None:
    row, *items = [w.number(arg) for arg in node.args]
    w.emit(f"n{index} = floor({row})")
    w.emit(f"c{index} = nan")
    for at, item in enumerate(items):
        w.emit(f"c{index} = either(n{index} == {float(at)}, {item}, c{index})")
    w.set(index, f"c{index}")


def _row_at(w: Writer, index: int, node: Node) -> None:
    families = w.analysis.plan.tables[str(node.value)].dated or ()
    family, day = w.number(node.args[0]), w.number(node.args[1])
    w.emit(f"n{index} = floor({family})")
    w.emit(f"c{index} = nan")
    only = w.constant(node.args[0])
    for number, rows in enumerate(families):
        if not rows or (isinstance(only, float) and int(only) != number):
            continue
        w.emit(f"g{index} = nan")
        for first, until, row in rows:
            inside = float(row) if until is None else f"either({day} <= {float(until)}, {float(row)}, nan)"
            w.emit(f"g{index} = either({day} >= {float(first)}, {inside}, g{index})")
        w.emit(f"g{index} = either({day} >= {NEWEST}, {float(rows[-1][2])}, g{index})")
        w.emit(f"c{index} = either(n{index} == {float(number)}, g{index}, c{index})")
    w.set(index, f"c{index}")


def _pairs(w: Writer, node: Node) -> list[tuple[str, tuple[str, str]]]:
    return [(w.number(node.args[at]), w.pair(node.args[at + 1])) for at in range(0, len(node.args), 2)]


def _best(w: Writer, index: int, node: Node) -> None:
    w.emit(f"c{index} = nan")
    w.emit(f"g{index} = nan")
    w.emit(f"a{index} = False")  # whether one has held so far
    w.emit(f"e{index} = False")  # whether there was a fault
    for at, (key, (holds, fails)) in enumerate(_pairs(w, node)):
        w.emit(f"e{index} = e{index} | ({holds} & ({key} != {key})) | (({holds} | {fails}) == False)")
        w.emit(f"b{index} = {holds} & ((a{index} == False) | ({key} < g{index}))")
        w.emit(f"g{index} = either(b{index}, {key}, g{index})")
        w.emit(f"c{index} = either(b{index}, {float(at)}, c{index})")
        w.emit(f"a{index} = a{index} | {holds}")
    w.set(index, f"either(e{index}, nan, c{index})")


def _count(w: Writer, index: int, node: Node) -> None:
    held = [f"coded({holds}, {fails})" for _, (holds, fails) in _pairs(w, node)]
    w.set(index, " + ".join(held))


# ------------------------------------------------------------------------------------------------ lists


def _list(_w: Writer, _index: int, _node: Node) -> None:
    """Nothing: whoever takes a list takes its items."""


def _list_sum(w: Writer, index: int, node: Node) -> None:
    w.set(index, " + ".join([*w.items(node.args[0]), "0.0"]))


def _list_mean(w: Writer, index: int, node: Node) -> None:
    items = w.items(node.args[0])
    w.set(index, f"({' + '.join(items)}) / {float(len(items))}" if items else "nan")


def _list_extreme(function: str, w: Writer, index: int, node: Node) -> None:
    _chain(function, w, index, w.items(node.args[0]) or ["nan"])


def _tier(w: Writer, index: int, node: Node) -> None:
    quantity = w.number(node.args[0])
    starts, prices = w.items(node.args[1]), w.items(node.args[2])
    holds, fails = w.pair(node.args[3])
    if len(starts) != len(prices) or not starts:
        w.set(index, "nan")
        return
    w.emit(f"e{index} = {quantity} >= 0.0")
    for a, b in pairwise(starts):
        w.emit(f"e{index} = e{index} & ({a} < {b})")
    w.emit(f"c{index} = 0.0")  # by bands
    w.emit(f"g{index} = 0.0")  # all at one price
    for at, (start, price) in enumerate(zip(starts, prices, strict=True)):
        reached = f"least({quantity}, {starts[at + 1]})" if at + 1 < len(starts) else quantity
        w.emit(f"c{index} = c{index} + either({quantity} > {start}, ({reached} - {start}) * {price}, 0.0)")
        w.emit(f"g{index} = either({quantity} >= {start}, {quantity} * {price}, g{index})")
    w.set(index, f"either(e{index}, chosen({holds}, {fails}, c{index}, g{index}), nan)")


OPERATIONS: dict[str, Operation] = SERIES | {
    "input": _input,
    "add": partial(_binary, "+"),
    "sub": partial(_binary, "-"),
    "mul": partial(_binary, "*"),
    "div": _div,
    "neg": _neg,
    "abs": partial(_call, "size_of"),
    "sqrt": partial(_call, "square_root"),
    "exp": partial(_call, "exponential"),
    "log": partial(_call, "logarithm"),
    "log10": partial(_call, "logarithm10"),
    "floor": partial(_call, "floor"),
    "ceil": partial(_call, "ceil"),
    "round": partial(_call, "rounded"),
    "pow": _pow,
    "normal_quantile": partial(_apart, "normal_quantile"),
    "min": partial(_extreme, "least"),
    "max": partial(_extreme, "greatest"),
    "lt": partial(_compared, "<", ">="),
    "le": partial(_compared, "<=", ">"),
    "gt": partial(_compared, ">", "<="),
    "ge": partial(_compared, ">=", "<"),
    "eq": partial(_equal, False),
    "ne": partial(_equal, True),
    "and": _and,
    "or": _or,
    "not": _not,
    "select": _select,
    "guard": _guard,
    "fault": _fault,
    "pick": _pick,
    "choose": _choose,
    "row_at": _row_at,
    "best": _best,
    "count": _count,
    "list": _list,
    "list_sum": _list_sum,
    "list_mean": _list_mean,
    "list_min": partial(_list_extreme, "least"),
    "list_max": partial(_list_extreme, "greatest"),
    "tier": _tier,
}
