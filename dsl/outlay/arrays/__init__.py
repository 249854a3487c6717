"""The arrays back end: a plan over rows and periods, in blocks that stay in the processor's cache.

Purpose: `compile_arrays(plan, roots, varying, drawn)` gives an `ArrayProgram`; its `run` takes a column per varying
input and gives `ArrayValues`.
Flow: `analysis` (what varies, what is needed) → the scalar program computes what does not vary → an engine computes
the rest. An engine is anything with `evaluate(work)`; `work` says what it gets.
NumPy's engine is `blocks`: code from `writer`, which asks `uses` and `demand` what has to be kept, `references` how
values are called, and `expressions` and `by_period` how each operation is written; the code calls `operations`,
`lookups`, `finance`, `doubtful` (draws) and `questions` (which ask `search`, `brackets` and `least`). numba's engine
is `kernel` and what begins with its name. Truths are 1, 0 or NaN, texts codes of a `TextPool`, and NaN is a fault.
"""

from outlay.arrays.program import ArrayProgram, compile_arrays
from outlay.arrays.texts import TextPool
from outlay.arrays.values import ArrayValues
from outlay.arrays.work import Engine, Work

__all__ = ["ArrayProgram", "ArrayValues", "Engine", "TextPool", "Work", "compile_arrays"]
