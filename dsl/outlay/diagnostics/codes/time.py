"""Periods, series and rates over time (E06)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

NO_TIMELINE = Code(
    "E0601",
    Severity.ERROR,
    "No timeline",
    "The function gives a figure for each period, and the model has no periods. `timeline month from 2026-01 for 36` makes them.",
    "output users = grow(10 user, 5% per month)",
)
BARE_RATE = Code(
    "E0602",
    Severity.ERROR,
    "A rate without its time",
    "Growth and interest are so much per month or per year; a bare percentage does not say which.",
    "timeline month from 2026-01 for 12\noutput users = grow(10 user, 5%)",
)
NOT_A_RATE = Code(
    "E0603",
    Severity.ERROR,
    "`total` of what is no rate",
    "`total` multiplies a rate by each period's length and adds. Amounts are added with `sum`; a stock has a `mean` or a last value.",
    "timeline month from 2026-01 for 12\nusers = grow(10 user, 5% per month)\noutput x = total(users)",
)
SUM_OF_RATE = Code(
    "E0604",
    Severity.ERROR,
    "`sum` of a rate",
    "Adding up USD/month over months gives USD: that is `total`, which knows how long each period is.",
    "timeline month from 2026-01 for 12\ncost = grow($10 / month, 5% per month)\noutput x = sum(cost)",
)
OUTSIDE_TIMELINE = Code(
    "E0605",
    Severity.ERROR,
    "Outside the timeline",
    "The model has no figure for this period.",
    "timeline month from 2026-01 for 12\nusers = grow(10 user, 5% per month)\noutput x = users[2030-01]",
)
NOT_A_SERIES = Code(
    "E0606",
    Severity.ERROR,
    "Not a series",
    "The value is one number, the same in every period; there is no period to choose or to add up.",
    "price = $3\noutput x = price[2026-01]",
)
BAD_INDEX = Code(
    "E0607",
    Severity.ERROR,
    "Not a period",
    "Between `[ ]` stands a period such as 2026-12, a range of them, `first` or `last`.",
    "timeline month from 2026-01 for 12\nusers = grow(10 user, 5% per month)\noutput x = users[3 user]",
)
BEFORE_FIRST_DATE = Code(
    "E0608",
    Severity.ERROR,
    "Before the first date",
    "A list by date answers from its first date on; the timeline begins earlier.",
    "timeline month from 2026-01 for 12\noutput price = by_date [2026-03: $2, 2026-07: $3]",
)
BAD_DATES = Code(
    "E0609",
    Severity.ERROR,
    "Dates out of order",
    "The dates of a list follow one another.",
    "timeline month from 2026-01 for 12\noutput price = by_date [2026-07: $2, 2026-01: $3]",
)
TWO_TIMELINES = Code(
    "E0610",
    Severity.ERROR,
    "Said twice about the whole model",
    "A model has one timeline, one calendar and one `as_of`.",
    "timeline month from 2026-01 for 12\ntimeline year from 2026 for 3",
)
BAD_TIMELINE = Code(
    "E0611",
    Severity.ERROR,
    "No such timeline",
    "A timeline is so many months, quarters or years from a first one: at least one and at most 1,200.",
    "timeline month from 2026-01 for 9_999",
)
BAD_CALENDAR = Code(
    "E0612",
    Severity.ERROR,
    "No such calendar",
    "A year has 360 to 366 days by convention, or `actual`: the true days of each month.",
    "calendar 12",
)
BAD_ACTUAL = Code(
    "E0613",
    Severity.ERROR,
    "Known figures that do not fit",
    '`actual x from "file.csv"` replaces the forecast of a series, period by period; periods and figures have to be readable.',
    'timeline month from 2026-01 for 12\nactual nothing from "billing.csv"',
)
NEEDS_SCALAR = Code(
    "E0614",
    Severity.ERROR,
    "One number is wanted",
    "The function takes one number here, and the value has one for each period.",
    "timeline month from 2026-01 for 12\nusers = grow(10 user, 5% per month)\noutput x = grow(users, 5% per month)",
)
NOT_A_TIME = Code(
    "E0615",
    Severity.ERROR,
    "A time is wanted",
    "The argument says how long: `16 month`, `4 year`.",
    "timeline month from 2026-01 for 12\noutput x = decline($3, 10x, 16)",
)
