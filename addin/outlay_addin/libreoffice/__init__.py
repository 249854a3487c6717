"""The function table as an extension of LibreOffice Calc: `=COST.TRAIN_COST(…)` in an `.ods` or `.xlsx`.

Purpose: one file, `outlay.oxt`, that LibreOffice installs by a click and runs with its own Python; nothing else is
needed, neither to build it nor to use it.
Flow: `interface` (the table as methods that Calc can call) → `type_library` (their types, in LibreOffice's binary
form), `configuration` (names, help, categories) → `extension` (the archive, with the engine in it). `component` is
what LibreOffice loads; it calls the functions through the same core as Excel.
"""
