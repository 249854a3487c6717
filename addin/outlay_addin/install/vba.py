"""All functions as one VBA module, to be imported by hand where Excel may not write VBA itself.

What xlwings generates shows a failure as text. Here one function stands between, so that an error is a true error of
Excel: ISERROR sees it, and a sum over it fails instead of leaving it out.
"""

from __future__ import annotations

from collections.abc import Iterable

from outlay_addin.install.home import MODULE
from outlay_addin.wrappers import Wrapper

_WIDEST = 1000  # VBA reads lines of 1,023 characters
_NUMBERS = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
}

_HEAD = f"""Attribute VB_Name = "outlay_functions"
' The functions of Outlay. Import this file into a workbook that has xlwings: as an add-in that is ticked under
' Tools > References, or as the module of its standalone workbook. Written by `outlay addin install`.

Private Function OutlayCall(ByVal functionName As String, ByVal given As Variant) As Variant
    On Error GoTo failed
    OutlayCall = OutlayCells(XLPy.CallUDF("{MODULE}", functionName, given, ThisWorkbook, Application.Caller))
    Exit Function
failed:
    OutlayCall = "#VALUE! " & Err.Description
End Function

Private Function OutlayCells(ByVal found As Variant) As Variant
    Dim row As Long, column As Long
    If Not IsArray(found) Then
        OutlayCells = OutlayCell(found)
        Exit Function
    End If
    On Error GoTo oneRow
    column = UBound(found, 2)
    On Error GoTo 0
    For row = LBound(found, 1) To UBound(found, 1)
        For column = LBound(found, 2) To UBound(found, 2)
            found(row, column) = OutlayCell(found(row, column))
        Next column
    Next row
    OutlayCells = found
    Exit Function
oneRow:
    For row = LBound(found) To UBound(found)
        found(row) = OutlayCell(found(row))
    Next row
    OutlayCells = found
End Function
"""


def module(wrappers: Iterable[Wrapper]) -> str:
    """The module, with the line ends VBA wants."""
    parts = [_HEAD, _cell(), *map(_function, wrappers)]
    return "\n".join(parts).replace("\n", "\r\n")


def _cell() -> str:
    """Texts this package writes for errors, as errors."""
    lines = ["Private Function OutlayCell(ByVal found As Variant) As Variant", "    OutlayCell = found",
             "    If VarType(found) <> vbString Then Exit Function",
             '    If Left$(found, 1) <> "#" Then Exit Function', '    Select Case Split(found, " ")(0)']  # fmt: skip
    lines += [f'        Case "{kind}": OutlayCell = CVErr({number})' for kind, number in _NUMBERS.items()]
    return "\n".join([*lines, "    End Select", "End Function", ""])


def _function(wrapper: Wrapper) -> str:
    names = [each.name for each in wrapper.arguments]
    declared = [f"Optional {each.name}" if each.optional else each.name for each in wrapper.arguments]
    given = f"Array({', '.join(names)})" if names else "Array()"
    lines = [
        f"Function {wrapper.name}({', '.join(declared)})",
        f'    {wrapper.name} = OutlayCall("{wrapper.name}", {given})',
    ]
    return "\n".join([*(_folded(line) for line in lines), "End Function", ""])


def _folded(line: str) -> str:
    """A long line on several, as VBA continues them."""
    folded: list[str] = []
    while len(line) > _WIDEST:
        at = line.rindex(", ", 0, _WIDEST) + 1
        folded.append(line[:at] + " _")
        line = "        " + line[at:].lstrip()
    return "\n".join([*folded, line])
