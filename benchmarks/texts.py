"""Texts to feed the language with: whole models of any length, sentences of the grammar, and mutilated samples.

Everything is drawn from a `random.Random`, so a seed names a case, and Hypothesis can drive the same code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

# ------------------------------------------------------------------------------------------- whole models


def model_text(lines: int, periods: int = 24) -> str:
    """A model of about `lines` lines in the proportions of real ones: inputs, equations, records, scenarios."""
    text = ['"A model of a given length"', f"timeline month from 2026-01 for {periods}", "input start_users = 100 user"]
    block = 0
    while len(text) < lines:
        n = block
        text += [
            f'section "Product {n}"',
            f'input users_{n} = {100 + n % 900} user   "Users of product {n}"   @source("plan", 2026-01-31)',
            f'input growth_{n} = {n % 9}% per month   "Growth"   @status(assumed)',
            f'input price_{n} = ${5 + n % 40} / user / month   "Price"   @owner("sales")',
            f"usage habit_{n} {{",
            f"  tokens_in = {1_000 + n % 500} to {2_000 + n % 500} token / user / day",
            f"  tokens_out = {300 + n % 100} token / user / day",
            "}",
            f"active_{n} = grow(users_{n}, growth_{n})",
            f"revenue_{n} = active_{n} * price_{n} * (1 - 5%)",
            f"tokens_{n} = active_{n} * (habit_{n}.tokens_in + 4 * habit_{n}.tokens_out)",
            f"spend_{n} = (if tokens_{n} > 1M token / day then tokens_{n} * $2 / Mtoken else tokens_{n} * $3 / Mtoken)",
            f"held_{n} = previous(held_{n}, 0 user) + active_{n} * 10%",
            f"total_{n} : USD/month = spend_{n} + 10% of revenue_{n}" + (f" + total_{n - 1}" if n else ""),
            f"margin_{n} = 1 - spend_{n} / revenue_{n}",
            f'check "margin {n}": margin_{n}[last] <= 1',
        ]
        block += 1
    text += [f"output everything = total_{block - 1}", "scenario more { start_users = 200 user }"]
    return "\n".join(text) + "\n"


# ------------------------------------------------------------------------------- sentences of the grammar

NAMES = "a b c price users plan total grow gpu usage month user token min openai input use rate x".split()
QUANTITIES = [
    *"0 1 3 0.5 35% 1_000 175B $10 €5 10x 3.14e23 2026".split(),
    *"1k token|$0.002/1k token|40 CHF|1 user|$10 / user / month|6% per month|4 day / week|5 GB".split("|"),
]
TEXTS = {
    "NAME": NAMES,
    "QUANTITY": QUANTITIES,
    "STRING": ['"text"', '""', '"a \\" b"', '"prices.csv"'],
    "LABEL": ['"label"'],
    "DATE": ["2026-01", "2026-01-31", "2026-Q3", "2027-13", "2024-02-30"],
    "BOOLEAN": ["true", "False"],
    "EDGE": ["first", "last"],
    "POWER": ["^2", "^-1"],
    "EXPONENT": ["^2", "^(1/2)"],
    "COMPARE": ["==", "!=", "<", "<=", ">", ">="],
    "_APPROX": ["~="],
    "_NL": ["\n", "\n\n", " # comment\n"],
}
DEEPEST = 24
PLAIN = {"expression", "disjunction", "conjunction", "negation", "comparison", "range", "sum", "product", "share",
         "interval", "unary", "power", "operand", "postfix", "exponent"}  # fmt: skip


@cache
def grammar() -> tuple[dict[str, list[list[Any]]], dict[str, list[str]], dict[str, int]]:
    """The rules of the grammar as Lark reads it, the texts of its terminals, and how deep each rule is at least."""
    from outlay.parse.generate import lark_parser

    parser = lark_parser("module")
    rules: dict[str, list[list[Any]]] = {}
    for rule in parser.rules:
        rules.setdefault(rule.origin.name, []).append(list(rule.expansion))
    texts = {terminal.name: _texts(terminal.name, terminal.pattern.to_regexp()) for terminal in parser.terminals}
    depth = dict.fromkeys(rules, 1_000)
    changed = True
    while changed:
        changed = False
        for name, expansions in rules.items():
            least = min(_least(expansion, depth) for expansion in expansions)
            if least < depth[name]:
                depth[name], changed = least, True
    return rules, texts, depth


def _least(expansion: list[Any], depth: dict[str, int]) -> int:
    return 1 + max([0, *(depth[symbol.name] for symbol in expansion if not symbol.is_term)])


def _texts(name: str, pattern: str) -> list[str]:
    if name in TEXTS:
        return TEXTS[name]
    word = re.match(r"(?:\(\?:)?([a-z_]+)", pattern)
    return [word[1] if word else re.sub(r"\\(.)", r"\1", pattern)]


def sentence(random: Random, start: str = "module") -> str:
    """A text that the grammar can make. It reads, mostly; whether it means anything is another matter."""
    rules, texts, depth = grammar()
    out: list[str] = []

    def walk(name: str, level: int) -> None:
        choices = rules[name]
        if level > DEEPEST:
            choices = [min(choices, key=lambda e: (_least(e, depth), len(e)))]
        elif name in PLAIN and random.random() < 0.8:  # most expressions are short, or none would ever check
            choices = [e for e in choices if len(e) == 1]
            if name == "operand":
                choices = [e for e in choices if e[0].name in ("postfix", "QUANTITY")]
        for symbol in choices[random.randrange(len(choices))]:
            if symbol.is_term:
                pool = texts[symbol.name]
                out.append(pool[random.randrange(len(pool))])
            elif len(out) < 400:
                walk(symbol.name, level + 1)

    walk(start, 0)
    return re.sub(r" ([.\[(^]) ?", r"\1", " ".join(out))


def sentences(random: Random) -> str:
    """Definitions that mean something, then statements from the grammar that may use them."""
    text = ["timeline month from 2026-01 for 6", "a = 3", "b = $5 / user", "c = 7 user", "input price = $2 / Mtoken"]
    text = text[: random.randrange(len(text) + 1)]
    text += [sentence(random, "statement") for _ in range(random.randrange(1, 5))]
    return "\n".join(text) + "\n"


# ------------------------------------------------------------------------------------- mutilated samples

JUNK = [
    *"( ) [ ] { } , ; = == .. . ^ - * / % $ @ # \\ × – “ 𝟙 1e999 1e-999 0 -1 NaN inf 9^9^9 true first 2026-01".split(),
    *('"', "\n", "\r\n", "\0", "\ufeff", "\u00a0", "\u202e", "e\u0301", " to ", " per ", " of ", " at ", " where "),
    *("by_date [", "if ", "then ", "else ", "previous(", 'use "x.cost" as x\n', "unit q = 3 q\n"),
    "kind k { a : ratio }\n",
]
_PIECES = re.compile(r"\w+|\s+|[^\w\s]")


@cache
def samples() -> tuple[str, ...]:
    """Every model the project ships or shows."""
    files = [*ROOT.glob("templates/*.cost"), *ROOT.glob("dsl/outlay/**/*.cost"), *ROOT.glob("tests/golden/*.cost")]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(files)]
    for page in sorted(ROOT.glob("docs/*.md")):
        texts += re.findall(r"^```cost[^\n]*\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return tuple(text for text in texts if text.strip() and len(text) < 20_000)


def mutated(random: Random) -> str:
    """A stretch of a sample with a few things wrong with it."""
    pool = samples()
    lines = pool[random.randrange(len(pool))].splitlines(keepends=True)
    if len(lines) > 60:
        start = random.randrange(len(lines) - 40)
        lines = lines[start : start + 40]
    pieces = _PIECES.findall("".join(lines)) or [""]
    for _ in range(random.randrange(1, 6)):
        _MUTATIONS[random.randrange(len(_MUTATIONS))](random, pieces)
        if not pieces:
            pieces.append("x")
    return "".join(pieces)


def _drop(random: Random, pieces: list[str]) -> None:
    at = random.randrange(len(pieces))
    del pieces[at : at + random.randrange(1, 4)]


def _double(random: Random, pieces: list[str]) -> None:
    at = random.randrange(len(pieces))
    pieces[at:at] = pieces[at : at + random.randrange(1, 12)]


def _swap(random: Random, pieces: list[str]) -> None:
    one, two = random.randrange(len(pieces)), random.randrange(len(pieces))
    pieces[one], pieces[two] = pieces[two], pieces[one]


def _insert(random: Random, pieces: list[str]) -> None:
    pieces.insert(random.randrange(len(pieces) + 1), JUNK[random.randrange(len(JUNK))])


def _replace(random: Random, pieces: list[str]) -> None:
    pieces[random.randrange(len(pieces))] = JUNK[random.randrange(len(JUNK))]


def _cut(random: Random, pieces: list[str]) -> None:
    del pieces[random.randrange(1, len(pieces) + 1) :]


def _splice(random: Random, pieces: list[str]) -> None:
    pool = samples()
    other = _PIECES.findall(pool[random.randrange(len(pool))])
    at = random.randrange(len(other) + 1)
    pieces[random.randrange(len(pieces)) :] = other[at : at + 80]


_MUTATIONS: tuple[Callable[[Random, list[str]], None], ...] = (_drop, _double, _swap, _insert, _replace, _cut, _splice)
MAKERS: dict[str, Callable[[Random], str]] = {"grammar": sentences, "mutated": mutated}
