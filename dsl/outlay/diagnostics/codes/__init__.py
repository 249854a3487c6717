"""The table of every error and warning there is, one module per subject.

Numbers are stable: a code that is retired is never used again. `E01` spelling and syntax, `E02` names, `E03` units,
`E04` records and tables, `E05` functions, `E06` time, `E07` doubt, `E08` questions, `E09` files and limits,
`E10` numbers at run time; warnings use the same subjects with `W`.
"""
