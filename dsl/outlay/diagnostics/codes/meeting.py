"""Units that meet where they should not, found while expressions are checked (E03, from E0340; W03)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

UNITS_DIFFER = Code(
    "E0340",
    Severity.ERROR,
    "Units that do not agree",
    "Only like and like can be added, compared or stand for one another. The message names both sides and, where there "
    "is one, the factor that would mend them.",
    "price = $10 / user / month\nusers = 5 user\noutput total_cost = price + users",
)
BARE_NUMBER = Code(
    "E0341",
    Severity.ERROR,
    "A number without a unit meets a unit",
    "A bare number is a plain ratio. Where it meets a quantity it has to say what it counts.",
    "fee = 10\noutput cost = $5 + fee",
)
PERCENT_ADDED = Code(
    "E0342",
    Severity.ERROR,
    "A percentage added to an amount",
    "`x + 10%` would add 0.1 to an amount. Ten percent more is `x * (1 + 10%)`.",
    "price = $100\noutput dearer = price + 10%",
)
PERCENT_OF_RATIO = Code(
    "W0342",
    Severity.WARNING,
    "Percentage points or percent?",
    "Adding a percentage to a ratio adds percentage points. Ten percent more is `x * (1 + 10%)`.",
    "ratio_now = 3\noutput later = ratio_now + 10%",
)
NEEDS_RATIO = Code(
    "E0343",
    Severity.ERROR,
    "A plain number is wanted",
    "Exponents, logarithms and shares are plain numbers; divide by the unit first.",
    "output x = exp(3 user)",
)
ABSURD_EXPONENT = Code(
    "E0344",
    Severity.ERROR,
    "A unit to an absurd power",
    "Units may be raised to powers between -16 and 16 with small denominators, known before anything runs.",
    "side = 3 word\noutput x = side ^ 40",
)
NO_RATE = Code(
    "E0345",
    Severity.ERROR,
    "No exchange rate",
    "Currencies meet only through a dated `rate` of the model.",
    "output total_cost = $5 + €3",
)
TWO_RATES = Code(
    "E0346",
    Severity.ERROR,
    "Two ways to exchange",
    "More than one chain of rates leads from one currency to the other; they may disagree. Keep one.",
    "rate EUR = 1.1 USD\nrate GBP = 1.3 USD\nrate EUR = 0.85 GBP\noutput x = $1 + €2",
)
UNKNOWN_UNIT = Code(
    "E0347",
    Severity.ERROR,
    "Unknown unit",
    "No such unit is declared in the library, an import or this file. `unit ticket` declares a new one.",
    "input load = 3 tokns",
)
SHARE_OUTSIDE = Code(
    "E0348",
    Severity.ERROR,
    "A share outside 0 to 1",
    "What is declared `share` is part of a whole.",
    "input cached : share = 120%",
)
CALENDAR_LITERAL = Code(
    "W0347",
    Severity.WARNING,
    "Not quite the calendar",
    "The literal is close to what the model's calendar gives, but not equal to it; the two will not reconcile.",
    "input weeks = 4 week / month",
)
DIVIDED_THEN_MULTIPLIED = Code(
    "E0349",
    Severity.ERROR,
    "A unit multiplied into a literal",
    "Only `/` and `per` continue a literal, so a product of units in a denominator needs a unit of its own, such as GPU_hour.",
    "input price = $2 / gpu * hour",
)
UNIT_CLASH = Code(
    "E0350",
    Severity.ERROR,
    "A unit declared with another meaning",
    "A unit has one meaning in a model and its library.",
    "unit day = 12 hour",
)
CALENDAR_NEEDS_MONTHS = Code(
    "E0351",
    Severity.ERROR,
    "`calendar actual` needs a monthly timeline",
    "The true days of each month are known only where the model has months.",
    "calendar actual\noutput x = 5 day / month + 1 day / month",
)
OUT_OF_RANGE = Code(
    "E0352",
    Severity.ERROR,
    "Outside its own range",
    "The value of the input, or an end of its interval, lies outside the `@range` beside it.",
    "input growth = 80% per month @range(0% .. 50% per month)",
)
NEGATIVE_ARGUMENT = Code(
    "E0354",
    Severity.ERROR,
    "A negative argument",
    "The function says `@arguments(>= 0)`: none of the numbers it takes may be negative.",
    "output x = TRAIN_FLOPS(-7B, 1T)",
)
BARE_PERCENT_UNIT = Code(
    "E0353",
    Severity.ERROR,
    "`per` wants a unit",
    "`per` is followed by units only; divide by a value with `/`.",
    "n = 3\ninput x = 6 per n",
)
UNSURE_NUMBER = Code(
    "E0355",
    Severity.ERROR,
    "A number that says it is not sure",
    "`500+` and `500-1000` are no numbers. What is not known for sure is an interval, `500 to 1_000`.",
    "input load = 500+ user",
)
MAYBE_INTERVAL = Code(
    "W0355",
    Severity.WARNING,
    "A difference that may be an interval",
    "`500-1000` is 500 less 1,000. What lies between the two is written `500 to 1_000`; blanks around the minus say that a "
    "difference is meant.",
    "input load = 500-1000\noutput x = load",
)
