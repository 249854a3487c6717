"""Thrift's compact protocol, as far as a Parquet footer needs it: structs read as fields by number and written again.

Written after the Thrift compact protocol specification (doc/specs/thrift-compact-protocol.md of Apache Thrift).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
_DEEPEST = 32


@dataclass(slots=True)
class Items:
    """A list or set."""

    kind: int
    items: list[Any]


Fields = dict[int, tuple[int, Any]]  # by number: the type, and an int, bytes, `Items` or `Fields`


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

    def struct(self, depth: int = 0) -> Fields:
        """Fields by number, in the order in which they stand."""
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
            found[number] = kind, kind == TRUE if kind in (TRUE, FALSE) else self.value(kind, depth)

    def value(self, kind: int, depth: int) -> Any:
        if kind in (TRUE, FALSE, BYTE):  # in lists truths take a byte
            return self.take(1)[0]
        if kind in (I16, I32, I64):
            return self.integer()
        if kind == DOUBLE:
            return self.take(8)
        if kind == BINARY:
            return self.take(self.varint())
        if kind in (LIST, SET):
            byte = self.take(1)[0]
            count = byte >> 4 if byte >> 4 != 15 else self.varint()
            if count > len(self.data):
                raise ValueError("a list is longer than the data")
            return Items(byte & 0x0F, [self.value(byte & 0x0F, depth + 1) for _ in range(count)])
        if kind == STRUCT:
            return self.struct(depth + 1)
        raise ValueError(f"type {kind} is not expected")


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
            if kind in (TRUE, FALSE):
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
        if kind in (TRUE, FALSE, BYTE):
            self.out.append(value)
        elif kind in (I16, I32, I64):
            self.integer(value)
        elif kind == DOUBLE:
            self.out += value
        elif kind == BINARY:
            self.varint(len(value))
            self.out += value
        elif kind in (LIST, SET):
            count = len(value.items)
            self.out.append((count if count < 15 else 15) << 4 | value.kind)
            if count >= 15:
                self.varint(count)
            for item in value.items:
                self.value(value.kind, item)
        else:
            self.struct(value)
