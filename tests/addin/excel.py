"""Just enough of pywin32 for xlwings' own Windows half to be imported and run anywhere.

What is tested is xlwings' code: `xlwings._xlwindows`, `xlwings.udfs` with `generate_vba_wrapper` and `call_udf`, and
its conversions. Stood in for are pywin32's modules, of which those ask only for a few names, and the cells of a sheet.
"""

from __future__ import annotations

import ctypes
import datetime
import importlib
import io
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from unittest import mock

LEFT_OUT = -2147352572  # what Excel hands over for an argument that is not given
ERRORS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036, "#N/A": 2042}
_RANGE = "{00020846-0000-0000-C000-000000000046}"


def error(kind: str) -> int:
    """An error of a cell as COM hands it over."""
    return -2146828288 + ERRORS[kind]


class ComTime(datetime.datetime):
    """A date as pywin32 hands it over: a datetime with a time zone."""


def day(year: int, month: int, day_: int) -> ComTime:
    return ComTime(year, month, day_, tzinfo=datetime.UTC)


def install() -> types.ModuleType:
    """Puts the stand-ins where xlwings looks for pywin32, and gives xlwings' module of functions."""
    if "xlwings.udfs" in sys.modules:
        return sys.modules["xlwings.udfs"]
    for name in ("pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process", "win32timezone",
                 "win32com", "win32com.client", "win32event", "win32com.server", "win32com.server.dispatcher",
                 "win32com.server.policy", "win32com.server.util"):  # fmt: skip
        sys.modules[name] = types.ModuleType(name)
    modules: Any = sys.modules
    modules["pywintypes"].TimeType = ComTime
    modules["pywintypes"].IID = str
    modules["pywintypes"].com_error = modules["pywintypes"].error = type("com_error", (Exception,), {})
    modules["pythoncom"].CoInitialize = lambda *_: None
    modules["pythoncom"].IID_IDispatch = modules["pythoncom"].IID_IEnumVARIANT = "IDispatch"
    modules["pythoncom"].TypeIIDs = {"IDispatch": object}
    modules["pythoncom"].ole_error = modules["pywintypes"].com_error
    modules["pythoncom"].__file__ = ""
    client = modules["win32com.client"]
    client.Dispatch = lambda found, *_, **__: found
    client.CDispatch = client.DispatchBaseClass = client.DispatchEx = client.CoClassBaseClass = type("Com", (), {})
    modules["win32com"].client = client
    modules["win32com"].server = modules["win32com.server"]
    for name in ("dispatcher", "policy", "util"):
        setattr(modules["win32com.server"], name, modules[f"win32com.server.{name}"])
    modules["win32process"].GetWindowThreadProcessId = lambda _: (0, 1)
    modules["win32timezone"].TimeZoneInfo = types.SimpleNamespace(utc=lambda: datetime.UTC)
    xlwings: Any = importlib.import_module("xlwings")
    with mock.patch.multiple(
        ctypes, create=True, windll=mock.MagicMock(), oledll=mock.MagicMock(), PyDLL=mock.MagicMock()
    ):
        xlwings._xlwindows = importlib.import_module("xlwings._xlwindows")
    if "excel" not in {engine.name for engine in xlwings.engines}:
        xlwings.engines.add(xlwings.main.Engine(impl=xlwings._xlwindows.engine))
    udfs: Any = importlib.import_module("xlwings.udfs")
    # what xlwings itself does on Windows
    xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
    return udfs  # type: ignore[no-any-return]


class _Type:
    def GetTypeInfo(self) -> _Type:  # noqa: N802
        return self

    def GetTypeAttr(self) -> Any:  # noqa: N802
        return types.SimpleNamespace(iid=_RANGE)


@dataclass
class Sheet:
    """A worksheet with what is in its used part, from A1 on."""

    content: Sequence[Sequence[Any]] = ((None,),)
    read: list[tuple[int, int]] = field(default_factory=list)  # sizes of ranges that were read

    @property
    def Parent(self) -> Any:  # noqa: N802
        return types.SimpleNamespace(Application=types.SimpleNamespace(Hwnd=1), Name="book.xlsm")

    @property
    def UsedRange(self) -> Cells:  # noqa: N802
        return Cells(self, 1, 1, len(self.content), len(self.content[0]))

    def Cells(self, row: int, column: int) -> tuple[int, int]:  # noqa: N802
        return row, column

    def Range(self, first: tuple[int, int], last: tuple[int, int]) -> Cells:  # noqa: N802
        return Cells(self, *first, last[0] - first[0] + 1, last[1] - first[1] + 1)


class Money(float):
    """What a cell holds that is formatted as money: COM's `Value` gives four decimals of it."""


@dataclass
class Cells:
    """A range as COM hands it over: its `Value` is one cell's content, or a tuple of rows."""

    Worksheet: Sheet
    Row: int
    Column: int
    rows: int
    columns: int

    _oleobj_ = _Type()

    @property
    def Rows(self) -> Any:  # noqa: N802
        return types.SimpleNamespace(Count=self.rows)

    @property
    def Columns(self) -> Any:  # noqa: N802
        return types.SimpleNamespace(Count=self.columns)

    def __call__(self, row: int, column: int) -> Cells:
        return Cells(self.Worksheet, self.Row + row - 1, self.Column + column - 1, 1, 1)

    @property
    def Value(self) -> Any:  # noqa: N802
        return self._content(lambda cell: round(Decimal(float(cell)), 4) if isinstance(cell, Money) else cell)

    @property
    def Value2(self) -> Any:  # noqa: N802
        return self._content(lambda cell: float(cell) if isinstance(cell, Money) else cell)

    def _content(self, shown: Callable[[Any], Any]) -> Any:
        self.Worksheet.read.append((self.rows, self.columns))
        content = self.Worksheet.content
        rows = tuple(
            tuple(
                shown(content[r][c]) if r < len(content) and c < len(content[r]) else None
                for c in range(self.Column - 1, self.Column - 1 + self.columns)
            )
            for r in range(self.Row - 1, self.Row - 1 + self.rows)
        )
        return rows[0][0] if self.rows == self.columns == 1 else rows


def cell(content: Any) -> Cells:
    return block([[content]])


def block(rows: Sequence[Sequence[Any]]) -> Cells:
    """A range that holds these rows."""
    return Cells(Sheet(rows), 1, 1, len(rows), len(rows[0]))


def column(cells: Sequence[Any]) -> Cells:
    return block([[each] for each in cells])


def whole_column(cells: Sequence[Any]) -> Cells:
    """`A:A` of a sheet of which only these cells are used."""
    return Cells(Sheet([[each] for each in cells]), 1, 1, 1_048_576, 1)


def whole_row(cells: Sequence[Any]) -> Cells:
    """`1:1` of a sheet of which only these cells are used."""
    return Cells(Sheet([cells]), 1, 1, 1, 16_384)


def call(name: str, *arguments: Any) -> Any:
    """What Excel gets for `=NAME(arguments)` in a cell: one content, or rows of them."""
    rows = install().call_udf("outlay_addin.udfs", name, arguments, None, cell(None))
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows


def bas(module: str = "outlay_addin.udfs") -> str:
    """The VBA xlwings writes for every function of a module."""
    udfs = install()
    stream = io.StringIO()
    udfs.generate_vba_wrapper(
        module, udfs.get_udf_module(module, None), stream, types.SimpleNamespace(Name="book.xlsm")
    )
    return stream.getvalue()


if __name__ == "__main__":
    from pathlib import Path

    (Path(__file__).resolve().parent / "golden" / "outlay_udfs.bas").write_text(bas(), encoding="utf-8")
