"""A workbook that needs no add-in: xlwings' own standalone workbook, with its settings sheet filled in.

The file is taken from the xlwings that is installed (BSD licence) and never shipped with Outlay. Its VBA is untouched.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from outlay.diagnostics import OutlayError
from outlay_addin.install.home import MODULE
from outlay_addin.install.settings import INTERPRETER, MODULES

TEMPLATE = "quickstart_standalone.xlsm"
_LARGEST = 20_000_000
_SHEET = "xlwings.conf"
_PLAIN_SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""
_CELL = '<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
_WELCOME = (
    "Functions of Outlay",
    "1. Press Alt+F11, then File > Import File, and choose outlay_functions.bas beside this workbook.",
    '2. Type =TRAIN_COST(7E9, 1.4E12) into a cell; =OUTLAY_WHY("TRAIN_COST", 7E9, 1.4E12) says how it came about.',
    "3. For functions of your own run `outlay addin install --folder FOLDER`, then import the module anew.",
)


def workbook(xlwings: Path, python: str) -> bytes:
    """The workbook's bytes; `xlwings` is the folder of the installed package. Raises `OutlayError` if it has none."""
    source = xlwings / TEMPLATE
    try:
        with zipfile.ZipFile(source) as archive:
            parts = {item.filename: archive.read(item) for item in archive.infolist() if item.file_size < _LARGEST}
            settings, first = _sheets(parts)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise OutlayError(
            f"{source} is not the standalone workbook of xlwings ({error}): pip install --force-reinstall xlwings"
        ) from None
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="_xlwings.conf"', b'name="xlwings.conf"')
    parts[settings] = _sheet([(INTERPRETER, python), (MODULES, MODULE)])
    parts[first] = _sheet([(line, "") for line in _WELCOME])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda each: (each != "[Content_Types].xml", each)):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _sheets(parts: dict[str, bytes]) -> tuple[str, str]:
    """The parts of the settings sheet and of the first sheet."""
    book = parts["xl/workbook.xml"].decode("utf-8")
    links = parts["xl/_rels/workbook.xml.rels"].decode("utf-8")
    found: dict[str, str] = {}
    for tag in re.findall(r"<sheet [^>]*>", book):
        name, link = re.search(r'name="([^"]*)"', tag), re.search(r'r:id="([^"]*)"', tag)
        for item in re.findall(r"<Relationship [^>]*>", links):
            target = re.search(r'Target="([^"]*)"', item)
            if name and link and target and f'Id="{link[1]}"' in item:
                found[name[1]] = "xl/" + target[1].removeprefix("/xl/")
    settings = found.pop("_" + _SHEET)
    return settings, next(iter(found.values()))


def _sheet(rows: list[tuple[str, str]]) -> bytes:
    written: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _CELL.format(place=f"{letter}{number}", text=escape(text))
            for letter, text in zip("AB", row, strict=True)
            if text
        )
        written.append(f'<row r="{number}">{cells}</row>')
    return _PLAIN_SHEET.format(rows="".join(written)).encode("utf-8")
