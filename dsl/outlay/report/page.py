"""The page as one text: what was gathered, with the styles and the script inside and a policy that allows no others."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from outlay.report import provenance_sections as provenance
from outlay.report import sections, tables
from outlay.report.facts import Report
from outlay.report.markup import NOTHING, Markup, escaped, join, tag

_HERE = Path(__file__).parent


@cache
def _own(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    return Markup((_HERE / name).read_text(encoding="utf-8"))


def _policy() -> str:
    """Nothing is fetched, nothing runs but the style and the script of this page, known by their hashes."""

    def known(name: str) -> str:
        return f"'sha256-{b64encode(sha256(_own(name).encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {known('page.css')}; script-src {known('page.js')}; "
        "base-uri 'none'; form-action 'none'"
    )


def page(report: Report) -> str:
    """The whole page. The same report gives the same text."""
    policy = str(escaped(_policy())).replace("&#x27;", "'")
    head = [
        tag("meta", {"charset": "utf-8"}),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>'),
        tag("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        tag("meta", {"name": "referrer", "content": "no-referrer"}),
        tag("meta", {"name": "color-scheme", "content": "light dark"}),
        tag("title", None, report.title),
        tag("style", None, _own("page.css")),
    ]
    body = [
        _header(report),
        tag(
            "main",
            None,
            sections.brief(report),
            sections.left_out(report),
            sections.headline(report),
            sections.charts("charts", "Charts", report.pictures),
            sections.scenarios(report),
            sections.tornado(report),
            sections.spread(report),
            sections.checks(report),
            sections.solves(report),
            sections.outputs(report),
            provenance.trees(report),
            provenance.assumptions(report),
            provenance.sources(report),
        ),
        provenance.footer(report),
        tag("script", None, _own("page.js")),
    ]
    made = tag("html", {"lang": "en"}, tag("head", None, *head), tag("body", None, *body))
    return f"<!doctype html>\n{made}\n"


def _header(report: Report) -> Markup:
    parts = [f"{report.model}.cost", f"scenario {report.scenario}" if report.scenario else "", report.timeline,
             report.as_of]  # fmt: skip
    said = tag("p", {"class": "faint"}, tables.unbroken(" · ".join(part for part in parts if part)))
    given = NOTHING
    if report.overrides:
        told = "; ".join(f"{path} = {text}" for path, text in report.overrides)
        given = tag("p", {"class": "given"}, f"Set for this page: {told}")
    return tag("header", None, tag("h1", {"dir": "auto"}, report.title), said, given, tag("p", None, *_badges(report)))


def _badges(report: Report) -> list[Markup]:
    found: list[Markup] = []
    if report.checks:
        failed = sum(not each.ok for each in report.checks)
        count = tables.many(len(report.checks), "check")
        if failed:
            found.append(tables.badge(f"{failed} of {count} fail{'s' if failed == 1 else ''}", "bad"))
        else:
            many = len(report.checks) > 1
            found.append(tables.badge(f"all {count} hold" if many else f"{count} holds", "good"))
    assumed, unsaid = (sum(each.standing == name for each in report.assumptions) for name in ("assumed", "unsaid"))
    count = tables.many(len(report.assumptions), "stated number")
    if assumed:
        found.append(tables.badge(f"{assumed} of {count} assumed", "assumed"))
    if unsaid:
        found.append(tables.badge(f"{unsaid} of {count} without a source", "unsaid"))
    if report.assumptions and not assumed and not unsaid:
        found.append(tables.badge(f"{count} with sources", "sourced"))
    if report.uncertain:
        found.append(tables.badge(f"{len(report.uncertain)} uncertain, at their {report.point}s", "doubt"))
    return [join([each, " "]) for each in found]
