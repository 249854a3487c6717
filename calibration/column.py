"""The `typical_mfu` column of the library's GPUs, as the runs say."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from calibration.training import CLASS, OTHER, Interval

GPUS = Path(__file__).resolve().parent.parent / "dsl" / "outlay" / "library" / "gpus.csv"
COLUMN, NOTE, SAYS = "typical_mfu", "note", "typical_mfu: 90% interval fitted to published runs"


def wanted(gpu: str, found: Mapping[str, Interval]) -> str:
    """A GPU's cell; empty where it takes the kind's default, which is the interval of all other hardware."""
    of = CLASS.get(gpu, OTHER)
    return "" if of == OTHER else found[of].text


def renewed(text: str, found: Mapping[str, Interval]) -> str:
    """The table with that column filled, and a word about it in each row's note."""
    rows = list(csv.reader(io.StringIO(text)))
    header = rows[0]
    cell, note = header.index(COLUMN), header.index(NOTE)
    for row in rows[1:]:
        row[cell] = wanted(row[0], found)
        parts = [part for part in row[note].split("; ") if part and not part.startswith(COLUMN)]
        row[note] = "; ".join([*parts, SAYS] if row[cell] else parts)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()
