"""The Sensitivity sheet: results of studies, which do not follow the inputs, each with what it was made from."""

from __future__ import annotations

from outlay_workbooks.book import Page, Sheet, Style
from outlay_workbooks.layout.columns import SENSITIVITY


def sensitivity_page() -> Sheet:
    """The sheet, with no study in it yet."""
    page = Page(SENSITIVITY)
    page.put(0, 0, "Sensitivity", Style("title"))
    page.put(1, 0, "No study was made for this workbook.", Style("subtitle"))
    page.widths.append((0, 0, 60))
    return page.finished()
