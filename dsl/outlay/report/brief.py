"""The page in a few sentences, for a reader of one minute: what comes out, what it hangs on, how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from outlay.report.facts import Assumption, Brief, Card, Picture, Source
from outlay.report.provenance import STANDINGS, WORDS

if TYPE_CHECKING:
    from outlay.report.doubtful import Doubtful
    from outlay.report.side_by_side import SideBySide
    from outlay.result import CheckResult

Sentence = tuple[str, ...]
MOST_NUMBERS = 3
MOST_CAUSES = 3
MOST_NAMES = 4


def brief(
    told: Sequence[Card],
    cards: Sequence[Card],
    beside: SideBySide,
    doubt: Doubtful,
    checks: Sequence[CheckResult],
    stated: Sequence[Assumption],
    cited: Sequence[Source],
) -> tuple[Brief, ...]:
    """A line for each question, with the part of the page that has the whole answer; nothing for what is not asked."""
    lines = [
        Brief("Result", "headline", tuple(map(_result, told))),
        Brief("Scenarios", "scenarios", _scenarios(told, cards, beside)),
        Brief("What moves it", "tornado", tuple(map(_drivers, doubt.tornados[:1]))),
        Brief("How sure", "spread" if doubt.notes else "assumptions", _sure(told, doubt, stated)),
        Brief("Checks", "checks", _checks(checks)),
        Brief("Stands on", "assumptions", _ground(stated, cited)),
    ]
    return tuple(line for line in lines if line.sentences)


def _title(card: Card) -> str:
    return card.label or card.name


def _result(card: Card) -> Sentence:
    basis = f", {card.basis}" if card.basis else ""
    return _title(card), ": ", card.value, basis + (f" ({card.target})" if card.target else "")


def _scenarios(told: Sequence[Card], cards: Sequence[Card], beside: SideBySide) -> tuple[Sentence, ...]:
    if not beside.grids:
        return ()
    moving = [each for each in told if each.name in beside.ranges] or [
        each for each in cards if each.name in beside.ranges
    ]
    said: list[Sentence] = [(_title(each), " from ", *beside.ranges[each.name]) for each in moving[:MOST_NUMBERS]]
    if beside.failing:
        said.append(("Checks that hold here fail in ", *_some(beside.failing)))
    return tuple(said)


def _drivers(picture: Picture) -> Sentence:
    low, high = picture.curves[:2]
    first, *others = picture.labels[:MOST_CAUSES]
    more = [part for each, word in zip(others, (", then ", " and "), strict=False) for part in (word, each)]
    return picture.title, ": most of all ", first, f" ({low.shown[0]} to {high.shown[0]})", *more


def _sure(told: Sequence[Card], doubt: Doubtful, stated: Sequence[Assumption]) -> tuple[Sentence, ...]:
    found = tuple((_title(each), f": {each.doubt}") for each in told if each.doubt)
    if found or doubt.notes or any(each.doubtful for each in stated):
        return found
    said = "No input is stated as uncertain, so nothing here says how far the numbers may be off"
    return ((said,),) if stated else ()


def _checks(checks: Sequence[CheckResult]) -> tuple[Sentence, ...]:
    if not checks:
        return ()
    failed = [each.name for each in checks if not each.ok]
    if failed:
        verb = "fails" if len(failed) == 1 else "fail"
        return ((f"{len(failed):,} of {len(checks):,} {verb}: ", *_some(failed)),)
    return (("The one check holds" if len(checks) == 1 else f"All {len(checks):,} hold",),)


def _ground(stated: Sequence[Assumption], cited: Sequence[Source]) -> tuple[Sentence, ...]:
    if not stated:
        return ()
    counts = [
        ("with " * (name == "unsaid") + WORDS[name], sum(each.standing == name for each in stated))
        for name in STANDINGS
    ]
    many = f"{len(stated):,} stated number{'' if len(stated) == 1 else 's'}"
    said: list[Sentence] = [(f"{many}: " + ", ".join(f"{count:,} {words}" for words, count in counts if count),)]
    dated = [each for each in cited if each.date]
    if dated:
        oldest = min(dated, key=lambda each: each.date)
        age = f", {oldest.age}" if oldest.age else ""
        said.append(("Oldest source: ", oldest.where, f", {oldest.date}{age}"))
    return tuple(said)


def _some(names: Sequence[str]) -> list[str]:
    more = len(names) - MOST_NAMES
    parts = [part for at, name in enumerate(names[:MOST_NAMES]) for part in (*([", "] if at else []), name)]
    return [*parts, f" and {more} more"] if more > 0 else parts
