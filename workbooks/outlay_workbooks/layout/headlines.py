"""What Guide and Outputs say first: the title in two parts, the sentences of the model, its headline figures."""

from __future__ import annotations

from dataclasses import dataclass

from outlay.currencies import CURRENCIES
from outlay.plan import Plan
from outlay_workbooks.book import Style, address
from outlay_workbooks.formulas.rows import Row
from outlay_workbooks.layout.columns import MODEL, ModelColumns
from outlay_workbooks.layout.formats import number_format
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places

_SIGNS = {"==": "=", "!=": "<>"}
_WORDS = {">=": "at least", ">": "above", "<=": "at most", "<": "below", "==": "exactly", "!=": "anything but"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An output as it stands: its value, or that of a series' last period, and where it is."""

    row: Row
    label: str
    value: float | str | bool | None
    address: str  # with its sheet
    format: str
    when: str  # the last period of a series
    when_address: str
    target: tuple[str, float] | None

    @property
    def met(self) -> bool:
        if self.target is None or not isinstance(self.value, float):
            return False
        operator, bound = self.target
        value = self.value
        return {
            ">=": value >= bound,
            ">": value > bound,
            "<=": value <= bound,
            "<": value < bound,
            "==": value == bound,
            "!=": value != bound,
        }.get(operator, False)

    @property
    def sign(self) -> str:
        """The target's comparison as spreadsheets write it."""
        return _SIGNS.get(self.target[0], self.target[0]) if self.target is not None else ""

    @property
    def wanted(self) -> str:
        """The target's number format, with what it asks for in words."""
        return f'"{_WORDS.get(self.target[0], self.target[0])} "{self.format}' if self.target is not None else ""


def outputs_of(places: Places) -> list[Shown]:
    """Every output in the order of the file."""
    native = places.native
    plan = native.plan
    return [_shown(places, native.rows[native.named[plan.quantities[at].path]]) for at in plan.outputs]


def _shown(places: Places, item: Row) -> Shown:
    facts = item.quantity.facts if item.quantity is not None else None
    value = places.value(item)
    values = value if isinstance(value, tuple) else (value,)
    form = number_format(item.unit, type_=item.type, percent=item.percent, written=facts.format if facts else None,
                         values=values)  # fmt: skip
    sheet, line, column = places.of[item.number]
    when = head = ""
    timeline = places.native.plan.timeline
    if item.series and timeline is not None:
        column += places.periods - 1
        when, head = timeline.labels[-1], f"{MODEL}!{address(ModelColumns.HEADER, column)}"
    where = f"{sheet}!{address(line, column)}"
    target = facts.target if facts is not None and item.type == "number" else None
    return Shown(item, item.label or item.path, values[-1], where, form, when, head, target)


def headlines(shown: list[Shown], count: int) -> list[Shown]:
    """The figures that stand first: those with a target, amounts of money, money by something, then the others."""
    numbers = [one for one in shown if one.row.type == "number"]

    def rank(one: Shown) -> int:
        money, _, per = one.row.unit.partition("/")
        if one.target is not None:
            return 0
        return (2 if per else 1) if money in CURRENCIES else 3

    return sorted(numbers, key=rank)[:count]


def sentences(shown: list[Shown]) -> list[Shown]:
    """What the model says in words."""
    return [one for one in shown if one.row.type == "text"]


def two_titles(plan: Plan) -> tuple[str, str]:
    """A model's title as a short one and what follows its colon."""
    whole = plan.title or plan.name
    head, colon, rest = whole.partition(": ")
    if colon and len(head) <= 60:
        return head, rest[:1].upper() + rest[1:]
    return whole, ""


def say(page: Page, row: int, columns: int, shown: list[Shown]) -> int:
    """The sentences of a model, each on a line of its own; the row after them."""
    for one in sentences(shown):
        page.put(row, 0, one.label, Style("answer_title"))
        page.put(row, 1, one.value, Style("answer"), one.address)
        for column in range(2, columns):
            page.put(row, column, None, Style("answer"))
        page.heights.append((row, 24))
        row += 1
    return row
