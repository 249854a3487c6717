"""One operation of a plan as a Python expression. Nothing an author wrote gets into the text of the code."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from outlay.plan import Node
from outlay.scalar import arithmetic, finance, lookups
from outlay.scalar.contents import parts, whole_number
from outlay.scalar.folding import MAY_BE_FAULT, Knowledge, plain

HELPERS: dict[str, Any] = {
    "nan": math.nan,
    "inf": math.inf,
    "abs_": abs,
    "sqrt": math.sqrt,
    "power": arithmetic.power,
    "raised": math.pow,
    "exponential": arithmetic.exponential,
    "logarithm": arithmetic.logarithm,
    "logarithm10": arithmetic.logarithm10,
    "floor": arithmetic.floor,
    "ceil": arithmetic.ceil,
    "round_half_away": arithmetic.round_half_away,
    "normal_quantile": arithmetic.normal_quantile,
    "least": arithmetic.least,
    "greatest": arithmetic.greatest,
    "equal": arithmetic.equal,
    "unequal": arithmetic.unequal,
    "conjunction": arithmetic.conjunction,
    "disjunction": arithmetic.disjunction,
    "negation": arithmetic.negation,
    "cell": lookups.cell,
    "row_at": lookups.row_at,
    "best": lookups.best,
    "median": lookups.median,
    "count": lookups.count,
    "tier": finance.tier,
    "total": finance.total,
    "mean": finance.mean,
    "minimum": finance.minimum,
    "maximum": finance.maximum,
}

_CALLS = {
    "exp": "exponential",
    "log": "logarithm",
    "log10": "logarithm10",
    "floor": "floor",
    "ceil": "ceil",
    "round": "round_half_away",
    "normal_quantile": "normal_quantile",
    "best": "best",
    "median": "median",
    "count": "count",
    "tier": "tier",
    "list_sum": "total",
    "list_mean": "mean",
    "list_min": "minimum",
    "list_max": "maximum",
}
_COMPARISONS = {"lt": ("<", ">="), "le": ("<=", ">"), "gt": (">", "<="), "ge": (">=", "<")}


class Expressions:
    """Writes expressions. Who inherits says how values that are not written in place are called.

    With `raising`, what cannot be computed may raise: the caller then starts again with code that does not.
    """

    def __init__(self, knowledge: Knowledge, faults: dict[int, int], namespace: dict[str, Any], raising: bool) -> None:
        self.knowledge = knowledge
        self.plan = knowledge.plan
        self.nodes = knowledge.plan.nodes
        self.faults = faults
        self.namespace = namespace
        self.raising = raising
        self.names: dict[int, str] = {}
        self.written_in_place: set[int] = set()  # nodes used once, inside the expression that uses them
        self.lines: list[str] = []
        self.indent = "    "
        self._writers: dict[str, Callable[[int, Node], str]] = {
            name[4:]: getattr(self, name) for name in dir(self) if name.startswith("_op_")
        }

    # ------------------------------------------------------------------------------------------------ references

    def emit(self, line: str) -> None:
        self.lines.append(self.indent + line)

    def share(self, name: str, value: Any) -> str:
        """A name under which generated code finds a value."""
        self.namespace[name] = value
        return name

    def literal(self, index: int) -> str | None:
        constants = self.knowledge.constants
        if index not in constants:
            return None
        value = constants[index]
        if value is True or value is False:
            return str(value)
        if isinstance(value, float) and value - value == 0:
            return repr(value) if math.copysign(1.0, value) > 0 else f"({value!r})"
        if isinstance(value, float):
            return "nan" if value != value else "inf" if value > 0 else "(-inf)"
        return self.share(f"k{index}", value)

    def text(self, index: int) -> str:
        """The value of a node, written where it is used if it is used once."""
        index = self.knowledge.alias[index]
        found = self.literal(index) or self.names.get(index)
        if found is not None:
            return found
        return self.expression(index) if index in self.written_in_place else self.reference(index)

    def atom(self, index: int) -> str:
        """The value of a node as a name or a literal, to be written more than once."""
        index = self.knowledge.alias[index]
        found = self.text(index)
        if (index in self.written_in_place and index not in self.names) or "[" in found:
            name = f"v{index}"
            self.emit(f"{name} = {found}")
            self.names[index] = found = name
        return found

    def reference(self, index: int) -> str:
        """The value of a node that was made elsewhere."""
        raise KeyError(index)

    def may_be_fault(self, index: int) -> bool:
        return bool(self.knowledge.flags_of(self.knowledge.alias[index], self.faults) & MAY_BE_FAULT)

    def constant(self, index: int) -> Any:
        return self.knowledge.constants.get(self.knowledge.alias[index])

    def expression(self, index: int) -> str:
        node = self.nodes[index]
        call = _CALLS.get(node.op)
        if call is not None:
            return f"{call}({', '.join([self.text(arg) for arg in node.args])})"
        return self._writers[node.op](index, node)

    def _op_const(self, index: int, node: Node) -> str:
        # only of a constant that a question varies; all others are literals
        return self.share(f"k{index}", plain(node))

    # ------------------------------------------------------------------------------------------------ arithmetic

    def _op_add(self, _: int, node: Node) -> str:
        return f"({self.text(node.args[0])} + {self.text(node.args[1])})"

    def _op_sub(self, _: int, node: Node) -> str:
        return f"({self.text(node.args[0])} - {self.text(node.args[1])})"

    def _op_mul(self, _: int, node: Node) -> str:
        return f"({self.text(node.args[0])} * {self.text(node.args[1])})"

    def _op_div(self, _: int, node: Node) -> str:
        if self.raising or self.constant(node.args[1]):
            return f"({self.text(node.args[0])} / {self.text(node.args[1])})"
        divisor = self.atom(node.args[1])
        return f"({self.text(node.args[0])} / {divisor} if {divisor} else nan)"

    def _op_neg(self, _: int, node: Node) -> str:
        return f"(-{self.text(node.args[0])})"

    def _op_abs(self, _: int, node: Node) -> str:
        return f"abs_({self.text(node.args[0])})"

    def _op_sqrt(self, _: int, node: Node) -> str:
        if self.raising:
            return f"sqrt({self.text(node.args[0])})"
        number = self.atom(node.args[0])
        return f"(sqrt({number}) if {number} >= 0.0 else nan)"

    def _op_pow(self, _: int, node: Node) -> str:
        exponent = self.constant(node.args[1])
        if exponent == 2:
            base = self.atom(node.args[0])
            return f"({base} * {base})"
        safe = self.raising and exponent is not None and exponent != 0
        return f"{'raised' if safe else 'power'}({self.text(node.args[0])}, {self.text(node.args[1])})"

    def _op_min(self, _: int, node: Node) -> str:
        return self._extreme(node, "least", "<=", "<")

    def _op_max(self, _: int, node: Node) -> str:
        return self._extreme(node, "greatest", ">=", ">")

    def _extreme(self, node: Node, helper: str, keeps: str, takes: str) -> str:
        if len(node.args) != 2:
            return f"{helper}({', '.join([self.text(arg) for arg in node.args])})"
        a, b = self.atom(node.args[0]), self.atom(node.args[1])
        if self.may_be_fault(node.args[0]) or self.may_be_fault(node.args[1]):
            return f"({a} if {a} {keeps} {b} else {b} if {b} {takes} {a} else nan)"
        return f"({a} if {a} {keeps} {b} else {b})"

    # ------------------------------------------------------------------------------------------------ truths

    def _compared(self, index: int, node: Node) -> str:
        true, false = self.tests(index, node)
        return true if false is None else f"(True if {true} else False if {false} else nan)"

    _op_lt = _op_le = _op_gt = _op_ge = _compared

    def tests(self, index: int, node: Node) -> tuple[str, str | None]:
        """Of a comparison, a test that it is true and one that it is false; None when a fault is impossible."""
        holds, fails = _COMPARISONS[node.op]
        if self.may_be_fault(index):
            a, b = self.atom(node.args[0]), self.atom(node.args[1])
            return f"{a} {holds} {b}", f"{a} {fails} {b}"
        return f"({self.text(node.args[0])} {holds} {self.text(node.args[1])})", None

    def condition(self, index: int) -> tuple[str, str | None]:
        """As `tests`, of any truth."""
        index = self.knowledge.alias[index]
        node = self.nodes[index]
        written_here = self._is_written_here(index)
        if written_here and node.op in _COMPARISONS:
            return self.tests(index, node)
        if written_here and node.op == "not":
            true, false = self.condition(node.args[0])
            return (f"not {true}", None) if false is None else (false, true)
        if self.may_be_fault(index):
            truth = self.atom(index)
            return f"{truth} is True", f"{truth} is False"
        return self.text(index), None

    def holds(self, index: int) -> str:
        """A test that a truth is true; a fault is not."""
        index = self.knowledge.alias[index]
        node = self.nodes[index]
        if node.op == "and" and self._is_written_here(index):
            return "(" + " and ".join([self.holds(arg) for arg in node.args]) + ")"
        return self.condition(index)[0]

    def _is_written_here(self, index: int) -> bool:
        return index in self.written_in_place and index not in self.names

    def _op_eq(self, index: int, node: Node) -> str:
        return self._equality(index, node, "equal", "==")

    def _op_ne(self, index: int, node: Node) -> str:
        return self._equality(index, node, "unequal", "!=")

    def _equality(self, index: int, node: Node, helper: str, operator: str) -> str:
        a, b = self.text(node.args[0]), self.text(node.args[1])
        if self.may_be_fault(index) or any(self._is_text(arg) for arg in node.args):
            return f"{helper}({a}, {b})"
        return f"({a} {operator} {b})"

    def _is_text(self, index: int) -> bool:
        return self.nodes[index].type == "text" or isinstance(self.constant(index), str)

    def _op_and(self, index: int, node: Node) -> str:
        return self._joined(index, node, "conjunction", " and ")

    def _op_or(self, index: int, node: Node) -> str:
        return self._joined(index, node, "disjunction", " or ")

    def _joined(self, index: int, node: Node, helper: str, word: str) -> str:
        items = [self.text(arg) for arg in node.args]
        return f"{helper}({', '.join(items)})" if self.may_be_fault(index) else f"({word.join(items)})"

    def _op_not(self, index: int, node: Node) -> str:
        item = self.text(node.args[0])
        return f"negation({item})" if self.may_be_fault(index) else f"(not {item})"

    def _op_select(self, _: int, node: Node) -> str:
        true, false = self.condition(node.args[0])
        then, otherwise = self.text(node.args[1]), self.text(node.args[2])
        if false is None:
            return f"({then} if {true} else {otherwise})"
        return f"({then} if {true} else {otherwise} if {false} else nan)"

    def _op_guard(self, _: int, node: Node) -> str:
        return f"({self.text(node.args[0])} if {self.holds(node.args[1])} else nan)"

    def _op_fault(self, _index: int, _node: Node) -> str:
        return "nan"

    # ------------------------------------------------------------------------------------------------ look-ups

    def _op_pick(self, index: int, node: Node) -> str:
        table, name, *_ = parts(node.value)
        column = self.share(f"k{index}", self.knowledge.column(str(table), str(name)))
        row = self.text(node.args[0])
        if self.is_row(node.args[0]):
            return f"{column}[{row}]"
        return f"cell({column}, {row})"

    def is_row(self, index: int) -> bool:
        """Whether the node is certainly the number of a row, as an int."""
        index = self.knowledge.alias[index]
        node = self.nodes[index]
        if node.op != "input" or node.series or self.may_be_fault(index):
            return False
        default = self.knowledge.constants.get(self.knowledge.alias[node.args[0]]) if node.args else 0.0
        return self.plan.inputs[whole_number(node.value)].table is not None and isinstance(default, float)

    def _op_choose(self, _: int, node: Node) -> str:
        items = ", ".join([self.text(arg) for arg in node.args[1:]])
        return f"cell(({items},), {self.text(node.args[0])})"

    def _op_row_at(self, index: int, node: Node) -> str:
        families = self.share(f"k{index}", self.plan.tables[str(node.value)].dated or ())
        return f"row_at({families}, {self.text(node.args[0])}, {self.text(node.args[1])})"

    def _op_list(self, _: int, node: Node) -> str:
        return f"({''.join([self.text(arg) + ', ' for arg in node.args])})"
