"""Records: instances with late-bound members, rows of tables, and what a member of either is worth."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlay import spelling
from outlay.check import attributes, choices, chosen_members, dated, declarations, definitions, kinds, rows
from outlay.check.environment import Env, Frame, Path
from outlay.check.rows import Family, Row
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, Value, sort_of
from outlay.diagnostics import Bag, Note
from outlay.diagnostics.codes import names as name_codes
from outlay.diagnostics.codes import records as codes
from outlay.resolve import ModuleScope
from outlay.structs import replace
from outlay.syntax import Definition, Interval, Literal, Record, Span, Unary
from outlay.units import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from outlay.check.choices import Choice
    from outlay.check.elaboration import Elaboration
    from outlay.check.kinds import KindInfo

    AnyRecord: TypeAlias = "RecordInstance | Row | Family | Choice"

MAXIMUM_CHAIN = 50


@dataclass(slots=True, eq=False)
class RecordInstance:
    """A record statement, or a record some scenario changes a member of."""

    path: Path
    scope: ModuleScope
    kind: KindInfo
    members: dict[str, Definition]
    base: RecordInstance | Row | Family | Choice | None
    broken: bool = False


def instance(e: Elaboration, scope: ModuleScope, statement: Record, env: Env) -> RecordInstance:
    """The record of a statement, made once; its members wait until they are asked for."""
    key = ("record", id(scope), statement.name)
    known = e.memo.get(key)
    if isinstance(known, RecordValue) and isinstance(known.record, RecordInstance):
        return known.record
    kind = kinds.find(e, statement.kind, scope)
    if kind is None:
        kinds.unknown(e, statement.kind, statement.kind_span, scope)
    members: dict[str, Definition] = {}
    for member_definition in statement.members:
        if member_definition.name in members:
            e.report(
                codes.MEMBER_TWICE,
                scope.source,
                member_definition.name_span,
                f"`{member_definition.name}` is given twice in `{statement.name}`",
                notes=(Note("first given here", scope.source, members[member_definition.name].name_span),),
            )
        members.setdefault(member_definition.name, member_definition)
    missing = kind or kinds.KindInfo(statement.kind, scope, {})
    made = RecordInstance((statement.name,), scope, missing, members, None, broken=kind is None)
    e.memo[key] = RecordValue(made)
    if statement.base is not None:
        made.base = _base(e, scope, statement, made)
    if not made.broken:
        _look_for_slips(e, made)
    return made


def _look_for_slips(e: Elaboration, made: RecordInstance) -> None:
    """Warns of an added member whose name is one letter away from a member that is not given."""
    known = member_names(e, made.base) if made.base is not None else list(made.kind.members)
    for name, given in made.members.items():
        if name in known:
            continue
        meant = spelling.slip(name, (one for one in known if one not in made.members))
        if meant is not None:
            e.report(
                codes.NEARLY_A_MEMBER,
                made.scope.source,
                given.name_span,
                f"`{name}` is added to `{made.path[-1]}`, whose `{meant}` stays as it is; did you mean `{meant}`?",
                fix=meant,
            )


def named(e: Elaboration, scope: ModuleScope, statement: Record, env: Env) -> AnyValue:
    """A record by its name: itself, or the one a scenario puts in its place."""
    own = instance(e, scope, statement, env)
    path: Path = (statement.name,)
    if scope is not e.root:
        return RecordValue(own)
    layer, entry = definitions.overriding(e, path, env.below.get(path, len(e.layers)))
    if entry is None:
        return RecordValue(own)

    def make() -> AnyValue:
        inner = Env(entry.scope, Frame(statement.name), below={path: layer})
        value = e.expression(entry.override.value, inner)
        found = kinds.fit_record(e, value, own.kind, inner, entry.override.value.span, f"`{statement.name}`")
        if not isinstance(found, RecordValue) or not definitions.members_overridden(e, path):
            return found
        return RecordValue(altered(e, found.record, path, scope))

    return definitions.once(e, ("record in place", path, layer), statement.name, entry.override.path_span, env, make)


def _base(
    e: Elaboration, scope: ModuleScope, statement: Record, made: RecordInstance
) -> RecordInstance | Row | Family | Choice | None:
    assert statement.base is not None
    env = Env(scope, Frame(statement.name))
    found = e.expression(statement.base, env)
    if isinstance(found, Bad):
        made.broken = True
        return None
    if not isinstance(found, RecordValue):
        e.report(
            name_codes.WRONG_SORT, env, statement.base.span, f"a record extends a record, and this is {sort_of(found)}"
        )
        made.broken = True
        return None
    at: object = found.record
    steps = 0
    while isinstance(at, RecordInstance):
        steps += 1
        if at is made or steps > MAXIMUM_CHAIN:
            e.report(
                codes.BASE_CYCLE,
                env,
                statement.base.span,
                f"`{statement.name}` extends {e.source_text(env, statement.base.span)}, which in the end extends "
                f"`{statement.name}` again"
                if at is made
                else f"records extend one another more than {MAXIMUM_CHAIN} deep here",
            )
            made.broken = True
            return None
        at = at.base
    kind = kind_of(found.record)
    if kind is not made.kind and not made.broken:
        e.report(
            codes.WRONG_KIND,
            env,
            statement.base.span,
            f"`{statement.name}` is of kind `{made.kind.name}`, and what it extends is of kind `{kind.name}`",
        )
        made.broken = True
        return None
    return found.record


def kind_of(record: RecordInstance | Row | Family | Choice) -> KindInfo:
    """The kind of any record."""
    if isinstance(record, Row | Family):
        return record.table.kind
    return record.kind


def title(record: RecordInstance | Row | Family | Choice) -> str:
    """A record's name for people."""
    if isinstance(record, Row):
        return record.raw.name
    if isinstance(record, Family):
        return record.rows[0].raw.name
    if isinstance(record, RecordInstance):
        return ".".join(record.path)
    return record.name


def member_names(e: Elaboration, record: RecordInstance | Row | Family | Choice) -> list[str]:
    """Every member one may ask for."""
    found = dict.fromkeys(kind_of(record).members)
    at: object = record
    while isinstance(at, RecordInstance):
        found.update(dict.fromkeys(at.members))
        at = at.base
    return list(found)


def has_member(e: Elaboration, record: RecordInstance | Row | Family | Choice, name: str) -> bool:
    """Whether a record has a member of this name, from itself, its base or its kind."""
    at: object = record
    while isinstance(at, RecordInstance):
        if name in at.members or at.broken:
            return True
        at = at.base
    return name in kind_of(record).members


@contextmanager
def quiet(e: Elaboration) -> Iterator[Bag]:
    """Mistakes found inside are set aside, not reported."""
    kept, e.bag = e.bag, Bag()
    try:
        yield e.bag
    finally:
        e.bag = kept


def member(e: Elaboration, record: RecordInstance | Row | Family | Choice, name: str, env: Env, span: Span) -> AnyValue:
    """The value of a member; formulas see the record they are asked of, so a derived record's figures reach them."""
    if isinstance(record, choices.Choice):
        return chosen_members.member(e, record, name, env, span)
    if isinstance(record, Family):
        found = dated.newest(e, record, env, span)
        return BAD if found is None else member(e, found, name, env, span)
    return _member_of(e, record, record, name, env, span)


def _member_of(
    e: Elaboration, of: RecordInstance | Row, at: RecordInstance | Row, name: str, env: Env, span: Span
) -> AnyValue:
    """A member of `of`, looked for from `at` on down its bases, then in its kind."""
    here: object = at
    if isinstance(of, RecordInstance):
        path: Path = (*of.path, name)
        limit = env.below.get(path, len(e.layers)) if of.scope is e.root else 0
        layer, entry = definitions.overriding(e, path, limit) if of.scope is e.root else (-1, None)
    else:
        path, layer, entry, limit = (of.table.name, title(of), name), -1, None, 0
    if isinstance(of, RecordInstance) and of.broken and name not in of.members:
        return BAD

    def make() -> AnyValue:
        if isinstance(of, RecordInstance) and entry is not None:
            return _overridden(e, of, path, name, layer, entry)
        found = _found(e, of, here, name, path, env, span)
        return definitions.opened(e, found, path) if isinstance(of, RecordInstance) else found

    # only a figure that may be missing differs with where it is asked for; whatever is written is one thing for all
    forgiving = env.depth > 0 and env.row is None and entry is None and _definition(of, name) is None
    key: tuple[object, ...] = ("member", id(of), name, layer, forgiving)
    if entry is not None:
        key = ("member", path, name, layer, False)  # what is put in place is one input, whichever record it alters
    if isinstance(of, RecordInstance) and of.base is not None and e.open and e.open[-1][0] == key:
        return _own_figure(e, of, of.base, name, env, span)
    e.memo.setdefault(("keep", id(of)), RecordValue(of))  # ids are only good while what they name lives
    return definitions.once(e, key, ".".join(path[-2:]), span, env, make)


def _own_figure(
    e: Elaboration, of: RecordInstance, base: RecordInstance | Row | Family | Choice, name: str, env: Env, span: Span
) -> Bad:
    """Reports a member made of itself, where its base's was surely meant."""
    named_base = f"{title(base)}.{name}" if isinstance(base, RecordInstance) and has_member(e, base, name) else None
    return e.report(
        name_codes.CYCLE,
        env,
        span,
        f"`{name}` is `{title(of)}`'s own here, so it would need itself"
        + (f"; the figure of what it extends is `{named_base}`" if named_base else ""),
        fix=named_base,
    )


def _overridden(e: Elaboration, of: RecordInstance, path: Path, name: str, layer: int, entry: object) -> AnyValue:
    from outlay.check.elaboration import LayerOverride

    assert isinstance(entry, LayerOverride)
    frame = Frame(".".join(path), stream=definitions.stream_of(entry))
    env = Env(entry.scope, frame, below={path: layer}, expects_share=_share(e, of, name))

    def base() -> AnyValue:
        return member(e, of, name, env, entry.override.path_span)

    declared = _declared(e, of, name)
    value = definitions.override_value(e, entry, env, base, declared is None)
    if declared is not None:
        value = declarations.apply(e, value, declared, env, entry.override.value.span, f"`{'.'.join(path)}`")
    definition = _definition(of, name)
    if isinstance(value, RecordValue) and path in e.opened and not e.at_once:
        label = (definition or kind_of(of).members[name]).label or ""
        span = definition.value.span if definition is not None else (0, 0)
        home = Env(of.scope, frame)  # what may be chosen is what its own file sees
        return RecordValue(choices.input_choice(e, value.record, path, span, home, label=label, own=False))
    if not isinstance(value, Value):
        return value
    return definitions.finish(
        e,
        value,
        definition or kind_of(of).members[name],
        path,
        ".".join(path),
        "member",
        entry.override.value.span,
        env,
        env,
        share=declared is not None and declared.share,
        top=True,
        settable=True,
    )


def _definition(of: RecordInstance | Row | Family | Choice | None, name: str) -> Definition | None:
    at = of
    while isinstance(at, RecordInstance):
        if name in at.members:
            return at.members[name]
        at = at.base
    return None


def _declared(e: Elaboration, of: RecordInstance | Row, name: str) -> declarations.Declared | None:
    kind = kind_of(of)
    return kind.declaration(e, name) if name in kind.members else None


def _share(e: Elaboration, of: RecordInstance | Row, name: str) -> bool:
    declared = _declared(e, of, name)
    return declared is not None and declared.share


def _found(
    e: Elaboration, of: RecordInstance | Row, here: object, name: str, path: Path, env: Env, span: Span
) -> AnyValue:
    """A member as written in a record, held in a row, or given by its kind."""
    kind = kind_of(of)
    while isinstance(here, RecordInstance):
        definition = here.members.get(name)
        if here is not of and here.scope is e.root:
            _, entry = definitions.overriding(e, (*here.path, name), len(e.layers))
            # what a scenario says of a base holds for all that extend it
            if entry is not None or (e.at_once and (*here.path, name) in e.opened):
                return member(e, here, name, env.inner(below={}), span)
        if definition is not None:
            return _written(e, of, here, definition, path)
        here = here.base
    if isinstance(here, Family):
        here = dated.newest(e, here, env, span)
        if here is None:
            return BAD
    if isinstance(here, choices.Choice):
        return chosen_members.member(e, here, name, env, span)
    if isinstance(here, Row):
        value = rows.cell_value(e, here, name)
        if value is not None:
            if isinstance(value, Value) and value.type == "number":
                return _row_quantity(e, here, name, value, path)
            return value
    default = kind.members[name].default if name in kind.members else None
    if default is None:
        return missing(e, of, name, env, span, f"its kind `{kind.name}` has no default")
    frame = Frame(".".join(path))
    if isinstance(of, RecordInstance):
        first = _first(of)
        frame.stream = e.qualified(first.scope, (*first.path, name))
    inner = Env(kind.scope, frame, record=of, expects_share=_share(e, of, name), depth=env.depth + 1)
    if inner.depth > 40:
        return e.report(name_codes.TOO_DEEP, env, span, f"the default of `{name}` builds on too many others")
    with quiet(e) as found:
        value = e.expression(default, inner)
    for item in found.items:
        if item.code in (codes.NOTHING_FITS, codes.MEMBER_MISSING):
            return missing(e, of, name, env, span, item.message)
        if item.code is codes.AGED_PRICE:  # of a figure the kind works out: told where it is asked for
            e.report(item.code, env, span, f"`{'.'.join(path[-2:])}`: {item.message}")
            continue
        e.bag.add(item.code, item.source, item.span, item.message, notes=item.notes, fix=item.fix)
    declared = _declared(e, of, name)
    if declared is not None:
        value = declarations.apply(e, value, declared, inner, default.span, f"`{name}` of kind `{kind.name}`")
    if isinstance(value, Value):
        index = e.add_quantity(
            ".".join(path), value, "default", default.span, inner, label=kind.members[name].label or ""
        )
        return replace(value, quantity=index)
    return value


def _first(of: RecordInstance) -> RecordInstance:
    """The record at the end of a chain of bases, whose draws all that extend it share."""
    at = of
    while isinstance(at.base, RecordInstance):
        at = at.base
    return at


def missing(e: Elaboration, of: RecordInstance | Row, name: str, env: Env, span: Span, reason: str) -> AnyValue:
    """A figure nobody has: an error where the model asks for it, a fault of the run where only a function might."""
    at: object = of
    while isinstance(at, RecordInstance):
        at = at.base
    if isinstance(at, Row) and at.table.broken:
        return BAD  # the figure may stand in a column that is named otherwise
    said = f"`{title(of)}` has no figure for `{name}`, and {reason}; give `{name}` yourself"
    declared = _declared(e, of, name)
    if env.depth and env.row is None and declared is not None and declared.sort == "number":
        place = e.builder.place(env.scope.source, span)
        node = e.builder.make("fault", (), (said.replace("`", ""), ()), place=place)
        return Value(node, declared.unit or ONE)
    return e.report(codes.MEMBER_MISSING, env, span, said)


def _written(
    e: Elaboration, of: RecordInstance | Row, here: RecordInstance, definition: Definition, path: Path
) -> AnyValue:
    """A member as a record writes it; its draw belongs to the record that wrote it."""
    own_path = (*here.path, definition.name)
    each_period = attributes.each_period(definition.attributes)
    frame = Frame(".".join(own_path), each_period=each_period, stream=e.qualified(here.scope, own_path))
    declared = _declared(e, of, definition.name)
    env = Env(here.scope, frame, record=of, expects_share=declared is not None and declared.share)
    if definition.annotation is not None:
        declared = declarations.understand(e, definition.annotation, env)
        env = env.inner(expects_share=declared is not None and declared.share)
    shown = ".".join(path)
    if of is not here and here.scope is e.root and is_figure(definition):
        # one figure, set in one place for every record that extends the one that holds it
        value = member(e, here, definition.name, env, definition.value.span)
    else:
        value = e.expression(definition.value, env)
        if declared is not None:
            value = declarations.apply(e, value, declared, env, definition.value.span, f"`{shown}`")
    if not isinstance(value, Value):
        return value
    is_input = of is here and here.scope is e.root and is_figure(definition)
    return definitions.finish(
        e,
        value,
        definition,
        path,
        shown,
        "member",
        definition.value.span,
        env,
        env,
        share=declared is not None and declared.share,
        top=path not in e.opened,  # an opened member is an input where its override stands
        settable=is_input,
    )


def is_figure(definition: Definition) -> bool:
    """Whether a member is a plain figure, which a run may set, rather than a formula."""
    value = definition.value
    if isinstance(value, Unary):
        value = value.operand
    return isinstance(value, Literal | Interval)


def _row_quantity(e: Elaboration, row: Row, name: str, value: Value, path: Path) -> AnyValue:
    """A cell as a quantity with its row's source, for explain."""
    drawn = e.builder.nodes[value.node]
    family = str(drawn.value[0]) if drawn.op == "draw" and isinstance(drawn.value, tuple) else ""
    env = Env(row.table.scope, Frame(".".join(path), distribution=family))
    statement = row.table.statement
    raw = row.raw
    position = row.columns[name]
    text = raw.cells[position] or ""
    facts = rows.row_facts(row)
    member_label = row.table.kind.members[name].label if name in row.table.kind.members else None
    index = e.add_quantity(
        f"{raw.name}.{name}", value, "member", statement.span, env, label=member_label or "", facts=facts, text=text
    )
    return replace(value, quantity=index)


def altered(
    e: Elaboration, record: RecordInstance | Row | Family | Choice, path: Path, scope: ModuleScope
) -> RecordInstance:
    """A record under a name of the model, some of whose members a scenario overrides."""
    return RecordInstance(path, scope, kind_of(record), {}, record)
