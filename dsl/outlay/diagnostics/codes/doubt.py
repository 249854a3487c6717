"""Uncertain numbers (E07)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

ENDS_REVERSED = Code(
    "E0701",
    Severity.ERROR,
    "Ends the wrong way round",
    "An interval goes from its lower end to its higher one.",
    "input tokens_in = 9 to 3 token",
)
END_AT_ZERO = Code(
    "E0702",
    Severity.ERROR,
    "An interval that ends at zero",
    "A 90% interval of a positive number cannot end at 0: five draws in a hundred would lie below. `pert` takes a least "
    "value that is never passed.",
    "input tokens_in = 0 to 7 token",
)
NOT_LITERAL_ENDS = Code(
    "E0703",
    Severity.ERROR,
    "Ends that are formulas",
    "The ends of `to` are figures; a formula belongs outside: `x * (0.9 to 1.1)`.",
    "base = 3\ninput tokens_in = base to 7",
)
BAD_PARAMETERS = Code(
    "E0704",
    Severity.ERROR,
    "No such distribution",
    "The parameters of the distribution contradict one another.",
    "input x = uniform(9, 3)",
)
NOT_UNCERTAIN = Code(
    "E0705",
    Severity.ERROR,
    "Nothing uncertain to correlate",
    "`correlate` ties two uncertain inputs together; each has to be an interval or a distribution.",
    "input a = 3\ninput b = 2 to 4\ncorrelate a, b = 0.6",
)
IMPOSSIBLE_CORRELATIONS = Code(
    "E0706",
    Severity.ERROR,
    "Correlations that contradict one another",
    "Correlations lie between -1 and 1 and have to fit together: if a goes with b and b with c, then a cannot go against c.",
    "input a = 1 to 2\ninput b = 1 to 2\ninput c = 1 to 2\ncorrelate a, b = 0.9\ncorrelate b, c = 0.9\ncorrelate a, c = -0.9",
)
END_OUTSIDE_SHARE = Code(
    "E0707",
    Severity.ERROR,
    "A share that leaves 0% to 100%",
    "An interval for a share has both ends strictly between 0% and 100%.",
    "input cached : share = 20% to 120%",
)
BAD_SAMPLE = Code(
    "E0708",
    Severity.ERROR,
    "Nothing to sample from",
    "`sampled` draws from the numbers of one column of a CSV file.",
    'input x = sampled("pilot.csv")',
)
