"""Names that mean nothing, mean two things, or go round in a circle (E02)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

UNKNOWN_NAME = Code(
    "E0201",
    Severity.ERROR,
    "Unknown name",
    "Nothing of this name is defined in the file, imported, or in the standard library. The nearest spelling is offered.",
    "output cost = 2 * prce\ninput price = 3",
)
DEFINED_TWICE = Code(
    "E0202",
    Severity.ERROR,
    "Defined twice",
    "A name stands for one thing in a file. Rename one of the two, or put the second into a scenario.",
    "price = 3\nprice = 4",
)
CYCLE = Code(
    "E0203",
    Severity.ERROR,
    "Definitions that need each other",
    "A number cannot depend on itself within one period. A stock carried from one period to the next crosses the circle "
    "with `previous(x, first_value)`.",
    "a = b + 1\nb = a * 2",
)
BARE_UNIT = Code(
    "E0204",
    Severity.ERROR,
    "A unit where a value is wanted",
    "Outside a literal a unit's name means nothing: write how many of it.",
    "output people = 3 * user",
)
UNIT_OR_VALUE = Code(
    "E0205",
    Severity.ERROR,
    "A unit or a value?",
    "The name after `/` is both a unit and a value of this model, and the two readings give different numbers.",
    "users = 5 user\nprice = $10 / users",
)
NOT_A_VALUE = Code(
    "E0206",
    Severity.ERROR,
    "Not a value",
    "The name stands for a function, a module, a kind or a table: it cannot be calculated with by itself.",
    "output x = TRAIN_COST + 1",
)
NO_MEMBER = Code(
    "E0207",
    Severity.ERROR,
    "No such member",
    "The record, module or table has no member of this name. The nearest spelling is offered.",
    "usage writer { days = 4 day / week }\noutput x = writer.dys",
)
NOT_A_RECORD = Code(
    "E0208",
    Severity.ERROR,
    "No members here",
    "Only records, modules and tables have members.",
    "price = 3\noutput x = price.input",
)
UNKNOWN_ATTRIBUTE = Code(
    "E0209",
    Severity.ERROR,
    "Unknown attribute",
    "Attributes are source, owner, note, status, range, target, format, rollup and each_period (and prefix for units).",
    'input x = 3 @sorce("pricing page")',
)
BAD_ATTRIBUTE = Code(
    "E0210",
    Severity.ERROR,
    "An attribute with the wrong contents",
    'Each attribute takes its own kind of contents, for example `@source("where", 2026-01-31)`.',
    "input x = 3 @status(guessed)",
)
BRANCHES_DIFFER = Code(
    "E0211",
    Severity.ERROR,
    "Values of different sorts",
    "A number, a text, a date and a truth (true or false) cannot stand for one another.",
    'output x = if 2 > 1 then 3 else "none"',
)
WRONG_SORT = Code(
    "E0212",
    Severity.ERROR,
    "The wrong sort of value",
    "The operation or function needs another sort of value here: a number, a truth, a text, a date, a record or a list.",
    'output x = "three" + 1',
)
TOO_DEEP = Code(
    "E0213",
    Severity.ERROR,
    "Too deeply nested",
    "Functions or records build on one another more levels deep than any honest model needs.",
    "",
)
