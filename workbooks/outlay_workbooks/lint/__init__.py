"""The rules a built workbook keeps, checked on any workbook.

Purpose: 45 rules of form, so that a reviewer can trust what moves. Flow: `reading` (the cells, once), `sheet` and
`styles` (what stands around them) → `book` (cells, forms of formulas, names) → `structure` (1 to 8), `inputs` (9 to
20), `calculations` (21 to 27, 32 to 36), `flow` and `circles` (28 to 31), `names_and_checks` (37 to 40), `presentation`
(41 to 45) → findings. `functions` is the safe set, `within` finds cells in rectangles.
"""

from outlay_workbooks.lint.findings import RULES, Finding
from outlay_workbooks.lint.run import lint

__all__ = ["RULES", "Finding", "lint"]
