"""Functions and their arguments (E05)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

UNKNOWN_FUNCTION = Code(
    "E0501",
    Severity.ERROR,
    "Unknown function",
    "No function of this name is built in, in the library, or in the file. The nearest spelling is offered.",
    "output x = TRAIN_COSTS(175B, 300B)",
)
MISSING_ARGUMENT = Code(
    "E0502",
    Severity.ERROR,
    "An argument is missing",
    "Every parameter without a default needs an argument.",
    "output x = TRAIN_COST(175B parameter)",
)
TOO_MANY = Code(
    "E0503",
    Severity.ERROR,
    "Too many arguments",
    "The function takes fewer arguments than it is given.",
    "output x = MONTHLY_RATE(10% per year, 3)",
)
UNKNOWN_PARAMETER = Code(
    "E0504",
    Severity.ERROR,
    "No such parameter",
    "The function has no parameter of this name. The nearest spelling is offered.",
    "output x = TRAIN_COST(params = 175B parameter, tokns = 300B token)",
)
ARGUMENT_TWICE = Code(
    "E0505",
    Severity.ERROR,
    "An argument given twice",
    "A parameter takes one argument, by position or by name.",
    "output x = TRAIN_FLOPS(175B parameter, 300B token, params = 1B parameter)",
)
ORDER = Code(
    "E0506",
    Severity.ERROR,
    "A positional argument after a named one",
    "Arguments by position come first.",
    "output x = TRAIN_FLOPS(params = 175B parameter, 300B token)",
)
RECURSION = Code(
    "E0507",
    Severity.ERROR,
    "A function that calls itself",
    "Functions are formulas, not programs: they cannot call themselves, not even by way of another.",
    "function DOUBLE_UP(n : ratio) : ratio = DOUBLE_UP(n) * 2\noutput x = DOUBLE_UP(2)",
)
BAD_EXPORT_NAME = Code(
    "E0508",
    Severity.ERROR,
    "A name a spreadsheet cannot take",
    "An exported function's name contains `_`, is no cell reference such as AB12, and is no built-in function of Excel.",
    "export function COST(n : ratio) : ratio = n * 2",
)
NO_ANNOTATION = Code(
    "E0509",
    Severity.ERROR,
    "A parameter without a unit",
    "An exported function states the unit of every parameter: what a person types into a cell is understood in it.",
    "export function MY_COST(n) : ratio = n * 2",
)
PARAMETER_TWICE = Code(
    "E0510",
    Severity.ERROR,
    "Two parameters of one name",
    "Each parameter has a name of its own.",
    "function TWO_OF(n : ratio, n : ratio) : ratio = n * 2",
)
DEFAULT_ORDER = Code(
    "E0511",
    Severity.ERROR,
    "A parameter that must be given after one that need not be",
    "Parameters with defaults come last, so that arguments by position can leave them out.",
    "function ADD_UP(a : ratio = 1, b : ratio) : ratio = a + b",
)
NOT_STATIC = Code(
    "E0512",
    Severity.ERROR,
    "Has to be known before anything runs",
    "The unit of a power hangs on its exponent, and units are found before anything runs: so the exponent of a quantity "
    "cannot depend on an input.",
    "input n = 3\nside = 2 meter\noutput x = side ^ n",
)
CALLS_TOO_MANY = Code(
    "E0513",
    Severity.ERROR,
    "Functions that unfold without end",
    "The functions call one another so often that the model would grow beyond all bounds.",
    "",
)
BAD_LIST = Code(
    "E0514",
    Severity.ERROR,
    "A list of another form",
    "The function needs its list in another form, for example `[0 token: $3/Mtoken, 1B token: $2/Mtoken]`.",
    "output x = tiered(5 token, [$3/token, $2/token], graduated)",
)
BAD_FLAG = Code(
    "E0515",
    Severity.ERROR,
    "Not one of the words the function knows",
    "Some arguments are bare words, such as `graduated` or `monthly`.",
    "output x = nominal(12% per year, dayly)",
)
CLAUSE_MISSING = Code(
    "E0516",
    Severity.ERROR,
    "A clause is missing",
    "`best`, `median` and `count` look through a table: `best(gpus, by price, where memory >= need)`.",
    "b = best(gpus)\noutput x = b.memory",
)
STEP_OF_ROUND = Code(
    "W0501",
    Severity.WARNING,
    "Decimals or a step?",
    "In spreadsheets and programs `round(x, 2)` keeps two decimals. Here the second argument is a step, as it is for "
    "`floor` and `ceil`: `round(x, 0.01)` keeps two decimals, `round(x, 2.0)` gives a multiple of 2.",
    "output x = round(1.2345, 2)",
)
