"""Checking: names and units of every expression, worked out into one typed plan.

Purpose: `model.model` makes the plan of a model in one scenario, `model.test_case` of one test, `model.function` of
one function. Flow: `elaboration.Elaboration` carries one plan in the making and hands each kind of expression to its
room: `literals`, `names`, `operators`, `calls` (with `built_in`, `timeline`, `series`, `finance`, `doubt` and
`aggregates` for what is built in). `definitions` and `records` know what a name is worth under a scenario; `rows`,
`dated` and `choices` read tables, `chosen_members` knows what a record chosen at run time holds, and `unmet` says why
no row passes a condition; `convert` and `currency`
bring units together; `visible` keeps calls of exported functions as calls; `questions` holds checks, solves and tests.
Naming: a function takes the elaboration `e`, the syntax `node`, and the surroundings `env`, in this order.
"""
