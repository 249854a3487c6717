"""The parts of the page, each from what was gathered to its markup."""

from __future__ import annotations

import json
from os.path import basename

from outlay.display import show_value
from outlay.report import tables
from outlay.report.charts.over_time import spark
from outlay.report.drawings import figure
from outlay.report.facts import Card, Picture, Report
from outlay.report.markup import NOTHING, Markup, cut, join, tag

MOST_CHECKS = 300
MOST_SOLVES = 100
LONG_WORD = 13  # signs in one piece that half a phone has no room for in large letters
MOST_WARNINGS = 40


def brief(report: Report) -> Markup:
    """What a reader of one minute should know, each line leading to the part that tells more."""
    if not report.cards:
        return NOTHING
    lines = [
        tag("div", None, tag("dt", None, tag("a", {"href": f"#{line.part}"}, line.title)),
            tag("dd", None, *(tables.apart(each) for each in line.sentences)))
        for line in report.brief
    ]  # fmt: skip
    return tables.section("brief", "In short", tag("dl", {"class": "brief"}, *lines))


def headline(report: Report) -> Markup:
    """The outputs told large; a script adds a choice of the period they are told for."""
    periods = next((card.periods for card in report.cards if card.periods), ())
    choice: Markup = NOTHING
    if len(periods) > 1:
        options = [tag("option", {"value": -1}, "the whole time")]
        options += [tag("option", {"value": at}, label) for at, label in enumerate(periods)]
        choice = tag("label", {"class": "choice needs-script"}, "Figures for ",
                     tag("select", {"id": "period"}, *options))  # fmt: skip
    cards = tag("div", {"class": "cards"}, *map(_card, report.cards))
    if not report.cards:
        said = "This model declares no outputs; `outlay run --all` shows every quantity it has."
        return tables.section("headline", "Headline numbers", tables.notes([said]))
    return tables.section("headline", "Headline numbers", choice, cards)


def _card(card: Card) -> Markup:
    size = " words" if len(card.value) > 12 else ""
    size += " long" if max(map(len, card.value.split()), default=0) > LONG_WORD else ""
    value = tag("p", {"class": f"value{size}",
                      "data-periods": json.dumps([cut(each, 60) for each in card.by_period], ensure_ascii=False)
                      if card.by_period else None}, card.value)  # fmt: skip
    parts = [tag("h3", None, card.label or card.name), value]
    if card.basis:
        parts.append(tag("p", {"class": "basis"}, card.basis))
    if len(card.curve) > 1:
        parts.append(spark(card.curve))
        ends = [
            tag("span", None, tag("b", None, number), tag("span", {"class": "path"}, label))
            for number, label in zip(card.ends, (card.periods[0], card.periods[-1]), strict=True)
        ]
        parts.append(tag("p", {"class": "ends"}, *ends))
    if card.target:
        parts.append(tag("p", None, tables.badge(card.target, "good" if card.met else "bad")))
    if card.doubt:
        parts.append(tag("p", {"class": "faint"}, tables.unbroken(card.doubt)))
    return tag("article", {"class": "card"}, *parts)


def charts(name: str, title: str, pictures: tuple[Picture, ...], *more: str) -> Markup:
    """Charts side by side, and what is said of them."""
    return tables.section(name, title, _drawn(pictures), *more)


def _drawn(pictures: tuple[Picture, ...]) -> Markup:
    """Charts side by side; one alone has its numbers beside it."""
    lone = len(pictures) == 1
    drawn = [figure(each, lone=lone) for each in pictures]
    return tag("div", {"class": "charts lone" if lone else "charts"}, *drawn) if drawn else NOTHING


def scenarios(report: Report) -> Markup:
    """Scenarios side by side."""
    if not report.scenarios:
        return NOTHING
    words = tables.grid(report.scenario_settings, "settings") if report.scenario_settings else NOTHING
    drawn = _drawn(report.scenario_pictures)
    return tables.section("scenarios", "Scenarios side by side", words, drawn, *map(tables.grid, report.scenarios))


def tornado(report: Report) -> Markup:
    """What moves the outputs most."""
    said = "Each input alone, from its low to its high end: a doubtful one from its 5% to its 95% quantile, any other "
    said += "by 10% up and down, within its range."
    notes = tables.notes([said, *report.tornado_notes])
    return charts("tornado", "What moves it most", report.tornados, notes) if report.tornados else NOTHING


def spread(report: Report) -> Markup:
    """How sure the outputs are."""
    if not report.spread_notes:
        return NOTHING
    grids = [tables.grid(each) for each in report.spread_grids]
    return charts("spread", "How sure it is", report.spreads, *grids, tables.notes(report.spread_notes))


def checks(report: Report) -> Markup:
    """Every check with its outcome, failed ones first."""
    if not report.checks:
        return NOTHING
    ordered = [each for each in report.checks if not each.ok] + [each for each in report.checks if each.ok]
    rows = [
        tag("li", {"class": "good" if each.ok else "bad"}, tables.badge("holds" if each.ok else "fails",
            "good" if each.ok else "bad"), " ", tag("b", None, each.name), " ",
            tag("span", {"class": "faint"}, each.detail))
        for each in ordered[:MOST_CHECKS]
    ]  # fmt: skip
    more = len(ordered) - MOST_CHECKS
    left = tables.notes([f"{more} more checks hold or fail: `outlay run` lists them."] if more > 0 else [])
    return tables.section("checks", "Checks", tag("ul", {"class": "checks"}, *rows), left)


def solves(report: Report) -> Markup:
    """What was solved for."""
    rows = [
        tag("tr", None, tag("th", {"scope": "row"}, each.label or each.name, tag("span", {"class": "path"}, each.name)),
            tag("td", {"class": "answer"}, show_value(each.value, each.unit, percent=each.percent)),
            tag("td", {"class": "text"}, each.sentence))
        for each in report.solves[:MOST_SOLVES]
    ]  # fmt: skip
    if not rows:
        return NOTHING
    return tables.section("solves", "Solved for", tag("div", {"class": "wide-table"},
                          tag("table", None, tag("tbody", None, *rows))))  # fmt: skip


def outputs(report: Report) -> Markup:
    """All outputs in tables."""
    return tables.section("outputs", "All outputs", *map(tables.grid, report.outputs))


def left_out(report: Report) -> Markup:
    """What the page lacks, and why; and what the model was warned of."""
    parts = [tag("li", None, each) for each in report.left_out]
    lacking = tag("div", {"class": "notice"}, tag("h2", None, "Not on this page"), tag("ul", None, *parts))
    warnings = _warnings(report)
    warned = tag("div", {"class": "notice"}, tag("h2", None, "Errors and warnings"),
                 tag("ul", None, *(tag("li", None, each) for each in warnings)))  # fmt: skip
    return join([lacking if parts else NOTHING, warned if warnings else NOTHING])


def _warnings(report: Report) -> list[str]:
    """Why numbers are missing, and the checker's warnings."""
    said = []
    for item in report.diagnostics:
        line = item.source.position(item.span[0])[0]
        said.append(f"{item.severity.value}: {item.message} ({basename(item.source.path)}, line {line})")
    kept = list(dict.fromkeys(said))
    more = len(kept) - MOST_WARNINGS
    return kept[:MOST_WARNINGS] + ([f"and {more} more: `outlay check` lists them"] if more > 0 else [])
