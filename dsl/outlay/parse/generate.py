"""Makes `tables.json` from `grammar.lark`: `python -m outlay.parse.generate`. Only this module knows Lark.

Lark builds the LALR tables, which takes longer than reading a thousand lines with them. The package therefore ships
them as plain data, and `lalr` runs them. `lark_parser` gives Lark's own parser of the same grammar, against which
tests and benchmarks measure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

from lark import Lark, Token
from lark.grammar import Rule, Terminal
from lark.lexer import PatternStr
from lark.parsers.lalr_analysis import Shift

STARTS = ("statement", "expression", "override", "members", "kind_members", "test_items", "overrides", "block_item")
TABLES = Path(__file__).with_name("tables.json")
_WORD = re.compile(r"([a-z_]+)(?:\\b)?(\(\?.*\))?")
_RESERVED = 3  # the priority of the words that are never names
_BOTH = {"EDGE": ("first", "last"), "BOOLEAN": ("true", "false")}


class _Newlines:
    """Drops the newlines that stand inside `( )` and `[ ]`; `lalr` does the same with its own stack."""

    always_accept: Iterable[str] = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The stream without the newlines that separate nothing."""
        opened: list[str] = []
        for token in stream:
            if token.type == "_NL" and opened and opened[-1] != "{":
                continue
            if token in ("(", "[", "{"):
                opened.append(str(token))
            elif token in (")", "]", "}") and opened:
                opened.pop()
            yield token


def grammar_text() -> str:
    """The grammar as it ships."""
    return files("outlay").joinpath("grammar.lark").read_text(encoding="utf-8")


def lark_parser(*starts: str) -> Lark:
    """Lark's own parser of the grammar, with its trees; `module` reads a whole file."""
    return Lark(grammar_text(), parser="lalr", lexer="contextual", start=list(starts or ("module",)),
                postlex=_Newlines())  # fmt: skip


def _children(rule: Rule) -> list[int]:
    """Which symbols of a rule are handed to its function: their places, and -1 where an optional part is missing."""
    missing = rule.options.empty_indices
    kept: list[int] = []
    place = 0
    for empty in missing or [False] * len(rule.expansion):
        if empty:
            kept.append(-1)
            continue
        symbol = rule.expansion[place]
        dropped = symbol.filter_out if isinstance(symbol, Terminal) else symbol.name.startswith("_")
        if not dropped:
            kept.append(place)
        place += 1
    return kept


def _words(parser: Lark) -> dict[str, tuple[str, str, bool]]:
    """Every keyword with its terminal, the shape that must follow it, and whether it is reserved everywhere."""
    words: dict[str, tuple[str, str, bool]] = {}
    for terminal in parser.terminals:
        if terminal.name == "EDGE":
            words |= dict.fromkeys(_BOTH["EDGE"], ("EDGE", "", True))
        elif terminal.name == "BOOLEAN":
            for word in _BOTH["BOOLEAN"]:
                cases = product(*((letter, letter.upper()) for letter in word))
                words |= dict.fromkeys(("".join(case) for case in cases), ("BOOLEAN", "", True))
        elif not isinstance(terminal.pattern, PatternStr) and (found := _WORD.fullmatch(terminal.pattern.value)):
            words[found[1]] = (terminal.name, found[2] or "", terminal.priority >= _RESERVED)
    return words


def tables() -> dict[str, Any]:
    """The parser as data: symbols, rules, and for every state what to do with each terminal."""
    parser = lark_parser(*STARTS)
    table = parser.parser.parser._parse_table
    rules = list(parser.rules)
    place = {rule: index for index, rule in enumerate(rules)}
    terminals = sorted({name for row in table.states.values() for name in row if name.isupper()})
    terminals.remove("$END")
    terminals.insert(0, "$END")
    number = {name: index for index, name in enumerate(terminals)}
    origins = sorted({rule.origin.name for rule in rules})
    origin = {name: index for index, name in enumerate(origins)}
    actions: list[list[int]] = []
    gotos: list[list[int]] = []
    states = _numbered(table)
    for state in states:
        action: list[int] = []
        goto: list[int] = []
        for symbol, (kind, argument) in sorted(table.states[state].items()):
            if symbol in number:
                action += [number[symbol], states[argument] if kind is Shift else -1 - place[argument]]
            else:
                goto += [origin[symbol], states[argument]]
        actions.append(action)
        gotos.append(goto)
    return {
        "terminals": terminals,
        "origins": origins,
        "words": _words(parser),
        "patterns": {t.name: t.pattern.to_regexp() for t in parser.terminals
                     if t.name in ("DATE", "QUANTITY", "STRING", "LABEL", "POWER", "EXPONENT", "_NL")},
        "symbols": {t.pattern.value: t.name for t in parser.terminals if isinstance(t.pattern, PatternStr)},
        "starts": {name: states[table.start_states[name]] for name in STARTS},
        "ends": {name: states[table.end_states[name]] for name in STARTS},
        "rules": [_rule(rule, origin) for rule in rules],
        "actions": actions,
        "gotos": gotos,
    }  # fmt: skip


def _numbered(table: Any) -> dict[int, int]:
    """The states in the order a walk from the starts meets them: Lark's own numbers change from run to run."""
    waiting = [table.start_states[name] for name in STARTS]
    found: dict[int, int] = {}
    for state in waiting:
        if state in found:
            continue
        found[state] = len(found)
        row = table.states[state]
        waiting += [row[symbol][1] for symbol in sorted(row) if row[symbol][0] is Shift]
    return found


def _rule(rule: Rule, origin: dict[str, int]) -> list[Any]:
    kept = _children(rule)
    passes_on = rule.alias is None and rule.options.expand1 and len(kept) == 1
    silent = rule.origin.name.startswith("_")
    name = None if passes_on or silent else rule.alias or rule.origin.name
    return [origin[rule.origin.name], len(rule.expansion), name, kept]


def text() -> str:
    """The tables as they are written to the file."""
    return json.dumps(tables(), separators=(",", ":"), ensure_ascii=True) + "\n"


if __name__ == "__main__":
    TABLES.write_text(text(), encoding="utf-8")
