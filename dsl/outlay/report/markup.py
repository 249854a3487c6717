"""HTML and SVG as values: what an author wrote is escaped because it is not `Markup`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from re import compile as pattern

from outlay.diagnostics.render import safe

LONGEST = 600  # characters of one text: a formula may be as long as a file
_BLANK = pattern(r"\s+")
_JOINERS = "\u200c\u200d"  # of Persian, of Indic scripts, of many a picture: they turn nothing around
_JOINED = pattern(f"([{_JOINERS}])")
_EMPTY = frozenset(("br", "circle", "line", "meta", "path", "rect"))


class Markup(str):
    """Text that is markup already. Made by `tag` and `join` alone; any other text is escaped where it is put."""

    __slots__ = ()


def tag(name: str, attributes: Mapping[str, object] | None = None, *content: str) -> Markup:
    """An element. Attributes that are None or False are left out, True stands for one without a value."""
    parts = [name]
    for key, value in (attributes or {}).items():
        if value is True:
            parts.append(key)
        elif value is not None and value is not False:
            told = number(value) if isinstance(value, float) else quoted(str(value))
            parts.append(f'{key}="{told}"')
    opening = f"<{' '.join(parts)}>"
    if name in _EMPTY and not content:
        return Markup(opening[:-1] + "/>")
    return Markup(f"{opening}{join(content)}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """Parts one after another; those that are no markup are escaped."""
    return Markup("".join(part if isinstance(part, Markup) else escaped(part) for part in parts))


def escaped(text: str) -> Markup:
    """A text to be read: nothing in it is markup, nothing turns its order around, and its length is bounded."""
    return Markup("".join(part if part in _JOINERS else escape(safe(part)) for part in _JOINED.split(cut(text))))


def quoted(text: str) -> str:
    """The same for the value of an attribute, whose length is its writer's business."""
    return escape(safe(text))


def cut(text: str, longest: int = LONGEST) -> str:
    """A text of bounded length, on one line."""
    text = _BLANK.sub(" ", text[: longest * 4])
    return text if len(text) <= longest else text[: longest - 1] + "…"


def number(value: float) -> str:
    """A coordinate: a tenth of a point is finer than any screen."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


NOTHING = Markup("")
