"""The parts of the page that say where numbers come from: trees, stated numbers, sources."""

from __future__ import annotations

from itertools import groupby

from outlay.explain import Explanation
from outlay.report import tables
from outlay.report.facts import Assumption, Report, Source
from outlay.report.markup import LONGEST, NOTHING, Markup, cut, join, tag
from outlay.report.provenance import STANDINGS, WORDS

MOST_STATED = 600
MOST_SOURCES = 200
MOST_PATHS = 24


def trees(report: Report) -> Markup:
    """The outputs' trees, folded."""
    if not report.trees:
        return NOTHING
    period = next((tree.period for tree in report.trees if tree.period), "")
    said = f"Figures of a series are those of {period}. " if period else ""
    said += "Open a number to see what it was made of."
    buttons = tag("p", {"class": "needs-script"}, tag("button", {"type": "button", "data-open": "1"}, "Open all"), " ",
                  tag("button", {"type": "button", "data-open": "0"}, "Close all"))  # fmt: skip
    shown = tag("div", {"class": "trees"}, *(_tree(tree, top=True) for tree in report.trees))
    notes = tables.notes([said])
    return tables.section("explain", "Where the numbers come from", notes, buttons, shown,
                          tables.notes([report.trees_note] if report.trees_note else []))  # fmt: skip


def _tree(item: Explanation, *, top: bool = False) -> Markup:
    name = f"{item.label} " if item.label and top else ""
    head = [tag("b", None, name or item.name), tag("code", None, item.name) if name else NOTHING,
            tag("span", {"class": "equals"}, " = "), tag("span", {"class": "figure"}, item.shown)]  # fmt: skip
    if item.label and not top:
        head.append(tag("span", {"class": "faint"}, f" {item.label}"))
    if item.repeated:
        head.append(tag("span", {"class": "faint"}, " (told above)"))
        return tag("div", {"class": "leaf"}, *head)
    body = _body(item)
    if not body and not item.children:
        return tag("div", {"class": "leaf"}, *head)
    inner = [tag("div", {"class": "about"}, *body)] if body else []
    inner += [_tree(child) for child in item.children]
    return tag("details", None, tag("summary", None, *head), *inner)


def _body(item: Explanation) -> list[Markup]:
    found: list[Markup] = []
    if item.formula and item.formula != item.shown:
        found.append(tag("p", None, tag("code", None, cut(f"= {item.formula}", LONGEST))))
    if item.figures and item.figures != item.formula:
        found.append(tag("p", None, tag("code", {"class": "figures"}, cut(f"= {item.figures}", LONGEST))))
    remarks = item.remarks()
    if remarks:
        found.append(tag("p", {"class": "faint"}, "; ".join(remarks)))
    if item.cut:
        found.append(tag("p", {"class": "faint"}, f"its parts: outlay explain … {item.name}"))
    return found


def assumptions(report: Report) -> Markup:
    """Stated numbers, counted by their standing and folded by section."""
    stated = report.assumptions
    if not stated:
        return NOTHING
    counts = [(name, sum(each.standing == name for each in stated)) for name in STANDINGS]
    doubtful = sum(each.doubtful for each in stated)
    counted = [_count(count, WORDS[name], name) for name, count in counts if count]
    if doubtful:
        counted.append(_count(doubtful, "uncertain", "doubt"))
    bar = tag("p", {"class": "counts"}, _count(len(stated), "stated numbers", "all"), *counted)
    shown = stated[:MOST_STATED]
    groups = [
        tag("details", None, tag("summary", None, tag("b", None, name or "Stated numbers"),
            tag("span", {"class": "faint"}, f" {len(items)}")), _stated(items))
        for name, group in groupby(shown, key=lambda each: each.section)
        if (items := list(group))
    ]  # fmt: skip
    more = len(stated) - len(shown)
    left = tables.notes([f"{more:,} more are left out."] if more > 0 else [])
    return tables.section("assumptions", "Assumptions", bar, *groups, left)


def _count(count: int, words: str, kind: str) -> Markup:
    return tag("span", {"class": f"count {kind}"}, tag("b", None, f"{count:,}"), f" {words}")


def _stated(items: list[Assumption]) -> Markup:
    rows = [
        tag("tr", None, tag("th", {"scope": "row"}, each.label or each.path, tag("span", {"class": "path"}, each.path)),
            tag("td", {"class": "written"}, tag("code", None, cut(each.text, 160))),
            tag("td", None, tag("span", {"class": f"badge {each.standing}"}, WORDS[each.standing]),
                tag("span", {"class": "badge doubt"}, "uncertain") if each.doubtful else NOTHING),
            tag("td", {"class": "text"}, _about(each)))
        for each in items
    ]  # fmt: skip
    return tag("div", {"class": "wide-table"}, tag("table", {"class": "stated"}, tag("tbody", None, *rows)))


def _about(each: Assumption) -> str:
    owner = f"owner: {each.owner}" if each.owner else ""
    return "; ".join(part for part in (each.note, owner) if part)


def sources(report: Report) -> Markup:
    """Where numbers were taken from, with dates and ages."""
    if not report.sources:
        return NOTHING
    rows = [_source(each) for each in report.sources[:MOST_SOURCES]]
    head = tag("tr", None, *(tag("th", {"scope": "col"}, each) for each in ("source", "date", "age", "used for")))
    table = tag("table", {"class": "sources"}, tag("thead", None, head), tag("tbody", None, *rows))
    more = len(report.sources) - MOST_SOURCES
    left = tables.notes([f"{more:,} more sources are left out."] if more > 0 else [])
    return tables.section("sources", "Sources", tag("div", {"class": "wide-table"}, table), left)


def _source(each: Source) -> Markup:
    paths = ", ".join(each.paths[:MOST_PATHS])
    paths += f" and {len(each.paths) - MOST_PATHS} more" if len(each.paths) > MOST_PATHS else ""
    old = each.age.endswith("old") and "year" in each.age
    return tag("tr", None, tag("th", {"scope": "row"}, each.where, _link(each.link)), tag("td", None, each.date),
               tag("td", None, tag("span", {"class": "badge old"}, each.age) if old else each.age),
               tag("td", {"class": "text"}, paths))  # fmt: skip


def _link(address: str) -> Markup:
    """A link only to a page of the web: nothing an author wrote is ever run."""
    if not address:
        return NOTHING
    plain = address.isascii() and address.isprintable() and not set(address) & set(" <>\"'`")
    if not (plain and address.startswith(("https://", "http://")) and len(address) <= 2_000):
        return tag("span", {"class": "path"}, address)
    shown = tag("a", {"href": address, "rel": "noopener noreferrer nofollow"}, cut(address, 80))
    return tag("span", {"class": "path"}, shown)


def footer(report: Report) -> Markup:
    """What the page was made from, so that it can be made again."""
    facts = [
        ("Model", f"{report.model}.cost"),
        ("Text of the model", report.fingerprint),
        ("Scenario", report.scenario or "the model as it stands"),
        ("Date of the page", report.as_of),
        ("Made with", f"Outlay {report.version}"),
    ]
    facts += [("Time", report.timeline)] if report.timeline else []
    facts += [("Calendar", report.calendar)] if report.calendar else []
    facts += [("Set for this page", "; ".join(f"{a} = {b}" for a, b in report.overrides))] if report.overrides else []
    if report.uncertain:
        facts.append((f"At their {report.point}s", ", ".join(report.uncertain)))
    pairs = join(tag("div", None, tag("dt", None, name), tag("dd", None, text)) for name, text in facts)
    return tag("footer", None, tag("dl", None, pairs))
