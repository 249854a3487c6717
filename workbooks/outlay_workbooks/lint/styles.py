"""What the formats of a workbook's cells say: blue figures, number formats, locked or not, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from outlay_workbooks.lint.xml import child, children, flag
from outlay_workbooks.package import Package
from outlay_workbooks.package.parts import xml_of

STYLES = "xl/styles.xml"
INPUT_BLUE = "0000FF"
_WORDS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
# The formats a file means by number alone (ECMA-376, part 1, 18.8.30).
_KNOWN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One format of cells."""

    number_format: str = "General"
    blue: bool = False
    locked: bool = True

    @property
    def dates(self) -> bool:
        plain = _WORDS.sub("", self.number_format)
        return bool(_DATE.search(plain)) and "E+" not in plain.upper() and plain.casefold() != "general"


def looks(package: Package) -> list[Look]:
    """The formats by the number that cells refer to them with; at least one."""
    if STYLES not in package.parts:
        return [Look()]
    root = xml_of(package, STYLES)
    formats = dict(_KNOWN)
    for each in children(root, "numFmts"):
        formats[_number(each, "numFmtId")] = each.get("formatCode", "General")
    blue = [_is_blue(font) for font in children(root, "fonts")]
    found = []
    for each in children(root, "cellXfs"):
        font, protection = _number(each, "fontId"), child(each, "protection")
        found.append(
            Look(
                formats.get(_number(each, "numFmtId"), "General"),
                0 <= font < len(blue) and blue[font],
                protection is None or flag(protection, "locked", True),
            )
        )
    return found or [Look()]


def _is_blue(font: Element) -> bool:
    colour = child(font, "color")
    return colour is not None and colour.get("rgb", "")[-6:].upper() == INPUT_BLUE


def _number(element: Element, name: str) -> int:
    text = element.get(name, "0")
    return int(text) if text.isdigit() and len(text) < 10 else 0
