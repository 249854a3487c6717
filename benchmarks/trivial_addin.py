"""A Calc add-in of one Python function that gives back its argument: what any add-in in Python costs at least."""

from __future__ import annotations

import zipfile
from pathlib import Path

from outlay_addin.libreoffice.configuration import manifest
from outlay_addin.libreoffice.type_library import Method, Parameter, type_library

COMPONENT = """
import uno, unohelper

class Trivial(unohelper.Base, uno.getClass("outlay.bench.XTrivial")):
    def __init__(self, context):
        pass

    def SAME(self, x):
        return x

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Trivial, "TRIVIAL", ("com.sun.star.sheet.AddIn",))
"""

SHOWN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" oor:name="CalcAddIns"
  oor:package="org.openoffice.Office"><node oor:name="AddInInfo"><node oor:name="TRIVIAL" oor:op="replace">
<node oor:name="AddInFunctions"><node oor:name="SAME" oor:op="replace"><prop oor:name="DisplayName">
<value xml:lang="en">TRIVIAL.SAME</value></prop></node></node></node></node></oor:component-data>
"""

DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006">
<identifier value="outlay.bench.trivial"/><version value="1"/></description>
"""

_KINDS = (
    ("types.rdb", "application/vnd.sun.star.uno-typelibrary;type=RDB"),
    ("shown.xcu", "application/vnd.sun.star.configuration-data"),
    ("component.py", "application/vnd.sun.star.uno-component;type=Python"),
)


def write(path: Path) -> None:
    """The extension, as small as it can be: a number in, a number out."""
    types = type_library("outlay.bench.XTrivial", [Method("SAME", "double", (Parameter("x", "double"),))])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", manifest(_KINDS))
        archive.writestr("description.xml", DESCRIPTION)
        archive.writestr("types.rdb", types)
        archive.writestr("shown.xcu", SHOWN)
        archive.writestr("component.py", COMPONENT)
