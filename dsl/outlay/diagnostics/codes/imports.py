"""Files that cannot be found, read or trusted, the tables in them, and limits (E09)."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

FILE_NOT_FOUND = Code(
    "E0901",
    Severity.ERROR,
    "File not found",
    "A file is looked for beside the file that names it, in the model's folder, in the configured search paths and in "
    "the standard library, in this order. The nearest name found there is offered.",
    "use prices.opnai as openai\noutput price = openai.gpt35_turbo.input",
)
FILE_OUTSIDE = Code(
    "E0902",
    Severity.ERROR,
    "File outside the model's folder",
    "A model reads only what lies in its own folder, in the configured search paths and in the standard library, so "
    "that a file from a stranger cannot read anything else. Links are followed to where they lead. Copy the file, or "
    "add its folder to the search path.",
    'use "../../etc/passwd" as secrets\noutput x = secrets.root',
)
NOT_A_FILE = Code(
    "E0903",
    Severity.ERROR,
    "File cannot be read",
    "The path names a folder, a device or a pipe, or the system refuses to open the file; the message says which.",
    'records gpu from "files/folder.csv"\noutput x = 1',
)
NOT_TEXT = Code(
    "E0904",
    Severity.ERROR,
    "Not UTF-8 text",
    "Models and tables are UTF-8 text. Spreadsheet programs offer it as “CSV UTF-8” when saving.",
    'use "files/latin.cost" as latin\noutput x = latin.price',
)
FILE_LIMIT = Code(
    "E0905",
    Severity.ERROR,
    "Too much to read",
    "A model's file holds at most 16 MB and a table 64 MB; one model reads at most 500 files and 96 MB in all, and "
    "imports go at most 32 files deep. Summarise a larger table before the model reads it.",
)
IMPORT_CYCLE = Code(
    "E0906",
    Severity.ERROR,
    "Files that import each other",
    "A file cannot import itself, neither directly nor through others. Move what both need into a third file.",
    'use "E0906_example.cost" as again\noutput x = again.y\ny = 3',
)
BAD_PATH = Code(
    "E0907",
    Severity.ERROR,
    "Not a path that can be imported",
    "Paths are relative, written with `/`, and end in `.cost` for a model and in `.csv` for a table.",
    'use "files/house" as house\noutput x = house.rent',
)
TABLE_HEADER = Code(
    "E0910",
    Severity.ERROR,
    "Table without a proper header",
    "The first line of a table names its columns, each once. Cells are separated by commas.",
    'records gpu from "files/semicolons.csv"\noutput x = 1',
)
TABLE_ROW = Code(
    "E0911",
    Severity.ERROR,
    "Row that does not fit its table",
    "Every row has as many cells as the header, and a cell that holds a comma stands in quotes.",
    'records gpu from "files/ragged.csv"\noutput x = 1',
)
TABLE_DUPLICATE = Code(
    "E0912",
    Severity.ERROR,
    "Row named twice",
    "Names of rows and their aliases are compared without regard to case and to anything but letters and digits: "
    "`H100-SXM5` is `h100_sxm5`. Rows that share a name must be dated by a `from` column.",
    'records gpu from "files/twice.csv"\noutput x = 1',
)
TABLE_DATES = Code(
    "E0913",
    Severity.ERROR,
    "Dates of a table that cannot be",
    "Dates are written 2023, 2023-05 or 2023-05-01. Rows of one name may not overlap in time, or a look-up would have "
    "two answers.",
    'records price from "files/overlap.csv"\noutput x = 1',
)
TABLE_LIMIT = Code(
    "E0914",
    Severity.ERROR,
    "Table too large",
    "A table holds at most 500 columns and 200,000 rows, and a cell 10,000 characters.",
    'records gpu from "files/wide.csv"\noutput x = 1',
)
