"""Thrift's compact protocol, as far as a Parquet footer needs it: structs read as fields by number and written again.

Written after the Thrift compact protocol specification (doc/specs/thrift-compact-protocol.md of Apache Thrift).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
_TRUTHS, _INTEGERS, _LISTS = (TRUE, FALSE), (I64, I32, I16), (LIST, SET)
_DEEPEST = 32


@dataclass(slots=True)
class Items:
    """A list or set."""

    kind: int
    items: list[Any]


@dataclass(slots=True)
class Raw:
    """Whatever it is, as it stands."""

    data: bytes


Fields = dict[int, tuple[int, Any]]  # by number: the type, and an int, bytes, `Items`, `Fields` or `Raw`
Wanted = Mapping[int, "Wanted"]  # fields whose structs and lists are read, and what is wanted of those


class Reader:
    """Reads from bytes. Raises ValueError or IndexError for what is no compact Thrift."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def varint(self) -> int:
        found = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7
            if shift > 63:
                raise ValueError("a number is too long")

    def integer(self) -> int:
        found = self.varint()
        return (found >> 1) ^ -(found & 1)

    def take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise ValueError("the data end early")
        self.at += count
        return self.data[self.at - count : self.at]

    def struct(self, wanted: Wanted, depth: int = 0) -> Fields:
        """Fields by number, in the order in which they stand; lists and structs that are not wanted stay raw."""
        if depth > _DEEPEST:
            raise ValueError("structs are nested too deeply")
        found: Fields = {}
        number = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            if byte == 0:
                return found
            kind = byte & 0x0F
            number = number + (byte >> 4) if byte >> 4 else self.integer()
            if kind in _TRUTHS:
                found[number] = kind, kind == TRUE
            elif kind < LIST or number in wanted:
                found[number] = kind, self.value(kind, wanted.get(number, {}), depth)
            else:
                start = self.at
                self.skip(kind, depth)
                found[number] = kind, Raw(self.data[start : self.at])

    def value(self, kind: int, wanted: Wanted, depth: int) -> Any:
        if kind in _INTEGERS:
            return self.integer()
        if kind == BINARY:
            return self.take(self.varint())
        if kind == STRUCT:
            return self.struct(wanted, depth + 1)
        if kind in _LISTS:
            of, count = self.items()
            return Items(of, [self.value(of, wanted, depth + 1) for _ in range(count)])
        if kind == DOUBLE:
            return self.take(8)
        if kind in (TRUE, FALSE, BYTE):  # in lists truths take a byte
            return self.take(1)[0]
        raise ValueError(f"type {kind} is not expected")

    def items(self) -> tuple[int, int]:
        """The type of a list's items, and how many there are."""
        byte = self.take(1)[0]
        count = byte >> 4 if byte >> 4 != 15 else self.varint()
        if count > len(self.data):
            raise ValueError("a list is longer than the data")
        return byte & 0x0F, count

    def skip(self, kind: int, depth: int) -> None:
        """Go past a value."""
        if depth > _DEEPEST:
            raise ValueError("structs are nested too deeply")
        if kind in _LISTS:
            of, count = self.items()
            for _ in range(count):
                self.skip(of, depth + 1)
        elif kind == STRUCT:
            while byte := self.data[self.at]:
                self.at += 1
                if not byte >> 4:
                    self.integer()
                if (inner := byte & 0x0F) > FALSE:
                    self.skip(inner, depth + 1)
            self.at += 1
        elif kind == BINARY:
            count = self.varint()
            self.at += count
        elif kind in _INTEGERS:
            while self.data[self.at] > 0x7F:
                self.at += 1
            self.at += 1
        else:
            self.value(kind, {}, depth)


class Writer:
    """Writes what `Reader` reads."""

    def __init__(self) -> None:
        self.out = bytearray()

    def varint(self, number: int) -> None:
        while number > 0x7F:
            self.out.append(number & 0x7F | 0x80)
            number >>= 7
        self.out.append(number)

    def integer(self, number: int) -> None:
        self.varint(number << 1 if number >= 0 else (-number << 1) - 1)

    def struct(self, fields: Fields) -> None:
        before = 0
        for number in sorted(fields):
            kind, value = fields[number]
            if kind in _TRUTHS:
                kind = TRUE if value else FALSE
            if 0 < number - before < 16:
                self.out.append((number - before) << 4 | kind)
            else:
                self.out.append(kind)
                self.integer(number)
            before = number
            if kind not in (TRUE, FALSE):
                self.value(kind, value)
        self.out.append(0)

    def value(self, kind: int, value: Any) -> None:
        if isinstance(value, Raw):
            self.out += value.data
        elif kind in (TRUE, FALSE, BYTE):
            self.out.append(value)
        elif kind in _INTEGERS:
            self.integer(value)
        elif kind == DOUBLE:
            self.out += value
        elif kind == BINARY:
            self.varint(len(value))
            self.out += value
        elif kind in _LISTS:
            count = len(value.items)
            self.out.append((count if count < 15 else 15) << 4 | value.kind)
            if count >= 15:
                self.varint(count)
            for item in value.items:
                self.value(value.kind, item)
        else:
            self.struct(value)
