"""What the numbers stand on: every stated number with its standing, and the sources with their dates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from outlay.evaluation import NAMED
from outlay.plan import BEFORE
from outlay.report.facts import Assumption, Source

if TYPE_CHECKING:
    from outlay.plan import Facts, Plan

WORDS = {
    "sourced": "with a source", "measured": "measured", "quoted": "quoted", "assumed": "assumed",
    "unsaid": "nothing said", "set": "set for this page",
}  # fmt: skip
STANDINGS = tuple(WORDS)


def assumptions(plan: Plan, given: Mapping[str, str]) -> tuple[Assumption, ...]:
    """Inputs, and whatever else stands as a plain number or with a source or a status, in file order.

    `given` is what the run itself set: such a number has no standing but that.
    """
    found: dict[str, Assumption] = {}
    for quantity in plan.quantities:
        if quantity.role not in NAMED or quantity.path.endswith(BEFORE) or quantity.role == "output":
            continue
        facts = quantity.facts
        stated = quantity.role == "input" or facts.source is not None or facts.status is not None
        words = plan.nodes[quantity.node].type == "text"  # a sentence that the model may show states no number
        if stated or (quantity.text and not quantity.references and not words):
            found.setdefault(
                quantity.path,
                _assumption(quantity.path, quantity.label, quantity.text, facts, quantity.section, given,
                            doubtful=bool(quantity.distribution)),
            )  # fmt: skip
    for item in plan.inputs:
        if item.path not in found and not item.opened:
            found[item.path] = _assumption(item.path, item.label, item.default, item.facts, item.section, given)
    return tuple(found.values())


def _assumption(
    path: str, label: str, text: str, facts: Facts, section: str, given: Mapping[str, str], *, doubtful: bool = False
) -> Assumption:
    if path in given:
        return Assumption(path, label, given[path], "set", "", f"instead of {text}", False, section)
    standing = "sourced" if facts.source is not None else facts.status or "unsaid"
    note = facts.note or ""
    if facts.source is not None:
        source = ", ".join(part for part in (facts.source.where, facts.source.date or "") if part)
        note = f"{source}; {note}" if note else source
        note = f"{note}; {facts.status}" if facts.status else note
    return Assumption(path, label, text, standing, facts.owner or "", note, doubtful, section)


def sources(plan: Plan, as_of: datetime.date) -> tuple[Source, ...]:
    """Every source that a named number cites, the newest first, with what was taken from it."""
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for quantity in plan.quantities:
        cited = quantity.facts.source
        if cited is not None:
            key = (cited.where, cited.date or "", cited.link or "")
            found.setdefault(key, {})[quantity.path] = None
    for item in plan.inputs:
        cited = item.facts.source
        if cited is not None:
            found.setdefault((cited.where, cited.date or "", cited.link or ""), {})[item.path] = None
    ordered = sorted(found.items(), key=lambda item: (item[0][1], item[0][0]), reverse=True)
    return tuple(Source(where, date, link, _age(date, as_of), tuple(paths)) for (where, date, link), paths in ordered)


def _age(text: str, as_of: datetime.date) -> str:
    """How old a source is on the day of the page, in words; nothing for what is no date."""
    parts = text.split("-")
    try:
        year, month, day = (int(each) for each in (*parts, "1", "1")[:3])
        date = datetime.date(year, month, day)
    except ValueError:
        return ""
    days = (as_of - date).days
    if days < 0:
        return "later than this page"
    for size, name in ((365.25, "year"), (30.44, "month")):
        count = int(days / size)
        if count >= 2:
            return f"{count} {name}s old"
    return f"{days} day{'' if days == 1 else 's'} old"
