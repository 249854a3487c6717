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
            for scope, one in left:
                _report(Elaboration(resolver, units, Settings(), scope, bag), scope, one)
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
        bag.add(meeting.UNIT_CLASH, scope.source, one.name_span, clash)
    return True


def _report(e: Elaboration, scope: ModuleScope, one: UnitDeclaration) -> None:
    for term in one.terms or ():
        if e.units.unit(term.name) is None:
            unknown_unit(e, Env(scope, Frame(one.name)), term)


def _plain(text: str) -> bool:
    cleaned = text.replace("_", "").replace(".", "", 1)
    return cleaned.isdigit()
