"""The units a model knows: every `unit` statement in sight, in whatever order they need one another."""

from __future__ import annotations

from fractions import Fraction

from outlay.check.elaboration import Elaboration, Settings
from outlay.check.environment import Env, Frame
from outlay.check.unit_names import unknown_unit
from outlay.diagnostics import Bag
from outlay.diagnostics.codes import meeting
from outlay.resolve import ModuleScope, Resolver
from outlay.syntax import Name, UnitDeclaration
from outlay.units import ONE, ExponentError, Unit, Units


def declared(resolver: Resolver, root: ModuleScope, bag: Bag) -> Units:
    """A registry of the units of a model, its imports and the library; what clashes or is unknown is reported."""
    units = Units()
    waiting = list(resolver.unit_declarations(root))
    while waiting:
        left = [(scope, one) for scope, one in waiting if not _declare(units, scope, one, bag)]
        if len(left) == len(waiting):
            _report_left(resolver, units, left, bag)
            break
        waiting = left
    return units


def _declare(units: Units, scope: ModuleScope, one: UnitDeclaration, bag: Bag) -> bool:
    """Declares a unit; False while what it is made of is not known yet."""
    terms: Unit | None = None
    factor = Fraction(one.factor_text.replace("_", "")) if _plain(one.factor_text) else Fraction(one.factor)
    try:
        if one.terms is not None:
            terms = ONE
            for term in one.terms:
                found = units.unit(term.name)
                if found is None:
                    return False
                terms, scale = units.multiply(terms, units.power(found, term.exponent))
                factor *= scale
        prefixes = frozenset(
            argument.value.name
            for attribute in one.attributes
            if attribute.name == "prefix"
            for argument in attribute.arguments
            if isinstance(argument.value, Name)
        )
        clash = units.declare(one.name, plural=one.plural, factor=factor, terms=terms, prefixes=prefixes)
    except ExponentError as error:
        clash = str(error)
    if clash is not None:
        units.fail(one.name)
        bag.add(meeting.UNIT_CLASH, scope.source, one.name_span, clash)
    return True


def _report_left(resolver: Resolver, units: Units, left: list[tuple[ModuleScope, UnitDeclaration]], bag: Bag) -> None:
    """Says of declarations that cannot be worked out which names are unknown and which go in a circle."""
    waiting = {one.name: one for _, one in left}
    for name in waiting:
        units.fail(name)
    told: set[str] = set()
    for scope, one in left:
        e = Elaboration(resolver, units, Settings(), scope, bag)
        for term in one.terms or ():
            if units.unit(term.name) is None and term.name not in waiting:
                unknown_unit(e, Env(scope, Frame(one.name)), term)
        ring = _ring(one.name, waiting)
        if ring and not told & set(ring):
            told |= set(ring)
            way = " → ".join(f"`{name}`" for name in ring)
            bag.add(meeting.UNIT_CLASH, scope.source, one.name_span, f"a unit cannot be made of itself: {way}")


def _ring(name: str, waiting: dict[str, UnitDeclaration]) -> list[str]:
    """The way from a unit back to itself through what others are made of; empty where there is none."""
    came: dict[str, str] = {}
    todo = [name]
    while todo:
        here = todo.pop()
        for term in waiting[here].terms or ():
            if term.name == name:
                way = [name]
                while here != name:
                    way.append(here)
                    here = came[here]
                return [name, *reversed(way[1:]), name]
            if term.name in waiting and term.name not in came:
                came[term.name] = here
                todo.append(term.name)
    return []


def _plain(text: str) -> bool:
    cleaned = text.replace("_", "").replace(".", "", 1)
    return cleaned.isdigit()
