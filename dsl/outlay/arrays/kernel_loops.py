"""The loops of compiled code while they are written: lines may still be added to a loop that came before."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Rows:
    """One loop over the rows of a block."""

    loop: Loop | None
    heads: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    pairs: dict[int, tuple[str, str]] = field(default_factory=dict)
    places_rows: bool = False  # whether columns or results are touched

    @property
    def running(self) -> Loop:
        """The loop over periods around it."""
        return surrounding(self.loop)

    def head(self, name: str, value: str) -> str:
        """A name for one period, before the loop over rows."""
        line = f"{name} = {value}"
        if line not in self.heads:
            self.heads.append(line)
        return name

    def text(self, indent: str) -> list[str]:
        if not self.lines and not self.tail:
            return []
        body = ["b = at + r"] if self.places_rows else []
        inner = [f"{indent}    {line}" for line in [*body, *self.lines, *self.tail]]
        return [*[indent + line for line in self.heads], f"{indent}for r in range(m):", *inner]


@dataclass
class Loop:
    """A loop over periods (or ages), with loops over rows inside it."""

    header: str
    before: Rows  # the last loop over rows that comes before
    parts: list[Rows | Loop] = field(default_factory=list)

    def text(self, indent: str) -> list[str]:
        inner = [line for part in self.parts for line in part.text(indent + "    ")]
        return [indent + self.header, *inner] if inner else []


def surrounding(loop: Loop | None) -> Loop:
    """The loop, where there has to be one."""
    if loop is None:
        raise TypeError("this is no part of a loop over periods")
    return loop
