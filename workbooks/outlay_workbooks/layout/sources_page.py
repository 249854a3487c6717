"""The Sources sheet: where figures come from, each source once, with what it is used for."""

from __future__ import annotations

from outlay.plan import Citation
from outlay_workbooks.book import Sheet, Style
from outlay_workbooks.dates import serial
from outlay_workbooks.layout.columns import HEADER, SOURCES
from outlay_workbooks.layout.formats import DATE
from outlay_workbooks.layout.page import Page
from outlay_workbooks.layout.places import Places


def sources_page(places: Places) -> Sheet:
    """Every citation of the model, in file order."""
    page = Page(SOURCES)
    page.put(0, 0, "Sources", Style("title"))
    page.put(1, 0, "Where the figures of this workbook come from.", Style("subtitle"))
    page.heads(HEADER, ("Source", "Date", "Link", "Used for"))
    uses: dict[Citation, list[str]] = {}
    for quantity in places.native.plan.quantities:
        if quantity.facts.source is not None:
            uses.setdefault(quantity.facts.source, []).append(quantity.label or quantity.path)
    for number, (source, labels) in enumerate(uses.items()):
        row = HEADER + 1 + number
        page.put(row, 0, source.where, Style("text"))
        if source.date:
            page.put(row, 1, serial(source.date), Style("text", DATE))
        page.put(row, 2, source.link, Style("text"))
        page.put(row, 3, ", ".join(dict.fromkeys(labels)), Style("text"))
    if not uses:
        page.put(HEADER + 1, 0, "The model names no sources.", Style("note"))
    page.widths += [(0, 0, 48), (1, 1, 12), (2, 2, 40), (3, 3, 70)]
    return page.finished(freeze=(HEADER + 1, 1), repeat_rows=(HEADER, HEADER))
