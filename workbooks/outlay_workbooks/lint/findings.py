"""What a rule says of a workbook, and the table of all rules."""

from __future__ import annotations

from dataclasses import dataclass

RULES = {
    1: "the required sheets, in order",
    2: "no default sheet names",
    3: "no hidden sheets",
    4: "no hidden rows or columns",
    5: "no merged cells on Inputs or Model",
    6: "panes frozen",
    7: "no stray cells",
    8: "periods in the same columns on every sheet",
    9: "every input has a label",
    10: "every input has a unit",
    11: "every unit can be read",
    12: "every input has a source and its date, or is assumed",
    13: "every input has a name in the workbook",
    14: "the input style on inputs only",
    15: "inputs are unlocked",
    16: "inputs are validated",
    17: "every input passes its validation",
    18: "every input is used",
    19: "no numbers as text",
    20: "no formulas among inputs but the scenario switch",
    21: "no numbers in formulas but 0, 1, 12, 100",
    22: "one formula a row",
    23: "formulas of at most 150 characters, 4 deep",
    24: "nothing volatile",
    25: "no whole columns",
    26: "look-ups are exact",
    27: "no IFERROR around a calculation without a check",
    28: "no circles",
    29: "no circles between sheets",
    30: "no references to blank or text cells",
    31: "no overlapping sums",
    32: "functions from the safe set, stored with the right prefixes",
    33: "no formula overwritten by a constant",
    34: "no links to other files",
    35: "no error values",
    36: "no DDE, HYPERLINK or WEBSERVICE",
    37: "names resolve",
    38: "the master check on Guide and Outputs",
    39: "every check wired into the master check",
    40: "every scenario complete, its selector validated",
    41: "number formats fit the units",
    42: "print area, orientation, fit to width, repeated titles, footer",
    43: "Model protected, inputs editable",
    44: "version and hash equal the log's last row",
    45: "no macros, connections, embeddings; automatic calculation without iteration",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place that breaks a rule."""

    rule: int
    sheet: str
    cell: str
    message: str

    def as_dict(self) -> dict[str, object]:
        return {
            "rule": self.rule,
            "title": RULES[self.rule],
            "sheet": self.sheet,
            "cell": self.cell,
            "message": self.message,
        }
