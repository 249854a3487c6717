"""Names of units as an expression may use them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlay.check import names
from outlay.check.values import BAD, Bad
from outlay.diagnostics.codes import meeting
from outlay.syntax import Span, UnitTerm
from outlay.units import Unit

if TYPE_CHECKING:
    from outlay.check.elaboration import Elaboration
    from outlay.check.environment import Env


def known_unit(e: Elaboration, env: Env, name: str) -> Unit | None:
    """The unit a name stands for here: a unit variable of the function, or a declared unit."""
    if env.unit_names and name in env.unit_names:
        return env.unit_names[name]
    return e.units.unit(name)


def unknown_unit(e: Elaboration, env: Env, term: UnitTerm) -> Bad:
    """Reports a name that is no unit, with the nearest that is."""
    start = term.span[1] - len(term.name)
    text = env.scope.source.text
    at = text.rfind(term.name, term.span[0], term.span[1])
    span: Span = (at, at + len(term.name)) if at >= 0 else (start, term.span[1])
    if e.units.failed(term.name) or term.name in env.scope.broken_names:
        return BAD  # its own statement is broken, and that has been said
    if names.is_value(e, env, term.name):
        return e.report(
            meeting.UNKNOWN_UNIT,
            env,
            span,
            f"`{term.name}` is a value, and no unit; to multiply by it write `* {term.name}`",
            fix=f"* {term.name}" if term.exponent > 0 else None,
        )
    guess = e.nearest_unit(term.name)
    if guess is None and term.exponent < 0:  # `$10 / usres` may mean to divide by a value
        guess = names.nearest_name(e, env, term.name)
    single = term.name[:-1] if len(term.name) > 3 and re.search(r"[^siu]s\Z", term.name) else term.name
    return e.report(
        meeting.UNKNOWN_UNIT,
        env,
        span,
        f"`{term.name}` is no unit"
        + (f"; did you mean `{guess}`?" if guess else f"; `unit {single}` would declare it"),
        fix=guess,
    )
