"""What a page shows, as plain values: gathered from the model once, then written without it."""

from __future__ import annotations

from dataclasses import dataclass

from outlay.diagnostics import Diagnostic
from outlay.explain import Explanation
from outlay.result import CheckResult, SolveResult

Numbers = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """One name's numbers along an axis, each with its words."""

    name: str
    values: Numbers
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart: `kind` is line, stacked, bar, waterfall, tornado, fan or spread."""

    kind: str
    title: str
    note: str
    unit: str
    percent: bool
    labels: tuple[str, ...]  # along the axis: periods or names
    curves: tuple[Curve, ...]
    base: float | None = None  # of a tornado; of a spread the target


@dataclass(frozen=True, slots=True)
class Card:
    """One output told large."""

    name: str
    label: str
    value: str
    basis: str  # what of a series it is
    ends: tuple[str, str]  # of a series: its first and its last period's number, in few signs
    target: str  # in words; empty without one
    met: bool | None
    doubt: str  # where nine draws of ten lie
    periods: tuple[str, ...]
    by_period: tuple[str, ...]
    curve: Numbers


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the name of what it is about, its label, and its cells."""

    name: str
    label: str
    cells: tuple[str, ...]
    marks: tuple[str, ...] = ()  # a cell's kind: good, bad, same (as the first), text (lines of words), or nothing


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head; `note` stands below it."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number somebody stated: as written, and what stands behind it."""

    path: str
    label: str
    text: str
    standing: str  # sourced, quoted, measured, assumed, unsaid
    owner: str
    note: str
    doubtful: bool
    section: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers were taken from, and which."""

    where: str
    date: str
    link: str
    age: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """One question's answer in few words, and the part of the page that tells more.

    A sentence is in parts, names and words by turns: a name written from right to left turns round nothing but itself.
    """

    title: str
    part: str
    sentences: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page, in its order."""

    title: str
    model: str
    scenario: str
    as_of: str
    version: str
    fingerprint: str
    timeline: str
    calendar: str
    point: str
    uncertain: tuple[str, ...]
    overrides: tuple[tuple[str, str], ...]
    brief: tuple[Brief, ...]
    cards: tuple[Card, ...]
    pictures: tuple[Picture, ...]
    scenarios: tuple[Grid, ...]
    scenario_settings: Grid | None
    scenario_pictures: tuple[Picture, ...]
    tornados: tuple[Picture, ...]
    tornado_notes: tuple[str, ...]
    spreads: tuple[Picture, ...]
    spread_grids: tuple[Grid, ...]
    spread_notes: tuple[str, ...]
    checks: tuple[CheckResult, ...]
    solves: tuple[SolveResult, ...]
    outputs: tuple[Grid, ...]
    trees: tuple[Explanation, ...]
    trees_note: str
    assumptions: tuple[Assumption, ...]
    sources: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]
    left_out: tuple[str, ...]
    ok: bool  # every check holds and every output has a number
