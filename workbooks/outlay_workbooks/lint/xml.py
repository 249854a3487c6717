"""Elements by their names, whichever edition of the format their namespace says."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element


def children(root: Element, name: str) -> Iterator[Element]:
    """What stands within the child of that name, comments apart; nothing where there is no such child."""
    found = child(root, name)
    if found is not None:
        yield from (each for each in found if isinstance(each.tag, str))


def child(root: Element, name: str) -> Element | None:
    """The first child of that name."""
    return next((each for each in root if is_called(each, name)), None)


def every(root: Element, name: str) -> Iterator[Element]:
    """All elements of that name, however deep."""
    return (each for each in root.iter() if is_called(each, name))


def is_called(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def flag(element: Element, name: str, otherwise: bool = False) -> bool:
    """A truth among an element's attributes."""
    text = element.get(name)
    return otherwise if text is None else text.casefold() in ("1", "true", "on")
