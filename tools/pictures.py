"""Pictures for the README and the docs: of the templates' workbooks, which LibreOffice prints and pdftoppm draws,
and of a report, which Chromium opens.

`python tools/pictures.py` draws the chosen sheets into `docs/pictures/`; with a folder as its argument, every page of
every template there, to be looked at.
"""

from __future__ import annotations

import datetime
import subprocess
import sys
import tempfile
from pathlib import Path

import outlay
from outlay.report import Options, gather
from outlay.report import page as made_page
from outlay_workbooks.package import open_package, sheet_parts
from outlay_workbooks.recalculate.libreoffice import convert

ROOT = Path(__file__).resolve().parent.parent
CHOSEN = {  # template, sheet and how many pages after its first
    ("saas_margin", "Outputs", 0): "saas_margin_outputs",
    ("saas_margin", "Outputs", 1): "saas_margin_charts",
    ("saas_margin", "Inputs", 0): "saas_margin_inputs",
    ("saas_margin", "Guide", 0): "saas_margin_guide",
    ("build_vs_buy", "Outputs", 0): "build_vs_buy_outputs",
    ("build_vs_buy", "Outputs", 2): "build_vs_buy_charts",
}
DOTS = 80  # an inch


def main() -> None:
    whole = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    books = sorted(path for path in (ROOT / "templates").glob("*.xlsx") if not path.stem.endswith("_udf"))
    with tempfile.TemporaryDirectory() as folder:
        for path, pdf in zip(books, convert([str(book) for book in books], "pdf", folder, 600), strict=True):
            if whole is not None:
                whole.mkdir(parents=True, exist_ok=True)
                _draw(pdf, whole / path.stem)
                continue
            pages = _pages(path, pdf)
            for (template, sheet, further), name in CHOSEN.items():
                if template == path.stem:
                    target = ROOT / "docs" / "pictures" / name
                    target.parent.mkdir(exist_ok=True)
                    _draw(pdf, target, pages[sheet] + further)
    if whole is None:
        _report(ROOT / "templates" / "saas_margin.cost", ROOT / "docs" / "pictures" / "saas_margin_report.png")
    print("drawn")


def _report(model: Path, target: Path) -> None:
    """The upper part of a model's page."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(
            made_page(gather(outlay.load(model), Options(as_of=datetime.date(2026, 1, 31)))), encoding="utf-8"
        )
        flags = (
            "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
            "--disable-component-update --disable-sync --hide-scrollbars --window-size=1240,1580"
        ).split()
        subprocess.run(
            ["chromium", *flags, f"--user-data-dir={folder}/browser", f"--screenshot={target}", page.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


def _pages(book: Path, pdf: str) -> dict[str, int]:
    """The first page of each sheet, by the sheet's name in the footers."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    found: dict[str, int] = {}
    for number, page in enumerate(text.split("\f"), 1):
        for sheet in sheet_parts(open_package(book)):
            if f"{book.name}, {sheet} " in page:
                found.setdefault(sheet, number)
    return found


def _draw(pdf: str, target: Path, page: int | None = None) -> None:
    only = [] if page is None else ["-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", str(DOTS), "-png", *only, pdf, str(target)], check=True)


if __name__ == "__main__":
    main()
