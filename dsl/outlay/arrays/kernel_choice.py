"""Which engine suits a run: compiled code where what it spares is worth more than what it costs to have.

Seconds were measured on two cores of an AMD EPYC (Zen 3) with NumPy 2.4 and numba 0.68. What a run would have spared
is remembered until it adds up to what compiling costs, so a model that is run often is compiled in the end, and no
model ever takes more than twice the time of the better choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.arrays import kernel_store

if TYPE_CHECKING:
    from outlay.arrays.analysis import Analysis
    from outlay.arrays.kernel import KernelEngine

MOST_STATEMENTS = 2_500  # lines of one kernel: some fifteen seconds to compile
NOT_WORTH_A_LOOK = 0.01  # seconds of the NumPy engine that no one would notice

_NUMPY = 1.2e-9  # of one simple operation in one row and period
_COMPILED = 0.2e-9
_IMPORT = 0.45  # numba itself
_FIRST = 0.9  # what numba does before the first function of a process
_LOAD = 0.05  # of one compiled earlier
_COMPILE = 0.2
_STATEMENT = 0.005
_spared: dict[str, float] = {}  # seconds that compiled code would have spared until now, by kernel


def is_worth_a_look(analysis: Analysis, rows: int) -> bool:
    """Whether a run is long enough for any thought of compiling it; costs next to nothing."""
    return rows * analysis.effort * _NUMPY > NOT_WORTH_A_LOOK and kernel_store.is_present()


def is_possible(engine: KernelEngine) -> bool:
    """Whether there is anything to compile, and not too much."""
    return bool(engine.division.inside) and engine.statements <= MOST_STATEMENTS


def is_worth_it(engine: KernelEngine, rows: int) -> bool:
    """Whether this run is to be computed by compiled code; one that is not adds to what later runs go by."""
    if kernel_store.in_memory(engine.text):
        return True
    name = kernel_store.name(engine.text)
    _spared[name] = _spared.get(name, 0.0) + spared(engine, rows)
    return _spared[name] > cost(engine)


def spared(engine: KernelEngine, rows: int) -> float:
    """Seconds that compiled code spares in a run over so many rows."""
    return rows * engine.evaluations * (_NUMPY - _COMPILED)


def cost(engine: KernelEngine, *, kept: bool | None = None) -> float:
    """Seconds until compiled code can run; `kept` says whether it is on disk, which is else looked up."""
    found = 0.0 if kernel_store.is_warm() else _FIRST if kernel_store.is_imported() else _IMPORT + _FIRST
    if kernel_store.on_disk(engine.text) if kept is None else kept:
        return found + _LOAD
    return found + _COMPILE + _STATEMENT * engine.statements
