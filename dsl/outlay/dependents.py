"""What hangs on what: the other direction of "this needs those", of a plan's nodes as of a workbook's cells."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)


def dependents(sources: Iterable[Thing], needs: Iterable[tuple[Thing, Iterable[Thing]]]) -> set[Thing]:
    """Everything that needs one of the sources, itself or through others; a source only if it needs one too.

    `needs` says of each thing what it needs directly.
    """
    users: dict[Thing, list[Thing]] = {}
    for thing, needed in needs:
        for each in needed:
            users.setdefault(each, []).append(thing)
    found: set[Thing] = set()
    waiting = list(sources)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found
