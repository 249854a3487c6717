"""The model's names in a patched workbook: each refers to what it does in the fresh build; a reader's own stay."""

from __future__ import annotations

import re
from html import unescape

from outlay_workbooks.package.contents import spelt

_NAME = re.compile(rb"<((?:\w+:)?)definedName\b([^>]*?)>(.*?)</\1definedName>", re.DOTALL)
_CALLED = re.compile(rb"""\sname\s*=\s*["']([^"']*)["']""")
_END = re.compile(rb"</((?:\w+:)?)definedNames>|<((?:\w+:)?)definedNames\s*/>")
_BEFORE = re.compile(rb"</((?:\w+:)?)externalReferences>|</((?:\w+:)?)sheets>")


def renewed(workbook: bytes, fresh: bytes) -> tuple[bytes, list[str]]:
    """The workbook's part with the fresh build's names, and those that were missing or stood for something else."""
    wanted, held = _names(fresh), _names(workbook)
    changed = [name for name, text in wanted.items() if name not in held or _spelt(held[name]) != _spelt(text)]
    if not changed:
        return workbook, []
    replaced = {name for name in changed if name in held}

    def with_text(match: re.Match[bytes]) -> bytes:
        name = _global(match)
        if name not in replaced:
            return match[0]
        return b"<%sdefinedName%s>%s</%sdefinedName>" % (match[1], match[2], wanted[name], match[1])

    found = _NAME.sub(with_text, workbook)
    missing = {name: wanted[name] for name in changed if name not in held}
    return _with(found, missing), [name.decode("utf-8", "replace") for name in changed]


def _names(workbook: bytes) -> dict[bytes, bytes]:
    """Names of the whole workbook, those the programs made apart, and what each stands for as stored."""
    return {name: match[3] for match in _NAME.finditer(workbook) if (name := _global(match))}


def _global(match: re.Match[bytes]) -> bytes:
    called = _CALLED.search(match[2])
    if called is None or b"localSheetId" in match[2] or called[1].startswith(b"_xlnm"):
        return b""
    return called[1]


def _spelt(text: bytes) -> str:
    return spelt(unescape(text.decode("utf-8", "replace")))


def _with(workbook: bytes, names: dict[bytes, bytes]) -> bytes:
    if not names:
        return workbook
    end = _END.search(workbook)
    before = None if end is not None else list(_BEFORE.finditer(workbook))
    if end is None and not before:
        return workbook
    match = end if end is not None else before[-1] if before else None
    if match is None:
        return workbook
    prefix = match[1] or match[2] or b""
    text = b"".join(
        b'<%sdefinedName name="%s">%s</%sdefinedName>' % (prefix, name, stands, prefix)
        for name, stands in names.items()
    )
    head, tail = b"<%sdefinedNames>" % prefix, b"</%sdefinedNames>" % prefix
    if end is None:
        return workbook[: match.end()] + head + text + tail + workbook[match.end() :]
    if match[1] is None:  # there were none
        return workbook[: match.start()] + head + text + tail + workbook[match.end() :]
    return workbook[: match.start()] + text + workbook[match.start() :]
