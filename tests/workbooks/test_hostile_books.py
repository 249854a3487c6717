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


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_workbook_ends_in_a_clear_error(name: str, small_book: Path, tmp_path: Path) -> None:
    spoil, said = CASES[name]
    path = tmp_path / "book.xlsx"
    path.write_bytes(spoil(small_book.read_bytes()))
    outlay = [sys.executable, "-m", "outlay", "workbook", "read", str(path)]
    done = subprocess.run([sys.executable, "-c", _PROGRAM, *outlay], capture_output=True, text=True, check=True)
    code, seconds, memory, printed = json.loads(done.stdout)
    assert code == 1
    assert said in " ".join(printed.split()), printed
    assert "Traceback" not in printed
    assert seconds < SECONDS
    assert memory < MEMORY


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
