"""The types of an add-in in LibreOffice's binary form: one interface in nested modules, as `unoidl-write` makes it.

The layout is LibreOffice's own (`UNOIDL`, version 0): all numbers are little-endian, all offsets count from the start.
A map is a list of (offset of a name, offset of what it names), sorted by name. Writing it here means that who builds
an extension needs no development kit; a test has LibreOffice's reader say what it finds.
"""

from __future__ import annotations

import struct as packing
from collections.abc import Sequence

from outlay.structs import struct

_MAGIC = b"UNOIDL\xff\x00"
_MODULE, _INTERFACE, _INWARD = 0, 5, 0
_BASE = "com.sun.star.uno.XInterface"


@struct(frozen=True, slots=True)
class Parameter:
    """A parameter that goes in; `type` is a UNO type such as `any`, `[][]any` or an interface's name."""

    name: str
    type: str


@struct(frozen=True, slots=True)
class Method:
    """A method without exceptions."""

    name: str
    result: str
    parameters: tuple[Parameter, ...]


def type_library(name: str, methods: Sequence[Method]) -> bytes:
    """The bytes of a type library that holds the interface `name` (`outlay.calc.XCost`) alone."""
    written = _Writer()
    *modules, last = name.split(".")
    place = written.here
    written.add(_interface(methods))
    entry = written.entry(last, place)
    for module in reversed(modules):
        place = written.here
        written.add(bytes([_MODULE]) + _number(1) + entry)
        entry = written.entry(module, place)
    return written.finished(entry)


class _Writer:
    """Bytes behind a header whose last two numbers, where the root map is and how long, are known at the end."""

    def __init__(self) -> None:
        self.body = bytearray()

    @property
    def here(self) -> int:
        return len(_MAGIC) + 8 + len(self.body)

    def add(self, data: bytes) -> None:
        self.body += data

    def entry(self, name: str, place: int) -> bytes:
        """Writes the name; gives the entry of a map."""
        at = self.here
        self.add(name.encode("ascii") + b"\0")
        return _number(at) + _number(place)

    def finished(self, root: bytes) -> bytes:
        at = self.here
        return _MAGIC + _number(at) + _number(len(root) // 8) + bytes(self.body) + root


def _interface(methods: Sequence[Method]) -> bytes:
    no_optional_bases = no_attributes = _number(0)
    parts = [bytes([_INTERFACE]), _number(1), _text(_BASE), no_optional_bases, no_attributes, _number(len(methods))]
    for method in methods:
        parts += [_text(method.name), _text(method.result), _number(len(method.parameters))]
        for parameter in method.parameters:
            parts += [bytes([_INWARD]), _text(parameter.name), _text(parameter.type)]
        parts.append(_number(0))  # exceptions
    return b"".join(parts)


def _number(value: int) -> bytes:
    return packing.pack("<I", value)


def _text(value: str) -> bytes:
    return _number(len(value)) + value.encode("ascii")
