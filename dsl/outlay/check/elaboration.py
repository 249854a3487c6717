"""Works out one plan: every definition it needs becomes nodes, with units checked on the way.

One elaboration serves one scenario, one test or one function. It is lazy: a test works out only what its `expect`
lines need, a model everything. Mistakes go to the bag, and whatever rests on a mistake is `BAD` and says no more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from outlay.check import calls, literals, names, operators, timeline
from outlay.check.builder import Builder
from outlay.check.choices import Options
from outlay.check.environment import Env, Frame, Path
from outlay.check.values import BAD, AnyValue, Bad, UnitHole, Value, sort_of
from outlay.diagnostics import Bag, Code, Note, Source
from outlay.diagnostics.codes import meeting
from outlay.diagnostics.codes import names as name_codes
from outlay.plan import Facts, FunctionCall, Input, Quantity, Reference, SolveNode, Table
from outlay.plan import Timeline as PlanTimeline
from outlay.resolve import ModuleScope, Resolver
from outlay.structs import replace, struct
from outlay.syntax import Expression, Override, Span
from outlay.units import ONE, ExponentError, Unit, Units


@struct(frozen=True, slots=True)
class Settings:
    """What the statements about the whole model say."""

    timeline: PlanTimeline | None = None
    calendar: float | None = 365.0  # None: actual
    as_of: int | None = None  # ordinal
    timeline_broken: bool = False  # the timeline was refused, and that has been said
    asked: int | None = None  # ordinal of the day on which whoever checks wants prices not to be old


@struct(frozen=True, slots=True)
class LayerOverride:
    """One overridden path of a scenario, a test or the command line."""

    override: Override
    scope: ModuleScope
    lenient: bool  # a bare number takes the unit of what it replaces
    name: str  # of the scenario, for explain


Layer = dict[Path, LayerOverride]


class Elaboration:
    """The state of one plan in the making, and the way into every kind of expression."""

    def __init__(
        self,
        resolver: Resolver,
        units: Units,
        settings: Settings,
        root: ModuleScope,
        bag: Bag,
        layers: Sequence[Layer] = (),
        free: frozenset[Path] = frozenset(),
        opened: frozenset[Path] = frozenset(),
        at_once: bool = False,
        visible: bool = False,
    ) -> None:
        self.resolver = resolver
        self.units = units
        self.settings = settings
        self.root = root
        self.bag = bag
        self.layers = tuple(layers)
        self.free = free  # paths a solve varies: never folded away
        self.opened = opened  # paths a run will set, whatever they are: equations, members, series
        self.at_once = at_once  # all scenarios are wanted side by side: what lies beneath an override is an input too
        self.visible = visible  # calls of exported functions are kept as such
        self.visible_calls: list[FunctionCall] = []
        self.aliases: dict[int, str] = {}  # modules the model imports, whose definitions a scenario may override
        for alias in root.imports:
            imported = resolver.imported(root, alias)
            if imported is not None and imported is not root:
                self.aliases.setdefault(id(imported), alias)
        self.builder = Builder()
        self.inputs: list[Input] = []
        self.quantities: list[Quantity] = []
        self.tables: dict[str, Table] = {}
        self.solves: list[SolveNode] = []
        self.memo: dict[object, AnyValue] = {}
        self.open: list[tuple[object, str, Source, Span]] = []  # definitions being worked out, outermost first
        self.pending: list[Callable[[], None]] = []
        self.calls = 0
        self.correlated: list[tuple[str, str, float]] = []
        self.resolver_options: dict[object, Options] = {}
        self.factors: dict[object, tuple[float, ...]] = {}
        self.holes: list[tuple[int, UnitHole]] = []  # quantities whose unit is only known once they are used
        self.input_holes: list[tuple[int, UnitHole]] = []  # and inputs
        self.kept: list[object] = []  # what is known by its id has to live as long as this does
        self.override_prefixes = frozenset(path[:1] for layer in self.layers for path in layer)

    # ------------------------------------------------------------------------------------------- expressions

    def expression(self, node: Expression, env: Env) -> AnyValue:
        """The value of an expression; BAD when it holds a mistake (reported)."""
        try:
            return _HANDLERS[type(node)](self, node, env)
        except ExponentError as error:
            return self.report(meeting.ABSURD_EXPONENT, env, node.span, f"the units grow beyond sense here: {error}")

    def number(self, node: Expression, env: Env) -> Value | Bad:
        """The value of an expression that must be a number."""
        found = self.expression(node, env)
        if isinstance(found, Bad):
            return BAD
        if isinstance(found, Value) and found.type == "number":
            return found
        self.report(
            name_codes.WRONG_SORT,
            env,
            node.span,
            f"a number is wanted here, and {self.source_text(env, node.span)} is {sort_of(found)}",
        )
        return BAD

    def settle(self) -> None:
        """Works out what was put off: the far ends of `previous`."""
        while self.pending:
            self.pending.pop()()

    # --------------------------------------------------------------------------------------------- reporting

    def report(
        self,
        code: Code,
        env: Env | Source,
        span: Span,
        message: str,
        *,
        notes: tuple[Note, ...] = (),
        fix: str | None = None,
    ) -> Bad:
        """Adds a diagnostic; returns BAD, so that `return e.report(…)` reads well."""
        source = env if isinstance(env, Source) else env.scope.source
        if isinstance(env, Env) and env.caller is not None:  # what the library cannot do with it is the call's mistake
            notes, fix = (Note("found here, in the library", source, span), *notes), None
            source, span = env.caller
        self.bag.add(code, source, span, message, notes=notes, fix=fix)
        return BAD

    def nearest(self, name: str, candidates: Collection[str]) -> str | None:
        """The candidate spelt most like `name`, None where none is or enough has been guessed."""
        return self.resolver.guesses.nearest(name, candidates)

    def nearest_unit(self, name: str) -> str | None:
        """The unit that was most likely meant, None where none is like it or enough has been guessed."""
        return self.units.nearest(name) if self.resolver.guesses.afford(_UNITS) else None

    def source_text(self, env: Env, span: Span, limit: int = 60) -> str:
        """The source of a place in backquotes, cut to a readable length."""
        text = " ".join(env.scope.source.text[span[0] : span[1]].split())
        return f"`{text if len(text) <= limit else text[: limit - 1] + '…'}`"

    def unit_text(self, unit: Unit) -> str:
        return self.units.text(unit) or "no unit"

    # ------------------------------------------------------------------------------------------- small makers

    def constant(self, value: float, unit: Unit = ONE) -> Value:
        return Value(self.builder.constant(float(value)), unit)

    def spread(self, value: Value) -> Value:
        """One number as a series that is the same in every period."""
        assert self.settings.timeline is not None
        items = (0,) * len(self.settings.timeline)
        node = self.builder.make("by_period", (value.node,), items, series=True, type_=value.type)
        return replace(value, node=node, series=True, quantity=-1)

    def qualified(self, scope: ModuleScope, path: Path) -> str:
        """A path as the model sees it: what an imported module defines goes by its alias, else by the module's name."""
        home = "" if scope is self.root else self.aliases.get(id(scope)) or scope.name.rsplit(".", 1)[-1]
        return ".".join((home, *path) if home else path)

    def static(self, value: Value) -> float | None:
        """The number of a value that depends on nothing a run can change, None for any other."""
        return self._static_node(value.node)

    def stated(self, value: Value) -> list[float]:
        """The number that `static` finds; of a draw between figures, all of these; none of anything else."""
        found = self.builder.nodes[self.builder.within(value.node)]
        ends = found.op == "draw" and isinstance(found.value, tuple) and found.value[0] in _BETWEEN
        numbers = [self._static_node(node) for node in (found.args if ends else (value.node,))]
        return [number for number in numbers if number is not None]

    def _static_node(self, node: int) -> float | None:
        found = self.builder.nodes[self.builder.within(node)]
        if found.op == "const":
            return float(found.value) if isinstance(found.value, float | int) else None
        if found.op == "calendar":
            return self.settings.calendar
        if found.op in ("mul", "div", "add", "sub", "neg", "pow"):
            parts = [self._static_node(arg) for arg in found.args]
            if any(part is None for part in parts):
                return None
            numbers = [part for part in parts if part is not None]
            try:
                return float(_STATIC[found.op](*numbers))
            except (ArithmeticError, TypeError):
                return None
        return None

    def add_quantity(
        self,
        path: str,
        value: Value,
        role: str,
        text_span: Span,
        env: Env,
        *,
        label: str = "",
        facts: Facts = Facts(),  # noqa: B008 - frozen
        text: str | None = None,
    ) -> int:
        """Registers a named number with what its frame gathered; returns its index."""
        frame = env.frame
        source = env.scope.source
        start, end = text_span
        references = tuple(
            Reference(span[0] - start, span[1] - start, quantity)
            for span, quantity in frame.references
            if start <= span[0] and span[1] <= end
        )
        self.quantities.append(
            Quantity(
                path=path,
                node=value.node,
                unit=self.units.text(value.unit),
                role=role,
                text=source.text[start:end] if text is None else text,
                label=label,
                section=env.scope.section(start),
                facts=facts,
                references=references,
                place=self.builder.place(source, text_span),
                notes=tuple(frame.notes),
                calendar=frame.calendar,
                distribution=frame.distribution,
                percent=value.percent,
                rollup=facts.rollup or timeline.default_rollup(self, value),
                amount_factor=timeline.amount_factor(self, value),
                amount_unit=timeline.amount_unit(self, value),
            )
        )
        return len(self.quantities) - 1

    def add_input(
        self,
        path: Path,
        type_: str,
        unit: str,
        label: str,
        default: int | None,
        text: str,
        share: bool = False,
        table: str | None = None,
        bounds: tuple[float, float] | None = None,
        *,
        series: bool = False,
        opened: bool = False,
        section: str = "",
        facts: Facts = Facts(),  # noqa: B008 - frozen
    ) -> int:
        """A node a run may set; `default` is the node of its value otherwise, None when it must be given."""
        index = len(self.inputs)
        node_type = "number" if type_ == "record" else type_
        node = len(self.builder.nodes)
        made = self.builder.make("input", () if default is None else (default,), index, series=series, type_=node_type)
        assert made == node
        self.inputs.append(
            Input(
                ".".join(path),
                node,
                type_,
                unit,
                label,
                table,
                share,
                default is None,
                text,
                bounds=bounds,
                opened=opened,
                section=section,
                facts=facts,
            )
        )
        return node

    def root_env(self, frame: Frame | None = None) -> Env:
        """The surroundings of a statement of the model itself."""
        return Env(self.root, frame or Frame(""))


_UNITS = 1_000  # words that a guess at a unit looks at
# draws whose parameters are values they may take
_BETWEEN = frozenset({"lognormal90", "normal90", "beta90", "uniform", "triangular", "pert", "choice"})
_STATIC: dict[str, Callable[..., float]] = {
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "pow": lambda a, b: a**b,
}
_HANDLERS: dict[type, Callable[[Elaboration, Expression, Env], AnyValue]] = {
    **literals.HANDLERS,
    **names.HANDLERS,
    **operators.HANDLERS,
    **calls.HANDLERS,
}
