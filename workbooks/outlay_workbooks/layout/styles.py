"""What kinds of cells there are, and what each looks like. Inputs blue, formulas black, links to other sheets green."""

from __future__ import annotations

from typing import Any

INK, MUTED, RULE_COLOUR = "#1F2933", "#6B7785", "#D5DBE1"
ACCENT = "#1F4E79"
_BASE = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
_INPUT = {"font_color": "#0000FF", "bg_color": "#FFF9E5", "border": 1, "border_color": "#E3D9B8", "locked": False}

KINDS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "subtitle": {"font_color": MUTED, "italic": True},
    "section": {"bold": True, "font_size": 11, "font_color": ACCENT, "bottom": 1, "bottom_color": RULE_COLOUR},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "align": "right", "text_wrap": True},
    "header_left": {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "align": "left", "text_wrap": True},
    "header_small": {"font_color": MUTED, "align": "right", "font_size": 9},
    "label": {},
    "strong": {"bold": True},
    "step": {"font_color": MUTED, "italic": True},
    "note": {"font_color": MUTED, "text_wrap": True, "valign": "top"},
    "note_line": {"font_color": MUTED, "font_size": 9, "valign": "bottom"},
    "text": {"text_wrap": True, "valign": "top"},
    "name": {"font_color": MUTED, "font_size": 9},
    "unit": {"font_color": MUTED},
    "input": {**_INPUT, "align": "right"},
    "input_text": {**_INPUT, "align": "left"},
    "formula": {"align": "right"},
    "formula_text": {"align": "left"},
    "strong_formula": {"align": "right", "bold": True},
    "link": {"align": "right", "font_color": "#00703C"},
    "link_text": {"align": "left", "font_color": "#00703C"},
    "constant": {"align": "right", "font_color": "#7A4B00"},
    "constant_text": {"align": "left", "font_color": "#7A4B00"},
    "static": {"align": "right", "font_color": "#5B3A8C"},
    "built": {"align": "right", "font_color": MUTED, "font_size": 9},
    "status": {"align": "center", "bold": True},
    "good": {"font_color": "#006100", "bg_color": "#D9EFDC"},
    "bad": {"font_color": "#9C0006", "bg_color": "#FBD5D8"},
    "amber": {"font_color": "#7A4B00", "bg_color": "#FFE8B8"},
}


def properties(kind: str, number_format: str, indent: int) -> dict[str, Any]:
    """The properties of a cell's format, as XlsxWriter takes them."""
    found = {**_BASE, **KINDS[kind]}
    if number_format:
        found["num_format"] = number_format
    if indent:
        found["indent"] = indent
    return found
