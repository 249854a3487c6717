"""Values of a sheet's cells as the file keeps them, found without building a tree of the sheet."""

from __future__ import annotations

import io
import re
from html import unescape
from xml.etree.ElementTree import ParseError

import defusedxml
from defusedxml.ElementTree import iterparse

from outlay.diagnostics import OutlayError
from outlay_workbooks.package.opening import Package
from outlay_workbooks.package.scan import Found

Stored = float | bool | str

STRINGS = "xl/sharedStrings.xml"
MOST_STRINGS = 2_000_000
_TEXT = re.compile(rb"<(?:\w+:)?t\b[^>]*>([^<]*)</(?:\w+:)?t>")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def shared_strings(package: Package) -> list[str]:
    """The texts that cells refer to by number."""
    if STRINGS not in package.parts:
        return []
    found: list[str] = []
    parts: list[str] = []
    phonetic = 0
    try:
        for event, element in iterparse(io.BytesIO(package.parts[STRINGS]), ("start", "end"), forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            if tag == "rPh":
                phonetic += 1 if event == "start" else -1
            elif event == "end" and tag == "t" and not phonetic:
                parts.append(element.text or "")
            elif event == "end" and tag == "si":
                found.append(plain("".join(parts)))
                parts = []
                element.clear()
                if len(found) > MOST_STRINGS:
                    raise OutlayError(f"{package.path} has more than {MOST_STRINGS:,} texts.")
    except defusedxml.DefusedXmlException:
        raise OutlayError(f"{package.path} is refused: {STRINGS} declares a document type or entities.") from None
    except (ParseError, ValueError, LookupError) as error:
        raise OutlayError(f"{package.path} is damaged: {STRINGS} is no XML ({error}).") from None
    return found


def value_of(cell: Found, strings: list[str]) -> Stored | None:
    """The value a cell keeps: typed in, or cached beside a formula; None for none."""
    _, _, _, kind, _, _, value, inside = cell
    if kind == b"inlineStr":
        texts = [value] if value is not None else _TEXT.findall(inside)
        return plain(unescape(b"".join(texts).decode("utf-8", "replace")))
    if value is None:
        return None
    if kind == b"n" and b"&" not in value:
        try:
            return float(value)
        except ValueError:
            return None
    text = unescape(value.decode("utf-8", "replace"))
    if kind in (b"str", b"e", b"d"):
        return plain(text)
    try:
        if kind == b"s":
            number = int(text)
            return strings[number] if 0 <= number < len(strings) else None
        return bool(int(text)) if kind == b"b" else float(text)
    except ValueError:
        return None


def plain(text: str) -> str:
    """Characters XML cannot hold are kept as _x000D_ in these files."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
