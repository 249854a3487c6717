"""How each operation is written as block code: a table from the plan's operations to writers of lines."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from outlay.arrays import lookups
from outlay.arrays.by_period import WHOLE_SERIES
from outlay.arrays.writer import Writer
from outlay.plan import Node
from outlay.scalar.contents import parts

# ------------------------------------------------------------------------------------------------ arithmetic


def _one_call(function: str, w: Writer, index: int, node: Node) -> None:
    """One NumPy function, which may write over an argument that nothing else reads."""
    items = ", ".join([w.text(arg) for arg in node.args])
    w.release_args(index)
    w.set(index, f"{function}({items}, {w.out(index)})")


def _checked(function: str, w: Writer, index: int, node: Node) -> None:
    """A function that looks at its arguments again after it has written."""
    items = ", ".join([w.text(arg) for arg in node.args])
    out = w.out(index)
    (mask,) = w.scratch("m")
    w.set(index, f"{function}({items}, {out}, {mask})")


def _div(w: Writer, index: int, node: Node) -> None:
    divisor = w.alias[node.args[1]]
    halved = w.constants.get(divisor)
    if isinstance(halved, float) and abs(math.frexp(halved)[0]) == 0.5 and 2.0**-1000 < abs(halved) < 2.0**1000:
        # the inverse of a power of two is exact, and multiplying is quicker
        a = w.text(node.args[0])
        w.release_args(index)
        w.set(index, f"multiply({a}, {1.0 / halved!r}, {w.out(index)})")
    elif divisor in w.constants or (divisor not in w.subset and w.is_uniform(divisor)):
        a, b = w.text(node.args[0]), w.text(divisor)
        w.release_args(index)
        w.set(index, f"divide({a}, {b} or nan, {w.out(index)})")
    else:
        _checked("quotient", w, index, node)


def _extreme(function: str, w: Writer, index: int, node: Node) -> None:
    first, *rest = [w.text(arg) for arg in node.args]
    out = w.out(index)
    if not rest:
        w.set(index, f"settled({first}, {out})")
    for at, item in enumerate(rest):
        w.set(index, f"{function}({f'v{index}' if at else first}, {item}, out={out})")


# ------------------------------------------------------------------------------------------------ truths


def _compared(function: str, w: Writer, index: int, node: Node) -> None:
    if any(w.analysis.kind(w.alias[arg]) == "text" for arg in node.args):
        return _texts(function, w, index, node)
    items = [w.text(arg) for arg in node.args]
    holds = f"{function}({', '.join(items)}, {w.buffer(index, 'm')})"
    faulty = [item for item, arg in zip(items, node.args, strict=True) if not _is_sound(w, arg)]
    known = _known(w, index, faulty)
    if function == "not_equal" and known != "None":
        w.emit(f"k{index} = {known}")
        holds, known = f"limited({holds}, k{index})", f"k{index}"
    return w.set_pair(index, holds, known)


def _is_sound(w: Writer, arg: int) -> bool:
    """Whether a number is certainly no fault."""
    value = w.constants.get(w.alias[arg])
    return value is not None and value == value


def _known(w: Writer, index: int, items: list[str]) -> str:
    if not items:
        return "None"
    kept = w.buffer(index, "m")
    masks = w.scratch("m" * len(items))
    asked = [f"sure({item}, {mask})" for item, mask in zip(items, masks, strict=True)]
    return asked[0].replace(masks[0], kept) if len(asked) == 1 else f"both({', '.join(asked)}, {kept})"


def _texts(function: str, w: Writer, index: int, node: Node) -> None:
    items = [w.text(arg) for arg in node.args]
    holds = w.buffer(index, "m")
    known = _known(w, index, [item for item, arg in zip(items, node.args, strict=True) if not _is_sound(w, arg)])
    w.emit(f"t{index} = same_text({', '.join(items)}, w.folded, {holds})")
    if function == "not_equal":
        w.emit(f"logical_not(t{index}, t{index})")
        if known != "None":
            w.emit(f"k{index} = {known}")
            w.emit(f"limited(t{index}, k{index})")
            known = f"k{index}"
    w.set_pair(index, f"t{index}", known)


def _joined(function: str, w: Writer, index: int, node: Node) -> None:
    pairs = [w.pair(arg) for arg in node.args]
    out = w.buffer(index, "m")
    holds = pairs[0][0]
    for other, _ in pairs[1:]:
        w.emit(f"t{index} = {function}({holds}, {other}, {out})")
        holds = f"t{index}"
    if len(pairs) == 1:
        w.emit(f"t{index} = {out} = settled({holds}, {out})")
    doubtful = [known for _, known in pairs if known != "None"]
    known = "None"
    if doubtful:
        mask = w.buffer(index, "m")
        known = f"k{index}"
        w.emit(f"{known} = both({doubtful[0]}, {doubtful[1] if len(doubtful) > 1 else 'None'}, {mask})")
        for other in doubtful[2:]:
            w.emit(f"{known} = both({known}, {other}, {mask})")
        if function == "logical_or":
            w.emit(f"limited(t{index}, {known})")
    w.set_pair(index, f"t{index}", known)


def _not(w: Writer, index: int, node: Node) -> None:
    holds, known = w.pair(node.args[0])
    out = w.buffer(index, "m")
    w.emit(f"t{index} = logical_not({holds}, {out})")
    if known != "None":
        mask = w.buffer(index, "m")
        w.emit(f"k{index} = both({known}, None, {mask})")
        w.emit(f"limited(t{index}, k{index})")
        known = f"k{index}"
    w.set_pair(index, f"t{index}", known)


def _select(w: Writer, index: int, node: Node) -> None:
    holds, known = w.pair(node.args[0])
    _chosen(w, index, holds, known, w.text(node.args[1]), w.text(node.args[2]))


def _guard(w: Writer, index: int, node: Node) -> None:
    holds, _ = w.pair(node.args[1])
    _chosen(w, index, holds, "None", w.text(node.args[0]), "nan")


def _chosen(w: Writer, index: int, holds: str, known: str, then: str, otherwise: str) -> None:
    # NumPy makes an array of its own for the result; a buffer is only taken where the result has a place
    if w.has_place(index):
        w.set(index, f"chosen({holds}, {known}, {then}, {otherwise}, {w.out(index)})")
    else:
        w.set(index, f"chosen({holds}, {known}, {then}, {otherwise})")


def _fault(w: Writer, index: int, _: Node) -> None:
    w.set(index, f"settled(nan, {w.out(index)})")


# ------------------------------------------------------------------------------------------------ columns


def _input(w: Writer, index: int, node: Node) -> None:
    if not w.analysis.is_column(index):
        # only its default varies; a run may set it all the same
        default = w.text(node.args[0])
        given = w.load(f"g{index}", f"u.get({~index})")
        value = f"{given}[t]" if node.series else given
        w.set(index, f"settled({default} if {given} is None else {value}, {w.out(index)})")
    elif node.series:
        w.names[index] = f"{w.column(index)}[t]"
        if index not in w.uses.listed:
            w.set(index, w.names[index])
    elif index in w.roots:
        w.set(index, f"settled({w.column(index)}, {w.out(index)})")
    else:
        w.names[index] = w.column(index)


def _draw(w: Writer, index: int, node: Node) -> None:
    kept = w.share(f"x{index}", parts(node.value))
    each_period = bool(parts(node.value)[2])
    period = "t" if each_period and w.looping else "None"
    items = "".join([w.text(arg) + ", " for arg in node.args])
    value = f"d.value({kept}, ({items}), {period}, n)"
    w.set(index, f"settled({value}, {w.out(index)})" if w.has_place(index) else value)


# ------------------------------------------------------------------------------------------------ look-ups


def _pick(w: Writer, index: int, node: Node) -> None:
    table, name, *_ = parts(node.value)
    cells = w.analysis.knowledge.column(str(table), str(name))
    column = w.share(f"x{index}", np.array([w.cell(cell) for cell in cells], dtype=np.float64))
    w.set(index, f"cell_of({column}, {w.text(node.args[0])}, {w.out(index)})")


def _choose(w: Writer, index: int, node: Node) -> None:
    row, *items = [w.text(arg) for arg in node.args]
    w.set(index, f"item_of(({', '.join(items)},), {row}, {w.out(index)})")


def _row_at(w: Writer, index: int, node: Node) -> None:
    dated = w.share(f"x{index}", lookups.DatedRows(w.analysis.plan.tables[str(node.value)].dated or ()))
    family, day = (w.text(arg) for arg in node.args)
    w.set(index, f"row_of({dated}, {family}, {day}, {w.out(index)})")


def _among(function: str, w: Writer, index: int, node: Node) -> None:
    found = ""
    for key, truth in zip(node.args[::2], node.args[1::2], strict=True):
        holds, known = w.pair(truth)
        found += f"({w.text(key)}, {holds}, {known}), "
    w.set(index, f"{function}(({found}), {w.out(index)})")


def _list(w: Writer, index: int, node: Node) -> None:
    # its items are read where the list is, so their buffers stay until the list is read no more
    w.names[index] = "(" + "".join([w.text(arg) + ", " for arg in node.args]) + ")"
    w.keep_args()


def _of_list(function: str, w: Writer, index: int, node: Node) -> None:
    w.set(index, f"{function}({', '.join([w.text(arg) for arg in node.args])}, {w.out(index)})")


WRITERS: dict[str, Callable[[Writer, int, Node], None]] = {
    "input": _input,
    "add": partial(_one_call, "add"),
    "sub": partial(_one_call, "subtract"),
    "mul": partial(_one_call, "multiply"),
    "div": _div,
    "neg": partial(_one_call, "negative"),
    "abs": partial(_one_call, "absolute"),
    "sqrt": partial(_one_call, "sqrt"),
    "exp": partial(_one_call, "exp"),
    "floor": partial(_one_call, "floor"),
    "ceil": partial(_one_call, "ceil"),
    "log": partial(_checked, "logarithm"),
    "log10": partial(_checked, "logarithm10"),
    "round": partial(_checked, "round_half_away"),
    "pow": partial(_checked, "power"),
    "normal_quantile": partial(_checked, "normal_quantile"),
    "min": partial(_extreme, "minimum"),
    "max": partial(_extreme, "maximum"),
    "lt": partial(_compared, "less"),
    "le": partial(_compared, "less_equal"),
    "gt": partial(_compared, "greater"),
    "ge": partial(_compared, "greater_equal"),
    "eq": partial(_compared, "equal"),
    "ne": partial(_compared, "not_equal"),
    "and": partial(_joined, "logical_and"),
    "or": partial(_joined, "logical_or"),
    "not": _not,
    "select": _select,
    "guard": _guard,
    "fault": _fault,
    "draw": _draw,
    "pick": _pick,
    "choose": _choose,
    "row_at": _row_at,
    "best": partial(_among, "best"),
    "median": partial(_among, "median"),
    "count": partial(_among, "count"),
    "list": _list,
    "list_sum": partial(_of_list, "total"),
    "list_mean": partial(_of_list, "mean"),
    "list_min": partial(_of_list, "minimum_of"),
    "list_max": partial(_of_list, "maximum_of"),
    "tier": partial(_of_list, "tier"),
    **WHOLE_SERIES,
}
