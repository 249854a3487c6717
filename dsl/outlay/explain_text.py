"""An explanation written out: a tree for the terminal, nested lists in Markdown."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from outlay.cells import markdown_text
from outlay.diagnostics.render import safe

if TYPE_CHECKING:
    from outlay.explain import Explanation

WIDTH = 100


def as_text(root: Explanation) -> str:
    """The tree, a number a branch: its formula, the formula with figures, what is known of it, its parts."""
    lines: list[str] = []
    _branch(root, "", "", lines, top=True)
    return "\n".join(lines)


def _branch(item: Explanation, lead: str, rest: str, lines: list[str], *, top: bool = False) -> None:
    head = f"{item.name} = {item.shown}"
    if top and item.period:
        head += f"   in {item.period}"
    if item.label:
        head += f'   "{item.label}"'
    if item.repeated:
        head += "   (see above)"
    lines.append(lead + safe(head))
    stem = rest + ("│  " if item.children else "   ")
    if not item.repeated:
        for text in _body(item):
            # A wide tree still leaves room for words.
            room = max(WIDTH - len(stem), 40)
            lines += [stem + part for part in wrap(safe(text), room, subsequent_indent="    ")]
    last = len(item.children) - 1
    for number, child in enumerate(item.children):
        end = number == last
        _branch(child, rest + ("└─ " if end else "├─ "), rest + ("   " if end else "│  "), lines)


def _body(item: Explanation) -> list[str]:
    found: list[str] = []
    if item.formula and (item.children or item.cut or item.formula != item.shown):
        found.append(f"= {item.formula}")
    if item.figures and item.figures != item.formula:
        found.append(f"= {item.figures}")
    remarks = item.remarks()
    if remarks:
        found.append("; ".join(remarks))
    if item.cut:
        found.append("… its parts are left out at this depth")
    return found


def as_markdown(root: Explanation) -> str:
    """Nested lists, one item a number."""
    lines: list[str] = []
    _item(root, 0, lines, top=True)
    return "\n".join(lines)


def _item(item: Explanation, level: int, lines: list[str], *, top: bool = False) -> None:
    period = f" in {item.period}" if top and item.period else ""
    label = f" — {markdown_text(item.label)}" if item.label else ""
    above = " (see above)" if item.repeated else ""
    lines.append(f"{'  ' * level}- **{markdown_text(item.name)}** = {markdown_text(item.shown)}{period}{label}{above}")
    if not item.repeated:
        lines += [f"{'  ' * level}  {_quoted(text)}  " for text in _body(item)]
    for child in item.children:
        _item(child, level + 1, lines)


def _quoted(text: str) -> str:
    if not text.startswith("= "):
        return markdown_text(text)
    # A code span must be fenced by more back-ticks than it holds.
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {safe(text)} {fence}"
