"""Records, kinds, tables and dated look-ups (E04, W04)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

UNKNOWN_KIND = Code(
    "E0401",
    Severity.ERROR,
    "Unknown kind",
    "A record names a kind: one of the library's (model, usage, price, gpu, offer, team, site) or one declared with `kind`.",
    "usge writer { days = 4 day / week }",
)
WRONG_KIND = Code(
    "E0402",
    Severity.ERROR,
    "A record of the wrong kind",
    "A place that takes a record of one kind takes no other.",
    "usage writer { days = 4 day / week }\nprice house : writer { }",
)
MEMBER_MISSING = Code(
    "E0403",
    Severity.ERROR,
    "A member without a value",
    "The record gives no value for the member and its kind has no default. Unknown figures stay empty; they are never guessed.",
    "kind box { size : byte }\nbox small { }\noutput x = small.size",
)
NO_ROW = Code(
    "E0404",
    Severity.ERROR,
    "No such row",
    "No record of the table or kind has this name, in any spelling. The nearest is offered.",
    'output x = gpus["H1000"].memory',
)
OUTSIDE_DATES = Code(
    "E0405",
    Severity.ERROR,
    "No price for that day",
    "A price answers for the days its row is in force and for no other.",
    "use prices.openai as openai\nllm = openai.gpt35_turbo at 1999-01-01\noutput y = llm.input",
)
BAD_CELL = Code(
    "E0406",
    Severity.ERROR,
    "A cell that cannot be read",
    "A cell of a table holds a number in its column's unit, a quantity, an interval, a date, a name or nothing.",
    "",
)
MEMBER_TWICE = Code(
    "E0407",
    Severity.ERROR,
    "A member given twice",
    "A record gives each member one value.",
    "usage writer { days = 4 day / week ; days = 5 day / week }",
)
NOTHING_FITS = Code(
    "E0408",
    Severity.ERROR,
    "Nothing to choose from",
    "No row of the table passes the condition.",
    "b = best(gpus, by memory, where memory > 1e9 GB)\noutput x = b.memory",
)
NOT_DATED = Code(
    "E0409",
    Severity.ERROR,
    "Not dated",
    "`at` chooses among the dated rows of one record; this record has one row without dates.",
    "x = H100_SXM5 at 2024-01-01\noutput y = x.memory",
)
UNKNOWN_COLUMN = Code(
    "E0410",
    Severity.ERROR,
    "A column that is no member",
    "Each column of a table is a member of its kind, or one of name, aliases, from, until, source, source_date, source_link, note.",
    "",
)
AMBIGUOUS_CHOICE = Code(
    "E0411",
    Severity.ERROR,
    "The record has to be known",
    "Here the record must be one that is known before anything runs, or one among the records of its kind.",
    "",
)
OLD_PRICE = Code(
    "W0401",
    Severity.WARNING,
    "An old price",
    "An undated look-up takes the newest row; the row has ended, or was last seen over a year before the model's day: its "
    "`as_of`, else the start of its timeline, else today. Say which day's price is meant with `at`, or for the whole model "
    "with `as_of`.",
    "use prices.openai as openai\noutput x = openai.text_davinci_003.input",
)
AGED_PRICE = Code(
    "W0403",
    Severity.WARNING,
    "A price over a year old",
    "A figure is made of offers all of which were seen over a year before the model's day: its `as_of`, else the start of "
    "its timeline, else today. State a price of your own, or say of which day the offers are meant to be. With `outlay "
    "check --as-of DATE` every price is held against that day, also one whose day the model states.",
    "timeline month from 2026-01 for 12\noutput cost = TRAIN_COST(7B, 1T, H100_SXM5, 40%)",
)
DUPLICATE_KIND_MEMBER = Code(
    "E0412",
    Severity.ERROR,
    "A kind with one member twice",
    "Each member of a kind has a name of its own.",
    "kind box { size : byte size : byte }",
)
BASE_CYCLE = Code(
    "E0413",
    Severity.ERROR,
    "Records that extend each other",
    "A record extends another; the chain has to end.",
    "usage a : b { }\nusage b : a { }\noutput x = a.weeks",
)
NEARLY_A_MEMBER = Code(
    "W0402",
    Severity.WARNING,
    "A new member that is nearly an old one",
    "A record may add members its kind does not have. One that is a letter away from a member the record leaves out "
    "may be a slip, and would change nothing.",
    "gpu ours : A100 { memry = 40 GB }\noutput x = ours.memory",
)
