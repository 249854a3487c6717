"""The Log sheet: what was built when, from which text of the model. Its last row is what the properties say."""

from __future__ import annotations

from outlay_workbooks.book import Sheet, Style
from outlay_workbooks.dates import EPOCH
from outlay_workbooks.layout.columns import HEADER, LOG, LogColumns
from outlay_workbooks.layout.facts import BookFacts
from outlay_workbooks.layout.formats import DATE
from outlay_workbooks.layout.page import Page


def log_page(facts: BookFacts) -> Sheet:
    """One line for this build."""
    page = Page(LOG)
    page.put(0, 0, "Log", Style("title"))
    page.put(1, 0, "One line a build; the last one is this workbook's.", Style("subtitle"))
    page.heads(HEADER, ("Date of the figures", "Outlay", "Model's hash", "What"))
    page.put(HEADER + 1, LogColumns.DATE, float(facts.date.toordinal() - EPOCH), Style("text", DATE))
    page.put(HEADER + 1, LogColumns.VERSION, facts.version, Style("text"))
    page.put(HEADER + 1, LogColumns.HASH, facts.hash, Style("text"))
    page.put(HEADER + 1, LogColumns.WHAT, f"Built from {facts.name}.cost", Style("text"))
    page.widths += [(0, 0, 18), (1, 1, 12), (2, 2, 22), (3, 3, 60)]
    return page.finished(freeze=(HEADER + 1, 0), repeat_rows=(HEADER, HEADER))
