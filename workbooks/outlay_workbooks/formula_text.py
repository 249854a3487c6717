"""A formula as tokens, and what the rules ask about one: its relative form, its depth, its literals and references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from outlay.diagnostics import OutlayError

_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"]|"")*+")
      | (?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!))
      | (?P<function>(?:_xlfn\.|_xlws\.|_xlpm\.|_xludf\.)*[A-Za-z][A-Za-z0-9._]*(?=\())
      | (?P<reference>(?:(?:'(?:[^']|'')*+'|\[[0-9]+\][A-Za-z0-9_.]*|[A-Za-z_][A-Za-z0-9_.]*)!)?
          (?:\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?
            |\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![A-Za-z0-9_.(!]))
      | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<truth>\b(?:TRUE|FALSE)\b)
      | (?P<name>(?:(?:'(?:[^']|'')*+'|\[[0-9]+\])!?)?[A-Za-z_\\][A-Za-z0-9_.\\]*)
      | (?P<operator><=|>=|<>|[-+*/^&=<>%@\#])
      | (?P<open>[({]) | (?P<close>[)}]) | (?P<comma>[,;]) | (?P<blank>\s+) | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
LONGEST = 32_768  # characters as stored, prefixes included
_PREFIX = re.compile(r"_xlfn\.|_xlws\.|_xlpm\.")
_ADDRESS = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A rectangle of cells; columns and rows from 1, both ends included. `whole` for whole columns or rows."""

    sheet: str  # "" for the formula's own sheet
    left: int
    top: int
    right: int
    bottom: int
    whole: bool = False
    external: bool = False

    @property
    def single(self) -> bool:
        return self.left == self.right and self.top == self.bottom


_token = lru_cache(maxsize=65_536)(Token)  # long formulas repeat a few


@lru_cache(maxsize=16_384)
def tokens(formula: str) -> tuple[Token, ...]:
    """The tokens of a formula without its leading `=`; blanks are left out."""
    text = formula.removeprefix("=")
    if len(text) > LONGEST:
        raise OutlayError(f"A formula has {len(text):,} characters, and no program takes more than 8,192: {text[:40]}…")
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "blank":
            found.append(_token(kind, match[0]))
    return tuple(found)


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=65_536)
def reference_of(text: str) -> Reference | None:
    """A reference token as a rectangle."""
    sheet, _, area = text.rpartition("!")
    external = sheet.startswith(("[", "'["))
    sheet = sheet.strip("'").replace("''", "'")
    first, _, second = area.partition(":")
    start, end = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(second or first)
    if start is not None and end is not None:
        columns = sorted((column_number(start[2]), column_number(end[2])))
        rows = sorted((int(start[4]), int(end[4])))
        return Reference(sheet, columns[0], rows[0], columns[1], rows[1], external=external)
    ends = [part.replace("$", "") for part in (first, second)]
    if all(part.isdigit() for part in ends):
        rows = sorted(int(part) for part in ends)
        return Reference(sheet, 1, rows[0], 16_384, rows[1], whole=True, external=external)
    if all(part.isalpha() for part in ends):
        columns = sorted(column_number(part) for part in ends)
        return Reference(sheet, columns[0], 1, columns[1], 1_048_576, whole=True, external=external)
    return None


def references(formula: str) -> Iterator[Reference]:
    """Every reference of a formula to cells, names apart."""
    for token in tokens(formula):
        if token.kind == "reference":
            found = reference_of(token.text)
            if found is not None:
                yield found


def rewritten(formula: str, change: Callable[[str, str], str]) -> str:
    """The formula with each reference to cells as `change` says, every other character as it was.

    `change` is given the reference and, for one through several sheets (`Jan:Dec!A1`), the first of them. Columns of
    tables, in square brackets, are no references.
    """
    pieces: list[str] = []
    kinds: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(formula):
        kind, text = match.lastgroup or "other", match[0]
        depth += (kind == "other") * ((text == "[") - (text == "]"))
        if kind == "reference" and depth == 0:
            through = kinds[-2:] == ["name", "other"] and pieces[-1] == ":" and "!" in text and "!" not in pieces[-2]
            text = change(text, pieces[-2] if through else "")
            if through and "!" not in text:  # it has no cells any more, nor the sheets before it
                del pieces[-2:], kinds[-2:]
        pieces.append(text)
        kinds.append(kind)
    return "".join(pieces)


def names(formula: str) -> Iterator[str]:
    """Every defined name a formula mentions."""
    for token in tokens(formula):
        if token.kind == "name" and not token.text.startswith("_xlpm."):
            yield token.text


def functions(formula: str) -> Iterator[str]:
    """Every function of a formula as stored, prefixes included."""
    for token in tokens(formula):
        if token.kind == "function":
            yield token.text


def relative(formula: str, row: int, column: int) -> str:
    """The formula with addresses as distances from its own cell, so that copies of one formula are equal."""

    def shift(match: re.Match[str]) -> str:
        across = column_number(match[2])
        down = int(match[4])
        c = f"C{across}" if match[1] else f"C[{across - column}]"
        r = f"R{down}" if match[3] else f"R[{down - row}]"
        return r + c

    return "".join(
        [_ADDRESS.sub(shift, token.text) if token.kind == "reference" else token.text for token in tokens(formula)]
    )


def depth(formula: str) -> int:
    """How deep calls of functions stand within each other; plain brackets do not count."""
    deepest = now = 0
    stack: list[bool] = []
    before = ""
    for token in tokens(formula):
        if token.kind == "open":
            stack.append(before == "function")
            now += stack[-1]
            deepest = max(deepest, now)
        elif token.kind == "close" and stack:
            now -= stack.pop()
        before = token.kind
    return deepest


def literals(formula: str) -> Iterator[float]:
    """Every number written in a formula."""
    for token in tokens(formula):
        if token.kind == "number":
            yield float(token.text)


def arguments(formula: str, function: str) -> Iterator[tuple[str, ...]]:
    """For each call of a function (without prefix, any case) the texts of its arguments."""
    found = tokens(formula)
    for at, token in enumerate(found):
        if token.kind == "function" and plain(token.text) == function:
            yield _arguments(found, at + 1)


@lru_cache(maxsize=4096)
def plain(function: str) -> str:
    """A function's name without the prefixes a file stores."""
    return re.sub(r"^(?:_xlfn\.|_xlws\.)+", "", function).upper()


def as_shown(formula: str) -> str:
    """A formula as a reader sees it: without its `=` and the prefixes that files store."""
    return _PREFIX.sub("", formula.removeprefix("="))


def _arguments(found: tuple[Token, ...], at: int) -> tuple[str, ...]:
    level, parts, text = 0, [], ""
    for token in found[at:]:
        if token.kind == "open":
            level += 1
            if level == 1:
                continue
        elif token.kind == "close":
            level -= 1
            if level == 0:
                break
        elif token.kind == "comma" and level == 1:
            parts.append(text)
            text = ""
            continue
        text += token.text
    return (*parts, text) if parts or text else ()
