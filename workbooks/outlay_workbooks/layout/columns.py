"""Where things stand on each sheet: the one place that knows. Rows and columns count from 0.

Every sheet has its title in A1 and a sentence about itself in A2. Whoever reads a built workbook back finds the rows by
the name each carries (the path of the number in the model).
"""

from __future__ import annotations

GUIDE, INPUTS, SCENARIOS, MODEL, ANNUAL = "Guide", "Inputs", "Scenarios", "Model", "Annual"
OUTPUTS, SENSITIVITY, SOURCES, TABLES, CHECKS, LOG = "Outputs", "Sensitivity", "Sources", "Tables", "Checks", "Log"
SHEETS = (GUIDE, INPUTS, SCENARIOS, MODEL, ANNUAL, OUTPUTS, SENSITIVITY, SOURCES, TABLES, CHECKS, LOG)

HEADER = 3  # the row of column titles on Inputs, Annual, Outputs, Sources, Checks, Log


class InputColumns:
    LABEL, VALUE, UNIT, LOW, HIGH, SOURCE, AS_OF, OWNER, STATUS, NOTE, NAME, BUILT = range(12)
    TITLES = (
        "Input", "Value", "Unit", "Low", "High", "Source", "As of", "Owner", "Status", "Note", "Name", "As built",
    )  # fmt: skip


class ScenarioColumns:
    LABEL, NAME, UNIT, IN_FORCE, BASE = range(5)
    SELECTOR = (3, 3)  # the cell with the name of the scenario in force
    NUMBER = (4, 3)  # and the one with its number, 1 for the base
    HEADER = 6  # names of the scenarios; what they are called stands a row below
    FIRST = 8


class ModelColumns:
    LABEL, NAME, UNIT, VALUE, OPENING, FIRST = range(6)
    HEADER = 3  # labels of the periods
    START, PERIOD, DAYS, YEAR = 4, 5, 6, 7  # rows of the first day, the number, the length and the year of each period
    TOP = 8


class AnnualColumns:
    LABEL, NAME, UNIT, RULE, FIRST = range(5)
    PERIODS, LAST = 4, 5  # rows: how many periods a year has, and the number of its last one
    TOP = 6


class CheckColumns:
    NUMBER, TEXT, CONDITION, HOLDS, STATUS, WHERE = range(6)
    TOP = 6
    MASTER = (2, 3)  # whether all hold


class LogColumns:
    DATE, VERSION, HASH, WHAT = range(4)
