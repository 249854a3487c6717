"""The VBA to import by hand, run: LibreOffice's Basic understands VBA, and stands in for Excel's.

Only xlwings' `XLPy.CallUDF` is replaced, by a function that gives what Python would. So what is tested is that the
module compiles, hands arguments on as they are, and turns texts for errors into errors, alone and within ranges.
"""

from __future__ import annotations

import subprocess
from xml.sax.saxutils import escape

import pytest

from outlay_addin.functions import Functions
from outlay_addin.install.vba import module
from outlay_addin.wrappers import wrappers
from outlay_workbooks.recalculate import available

pytestmark = pytest.mark.xdist_group("calc")

LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
  library:link="false"/>
</library:libraries>"""
MODULES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Outlay"/></library:library>"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Outlay"
 script:language="StarBasic">{text}</script:module>"""

CALLS = {
    "a number": "TRAIN_FLOPS(2, 3)",
    "a text": 'TRAIN_FLOPS("text", 3)',
    "no such number": 'TRAIN_FLOPS("#NUM! no such number", 3)',
    "not available": 'TRAIN_FLOPS("#N/A", 3)',
    "another text": 'TRAIN_FLOPS("#odd text", 3)',
    "left out": "TRAIN_FLOPS(2, 3)",
    "given": "TRAIN_FLOPS(2, 3, 6)",
    "the name": 'TRAIN_FLOPS("name", 3)',
    "no Python": 'TRAIN_FLOPS("no Python", 3)',
    "rows": 'TRAIN_FLOPS("rows", 3)',
    "one row": 'TRAIN_FLOPS("one row", 3)',
    "many arguments": 'OUTLAY("file", "output", "a", 1, , , "b", 2)',
    "no argument": "OUTLAY_VERSION()",
}

PYTHON = """
Function CalledUdf(ByVal module As String, ByVal name As String, ByVal given As Variant) As Variant
    Dim two(1 To 2, 1 To 2) As Variant
    If UBound(given) < 0 Then
        CalledUdf = name
        Exit Function
    End If
    Select Case given(0)
    Case "name": CalledUdf = module & " " & name & " " & UBound(given)
    Case "no Python": Err.Raise 1000, "", "no Python"
    Case "rows"
        two(1, 1) = 1: two(1, 2) = "#N/A x": two(2, 1) = "#VALUE! y": two(2, 2) = "text"
        CalledUdf = two
    Case "one row": CalledUdf = Array(7, "#DIV/0!", "x")
    Case "file": CalledUdf = UBound(given) & " " & given(6) & " " & TypeName(given(4))
    Case 2: CalledUdf = 2 * given(1) * IIf(TypeName(given(2)) = "Error", 1, 10)
    Case Else: CalledUdf = given(0)
    End Select
End Function

Function Told(ByVal found As Variant) As String
    Dim each_ As Variant
    If IsArray(found) Then
        For Each each_ In found
            Told = Told & "|" & Told_(each_)
        Next each_
    Else
        Told = Told_(found)
    End If
End Function

Function Told_(ByVal found As Variant) As String
    If IsError(found) Then Told_ = "error " & CStr(CInt(found)) Else Told_ = TypeName(found) & " " & CStr(found)
End Function
"""


@pytest.fixture(scope="module")
def told(functions: Functions, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    lack = available("libreoffice")
    if lack is not None:
        pytest.skip(lack)
    folder = tmp_path_factory.mktemp("basic")
    soffice = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    basic = folder / "profile" / "user" / "basic"
    for _ in range(2):  # a new profile may end the first start at once; what is in it is written over then
        subprocess.run([*soffice, "--terminate_after_init"], capture_output=True, timeout=180, check=False)
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    text = module(wrappers(functions)).replace("\r\n", "\n").partition("\n")[2]  # the first line is for the importer
    assert text.count("XLPy.CallUDF(") == 1
    text = text.replace("XLPy.CallUDF(", "CalledUdf(").replace(", ThisWorkbook, Application.Caller", "")
    lines = [f'    Print #1, "{name}: " & Told({call})' for name, call in CALLS.items()]
    out = folder / "told.txt"
    check = "\n".join(["Sub Check", f'    Open "{out}" For Output As #1', *lines, "    Close #1",
                       "    StarDesktop.terminate()", "End Sub"])  # fmt: skip
    (basic / "script.xlc").write_text(LIBRARY)
    (basic / "Standard" / "script.xlb").write_text(MODULES)
    whole = "\n".join(["Option VBASupport 1", text, PYTHON, check])
    (basic / "Standard" / "Outlay.xba").write_text(MODULE.format(text=escape(whole)), encoding="utf-8")
    subprocess.run([*soffice, "macro:///Standard.Outlay.Check"], capture_output=True, timeout=180, check=False)
    return dict(line.split(": ", 1) for line in out.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("a number", "Double 6"),
        ("a text", "String text"),
        ("no such number", "error 2036"),
        ("not available", "error 2042"),
        ("another text", "String #odd text"),
        ("left out", "Double 6"),
        ("given", "Double 60"),
        ("the name", "String outlay_addin.udfs TRAIN_FLOPS 2"),
        ("no Python", "String #VALUE! no Python"),
        ("many arguments", "String 41 b Error"),
        ("no argument", "String OUTLAY_VERSION"),
    ],
)
def test_a_call_hands_on_its_arguments_and_turns_texts_into_errors(told: dict[str, str], call: str, shown: str) -> None:
    assert told[call] == shown


def test_within_rows_each_cell_is_turned(told: dict[str, str]) -> None:
    assert sorted(told["rows"].split("|")[1:]) == sorted(["Integer 1", "error 2042", "error 2015", "String text"])
    assert told["one row"].split("|")[1:] == ["Integer 7", "error 2007", "String x"]
