"""Where a number comes from: a tree over a plan's quantities, with the figures of one run put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from outlay.diagnostics import OutlayError
from outlay.display import show_value
from outlay.evaluation import calendar_words
from outlay.plan import Facts, Plan, Quantity, Reference
from outlay.result import Number, Scalar, clean

DEEPEST = 60  # levels shown at most, whatever was asked for: a tree deeper than this is no explanation

# Functions whose argument is the whole series, so that one period's figure in its place would mislead.
_WHOLE = frozenset(
    "total sum mean min max cumulative previous npv xnpv irr xirr payback cohort count".split()
)  # fmt: skip

# One period of a series, as people write it.
INDEXED = re.compile(r"(?P<name>[^\[\]()]+?)\s*\[\s*(?P<period>[\w-]+)\s*\]")

_FAMILIES = {
    "lognormal90": "lognormal, nine times in ten between its ends",
    "normal90": "normal, nine times in ten between its ends",
    "beta90": "beta, nine times in ten between its ends",
    "choice": "one of its values",
    "categorical": "one of those named",
    "sampled": "drawn from the file's values",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One number of the tree: what it is, what it was made of, and what is known of it."""

    name: str
    value: Number
    unit: str
    shown: str
    role: str
    label: str = ""
    formula: str = ""
    figures: str = ""
    facts: Facts = Facts()  # noqa: RUF009 - frozen, so safely shared
    notes: tuple[str, ...] = ()
    distribution: str = ""
    calendar: str = ""
    period: str = ""
    series: bool = False
    children: tuple[Explanation, ...] = ()
    repeated: bool = False  # shown in full above, under the same name
    cut: bool = False  # has parts that the asked depth leaves out

    def remarks(self) -> list[str]:
        """What a reader should know of this number besides its formula, a sentence each."""
        facts = self.facts
        found: list[str] = []
        if self.role == "default":
            found.append("a default: nothing was given")
        elif self.role == "argument":
            found.append("given in the call")
        if self.distribution:
            found.append(f"uncertain: {_FAMILIES.get(self.distribution, self.distribution)}")
        if facts.source is not None:
            parts = [facts.source.where, facts.source.date or "", facts.source.link or ""]
            found.append("source: " + ", ".join(part for part in parts if part))
        if facts.status:
            found.append(facts.status)
        if facts.owner:
            found.append(f"owner: {facts.owner}")
        if facts.note:
            found.append(f"note: {facts.note}")
        found += self.notes
        if self.calendar:
            found.append(f"calendar: {self.calendar}")
        return found

    def as_dict(self) -> dict[str, object]:
        """The JSON form, nested."""
        source = self.facts.source
        found: dict[str, object] = {
            "name": self.name,
            "value": list(self.value) if isinstance(self.value, tuple) else self.value,
            "unit": self.unit,
            "shown": self.shown,
            "role": self.role,
            "label": self.label,
            "formula": self.formula,
            "figures": self.figures,
            "period": self.period or None,
            "source": None if source is None else {"where": source.where, "date": source.date, "link": source.link},
            "status": self.facts.status,
            "owner": self.facts.owner,
            "notes": list(self.notes) + ([self.facts.note] if self.facts.note else []),
            "distribution": self.distribution or None,
            "calendar": self.calendar or None,
        }
        if self.repeated:
            found["repeated"] = True
        if self.cut:
            found["cut"] = True
        found["parts"] = [child.as_dict() for child in self.children]
        return found

    def __str__(self) -> str:
        from outlay.explain_text import as_text

        return as_text(self)

    def _repr_markdown_(self) -> str:
        from outlay.explain_text import as_markdown

        return as_markdown(self)


@dataclass(slots=True)
class _Walk:
    """The state of one explanation in the making."""

    plan: Plan
    value: Callable[[int], Any]
    period: int | None
    depth: int
    calendar: str
    given: Mapping[str, str]
    seen: set[int]

    def at(self, node: int) -> Scalar | tuple[Scalar, ...]:
        value = self.value(node)
        if isinstance(value, (list, tuple)):
            if self.plan.nodes[node].series:
                return clean(value[self.period if self.period is not None else -1])
            return tuple(clean(each) for each in value)
        return clean(value)

    def shown(self, quantity: Quantity) -> str:
        return show_value(
            self.at(quantity.node),
            quantity.unit,
            percent=in_percent(quantity),
            format=quantity.facts.format,
            type=self.plan.nodes[quantity.node].type,
        )

    def build(self, number: int, level: int) -> Explanation:
        plan = self.plan
        quantity = plan.quantities[number]
        repeated = number in self.seen and bool(quantity.references)
        given = self.given.get(quantity.path)
        references = tuple(each for each in quantity.references if each.quantity != number and given is None)
        cut = bool(references) and level >= self.depth and not repeated
        children: list[Explanation] = []
        if not repeated and not cut:
            self.seen.add(number)
            told: set[int] = set()
            for each in references:
                if each.quantity not in told:
                    told.add(each.quantity)
                    children.append(self.build(each.quantity, level + 1))
        series = plan.nodes[quantity.node].series
        label = plan.timeline.labels[self.period or 0] if series and plan.timeline is not None else ""
        return Explanation(
            name=quantity.path,
            value=self.at(quantity.node),
            unit=quantity.unit,
            shown=self.shown(quantity),
            role=quantity.role,
            label=quantity.label,
            formula=given if given is not None else " ".join(quantity.text.split()),
            figures="" if not references else self.figures(quantity, references),
            facts=quantity.facts if given is None else Facts(),
            notes=quantity.notes if given is None else ("set for this run, instead of " + quantity.text,),
            distribution=quantity.distribution if given is None else "",
            calendar=self.calendar if quantity.calendar else "",
            period=label,
            series=series,
            children=tuple(children),
            repeated=repeated,
            cut=cut,
        )

    def figures(self, quantity: Quantity, references: tuple[Reference, ...]) -> str:
        """The formula with each reference's figure in its place; a whole series keeps its name."""
        text = quantity.text
        scalar = not self.plan.nodes[quantity.node].series
        parts: list[str] = []
        done = 0
        for each in sorted(references, key=lambda reference: (reference.start, -reference.end)):
            if each.start < done or each.start == each.end:
                continue  # what is written nowhere, such as the rate two currencies meet by, is a part all the same
            target = self.plan.quantities[each.quantity]
            series = self.plan.nodes[target.node].series
            parts.append(text[done : each.start])
            if series and (scalar or text[each.end : each.end + 1] == "[" or _takes_series(text, each.start)):
                parts.append(text[each.start : each.end])
            else:
                figure = self.shown(target)
                parts.append(f"({figure})" if figure.startswith(("-", "−")) else figure)
            done = each.end
        parts.append(text[done:])
        return " ".join("".join(parts).split())


def _takes_series(text: str, at: int) -> bool:
    """Whether position `at` is an argument of a function that reads a whole series."""
    open_calls: list[str] = []
    for match in re.finditer(r"[A-Za-z_][\w.]*\s*\(|[()]", text[:at]):
        found = match.group()
        if found == ")":
            if open_calls:
                open_calls.pop()
        else:
            open_calls.append(found[:-1].strip())
    return any(name in _WHOLE for name in open_calls)


def in_percent(quantity: Quantity) -> bool:
    """Whether a figure is shown in percent: as the checker says, or a rate over time written so."""
    return quantity.percent or (quantity.unit.startswith("1/") and "%" in quantity.text)


def explain(
    plan: Plan,
    value: Callable[[int], Any],
    name: str,
    *,
    period: str | None = None,
    depth: int | None = None,
    given: Mapping[str, str] | None = None,
) -> Explanation:
    """The tree of the quantity called `name`; `value` gives the value of any node in the run to be explained.

    `period` is a period's label, `first` or `last` (the default); `name` may say it too, `margin[2026-12]`. `given`
    says what the run itself set, by path.
    """
    indexed = INDEXED.fullmatch(name)
    if indexed is not None and period is None:
        name, period = indexed["name"], indexed["period"]
    number = find(plan, name)
    walk = _Walk(
        plan=plan,
        value=value,
        period=period_number(plan, period),
        depth=min(depth if depth is not None else DEEPEST, DEEPEST),
        calendar=calendar_words(plan),
        given=given or {},
        seen=set(),
    )
    return walk.build(number, 0)


def named(plan: Plan) -> dict[str, int]:
    """The quantities that have a name of their own, by it."""
    inner = ("argument", "default", "local", "call")
    return {q.path: n for n, q in reversed(list(enumerate(plan.quantities))) if q.role not in inner}


def find(plan: Plan, name: str, known: Mapping[str, int] | None = None) -> int:
    """The quantity called `name`; the nearest names are suggested when there is none.

    Who looks for many hands over what is `named`, which takes as long as finding one.
    """
    paths = named(plan) if known is None else known
    found = paths.get(name)
    if found is not None:
        return found
    from outlay.spelling import alike

    near = alike(name, paths, 3)
    hint = " Did you mean " + " or ".join(near) + "?" if near else ""
    raise OutlayError(f"{plan.name} has no number called {name}.{hint}")


def period_number(plan: Plan, period: str | None) -> int | None:
    """The position of a period by its label; None for a model without a timeline."""
    timeline = plan.timeline
    if timeline is None:
        if period is not None:
            raise OutlayError(f"{plan.name} has no timeline, so there is no period {period}.")
        return None
    if period is None or period == "last":
        return len(timeline) - 1
    if period == "first":
        return 0
    try:
        return timeline.labels.index(period)
    except ValueError:
        span = f"{timeline.labels[0]} to {timeline.labels[-1]}"
        raise OutlayError(f"{period} is not a period of {plan.name}, which runs from {span}.") from None
