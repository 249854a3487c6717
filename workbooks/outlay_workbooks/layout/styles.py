"""What kinds of cells there are, and what each looks like. Inputs blue, formulas black, links to other sheets green."""

from __future__ import annotations

from typing import Any

INK, MUTED, RULE_COLOUR = "#1F2933", "#6B7785", "#D5DBE1"
ACCENT = "#1F4E79"
PALE, DEEP = "#F4F8FC", "#7FB2DD"  # ends of a scale of colours
CARD = "#EEF4FA"
_BASE = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
_INPUT = {"font_color": "#0000FF", "bg_color": "#FFF9E5", "border": 1, "border_color": "#E3D9B8", "locked": False}

KINDS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT},
    "subtitle": {"font_color": MUTED, "italic": True},
    "section": {"bold": True, "font_size": 11, "font_color": ACCENT, "bottom": 1, "bottom_color": RULE_COLOUR},
    "header": {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "align": "right", "text_wrap": True},
    "header_left": {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "align": "left", "text_wrap": True},
    "header_in": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": ACCENT,
        "align": "left",
        "indent": 1,
        "text_wrap": True,
    },
    "header_small": {"font_color": MUTED, "align": "right", "font_size": 9},
    "label": {"text_wrap": True},
    "strong": {"bold": True, "text_wrap": True},
    "step": {"font_color": MUTED, "italic": True, "text_wrap": True},
    "note": {"font_color": MUTED, "text_wrap": True, "align": "left", "indent": 1},
    "note_right": {"font_color": MUTED, "font_size": 9, "text_wrap": True, "align": "right", "valign": "top"},
    "note_line": {"font_color": MUTED, "font_size": 9, "valign": "bottom"},
    "text": {"text_wrap": True, "align": "left", "indent": 1},
    "name": {"font_color": MUTED, "font_size": 9, "align": "left", "indent": 1},
    "unit": {"font_color": MUTED, "align": "left", "indent": 1},
    "input": {**_INPUT, "align": "right"},
    "input_text": {**_INPUT, "align": "left", "indent": 1},
    "formula": {"align": "right"},
    "formula_text": {"align": "left", "indent": 1},
    "strong_formula": {"align": "right", "bold": True},
    "link": {"align": "right", "font_color": "#00703C"},
    "link_text": {"align": "left", "indent": 1, "font_color": "#00703C"},
    "constant": {"align": "right", "font_color": "#7A4B00"},
    "constant_text": {"align": "left", "indent": 1, "font_color": "#7A4B00"},
    "static_text": {"align": "left", "indent": 1, "font_color": "#5B3A8C"},
    "strong_static": {"align": "right", "bold": True, "font_color": "#5B3A8C"},
    "strong_line": {"bold": True, "align": "left", "indent": 1},
    "line": {"align": "left", "indent": 1},
    "headline": {"bold": True, "align": "right", "font_size": 11, "font_color": "#00703C"},
    "aside": {"font_color": MUTED, "font_size": 9, "align": "left", "indent": 1},
    "static": {"align": "right", "font_color": "#5B3A8C"},
    "built": {"align": "right", "font_color": MUTED, "font_size": 9},
    "status": {"align": "center", "bold": True},
    "answer": {"bold": True, "font_size": 12, "font_color": ACCENT, "bg_color": CARD, "align": "left", "indent": 1},
    "answer_title": {"bold": True, "font_color": MUTED, "bg_color": CARD, "align": "left", "indent": 1},
    "card_title": {
        "font_color": MUTED,
        "font_size": 9,
        "bg_color": CARD,
        "align": "left",
        "indent": 1,
        "text_wrap": True,
    },
    "card_value": {
        "bold": True,
        "font_size": 18,
        "font_color": "#00703C",
        "bg_color": CARD,
        "align": "left",
        "indent": 1,
    },
    "card_note": {"font_color": MUTED, "font_size": 9, "bg_color": CARD, "align": "left", "indent": 1},
    "go": {"bold": True, "font_color": ACCENT, "underline": 1},
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
