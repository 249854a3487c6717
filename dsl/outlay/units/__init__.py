"""Units of measure: a product of names (`Unit`), and what the names of one model mean (`Units`)."""

from outlay.currencies import CURRENCIES, SYMBOLS
from outlay.units.registry import Relation, Units
from outlay.units.unit import ONE, ExponentError, Unit
from outlay.units.vocabulary import PREFIX_GROUPS

__all__ = ["CURRENCIES", "ONE", "PREFIX_GROUPS", "SYMBOLS", "ExponentError", "Relation", "Unit", "Units"]
