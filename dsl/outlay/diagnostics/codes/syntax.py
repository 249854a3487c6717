"""Spelling and syntax: what can be said about a file before any of its names is looked up."""

from __future__ import annotations

from outlay.diagnostics.model import Code, Severity

UNEXPECTED = Code(
    "E0101",
    Severity.ERROR,
    "Something that cannot stand here",
    "The text can be read up to this point, but not past it. The message says what could stand here.",
    "a = 3 4",
)
UNKNOWN_CHARACTER = Code(
    "E0102",
    Severity.ERROR,
    "A character the language does not know",
    "Only letters, digits, `_` and the signs of the language stand outside texts and comments.",
    "a = 3 \\ 4",
)
TYPOGRAPHIC_SIGN = Code(
    "E0103",
    Severity.ERROR,
    "A typographic sign",
    "Text copied from a document often has `×`, `–` or curly quotes in it. The language wants their plain "
    'forms `*`, `-` and `"`.',
    "a = 3 × 4",
)
HIDDEN_CHARACTER = Code(
    "E0104",
    Severity.ERROR,
    "A hidden character",
    "A control character, an invisible blank or a broken byte stands in the text. It cannot be seen and "
    "can be removed.",
    "a = 3 + \x074",
)
BLANK_IN_NUMBER = Code(
    "E0105",
    Severity.ERROR,
    "A blank inside a number",
    "Digits are grouped by `_`, since a blank ends a number.",
    "a = 1 000",
)
COMMA_IN_NUMBER = Code(
    "E0106",
    Severity.ERROR,
    "A comma inside a number",
    "A comma separates arguments and items. Digits are grouped by `_`, and decimals follow a point.",
    "a = 1,000",
)
NUMBER_SHAPE = Code(
    "E0107",
    Severity.ERROR,
    "A number that is not written out",
    "A number begins with a digit, and a digit follows its point.",
    "a = .5",
)
SUFFIX_APART = Code(
    "E0108",
    Severity.ERROR,
    "A suffix apart from its number",
    "`k`, `M`, `B`, `T`, `x` and `%` are written right behind the number: no unit has such a name.",
    "a = 175 B",
)
CURRENCY_FIRST = Code(
    "E0109",
    Severity.ERROR,
    "A currency code before its number",
    "A code follows the number it belongs to, `5 USD`; only the signs `$`, `€` and `£` stand before it.",
    "a = USD 5",
)
MONEY_FOR_UNIT = Code(
    "E0110",
    Severity.ERROR,
    "Money beside a unit",
    "An amount of money is per unit of something: `$10 / user`.",
    "a = $10 user",
)
GLUED_UNIT = Code(
    "E0111",
    Severity.ERROR,
    "A unit glued to its number",
    "A blank stands between a number and its unit.",
    "a = 5day",
)
NUMBER_TOO_LARGE = Code(
    "E0112",
    Severity.ERROR,
    "A number too large",
    "Numbers go up to about 1.8e308.",
    "a = 1e999",
)
BAD_EXPONENT = Code(
    "E0113",
    Severity.ERROR,
    "An exponent that is none",
    "A unit is raised to a number or to a fraction in parentheses, within reason.",
    "a = 3 meter^(1/0)",
)
BAD_DATE = Code(
    "E0114",
    Severity.ERROR,
    "A date that no calendar has",
    "Dates are months `2026-01`, days `2026-01-31` and quarters `2026-Q3`, in the years 1900 to 2199.",
    "as_of 2026-13",
)
UNCLOSED_BRACKET = Code(
    "E0115",
    Severity.ERROR,
    "A bracket that is never closed",
    "Every `(`, `[` and `{` needs its partner.",
    "a = (1 + 2",
)
UNOPENED_BRACKET = Code(
    "E0116",
    Severity.ERROR,
    "A bracket that was never opened",
    "Every `)`, `]` and `}` needs its partner.",
    "a = 1 + 2)",
)
WRONG_BRACKET = Code(
    "E0117",
    Severity.ERROR,
    "Brackets that do not fit",
    "A bracket is closed by its own kind.",
    "a = (1 + 2]",
)
UNCLOSED_TEXT = Code(
    "E0118",
    Severity.ERROR,
    "A text that is never closed",
    'A text ends with `"` on the line it begins on.',
    'section "Money',
)
SINGLE_QUOTES = Code(
    "E0119",
    Severity.ERROR,
    "Single quotes around a text",
    "Texts stand in double quotes.",
    "section 'Money'",
)
OTHER_OPERATOR = Code(
    "E0120",
    Severity.ERROR,
    "An operator of another language",
    "The operators are `+ - * / ^`, `== != < <= > >=`, `and or not`, `of`, `to` and `..`.",
    "a = 2 ** 3",
)
OTHER_COMMENT = Code(
    "E0121",
    Severity.ERROR,
    "A comment of another language",
    "A comment begins with `#` and runs to the end of its line.",
    "a = 3 // three",
)
OTHER_FORM = Code(
    "E0122",
    Severity.ERROR,
    "A form of another language",
    "What spreadsheets and programming languages write in another way.",
    "a = IF(true, 1, 2)",
)
CELL_REFERENCE = Code(
    "E0123",
    Severity.ERROR,
    "A cell of a spreadsheet",
    "Values are met by their names, not by their cells.",
    "=A1 * 2",
)
SEMICOLON_ARGUMENT = Code(
    "E0124",
    Severity.ERROR,
    "A semicolon between arguments",
    "Arguments and items of a list are separated by commas.",
    "a = max(1; 2)",
)
EQUALITY_SIGN = Code(
    "E0125",
    Severity.ERROR,
    "One `=` where two are meant, or two where one is",
    "`=` defines a name, `==` compares two values.",
    'check "equal": 1 = 1',
)
CHAINED_COMPARISON = Code(
    "E0126",
    Severity.ERROR,
    "Comparisons in a chain",
    "Two comparisons are joined by `and`.",
    'check "between": 1 < 2 < 3',
)
MISSING_VALUE = Code(
    "E0127",
    Severity.ERROR,
    "A value is missing",
    "A definition, an operator or an argument needs a value behind it.",
    "input price =",
)
MISSING_EQUALS = Code(
    "E0128",
    Severity.ERROR,
    "A `=` is missing",
    "A name is defined by `name = value`.",
    "input price 10",
)
COLON_FOR_EQUALS = Code(
    "E0129",
    Severity.ERROR,
    "A `:` where `=` is meant",
    "A `:` says the unit; the value follows a `=`.",
    "price: 10",
)
UNKNOWN_STATEMENT = Code(
    "E0130",
    Severity.ERROR,
    "A word that begins no statement",
    "A line is a definition `name = value` or begins with a word such as `input`, `scenario` or `check`.",
    "inptu price = 10",
)
RESERVED_NAME = Code(
    "E0131",
    Severity.ERROR,
    "A reserved word as a name",
    "Some words have a meaning of their own everywhere and cannot be names.",
    "of = 3",
)
BAD_NAME = Code(
    "E0132",
    Severity.ERROR,
    "A name that is none",
    "Names are letters, digits and `_`, and do not begin with a digit.",
    "2nd_price = 10",
)
NO_CURRENCY = Code(
    "E0133",
    Severity.ERROR,
    "No currency",
    "A rate states what one unit of a currency is worth in another.",
    "rate euro = 1.08 USD",
)
NUMBER_AS_UNIT = Code(
    "E0134",
    Severity.ERROR,
    "A number where a unit stands",
    "Behind the `:` stands a unit, a kind, `ratio`, `share`, `text`, `date` or `truth`.",
    "input price : 10 USD = 10",
)
BAD_CALENDAR = Code(
    "E0135",
    Severity.ERROR,
    "A calendar that is none",
    "A calendar is a number of days a year or `actual`.",
    "calendar lunar",
)
UNKNOWN_CHART = Code(
    "E0136",
    Severity.ERROR,
    "No such chart",
    "Charts are `line`, `bar`, `stacked`, `waterfall` and `tornado`.",
    'chart pie "Parts": a',
)
TWO_LABELS = Code(
    "E0137",
    Severity.ERROR,
    "Two labels",
    "A thing has one label.",
    'kind x "one" { a : ratio } "two"',
)
TWO_SCENARIOS = Code(
    "E0138",
    Severity.ERROR,
    "Two scenarios in one test",
    "A test runs in one scenario.",
    'test "both" { scenario a; scenario b; expect 1 == 1 }',
)
BARE_CONDITIONAL = Code(
    "E0139",
    Severity.ERROR,
    "An `if` inside arithmetic",
    "`if … then … else …` is looser than every operator, so inside arithmetic it stands in parentheses.",
    "a = 1 + if true then 1 else 2",
)
NO_ELSE = Code(
    "E0140",
    Severity.ERROR,
    "An `if` without its `else`",
    "An `if` is a value, so it needs both its sides.",
    "a = if true then 1",
)
OUT_OF_PLACE = Code(
    "E0141",
    Severity.ERROR,
    "Out of place",
    "A part of a statement stands where another part belongs.",
    'a = 3 @owner("x") "label"',
)
TITLE_NOT_FIRST = Code(
    "E0142",
    Severity.ERROR,
    "A title that is not first",
    "A title is the first statement of its file.",
)
TOO_DEEP = Code(
    "E0143",
    Severity.ERROR,
    "Nested too deeply",
    "Brackets and operators nest to a limit, beyond which nobody can read them. Give the parts names.",
)
TOO_LONG = Code(
    "E0144",
    Severity.ERROR,
    "A statement too long",
    "A statement has a largest size. Long lists belong in a table.",
)
FRACTION_OF_UNIT = Code(
    "W0101",
    Severity.WARNING,
    "A fraction before a unit",
    "`3/4 hour` is 3 divided by `4 hour`, since a number binds its unit first. If three quarters of an "
    "hour are meant, write `0.75 hour`.",
    "a = 3/4 hour",
)
