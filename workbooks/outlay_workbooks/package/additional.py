"""New parts of a package: their names, their types, and who refers to them."""

from __future__ import annotations

import posixpath
import re

from outlay_workbooks.package.opening import Package

TYPES = "[Content_Types].xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT = {
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "worksheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
}


def unused(package: Package, stem: str) -> str:
    """A name for a part that the package does not have: xl/charts/chart7.xml."""
    number = 1
    while f"{stem}{number}.xml" in package.parts:
        number += 1
    return f"{stem}{number}.xml"


def with_part(package: Package, name: str, content: bytes, kind: str) -> Package:
    """The package with one more part of a kind (chart, drawing, worksheet)."""
    types = package.parts[TYPES]
    entry = b'<%sOverride PartName="/%s" ContentType="%s"/>' % (
        _prefix(types, b"Types"), name.encode(), _CONTENT[kind].encode(),
    )  # fmt: skip
    end = types.rindex(b"</")
    return package.replaced({name: content, TYPES: types[:end] + entry + types[end:]})


def related(package: Package, part: str, target: str, kind: str) -> tuple[Package, str]:
    """The package with one more relationship of a part, and its key."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    content = package.parts.get(path, b"")
    if not content or content.rstrip().endswith(b"/>"):  # there were none
        content = HEAD + b'<Relationships xmlns="%s"></Relationships>' % _KINDS.encode()
    number = 1
    while re.search(rb"""["']rId%d["']""" % number, content) is not None:
        number += 1
    entry = b'<%sRelationship Id="rId%d" Type="%s/%s" Target="/%s"/>' % (
        _prefix(content, b"Relationships"), number, OFFICE.encode(), kind.encode(), target.encode(),
    )  # fmt: skip
    end = content.rindex(b"</")
    return package.replaced({path: content[:end] + entry + content[end:]}), f"rId{number}"


def _prefix(content: bytes, element: bytes) -> bytes:
    found = re.search(rb"<((?:\w+:)?)%s\b" % element, content)
    return found[1] if found is not None else b""
