"""Exported functions as LAMBDA names of a workbook, so that `=TRAIN_COST(175E9,300E9)` works without an add-in.

Flow: `define` takes every exported function's typed plan → `body` writes it as one formula (`operations` says how each
operation is written, element by element, so that a range of arguments gives a range of results) → `tables` gathers
which tables of the library these formulas look into; `layout.functions_page` and `layout.library_page` show both.
"""
