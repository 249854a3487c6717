"""Rows and columns of an edited workbook moved to where its model has them now, and everything else following them.

Purpose: a reader's sheets, names, charts and formats keep looking at the same numbers when the model gains or loses
rows, as they would had a spreadsheet put the rows in. Flow: `align` (which row is which) → `lines`, `movement` (where
each goes; what becomes of a reference) → `obstacles` (what cannot follow) → `cells`, `formulas_in`, `frame`, `drawn`,
`named`, `looks` (the XML of each kind of part) → `run`.
"""

from outlay_workbooks.relocate.run import Relocated, extents, relocate

__all__ = ["Relocated", "extents", "relocate"]
