"""The formulas back end: plans of a model's base and scenarios as rows of native spreadsheet formulas.

Flow: `graph` and `combine` (all scenarios in one plan) → `lower` (only operations a spreadsheet has) → the engine runs
that plan, so every row has its value → `assemble` (rows, each with one formula for all its periods; `writing`,
`choosing` and `annual` write them, `expressions` is what they are made of). Positions are unknown here: `layout`
decides them. `refusals` gathers what has no native form.
"""
