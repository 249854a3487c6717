"""What tables for a terminal share: its width, colour, texts that fit."""

from __future__ import annotations

from outlay.diagnostics.render import display_width, safe

WIDTH = 100


class Paint:
    """Colour where it is wanted, nothing elsewhere."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted

    def __call__(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.wanted and text else text

    def bold(self, text: str) -> str:
        return self("1", text)

    def dim(self, text: str) -> str:
        return self("2", text)


def indented(text: str, indent: int) -> list[str]:
    """A text in lines that fit the screen."""
    from textwrap import wrap

    return [" " * indent + line for line in wrap(safe(text), WIDTH - indent)]


def cut(text: str, width: int) -> str:
    """A text in so much room."""
    return text if display_width(text) <= width else text[: width - 1] + "…"
