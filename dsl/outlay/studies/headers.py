"""Names of a frame's columns: a path of the model, if wanted with a unit (`plan [EUR/user/month]`) or a period."""

from __future__ import annotations

import re
from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outlay.diagnostics import OutlayError
from outlay.spelling import nearest

if TYPE_CHECKING:
    from outlay.plan import Plan

_HEADER = re.compile(r"\s*(?P<path>[^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*(?:\[(?P<inside>[^\[\]]*)\])?\s*")
_PERIOD = re.compile(r"\d{4}(?:-(?:\d{2}|[Qq][1-4]))?")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Header:
    """What one column of a frame sets."""

    label: Hashable  # of the column in the frame
    path: str
    unit: str | None = None  # stated for plain numbers; None for the input's own
    period: str | None = None  # of a series, where each period has a column

    @property
    def shown(self) -> str:
        """The column's name, for a sentence."""
        return str(self.label)[:_SHOWN]


def path_of(label: str) -> str:
    """The path a column's name begins with, or "" where it is no such name."""
    match = _HEADER.fullmatch(label)
    return match["path"] if match is not None else ""


def headers(labels: Iterable[Hashable], units: Mapping[Hashable, str] | None = None) -> tuple[Header, ...]:
    """What each column sets; `units` are the frame's own, and what a header says itself comes first.

    Raises `OutlayError` for a name that is no path, and for two columns that set the same.
    """
    if units is not None and not isinstance(units, Mapping):
        raise OutlayError(
            'The units of a frame are stated by column, {"plan": "EUR/user/month"}, and not as '
            f"a {type(units).__name__}."
        )
    found = tuple(_header(label, units or {}) for label in labels)
    seen: dict[tuple[str, str | None], Header] = {}
    whole = {each.path for each in found if each.period is None}
    for each in found:
        key = (each.path, each.period)
        if key in seen or (each.period is not None and each.path in whole):
            raise OutlayError(f"Two columns set {each.path}: keep one of them.")
        seen[key] = each
    return found


def _header(label: Hashable, units: Mapping[Hashable, str]) -> Header:
    match = _HEADER.fullmatch(label) if isinstance(label, str) else None
    if match is None:
        raise OutlayError(
            f"A column is named by the path of what it sets, such as plan or writer.tokens_in, and "
            f"{str(label)[:_SHOWN]!r} is none. What is no part of the model belongs into the index."
        )
    stated = units.get(label)
    made = Header(label, match["path"], str(stated) if stated is not None else None)
    inside = match["inside"]
    if inside is None:
        return made
    if _PERIOD.fullmatch(inside.strip()):
        return replace(made, period=inside.strip().upper())
    return replace(made, unit=inside.strip())


def known_paths(plan: Plan) -> list[str]:
    """Every path of the model that a run may set."""
    own = [each.path for each in plan.quantities if each.role in ("input", "output", "plain", "member")]
    return list(dict.fromkeys([*(each.path for each in plan.inputs), *own]))


def unknown(path: str, plan: Plan, records: Container[str] = ()) -> OutlayError:
    """That nothing a run may set has this path, with the nearest that is something. `records` the file writes."""
    known = known_paths(plan)
    members = [each for each in known if each.startswith(f"{path}.")]
    if members or path in records:
        hint = f"a value is set in one of its members: {_some(members)}" if members else "a run sets nothing in it"
        return OutlayError(
            f"{path} is a record, and {hint}. To try other records in its place, write `input chosen = {path}`, "
            "use chosen in the formulas, and set that."
        )
    near = nearest(path, known)
    hint = f"Did you mean {near}?" if near else f"There are {_some(known)}." if known else ""
    return OutlayError(f"{plan.name} has no input or equation {path}. {hint}".rstrip())


def _some(names: list[str]) -> str:
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
