"""Whether a workbook's formulas give the engine's numbers, in two spreadsheet programs, in every scenario.

Purpose: cached values are not believed; each program calculates from scratch. Flow: `cells` (every formula against the
value the engine wrote beside it, in the scenario the workbook was built in) and `rows` (every named number of every
scenario, and of edited inputs, against a run of the engine), less what the program cannot know (`beyond`) → `run`.
"""

from outlay_workbooks.verify.report import Mismatch, Report
from outlay_workbooks.verify.run import verify

__all__ = ["Mismatch", "Report", "verify"]
