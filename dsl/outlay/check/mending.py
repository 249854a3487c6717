"""What would make a unit fit: the rest of a literal's unit, or a unit for a number that was written without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlay.diagnostics import Note
from outlay.syntax import Definition, Literal

if TYPE_CHECKING:
    from outlay.check.environment import Env
    from outlay.syntax import Span

_LITERAL = re.compile(r"-?[$€£]?[0-9][\w.]*%?(?: [A-Z]{3})?(?:\s*/\s*[^\W\d]\w*|\s+per\s+[^\W\d]\w*)*")
_LACKS = re.compile(r"1((?: / [^\W\d]\w*)+)")
_ONE_UNIT = re.compile(r"(?:1 / )?([^\W\d]\w*)")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*(?![\w(])")
_MOST_NAMES = 60


def completed(text: str, mend: str) -> str | None:
    """A literal with what its unit lacks: `$10` that should be USD/user/month is `$10 / user / month`."""
    lacks = _LACKS.fullmatch(mend)
    if lacks is None or _LITERAL.fullmatch(text) is None or not re.search(r"[$€£]|[A-Z]{3}|/|\bper\b|%", text):
        return None
    return f"{text}{lacks[1]}"


def without_unit(env: Env, span: Span, mend: str) -> tuple[Note, ...]:
    """A note on the one plain number behind an expression that would make it fit, had it the unit that is missing."""
    unit = _ONE_UNIT.fullmatch(mend)
    source = env.scope.source
    if unit is None:
        return ()
    found: dict[str, Literal] = {}
    seen: set[str] = set()
    waiting = _NAME.findall(source.text[span[0] : span[1]])
    while waiting and len(seen) < _MOST_NAMES:
        name = waiting.pop()
        symbol = None if name in seen else env.scope.symbols.get(name)
        seen.add(name)
        statement = None if symbol is None else symbol.known
        if not isinstance(statement, Definition) or statement.annotation is not None:
            continue
        value = statement.value
        if (
            isinstance(value, Literal)
            and value.span == value.number_span
            and not value.percent
            and value.currency is None
        ):
            found[name] = value
        elif not isinstance(value, Literal):
            waiting += _NAME.findall(source.text[value.span[0] : value.span[1]])
    if len(found) != 1:
        return ()
    (name, literal), *_ = found.items()
    return (Note(f"`{name}` is a plain number here; is `{literal.text} {unit[1]}` meant?", source, literal.span),)
