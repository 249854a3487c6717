"""Workbooks that mean harm, or are none: a clear sentence within ten seconds and 500 MB, enforced by the system."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import pace

SECONDS, MEMORY = 10.0, 500 * 1024 * 1024
Spoil = Callable[[bytes], bytes]
CASES: dict[str, tuple[Spoil, str]] = {}

# Runs the command under the system's limits and says what it used: code, processor seconds, memory at the most.
_PROGRAM = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True, timeout=100)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, done.stdout + done.stderr]))
"""


def case(said: str) -> Callable[[Spoil], Spoil]:
    def register(spoil: Spoil) -> Spoil:
        CASES[spoil.__name__] = spoil, said
        return spoil

    return register


def with_parts(book: bytes, **changes: bytes) -> bytes:
    """The package with parts replaced or added; `__` stands for `/` and the first `_` for a dot in the ending."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changes.pop(entry.filename, None) or old.read(entry))
        for name, content in changes.items():
            new.writestr(name, content)
    return stream.getvalue()


@case("is empty")
def nothing(_: bytes) -> bytes:
    return b""


@case("no Excel workbook")
def plain_text(_: bytes) -> bytes:
    return b"label,value\n=1+1,2\n" * 1000


@case("damaged or cut off")
def cut_off(book: bytes) -> bytes:
    return book[: len(book) // 2]


@case("old format")
def old_format(_: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096


@case("protected by a password")
def encrypted(_: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 64


@case("packed more tightly")
def bomb(book: bytes) -> bytes:
    return with_parts(book, **{"xl/worksheets/sheet2.xml": b"<worksheet>" + b" " * 120_000_000 + b"</worksheet>"})


@case("would unpack to")
def many_bombs(book: bytes) -> bytes:
    return with_parts(book, **{f"xl/media/image{number}.bin": os.urandom(1_000) * 3_000 for number in range(60)})


@case("parts; the most is")
def too_many_parts(book: bytes) -> bytes:
    return with_parts(book, **{f"xl/media/{number}.txt": b"x" for number in range(6_000)})


@case("declares a document type")
def entities(book: bytes) -> bytes:
    text = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return with_parts(book, **{"xl/workbook.xml": text + b'<workbook xmlns="x">&b;</workbook>'})


@case("declares a document type")
def outside_entity(book: bytes) -> bytes:
    text = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>'
    return with_parts(book, **{"xl/sharedStrings.xml": text})


@case("is no XML")
def broken_xml(book: bytes) -> bytes:
    return with_parts(book, **{"xl/workbook.xml": b"<workbook><sheets>"})


@case("has no xl/workbook.xml")
def other_archive(_: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return stream.getvalue()


@case("has no part")
def sheet_without_part(book: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            if entry.filename != "xl/worksheets/sheet3.xml":
                new.writestr(entry.filename, old.read(entry))
    return stream.getvalue()


@case("was not built by")
def somebody_elses(_: bytes) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Budget").write("A1", "=HYPERLINK(1)")
    return stream.getvalue()


@case("binary format, .xlsb")
def binary(_: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\x01"})


@case("an OpenDocument file")
def open_document(_: bytes) -> bytes:
    return archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<x/>"})


@case("declares a document type")
def entities_in_a_sheet(book: bytes) -> bytes:
    sheet = part_of(book, "xl/worksheets/sheet2.xml")
    declared = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'
    return with_parts(book, **{"xl/worksheets/sheet2.xml": sheet.replace(b"<worksheet", declared, 1)})


@case("counts days from 1904")
def days_from_1904(book: bytes) -> bytes:
    content = part_of(book, "xl/workbook.xml").replace(b"<workbookPr", b'<workbookPr date1904="1"')
    return with_parts(book, **{"xl/workbook.xml": content})


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def part_of(book: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        return opened.read(name)


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_workbook_ends_in_a_clear_error(name: str, small_book: Path, tmp_path: Path) -> None:
    spoil, said = CASES[name]
    path = tmp_path / "book.xlsx"
    path.write_bytes(spoil(small_book.read_bytes()))
    code, printed = measured("read", str(path))
    assert code == 1
    assert said in " ".join(printed.split()), printed


def measured(*arguments: str) -> tuple[int, str]:
    """What a command ended with and said, once it is sure that it kept to time and memory."""
    outlay = [sys.executable, "-m", "outlay", "workbook", *arguments]
    done = subprocess.run([sys.executable, "-c", _PROGRAM, *outlay], capture_output=True, text=True, check=True)
    code, seconds, memory, printed = json.loads(done.stdout)
    assert "Traceback" not in printed
    assert "went wrong inside" not in printed
    assert seconds < SECONDS * pace.allowance()
    assert memory < MEMORY
    return code, printed


def rows(*lines: bytes) -> Spoil:
    """Lines put in at the end of the sheet Model."""

    def spoil(book: bytes) -> bytes:
        sheet = part_of(book, "xl/worksheets/sheet4.xml")
        more = sheet.replace(b"</sheetData>", b"".join(lines) + b"</sheetData>")
        return with_parts(book, **{"xl/worksheets/sheet4.xml": more})

    return spoil


def row(number: int, formula: bytes) -> bytes:
    return b'<row r="%d"><c r="A%d"><f>%s</f><v>1</v></c></row>' % (number, number, formula)


def names(book: bytes) -> bytes:
    more = b"".join(b'<definedName name="n%d">Model!$A$%d</definedName>' % (at, at % 99 + 1) for at in range(100_000))
    content = part_of(book, "xl/workbook.xml").replace(b"</definedNames>", more + b"</definedNames>")
    return with_parts(book, **{"xl/workbook.xml": content})


SHARED = b'<row r="3000"><c r="A3000"><f t="shared" si="7" ref="A3000:A6000">A1+1</f><v>1</v></c></row>' + b"".join(
    b'<row r="%d"><c r="A%d"><f t="shared" si="7"/><v>1</v></c></row>' % (at, at) for at in range(3001, 6001)
)
TANGLED: dict[str, Spoil] = {
    "a cell at the far end": rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a hundred thousand names": names,
    "a long chain": rows(*(row(at, b"A%d+1" % (at - 1)) for at in range(3001, 6_000))),
    "formulas kept together": rows(SHARED),
    "sums of sums": rows(*(row(at, b"SUM(A$3000:A%d)" % (at - 1)) for at in range(3001, 3500))),
    "a formula of quotes": rows(row(3000, b"'" * 30_000)),
    "a deep formula": rows(row(3000, b"SUM(" * 6_000 + b"1" + b")" * 6_000)),
    "cells that never close": rows(b'<c r="A1">' * 20_000),
}


@pytest.mark.parametrize("name", TANGLED)
def test_a_tangled_workbook_gets_an_answer_or_a_clear_error(
    name: str, small_book: Path, small_model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(TANGLED[name](small_book.read_bytes()))
    for arguments in (("lint", str(path)), ("refresh", str(path), str(small_model), "-o", str(tmp_path / "new.xlsx"))):
        code, printed = measured(*arguments)
        assert code in (0, 1)
        assert printed.strip()


LARGE: dict[str, Spoil] = {
    "a quarter of a million numbers": rows(
        *(b"<row>" + b"<c><v>1</v></c>" * 50 + b"</row>" for _ in range(5_000)),
    ),
    "forty thousand formulas, each of the next": rows(*(row(at, b"A%d+1" % (at + 1)) for at in range(3_000, 43_000))),
    "sums that grow": rows(*(row(at, b"SUM(B$3000:B%d)" % at) for at in range(3_000, 33_000))),
    "twenty thousand formulas unlike each other": rows(
        *(row(at, b"B%d*%d" % (at * 7 % 20_000 + 3_000, at)) for at in range(3_000, 23_000))
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_sheet_is_checked_in_time(name: str, small_book: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(LARGE[name](small_book.read_bytes()))
    _, printed = measured("lint", str(path))
    assert "finding" in printed or "seconds of computing" in printed


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_sheets_in_another_encoding_are_read(encoding: str, small_book: Path, tmp_path: Path) -> None:
    from outlay_workbooks.read import read

    name = "xl/worksheets/sheet2.xml"
    text = part_of(small_book.read_bytes(), name).decode().replace("UTF-8", encoding)
    text = text.replace("<v>10</v>", "<v>12.5</v>", 1)
    path = tmp_path / "book.xlsx"
    path.write_bytes(with_parts(small_book.read_bytes(), **{name: text.encode(encoding)}))
    assert [change.value for change in read(path).changes] == [12.5]


def test_a_strict_workbook_is_read_and_checked(small_book: Path, tmp_path: Path) -> None:
    from outlay_workbooks.lint import lint
    from outlay_workbooks.read import read

    book = small_book.read_bytes()
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    for usual, strict in (
        (b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"),
        (b"schemas.openxmlformats.org/officeDocument/2006/rel", b"purl.oclc.org/ooxml/officeDocument/rel"),
        (b"schemas.openxmlformats.org/drawingml/2006", b"purl.oclc.org/ooxml/drawingml"),
    ):
        parts = {name: content.replace(usual, strict) for name, content in parts.items()}
    path = tmp_path / "strict.xlsx"
    path.write_bytes(archive(**parts))
    assert read(path).changes == ()
    assert lint(path) == []


def test_a_cell_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    import outlay
    from outlay_workbooks.build import build

    model = tmp_path / "odd.cost"
    model.write_text('input a = 1 "=1+1" @source("@SUM(A1)", 2026-01-01) @note("+cmd|x")\noutput b = a "-2+3"\n')
    book = tmp_path / "odd.xlsx"
    book.write_bytes(build(outlay.load(model)))
    found = [
        (cell.value, cell.data_type)
        for sheet in load_workbook(book).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in ("=1+1", "@SUM(A1)", "+cmd|x", "-2+3")
    ]
    assert {value for value, _ in found} == {"=1+1", "@SUM(A1)", "+cmd|x", "-2+3"}
    assert {kind for _, kind in found} == {"s"}
