"""One function as the formula of a LAMBDA: arguments resolved, steps named by LET, the result behind its checks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import reduce

from outlay.doubt import median
from outlay.plan import Input, Node, Plan
from outlay.scalar.contents import parts, whole_number
from outlay_workbooks.dates import EPOCH
from outlay_workbooks.formulas.expressions import Call, Cell, Column, Formula, Operation, Text, Truth, depth, written
from outlay_workbooks.formulas.maker import in_order
from outlay_workbooks.formulas.operations import OF_LISTS, ONE, ZERO
from outlay_workbooks.formulas.refusals import REASONS
from outlay_workbooks.lambdas.operations import (
    GATHERING,
    array,
    chosen,
    comparable,
    elementwise,
    negated,
    of_those_that_hold,
    place_of,
    tier,
)
from outlay_workbooks.lambdas.tables import FAMILY, FROM, LINE, PLACE, SPELLING, UNTIL, LibraryTables
from outlay_workbooks.layout.names import workbook_name

LONGEST = 8192  # of a formula, in every version of Excel
DEEPEST = 64
MOST_STEPS = 100  # that one LET names; Excel takes 126
LONGEST_TEXT = 255
NEWEST = 2958465.0  # 9999-12-31: what is in force now
_NEWER = ("NORM.INV", "XMATCH", "SEQUENCE", "ISOMITTED", "LET", "LAMBDA")
_PREFIXES = re.compile(rf"\b({'|'.join(map(re.escape, _NEWER))})\(")


class NoFormError(Exception):
    """A function that no formula can hold; its text says why."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """`name` as the formula has it."""

    name: str
    optional: bool
    input: Input


@dataclass(frozen=True, slots=True)
class Body:
    """A function's parameters and what it gives, as files store both."""

    parameters: tuple[Parameter, ...]
    text: str

    @property
    def formula(self) -> str:
        """The whole definition, as a name refers to it."""
        given = [f"{'_xlop' if one.optional else '_xlpm'}.{one.name}" for one in self.parameters]
        return f"_xlfn.LAMBDA({','.join([*given, self.text])})"


def body_of(plan: Plan, tables: LibraryTables, address: Callable[[str, str], str], taken: Collection[str] = ()) -> Body:
    """The body of a function's plan. `address` says where a column of a table stands, by table and column.

    What is looked into is marked in `tables`. `taken` are names (in lower case) that parameters and steps do not have:
    a name of the workbook would be meant in some programs. Raises `NoFormError` with the reason when there is no such
    formula.
    """
    return _Writer(plan, tables, address, taken).body()


class _Writer:
    def __init__(
        self, plan: Plan, tables: LibraryTables, address: Callable[[str, str], str], taken: Collection[str]
    ) -> None:
        self.result = plan.quantities[plan.outputs[0]].node
        self.plan = plan
        self.tables = tables
        self.address = address
        roots = [self.result, *(item.node for item in plan.inputs)]
        self.nodes, self.places = in_order(plan.nodes, roots)
        self.taken = set(taken)
        self.names: list[str] = []
        self.steps: list[tuple[int, Formula]] = []
        self.formulas: list[Formula] = []
        self.labels = {self.places[one.node]: one.path for one in plan.quantities if one.node in self.places}
        self.uses = self._uses()
        self.label = "step"

    def _uses(self) -> list[int]:
        found = [0] * len(self.nodes)
        for node in self.nodes:
            twice = 2 if node.op in ("min", "max", "tier") else 1
            for arg in node.args:
                found[arg] += twice
        return found

    # ---------------------------------------------------------------------------------------------- names

    def _name(self, wanted: str) -> Cell:
        self.names.append(workbook_name(re.sub(r"\W", "_", wanted), self.taken))
        return Cell(len(self.names) - 1)

    def bind(self, formula: Formula, wanted: str = "") -> Formula:
        """A name for a formula that is used more than once; what is short stays as it is."""
        if isinstance(formula, Cell) or (not isinstance(formula, Call | Operation) and not wanted):
            return formula
        cell = self._name(wanted or self.label)
        self.steps.append((cell.row, formula))
        return cell

    def _text(self, formula: Formula) -> str:
        def called(cell: Cell | Column) -> str:
            if isinstance(cell, Column):
                return self.address(cell.table, cell.column)
            return f"_xlpm.{self.names[cell.row]}"

        return written(formula, called)

    # ---------------------------------------------------------------------------------------------- the whole

    def body(self) -> Body:
        inputs = [(item, self.nodes[self.places[item.node]]) for item in self.plan.inputs]
        parameters = [Parameter(self.names[self._name(item.path).row], bool(node.args), item) for item, node in inputs]
        checks: list[Formula] = [check for number, (item, node) in enumerate(inputs)
                                 for check in _checks(Cell(number), item, bool(node.args))]  # fmt: skip
        if any(node.op in GATHERING for node in self.nodes):
            checks += [
                Operation("=", Call("COUNTA", (Cell(number),)), ONE)
                for number, (item, node) in enumerate(inputs)
                if item.type != "list" and not node.args
            ]
        last = self.places[self.result]
        for index, node in enumerate(self.nodes):
            self.label = "step" if index == last else self.labels.get(index, "step").rpartition(".")[2].lower()
            formula = self._formula(node)
            if self._deserves_name(index, node):
                formula = self.bind(formula, self.label)
            self.formulas.append(formula)
        result = self.formulas[last]
        if checks:
            result = Call("IF", (reduce(lambda a, b: Operation("*", a, b), checks), result, Call("NA", ())))
        text = _PREFIXES.sub(r"_xlfn.\1(", self._with_steps(self._text(result)))
        found = Body(tuple(parameters), text)
        if len(found.formula) > LONGEST:
            raise NoFormError(f"its formula would have {len(found.formula):,} characters, and Excel takes {LONGEST:,}")
        if depth(text) > DEEPEST:
            raise NoFormError(f"its formula would be more than {DEEPEST} calls deep")
        return found

    def _with_steps(self, text: str) -> str:
        """The result inside the names of its steps: of those it needs, in order."""
        written_steps = [(f"_xlpm.{self.names[row]}", self._text(formula)) for row, formula in self.steps]
        needed = text
        kept: list[tuple[str, str]] = []
        for name, content in reversed(written_steps):
            if re.search(rf"{re.escape(name)}(?![\w.])", needed):
                kept.append((name, content))
                needed += "," + content
        kept.reverse()
        for start in reversed(range(0, len(kept), MOST_STEPS)):
            pairs = ",".join([f"{name},{content}" for name, content in kept[start : start + MOST_STEPS]])
            text = f"LET({pairs},{text})"
        return text

    def _deserves_name(self, index: int, node: Node) -> bool:
        if node.op in ("const", "draw", "fault", "list", "row_at") or node.op == "input":
            return False  # short, or named already
        return self.uses[index] > 1 or "." in self.labels.get(index, "")

    # ---------------------------------------------------------------------------------------------- nodes

    def _formula(self, node: Node) -> Formula:
        if node.series:
            raise NoFormError("it works on periods, and a function of a spreadsheet has no timeline")
        args = [self.formulas[arg] for arg in node.args]
        op = node.op
        if op == "const":
            return self._constant(node)
        if op == "input":
            return self._input(whole_number(node.value), node, args)
        if op == "calendar":
            return negated(self.plan.calendar if self.plan.calendar is not None else 365.25)
        if op == "draw":
            return self._draw(node)
        if op == "pick":
            return self._pick(node, args[0])
        if op == "row_at":
            return self._row_at(str(node.value), args)
        if op == "choose":
            return chosen(self.bind(place_of(args[0]), "place"), args[1:])
        if op in ("best", "median", "count"):
            found = of_those_that_hold(op, args, self.bind)
            return Operation("-", self.bind(found, "place"), ONE) if op == "best" else found
        if op == "list":
            if not args:
                raise NoFormError("a list in it is empty")
            return array(args)
        if op in OF_LISTS:
            return Call(OF_LISTS[op], (args[0],))
        if op == "tier":
            return tier(args[0], args[1], args[2], args[3], self.bind)
        made = elementwise(op, args, self.bind)
        if made is None:
            raise NoFormError(REASONS.get(op, f"`{op}` has no native form"))
        return made

    def _constant(self, node: Node) -> Formula:
        value = node.value
        if isinstance(value, bool):
            return Truth(value)
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                raise NoFormError(f"a text in it has more than {LONGEST_TEXT} characters")
            return Text(value)
        if not isinstance(value, float) or not math.isfinite(value):
            return Call("NA", ())
        return negated(value - EPOCH if node.type == "date" else value)

    def _draw(self, node: Node) -> Formula:
        family, _, _, data = parts(node.value)
        values = [self.nodes[arg].value for arg in node.args]
        if any(self.nodes[arg].op != "const" for arg in node.args):
            raise NoFormError("an interval in it has ends that are worked out")
        found = median(str(family), tuple(values), data)  # type: ignore[arg-type]
        return negated(found) if isinstance(found, float) else Call("NA", ())

    def _input(self, number: int, node: Node, args: Sequence[Formula]) -> Formula:
        item = self.plan.inputs[number]
        given: Formula = Cell(number)
        default: Formula | None = args[0] if args else None
        if item.type == "record":
            return Operation("-", self._record(item, given, node, default), ONE)
        if item.type == "truth":
            is_one = Operation("=", given, ONE)
            known = Operation(">", Operation("+", Operation("=", given, ZERO), is_one), ZERO)
            given = Call("IF", (Call("ISLOGICAL", (given,)), given, Call("IF", (known, is_one, Call("NA", ())))))
        elif item.type == "date":
            newest = Operation("=", given, Text("newest"))
            day = Call("IF", (newest, negated(NEWEST), Call("DATEVALUE", (given,))))
            given = Call("IF", (Call("ISTEXT", (given,)), day, given))
        if default is not None:
            given = Call("IF", (Call("ISOMITTED", (Cell(number),)), default, given))
        return given if given == Cell(number) else self.bind(given, f"_{item.path}")

    def _record(self, item: Input, given: Formula, node: Node, default: Formula | None) -> Formula:
        """The place, from 1, of the record whose name is given."""
        table = self.plan.tables[item.table or ""]
        known = self.tables.use(item.table or "", table)
        known.by_name = True
        rows = table.families or table.rows
        start = self.nodes[node.args[0]] if node.args else None
        if start is not None and start.op == "const" and isinstance(start.value, float):
            name = Text(rows[int(start.value)])
            given, default = Call("IF", (Call("ISOMITTED", (given,)), name, given)), None
        spellings, places = Column(known.name, SPELLING), Column(known.name, PLACE)
        place: Formula = Call("INDEX", (places, Call("XMATCH", (comparable(given), spellings))))
        if default is not None:
            place = Call("IF", (Call("ISOMITTED", (given,)), place_of(default), place))
        return self.bind(place, f"_{item.path}")

    def _pick(self, node: Node, row: Formula) -> Formula:
        name, column = (str(part) for part in parts(node.value)[:2])
        table = self.plan.tables[name]
        known = self.tables.use(name, table)
        known.columns.add(column)
        found: Formula = Call("INDEX", (Column(known.name, column), place_of(row)))
        cells = table.columns[column]
        if any(cell is None for cell in cells):
            kind = "ISTEXT" if any(isinstance(cell, str) for cell in cells) else "ISNUMBER"
            if any(isinstance(cell, bool) for cell in cells):
                kind = "ISLOGICAL"
            found = self.bind(found, column)
            return Call("IF", (Call(kind, (found,)), found, Call("NA", ())))
        return found

    def _row_at(self, name: str, args: Sequence[Formula]) -> Formula:
        """The row in force: its line is found exactly, since the lines of a family never overlap."""
        known = self.tables.use(name, self.plan.tables[name])
        known.dated = True
        day = self.bind(args[1])
        terms = (
            Column(known.name, LINE),
            Column(known.name, FAMILY), args[0],
            Column(known.name, FROM), Operation("&", Text("<="), day),
            Column(known.name, UNTIL), Operation("&", Text(">="), day),
        )  # fmt: skip
        line = self.bind(Call("SUMIFS", terms), "line")
        place = self.bind(Call("IF", (Operation(">", line, ZERO), line, Call("NA", ()))), "in_force")
        return Operation("-", place, ONE)


def _checks(given: Cell, item: Input, optional: bool) -> list[Formula]:
    """What a number has to be before anything is made of it; an argument left out is its default."""
    if item.type != "number":
        return []
    found: Formula = Call("ISNUMBER", (given,))
    low, high = (0.0, 1.0) if item.share else item.bounds if item.bounds is not None else (-math.inf, math.inf)
    if low > -math.inf:
        found = Operation("*", found, Operation(">=", given, negated(low)))
    if high < math.inf:
        found = Operation("*", found, Operation("<=", given, negated(high)))
    if item.integer:
        found = Operation("*", found, Operation("=", Call("INT", (given,)), given))
    return [Call("IF", (Call("ISOMITTED", (given,)), ONE, found))] if optional else [found]
