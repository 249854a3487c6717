"""What changed between two files or two scenarios, and why: the changes as written, and a bridge for each output."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlay.bridge import NO_CHANGE, TOGETHER, Bridge, Cause, Contribution, attribute, contributions, together
from outlay.changes import Change, changes, mixed, plain, read, shape, switchable
from outlay.diagnostics import OutlayError, Source
from outlay.evaluation import Run, program_of
from outlay.model import load
from outlay.syntax import Override, Scenario

if TYPE_CHECKING:
    from outlay.plan import Input, Plan
    from outlay.result import Number
    from outlay.scalar import Program

Mix = frozenset[int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, what differs between them as written, and a bridge for each output both have."""

    old: str
    new: str
    changes: tuple[Change, ...]
    bridges: tuple[Bridge, ...]
    uncertain: tuple[str, ...] = ()

    def __getitem__(self, output: str) -> Bridge:
        """The bridge of one output."""
        for each in self.bridges:
            if each.output == output:
                return each
        names = ", ".join(each.output for each in self.bridges)
        raise OutlayError(f"There is no bridge of {output} here; there is one of {names}.")

    def plot(self, output: str = "") -> Any:
        """A matplotlib figure of one output's bridge, the first that changed when none is named."""
        changed = [each for each in self.bridges if each.change]
        chosen = self[output] if output else (changed or list(self.bridges))[0]
        return chosen.plot((_side(self.old), _side(self.new)))

    def _repr_html_(self) -> str:
        """Tables for notebooks; whatever an author wrote is escaped."""
        from outlay.html import comparison_html

        return comparison_html(self.old, self.new, self.bridges)

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {
            "schema": "outlay/1", "old": self.old, "new": self.new,
            "changes": [each.as_dict() for each in self.changes],
            "bridges": [each.as_dict() for each in self.bridges],
        }  # fmt: skip


@dataclass(slots=True)
class _Sides:
    """Everything a bridge is made from."""

    old: Run
    new: Run
    causes: list[Cause]
    plain: list[int]  # causes that only set an input to another plain value
    switches: dict[int, str]  # causes that an input of the program turns on and off
    build: Callable[[Mix], Program | None]  # the program of a mix of the other causes
    at: str
    point: str


def compare_files(
    old: str,
    new: str,
    search: Sequence[str] = (),
    *,
    outputs: Sequence[str] = (),
    at: str = "",
    scenario: str = "",
    point: str = "median",
) -> Comparison:
    """From one file's outputs to another's, by changed statement."""
    models = load(old, search), load(new, search)
    sources = _source(old), _source(new)
    found = changes(read(sources[0]), read(sources[1]))
    acting = [n for n, change in enumerate(found) if change.cause and (scenario or change.old is None
              or change.old.key[0] != "scenario")]  # fmt: skip
    runs = [model.run_of(scenario, (), point)[0] for model in models]
    causes = [_cause_of(found[n]) for n in acting]
    simple = [
        n for n, place in enumerate(acting)
        if _is_plain(found[place]) and _same_input(found[place].path, runs[0].plan, runs[1].plan)
    ]  # fmt: skip

    def building(switches: dict[int, str]) -> Callable[[Mix], Program | None]:
        switched = {acting[n]: name for n, name in switches.items()}

        def build(mix: Mix) -> Program | None:
            made = frozenset(acting[n] for n in mix)
            return _program(mixed(sources[0], sources[1], found, made, switched), new, search, scenario)

        return build

    # One text that holds both versions of every equation is checked once; where it cannot be, each mix is.
    others = [n for n, place in enumerate(acting) if n not in simple and switchable(found[place])]
    switches = {n: f"bridge_switch_{n}" for n in others}
    sides = _Sides(runs[0], runs[1], causes, simple, switches, building(switches), at, point)
    if not _switches_fit(sides, outputs):
        sides = _Sides(runs[0], runs[1], causes, simple, {}, building({}), at, point)
    bridges = _bridges(sides, outputs, data=True)
    shown = tuple(change for change in found if change.old is None or change.new is None or not change.cause
                  or change.old.shape != change.new.shape)  # fmt: skip
    return Comparison(_name(old, scenario), _name(new, scenario), shown, bridges, _uncertain(runs))


def compare_scenarios(
    path: str,
    old: str,
    new: str,
    search: Sequence[str] = (),
    *,
    outputs: Sequence[str] = (),
    at: str = "",
    point: str = "median",
) -> Comparison:
    """From one scenario's outputs to another's, by what each overrides; `base` or nothing is the model as it stands."""
    model = load(path, search)
    source = _source(path)
    old, new = ("" if each == "base" and "base" not in model.scenarios else each for each in (old, new))
    runs = [model.run_of(each, (), point)[0] for each in (old, new)]
    scenarios = {each.name: each for each in read(source).statements if isinstance(each, Scenario)}
    chains = [_chain(scenarios, each) for each in (old, new)]
    shared = 0
    while shared < min(map(len, chains)) and chains[0][shared] == chains[1][shared]:
        shared += 1
    ancestor = chains[0][shared - 1] if shared else ""
    layers = [_layers([scenarios[name] for name in chain[shared:]]) for chain in chains]
    paths = list(dict.fromkeys([*layers[1], *layers[0]]))
    acting = [each for each in paths if _shapes(layers[0].get(each)) != _shapes(layers[1].get(each))]
    causes = [_cause_of_path(each, layers, runs, source.text) for each in acting]
    simple = [
        n for n, each in enumerate(acting)
        if _stands_alone(each, layers, runs) and _same_input(each, runs[0].plan, runs[1].plan)
    ]  # fmt: skip

    def build(mix: Mix) -> Program | None:
        made = {acting[n] for n in mix}
        sides = {each: layers[1] if each in made or each not in acting else layers[0] for each in paths}
        chosen = {each: side.get(each, ()) for each, side in sides.items()}
        text, name = _as_scenario(chosen, ancestor, source.text)
        return _program(source.text + text, path, search, name)

    all_sides = _Sides(runs[0], runs[1], causes, simple, {}, build, at, point)
    named = [f"{model.name}, {each or 'base case'}" for each in (old, new)]
    return Comparison(named[0], named[1], (), _bridges(all_sides, outputs, data=False), _uncertain(runs))


# ------------------------------------------------------------------------------------------------- the bridges


def _bridges(sides: _Sides, outputs: Sequence[str], *, data: bool) -> tuple[Bridge, ...]:
    wanted = _wanted(sides, outputs)
    ends = [{name: run.figure(name, sides.at) for name in wanted} for run in (sides.old, sides.new)]
    valued = _valuations(sides, wanted, [{name: each.value for name, each in end.items()} for end in ends], data)
    return tuple(_bridge(sides, name, ends, valued) for name in wanted)


def _wanted(sides: _Sides, outputs: Sequence[str]) -> list[str]:
    both = set(_outputs(sides.old.plan))
    wanted = list(outputs) or [name for name in _outputs(sides.new.plan) if name in both]
    if not wanted:
        raise OutlayError("The two sides have no output in common; name one with --output.")
    return wanted


def _switches_fit(sides: _Sides, outputs: Sequence[str]) -> bool:
    """Whether the text with switches checks, and gives the newer numbers in the newer units with all of them on."""
    every = frozenset(range(len(sides.causes)))
    program = sides.build(every)
    if not sides.switches or program is None:
        return False
    names = {each.path: each.unit for each in program.plan.quantities}
    wanted = _wanted(sides, outputs)
    units = {each.path: each.unit for each in sides.new.plan.quantities}
    given = [_plain_values(run, [sides.causes[n].path for n in sides.plain]) for run in (sides.old, sides.new)]
    found = _outcome(sides, program, every, given, wanted)
    for name in wanted:
        real = sides.new.figure(name, sides.at).value
        value = found[name]
        if names.get(name) != units.get(name) or (value is None) != (real is None):
            return False
        if value is not None and real is not None and abs(value - real) > 1e-9 * max(abs(value), abs(real)):
            return False
    return True


def _bridge(sides: _Sides, name: str, ends: list, valued: Callable[[Mix], dict[str, float | None]]) -> Bridge:  # type: ignore[type-arg]
    old, new = ends[0][name], ends[1][name]
    causes = list(sides.causes)
    made: tuple[Contribution, ...] = ()
    method, problem = "", ""
    if old.value is None or new.value is None:
        problem = "there is no number on " + ("both sides" if old.value is new.value else "one side")
    elif old.unit != new.unit:
        problem = f"the unit changed from {old.unit or 'a ratio'} to {new.unit or 'a ratio'}"
    else:
        change = new.value - old.value
        found = attribute(len(causes), lambda mix: valued(mix)[name])
        if found is None:
            made, method = together(change, causes), TOGETHER
        else:
            amounts, method = found
            rest = change - sum(amounts)
            if abs(rest) > 1e-9 * max(abs(old.value), abs(new.value), *map(abs, amounts), 1e-300):
                causes.append(Cause("files the models read", "data", "", ""))
                amounts = [*amounts, rest]
            made = contributions(causes, amounts, change) if causes else ()
            method = method if causes else NO_CHANGE
    return Bridge(name, old.value, new.value, new.unit, new.basis, made, method, new.label, new.percent, problem)


def _valuations(
    sides: _Sides, wanted: Sequence[str], ends: Sequence[dict[str, float | None]], data: bool
) -> Callable[[Mix], dict[str, float | None]]:
    """The outputs of any mix of causes; each mix is computed once, each mix of equations compiled once."""
    count = len(sides.causes)
    simple = frozenset(sides.plain) | frozenset(sides.switches)
    given = [_plain_values(run, [sides.causes[n].path for n in sides.plain]) for run in (sides.old, sides.new)]
    programs: dict[Mix, Program | None] = {}
    values: dict[Mix, dict[str, float | None]] = {frozenset(range(count)): dict(ends[1])}
    if not data:  # two files may also differ in what they read, so their start is computed like any mix
        values[frozenset()] = dict(ends[0])
    nothing: dict[str, float | None] = dict.fromkeys(wanted)

    def program(mix: Mix) -> Program | None:
        if mix not in programs:
            if len(sides.plain) == count:  # every change is a plain value: the newer program serves all mixes
                programs[mix] = sides.new.program
            else:
                programs[mix] = sides.build(mix | simple)
        return programs[mix]

    def valued(mix: Mix) -> dict[str, float | None]:
        found = values.get(mix)
        if found is None:
            made = program(mix - simple)
            found = nothing if made is None else _outcome(sides, made, mix, given, wanted)
            values[mix] = found
        return found

    return valued


def _outcome(
    sides: _Sides, program: Program, mix: Mix, given: Sequence[dict[str, Number]], wanted: Sequence[str]
) -> dict[str, float | None]:
    places = {each.path: number for number, each in enumerate(program.plan.inputs)}
    inputs: dict[int, object] = {}
    for n in sides.plain:
        path = sides.causes[n].path
        if path in places:
            inputs[places[path]] = given[1 if n in mix else 0][path]
    for n, name in sides.switches.items():
        inputs[places[name]] = 1.0 if n in mix else 0.0
    run = Run(program, inputs, sides.point, {})
    known = {quantity.path for quantity in program.plan.quantities}
    return {name: run.figure(name, sides.at).value if name in known else None for name in wanted}


def _plain_values(run: Run, paths: Sequence[str]) -> dict[str, Number]:
    nodes = {each.path: each.node for each in run.plan.inputs}
    return {path: run.number(nodes[path]) for path in paths}


def _outputs(plan: Plan) -> list[str]:
    return [plan.quantities[number].path for number in plan.outputs]


# -------------------------------------------------------------------------------------------------- the causes


def _cause_of(change: Change) -> Cause:
    old, new = change.old, change.new
    return Cause(change.path, change.kind, old.text if old else "", new.text if new else "", change.label)


def _is_plain(change: Change) -> bool:
    return change.old is not None and change.new is not None and change.old.plain and change.new.plain


def _same_input(path: str, old: Plan, new: Plan) -> bool:
    """Whether both plans take a plain number for `path`, in the same unit."""
    found: list[Input | None] = [next((i for i in plan.inputs if i.path == path), None) for plan in (old, new)]
    a, b = found
    return a is not None and b is not None and a.type == b.type == "number" and a.unit == b.unit


def settings(path: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """What each scenario of a file sets itself, as written: (path, value), in its order."""
    source = _source(path)
    found = [each for each in read(source).statements if isinstance(each, Scenario)]
    return {
        each.name: tuple((".".join(one.path), _override_text(one, source.text)) for one in each.overrides)
        for each in found
    }


def _chain(scenarios: dict[str, Scenario], name: str) -> list[str]:
    """A scenario and what it builds on, the oldest first."""
    chain: list[str] = []
    while name and name in scenarios and name not in chain:
        chain.append(name)
        name = scenarios[name].base or ""
    return chain[::-1]


def _layers(chain: Sequence[Scenario]) -> dict[str, tuple[Override, ...]]:
    """What a chain of scenarios sets each path to, one after another."""
    found: dict[str, tuple[Override, ...]] = {}
    for scenario in chain:
        for override in scenario.overrides:
            path = ".".join(override.path)
            found[path] = (*found.get(path, ()), override)
    return found


def _shapes(overrides: Sequence[Override] | None) -> object:
    return tuple(shape(override.value) for override in overrides or ())


def _stands_alone(path: str, layers: Sequence[dict[str, tuple[Override, ...]]], runs: Sequence[Run]) -> bool:
    """Whether neither side's value of a path depends on anything another cause may change."""
    for layer, run in zip(layers, runs, strict=True):
        if path in layer:
            if not plain(layer[path][-1].value):
                return False
        elif not any(each.path == path and each.text and not each.references for each in run.plan.quantities):
            return False
    return True


def _cause_of_path(
    path: str, layers: Sequence[dict[str, tuple[Override, ...]]], runs: Sequence[Run], text: str
) -> Cause:
    quantity = next((q for q in runs[1].plan.quantities if q.path == path), None)
    written = next((q.text for q in runs[0].plan.quantities if q.path == path), "")
    texts = [_override_text(layer[path][-1], text) if path in layer else "" for layer in layers]
    if not texts[0]:
        texts[0] = " ".join(written.split())
    if not texts[1]:
        texts[1] = " ".join(quantity.text.split()) if quantity is not None else ""
    kind = "input" if quantity is not None and quantity.role == "input" else "equation"
    return Cause(path, kind, texts[0], texts[1], quantity.label if quantity is not None else "")


def _override_text(override: Override, text: str) -> str:
    start = text.find("=", override.path_span[1], override.span[1])
    return " ".join(text[start + 1 : override.span[1]].split())


def _as_scenario(chosen: dict[str, tuple[Override, ...]], ancestor: str, text: str) -> tuple[str, str]:
    """Scenarios, one upon another, that set each path as chosen; their text and the last one's name."""
    depth = max((len(each) for each in chosen.values()), default=0)
    lines: list[str] = []
    name = ancestor
    for level in range(depth):
        items = [text[slice(*each[level].span)] for each in chosen.values() if len(each) > level]
        base = f" : {name}" if name else ""
        name = f"bridge_mix_{level}"
        lines.append(f"\nscenario {name}{base} {{\n" + "\n".join(items) + "\n}\n")
    return "".join(lines), name


# ------------------------------------------------------------------------------------------------------ files


def _program(text: str, path: str, search: Sequence[str], scenario: str) -> Program | None:
    from outlay.compilation import Compilation

    plan = Compilation(Source(path, text), search).plan(scenario)
    return None if plan is None else program_of(plan)


def _source(path: str) -> Source:
    with open(path, encoding="utf-8-sig") as stream:
        return Source(path, stream.read())


def _name(path: str, scenario: str) -> str:
    return f"{os.path.basename(path)}, {scenario}" if scenario else os.path.basename(path)


def _side(name: str) -> str:
    """What tells one side from the other: the scenario, else the file."""
    return name.rpartition(", ")[2]


def _uncertain(runs: Sequence[Run]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(q.path for run in runs for q in run.plan.quantities if q.distribution))
