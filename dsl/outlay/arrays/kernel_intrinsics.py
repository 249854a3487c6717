"""What compiled code is made of besides plain arithmetic: loads, stores and choices without a branch.

Each is one or a few instructions of LLVM, so that a loop over rows stays one straight line that the compiler turns
into vector instructions, and so that compiling costs little (numba takes long over branches). Loads and stores say
which area they touch: areas never overlap, which spares the compiler its tests at run time.

Only `kernel_store` imports this: it brings numba in, which takes a second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from outlay.arrays import kernel_functions as functions
from outlay.arrays.kernel_areas import AREAS
from outlay.arrays.kernel_functions import DOUBLE as _DOUBLE
from outlay.arrays.kernel_functions import NAN as _NAN
from outlay.arrays.kernel_functions import ONE as _ONE
from outlay.arrays.kernel_functions import ZERO as _ZERO
from outlay.arrays.kernel_functions import call
from outlay.scalar import arithmetic

Values = Sequence[Any]
Emit = Callable[[Any, Values], Any]  # a builder and the arguments' values, to the result


def _operation(result: Any, parameters: Sequence[Any], emit: Emit) -> Any:
    """An operation of compiled code from the instructions that make it."""

    def generate(context: Any, builder: Any, signature: Any, args: Values) -> Any:
        return emit(builder, args)

    # numba looks at the number of parameters
    if len(parameters) == 1:
        return intrinsic(lambda context, a: (result(*parameters), generate))
    if len(parameters) == 2:
        return intrinsic(lambda context, a, b: (result(*parameters), generate))
    if len(parameters) == 3:
        return intrinsic(lambda context, a, b, c: (result(*parameters), generate))
    return intrinsic(lambda context, a, b, c, d: (result(*parameters), generate))


# ------------------------------------------------------------------------------------------------ memory


def _mark(builder: Any, instruction: Any, area: int) -> None:
    """Tells the compiler which area an access touches, and that it touches none of the others."""
    module = builder.module
    domain = module.add_metadata(["outlay"])
    scopes = [module.add_metadata([f"area {number}", domain]) for number in range(AREAS)]
    instruction.set_metadata("alias.scope", module.add_metadata([scopes[area]]))
    instruction.set_metadata("noalias", module.add_metadata(scopes[:area] + scopes[area + 1 :]))


def _place(builder: Any, address: Any, index: Any) -> Any:
    return builder.gep(builder.inttoptr(address, _DOUBLE.as_pointer()), [index])


@intrinsic(prefer_literal=True)
def load(context: Any, address: Any, index: Any, area: Any) -> Any:
    """The number at an index of an area that begins at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Values) -> Any:
        found = builder.load(_place(builder, args[0], args[1]))
        _mark(builder, found, area.literal_value)
        return found

    return types.float64(types.int64, types.int64, area), generate


@intrinsic(prefer_literal=True)
def store(context: Any, address: Any, index: Any, value: Any, area: Any) -> Any:
    """Writes a number to an index of an area."""

    def generate(context: Any, builder: Any, signature: Any, args: Values) -> Any:
        _mark(builder, builder.store(args[2], _place(builder, args[0], args[1])), area.literal_value)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.float64, area), generate


def _cell(builder: Any, args: Values) -> Any:
    """A cell of a column of `length` numbers; a fault for a row that is none."""
    address, length, row = args
    there = builder.and_(builder.fcmp_ordered(">=", row, _ZERO), builder.fcmp_ordered("<", row, length))
    safe = builder.sext(builder.fptosi(builder.select(there, row, _ZERO), ir.IntType(32)), ir.IntType(64))
    found = builder.load(_place(builder, address, safe))
    _mark(builder, found, 0)
    return builder.select(there, found, _NAN)


cell = _operation(types.float64, (types.int64, types.float64, types.float64), _cell)


# ------------------------------------------------------------------------------------------------ choices


def _chosen(builder: Any, args: Values) -> Any:
    true, false, then, otherwise = args
    return builder.select(true, then, builder.select(false, otherwise, _NAN))


def _quotient(builder: Any, args: Values) -> Any:
    return builder.select(builder.fcmp_unordered("!=", args[1], _ZERO), builder.fdiv(*args), _NAN)


def _extreme(keeps: str, takes: str) -> Emit:
    def emit(builder: Any, args: Values) -> Any:
        a, b = args
        other = builder.select(builder.fcmp_ordered(takes, b, a), b, _NAN)
        return builder.select(builder.fcmp_ordered(keeps, a, b), a, other)

    return emit


_FLOAT = types.float64
either = _operation(_FLOAT, (types.boolean, _FLOAT, _FLOAT), lambda b, args: b.select(*args))
chosen = _operation(_FLOAT, (types.boolean, types.boolean, _FLOAT, _FLOAT), _chosen)
coded = _operation(_FLOAT, (types.boolean, types.boolean), lambda b, args: _chosen(b, (*args, _ONE, _ZERO)))
quotient = _operation(_FLOAT, (_FLOAT, _FLOAT), _quotient)
least = _operation(_FLOAT, (_FLOAT, _FLOAT), _extreme("<=", "<"))
greatest = _operation(_FLOAT, (_FLOAT, _FLOAT), _extreme(">=", ">"))


# ------------------------------------------------------------------------------------------------ functions


def _plain(name: str) -> Any:
    return _operation(_FLOAT, (_FLOAT,), lambda builder, args: call(builder, name, *args))


def _rounded(builder: Any, args: Values) -> Any:
    size = call(builder, "llvm.fabs", args[0])
    whole = call(builder, "llvm.floor", size)
    # the exact remainder: adding a half first would round 0.49999999999999994 up
    up = builder.fcmp_ordered(">=", builder.fsub(size, whole), functions.number(0.5))
    return call(builder, "llvm.copysign", builder.select(up, builder.fadd(whole, _ONE), whole), args[0])


size_of = _plain("llvm.fabs")
square_root = _plain("llvm.sqrt")
floor = _plain("llvm.floor")
ceil = _plain("llvm.ceil")
rounded = _operation(_FLOAT, (_FLOAT,), _rounded)
exponential = _operation(_FLOAT, (_FLOAT,), functions.exponential)
logarithm = _operation(_FLOAT, (_FLOAT,), functions.logarithm)
logarithm10 = _operation(_FLOAT, (_FLOAT,), functions.logarithm10)
growth_of = _operation(_FLOAT, (_FLOAT,), functions.growth_of)
power = _operation(_FLOAT, (_FLOAT, _FLOAT), functions.power)


def _compiled(function: Any, **names: Any) -> Any:
    """A function of the scalar back end that numba can compile, with what it calls compiled as well."""
    made = FunctionType(function.__code__, {**function.__globals__, **names}, function.__name__)
    return njit(error_model="numpy")(made)


normal_quantile = _compiled(arithmetic.normal_quantile, _excess=_compiled(arithmetic._excess))
