"""Definitions: the value of a name, with scenarios laid over it, its annotation, its attributes, its place in a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outlay.check import actuals, attributes, choices, declarations, kinds, records, timeline
from outlay.check.convert import fit, literal_with, takes
from outlay.check.environment import Env, Frame, Path
from outlay.check.mentions import names_in
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, Value, sort_of
from outlay.diagnostics import Note
from outlay.diagnostics.codes import meeting, questions
from outlay.diagnostics.codes import names as codes
from outlay.plan import BEFORE
from outlay.resolve import ModuleScope
from outlay.structs import replace
from outlay.syntax import At, Definition, KindMember, Span

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration, LayerOverride


# Definitions are worked out in an order that keeps this small, circles aside.
MAXIMUM_OPEN = 1_000


def overriding(e: Elaboration, path: Path, limit: int) -> tuple[int, LayerOverride | None]:
    """The topmost layer below `limit` that overrides a path, and its override; (-1, None) for none."""
    if path[:1] in e.override_prefixes:
        for index in range(min(limit, len(e.layers)) - 1, -1, -1):
            entry = e.layers[index].get(path)
            if entry is not None:
                return index, entry
    return -1, None


def stream_of(entry: LayerOverride) -> str:
    """The stream of what an override draws: its path's, unless the value beneath, which keeps it, has a part in it."""
    path = entry.override.path
    name = ".".join(path)
    return f"{name} in {entry.name}" if path[0] in names_in(entry.override.value) else name


def members_overridden(e: Elaboration, path: Path) -> bool:
    """Whether a scenario overrides a member of the record of this path."""
    return any(other[: len(path)] == path and len(other) > len(path) for layer in e.layers for other in layer)


def settled(e: Elaboration, name: str, env: Env) -> bool:
    """Whether a bare name stands for a definition of the module that has been worked out already."""
    if name in env.locals or env.record is not None or env.row is not None:
        return False
    path: Path = (name,)
    layer = overriding(e, path, env.below.get(path, len(e.layers)))[0] if env.scope is e.root else -1
    return isinstance(e.memo.get(("definition", id(env.scope), path, layer)), Value)


def once(e: Elaboration, key: object, title: str, span: Span, env: Env, make: Callable[[], AnyValue]) -> AnyValue:
    """Works something out once; meeting it again while it is being worked out is a cycle, reported with its path."""
    known = e.memo.get(key)
    if known is not None:
        return known
    for position, (open_key, *_) in enumerate(e.open):
        if open_key == key:
            return _cycle(e, position, title, span, env)
    if len(e.open) > MAXIMUM_OPEN:
        return e.report(
            codes.TOO_DEEP,
            env,
            span,
            f"more than {MAXIMUM_OPEN:,} definitions lean on one another in one chain here, which mostly is a circle",
        )
    e.open.append((key, title, env.scope.source, span))
    try:
        found = make()
    finally:
        e.open.pop()
    e.memo[key] = found
    return found


def _cycle(e: Elaboration, position: int, title: str, span: Span, env: Env) -> Bad:
    """Reports a circle once, at its first definition, naming every station."""
    stations = e.open[position:]
    for key, *_ in stations:
        e.memo[key] = BAD
    needs = [*((name, source, place) for _, name, source, place in stations[1:]), (title, env.scope.source, span)]
    here = [place for _, source, place in needs if source is env.scope.source]
    # told from the definition that stands first, wherever the circle was entered
    first = next(at for at, (_, source, place) in enumerate(needs) if source is env.scope.source and place == min(here))
    needs = needs[first:] + needs[:first]
    path = " → ".join(f"`{name}`" for name, _, _ in [needs[-1], *needs])
    said = f"these need each other within one period: {path}" if len(needs) > 1 else f"{path}: this needs itself"
    return e.report(
        codes.CYCLE,
        env,
        needs[0][2],
        f"{said}; what is carried from one period to the next is written `previous(x, first_value)`",
        notes=tuple(Note(f"needs `{name}` here", source, place) for name, source, place in needs)[:8],
    )


def named(e: Elaboration, scope: ModuleScope, statement: Definition, span: Span, env: Env) -> AnyValue:
    """The value of a module's definition, with the overrides of the scenario in force."""
    alias = e.aliases.get(id(scope))
    is_root = scope is e.root or alias is not None
    path: Path = (statement.name,) if alias is None else (alias, statement.name)
    limit = env.below.get(path, len(e.layers)) if is_root else 0
    layer, entry = overriding(e, path, limit) if is_root else (-1, None)
    shown = ".".join(path) if is_root or not scope.name else f"{scope.name.rsplit('.', 1)[-1]}.{statement.name}"
    top = limit == len(e.layers) or layer == overriding(e, path, len(e.layers))[0]
    key = ("definition", id(scope), path, layer)

    def make() -> AnyValue:
        return _work_out(
            e, scope, statement, path, shown if top or not is_root else f"{shown}{BEFORE}", layer, entry, top
        )

    return once(e, key, shown, span, env, make)


def _work_out(
    e: Elaboration,
    scope: ModuleScope,
    statement: Definition,
    path: Path,
    shown: str,
    layer: int,
    entry: LayerOverride | None,
    top: bool,
) -> AnyValue:
    frame = Frame(shown, each_period=attributes.each_period(statement.attributes), stream=shown.removesuffix(BEFORE))
    if entry is not None:
        frame.stream = stream_of(entry)
    own = Env(scope, frame)
    declared = declarations.understand(e, statement.annotation, own) if statement.annotation is not None else None
    if statement.annotation is not None and declared is None:
        return BAD
    expects_share = declared is not None and declared.share
    forbids_share = declared is not None and declared.ratio
    if entry is None:
        env = own.inner(expects_share=expects_share, forbids_share=forbids_share)
        expression = statement.value
        value = e.expression(expression, env)
        value = _splice_actual(e, scope, statement, value, env)
    else:
        env = Env(entry.scope, frame, below={path: layer}, expects_share=expects_share, forbids_share=forbids_share)
        expression = entry.override.value
        value = override_value(e, entry, env, lambda: _base(e, scope, statement, path, layer, entry), declared is None)
    what = f"`{shown}`"
    if declared is not None:
        value = declarations.apply(e, value, declared, env, expression.span, what)
    if isinstance(value, Bad):
        return BAD
    role = statement.role
    if isinstance(value, RecordValue):
        return _record_definition(e, scope, statement, path, value, top, env)
    if not isinstance(value, Value):
        if role != "plain":
            return e.report(
                codes.WRONG_SORT,
                env,
                expression.span,
                f"an {role} is a number, a text{' or' if role == 'output' else ','} a date"
                f"{'' if role == 'output' else ' or a record'}; this is {sort_of(value)}",
            )
        return value
    return finish(e, value, statement, path, shown, role, expression.span, env, own, share=expects_share, top=top)


def finish(
    e: Elaboration,
    value: Value,
    statement: Definition | KindMember,
    path: Path,
    shown: str,
    role: str,
    span: Span,
    env: Env,
    own: Env,
    *,
    share: bool,
    top: bool,
    settable: bool = False,
) -> AnyValue:
    """Makes a worked-out number a quantity: attributes read, an input where a run may set it, actuals, bounds."""
    if value.window is not None:
        return e.report(
            codes.WRONG_SORT,
            env,
            span,
            "a slice is several periods; say what to make of them: `sum(…)`, `total(…)`, `mean(…)`, `min(…)` or "
            "`max(…)`",
            fix=f"{'total' if timeline.is_rate(e, value.unit) else 'sum'}({env.scope.source.text[span[0] : span[1]]})",
        )
    facts = attributes.read(e, statement.attributes, own, value, shown, span, env)
    if share or (facts.target is not None and attributes.target_in_percent(statement.attributes)):
        value = replace(value, percent=True)
    if role == "output":
        value = _simplified(e, value)
    opened = path in e.opened
    free = path in e.free and top
    an_input = role == "input" or settable or free
    if (an_input or opened) and (top or (opened and e.at_once)) and (opened or not value.series):
        default = env.scope.source.text[span[0] : span[1]]
        node = e.add_input(
            path if top else (shown,),
            value.type,
            e.units.text(value.unit),
            statement.label or "",
            value.node,
            default,
            share,
            None,
            facts.range,
            series=value.series,
            opened=not an_input,
        )
        value = replace(value, node=node, zero=False)
        if value.hole is not None:
            e.input_holes.append((len(e.inputs) - 1, value.hole))
    index = e.add_quantity(shown, value, role, span, env, label=statement.label or "", facts=facts)
    if value.hole is not None:
        e.holes.append((index, value.hole))
    return replace(value, quantity=index)


def opened(e: Elaboration, value: AnyValue, path: Path) -> AnyValue:
    """A member that is no figure of its record, as an input where some scenario overrides it."""
    if not e.at_once or path not in e.opened or not isinstance(value, Value) or value.series:
        return value
    if e.builder.nodes[value.node].op == "input":
        return value
    node = e.add_input(path, value.type, e.units.text(value.unit), "", value.node, "", opened=True)
    return replace(value, node=node, zero=False)


def _simplified(e: Elaboration, value: Value) -> Value:
    """An output in a unit without leftovers such as USD*second/hour."""
    unit, factor = e.units.simplify(value.unit)
    if unit == value.unit or factor == 1:
        return replace(value, unit=unit)
    node = e.builder.make("mul", (value.node, e.builder.constant(float(factor))))
    return replace(value, node=node, unit=unit)


def override_value(
    e: Elaboration, entry: LayerOverride, env: Env, base: Callable[[], AnyValue], need_unit: bool
) -> AnyValue:
    """What an override puts in place of a value, in the unit of what it replaces."""
    value = e.expression(entry.override.value, env)
    if isinstance(value, Bad) or (not need_unit and e.settings.timeline is None):
        return value
    replaced = base()
    if isinstance(replaced, Bad):
        return BAD
    if isinstance(replaced, Value) and isinstance(value, Value) and replaced.series and not value.series:
        value = e.spread(value)
    if not need_unit:
        return value
    what = f"`{'.'.join(entry.override.path)}`"
    span = entry.override.value.span
    if isinstance(replaced, RecordValue):
        if not isinstance(value, RecordValue | Value):
            return e.report(codes.WRONG_SORT, env, span, f"{what} is a record, and this is {sort_of(value)}")
        return kinds.fit_record(e, value, records.kind_of(replaced.record), env, span, what)
    if not isinstance(replaced, Value):
        return value
    if not isinstance(value, Value) or value.type != replaced.type:
        return e.report(codes.WRONG_SORT, env, span, f"{what} is {sort_of(replaced)}, and this is {sort_of(value)}")
    if value.type != "number":
        return value
    if takes(value, replaced.unit) and not value.zero and not entry.lenient:
        text = env.scope.source.text[span[0] : span[1]]
        return e.report(
            meeting.BARE_NUMBER,
            env,
            span,
            f"{text} has no unit, and {what} is in {e.unit_text(replaced.unit)}",
            fix=literal_with(e, text, replaced.unit),
        )
    return fit(e, value, replaced.unit, env, span, what, questions.OVERRIDE_UNIT)


def _base(
    e: Elaboration, scope: ModuleScope, statement: Definition, path: Path, layer: int, entry: LayerOverride
) -> AnyValue:
    """The value beneath an override."""
    env = Env(entry.scope, Frame(".".join(path)), below={path: layer})
    return named(e, scope, statement, entry.override.path_span, env)


def _record_definition(
    e: Elaboration, scope: ModuleScope, statement: Definition, path: Path, value: RecordValue, top: bool, env: Env
) -> AnyValue:
    """A definition that stands for a record: an input among the kind's records, or an alias some scenario changes."""
    facts = attributes.read(e, statement.attributes, env, None, ".".join(path), statement.value.span)
    if statement.role == "output":
        members = [name for name in records.member_names(e, value.record) if name != "self"]
        written = env.scope.source.text[slice(*statement.value.span)]
        written = f"({written})" if isinstance(statement.value, At) else written
        shown = f", for example `{written}.{members[0]}`" if members else ""
        return e.report(
            codes.WRONG_SORT,
            env,
            statement.value.span,
            f"an output is a number, a text or a date, and this is a record; show its members{shown}",
        )
    own = statement.role == "input"
    if top and ((own and scope is e.root) or path in e.opened):
        label, span, home = statement.label or "", statement.value.span, Env(scope, env.frame)
        value = RecordValue(choices.input_choice(e, value.record, path, span, home, label=label, facts=facts, own=own))
    if scope is e.root and members_overridden(e, path):
        if isinstance(value.record, choices.Choice):
            return RecordValue(choices.altered(e, value.record, path, scope))
        return RecordValue(records.altered(e, value.record, path, scope))
    return value


def _splice_actual(e: Elaboration, scope: ModuleScope, statement: Definition, value: AnyValue, env: Env) -> AnyValue:
    """Known periods from `actual … from` replace the forecast."""
    if not isinstance(value, Value):
        return value
    actual = e.resolver.actual(scope, statement.name)
    return value if actual is None else actuals.splice(e, actual, value, env)
