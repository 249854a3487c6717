"""Files that cannot be found, read or trusted, the tables in them, and limits (E09)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

FILE_NOT_FOUND = Code(
    "E0901",
    Severity.ERROR,
    "File not found",
    "A file is looked for beside the file that names it, in the model's folder, in the configured search paths and in "
    "the standard library, in this order. The nearest name found there is offered.",
    "use prices.opnai as openai",
)
FILE_OUTSIDE = Code(
    "E0902",
    Severity.ERROR,
    "File outside the model's folder",
    "A model reads only what lies in its own folder, in the configured search paths and in the standard library, so "
    "that a file from a stranger cannot read anything else. Links are followed to where they lead. Copy the file, or "
    "add its folder to the search path.",
    'use "../../etc/passwd" as secrets',
)
NOT_A_FILE = Code(
    "E0903",
    Severity.ERROR,
    "Not a file",
    "The path names a folder, a device or a pipe.",
    'records gpu from "prices.csv"   # where prices.csv is a folder',
)
UNREADABLE = Code(
    "E0904",
    Severity.ERROR,
    "File cannot be read",
    "The operating system refuses to open the file; the reason it gave is shown.",
    "use locked as locked   # where locked.cost may not be read",
)
NOT_TEXT = Code(
    "E0905",
    Severity.ERROR,
    "Not UTF-8 text",
    "Models and tables are UTF-8 text. Spreadsheet programs offer it as “CSV UTF-8” when saving.",
    "input price = 3   # “é” saved as Windows-1252",
)
FILE_TOO_LARGE = Code(
    "E0906",
    Severity.ERROR,
    "File too large",
    "A model's file holds at most 16 MB and a table 64 MB. What is larger is hardly a model written by people; move "
    "data out of it, or summarise the table first.",
    'records offer from "every_invoice.csv"   # of 900 MB',
)
TOO_MANY_FILES = Code(
    "E0907",
    Severity.ERROR,
    "Too many files",
    "One model reads at most 500 files, 96 MB of them together, and imports go at most 32 files deep.",
    "use chain_33 as next   # the thirty-third import in a row",
)
IMPORT_CYCLE = Code(
    "E0908",
    Severity.ERROR,
    "Files that import each other",
    "A file cannot import itself, neither directly nor through others. Move what both need into a third file.",
    "# a.cost\nuse a as again",
)
BAD_PATH = Code(
    "E0909",
    Severity.ERROR,
    "Not a path that can be imported",
    "Paths are relative, written with `/`, and end in `.cost` for a model and in `.csv` for a table.",
    'use "C:\\models\\house.cost" as house',
)
TABLE_HEADER = Code(
    "E0920",
    Severity.ERROR,
    "Table without a proper header",
    "The first line of a table names its columns, each once. Cells are separated by commas.",
    "name;memory\nH100;80",
)
TABLE_ROW = Code(
    "E0921",
    Severity.ERROR,
    "Row that does not fit its table",
    "Every row has as many cells as the header, and a cell that holds a comma stands in quotes.",
    "name,price\nH100,30,000",
)
TABLE_DUPLICATE = Code(
    "E0922",
    Severity.ERROR,
    "Row named twice",
    "Names of rows and their aliases are compared without regard to case and to anything but letters and digits: "
    "`H100-SXM5` is `h100_sxm5`. Rows that share a name must be dated by a `from` column.",
    "name,memory\nH100-SXM5,80\nh100_sxm5,80",
)
TABLE_DATES = Code(
    "E0923",
    Severity.ERROR,
    "Dates of a table that cannot be",
    "Dates are written 2023, 2023-05 or 2023-05-01. Rows of one name may not overlap in time, or a look-up would have "
    "two answers.",
    "name,from,until,input\ngpt,2023-01,2023-06,2\ngpt,2023-05,,1",
)
TABLE_NUMBER = Code(
    "E0924",
    Severity.ERROR,
    "Cell that is no number",
    "Numbers in tables are written as in a model: `1000` or `1_000`, never `1,000`.",
    'name,price\nH100,"30,000"',
)
TABLE_LIMIT = Code(
    "E0925",
    Severity.ERROR,
    "Table too large",
    "A table holds at most 500 columns and 200,000 rows, and a cell 10,000 characters.",
    "name,note   # and a note of a whole book",
)
