"""A unit as it stands beside a title."""

from __future__ import annotations

from outlay.currencies import CURRENCIES


def in_unit(unit: str, *, percent: bool) -> str:
    """`in USD/month`, `in % per year`, `per year`; nothing for a plain number."""
    if unit.startswith("1/"):
        return f"in % per {unit[2:]}" if percent else f"per {unit[2:]}"
    unit = unit or ("%" if percent else "")
    return f"in {unit}" if unit else ""


def after_short(unit: str, *, percent: bool) -> str:
    """What a number in few signs leaves unsaid: `/month` of USD/month, ` token`; nothing of a plain number."""
    if unit.startswith("1/"):
        return f"/{unit[2:]}"
    if unit[:3] in CURRENCIES and unit[3:4] in ("", "/"):
        return unit[3:]
    return f" {unit}" if unit and not percent else ""
