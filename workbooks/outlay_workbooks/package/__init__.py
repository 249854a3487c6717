"""A workbook file as a package of parts: opened within limits, its cells changed without touching anything else.

Purpose: strangers' files are looked at before they are read, and a change of a cell leaves every other byte of every
part as it was. Flow: `opening` (limits, what a file really is) → `parts` (which part is which sheet) → `cells` (values
of single cells, cached values dropped) `values` and `contents` (what cells hold).
"""

from outlay_workbooks.package.cells import Edit, drop_cached, edit_cells
from outlay_workbooks.package.contents import NOTHING, Content, Contents, contents_of, sheet_contents
from outlay_workbooks.package.opening import Package, open_package, package_of, write_package
from outlay_workbooks.package.parts import sheet_parts
from outlay_workbooks.package.values import Stored, shared_strings

__all__ = [
    "NOTHING",
    "Content",
    "Contents",
    "Edit",
    "Package",
    "Stored",
    "contents_of",
    "drop_cached",
    "edit_cells",
    "open_package",
    "package_of",
    "shared_strings",
    "sheet_contents",
    "sheet_parts",
    "write_package",
]
