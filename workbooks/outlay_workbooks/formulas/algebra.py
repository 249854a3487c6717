"""Where two figures meet, as a formula: for what is affine in a variable, a quotient of such, or one power of it.

Works on the nodes of a plan in the making and adds nodes to it. Anything that bends otherwise (a maximum, a rounding, a
value carried from period to period) has no closed form here, and the answer is searched for instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outlay.plan import Node
from outlay_workbooks.formulas.maker import Maker


@dataclass(frozen=True, slots=True)
class Affine:
    """constant + slope * variable; None stands for 0. Both are nodes without the variable."""

    constant: int | None = None
    slope: int | None = None


@dataclass(frozen=True, slots=True)
class Quotient:
    """above / below; or, with a power other than 1, slope * variable ^ power (above has no constant, below is 1)."""

    above: Affine
    below: Affine | None = None  # None is 1
    power: int | None = None  # a node; None is 1


class _BendsError(Exception):
    """There is no closed form."""


def meeting(maker: Maker, variable: int, left: int, right: int) -> int | None:
    """A node for the value of the variable at which left equals right; None where there is no closed form."""
    algebra = _Algebra(maker, variable)
    try:
        return algebra.meeting(algebra.of(left), algebra.of(right))
    except _BendsError:
        return None


class _Algebra:
    def __init__(self, maker: Maker, variable: int) -> None:
        self.maker = maker
        self.variable = variable
        self.dependent = maker.dependents(variable)
        self.own = len(maker.nodes)  # nodes from here on are made by this
        self.memo: dict[int, Quotient | None] = {}

    def of(self, index: int) -> Quotient:
        """How a node hangs on the variable."""
        if index == self.variable:
            return Quotient(Affine(None, self.maker.constant(1.0)))
        if index not in self.dependent:
            return Quotient(Affine(index))
        if index not in self.memo:
            self.memo[index] = None  # what needs itself is carried through time
            node = self.maker.nodes[index]
            rule = _RULES.get(node.op)
            if rule is None:
                raise _BendsError
            self.memo[index] = rule(self, node)
        found = self.memo[index]
        if found is None:
            raise _BendsError
        return found

    # --------------------------------------------------------------------------------------------- nodes, 0 and 1

    def add(self, a: int | None, b: int | None) -> int | None:
        return b if a is None else a if b is None else self.maker.make("add", a, b)

    def sub(self, a: int | None, b: int | None) -> int | None:
        if b is None:
            return a
        return self.maker.make("neg", b) if a is None else self.maker.make("sub", a, b)

    def mul(self, a: int | None, b: int | None) -> int | None:
        return None if a is None or b is None else self.maker.product(a, b)

    def div(self, a: int | None, b: int) -> int | None:
        return None if a is None else self.maker.quotient(a, b)

    # --------------------------------------------------------------------------------------------- affine parts

    def sum_of(self, one: Affine, other: Affine, minus: bool) -> Affine:
        join = self.sub if minus else self.add
        return Affine(join(one.constant, other.constant), join(one.slope, other.slope))

    def product(self, one: Affine | None, other: Affine | None) -> Affine | None:
        if one is None or other is None:
            return other if one is None else one
        if one.slope is not None and other.slope is not None:
            raise _BendsError
        if one.slope is None:
            one, other = other, one
        return Affine(self.mul(one.constant, other.constant), self.mul(one.slope, other.constant))

    def plain(self, found: Quotient) -> Quotient:
        if found.power is not None:
            raise _BendsError
        return found

    # --------------------------------------------------------------------------------------------- the answer

    def meeting(self, left: Quotient, right: Quotient) -> int | None:
        if left.power is not None or right.power is not None:
            return self._by_power(left, right)
        one = self.product(left.above, right.below)
        other = self.product(right.above, left.below)
        here, there = one or Affine(), other or Affine()
        rest, slope = self.sub(there.constant, here.constant), self.sub(here.slope, there.slope)
        if slope is None:
            return None
        return self.maker.constant(0.0) if rest is None else self.maker.quotient(rest, slope)

    def _by_power(self, left: Quotient, right: Quotient) -> int | None:
        if left.power is None:
            left, right = right, left
        factor, power = left.above.slope, left.power
        if right.power is not None or right.above.slope is not None or right.below is not None:
            raise _BendsError
        if factor is None or power is None or right.above.constant is None:
            raise _BendsError
        one = self.maker.constant(1.0)
        ratio = self.maker.quotient(right.above.constant, factor)
        return self.maker.make("pow", ratio, self.maker.quotient(one, power))

    # --------------------------------------------------------------------------------------------- operations

    def op_sum(self, node: Node) -> Quotient:
        one, other = (self.plain(self.of(arg)) for arg in node.args)
        minus = node.op == "sub"
        if one.below == other.below:
            return Quotient(self.sum_of(one.above, other.above, minus), one.below)
        here, there = self.product(one.above, other.below), self.product(other.above, one.below)
        above = self.sum_of(here or Affine(), there or Affine(), minus)
        return Quotient(above, self.product(one.below, other.below))

    def op_called(self, node: Node) -> Quotient:
        return self.of(node.args[0])  # as it is worked out in place

    def op_neg(self, node: Node) -> Quotient:
        found = self.plain(self.of(node.args[0]))
        return Quotient(self.sum_of(Affine(), found.above, True), found.below)

    def op_mul(self, node: Node) -> Quotient:
        one, other = (self.of(arg) for arg in node.args)
        if one.power is not None or other.power is not None:
            return self._scaled(one, other)
        above = self.product(one.above, other.above)
        return Quotient(above or Affine(), self.product(one.below, other.below))

    def _scaled(self, one: Quotient, other: Quotient) -> Quotient:
        if one.power is None:
            one, other = other, one
        if other.power is not None or other.above.slope is not None or other.below is not None:
            raise _BendsError
        return Quotient(Affine(None, self.mul(one.above.slope, other.above.constant)), None, one.power)

    def op_div(self, node: Node) -> Quotient:
        one, other = (self.of(arg) for arg in node.args)
        if one.power is not None:
            if other.power is not None or other.above.slope is not None or other.below is not None:
                raise _BendsError
            assert other.above.constant is not None  # noqa: S101 for the type checker: a divisor is not left out
            return Quotient(Affine(None, self.div(one.above.slope, other.above.constant)), None, one.power)
        self.plain(other)
        if other.above.slope is None and other.below is None and other.above.constant is not None:
            by = other.above.constant
            return Quotient(Affine(self.div(one.above.constant, by), self.div(one.above.slope, by)), one.below)
        above = self.product(one.above, other.below)
        return Quotient(above or one.above, self.product(one.below, other.above))

    def op_pow(self, node: Node) -> Quotient:
        base, exponent = node.args
        if exponent in self.dependent or exponent == self.variable:
            raise _BendsError
        found = self.plain(self.of(base))
        if found.above.constant is not None or found.below is not None or found.above.slope is None:
            raise _BendsError
        return Quotient(Affine(None, self.maker.make("pow", found.above.slope, exponent)), None, exponent)

    def op_select(self, node: Node) -> Quotient:
        condition, then, otherwise = node.args
        if condition in self.dependent or condition == self.variable:
            raise _BendsError
        if self.maker.nodes[otherwise].op == "fault":
            return self.of(then)  # a guard: where it fails there is no answer anyway
        one, other = self.plain(self.of(then)), self.plain(self.of(otherwise))
        if one.below is not None or other.below is not None:
            raise _BendsError
        zero = self.maker.constant(0.0)

        def chosen(a: int | None, b: int | None) -> int | None:
            if a is None and b is None:
                return None
            return self.maker.make("select", condition, zero if a is None else a, zero if b is None else b)

        return Quotient(
            Affine(chosen(one.above.constant, other.above.constant), chosen(one.above.slope, other.above.slope))
        )

    def _linear(self, node: Node, apply: Callable[[int], int]) -> Quotient:
        """An operation on a series that adds its periods up, or takes one of them."""
        found = self.plain(self.of(node.args[0]))
        if found.below is not None and not (node.op == "at"):
            raise _BendsError

        def each(part: int | None) -> int | None:
            return None if part is None else apply(part)

        def affine(part: Affine) -> Affine:
            return Affine(each(part.constant), each(part.slope))

        return Quotient(affine(found.above), None if found.below is None else affine(found.below))

    def op_at(self, node: Node) -> Quotient:
        return self._linear(node, lambda part: self.maker.at_within(part, node.value, self.own))

    def op_reduce(self, node: Node) -> Quotient:
        value = node.value
        if not isinstance(value, tuple) or value[0] not in ("sum", "mean"):
            raise _BendsError
        return self._linear(node, lambda part: self.maker.reduce(part, value))

    def op_npv(self, node: Node) -> Quotient:
        rate = node.args[1]
        if rate in self.dependent or rate == self.variable:
            raise _BendsError
        return self._linear(node, lambda part: self.maker.make("npv", self.maker.spread(part), rate))

    def op_list_sum(self, node: Node) -> Quotient:
        items: Sequence[int] = self.maker.nodes[node.args[0]].args
        total = Affine()
        for item in items:
            found = self.plain(self.of(item))
            if found.below is not None:
                raise _BendsError
            total = self.sum_of(total, found.above, False)
        return Quotient(total)


_RULES: dict[str, Callable[[_Algebra, Node], Quotient]] = {
    "add": _Algebra.op_sum,
    "sub": _Algebra.op_sum,
    "called": _Algebra.op_called,
    "neg": _Algebra.op_neg,
    "mul": _Algebra.op_mul,
    "div": _Algebra.op_div,
    "pow": _Algebra.op_pow,
    "select": _Algebra.op_select,
    "at": _Algebra.op_at,
    "reduce": _Algebra.op_reduce,
    "npv": _Algebra.op_npv,
    "list_sum": _Algebra.op_list_sum,
}
