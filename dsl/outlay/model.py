"""A model as the library gives it: loaded from a file, run with any scenario and any inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError, Severity
from outlay.evaluation import Run, program_of, source_of
from outlay.many import Formulas, Many, Overrides, Paths, Setting, items_of
from outlay.result import Quantity, Result

if TYPE_CHECKING:
    from datetime import date
    from os import PathLike

    from outlay.compilation import Compilation
    from outlay.diagnostics import Diagnostic
    from outlay.plan import Input, Plan, Signature
    from outlay.scalar import Program


class Model(Many):
    """One `.cost` file. Nothing is read before it is needed; a plan is made once per scenario and set of formulas."""

    def __init__(self, path: str | PathLike[str], search: Sequence[str] = ()) -> None:
        import os

        self.path = os.fspath(path)
        self.search = tuple(search)
        self._question = ""
        self._plans: dict[tuple[str, Formulas, Paths], tuple[Plan, tuple[Diagnostic, ...]]] = {}
        self._programs: dict[tuple[str, Formulas], Program] = {}
        self._made: Compilation | None = None
        self._looked_at: dict[str, str | None] = {}

    def __repr__(self) -> str:
        return f"<Model {self.path}>"

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        import os

        return os.path.basename(self.path).removesuffix(".cost")

    @property
    def title(self) -> str:
        """What the first line of the file calls it."""
        return self._plan().title

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Every scenario, in file order."""
        return self._plan().scenarios

    @property
    def inputs(self) -> dict[str, Input]:
        """What a run may set with a plain number, by path; `unit` is the unit such a number is in."""
        return {each.path: each for each in self._plan().inputs}

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs, in file order."""
        plan = self._plan()
        return tuple(plan.quantities[number].path for number in plan.outputs)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the checker warns of."""
        return tuple(item for item in self.check() if item.severity is Severity.WARNING)

    def check(self, as_of: date | None = None) -> tuple[Diagnostic, ...]:
        """Every mistake and warning of the file, by place. Never raises for what is in the file.

        With `as_of`, every price the model takes is also held against that day: those over a year older are told.
        """
        compilation = self.compilation
        if as_of is not None:
            from outlay.compilation import Compilation

            compilation = Compilation(self.path, self.search, as_of)
        compilation.check()
        return tuple(compilation.bag.sorted())

    def dependencies(self, scenarios: Iterable[str]) -> dict[str, str | None]:
        """Every path looked at for what was asked so far and for these scenarios, with the hash of what was there or
        None.
        """
        for scenario in scenarios:
            self._checked(scenario, ())
        return dict(self._looked_at)

    def plans(self) -> dict[tuple[str, Formulas, Paths], Plan]:
        """The plans made so far, by scenario, formulas set and paths opened."""
        return {key: plan for key, (plan, _) in self._plans.items()}

    def adopt(self, plans: Mapping[tuple[str, Formulas, Paths], Plan]) -> None:
        """Take plans that another process has made of the same files."""
        self._plans |= {key: (plan, ()) for key, plan in plans.items()}

    def run(
        self,
        scenario: str | None = None,
        point: str = "median",
        overrides: Overrides | None = None,
        **named: Any,
    ) -> Result:
        """Evaluate the model.

        `named` and `overrides` set inputs, members and equations: a number in the input's own unit, or a text with
        a quantity or a formula. `overrides` takes dotted paths: `{"writer.tokens_in": "8000 token/user/day"}`.
        """
        items = [*items_of(overrides), *named.items()]
        run, diagnostics = self.run_of(scenario or "", items, point)
        return run.result((*diagnostics, *run.faults()), self.name)

    def function(self, name: str) -> Callable[..., Any]:
        """An exported function of the model or the library as a Python function of plain numbers."""
        return function(name, self.path, self.search)

    def asking(self, question: str, name: str) -> Model:
        """The same model with one more question: `plan in $1 .. $9 / user where margin == 70%`, called `name`."""
        asked = Model(self.path, self.search)
        keyword = "" if question.lstrip().startswith("minimize ") else f"solve {name}: "
        if not keyword:
            question = question.replace("minimize ", f"minimize {name}: ", 1)
        asked._question = f"\n{keyword}{question}\n"
        return asked

    # -------------------------------------------------------------------------------------------------- inside

    @property
    def compilation(self) -> Compilation:
        """The file as the checker sees it; made only where no kept plan serves."""
        if self._made is None:
            from outlay.compilation import Compilation

            if self._question:
                from outlay.diagnostics import Source

                plain = Compilation(self.path, self.search)
                if plain.root is None:
                    diagnostics = tuple(plain.bag.sorted())
                    raise OutlayError(_sentence(self.path, diagnostics), diagnostics)
                self._made = Compilation(Source(self.path, plain.root.source.text + self._question), self.search)
            else:
                self._made = Compilation(self.path, self.search)
        return self._made

    def _errors(self) -> tuple[Diagnostic, ...]:
        return tuple(self.compilation.bag.sorted())

    def _plan(self) -> Plan:
        return self._checked("", ())[0]

    def _checked(self, scenario: str, formulas: Formulas, opened: Paths = ()) -> tuple[Plan, tuple[Diagnostic, ...]]:
        """The plan for a scenario with formulas set: as kept from an earlier run, or made now and kept."""
        key = (scenario, formulas, opened)
        found = self._plans.get(key)
        if found is not None:
            return found
        from outlay import cache

        keeps = not formulas and not opened and not self._question
        entry = cache.load(self.path, scenario, self.search) if keeps and self._made is None else None
        if entry is not None:
            from outlay.diagnostics.kept import read_back

            self._looked_at |= entry.dependencies
            found = self._plans[key] = entry.plan, read_back(entry.warnings, source_of)
            return found
        compilation = self.compilation
        before = len(compilation.bag.items)
        plan = compilation.plan(scenario, formulas, opened)
        self._looked_at |= compilation.dependencies
        diagnostics = self._errors()
        if plan is None or ((formulas or opened) and len(diagnostics) > before):
            self._made = None  # what one run's formulas earned must not be said of the next
        if plan is None:
            raise OutlayError(_sentence(self.path, diagnostics), diagnostics)
        if keeps:
            warnings = [item.as_dict() for item in diagnostics]
            cache.store(self.path, scenario, self.search, plan, compilation.dependencies, warnings)
        found = self._plans[key] = plan, diagnostics
        return found

    def at_once(self, *, visible: bool = False) -> AtOnce:
        """The plans of the base and of every scenario, with what each of their questions finds.

        Whatever any scenario overrides is an input in all of them; with `visible`, calls of exported functions stay
        calls where the model can be checked that way. Kept from process to process as single plans are. Raises
        `OutlayError` when the file has mistakes.
        """
        from outlay import cache

        kind = "among all, calls visible" if visible else "among all"
        kept = [f"{name} {kind}" for name in ("", *self._plan().scenarios)]
        if not self._question:
            entries = [entry for name in kept if (entry := cache.load(self.path, name, self.search)) is not None]
            if len(entries) == len(kept):
                kept_plans = tuple(entry.plan for entry in entries)
                return AtOnce(kept_plans, tuple(entry.answers for entry in entries), visible)
        plans = self.compilation.scenario_plans(visible=visible)
        if plans is None and visible:
            return self.at_once()
        if plans is None:
            diagnostics = self._errors()
            raise OutlayError(_sentence(self.path, diagnostics), diagnostics)
        found = AtOnce(plans, tuple(map(_answers, plans)), visible)
        if not self._question:
            for name, plan, answers in zip(kept, found.plans, found.answers, strict=True):
                cache.store(self.path, name, self.search, plan, self.compilation.dependencies, answers=answers)
        return found

    def run_of(
        self, scenario: str, items: Sequence[tuple[str, Any]] = (), point: str = "median"
    ) -> tuple[Run, tuple[Diagnostic, ...]]:
        """A run before it is made into a result, and what the checker warned of."""
        setting = self.setting(scenario, items)
        key = (scenario, setting.formulas)
        program = self._programs.get(key)
        if program is None:
            program = self._programs[key] = program_of(setting.plan)
        return Run(program, setting.inputs, point, setting.texts), setting.diagnostics

    def setting(self, scenario: str, items: Sequence[tuple[str, Any]] = (), opened: Sequence[str] = ()) -> Setting:
        """The plan of a scenario with everything set that `items` say, and with the paths `opened` as inputs.

        An opened path that is an input already stays one. Raises `OutlayError` for a path that is nothing.
        """
        formulas = tuple((path, value.strip()) for path, value in items if isinstance(value, str))
        numbers = [(path, value) for path, value in items if not isinstance(value, str)]
        plan, diagnostics = self._checked(scenario, formulas)
        places = {each.path: number for number, each in enumerate(plan.inputs)}
        written = tuple((path, _written(plan, path, value)) for path, value in numbers if path not in places)
        closed = tuple(sorted({path for path in opened if path not in places}))
        if written or closed:  # a number for what is no input of the plan replaces its equation
            formulas += written
            plan, diagnostics = self._checked(scenario, formulas, closed)
            places = {each.path: number for number, each in enumerate(plan.inputs)}
        inputs = {places[path]: value for path, value in numbers if path in places}
        for place, value in inputs.items():
            if plan.inputs[place].type == "date" and isinstance(value, int | float):
                # days are counted from several beginnings, and a wrong one would give some day of another century
                raise OutlayError(f"{plan.inputs[place].path} is a date such as 2026-01-31, not {value!r}.")
        units = {each.path: each.unit for each in plan.inputs}
        texts = dict(formulas) | {path: in_words(value, units[path]) for path, value in numbers if path in places}
        return Setting(plan, formulas, inputs, texts, diagnostics)


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Base (first) and scenarios side by side: their plans, and the answers to their questions by name."""

    plans: tuple[Plan, ...]
    answers: tuple[dict[str, float | None], ...]
    visible: bool = False  # calls of exported functions are calls in the plans


def _answers(plan: Plan) -> dict[str, float | None]:
    from outlay.scalar import compile_plan

    if not plan.solves:
        return {}
    values = compile_plan(plan, nodes=[solve.node for solve in plan.solves]).run()
    results = [values.solve(number) for number in range(len(plan.solves))]
    found = {solve.name: result.value for solve, result in zip(plan.solves, results, strict=True)}
    more = {f"{solve.name} least": result.least for solve, result in zip(plan.solves, results, strict=True)}
    more |= {f"{solve.name} size": result.size for solve, result in zip(plan.solves, results, strict=True)}
    return found | {name: value for name, value in more.items() if value is not None}


def load(path: str | PathLike[str], search: Sequence[str] = ()) -> Model:
    """The model in a file. Raises `OutlayError`, which carries the diagnostics, when the file has mistakes."""
    model = Model(path, search)
    model._plan()
    return model


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One expression's value, with the periods of a series and whether it stands on uncertain inputs."""

    quantity: Quantity
    periods: tuple[str, ...] = ()
    uncertain: bool = False
    warnings: tuple[Diagnostic, ...] = ()  # what the checker says of the expression itself


def evaluate(text: str, use: str | None = None, search: Sequence[str] = ()) -> Evaluated:
    """The value of one expression against the library and, if given, the model file `use`."""
    from outlay.compilation import Compilation
    from outlay.diagnostics import Source
    from outlay.scalar import compile_plan

    compilation = Compilation(use if use is not None else Source("<expression>", ""), search)
    plan = compilation.expression_plan(text)
    diagnostics = tuple(compilation.bag.sorted())
    if plan is None:
        raise OutlayError(_sentence("the expression", diagnostics), diagnostics)
    run = Run(compile_plan(plan, wanted=(plan.outputs[0],)), {}, "median", {})
    faults = run.faults({"expression": Source("expression", text)})
    if faults:
        raise OutlayError(faults[0].message, faults)
    quantity = plan.quantities[plan.outputs[0]]
    found = run.output(plan.outputs[0])
    value = found.value
    if found.type == "date" and isinstance(value, float):
        from outlay.display import format_date

        value = format_date(value)
    uncertain = any(each.distribution for each in plan.quantities)
    warnings = tuple(item for item in diagnostics if item.source.path == "expression")
    return Evaluated(Quantity(value, quantity.unit, quantity.percent), found.periods, uncertain, warnings)


def eval(text: str, use: str | None = None) -> Quantity:  # noqa: A001 - the library's own word
    """Evaluate one expression: `outlay.eval("TRAIN_COST(7e9, 1.4T)")`."""
    return evaluate(text, use).quantity


def functions(use: str | None = None, search: Sequence[str] = ()) -> tuple[Signature, ...]:
    """The table of exported functions: the library's, and those of the model file `use`."""
    from outlay.compilation import Compilation
    from outlay.diagnostics import Source

    compilation = Compilation(use if use is not None else Source("<functions>", ""), search)
    found = compilation.signatures()
    if compilation.bag.failed:
        diagnostics = tuple(compilation.bag.sorted())
        raise OutlayError(_sentence(use or "the library", diagnostics), diagnostics)
    return found


def function(name: str, use: str | None = None, search: Sequence[str] = ()) -> Callable[..., Any]:
    """An exported function of the library, or of the model file `use`, as a Python function.

    Arguments go by position, numbers in the units `outlay.functions()` states, records by name; what cannot be
    computed is an OutlayError with the reason. The plan is kept from process to process as a model's is.
    """
    from outlay.scalar.function import compile_function

    return compile_function(function_plan(name, use, search))


def function_plan(name: str, use: str | None = None, search: Sequence[str] = ()) -> Plan:
    """The plan of an exported function on its own, its parameters as inputs. Raises as `function` does."""
    from outlay import cache

    path, kept = use or "<functions>", f"function {name}"
    entry = cache.load(path, kept, search)
    if entry is not None:
        return entry.plan
    from outlay.compilation import Compilation
    from outlay.diagnostics import Source

    compilation = Compilation(use if use is not None else Source(path, ""), search)
    plan = compilation.function_plan(name)
    if plan is None:
        diagnostics = tuple(compilation.bag.sorted())
        if not diagnostics:
            from outlay.spelling import did_you_mean

            known = [one.name for one in compilation.signatures()]
            raise OutlayError(f"There is no function {name}.{did_you_mean(name, known)}")
        raise OutlayError(_sentence(path, diagnostics), diagnostics)
    if not compilation.bag.failed:
        cache.store(path, kept, search, plan, compilation.dependencies)
    return plan


def _sentence(path: str, diagnostics: Sequence[Diagnostic]) -> str:
    errors = [item for item in diagnostics if item.severity is Severity.ERROR]
    if not errors:
        return f"{path} cannot be used."
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    line, column = errors[0].source.position(errors[0].span[0])
    return f"{errors[0].source.path}:{line}:{column}: {errors[0].code.id}: {errors[0].message}{more}"


def _written(plan: Plan, path: str, value: Any) -> str:
    """A plain value as the text of an override of `path`, in that quantity's unit."""
    unit = next((each.unit for each in plan.quantities if each.path == path), "")
    if isinstance(value, bool):
        return "true" if value else "false"
    isoformat = getattr(value, "isoformat", None)
    if isoformat is not None:
        return str(isoformat())[:10]
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise OutlayError(f"{path} takes a number or a text, not {type(value).__name__}.") from None
    return in_words(number, unit)


def in_words(value: Any, unit: str) -> str:
    """A plain value with its unit as the language writes it: `12 USD/user/month`, `3 / year`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    number = repr(float(value)).removesuffix(".0")
    if unit.startswith("1/"):
        return f"{number} / {unit[2:]}"
    if "*" in unit:  # only `/` continues a literal
        unit = unit.replace("*", " * 1 ")
    return f"{number} {unit}".rstrip()
