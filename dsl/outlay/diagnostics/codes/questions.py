"""Scenarios, checks, solves, tests and charts (E08)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

UNKNOWN_PATH = Code(
    "E0801",
    Severity.ERROR,
    "An override of nothing",
    "A scenario, a test's `given` or `--set` names an input, an equation or a member that exists. The nearest is offered.",
    "input plan = $10\nscenario dearer { plna = $12 }",
)
OVERRIDE_UNIT = Code(
    "E0802",
    Severity.ERROR,
    "An override in another unit",
    "What replaces a value is in a unit of the same dimension.",
    "input plan = $10\nscenario dearer { plan = 12 user }",
)
UNKNOWN_SCENARIO = Code(
    "E0803",
    Severity.ERROR,
    "Unknown scenario",
    "No scenario of this name is in the file. The nearest is offered.",
    "input plan = $10\nscenario dearer : haevy { plan = $12 }",
)
SCENARIO_TWICE = Code(
    "E0804",
    Severity.ERROR,
    "Two scenarios of one name",
    "Each scenario has a name of its own.",
    "input plan = $10\nscenario dearer { plan = $12 }\nscenario dearer { plan = $13 }",
)
SCENARIO_CYCLE = Code(
    "E0805",
    Severity.ERROR,
    "Scenarios that build on each other",
    "A scenario builds on another; the chain has to end at the base.",
    "input plan = $10\nscenario a : b { plan = $12 }\nscenario b : a { plan = $13 }",
)
OVERRIDE_TWICE = Code(
    "E0806",
    Severity.ERROR,
    "Overridden twice",
    "A scenario or a test says once what a value becomes.",
    "input plan = $10\nscenario dearer { plan = $12 ; plan = $13 }",
)
NOT_A_CONDITION = Code(
    "E0807",
    Severity.ERROR,
    "Not a condition",
    "A check, a `where` or an `expect` says something that is true or false.",
    'price = $3\ncheck "cheap": price',
)
SOLVE_CONDITION = Code(
    "E0808",
    Severity.ERROR,
    "A solve without an equation",
    "`solve` looks for the value at which both sides of `==` are equal.",
    "input plan = $10\nsolve floor_price: plan in $1 .. $100 where plan > $3",
)
SOLVE_SERIES = Code(
    "E0809",
    Severity.ERROR,
    "A solve over a series",
    "One number cannot meet a condition in every period; choose the period, or a figure of them all.",
    "timeline month from 2026-01 for 12\ninput plan = $10\nx = grow(plan, 1% per month)\nsolve p: plan in $1 .. $100 where x == $20",
)
SOLVE_VARIABLE = Code(
    "E0810",
    Severity.ERROR,
    "Nothing to vary",
    "`solve` and `minimize` vary one number of the model.",
    "input plan = $10\nsolve p: plna in $1 .. $100 where plan == $20",
)
SOLVE_BOUNDS = Code(
    "E0811",
    Severity.ERROR,
    "Bounds that hold nothing",
    "The search goes from a lower bound to a higher one.",
    "input plan = $10\nsolve p: plan in $100 .. $1 where plan == $20",
)
CHART_VALUE = Code(
    "E0813",
    Severity.ERROR,
    "A chart of something without a name",
    "A chart shows named numbers of the model.",
    'x = 3\nchart bar "Costs": x + 1',
)
TEST_WITHIN = Code(
    "E0814",
    Severity.ERROR,
    "A tolerance that does not fit",
    "`within` is a percentage of the right side, or an amount in its unit.",
    'x = $3\ntest "x" { expect x ~= $3 within 5 user }',
)
TEST_SERIES = Code(
    "E0815",
    Severity.ERROR,
    "An expectation of a series",
    "`expect` compares one number with another; choose the period, or a figure of them all.",
    'timeline month from 2026-01 for 12\nx = grow($3, 1% per month)\ntest "x" { expect x ~= $3 }',
)
MINIMIZE_OBJECTIVE = Code(
    "E0816",
    Severity.ERROR,
    "Nothing to minimize",
    "`minimize` makes one number as small as it can, trying whole numbers.",
    'input n = 3\nminimize "cost" over n in 1 .. 64',
)
TOO_MANY_SCENARIOS = Code(
    "E0817",
    Severity.ERROR,
    "Too many scenarios",
    "Scenarios are read side by side by people. Many cases of one model are rows of a table, not scenarios.",
)
TEST_TWICE = Code(
    "W0801",
    Severity.WARNING,
    "Two tests or checks with one text",
    "A text names a test or a check where results are shown; two alike cannot be told apart.",
    'x = 3\ncheck "fine": x > 1\ncheck "fine": x > 2',
)
