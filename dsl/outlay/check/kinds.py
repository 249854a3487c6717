"""Kinds: what members a record has, in which units, with which defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outlay.check import choices, declarations, records
from outlay.check.environment import Env, Frame
from outlay.check.values import BAD, AnyValue, Bad, RecordValue, Value, sort_of
from outlay.diagnostics.codes import names as name_codes
from outlay.diagnostics.codes import records as codes
from outlay.resolve import ModuleScope
from outlay.syntax import Kind, KindMember, Span

if TYPE_CHECKING:
    from outlay.check.declarations import Declared
    from outlay.check.elaboration import Elaboration


@dataclass(slots=True, eq=False)
class KindInfo:
    """A kind and the module that declares it."""

    name: str
    scope: ModuleScope
    members: dict[str, KindMember]
    declared: dict[str, Declared | None] = field(default_factory=dict)

    def declaration(self, e: Elaboration, name: str) -> Declared | None:
        """What a member's annotation says; None where there is none."""
        if name not in self.declared:
            annotation = self.members[name].annotation
            found = None
            if annotation is not None:
                found = declarations.understand(e, annotation, Env(self.scope, Frame(name)))
            self.declared[name] = found
        return self.declared[name]


def find(e: Elaboration, name: str, scope: ModuleScope) -> KindInfo | None:
    """The kind of this name that a module can see: its own, an import's, the library's."""
    symbol = scope.symbols.get(name)
    if symbol is not None and not isinstance(symbol.statement(e.bag), Kind):
        symbol = None
    if symbol is None:
        for alias in scope.imports:
            imported = e.resolver.imported(scope, alias)
            found = imported.symbols.get(name) if imported is not None else None
            if found is not None and isinstance(found.statement(e.bag), Kind):
                symbol = found
                break
    if symbol is None:
        symbol = e.resolver.library_symbol(name)
    if symbol is None:
        return None
    statement = symbol.statement(e.bag)
    if not isinstance(statement, Kind):
        return None
    key = (id(symbol.scope), name)
    known = e.resolver.kinds.get(key)
    if isinstance(known, KindInfo):
        return known
    members: dict[str, KindMember] = {}
    for member in statement.members:
        if member.name in members:
            e.report(
                codes.DUPLICATE_KIND_MEMBER,
                symbol.scope.source,
                member.name_span,
                f"`{member.name}` is a member of `{name}` already",
            )
        members.setdefault(member.name, member)
    made = KindInfo(name, symbol.scope, members)
    e.resolver.kinds[key] = made
    return made


def unknown(e: Elaboration, name: str, span: Span, scope: ModuleScope) -> Bad:
    """Reports a record of a kind that does not exist."""
    if name in scope.broken_names:
        return BAD  # its own statement does not parse, and that has been said
    known = dict.fromkeys([*scope.symbols, *(symbol.name for symbol in e.resolver.library_symbols())])
    candidates = [found for found in known if find(e, found, scope) is not None]
    guess = e.nearest(name, [*candidates, "scenario", "kind", "function", "records"])
    return e.report(
        codes.UNKNOWN_KIND,
        scope.source,
        span,
        f"`{name}` is no kind of record"
        + (
            f"; did you mean `{guess}`?" if guess else f"; there are {', '.join(f'`{one}`' for one in candidates[:10])}"
        ),
        fix=guess,
    )


def fit_record(
    e: Elaboration, value: AnyValue, kind: KindInfo, env: Env, span: Span, what: str, home: Env | None = None
) -> AnyValue:
    """A record of a kind, or the record a text names here or where the kind is asked for, its `home`."""
    if isinstance(value, Bad):
        return BAD
    if isinstance(value, Value) and value.type == "text":
        return choices.by_text(e, kind, value, env, span, home)
    if not isinstance(value, RecordValue):
        return e.report(
            name_codes.WRONG_SORT,
            env,
            span,
            f"{what} is a record of kind `{kind.name}`, and {e.source_text(env, span)} is {sort_of(value)}",
        )
    found = records.kind_of(value.record)
    if found is not kind:
        return e.report(
            codes.WRONG_KIND,
            env,
            span,
            f"{what} is of kind `{kind.name}`, and {e.source_text(env, span)} is of kind `{found.name}`",
        )
    return value
