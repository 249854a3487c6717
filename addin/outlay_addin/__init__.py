"""The exported functions of Outlay as spreadsheet functions.

Purpose: one table of functions (`table.Table`), called with what cells hold and answering with what cells show.
Flow: `values` says what a cell means, `call.Function` runs one function over cells, `grid` and `ranges` over ranges;
`errors.CellError` is what a cell shows instead of a number. Faces stand on these: `udfs` (xlwings) for Excel, `calc`
for LibreOffice. Everything but `ranges` runs without NumPy, in a browser too.
"""

from outlay.version import VERSION as __version__

__all__ = ["__version__"]
