"""Runs the LALR tables over a stretch of text: one scan, one stack, nodes built at once.

The lexer is contextual: a keyword is one only where the grammar's state takes it and its shape follows. Steps that
only hand a value on (`sum` to `range` to `comparison` …) are walked once and remembered, because an expression of
one name would otherwise take a dozen of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

# What a token becomes on the stack: called with the reader (which gathers problems), its text, start and end.
Shifted = Callable[[Any, str, int, int], Any]
Built = Callable[..., Any]

_BLANK = r"(?:[ \t\r\n\f\u00a0]+|#[^\n]*)*+"
_SIDE_BY_SIDE = re.compile(r"[ \t]+(?:(?:given|expect|scenario)[ \t]+\w|note[ \t]+\"|[^\W\d]\w*[ \t]*:)")
MOST_TOKENS = 50_000  # of one statement
_MOST_REMEMBERED = 200
_OPENERS = frozenset("([{")
_CLOSERS = frozenset(")]}")


class Unexpected(Exception):  # noqa: N818 - a signal inside the parser, never seen outside
    """The text cannot go on like this: where, with which token (None for a character no token begins with)."""

    def __init__(
        self, start: int, end: int, terminal: str | None, states: list[int], begins: list[int], count: int
    ) -> None:
        super().__init__()
        self.start = start
        self.end = end
        self.terminal = terminal
        self.states = states
        self.begins = begins
        self.count = count


class TooManyTokens(Exception):  # noqa: N818
    """The text has more tokens than a statement may have; where it is too much."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__()
        self.span = (start, end)


class Tables:
    """The parser's tables, ready to run with the functions that make nodes."""

    def __init__(self, data: dict[str, Any], builders: object) -> None:
        self.terminals: list[str] = data["terminals"]
        number = {name: index for index, name in enumerate(self.terminals)}
        self.starts: dict[str, int] = data["starts"]
        self.ends: dict[str, int] = data["ends"]
        self.words: dict[str, tuple[int, Callable[..., Any] | None, bool]] = {
            word: (number[name], re.compile(shape).match if shape else None, reserved)
            for word, (name, shape, reserved) in data["words"].items()
        }
        self.symbols = {text: number[name] for text, name in data["symbols"].items() if name in number}
        self.symbols |= dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), number["COMPARE"])
        patterns = data["patterns"]
        self.newline = re.compile(patterns["_NL"]).match
        # what a token may be instead where the state takes it
        self.instead = {
            number[name]: [(number[other], re.compile(patterns[other]).match) for other in others]
            for name, others in {"CARET": ("EXPONENT", "POWER"), "STRING": ("LABEL",)}.items()
        }
        self.token = re.compile(
            rf"{_BLANK}(?:([^\W\d]\w*+)|({patterns['DATE']})|({patterns['QUANTITY']})|({patterns['STRING']})"
            r"|([=!]=|[<>]=?|~=|\.\.|[-+*/^=:,.;@(){}\[\]]))?"
        ).match
        self.kinds = [0, number["NAME"], number["DATE"], number["QUANTITY"], number["STRING"], -1]
        self.nl = number["_NL"]
        self.actions: list[dict[int, int]] = [dict(zip(row[::2], row[1::2], strict=True)) for row in data["actions"]]
        self.gotos: list[dict[int, int]] = [dict(zip(row[::2], row[1::2], strict=True)) for row in data["gotos"]]
        self.rules = [
            (
                origin,
                length,
                getattr(builders, f"make_{name}") if name else None,
                None if kept == list(range(length)) else kept,
            )
            for origin, length, name, kept in data["rules"]
        ]
        self.shifted: list[Shifted | None] = [getattr(builders, f"token_{name.lower()}", None)
                                              for name in self.terminals]  # fmt: skip
        self.followed: dict[tuple[int, int, int], int] = {}
        self.accepted: dict[tuple[int, ...], frozenset[str]] = {}

    def follow(self, below: int, origin: int, terminal: int) -> int:
        """The state after `origin` was found above state `below`, once nothing is left that only hands on."""
        state = self.gotos[below][origin]
        while True:
            action = self.actions[state].get(terminal)
            if action is None or action >= 0:
                return state
            origin, length, build, _ = self.rules[-1 - action]
            if length != 1 or build is not None:
                return state
            state = self.gotos[below][origin]

    def run(
        self, reader: object, text: str, start: int, end: int, symbol: str, stop: int = MOST_TOKENS,
        record: list[tuple[str, int, int]] | None = None,
    ) -> tuple[Any, int]:  # fmt: skip
        """The node of `symbol` that spans the text from start to end, and the number of its tokens.

        With `stop` it ends at that token, as unexpected, before the stack changes because of it. `record` receives
        every token, with its terminal and place.
        """
        states = [self.starts[symbol]]
        finish = self.ends[symbol]
        values: list[Any] = [None]
        begins = [start]
        brackets: list[str] = []
        actions, rules, followed, token = self.actions, self.rules, self.followed, self.token
        position = last = start
        count = 0
        while True:
            terminal, begin, position = self._next(token, text, position, end, states, brackets)
            count += 1
            if count == stop:
                if stop == MOST_TOKENS:
                    raise TooManyTokens(begin, position)
                raise Unexpected(begin, position, self.terminals[terminal], states, begins, count)
            while True:
                action = actions[states[-1]].get(terminal)
                if action is None:
                    if terminal == 0 and states[-1] == finish:
                        return values[-1], count
                    raise Unexpected(begin, position, self.terminals[terminal], states, begins, count)
                if action >= 0:
                    break
                origin, length, build, kept = rules[-1 - action]
                if length:
                    origin_begin = begins[-length]
                    children = values[-length:]
                    del states[-length:], values[-length:], begins[-length:]
                else:
                    origin_begin = last
                    children = []
                if build is None:
                    value = children[kept[0] if kept else 0] if length else None
                elif kept is None:
                    value = build(reader, (origin_begin, last), *children)
                else:
                    value = build(reader, (origin_begin, last), *[children[i] if i >= 0 else None for i in kept])
                key = (states[-1], origin, terminal)
                state = followed.get(key)
                if state is None:
                    state = followed[key] = self.follow(*key)
                states.append(state)
                values.append(value)
                begins.append(origin_begin)
            if record is not None:
                record.append((self.terminals[terminal], begin, position))
            states.append(action)
            shifted = self.shifted[terminal]
            values.append(shifted(reader, text[begin:position], begin, position) if shifted else None)
            begins.append(begin)
            last = position

    def _next(
        self, token: Callable[..., Any], text: str, position: int, end: int, states: list[int], brackets: list[str]
    ) -> tuple[int, int, int]:
        row = self.actions[states[-1]]
        if brackets and brackets[-1] == "{" and self.nl in row:
            found = self.newline(text, position, end)
            if found is not None:
                return self.nl, position, found.end()
        found = token(text, position, end)
        group = found.lastindex
        if group is None:
            if found.end() < end:
                raise Unexpected(found.end(), found.end() + 1, None, states, [], 0)
            return 0, end, end
        begin = found.start(group)
        terminal: int = self.kinds[group]
        if group == 1:
            known = self.words.get(found[1])
            if known is not None:
                other, shape, reserved = known
                if reserved or (other in row and (shape is None or shape(text, found.end(), end))):
                    terminal = other
        elif group == 5:
            symbol = found[5]
            terminal = self.symbols[symbol]
            if symbol in _OPENERS:
                brackets.append(symbol)
            elif symbol in _CLOSERS and brackets:
                brackets.pop()
        elif group == 3 and brackets and brackets[-1] == "{":
            # beside a plain number in braces the next item may stand: `mfu : share = 40%  power : watt`
            plain = _NUMBER.match(text, begin, end)
            if plain is not None and _SIDE_BY_SIDE.match(text, plain.end(), end):
                return terminal, begin, plain.end()
        if terminal in self.instead:
            for other, match in self.instead[terminal]:
                if other in row and (instead := match(text, begin, end)) is not None:
                    return other, begin, instead.end()
        return terminal, begin, found.end()

    def accepts(self, states: list[int]) -> frozenset[str]:
        """The terminals that could stand next."""
        key = tuple(states)
        found = self.accepted.get(key)
        if found is None:
            found = frozenset(self._accepts(states))
            if len(self.accepted) < _MOST_REMEMBERED and len(key) < _MOST_REMEMBERED:
                self.accepted[key] = found  # a mistake made on every line is made in the same place of the grammar
        return found

    def _accepts(self, states: list[int]) -> set[str]:
        """Each is followed on a copy of the stack, together with those that lead the same way."""
        found: set[str] = set()
        waiting = [(list(states), list(self.actions[states[-1]]))]
        while waiting:
            stack, terminals = waiting.pop()
            row = self.actions[stack[-1]]
            alike: dict[int, list[int]] = {}
            for terminal in terminals:
                action = row.get(terminal)
                if action is None:
                    continue
                if action >= 0:
                    found.add(self.terminals[terminal])
                else:
                    alike.setdefault(action, []).append(terminal)
            for number, (action, group) in enumerate(alike.items(), 1):
                origin, length, _, _ = self.rules[-1 - action]
                below = stack if number == len(alike) else list(stack)
                if length:
                    del below[-length:]
                below.append(self.gotos[below[-1]][origin])
                waiting.append((below, group))
        return found


_NUMBER = re.compile(r"[$€£]?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]+)?[%kMBTx]?(?!\w)")


@cache
def tables_data() -> dict[str, Any]:
    """The shipped tables."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("tables.json").read_text(encoding="ascii"))
    return found
