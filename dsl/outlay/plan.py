"""The typed plan: what a checked model computes, with units gone. Every back end is a function of a plan.

A plan is a flat list of nodes in an order in which a node stands after everything it needs in the same period; only
`previous` may point forward, since it reads the period before. A node's value is one number, or one number per
period of the timeline (`series`). Nothing here can fail but arithmetic.

**Faults.** A number that cannot be (0/0, a share above one, an empty look-up) is NaN, and NaN is carried by every
operation, comparisons, `and`, `or`, `min`, `max` and the condition of `select` included: a truth may be NaN. A
`select` takes nothing from the branch it does not choose. So a fault reaches exactly the results that need it, in
every back end alike. Who shows a NaN to a person runs the plan once more with every node kept and names the node
where it began (`guard` and `fault` carry the reason; arithmetic is described by its operation). Infinite results
count as faults where they are shown.

The operations, with their arguments and `value`:

=================  =====================================================================================
`const`            value: float, bool or str; for a date its proleptic ordinal (`date.toordinal()`)
`input`            value: index into `Plan.inputs`; args: the default, or none when it must be given
`calendar`         value: "days_per_year": the model's calendar as a number (365.0)
`draw`             value: (family, stream, each_period, data); args: the parameters. See `Draw families`
`add sub mul div`  two numbers; value of a `div`: "rates" where both are so much per time: the ratio of a year is then
                   that of its totals
`neg abs sqrt`     one number; also `exp`, `log` (natural), `log10`, `floor`, `ceil`, `round` (halves away from 0)
`pow`              base, exponent
`normal_quantile`  the standard normal's quantile of a share
`min max`          two or more numbers, elementwise
`lt le gt ge`      two numbers; `eq ne` two numbers, or two texts (any case)
`and or not`       truths
`select`           condition, then, otherwise
`guard`            number, truth; value: message. The number where the truth holds, else a fault
`fault`            args: numbers to quote; value: (message, unit text of each quoted number)
`pick`             row number; value: (table, column): a cell of a table of constants; an empty cell is a fault
`choose`           row number, then one node per row; value: the table in which a record that is drawn has its number
`row_at`           family number, date ordinal; value: table: the row of a dated family in force on that day
`best`             key, truth, key, truth, …: number of the pair with the least key among those that hold
`median`           key, truth, key, truth, …: median key among those that hold; `count` how many hold
`list`             its items, as a list
`list_sum`         a list: the sum of its items; also `list_mean`, `list_min`, `list_max`
`tier`             quantity, list of band starts, list of prices, truth (graduated): cost of the quantity
`period`           0, 1, 2 … (series)
`days`             true days in each period (series)
`previous`         series, first value: the series one period earlier (args[0] may point forward)
`at`               series; value: period number: one period of it
`reduce`           series; value: (how, from, until): how is sum, mean, min, max, all or any over [from, until)
`cumulative`       running sum
`npv`              series, rate per period (a share): the first period is discounted too
`irr`              series: the rate per period at which npv is 0
`xnpv`             series, rate per year: discounted by days from the first period's start, 365 a year
`xirr`             series: the rate per year at which xnpv is 0
`payback`          series: periods until the running sum turns positive for good, interpolated; fault if never
`cohort`           new, survival; value: "rate" (share kept each period), "list" (share alive by age in periods) or
                   "curve" (the same as a series: its first period is age 0)
`depreciate`       cost, residual, life in periods, factor; value: "straight", "declining" or "digits" (series)
`by_period`        items; value: for each period the number of the item in force (series)
`known`            series; value: for each period a known number or None: known ones replace (series)
`solve`            value: index into `Plan.solves`; args: low, high
`minimize`         value: index into `Plan.solves`; args: low, high
=================  =====================================================================================

Draw families (args): `lognormal90`, `normal90`, `beta90` (5% and 95% quantiles); `uniform` (low, high); `normal`
(mean, sd); `lognormal` (mean, sd of the number itself); `triangular`, `pert` (low, mode, high); `choice` (the
values; data: the weights or None); `sampled` (no args; data: the numbers); `categorical` (no args; data: the weights):
the number of one of several things that have no order, at a point the likeliest.
"""

from __future__ import annotations

from dataclasses import field

from outlay.structs import struct

LIBRARY_FILES = "outlay/library/"  # how the files of places in the library begin

BEFORE = " (before)"  # ends the path of a value that an override stands on

RATES = "rates"  # value of a `div` of two rates

ROUNDING = 1e-12  # of the larger of two numbers: the last digits of a float fail no check and no test

Constant = float | bool | str | None | tuple["Constant", ...]


@struct(frozen=True, slots=True)
class Node:
    op: str
    args: tuple[int, ...] = ()
    value: Constant = None
    series: bool = False
    type: str = "number"  # "number", "truth", "text", "date" (an ordinal) or "list"
    place: int = -1  # index into Plan.places


@struct(frozen=True, slots=True)
class Place:
    """Where a node or a quantity was written."""

    file: str
    start: int
    end: int
    line: int


@struct(frozen=True, slots=True)
class Citation:
    where: str
    date: str | None = None  # ISO
    link: str | None = None


@struct(frozen=True, slots=True)
class Facts:
    """What the attributes of a definition say. Bounds are in the definition's own unit."""

    source: Citation | None = None
    owner: str | None = None
    note: str | None = None
    status: str | None = None  # quoted, measured, assumed
    range: tuple[float, float] | None = None
    target: tuple[str, float] | None = None  # operator, bound
    format: str | None = None
    rollup: str | None = None  # total, mean, end, ratio


@struct(frozen=True, slots=True)
class Timeline:
    unit: str  # month, quarter, year
    starts: tuple[str, ...]  # ISO date of each period's first day
    labels: tuple[str, ...]  # "2026-01", "2026-Q1", "2026"
    days: tuple[int, ...]  # true days in each period

    def __len__(self) -> int:
        return len(self.starts)


@struct(frozen=True, slots=True)
class Table:
    """The records of one kind a plan may choose among, as columns of constants."""

    name: str
    rows: tuple[str, ...]  # display ids, one per row
    index: dict[str, int]  # every accepted spelling, lower case, to its row
    columns: dict[str, tuple[float | str | bool | None, ...]]
    # A dated table: for each family of rows (index then maps to the family), (first day, last day or None, row).
    dated: tuple[tuple[tuple[int, int | None, int], ...], ...] | None = None
    families: tuple[str, ...] = ()


@struct(frozen=True, slots=True)
class Input:
    """A number (or a name of a record, a text, a date) that a run may set."""

    path: str
    node: int
    type: str  # "number", "truth", "text", "date", "record", "list"
    unit: str  # unit in which a plain number is understood; "" for a ratio
    label: str
    table: str | None = None  # the table a record's name is looked up in
    share: bool = False  # must lie in 0 to 1
    required: bool = False
    default: str = ""  # the default as written
    integer: bool = False
    bounds: tuple[float, float] | None = None  # of its `@range`, which a run's figure has to keep
    section: str = ""  # of a record, which is no quantity; a number's section and facts are its quantity's
    facts: Facts = Facts()
    opened: bool = False  # no input of the model: a scenario overrides it, and all scenarios are wanted at once


@struct(frozen=True, slots=True)
class Reference:
    """A stretch of a quantity's text that stands for another quantity; offsets are relative to the text."""

    start: int
    end: int
    quantity: int


@struct(frozen=True, slots=True)
class Quantity:
    """A named number of the model, or a step inside a function it calls, as explain, reports and workbooks show it."""

    path: str
    node: int
    unit: str  # as displayed; "" for a ratio
    role: str  # input, output, plain, member, call, argument, default, local
    text: str  # the right side as written
    label: str = ""
    section: str = ""
    facts: Facts = Facts()
    references: tuple[Reference, ...] = ()
    place: int = -1
    notes: tuple[str, ...] = ()  # how a look-up was answered: "median of 7 offers, 2023-02-01 to 2023-10-23"
    calendar: bool = False  # a conversion between time and calendar was needed
    distribution: str = ""  # family of a doubtful input, in words
    percent: bool = False  # written in %, so shown in %
    rollup: str = ""  # the rule in force for longer periods: total, mean, end, ratio; "" for what does not vary
    # For a rate over time: what each period's figure is multiplied by to be that period's amount, and its unit.
    amount_factor: tuple[float, ...] | None = None
    amount_unit: str = ""


@struct(frozen=True, slots=True)
class CheckNode:
    text: str
    node: int  # a truth, or a series of truths
    condition: str  # as written
    # each comparison in the condition: left node, operator, right node, unit of both
    comparisons: tuple[tuple[int, str, int, str], ...] = ()
    place: int = -1


@struct(frozen=True, slots=True)
class SolveNode:
    """`left == right` for `variable` between low and high; or the least `left` where `right` (a truth) holds."""

    name: str
    kind: str  # solve, minimize
    variable: int  # node replaced by the tried value
    variable_path: str
    node: int  # the `solve` or `minimize` node
    left: int  # minimize: the objective
    right: int  # minimize: the condition, or -1
    unit: str  # of the variable and of the result
    sides_unit: str
    condition: str  # as written
    label: str = ""
    place: int = -1
    percent: bool = False


@struct(frozen=True, slots=True)
class CallArgument:
    """What a call hands over for one parameter.

    `sort`: "value" (one node), "list" (a node for each item), "name" (a record: `text` is its name), "chosen" (a record
    by a node that holds its number among the rows, or families, of the table `text`), "default" (left out), "none"
    (what no cell can hold; `text` says why).
    """

    sort: str
    nodes: tuple[int, ...] = ()
    text: str = ""


@struct(frozen=True, slots=True)
class FunctionCall:
    """A call of an exported function that is kept visible. Its arguments are in the units of the parameters."""

    node: int  # a guard that always holds around what the function works out here
    function: str
    file: str  # where it is written
    arguments: tuple[CallArgument, ...]  # one for each parameter, in order


@struct(frozen=True, slots=True)
class Chart:
    type: str
    title: str
    quantities: tuple[int, ...]


@struct(frozen=True, slots=True)
class ScenarioFacts:
    """What a scenario is called, what it builds on and which paths it overrides itself."""

    name: str
    label: str
    base: str  # "" for the model as it stands
    paths: tuple[str, ...]


@struct(frozen=True, slots=True)
class Plan:
    """Everything a back end needs. Indices into `nodes` and `quantities` are positions."""

    name: str  # the model's file stem, or the function's name
    title: str
    scenario: str  # "" for the base
    nodes: tuple[Node, ...]
    places: tuple[Place, ...]
    inputs: tuple[Input, ...]
    quantities: tuple[Quantity, ...]
    outputs: tuple[int, ...]  # quantities declared `output`, in file order
    checks: tuple[CheckNode, ...] = ()
    solves: tuple[SolveNode, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: dict[str, Table] = field(default_factory=dict)
    timeline: Timeline | None = None
    calendar: float | None = 365.0  # None: actual
    correlations: tuple[tuple[str, str, float], ...] = ()  # streams
    scenarios: tuple[str, ...] = ()  # every scenario of the model, in file order
    tests: tuple[str, ...] = ()
    units: tuple[str, ...] = ()  # that the model declares itself
    scenario_facts: tuple[ScenarioFacts, ...] = ()  # of every scenario, in the same order
    calls: tuple[FunctionCall, ...] = ()  # of exported functions, in plans that keep them visible


@struct(frozen=True, slots=True)
class ExpectNode:
    """One `expect` of a test: left and right in the same unit; `tolerance` is relative unless `absolute`."""

    left: int
    operator: str  # "~=", "==", "<", … or "" for a bare condition in `left`
    right: int  # -1 for a bare condition
    tolerance: int  # a node, or -1 for the default (1e-9 relative)
    absolute: bool
    unit: str
    text: str
    place: int = -1
    percent: bool = False


@struct(frozen=True, slots=True)
class TestCase:
    __test__ = False  # not a pytest class

    text: str
    plan: Plan
    expects: tuple[ExpectNode, ...]
    notes: tuple[str, ...] = ()
    place: Place | None = None


@struct(frozen=True, slots=True)
class ParameterFact:
    name: str
    type: str  # number, truth, text, date, record, list
    unit: str  # "" for a ratio; the variable's name for `any U`
    label: str
    default: str | None  # as written; None when the argument must be given
    table: str | None = None
    share: bool = False


@struct(frozen=True, slots=True)
class Signature:
    """One row of the function table: everything a face needs to offer an exported function."""

    name: str
    parameters: tuple[ParameterFact, ...]
    result_unit: str
    label: str
    category: str  # the section it stands in, or its module
    facts: Facts = Facts()
    note: str = ""
