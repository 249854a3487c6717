"""An edited workbook brought up to date with its model, in place: what its reader did stays.

Purpose: three states meet, the workbook as it was built, as it was edited, and as the model would build it now. Readers
win on inputs, the model wins on everything locked, and what was added stays. Flow: `relocate` (rows and
sheets of the model where it has them now, everything else following) → `charts`, `anchors`, `explicit` (its charts) →
`comparison` (who wins each cell, what conflicts) → `leftover` (what an earlier build left) → `patch` (the cells' XML,
all other bytes kept) → `validations`, `formats`, `names`, `log` → `calculated` (values beside formulas) → `run`.
"""

from outlay_workbooks.refresh.run import Report, refresh

__all__ = ["Report", "refresh"]
