"""The arrays back end: a plan over rows and periods, in blocks that stay in the processor's cache.

Purpose: `compile_arrays(plan, roots, varying, drawn)` gives an `ArrayProgram`; its `run` takes a column per varying
input and gives `ArrayValues`.
Flow: `analysis` (what varies, what is needed) → the scalar program computes what does not vary → an engine computes
the rest: `blocks` with code from `writer` and `expressions`, which calls `operations`. An engine is anything with
`evaluate(work)`; `work` says what it gets. Truths are 1, 0 or NaN, texts codes of a `TextPool`, and NaN is a fault.
"""

from outlay.arrays.program import ArrayProgram, compile_arrays
from outlay.arrays.texts import TextPool
from outlay.arrays.values import ArrayValues
from outlay.arrays.work import Engine, Work

__all__ = ["ArrayProgram", "ArrayValues", "Engine", "TextPool", "Work", "compile_arrays"]
