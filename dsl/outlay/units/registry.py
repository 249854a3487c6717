"""`Units`: the arithmetic of units in one model. Everything is exact, and remembered once it was worked out."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

from outlay.currencies import CURRENCIES
from outlay.structs import struct
from outlay.units.reading import read
from outlay.units.unit import ONE, Terms, Unit, checked, power, reckoned, write
from outlay.units.vocabulary import Declaration, Vocabulary

_Key = TypeVar("_Key")
_Found = TypeVar("_Found")

_TIME = "second"
# The calendar's units as shares of a year; whichever the library declares as the base.
_YEARS = {"year": Fraction(1), "quarter": Fraction(1, 4), "month": Fraction(1, 12)}
_SECONDS_PER_DAY = 86_400
_REMEMBERED = 50_000  # entries per memory, after which it starts afresh


@struct(frozen=True, slots=True)
class Relation:
    """How a number in one unit becomes a number in another of the same dimension.

    `number * factor * days_per_year ** calendar`, times `rate ** power` for each (from, to, power) of `currencies`,
    where `rate` is how much of `to` one `from` is worth.
    """

    factor: Fraction
    calendar: Fraction = Fraction(0)
    currencies: tuple[tuple[str, str, Fraction], ...] = ()

    @property
    def plain(self) -> bool:
        """Whether neither the calendar nor a rate is needed."""
        return not self.calendar and not self.currencies


SAME = Relation(Fraction(1))


class _Memory:
    """What was worked out; a pure function of the vocabulary, so copies of a registry share it until one declares."""

    __slots__ = ("bases", "mends", "products", "quotients", "relations", "simple", "texts", "units")

    def __init__(self) -> None:
        self.products: dict[tuple[Unit, Unit], tuple[Unit, Fraction]] = {}
        self.quotients: dict[tuple[Unit, Unit], tuple[Unit, Fraction]] = {}
        self.relations: dict[tuple[Unit, Unit], Relation | None] = {}
        self.bases: dict[Unit, tuple[Terms, Fraction]] = {}
        self.simple: dict[Unit, tuple[Unit, Fraction]] = {}
        self.texts: dict[Unit, str] = {}
        self.units: dict[str, Unit | None] = {}
        self.mends: dict[tuple[Unit, Unit], str] = {}


class Units:
    """A registry of units. What is beyond all reason (`second^1000`) raises `ExponentError`, for the caller to report.

    The library's `second` and its `month`, `quarter` and `year` are the names that this arithmetic knows; `relate`
    lets time and calendar meet.
    """

    __slots__ = ("_failed", "_memory", "_shared", "_vocabulary")

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._memory = _Memory()
        self._shared = False
        self._failed: frozenset[str] = frozenset()

    def copy(self) -> Units:
        """A registry of its own that starts from all that this one knows."""
        twin = Units.__new__(Units)
        twin._vocabulary, twin._memory = self._vocabulary, self._memory
        twin._shared = self._shared = True
        twin._failed = self._failed
        return twin

    # --------------------------------------------------------------------------------------------------- names

    def declare(
        self,
        name: str,
        *,
        plural: str | None = None,
        factor: Fraction = Fraction(1),
        terms: Unit | None = None,
        prefixes: frozenset[str] = frozenset(),
    ) -> str | None:
        """Make a name a unit: `factor` times `terms`, or a base unit. Returns None, or what it clashes with."""
        made = Declaration(name, plural, factor, terms, prefixes)
        if self._vocabulary.same(made):
            return None
        problem = self._vocabulary.clash(made)
        if problem is None:
            if self._shared:
                self._vocabulary, self._shared = self._vocabulary.copy(), False
            self._vocabulary.add(made)
            self._memory = _Memory()
        return problem

    def fail(self, name: str) -> None:
        """Remember a name whose declaration cannot stand, so that no more is said where it is used."""
        self._failed |= {name, f"{name}s"}

    def failed(self, name: str) -> bool:
        """Whether a name is no unit only because its own declaration cannot stand."""
        return name in self._failed

    @property
    def names(self) -> tuple[str, ...]:
        """Every declared name, in order of declaration."""
        return tuple(self._vocabulary.declared)

    def knows(self, name: str) -> bool:
        """Whether a name, its plural or a prefixed form of it is a unit here."""
        return self._vocabulary.canonical(name) is not None

    def unit(self, name: str) -> Unit | None:
        """One name, however spelt, as a unit."""
        units = self._memory.units
        try:
            return units[name]
        except KeyError:
            canonical = self._vocabulary.canonical(name)
            made = None if canonical is None else Unit(((canonical, Fraction(1)),))
            _room(units)[name] = made
            return made

    def is_currency(self, name: str) -> bool:
        """Whether a name is an ISO currency code."""
        return name in CURRENCIES

    def nearest(self, name: str) -> str | None:
        """The known name that was most likely meant, None when none comes near."""
        return self._vocabulary.nearest(name)

    def parse(self, text: str) -> Unit | None:
        """The unit a short text such as `USD/user/month` stands for, None when it is none. The empty text is `ONE`."""
        return read(text, self.unit)

    def text(self, unit: Unit) -> str:
        """`USD/user/month`; the empty text for `ONE`."""
        texts = self._memory.texts
        found = texts.get(unit)
        if found is None:
            found = _room(texts)[unit] = write(unit)
        return found

    # ------------------------------------------------------------------------------------------------ arithmetic

    def multiply(self, a: Unit, b: Unit) -> tuple[Unit, Fraction]:
        """The unit of a product, and the factor by which the product of the numbers must be multiplied."""
        products = self._memory.products
        try:
            return products[a, b]
        except KeyError:
            made = _room(products)[a, b] = self._product((*a.terms, *b.terms))
            return made

    def divide(self, a: Unit, b: Unit) -> tuple[Unit, Fraction]:
        """The unit of a quotient, and the factor by which the quotient of the numbers must be multiplied."""
        quotients = self._memory.quotients
        try:
            return quotients[a, b]
        except KeyError:
            inverse = tuple((name, -exponent) for name, exponent in b.terms)
            made = _room(quotients)[a, b] = self._product((*a.terms, *inverse))
            return made

    def power(self, a: Unit, exponent: Fraction) -> Unit:
        """The unit of a power."""
        return Unit(checked((name, held * exponent) for name, held in a.terms)) if exponent else ONE

    def _product(self, terms: Terms) -> tuple[Unit, Fraction]:
        factor = Fraction(1)
        while True:
            terms, step = self._merge(terms)
            factor *= step
            taken = self._compound_that_meets(terms)
            if taken is None:
                return Unit(terms), reckoned(factor)
            opened, step = self._open(*terms[taken])
            factor *= step
            terms = (*terms[:taken], *opened, *terms[taken + 1 :])

    def _merge(self, terms: Terms) -> tuple[Terms, Fraction]:
        """Names of one root become one; what cancels goes."""
        meaning = self._vocabulary.meaning
        factor = Fraction(1)
        held: dict[str, tuple[str, Fraction]] = {}
        for name, exponent in terms:
            root = meaning(name).root
            before = held.get(root)
            if before is None:
                held[root] = (name, exponent)
                continue
            if before[0] != name:
                factor *= power(meaning(name).scale / meaning(before[0]).scale, exponent)
            held[root] = (before[0], before[1] + exponent)
        return checked(pair for pair in held.values() if pair[1]), factor

    def _compound_that_meets(self, terms: Terms) -> int | None:
        """Where a compound stands of which a part would cancel against another term: GPU_hour beside 1/gpu."""
        meaning = self._vocabulary.meaning
        roots: dict[str, Fraction] | None = None
        for place, (name, exponent) in enumerate(terms):
            compound = meaning(meaning(name).root)
            if not compound.parts:
                continue
            if roots is None:
                roots = {meaning(other).root: held for other, held in terms}
            for part, count in (*compound.parts, *compound.leaves):
                other = roots.get(meaning(part).root)
                if other is not None and (other > 0) != (count * exponent > 0):
                    return place
        return None

    def _open(self, name: str, exponent: Fraction) -> tuple[Terms, Fraction]:
        """A compound written as its parts."""
        known = self._vocabulary.meaning(name)
        root = self._vocabulary.meaning(known.root)
        factor = power(known.scale * root.parts_factor, exponent)
        return tuple((part, count * exponent) for part, count in root.parts), factor

    # ------------------------------------------------------------------------------------------------ comparison

    def expand(self, unit: Unit) -> tuple[Terms, Fraction]:
        """A unit in base units, sorted by name, and how many of them one of it is."""
        bases = self._memory.bases
        found = bases.get(unit)
        if found is None:
            factor = Fraction(1)
            total: dict[str, Fraction] = {}
            for name, exponent in unit.terms:
                known = self._vocabulary.meaning(name)
                factor *= power(known.factor, exponent)
                for base, count in known.dimension:
                    total[base] = total.get(base, Fraction(0)) + count * exponent
            found = tuple(sorted((base, count) for base, count in total.items() if count)), factor
            _room(bases)[unit] = found
        return found

    def dimension(self, unit: Unit) -> Terms:
        """The base units a unit is made of, sorted by name."""
        return self.expand(unit)[0]

    def relate(self, a: Unit, b: Unit) -> Relation | None:
        """How a number in `a` becomes one in `b`; None when the two measure different things."""
        if a is b:
            return SAME
        relations = self._memory.relations
        try:
            return relations[a, b]
        except KeyError:
            made = _room(relations)[a, b] = self._relation(a, b)
            return made

    def _relation(self, a: Unit, b: Unit) -> Relation | None:
        (mine, my_factor), (yours, your_factor) = self.expand(a), self.expand(b)
        factor = my_factor / your_factor
        if mine == yours:
            return Relation(reckoned(factor))
        rest = _difference(mine, yours)
        seconds = rest.pop(_TIME, Fraction(0))
        years = Fraction(0)
        for base, share in _YEARS.items():
            count = rest.pop(base, Fraction(0))
            years += count
            factor *= power(share, count)
        if seconds + years or not rest.keys() <= CURRENCIES or sum(rest.values()):
            return None
        factor *= power(Fraction(_SECONDS_PER_DAY), years)
        return Relation(reckoned(factor), years, _exchanges(rest))

    def mend(self, a: Unit, b: Unit) -> str:
        """The factor that `a` lacks to become `b`, as units: `user / month`. Empty when there is none to name."""
        mends = self._memory.mends
        found = mends.get((a, b))
        if found is None:
            found = _room(mends)[a, b] = self._missing(a, b)
        return found

    def _missing(self, a: Unit, b: Unit) -> str:
        rest = _difference(self.dimension(b), self.dimension(a))
        spans = [base for base in (_TIME, *_YEARS) if base in rest]
        if sum(rest[base] for base in spans) == 0:
            for base in spans:
                del rest[base]
        moneys = [base for base in rest if base in CURRENCIES]
        if sum(rest[base] for base in moneys) == 0:
            for base in moneys:
                del rest[base]
        words = self._words(b) | self._words(a)
        return write(Unit(tuple((words.get(base, base), count) for base, count in rest.items())), " * ", " / ")

    def _words(self, unit: Unit) -> dict[str, str]:
        """For each base of a unit the name under which its author spoke of it: month rather than year."""
        meaning = self._vocabulary.meaning
        found: dict[str, str] = {}
        for name, _ in unit.terms:
            for word, _ in meaning(meaning(name).root).leaves or ((name, 1),):
                bases = meaning(word).dimension
                if len(bases) == 1 and bases[0][1] == 1:
                    found.setdefault(bases[0][0], word)
        return found

    # ------------------------------------------------------------------------------------------------ for display

    def simplify(self, unit: Unit) -> tuple[Unit, Fraction]:
        """A unit as a reader would write it, and the factor for the number; a pure ratio such as day/week is kept."""
        simple = self._memory.simple
        found = simple.get(unit)
        if found is None:
            found = _room(simple)[unit] = self._simplified(unit)
        return found

    def _simplified(self, unit: Unit) -> tuple[Unit, Fraction]:
        if not self.dimension(unit):
            return unit, Fraction(1)
        terms, factor = self._merge(unit.terms)
        terms, step = self._collapse(terms)
        terms, scale = self._in_hours(self._compose(terms))
        return Unit(terms), reckoned(factor * step * scale)

    def _collapse(self, terms: Terms) -> tuple[Terms, Fraction]:
        """Names of one dimension on both sides of the bar become one name, or none."""
        meaning = self._vocabulary.meaning
        groups: dict[Terms, list[tuple[str, Fraction]]] = {}
        for pair in terms:
            groups.setdefault(meaning(pair[0]).dimension, []).append(pair)
        factor, kept = Fraction(1), dict[str, Fraction]()
        for dimension, pairs in groups.items():
            net = sum((exponent for _, exponent in pairs), Fraction(0))
            if not dimension or len({exponent > 0 for _, exponent in pairs}) == 1:
                kept.update(pairs)
                continue
            chosen = next((name for name, exponent in pairs if net and (exponent > 0) == (net > 0)), None)
            if chosen is not None:
                kept[chosen] = net
                factor /= power(meaning(chosen).factor, net)
            for name, exponent in pairs:
                factor *= power(meaning(name).factor, exponent)
        return tuple((name, kept[name]) for name, _ in terms if name in kept), factor

    def _compose(self, terms: Terms) -> Terms:
        """gpu*hour is shown as GPU_hour, where such a compound is declared with these very names."""
        for compound in self._vocabulary.compounds:
            known = self._vocabulary.meaning(compound)
            if known.parts_factor != 1 or len(known.parts) < 2 or any(count != 1 for _, count in known.parts):
                continue
            held = dict(terms)
            counts = {held.get(part) for part, _ in known.parts}
            exponent = counts.pop()
            if counts or exponent is None:
                continue
            parts = {part for part, _ in known.parts}
            place = min(index for index, (name, _) in enumerate(terms) if name in parts)
            rest = [pair for pair in terms if pair[0] not in parts]
            # Whatever stood before the first part still stands before the compound.
            terms = (*rest[:place], (compound, exponent), *rest[place:])
        return terms

    def _in_hours(self, terms: Terms) -> tuple[Terms, Fraction]:
        """What machines take in seconds is shown as `outlay` shows their time: gpu*second as GPU_hour."""
        held = dict(terms)
        for compound in self._vocabulary.compounds:
            parts = [name for name, _ in self._vocabulary.meaning(compound).parts]
            other = next((name for name in parts if name != "hour"), "")
            exponent = held.get("second")
            if "hour" not in parts or not compound.endswith("_hour") or exponent != 1 or held.get(other) != 1:
                continue
            swapped = tuple([("hour" if name == "second" else name, count) for name, count in terms])
            return self._compose(swapped), Fraction(1, 3600)
        return terms, Fraction(1)


def _difference(mine: Terms, yours: Terms) -> dict[str, Fraction]:
    rest = dict(mine)
    for base, count in yours:
        left = rest.pop(base, Fraction(0)) - count
        if left:
            rest[base] = left
    return rest


def _exchanges(moneys: dict[str, Fraction]) -> tuple[tuple[str, str, Fraction], ...]:
    """Pairs of currencies that turn what is left over of some into what is missing of others."""
    given = {code: count for code, count in sorted(moneys.items()) if count > 0}
    wanted = {code: -count for code, count in sorted(moneys.items()) if count < 0}
    pairs: list[tuple[str, str, Fraction]] = []
    for source, left in given.items():
        for target, missing in wanted.items():
            count = min(left, missing)
            if count:
                pairs.append((source, target, count))
                left -= count
                wanted[target] -= count
    return tuple(pairs)


def _room(memory: dict[_Key, _Found]) -> dict[_Key, _Found]:
    """The memory itself, emptied first when it has grown beyond all use."""
    if len(memory) >= _REMEMBERED:
        memory.clear()
    return memory


__all__ = ["SAME", "Relation", "Units"]
