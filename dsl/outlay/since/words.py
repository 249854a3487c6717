"""What changed in models, as Markdown for a pull request and as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from re import IGNORECASE
from re import compile as pattern

from outlay.bridge import Bridge
from outlay.cells import markdown_table, markdown_text, text_table
from outlay.diagnostics.render import safe
from outlay.since.models import Change
from outlay.steps import Step

MOST_STEPS = 40
MOST_BRIDGES = 8
MOST_CAUSES = 12
MOST_SILENT = 20
_HASH = pattern(r"[0-9a-f]{40,64}")
_CALLS = pattern(r"[@#]|://|\bwww(?=\.)|\bgh(?=-\d)", IGNORECASE)
LONGEST = 60_000  # characters: hosts refuse comments much longer than that
_KINDS = {
    "new": "a new model", "removed": "removed", "changed": "", "broken": "has mistakes, so it has no numbers",
    "mended": "had mistakes before, so there is nothing to compare with",
}  # fmt: skip


def markdown(found: Sequence[Change], name: str) -> str:
    """A section for each model; cut where a host would refuse it. No name or number an author wrote calls anybody."""
    if not found:
        return f"### Cost models\n\nNo model changed since {_commit(name)}."
    parts = [f"### Cost models: what changed since {_commit(name)}"]
    closing = _silent(found)
    room = LONGEST - len(parts[0]) - len(closing)
    told = [each for each in found if not each.silent]
    for place, each in enumerate(told):
        sections = [_section(each, why=True), _section(each, why=False)]
        fitting = next((section for section in sections if len(section) < room), None)
        if fitting is None:
            parts.append(f"… and {len(told) - place} more models: `outlay since` shows them all.")
            break
        room -= len(fitting)
        parts.append(fitting)
    return "\n\n".join([*parts, _plain(closing)] if closing else parts)


def _silent(found: Sequence[Change]) -> str:
    """`2 more models changed, and none of their numbers: a.cost, b.cost.`"""
    paths = [f"{each.path} (was {each.was})" if each.was else each.path for each in found if each.silent]
    if not paths:
        return ""
    more = " more" if len(paths) < len(found) else ""
    shown = ", ".join(paths[:MOST_SILENT]) + (" …" if len(paths) > MOST_SILENT else "")
    whose = "none of its numbers" if len(paths) == 1 else "none of their numbers"
    return f"{len(paths)}{more} {'model' if len(paths) == 1 else 'models'} changed, and {whose}: {shown}."


def _section(change: Change, *, why: bool) -> str:
    title = f" · {_plain(change.title)}" if change.title else ""
    parts = [f"#### {_plain(change.path)}{title}", _summary(change)]
    if change.mistakes:
        parts.append("\n".join(f"- {_plain(each[:400])}" for each in change.mistakes))
    if change.steps:
        rows = [[_named(each), each.old, each.new, each.about] for each in change.steps[:MOST_STEPS]]
        table = markdown_table(["", "before", "after", "difference"], rows, right=(1, 2))
        parts.append(_quiet(table))
        if len(change.steps) > MOST_STEPS:
            parts.append(f"and {len(change.steps) - MOST_STEPS} more")
    if why and change.comparison is not None:
        parts += _why(change.comparison.bridges)
    if change.remark:
        parts.append(_plain(change.remark))
    return "\n\n".join(part for part in parts if part)


def _summary(change: Change) -> str:
    """`3 numbers changed · 1 check fails`."""
    said = [f"was {_plain(change.was)}" if change.was else "", _KINDS[change.kind]]
    if change.kind == "changed":
        numbers = sum(each.good is None for each in change.steps)
        said.append(f"{_many(numbers, 'number')} changed" if numbers else "no number changed")
    if change.failing:
        said.append(f"**{_many(len(change.failing), 'check')} {'fails' if len(change.failing) == 1 else 'fail'}**: "
                    + _plain(", ".join(change.failing[:12])))  # fmt: skip
    return " · ".join(part for part in said if part)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _named(each: Step) -> str:
    return each.name if each.good is None else f"{'✓' if each.good else '✗'} {each.name}"


def _why(bridges: Sequence[Bridge]) -> list[str]:
    """Folded: what made each number change."""
    moved = [each for each in bridges if each.change and any(one.amount for one in each.contributions)]
    if not moved:
        return []
    tables = []
    for each in moved[:MOST_BRIDGES]:
        causes = sorted((one for one in each.contributions if one.amount), key=lambda one: -abs(one.amount))
        rows = [
            [one.cause.path, each.shown(one.amount, signed=True), one.cause.words[:300]] for one in causes[:MOST_CAUSES]
        ]
        name = f"{each.output}, {each.basis}" if each.basis else each.output
        rows.append(["together", each.shown(each.change, signed=True), ""])
        tables.append(_quiet(markdown_table([markdown_text(name), "contribution", "cause"], rows, right=(1,))))
    methods = dict.fromkeys(each.method for each in moved[:MOST_BRIDGES])
    told = "Contributions: " + "; ".join(methods) + "."
    return ["<details><summary>Why</summary>", *tables, told, "</details>"]


def _plain(text: str) -> str:
    return _quiet(markdown_text(text))


def _commit(name: str) -> str:
    """A commit's name; of a whole hash as much as people say."""
    return _plain(name[:10] if _HASH.fullmatch(name) else name)


def _quiet(text: str) -> str:
    """Without mentions of people, references to other threads and addresses, all of which hosts would act on."""
    return _CALLS.sub("\\g<0>\u200b", text)


# ------------------------------------------------------------------------------------------------------ terminal


def text(found: Sequence[Change], name: str) -> str:
    """The same for a terminal, without the causes, which `outlay diff` shows."""
    if not found:
        return f"No model changed since {safe(name)}."
    parts = []
    for each in found:
        if each.silent:
            continue
        lines = [safe(each.path) + (f"   {safe(each.title)}" if each.title else "")]
        lines.append("  " + safe(_summary(each).replace("**", "").replace("\\", "").replace("\u200b", "")))
        lines += [f"  {safe(mistake)}" for mistake in each.mistakes]
        if each.steps:
            rows = [
                [
                    _named(step),
                    f"{step.old} → {step.new}" if step.old and step.new else step.new or step.old,
                    step.about,
                ]
                for step in each.steps[:MOST_STEPS]
            ]
            lines.append(text_table(rows, indent="    "))
        parts.append("\n".join(lines))
    closing = safe(_silent(found))
    return "\n\n".join([*parts, closing] if closing else parts)


def as_dict(found: Sequence[Change], name: str) -> dict[str, object]:
    """The `outlay/1` JSON form."""
    return {
        "schema": "outlay/1",
        "since": name,
        "models": [
            {
                "path": each.path,
                "kind": each.kind,
                "was": each.was or None,
                "changes": [
                    {"name": step.name, "old": step.old or None, "new": step.new or None, "about": step.about or None}
                    for step in each.steps
                ],
                "mistakes": list(each.mistakes),
                "failing": list(each.failing),
                "comparison": None if each.comparison is None else each.comparison.as_dict(),
            }
            for each in found
        ],
    }
