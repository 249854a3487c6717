"""The loops of compiled code while they are written: lines may still be added to a loop that came before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


class Names:
    """Gives every assignment a name of its own: numba takes very long over names that are assigned twice."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}
        self._now: dict[str, str] = {}

    def inner(self) -> Names:
        """The names inside a loop; what is assigned there is not known outside."""
        found = Names()
        found._used, found._now = self._used, dict(self._now)
        return found

    def assigned(self, name: str) -> str:
        count = self._used[name] = self._used.get(name, 0) + 1
        found = self._now[name] = name if count == 1 else f"{name}_{count}"
        return found

    def line(self, text: str) -> str:
        """A line with the names that are in force, and a new one for what it assigns."""
        target, equals, value = text.partition(" = ")
        if not equals or "(" in target:
            return self._read(text)
        read = self._read(value)
        return f"{self.assigned(target)} = {read}"

    def loop(self, header: str) -> str:
        """The header of a loop, which assigns as well."""
        word, name, rest = header.split(" ", 2)
        read = self._read(rest)
        return f"{word} {self.assigned(name)} {read}"

    def _read(self, text: str) -> str:
        return _NAME.sub(lambda found: self._now.get(found[0], found[0]), text)


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

    def text(self, indent: str, names: Names) -> list[str]:
        if not self.lines and not self.tail:
            return []
        names = names.inner()
        found = [indent + names.line(line) for line in self.heads]
        found.append(indent + names.loop("for r in range(m):"))
        body = ["b = at + r"] if self.places_rows else []
        return found + [f"{indent}    {names.line(line)}" for line in [*body, *self.lines, *self.tail]]


@dataclass
class Loop:
    """A loop over periods (or ages), with loops over rows inside it."""

    header: str
    before: Rows  # the last loop over rows that comes before
    parts: list[Rows | Loop] = field(default_factory=list)

    def text(self, indent: str, names: Names) -> list[str]:
        names = names.inner()
        header = indent + names.loop(self.header)
        inner = [line for part in self.parts for line in part.text(indent + "    ", names)]
        return [header, *inner] if inner else []


def surrounding(loop: Loop | None) -> Loop:
    """The loop, where there has to be one."""
    if loop is None:
        raise TypeError("this is no part of a loop over periods")
    return loop
