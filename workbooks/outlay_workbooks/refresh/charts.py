"""Charts of the fresh build that an edited workbook has not: a patch puts none in, so they have to be named."""

from __future__ import annotations

import re
from html import unescape

from outlay_workbooks.formula_text import reference_of
from outlay_workbooks.package import Package, sheet_parts
from outlay_workbooks.package.contents import spelt
from outlay_workbooks.package.parts import relations

_DRAWN = re.compile(rb"<(?:\w+:)?f>([^<]*)</(?:\w+:)?f>")
_TITLE = re.compile(rb"<a:t>([^<]*)</a:t>")


def missing(package: Package, fresh: Package) -> list[str]:
    """One line for each chart of the fresh build whose cells no chart on that sheet of the other draws."""
    then, now = sheet_parts(package), sheet_parts(fresh)
    found: list[str] = []
    for sheet, part in now.items():
        held = [_drawn(content) for content in _charts(package, then[sheet])] if sheet in then else []
        for content in _charts(fresh, part):
            if _drawn(content) not in held:
                title = _TITLE.search(content)
                said = unescape(title[1].decode("utf-8", "replace")) if title is not None else "without a title"
                found.append(f"{sheet}: the chart “{said}” is new, or draws other cells")
    return found


def _charts(package: Package, part: str) -> list[bytes]:
    drawings = [target for kind, target in relations(package, part).values() if kind.endswith("/drawing")]
    charts = [target for drawing in drawings if drawing in package.parts
              for kind, target in relations(package, drawing).values() if kind.endswith("/chart")]  # fmt: skip
    return [package.parts[chart] for chart in charts if chart in package.parts]


def _drawn(content: bytes) -> frozenset[str]:
    ranges = [unescape(each.decode("utf-8", "replace")) for each in _DRAWN.findall(content)]
    # some programs keep the names of series, too, as formulas
    return frozenset(spelt(each).replace("$", "") for each in ranges if reference_of(each) is not None)
