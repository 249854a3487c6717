"""Opening a workbook that may come from a stranger: what kind of file it is, how large, how deep, before it is read."""

from __future__ import annotations

import codecs
import io
import os
import re
import tempfile
import zipfile
import zlib
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from outlay.diagnostics import OutlayError

MOST_BYTES = 100 * 1024 * 1024  # of the file
MOST_PARTS = 5_000
MOST_UNPACKED = 150 * 1024 * 1024  # of all parts together
MOST_RATIO = 250  # unpacked over packed, for parts of some size: no spreadsheet packs better
RATIO_FROM = 4 * 1024 * 1024

_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls files and of encrypted workbooks
_WORKBOOK = "xl/workbook.xml"
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*(["'])([A-Za-z0-9._-]{1,40})\1""")
_DECLARED = re.compile(r"""(<\?xml[^>]{0,200}?\sencoding\s*=\s*["'])[A-Za-z0-9._-]{1,40}(["'])""")


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a workbook by name, in the order in which the file holds them; each is unpacked when asked for."""

    path: str
    parts: Mapping[str, bytes] = field(repr=False)

    def replaced(self, changes: Mapping[str, bytes]) -> Package:
        """The same package with some parts changed; new ones come last."""
        return Package(self.path, ChainMap(dict(changes), self.parts))  # type: ignore[arg-type] # only its first changes

    def without(self, *names: str) -> Package:
        """The same package without some parts."""
        return Package(self.path, {name: self.parts[name] for name in self.parts if name not in names})


class _Parts(Mapping[str, bytes]):
    """Parts as the archive holds them: a file of many is no larger in memory than it is on disk."""

    def __init__(self, name: str, data: bytes, entries: list[zipfile.ZipInfo]) -> None:
        self._name = name
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}

    def __getitem__(self, part: str) -> bytes:
        return _part(self._archive, self._entries[part], self._name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def open_package(path: str | os.PathLike[str]) -> Package:
    """The workbook at `path`, by its parts.

    Raises `OutlayError` with the reason when the file is no workbook, is too large or packed too tightly, or is
    damaged; a part that turns out to be damaged says so when it is unpacked. Nothing is unpacked before its size is
    known, and no more is unpacked than the file's own index states.
    """
    name = os.fspath(path)
    return package_of(name, _bytes_of(name))


def package_of(name: str, data: bytes) -> Package:
    """The same for bytes already read; `name` is what messages call them."""
    _check_kind(name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _within_limits(name, entries)
            names = {entry.filename for entry in entries}
            if _WORKBOOK not in names:
                raise OutlayError(f"{name} {_other_kind(names)}")
    except zipfile.BadZipFile:
        raise OutlayError(f"{name} is damaged or cut off: it cannot be read to its end. Fetch it once more.") from None
    except (NotImplementedError, RuntimeError) as error:  # packed in a way this Python cannot read, or locked
        raise OutlayError(f"{name} cannot be read: {error}.") from None
    return Package(name, _Parts(name, data, entries))


def write_package(package: Package, path: str | os.PathLike[str]) -> None:
    """Writes beside `path`, then renames; the same parts give the same bytes."""
    target = os.fspath(path)
    handle, beside = tempfile.mkstemp(prefix=".outlay-", suffix=".xlsx", dir=os.path.dirname(target) or ".")
    try:
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in package.parts.items():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise


def _bytes_of(name: str) -> bytes:
    try:
        if os.path.isdir(name):
            raise OutlayError(f"{name} is a folder, not a workbook.")
        if os.path.getsize(name) > MOST_BYTES:
            raise OutlayError(f"{name} is larger than {MOST_BYTES // 1024**2} MB, which is the most for a workbook.")
        with open(name, "rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise OutlayError(f"{name} cannot be read: {error.strerror}.") from None
    return data


def _check_kind(name: str, data: bytes) -> None:
    if data.startswith(_OLD_FORMAT):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" in data:
            raise OutlayError(f"{name} is protected by a password. Save it without one, then try again.")
        raise OutlayError(f"{name} is in Excel's old format, .xls. Save it as .xlsx, then try again.")
    if not data.startswith(b"PK"):
        what = "is empty" if not data else "is no Excel workbook, whatever its name says"
        raise OutlayError(f"{name} {what}. An .xlsx file is wanted.")


def _other_kind(names: set[str]) -> str:
    """What an archive without a workbook's part is."""
    if "xl/workbook.bin" in names:
        return "is in Excel's binary format, .xlsb. Save it as .xlsx, then try again."
    if "mimetype" in names and "content.xml" in names:
        return "is an OpenDocument file, whatever its name says. Save it as .xlsx, then try again."
    return f"is a ZIP file but no workbook: it has no {_WORKBOOK}."


def _within_limits(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_PARTS:
        raise OutlayError(f"{name} holds {len(entries):,} parts; the most is {MOST_PARTS:,}.")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        raise OutlayError(
            f"{name} would unpack to {total // 1024**2:,} MB; the most is {MOST_UNPACKED // 1024**2:,} MB."
        )
    seen: set[str] = set()
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise OutlayError(f"{name} is packed more tightly than any workbook is: {entry.filename} is not read.")
        if entry.flag_bits & 0x1:
            raise OutlayError(f"{name} is protected by a password. Save it without one, then try again.")
        if entry.filename in seen:
            raise OutlayError(f"{name} holds {entry.filename} twice, so what it says depends on who reads it.")
        seen.add(entry.filename)


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    try:
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size + 1)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise OutlayError(f"{name} is damaged: {entry.filename} cannot be read ({error}).") from None
    if len(content) > entry.file_size:
        raise OutlayError(f"{name} is damaged: {entry.filename} is larger than it says.")
    return _plain(name, entry.filename, content) if entry.filename.endswith((".xml", ".rels", ".vml")) else content


def _plain(name: str, part: str, content: bytes) -> bytes:
    """An XML part in UTF-8, without document types: what comes later looks at its bytes."""
    declared = _ENCODING.match(content)
    wide = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or content[:4] == b"<\0?\0"
    encoding = "utf-16" if wide else declared[2].decode("ascii") if declared is not None else "utf-8"
    if encoding.casefold() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        try:
            content = _DECLARED.sub(r"\1UTF-8\2", content.decode(encoding), count=1).encode()
        except (LookupError, UnicodeError):
            raise OutlayError(f"{name} is damaged: {part} is written in no encoding that can be read.") from None
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise OutlayError(f"{name} is refused: {part} declares a document type or entities.")
    return content
