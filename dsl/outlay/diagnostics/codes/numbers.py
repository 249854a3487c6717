"""Numbers that cannot be, found when a model runs (E10)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

DIVISION_BY_ZERO = Code(
    "E1001",
    Severity.ERROR,
    "A division by 0",
    "What divides is 0 in this run, so the result is no number. The message names it and, in a series, the first "
    "period in which it happens. Guard against it with `if buyers > 0 user then … else …`, or give a value above 0.",
    "input buyers = 0 user\noutput cost_per_user = $100 / buyers",
)
OUT_OF_DOMAIN = Code(
    "E1002",
    Severity.ERROR,
    "A number outside what an operation takes",
    "Square roots take numbers from 0 up, logarithms numbers above 0, broken powers numbers from 0 up, and quantiles "
    "shares between 0 and 1.",
    "input change = -2\noutput spread = sqrt(change)",
)
OVERFLOW = Code(
    "E1003",
    Severity.ERROR,
    "A number too large to hold",
    "A result passed 1.8e308, usually through a growth rate or an exponent that is far too large.",
    "input years = 3000\noutput users_then = 2 ^ years",
)
IMPOSSIBLE = Code(
    "E1004",
    Severity.ERROR,
    "A request that cannot be met",
    "The model or a function of the library says that these numbers cannot go together, and why.",
    'input runs = 9\noutput cost = if runs <= 5 then $1 else error("more runs than one node can do, which is", 5)',
)
OUT_OF_RANGE = Code(
    "E1005",
    Severity.ERROR,
    "A number outside its bounds",
    "A share must lie between 0% and 100%, and other bounds stand with the definition.",
    "function kept(part : share) : ratio = 1 - part\ninput part = 1.5\noutput left = kept(part)",
)
EMPTY_CELL = Code(
    "E1006",
    Severity.ERROR,
    "An empty cell of a table",
    "The record has no figure in this column, and the kind has no default for it. Take another record, or give the "
    "figure yourself.",
    "input card : gpu = T4\noutput price_paid = card.purchase_price",
)
NOT_IN_FORCE = Code(
    "E1007",
    Severity.ERROR,
    "Nothing in force on that day",
    "A dated list answers for the days it covers only. Ask for a later date, or add an entry that begins earlier.",
    "use prices.openai as openai\ninput day = 2021-03-01\noutput fee = (openai.gpt35_turbo at day).input",
)
NOTHING_TO_CHOOSE = Code(
    "E1008",
    Severity.ERROR,
    "Nothing to choose from",
    "No row of the table meets the condition of `best` or `median`.",
    "input need = 9_000 GB\noutput cheapest = best(gpus, by price, where memory >= need).memory",
)
NO_RATE_OF_RETURN = Code(
    "E1009",
    Severity.ERROR,
    "No rate of return",
    "A rate of return needs amounts of both signs, and a rate at which they are worth nothing together.",
    "timeline year from 2026 for 3\nflow = grow($5 / year, 3% per year)\noutput return_rate = irr(flow)",
)
NO_PAYBACK = Code(
    "E1010",
    Severity.ERROR,
    "Never paid back",
    "The running sum is still negative at the end of the timeline. A longer timeline may hold the day of payback.",
    "timeline month from 2026-01 for 3\nflow = grow(-$5 / month, 3% per month)\noutput months_needed = payback(flow)",
)
NO_ROOT = Code(
    "E1011",
    Severity.ERROR,
    "A question without an answer is used as a number",
    "`solve` found no value at which both sides are equal, or `minimize` none at which the condition holds, and an "
    "equation needs the answer.",
    "input side = 3\nsolve edge: side in 1 .. 2 where side * side == 9\noutput twice = 2 * edge",
)
NO_DISTRIBUTION = Code(
    "E1012",
    Severity.ERROR,
    "Numbers that make no distribution",
    "The ends of an interval must ascend and suit the distribution: above 0 for a lognormal, between 0% and 100% for "
    "a share, the most likely value between the ends for `pert` and `triangular`.",
    "input low = 5\noutput spread = uniform(low, 3)",
)
BAD_TIERS = Code(
    "E1013",
    Severity.ERROR,
    "Tiers that cannot be used",
    "Tiers need one price for each start, starts that ascend, and a quantity that is not negative.",
    "output cost = tiered(-5 token, [0 token: $3 / Mtoken], true)",
)
