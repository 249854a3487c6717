"""Every cell of a workbook as a spreadsheet program calculates it from scratch, cached values dropped first.

Purpose: two independent programs, LibreOffice and IronCalc, say what the formulas give; nothing here calculates.
Flow: `engines` (edits, cached values dropped, one of the programs) → `libreoffice`, `ironcalc` (a process of its own
each, with limits) → values by sheet and reference.
"""

from outlay_workbooks.recalculate.engines import ENGINES, CellValues, Edits, available, recalculate, recalculate_each
from outlay_workbooks.recalculate.values import CellError, CellValue

__all__ = [
    "ENGINES",
    "CellError",
    "CellValue",
    "CellValues",
    "Edits",
    "available",
    "recalculate",
    "recalculate_each",
]
