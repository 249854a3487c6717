"""The unit names of one model: what was declared, how names may be spelt, and what each of them means."""

from __future__ import annotations

from fractions import Fraction

from outlay.currencies import CURRENCIES, SYMBOLS
from outlay.spelling import nearest
from outlay.structs import struct
from outlay.units.unit import ExponentError, Terms, Unit, checked, power, reckoned, write

# `si` leaves out the small prefixes: `$2 / mtoken` would be a thousandth of a token where a million was meant.
# `small` adds them to what is measured rather than counted (seconds, watts).
PREFIX_GROUPS: dict[str, dict[str, Fraction]] = {
    "si": {name: Fraction(1000) ** (rank // 2 + 1) for rank, name in enumerate(
        ("k", "kilo", "M", "mega", "G", "giga", "T", "tera", "P", "peta", "E", "exa"))},
    "small": {name: Fraction(1, 1000) ** (rank // 2 + 1) for rank, name in enumerate(
        ("m", "milli", "u", "micro", "n", "nano"))},
    "binary": {name: Fraction(1024) ** (rank // 2 + 1) for rank, name in enumerate(
        ("Ki", "kibi", "Mi", "mebi", "Gi", "gibi", "Ti", "tebi", "Pi", "pebi"))},
}  # fmt: skip
_LONGEST_PREFIX = 5
_LONGEST_NAME = 100
_SUFFIXES = frozenset("kMBTx")  # glued to numbers: `175B`, `10x`
_ABBREVIATIONS = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "wk": "week",
    "mo": "month", "mth": "month", "q": "quarter", "qtr": "quarter", "y": "year", "yr": "year", "a": "year",
    "tok": "token", "req": "request", "param": "parameter", "flops": "FLOP", "gpuh": "GPU_hour",
    "gpu_hr": "GPU_hour", "gpuhour": "GPU_hour", "customer": "user", "people": "person", "dollar": "USD",
    "annum": "year", "annual": "year", "annually": "year", "yearly": "year", "pa": "year", "monthly": "month",
    "quarterly": "quarter", "weekly": "week", "daily": "day", "hourly": "hour", "license": "user", "licence": "user",
    "ms": "millisecond", "us": "microsecond", "ns": "nanosecond", "euro": "EUR", "pound": "GBP", "cents": "USD",
}  # fmt: skip


@struct(frozen=True, slots=True)
class Declaration:
    name: str
    plural: str | None
    factor: Fraction
    terms: Unit | None
    prefixes: frozenset[str]


@struct(frozen=True, slots=True)
class Meaning:
    """What one name stands for. Names of one root cancel against each other, with a factor: token and Mtoken."""

    root: str
    scale: Fraction  # one of this name is so many of its root
    factor: Fraction  # one of this name is so many of its base units
    dimension: Terms  # base units, sorted
    parts: Terms = ()  # of a compound's root: what it is made of, one level down …
    parts_factor: Fraction = Fraction(1)
    leaves: Terms = ()  # … and all the way down to names that are no compounds


class Vocabulary:
    """Declared names and the meaning of every spelling of them. Grows only through `declare`."""

    def __init__(self) -> None:
        self.declared: dict[str, Declaration] = {}
        self.compounds: list[str] = []
        self._plurals: dict[str, str] = {}
        self._meanings: dict[str, Meaning] = {}
        self._spellings: dict[str, str | None] = {}

    def copy(self) -> Vocabulary:
        twin = Vocabulary()
        twin.declared = self.declared.copy()
        twin.compounds = self.compounds.copy()
        twin._plurals = self._plurals.copy()
        twin._meanings = self._meanings.copy()
        twin._spellings = self._spellings.copy()
        return twin

    # ------------------------------------------------------------------------------------------- declaring

    def same(self, made: Declaration) -> bool:
        """Whether this very meaning was declared before (a plural or prefixes may be left out the second time)."""
        known = self.declared.get(made.name)
        if known is None or (made.plural is not None and made.plural != known.plural):
            return False
        if not made.prefixes <= known.prefixes or (known.terms is None) != (made.terms is None):
            return False
        if made.terms is None:
            return True
        try:
            fresh = self._meaning_of(made)
        except ExponentError:
            return False
        old = self._meanings[made.name]
        return fresh.factor == old.factor and fresh.dimension == old.dimension

    def clash(self, made: Declaration) -> str | None:
        """Why a declaration cannot stand, as a sentence; None when it can."""
        name = made.name
        for word in (name, made.plural or name):
            if len(word) > _LONGEST_NAME:
                return f"the name of a unit has at most {_LONGEST_NAME} characters"
            if word in _SUFFIXES:
                return f"no unit can be named `{word}`: glued to a number it is a suffix of the number"
            if word in CURRENCIES:
                return f"`{word}` is a currency, which is always known"
        unknown = sorted(made.prefixes - PREFIX_GROUPS.keys())
        if unknown:
            return f"there are no prefixes called `{unknown[0]}`; there are {', '.join(PREFIX_GROUPS)}"
        if name in self.declared:
            return f"`{name}` is already a unit{self._told(name)}, with another meaning"
        for spelt in (name, made.plural or ""):
            if spelt in self._plurals:
                return f"`{spelt}` is already the plural of `{self._plurals[spelt]}`"
        if made.plural is not None and made.plural in self.declared:
            return f"`{made.plural}` is already a unit{self._told(made.plural)}"
        if made.factor <= 0:
            return f"one `{name}` must be a positive number of other units"
        if made.terms is not None and any(e.denominator != 1 for _, e in made.terms.terms):
            return f"`{name}` is made of a unit with a broken exponent; only whole ones can be declared"
        return self._clash_of_meaning(made)

    def _clash_of_meaning(self, made: Declaration) -> str | None:
        try:
            meaning = self._meaning_of(made)
            reckoned(meaning.factor)
        except ExponentError as error:
            return f"`{made.name}` cannot be declared: {error}"
        prefixed = self._prefixed(made.name)
        if prefixed is not None and (prefixed.factor, prefixed.dimension) != (meaning.factor, meaning.dimension):
            return f"`{made.name}` already means `{prefixed.root}` with a prefix"
        return None

    def _told(self, name: str) -> str:
        declared = self.declared[name]
        if declared.terms is None:
            return " of its own"
        number = "" if declared.factor == 1 else f"{_number(declared.factor)} "
        return f" ({number}{write(declared.terms, ' * ', ' / ')})"

    def add(self, made: Declaration) -> None:
        """Take in a declaration that `clash` found nothing against."""
        self.declared[made.name] = made
        if made.plural is not None:
            self._plurals[made.plural] = made.name
        meaning = self._meanings[made.name] = self._meaning_of(made)
        if meaning.parts:
            self.compounds.append(made.name)
        self._spellings.clear()

    def _meaning_of(self, made: Declaration) -> Meaning:
        if made.terms is None:
            return Meaning(made.name, Fraction(1), Fraction(1), ((made.name, Fraction(1)),))
        factor, dimension = made.factor, dict[str, Fraction]()
        for name, exponent in made.terms.terms:
            part = self.meaning(name)
            factor *= power(part.factor, exponent)
            for base, count in part.dimension:
                dimension[base] = dimension.get(base, Fraction(0)) + count * exponent
        bases = checked(sorted((base, count) for base, count in dimension.items() if count))
        if len(made.terms.terms) == 1 and made.terms.terms[0][1] == 1:
            only = self.meaning(made.terms.terms[0][0])
            if _is_prefix(made.factor):
                return Meaning(only.root, made.factor * only.scale, factor, bases)
            if not self.meaning(only.root).parts:
                return Meaning(made.name, Fraction(1), factor, bases)
        return Meaning(made.name, Fraction(1), factor, bases, made.terms.terms, made.factor, self._leaves(made.terms))

    def _leaves(self, unit: Unit) -> Terms:
        found: dict[str, Fraction] = {}
        for name, exponent in unit.terms:
            inner = self.meaning(self.meaning(name).root).leaves or ((name, Fraction(1)),)
            for leaf, count in inner:
                found[leaf] = found.get(leaf, Fraction(0)) + count * exponent
        return checked((leaf, count) for leaf, count in found.items() if count)

    # ------------------------------------------------------------------------------------------- reading names

    def canonical(self, spelling: str) -> str | None:
        """The declared (or prefixed) name behind a spelling, None when there is none."""
        try:
            return self._spellings[spelling]
        except KeyError:
            found = self._spellings[spelling] = self._find(spelling)
            return found

    def meaning(self, name: str) -> Meaning:
        """The meaning of a canonical name."""
        known = self._meanings.get(name)
        if known is None:
            known = self._prefixed(name)
            if known is None and name in CURRENCIES:
                known = Meaning(name, Fraction(1), Fraction(1), ((name, Fraction(1)),))
            if known is None:
                raise KeyError(name)
            self._meanings[name] = known
        return known

    def _find(self, spelling: str) -> str | None:
        if len(spelling) > _LONGEST_NAME:
            return None
        for word in (spelling, spelling[:-1] if len(spelling) > 2 and spelling.endswith("s") else ""):
            if word in self.declared or (word in CURRENCIES and word == spelling):
                return word
            if word in self._plurals and word == spelling:
                return self._plurals[word]
            if word and self._prefixed(word) is not None:
                return word
        return self._prefixed_plural(spelling)

    def _prefixed_plural(self, spelling: str) -> str | None:
        for size in range(1, min(_LONGEST_PREFIX, len(spelling) - 1) + 1):
            single = self._plurals.get(spelling[size:])
            if single is not None and self._prefixed(spelling[:size] + single) is not None:
                return spelling[:size] + single
        return None

    def _prefixed(self, name: str) -> Meaning | None:
        for size in range(1, min(_LONGEST_PREFIX, len(name) - 1) + 1):
            declared = self.declared.get(name[size:])
            if declared is None or not declared.prefixes:
                continue
            for group in declared.prefixes:
                scale = PREFIX_GROUPS[group].get(name[:size])
                if scale is not None:
                    bare = self._meanings[declared.name]
                    return Meaning(bare.root, scale * bare.scale, scale * bare.factor, bare.dimension)
        return None

    def nearest(self, name: str) -> str | None:
        """The known name that was most likely meant."""
        if name in SYMBOLS:
            return SYMBOLS[name]
        if not name or len(name) > _LONGEST_NAME:
            return None
        low = name.lower()
        for word in (low, low.removesuffix("s")):
            short = _ABBREVIATIONS.get(word)
            if short is not None and self.canonical(short) is not None:
                return short
        known = [*self.declared, *self._plurals]
        for word in known:
            if low in (word.lower(), word.lower() + "s"):
                return word
        for declared in self.declared.values():
            for group, prefixes in PREFIX_GROUPS.items():
                for prefix in prefixes if group in declared.prefixes else ():
                    word = prefix + declared.name
                    if low in (word.lower(), word.lower() + "s"):
                        return word
        if len(name) == 3 and name.upper() in CURRENCIES:
            return name.upper()
        return nearest(name, known, 0.65) or nearest(name.removesuffix("s"), known, 0.65)


def _is_prefix(factor: Fraction) -> bool:
    """Whether a factor only moves the point: a power of 1,000 or of 1,024, or 1."""
    number = factor.numerator if factor.denominator == 1 else factor.denominator if factor.numerator == 1 else 0
    if number < 1:
        return False
    for step in (1000, 1024):
        rest = number
        while rest % step == 0:
            rest //= step
        if rest == 1:
            return True
    return False


def _number(factor: Fraction) -> str:
    return str(factor) if factor.denominator == 1 else f"{float(factor):.6g}"
