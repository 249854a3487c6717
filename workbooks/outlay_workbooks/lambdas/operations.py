"""Operations of a plan inside a LAMBDA. None gathers its arguments: a range given to the function gives a range.

AND, OR, MIN and MAX would make one value of a whole range, so products, sums and choices stand for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from outlay_workbooks.formulas.expressions import Call, Formula, Negative, Number, Operation, Text
from outlay_workbooks.formulas.operations import OF_LISTS, ONE, ZERO, pointwise

Bind = Callable[[Formula], Formula]  # gives a formula a name, so that it may be used twice
GATHERING = frozenset({"best", "median", "count", "tier", *OF_LISTS})
MOST_CHOICES = 29  # of one CHOOSE: not every program takes as many as Excel
_SEPARATORS = "_ -.,/():"  # what the names of records are compared without


def elementwise(op: str, args: Sequence[Formula], bind: Bind) -> Formula | None:
    """The formula of an operation that looks at its arguments alone; None for any other."""
    if op == "and":
        return Operation(">", reduce(_times, args), ZERO)
    if op == "or":
        return Operation(">", reduce(_plus, args), ZERO)
    if op in ("min", "max"):
        return _extreme("<" if op == "min" else ">", args, bind)
    if op == "guard":
        return Call("IF", (args[1], args[0], Call("NA", ())))
    if op == "fault":
        return Call("NA", ())
    return pointwise(op, args)


def _times(one: Formula, other: Formula) -> Formula:
    return Operation("*", one, other)


def _plus(one: Formula, other: Formula) -> Formula:
    return Operation("+", one, other)


def _extreme(sign: str, args: Sequence[Formula], bind: Bind) -> Formula:
    found = bind(args[0])
    for number, arg in enumerate(args[1:], 2):
        other = bind(arg)
        chosen = Call("IF", (Operation(sign, found, other), found, other))
        found = chosen if number == len(args) else bind(chosen)
    return found


def array(items: Sequence[Formula]) -> Formula:
    """Formulas side by side as one row of an array."""
    if len(items) == 1:
        return items[0]
    return chosen(Call("SEQUENCE", (ONE, Number(float(len(items))))), items)


def chosen(place: Formula, items: Sequence[Formula]) -> Formula:
    """The item at a place, counted from 1; `place` stands several times in it where there are many."""
    found: Formula | None = None
    for start in reversed(range(0, len(items), MOST_CHOICES)):
        among = items[start : start + MOST_CHOICES]
        one = Call("CHOOSE", (Operation("-", place, Number(float(start))) if start else place, *among))
        within = Operation("<=", place, Number(float(start + MOST_CHOICES)))
        found = one if found is None else Call("IF", (within, one, found))
    return Call("NA", ()) if found is None else found


def of_those_that_hold(op: str, pairs: Sequence[Formula], bind: Bind) -> Formula:
    """`best` (its place, from 1), `median` and `count` of keys and truths in turn."""
    truths = pairs[1::2]
    if op == "count":
        ones: list[Formula] = [Call("IF", (truth, ONE, ZERO)) for truth in truths]
        return reduce(_plus, ones)
    keys = [Call("IF", (truth, key, Text(""))) for key, truth in zip(pairs[::2], truths, strict=True)]
    if op == "median":
        return Call("MEDIAN", (array(keys),))
    together = bind(array(keys))
    return Call("XMATCH", (Call("MIN", (together,)), together))


def tier(quantity: Formula, starts: Formula, prices: Formula, graduated: Formula, bind: Bind) -> Formula:
    """Cost by bands. Bands may be cells of a row or of a column: both are stood upright first.

    By bands, each start adds what its price is above the one before, for all of the quantity beyond it; the matrix that
    finds the band before has ones below its diagonal.
    """
    quantity, graduated = bind(quantity), bind(graduated)
    starts, prices = bind(_upright(starts)), bind(_upright(prices))
    count = bind(Call("ROWS", (starts,)))
    numbers = Call("SEQUENCE", (count,))
    following = Operation("=", numbers, Operation("+", Call("SEQUENCE", (ONE, count)), ONE))
    shift = bind(Operation("*", following, ONE))
    before = Call("MMULT", (shift, prices))
    beyond = Operation("*", Operation(">", quantity, starts), Operation("-", quantity, starts))
    by_band = Call("SUMPRODUCT", (Operation("*", beyond, Operation("-", prices, before)),))
    reached = Operation("*", Operation(">=", quantity, starts), Operation("-", prices, before))
    at_once = Operation("*", quantity, Call("SUMPRODUCT", (reached,)))
    falling = Operation("*", Operation("<=", starts, Call("MMULT", (shift, starts))), Operation(">", numbers, ONE))

    def numeric(items: Formula) -> Formula:
        return _times(Operation("=", items, Operation("+", items, ZERO)), Operation("<>", items, Text("")))

    sound: tuple[Formula, ...] = (
        Operation("=", count, Call("ROWS", (prices,))),
        Operation(">=", quantity, ZERO),
        Operation("=", Call("SUMPRODUCT", (_times(numeric(starts), numeric(prices)),)), count),
        Operation("=", Call("SUMPRODUCT", (falling,)), ZERO),
    )
    cost = Call("IF", (graduated, by_band, at_once))
    return Call("IF", (reduce(_times, sound), cost, Call("NA", ())))


def _upright(items: Formula) -> Formula:
    return Call("IF", (Operation(">", Call("ROWS", (items,)), ONE), items, Call("TRANSPOSE", (items,))))


def comparable(name: Formula) -> Formula:
    """A record's name as the library compares it: without blanks, signs and, since spreadsheets do so, case."""
    for sign in _SEPARATORS:
        name = Call("SUBSTITUTE", (name, Text(sign), Text("")))
    return name


def place_of(number: Formula) -> Formula:
    """A row's number from 0 as its place from 1."""
    if isinstance(number, Number):
        return Number(number.value + 1)
    if isinstance(number, Operation) and number.operator == "-" and number.right == ONE:
        return number.left
    return Operation("+", number, ONE)


def negated(value: float) -> Formula:
    """A number as formulas write it."""
    return Number(value) if value >= 0 else Negative(Number(-value))
