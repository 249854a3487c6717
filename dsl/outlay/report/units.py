"""A unit as it stands beside a title."""

from __future__ import annotations


def in_unit(unit: str, *, percent: bool) -> str:
    """`in USD/month`, `in % per year`, `per year`; nothing for a plain number."""
    if unit.startswith("1/"):
        return f"in % per {unit[2:]}" if percent else f"per {unit[2:]}"
    unit = unit or ("%" if percent else "")
    return f"in {unit}" if unit else ""
