"""The scalar back end: a plan as generated Python over floats, one set of numbers in microseconds.

Purpose: `compile_plan(plan)` gives a `Program` whose `run` computes what is asked for and whose `trace` keeps every
node; `compile_function(plan)` gives a Python function of the parameters of an exported function.
Flow: `folding` (constants, possible faults) → `schedule` (what is needed, levels, loops) → `render` and `codegen` (text
of Python functions) → `program` (run, trace). `arithmetic`, `finance`, `lookups`, `search` and `questions` are what
generated code calls; `faults` says in words where a number went wrong.
"""

from outlay.scalar.codegen import MISSING
from outlay.scalar.function import compile_function
from outlay.scalar.program import Program, Values, compile_plan
from outlay.scalar.questions import SolveResult

__all__ = ["MISSING", "Program", "SolveResult", "Values", "compile_function", "compile_plan"]
