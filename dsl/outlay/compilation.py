"""One model from its text to its plans: each phase worked out when it is first asked for."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from outlay.check import attributes, functions, model, own_prices, questions, unit_statements
from outlay.check.builder import TooLargeError
from outlay.check.declarations import understand
from outlay.check.elaboration import Elaboration, Layer, LayerOverride, Settings
from outlay.check.environment import Env, Frame
from outlay.check.quantities import Figures
from outlay.check.rows import TableRecords
from outlay.check.settings import read as read_settings
from outlay.diagnostics import Bag, Note, Source
from outlay.diagnostics.codes import functions as function_codes
from outlay.diagnostics.codes import questions as codes
from outlay.loader import Loader
from outlay.parse import parse_expression, parse_override
from outlay.plan import ParameterFact, Plan, Signature, TestCase
from outlay.resolve import ModuleScope, Resolver, Symbol, scope_of_model
from outlay.syntax import Check, Function, Minimize, Override, Scenario, Solve, Test
from outlay.units import Units

MAXIMUM_SCENARIOS = 200  # each is worked out on its own
Overrides = tuple[tuple[str, str], ...]
RECURSION = 20_000  # Python frames; the nesting of expressions and calls is bounded far below what this allows


@contextmanager
def _deep() -> Iterator[None]:
    """Room for definitions that lean on definitions; nothing made here is garbage before the plan stands."""
    kept, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(kept, RECURSION))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(kept)
        if collecting:
            gc.enable()


class Compilation:
    """A model's file, what it imports, and every plan made of it. Mistakes gather in `bag`."""

    def __init__(
        self, model_file: str | Path | Source, search: Sequence[str | Path] = (), asked: date | None = None
    ) -> None:
        self.bag = Bag()
        self._asked = None if asked is None else asked.toordinal()
        given = Path(model_file.path) if isinstance(model_file, Source) else Path(model_file)
        self.path = given
        self.loader = Loader(given.resolve().parent, [Path(folder) for folder in search])
        self.resolver = Resolver(self.loader, self.bag)
        self.root: ModuleScope | None = None
        self._units: Units | None = None
        self._settings: Settings | None = None
        self._plans: dict[tuple[str, Overrides, tuple[str, ...]], Plan | None] = {}
        self._functions: dict[str, Plan | None] = {}
        self._function_calls = 0  # of all functions worked out on their own: together they have one model's room
        self._scenarios: dict[str, Scenario] = {}
        if isinstance(model_file, Source):
            source: Source | None = model_file
            path = given.resolve()
        else:
            found = self.loader.main(given, self.bag)
            source = None if found is None else found.source
            path = given if found is None else Path(found.path)
        if source is not None:
            with _deep():
                self._open(source, path)

    def _open(self, source: Source, path: Path) -> None:
        self.root = scope_of_model(source, path, "", self.bag)
        self.resolver.scopes[str(path)] = self.root
        self.resolver.prelude  # noqa: B018 - the library's own units come before the model's
        self._units = unit_statements.declared(self.resolver, self.root, self.bag)
        timeline, days, as_of = read_settings(self.root, self.bag)
        broken = timeline is None and any(head.keyword == "timeline" for head in self.root.heads)
        self._settings = Settings(timeline, days, as_of, broken, self._asked)
        self._read_scenarios(self.root)

    # ------------------------------------------------------------------------------------------ what was said

    @property
    def dependencies(self) -> dict[str, str | None]:
        """Every path looked at, with the hash of what was there or None."""
        return self.loader.dependencies

    @property
    def scenarios(self) -> tuple[str, ...]:
        return tuple(self._scenarios)

    @property
    def units(self) -> Units:
        """The units the model knows."""
        return self._units if self._units is not None else Units()

    @property
    def failed(self) -> bool:
        return self.root is None or self.bag.failed

    def _read_scenarios(self, root: ModuleScope) -> None:
        """The scenarios by name; what is wrong with their chains is reported."""
        for statement in root.statements:
            if not isinstance(statement, Scenario):
                continue
            if statement.name in self._scenarios:
                self.bag.add(
                    codes.SCENARIO_TWICE,
                    root.source,
                    statement.name_span,
                    f"there is a scenario `{statement.name}` already",
                    notes=(Note("here", root.source, self._scenarios[statement.name].name_span),),
                )
                continue
            if len(self._scenarios) == MAXIMUM_SCENARIOS:
                self.bag.add(
                    codes.TOO_MANY_SCENARIOS,
                    root.source,
                    statement.name_span,
                    f"a model has at most {MAXIMUM_SCENARIOS} scenarios, and this is one more; "
                    "many cases of one model belong into rows of a table",
                )
                break
            self._scenarios[statement.name] = statement
        circular: set[str] = set()
        for statement in self._scenarios.values():
            base = statement.base
            seen = [statement.name]
            while base is not None:
                if base not in self._scenarios:
                    if len(seen) == 1:
                        guess = self.resolver.guesses.nearest(base, list(self._scenarios))
                        self.bag.add(
                            codes.UNKNOWN_SCENARIO,
                            root.source,
                            statement.base_span,
                            f"there is no scenario `{base}`" + (f"; did you mean `{guess}`?" if guess else ""),
                            fix=guess,
                        )
                    break
                if base in seen:
                    if not circular & set(seen):
                        self.bag.add(
                            codes.SCENARIO_CYCLE,
                            root.source,
                            statement.base_span,
                            f"these scenarios build on one another: {' → '.join([*seen, base])}",
                        )
                    circular.update(seen)
                    break
                seen.append(base)
                base = self._scenarios[base].base

    def own_prices(self, source: Source) -> TableRecords | None:
        """A company's own price list, every cell worked out; what is wrong with it is in the bag."""
        if self.root is None:
            return None
        with _deep():
            return own_prices.judged(self._elaboration(), source)

    # ------------------------------------------------------------------------------------------------- layers

    def _layers(self, scenario: str) -> list[Layer]:
        """The layers of a scenario, the base's first."""
        assert self.root is not None
        chain: list[Scenario] = []
        name: str | None = scenario or None
        while name is not None and name in self._scenarios and len(chain) <= len(self._scenarios):
            chain.append(self._scenarios[name])
            name = self._scenarios[name].base
        return [self._layer(one.overrides, one.name, lenient=False) for one in reversed(chain)]

    def _layer(self, overrides: Sequence[Override], name: str, *, lenient: bool) -> Layer:
        assert self.root is not None
        layer: Layer = {}
        for override in overrides:
            if override.path in layer:
                self.bag.add(
                    codes.OVERRIDE_TWICE,
                    self.root.source,
                    override.path_span,
                    f"`{'.'.join(override.path)}` is overridden here already",
                    notes=(Note("here", self.root.source, layer[override.path].override.path_span),),
                )
            layer.setdefault(override.path, LayerOverride(override, self.root, lenient, name))
        return layer

    def _typed_layer(self, overrides: Sequence[tuple[str, str]], where: str = "--set") -> Layer | None:
        """A layer of overrides given as texts, such as `--set` gives them."""
        assert self.root is not None
        layer: Layer = {}
        for path, text in overrides:
            source = Source(where, f"{path} = {text}")
            override = parse_override(source, self.bag)
            if override is None:
                return None
            scope = ModuleScope("", source, self.root.path, self.root.symbols, self.root.imports)
            layer[override.path] = LayerOverride(override, scope, True, where)
        return layer

    def _elaboration(
        self, layers: Sequence[Layer] = (), opened: Sequence[str] = (), at_once: bool = False, visible: bool = False
    ) -> Elaboration:
        assert self.root is not None
        assert self._units is not None
        assert self._settings is not None
        free = frozenset(
            statement.variable for statement in self.root.statements if isinstance(statement, Solve | Minimize)
        )
        paths = frozenset(tuple(path.split(".")) for path in opened)
        return Elaboration(
            self.resolver, self._units, self._settings, self.root, self.bag, layers, free, paths, at_once, visible
        )

    # -------------------------------------------------------------------------------------------------- plans

    def plan(
        self, scenario: str = "", overrides: Sequence[tuple[str, str]] = (), opened: Sequence[str] = ()
    ) -> Plan | None:
        """The plan of a scenario with overrides laid over it; None when there are errors (in the bag).

        `opened` are paths of equations, members and whatever else has a name, each of which becomes an input of the
        plan, its own value being the default.
        """
        key = (scenario, tuple(overrides), tuple(opened))
        if key not in self._plans:
            with _deep():
                self._plans[key] = self._make_plan(*key)
        return self._plans[key]

    def scenario_plans(self, *, visible: bool = False) -> tuple[Plan, ...] | None:
        """The plans of the base and of every scenario, in which whatever any of them overrides is an input.

        So they differ in the defaults of inputs only, wherever the language lets a run set what is overridden. A model
        that needs such a number while it is checked (as a length of time, say) gets the plans that single runs use.
        With `visible` the calls of exported functions are kept; None where the model cannot be checked that way.
        """
        names = ("", *self._scenarios)
        overrides = (override for one in self._scenarios.values() for override in one.overrides)
        opened = tuple(dict.fromkeys(".".join(override.path) for override in overrides))
        kept, self.bag = self.bag, Bag()
        try:
            with _deep():
                plans = [self._make_plan(name, (), opened, True, visible) for name in names] if opened else []
                if not plans or None in plans:
                    self.bag = Bag() if visible else kept
                    plans = [
                        self._make_plan(name, (), (), False, True) if visible else self.plan(name) for name in names
                    ]
        finally:
            self.bag = kept
        found = tuple(plan for plan in plans if plan is not None)
        return found if len(found) == len(names) else None

    def _make_plan(
        self, scenario: str, overrides: Overrides, opened: tuple[str, ...], at_once: bool = False, visible: bool = False
    ) -> Plan | None:
        if self.root is None:
            return None
        if scenario and scenario not in self._scenarios:
            guess = self.resolver.guesses.nearest(scenario, list(self._scenarios))
            known = ", ".join(self._scenarios) or "none"
            source = Source("--scenario", scenario)
            self.bag.add(
                codes.UNKNOWN_SCENARIO,
                source,
                (0, len(scenario)),
                f"there is no scenario `{scenario}`"
                + (f"; did you mean `{guess}`?" if guess else f"; the model has {known}"),
                fix=guess,
            )
            return None
        layers = self._layers(scenario)
        if overrides:
            typed = self._typed_layer(overrides)
            if typed is None:
                return None
            layers.append(typed)
        # A member becomes an input by an override that says nothing new, so it reaches whatever extends its record.
        members = [path for path in opened if "." in path and path.split(".")[0] not in self.root.imports]
        held = self._typed_layer([(path, path) for path in members if not at_once], "a column")
        if held is None:
            return None
        layers.append(held)
        e = self._elaboration(layers, opened, at_once, visible)
        try:
            for layer in layers:
                for path, entry in layer.items():
                    env = Env(entry.scope, Frame("override"))
                    if questions.path_exists(e, path, entry.override.path_span, env) and layer is held:
                        e.expression(entry.override.value, env)  # even where nothing else asks for the member
            made = model.model(e, self.root, scenario, self.scenarios)
        except TooLargeError:
            self._too_large()
            return None
        return None if self.bag.failed else made

    def figures(self, scenario: str = "", opened: Sequence[str] = ()) -> Figures:
        """Reads figures from outside, such as the cells of a table, at the exchange rates of a scenario."""
        return Figures(self._elaboration(self._layers(scenario), opened))

    def _too_large(self) -> None:
        assert self.root is not None
        self.bag.add(
            function_codes.CALLS_TOO_MANY,
            self.root.source,
            (0, 0),
            "the model unfolds into more operations than can be held; "
            "a function or a record builds on itself many times over",
        )

    def check(self) -> None:
        """Finds every mistake: the model, each scenario, each function, each test."""
        if self.root is None:
            return
        self.plan()
        with _deep():
            for symbol in list(self.root.symbols.values()):
                statement = symbol.statement(self.bag)
                if isinstance(statement, Function) and not self._unfolded:
                    self._function(symbol, statement)
            self._twice()
            crowded = any(item.code is codes.TOO_MANY_SCENARIOS for item in self.bag.items)
            for scenario in () if crowded else self._scenarios:
                if not self._unfolded:
                    self.plan(scenario)
            if not self._unfolded:
                for _ in self.tests():
                    pass

    @property
    def _unfolded(self) -> bool:
        """Whether functions were found to unfold without end: what else there is would take as long again."""
        return any(item.code is function_codes.CALLS_TOO_MANY for item in self.bag.items)

    def _twice(self) -> None:
        """Tests and checks with one text cannot be told apart."""
        assert self.root is not None
        seen: dict[tuple[type, str], tuple[int, int]] = {}
        for statement in self.root.statements:
            if isinstance(statement, Check | Test):
                key = (type(statement), statement.text)
                if key in seen:
                    self.bag.add(
                        codes.TEST_TWICE,
                        self.root.source,
                        statement.span,
                        f"another {'check' if isinstance(statement, Check) else 'test'} is called "
                        f"{statement.text!r} as well",
                        notes=(Note("here", self.root.source, seen[key]),),
                    )
                seen.setdefault(key, statement.span)

    def tests(self) -> Iterator[TestCase]:
        """Each test of the file, worked out; one that holds a mistake is left out (the mistake is in the bag)."""
        if self.root is None:
            return
        for statement in self.root.statements:
            if not isinstance(statement, Test):
                continue
            scenario = statement.scenario or ""
            if scenario and scenario not in self._scenarios:
                guess = self.resolver.guesses.nearest(scenario, list(self._scenarios))
                self.bag.add(
                    codes.UNKNOWN_SCENARIO,
                    self.root.source,
                    statement.scenario_span,
                    f"there is no scenario `{scenario}`" + (f"; did you mean `{guess}`?" if guess else ""),
                    fix=guess,
                )
                continue
            layers = self._layers(scenario)
            layers.append(self._layer(statement.given, statement.text, lenient=False))
            e = self._elaboration(layers)
            try:
                with _deep():
                    case = model.test_case(e, self.root, statement, scenario)
            except TooLargeError:
                self._too_large()
                continue
            if case is not None:
                yield case

    def expression_plan(self, text: str) -> Plan | None:
        """The plan of one expression against the model and the library; its output is called `result`."""
        if self.root is None:
            return None
        source = Source("expression", text)
        expression = parse_expression(source, self.bag)
        if expression is None:
            return None
        e = self._elaboration()
        scope = ModuleScope("", source, self.root.path, self.root.symbols, self.root.imports)
        scope.statements = self.root.statements
        with _deep():
            return model.expression(e, scope, expression)

    # ---------------------------------------------------------------------------------------------- functions

    def _exported(self) -> Iterator[tuple[Symbol, Function]]:
        """Every exported function: the model's own, then the library's."""
        if self.root is None:
            return
        scopes = [self.root, *(scope for scope in self.resolver.prelude if scope is not self.root)]
        for scope in scopes:
            for symbol in scope.symbols.values():
                if scope is not self.root and not scope.source.text.startswith("export", symbol.span[0]):
                    continue
                statement = symbol.statement(self.bag)
                if isinstance(statement, Function) and statement.exported:
                    yield symbol, statement

    def signatures(self, *, own: bool = False) -> tuple[Signature, ...]:
        """The function table: every exported function, the model's own first; `own`: those alone."""
        with _deep():
            return tuple(
                self._signature(symbol, statement)
                for symbol, statement in self._exported()
                if not own or symbol.scope is self.root
            )

    def _signature(self, symbol: Symbol, statement: Function) -> Signature:
        e = self._elaboration()
        e.units = self.units.copy()  # unit variables are units of this signature alone
        env = Env(symbol.scope, Frame(statement.name))
        parameters = []
        source = symbol.scope.source.text
        for parameter in statement.parameters:
            sort, unit, table, share = "number", "", None, False
            if parameter.annotation is not None:
                if parameter.annotation.variable is not None:
                    variable = parameter.annotation.variable
                    unit = f"any {variable}"
                    e.units.declare(variable)
                    stands_for = e.units.unit(variable)
                    if stands_for is not None:
                        env.unit_names[variable] = stands_for
                    sort = "list" if parameter.annotation.many else "number"
                else:
                    declared = understand(e, parameter.annotation, env)
                    if declared is not None:
                        sort, share = declared.sort, declared.share
                        unit = e.units.text(declared.unit) if declared.unit is not None else ""
                        table = declared.kind.name if declared.kind is not None else None
            default = None
            if parameter.default is not None:
                default = source[parameter.default.span[0] : parameter.default.span[1]]
            parameters.append(ParameterFact(parameter.name, sort, unit, parameter.label or "", default, table, share))
        result = ""
        if statement.result is not None:
            start, end = statement.result.span
            result = source[start:end].strip()
            if result in ("ratio", "share"):
                result = "" if result == "ratio" else "share"
        facts = attributes.read(e, statement.attributes, env, None, statement.name, statement.span)
        section = symbol.scope.section(symbol.span[0]) or symbol.scope.path.stem
        return Signature(statement.name, tuple(parameters), result, statement.label or "", section, facts)

    def function_plan(self, name: str, file: str = "") -> Plan | None:
        """The plan of a function on its own, its parameters as inputs; None when there is none or it has mistakes.

        Without `file`, where it is written, it is the one that the model's own name stands for.
        """
        if self.root is None:
            return None
        scope = self.root if not file else self.resolver.scope_of(file, self.root)
        symbol = scope.symbols.get(name) or self.resolver.library_symbol(name)
        statement = symbol.statement(self.bag) if symbol is not None else None
        if symbol is None or not isinstance(statement, Function):
            return None
        with _deep():
            return self._function(symbol, statement)

    def _function(self, symbol: Symbol, statement: Function) -> Plan | None:
        key = f"{symbol.scope.path}:{statement.name}"
        if key not in self._functions:
            assert self._units is not None
            e = self._elaboration()
            e.units = self._units.copy()
            e.calls = self._function_calls
            try:
                self._functions[key] = functions.function(e, symbol, statement)
            except TooLargeError:
                self._too_large()
                self._functions[key] = None
            self._function_calls = e.calls
        return self._functions[key]
