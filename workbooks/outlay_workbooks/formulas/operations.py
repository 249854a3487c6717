"""One operation of a lowered plan as a spreadsheet has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from outlay_workbooks.formulas.expressions import Call, Formula, Negative, Number, Operation

ONE = Number(1.0)
ZERO = Number(0.0)
_OPERATORS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "pow": "^",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "eq": "=",
    "ne": "<>",
}
_FUNCTIONS = {
    "abs": "ABS",
    "sqrt": "SQRT",
    "exp": "EXP",
    "log": "LN",
    "log10": "LOG10",
    "floor": "INT",
    "min": "MIN",
    "max": "MAX",
    "and": "AND",
    "or": "OR",
    "not": "NOT",
    "select": "IF",
    "fault": "NA",
}
REDUCTIONS = {"sum": "SUM", "mean": "AVERAGE", "min": "MIN", "max": "MAX", "all": "AND", "any": "OR"}
OF_LISTS = {"list_sum": "SUM", "list_mean": "AVERAGE", "list_min": "MIN", "list_max": "MAX"}


def _whole_above(args: Sequence[Formula]) -> Formula:
    # CEILING disagrees about negative numbers from program to program
    return Negative(Call("INT", (Negative(args[0]),)))


_OTHERS: dict[str, Callable[[Sequence[Formula]], Formula]] = {
    "neg": lambda args: Negative(args[0]),
    "ceil": _whole_above,
    "round": lambda args: Call("ROUND", (args[0], ZERO)),
    "normal_quantile": lambda args: Call("NORM.INV", (args[0], ZERO, ONE)),
    "choose": lambda args: Call("CHOOSE", (Operation("+", args[0], ONE), *args[1:])),
}


def pointwise(op: str, args: Sequence[Formula]) -> Formula | None:
    """The formula of an operation that looks at its arguments alone; None for any other."""
    operator = _OPERATORS.get(op)
    if operator is not None:
        return Operation(operator, args[0], args[1])
    function = _FUNCTIONS.get(op)
    if function is not None:
        return Call(function, tuple(args))
    other = _OTHERS.get(op)
    return None if other is None else other(args)
