"""What is known of a plan before it runs: constants, selects already decided, and which numbers may be faults."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from outlay.plan import Node, Plan
from outlay.scalar import arithmetic, finance, lookups
from outlay.scalar.contents import parts, whole_number

NO_VALUE: Any = object()

# Operations as functions of their values; `select`, `choose`, `guard` and those with a table are folded below.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": arithmetic.quotient,
    "neg": lambda a: -a,
    "abs": abs,
    "sqrt": arithmetic.square_root,
    "exp": arithmetic.exponential,
    "log": arithmetic.logarithm,
    "log10": arithmetic.logarithm10,
    "floor": arithmetic.floor,
    "ceil": arithmetic.ceil,
    "round": arithmetic.round_half_away,
    "pow": arithmetic.power,
    "normal_quantile": arithmetic.normal_quantile,
    "min": arithmetic.least,
    "max": arithmetic.greatest,
    "lt": arithmetic.less,
    "le": arithmetic.less_or_equal,
    "gt": arithmetic.greater,
    "ge": arithmetic.greater_or_equal,
    "eq": arithmetic.equal,
    "ne": arithmetic.unequal,
    "and": arithmetic.conjunction,
    "or": arithmetic.disjunction,
    "not": arithmetic.negation,
    "best": lookups.best,
    "median": lookups.median,
    "count": lookups.count,
    "list": lambda *items: tuple(items),
    "tier": finance.tier,
    "list_sum": finance.total,
    "list_mean": finance.mean,
    "list_min": finance.minimum,
    "list_max": finance.maximum,
}

MAY_BE_FAULT, MAY_BE_INFINITE = 1, 2
_ANYTHING = MAY_BE_FAULT | MAY_BE_INFINITE
_NEVER_INFINITE = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "best", "count", "row_at"})


def needs(plan: Plan, index: int) -> tuple[int, ...]:
    """Every node that the node at `index` may look at; for a question, both of its sides as well."""
    node = plan.nodes[index]
    if node.op in ("solve", "minimize"):
        question = plan.solves[whole_number(node.value)]
        right = (question.right,) if question.right >= 0 else ()
        return (*node.args, question.left, *right)
    return node.args


def plain(node: Node) -> Any:
    """The value of a `const` node as generated code uses it: every number a float."""
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return arithmetic.NAN if value is None else value


class Knowledge:
    """Constants and aliases of a plan. With `fold=False` only what is written as a constant is one."""

    def __init__(self, plan: Plan, barred: Collection[int] = (), *, fold: bool = True) -> None:
        self.plan = plan
        self.constants: dict[int, Any] = {}
        self.alias: list[int] = list(range(len(plan.nodes)))
        self.columns: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._args: dict[int, tuple[int, ...]] = {}  # filled once every alias is known
        constants, alias = self.constants, self.alias
        for index, node in enumerate(plan.nodes):
            if index in barred and node.op != "calendar":
                continue
            if node.op == "const":
                constants[index] = plain(node)
            elif node.op == "calendar":
                # with true days, a year where one number is asked for is the mean year
                constants[index] = float(plan.calendar) if plan.calendar is not None else 365.25
            elif fold and not node.series and node.args:
                self._fold(index, node)
                if alias[index] != index and alias[index] in constants:
                    constants[index] = constants[alias[index]]

    def column(self, table: str, name: str) -> tuple[Any, ...]:
        found = self.columns.get((table, name))
        if found is None:
            found = self.columns[table, name] = lookups.column_of(self.plan.tables[table], name)
        return found

    def args(self, index: int) -> tuple[int, ...]:
        """What the node needs, with decided selects passed through."""
        found = self._args.get(index)
        if found is None:
            alias = self.alias
            found = self._args[index] = tuple([alias[arg] for arg in needs(self.plan, index)])
        return found

    def _fold(self, index: int, node: Node) -> None:
        constants, alias = self.constants, self.alias
        op = node.op
        first = constants.get(alias[node.args[0]], NO_VALUE)
        if op == "select":
            if first is True or first is False:
                alias[index] = alias[node.args[1 if first else 2]]
            elif first is not NO_VALUE:
                constants[index] = arithmetic.NAN
        elif op == "choose":
            if first is not NO_VALUE and 0 <= first < len(node.args) - 1:
                alias[index] = alias[node.args[1 + int(first)]]
        elif op == "guard":
            if constants.get(alias[node.args[1]], NO_VALUE) is True:
                alias[index] = alias[node.args[0]]
        elif op == "pick":
            if first is not NO_VALUE:
                table, name, *_ = parts(node.value)
                constants[index] = lookups.cell(self.column(str(table), str(name)), first)
        elif op in FUNCTIONS or op == "row_at":
            values = [constants.get(alias[arg], NO_VALUE) for arg in node.args]
            if not any(value is NO_VALUE for value in values):
                if op == "row_at":
                    families = self.plan.tables[str(node.value)].dated or ()
                    constants[index] = lookups.row_at(families, values[0], values[1])
                else:
                    constants[index] = FUNCTIONS[op](*values)

    def faults(self, indices: Iterable[int]) -> dict[int, int]:
        """For each node (ascending): may it be NaN, may it be infinite. What is not known may be anything."""
        found: dict[int, int] = {}
        for index in indices:
            found[index] = self._flags(index, found)
        return found

    def _flags(self, index: int, found: dict[int, int]) -> int:
        node = self.plan.nodes[index]
        flags = [self.flags_of(arg, found) for arg in self.args(index)]
        op = node.op
        either = 0
        for flag in flags:
            either |= flag
        if op == "input":
            return either  # what a run sets is checked to be finite
        if op in ("add", "sub"):
            return MAY_BE_INFINITE | (MAY_BE_FAULT if either & 1 or flags[0] & flags[1] & 2 else 0)
        if op == "mul":
            a, b = self.args(index)
            poisoned = (flags[0] & 2 and not self.constants.get(b)) or (flags[1] & 2 and not self.constants.get(a))
            return MAY_BE_INFINITE | (MAY_BE_FAULT if either & 1 or poisoned else 0)
        if op == "div" and self.constants.get(self.args(index)[1]):
            return MAY_BE_INFINITE | either
        if op in _NEVER_INFINITE:
            return MAY_BE_FAULT if either & 1 or op in ("best", "row_at") else 0
        if op in ("neg", "abs", "min", "max", "floor", "ceil", "round", "select"):
            return either
        if op in ("period", "days"):
            return 0
        return _ANYTHING

    def flags_of(self, index: int, found: dict[int, int]) -> int:
        if index in self.constants:
            value = self.constants[index]
            if isinstance(value, float):
                return MAY_BE_FAULT if value != value else MAY_BE_INFINITE if value - value != 0 else 0
            return 0
        return found.get(index, _ANYTHING)
