"""Explains why reading stopped: first as a form brought from elsewhere, then by the grammar in the reader's words."""

from __future__ import annotations

import re

from outlay.diagnostics.codes import syntax as codes
from outlay.foreign import Mistake, Place, cell, comment, operator, typographic
from outlay.foreign_forms import call_if, end_of_value, parts_of, statement
from outlay.parse.dates import date
from outlay.parse.labels import labels
from outlay.parse.naming import naming
from outlay.parse.neighbours import nameless, neighbours
from outlay.parse.numbers import number
from outlay.spelling import nearest
from outlay.split import KEYWORDS

_RESERVED = frozenset(
    ("AND", "OR", "NOT", "_IF", "_THEN", "_ELSE", "_TO", "OF", "_PER", "_IN", "_WHERE", "_WITHIN", "_AT", "_BY_DATE",
     "EDGE", "BOOLEAN")
)  # fmt: skip
_VALUES = frozenset(("NAME", "QUANTITY", "STRING", "DATE", "BOOLEAN", "EDGE", "LPAR", "LSQB", "_BY_DATE"))
_OPERATORS = frozenset(("PLUS", "MINUS", "STAR", "SLASH", "CARET", "POWER", "COMPARE", "AND", "OR", "OF", "_TO", "_AT",
                        "__ANON_0"))  # fmt: skip
_SAID = {
    "$END": "the end of the statement", "_NL": "the end of the line", "RPAR": "`)`", "RSQB": "`]`", "RBRACE": "`}`",
    "LBRACE": "`{`", "LPAR": "`(`", "LSQB": "`[`", "COMMA": "`,`", "EQUAL": "`=`", "COLON": "`:`",
    "AT": "an attribute such as `@source(…)`", "__ANON_0": "`..`", "_APPROX": "`~=`", "DOT": "`.`",
    "NAME": "a name", "STRING": "a text in quotes", "QUANTITY": "a number", "DATE": "a date", "COMPARE": "a comparison",
    "SLASH": "`/`", "STAR": "`*`",
}  # fmt: skip
_FORMS = {
    "input": "input name = value", "output": "output name = value", "use": "use prices.openai as name",
    "timeline": "timeline month from 2026-01 for 36", "calendar": "calendar 365.25", "as_of": "as_of 2026-01-31",
    "section": 'section "Title"', "kind": "kind name { member : unit }", "records": 'records kind from "file.csv"',
    "unit": "unit page = 500 word", "rate": "rate EUR = 1.08 USD", "function": "function name(parameters) = value",
    "actual": 'actual name from "file.csv"', "correlate": "correlate a, b = 0.6",
    "scenario": "scenario name { path = value }", "check": 'check "text": condition',
    "solve": "solve name: variable in low .. high where a == b",
    "minimize": "minimize cost over n in 1 .. 64 where condition", "test": 'test "text" { expect a == b }',
    "chart": 'chart line "title": a, b', "record": "kind name { member = value }", "expect": "expect a == b within 1%",
    "given": "given path = value", "note": 'note "text"',
}  # fmt: skip
_NAMED = frozenset(("scenario", "solve", "function", "kind", "unit", "input", "output", "records"))
_WORDS = frozenset(("_FROM", "_FOR", "_IN", "_WHERE", "_THEN", "_ELSE", "_AS", "_TO", "_OVER"))
_ITEM_WORDS = ("given", "expect", "note", "scenario")
_BEHIND_A_VALUE = ("", "\n", *")],;}+-*/^<>=")
_LAST_TOKEN = re.compile(r"(?:\b(?:and|or|not|of|to|at|in|if|then|else|where|within|by)|\.\.|[=!<>~]=|[^\w\s])\Z")
# an operator at a line's end, with a name to be defined on the next line
_HANGING = re.compile(r"(\b(?:and|or|of|to)|[-+*/^=<>,])[ \t]*(?:#[^\n]*)?\r?\n\s*[^\W\d]\w*[ \t]*\Z")
_BY_DATE = re.compile(r"\bby_date\s*([\[({])[^\])}]*\Z")
_DATE_EQUALS = re.compile(r"([0-9]{4}(?:-[0-9Q]{2}){0,2})\s*=(?!=)")
_ENDS = frozenset(("$END", "RPAR", "RSQB", "RBRACE", "COMMA", "_NL", "SEMICOLON", "AT", "_THEN", "_ELSE"))
_OPERAND = re.compile(r"([\w.]+|\"[^\"\n]*\"|[)\]])\s*\Z")


def explain(place: Place, middle: int) -> Mistake:
    """What is wrong at a place; `middle` is where the last complete part before it begins."""
    for recognise in (
        _structure,
        typographic,
        comment,
        cell,
        statement,
        naming,
        labels,
        neighbours,
        date,
        number,
        call_if,
        operator,
    ):
        found = recognise(place)
        if found is not None:
            return found
    return (
        nameless(place)
        or _comparison(place, middle)
        or _word(place)
        or _by_date(place)
        or _colon_before_brace(place)
        or _record_without_name(place)
        or _equals(place)
        or _conditional(place)
        or _missing(place)
        or _generic(place)
    )


def _structure(place: Place) -> Mistake | None:
    """Statements whose words were not met: `scenario "heavy" {`, `section Money`, `inptu price = 10`."""
    text = place.text
    found = re.match(r"(?:export\s+)?([^\W\d]\w*)\s*", text)
    if found is None or place.cut:
        return None
    word = found[1]
    rest = text[found.end() :]
    span = found.span(1)
    if place.keyword in ("definition", "record") and word in KEYWORDS and place.start <= found.end() + 40:
        quoted = re.match(r'"([^"\n]*)"', rest)
        if quoted is not None and word in _NAMED:
            plain = re.sub(r"\W+", "_", quoted[1]).strip("_").lower()
            return Mistake(codes.BAD_NAME, (found.end(), found.end() + quoted.end()),
                           f"A name stands here, not a text. The form is `{_FORMS[word]}`.",
                           plain if plain[:1].isalpha() else None)  # fmt: skip
        if word == "check" and (condition := re.fullmatch(r"([^:\"\n]*[<>=][^:\"\n]*?)(\s*:[^\n]*)?\s*", rest)):
            return Mistake(codes.UNEXPECTED, (found.end(), found.end() + len(condition[0].rstrip())),
                           f"A text says what the check is about. The form is `{_FORMS[word]}`.",
                           f'"{condition[1]}": {condition[1]}')  # fmt: skip
        if word == "test" and rest.startswith("{"):
            return Mistake(codes.UNEXPECTED, (found.end(), found.end() + 1),
                           f"A text says what the test is about. The form is `{_FORMS[word]}`.",
                           '"what is tested" {')  # fmt: skip
        if word in ("section", "check", "test") and (title := re.match(r"([^\W\d][\w \-]*?)\s*(?=[:{\n]|\Z)", rest)):
            return _unquoted(word, found.end(), title[1])
    if place.keyword == "record" and word in ("test", "check") and (name := re.match(r"\w+", rest)):
        return _unquoted(word, found.end(), name[0])
    if place.keyword in ("definition", "record") and (greatest := _MAXIMIZE.match(text)) is not None:
        named = f" {greatest[1]}:" if greatest[1] else ""
        said = "The greatest of a value is the least of its negative."
        return Mistake(codes.UNKNOWN_STATEMENT, greatest.span(), said, f"minimize{named} -({greatest[2]})")
    if place.keyword in ("definition", "record") and word not in KEYWORDS and place.start > span[0]:
        meant = _statement_word(word, rest, place.start - found.end())
        if meant is not None:
            return Mistake(codes.UNKNOWN_STATEMENT, span, f"`{word}` begins no statement. Is `{meant}` meant?", meant)
    return None


def _unquoted(word: str, begin: int, title: str) -> Mistake:
    return Mistake(codes.UNEXPECTED, (begin, begin + len(title)),
                   f"A text in quotes stands here. The form is `{_FORMS[word]}`.", f'"{title}"')  # fmt: skip


_MAXIMIZE = re.compile(r"maximi[sz]e\b[ \t]*(?:([^\W\d]\w*)[ \t]*:)?[ \t]*(.+?)(?=\s+over\b)")


def _statement_word(word: str, rest: str, offset: int) -> str | None:
    meant = nearest(word, KEYWORDS, 0.65)
    if meant is None or offset > 200 or rest[:1] in ("=", ":", ".", "(", "[", ""):
        return None
    fits = {
        "input": r"\w+\s*[:=]", "output": r"\w+\s*[:=]", "use": r"\"|[\w.]+[ \t]*(?:as\b|\Z)",
        "timeline": r"\w+\s+from", "calendar": r"\w",
        "as_of": r"\d", "section": r'"', "kind": r"\w+\s*[{\"]", "records": r"\w+\s+from", "unit": r"\w",
        "rate": r"\w+\s*=", "function": r"\w+\s*\(", "actual": r"[\w.]+\s+from", "correlate": r"[\w.]+\s*,",
        "scenario": r"\w+\s*[:{\"]", "check": r'"', "solve": r"\w+\s*:", "minimize": r"\w", "test": r'"',
        "chart": r"\w+\s*\"",
    }  # fmt: skip
    if "{" in rest.split("\n", 1)[0] and meant not in ("kind", "scenario", "test", "function"):
        return None
    return meant if re.match(fits[meant], rest) else None


def _comparison(place: Place, middle: int) -> Mistake | None:
    if place.terminal != "COMPARE" or "COMPARE" in place.accepts:
        return None
    if place.written == "==" and "EQUAL" in place.accepts:
        return Mistake(codes.EQUALITY_SIGN, (place.start, place.end),
                       "A name is defined by one `=`; `==` compares.", "=")  # fmt: skip
    if "AND" not in place.accepts:
        return None
    between = place.text[middle : place.start].strip()
    fix = f"and {between} {place.written}" if between and len(between) < 100 and "\n" not in between else None
    return Mistake(codes.CHAINED_COMPARISON, (place.start, place.end),
                   "Comparisons do not chain: join two of them by `and`.", fix)  # fmt: skip


def _word(place: Place) -> Mistake | None:
    """Reserved words where a name must stand, and misspelt words inside a body."""
    behind = place.text[place.end :].lstrip(" \t")[:1]
    if place.terminal == "EDGE" and place.text[place.start - 1 : place.start] == ".":
        return Mistake(codes.UNEXPECTED, (place.start - 1, place.end), "A period is chosen in brackets, as in "
                       f"`users[{place.written}]`.", f"[{place.written}]")  # fmt: skip
    if place.terminal in _RESERVED and "NAME" in place.accepts and (behind in ("=", ":") or not place.wants_value):
        said = f"`{place.written}` is a reserved word and cannot be a name."
        return Mistake(codes.RESERVED_NAME, (place.start, place.end), said, f"{place.written}_value")
    if place.terminal in _RESERVED and place.wants_value and behind in _BEHIND_A_VALUE:
        said = f"`{place.written}` is a reserved word and cannot be a name."
        return Mistake(codes.RESERVED_NAME, (place.start, place.end), said, f"{place.written}_value")
    if place.keyword == "test" and place.terminal == "NAME":
        meant = "expect" if place.written == "assert" else nearest(place.written, _ITEM_WORDS)
        if meant is not None and {"_GIVEN", "_EXPECT"} & place.accepts:
            return Mistake(codes.UNKNOWN_STATEMENT, (place.start, place.end),
                           f"`{place.written}` begins no line of a test. Is `{meant}` meant?", meant)  # fmt: skip
    return None


def _by_date(place: Place) -> Mistake | None:
    """`by_date(2026-01 = 3, 2026-05 = 4)`: a list of dates, each with its figure behind a `:`."""
    if place.terminal not in ("EQUAL", "COLON", "LBRACE"):
        return None
    found = _BY_DATE.search(place.text, 0, place.end)
    if found is None:
        return None
    opener = found.start(1)
    _, stop = parts_of(place.text, opener)
    listed = _DATE_EQUALS.sub(r"\1:", place.text[opener + 1 : stop - 1])
    fix = f"[{listed}]" if stop <= len(place.text) else None
    return Mistake(codes.UNEXPECTED, (opener, min(stop, len(place.text))), "Figures by date are a list, each date with "
                   "its figure behind a `:`: `by_date [2026-01: $3, 2026-07: $2]`.", fix)  # fmt: skip


def _equals(place: Place) -> Mistake | None:
    text, span = place.text, (place.start, place.end)
    if place.terminal == "EQUAL":
        above = _HANGING.search(text, 0, place.start)
        if above is not None:
            return Mistake(codes.MISSING_VALUE, above.span(1), f"A value is missing behind `{above[1]}`.")
        if "EQUAL" not in place.accepts and "LBRACE" in place.accepts and text[place.end :].lstrip()[:1] == "{":
            return Mistake(codes.UNEXPECTED, span, "No `=` stands before this `{`.", "")
        if "COMPARE" in place.accepts:
            return Mistake(codes.EQUALITY_SIGN, span, "`==` compares two values; one `=` defines a name.", "==")
        return None
    if place.terminal == "COLON" and "EQUAL" in place.accepts:
        return Mistake(codes.COLON_FOR_EQUALS, span, "The value follows a `=` here.", " =")
    item = max(text.rfind(sign, 0, place.start) for sign in "{;\n") + 1 if "{" in text[: place.start] else 0
    colon = re.compile(r"\s*(?:(?:input|output)\s+)?([^\W\d]\w*)(\s*:)").match(text, item)
    if colon is not None and place.keyword in ("definition", "input", "output", "record", "function") \
            and place.start >= colon.end():  # fmt: skip
        value = text[colon.end() : place.start].strip()
        if place.terminal in ("$END", "_NL", "RBRACE") and re.fullmatch(r"[^\W\d][\w/*^ .]*(?:per \w+)*", value):
            return Mistake(codes.MISSING_VALUE, (colon.start(1), len(text[: place.start].rstrip())),
                           f"`{colon[1]}` has a unit but no value. If `{value}` is the value, write "
                           f"`{colon[1]} = {value}`.")  # fmt: skip
        if "=" not in value and "(" not in text[item : colon.end()]:
            return Mistake(codes.COLON_FOR_EQUALS, colon.span(2), "A `:` says the unit; the value follows a `=`.", " =")
    if "EQUAL" in place.accepts and "COMPARE" not in place.accepts and place.terminal != "$END":
        if place.terminal == "LBRACE" and place.keyword == "function":
            return Mistake(codes.MISSING_EQUALS, span, "A `=` stands before the body of a function.", "= {")
        if place.keyword in ("output", "definition") and text[: place.start].strip() == "output":
            return Mistake(codes.MISSING_EQUALS, span, "An output has a name: `output name = …`.",
                           f"result = {place.written}")  # fmt: skip
        if place.keyword == "unit" and place.written == "plural":
            return Mistake(codes.MISSING_VALUE, span, "Behind `plural` stands the unit's name for several, as in "
                           "`unit query plural queries`.")  # fmt: skip
        if place.terminal in _VALUES or place.terminal == "MINUS":
            return Mistake(codes.MISSING_EQUALS, span, "A `=` is missing before the value.", f"= {place.written}")
    if "EQUAL" in place.accepts and place.terminal == "$END":
        name = re.search(r"[\w.]+\s*\Z", text[: place.start])
        if name is not None:
            return Mistake(codes.MISSING_VALUE, (name.start(), name.start() + len(name[0].rstrip())),
                           f"`{name[0].strip()}` has no value: write `{name[0].strip()} = …`.")  # fmt: skip
    return None


def _colon_before_brace(place: Place) -> Mistake | None:
    """`scenario heavy: {`."""
    before = place.text[: place.start].rstrip()
    if place.terminal != "LBRACE" or not before.endswith(":") or place.keyword not in ("scenario", "test", "record"):
        return None
    return Mistake(codes.UNEXPECTED, (len(before) - 1, place.start), "No `:` stands before this `{`.", " ")


def _record_without_name(place: Place) -> Mistake | None:
    """`usage { tokens_in = 3 }`."""
    if place.terminal != "LBRACE" or re.fullmatch(r"\w+\s*", place.text[: place.start]) is None:
        return None
    return Mistake(codes.UNEXPECTED, (0, place.start), "A record has a kind and a name: "
                   "`usage writer { tokens_in = 500 token/user/day }`.")  # fmt: skip


def _conditional(place: Place) -> Mistake | None:
    if place.terminal == "_IF" and "QUANTITY" in place.accepts:
        stop = end_of_value(place.text, place.start)
        inner = place.text[place.start : stop].rstrip()
        return Mistake(codes.BARE_CONDITIONAL, (place.start, place.start + len(inner)),
                       "An `if` inside arithmetic stands in parentheses.",
                       f"({inner})" if "else" in inner else None)  # fmt: skip
    if "_ELSE" in place.accepts and "_THEN" not in place.accepts and place.terminal not in _VALUES:
        at = place.text.rfind("if", 0, place.start)
        return Mistake(codes.NO_ELSE, (max(at, 0), max(at, 0) + 2), "This `if` has no `else`: it is a value, so both "
                       "sides are needed.")  # fmt: skip
    return None


def _missing(place: Place) -> Mistake | None:
    """A value that is not there: behind an operator, a comma, a `=`, or at the end of a function's body."""
    text = place.text
    if not place.wants_value or place.terminal in _VALUES:
        return None
    before = text[: place.start].rstrip()
    if place.keyword == "function" and place.terminal == "RBRACE":
        last = re.findall(r"(?:^|[{;\n])\s*([^\W\d]\w*)\s*(?::[^=\n]*)?=(?!=)", before)
        if last and not re.search(r"[-+*/^=<>,({\[]\s*\Z", before):
            line = "\n" in text[len(before) : place.start]
            fix = f"  {last[-1]}\n}}" if line else f"; {last[-1]} }}"
            return Mistake(codes.MISSING_VALUE, (place.start, place.end),
                           f"The body of a function ends with its result, such as `{last[-1]}`.", fix)  # fmt: skip
    last_token = _LAST_TOKEN.search(before)
    if last_token is None:
        return None
    span = last_token.span()
    if place.terminal in ("STAR", "SLASH", "CARET", "COMPARE", "PLUS", "OF", "_TO", "AND", "OR"):
        return Mistake(codes.MISSING_VALUE, span,
                       f"A value is missing between `{last_token[0]}` and `{place.written}`.")  # fmt: skip
    if place.terminal not in _ENDS:
        return None
    name = re.search(r"([^\W\d]\w*)\s*(?::[^=]*)?=\Z", before)
    what = f"A value is missing behind `{last_token[0]}`."
    if name is not None and last_token[0] == "=":
        what = f"`{name[1]}` has no value: one is missing behind its `=`."
    return Mistake(codes.MISSING_VALUE, span, what)


def _generic(place: Place) -> Mistake:
    accepts = place.accepts
    expected: list[str] = []
    if place.wants_value:
        expected.append("a value")
        accepts = accepts - _VALUES - {"MINUS", "NOT", "_IF"}
    if len(accepts & _OPERATORS) > 4:
        expected.append("an operator")
        accepts = accepts - _OPERATORS - {"DOT", "LPAR", "LSQB"}
    if "_NL" in accepts:
        expected.append("the end of the line")
        accepts = accepts - {"_NL", "COMMA", "SEMICOLON"}
    expected += [_SAID.get(name) or f"`{name.strip('_').lower()}`" for name in sorted(accepts, key=_rank)]
    shown = list(dict.fromkeys(expected))[:6]
    wanted = " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown) or "nothing more"
    if place.terminal == "$END":
        begin = len(place.text[: place.start].rstrip())
        return Mistake(codes.UNEXPECTED, (max(0, begin - 1), begin),
                       f"The statement ends too early. What can follow here: {wanted}.{_form(place)}")  # fmt: skip
    span = (place.start, max(place.end, place.start + 1))
    if len(place.accepts) == 1 and place.terminal in _VALUES and (word := min(place.accepts)) in (*_WORDS, "COLON"):
        said = ":" if word == "COLON" else word.strip("_").lower()
        return Mistake(codes.UNEXPECTED, span, f"`{said}` is missing before `{place.written}`.{_form(place)}",
                       f"{said} {place.written}")  # fmt: skip
    if place.terminal is None:
        return Mistake(codes.UNKNOWN_CHARACTER, span,
                       f"`{place.written}` has no meaning here. What can stand here: {wanted}.")  # fmt: skip
    shown_token = f"`{place.written}`" if place.terminal != "_NL" else "The line's end"
    before = _OPERAND.search(place.text[: place.start])
    raised = place.text[place.end :].lstrip(" \t").startswith("^")
    if place.terminal == "NAME" and raised and before is not None and before[1][0].isdigit():
        return Mistake(codes.BAD_EXPONENT, span, f"The unit `{place.written}` is raised to something else than one "
                       "number: write `second^2` or `second^(1/2)`.")  # fmt: skip
    listed = "COMMA" in place.accepts and not place.accepts.isdisjoint(("RPAR", "RSQB"))
    if place.terminal in _VALUES and before is not None and "an operator" in expected and listed:
        fix = f", {place.written}" if place.text[place.end - 1] != '"' else None
        said = f"Something is missing between `{before[1]}` and {shown_token}: a comma, or an operator."
        return Mistake(codes.UNEXPECTED, span, said, fix)
    if place.terminal in _VALUES and before is not None and "an operator" in expected:
        return Mistake(codes.UNEXPECTED, span, f"Something is missing between `{before[1]}` and {shown_token}: "
                       f"an operator, or the end of the line.{_form(place)}")  # fmt: skip
    return Mistake(codes.UNEXPECTED, span, f"{shown_token} cannot stand here. What can: {wanted}.{_form(place)}")


def _rank(name: str) -> tuple[bool, str]:
    return name not in ("$END", "EQUAL", "COLON", "RPAR", "RBRACE", "RSQB", "COMMA"), name


def _form(place: Place) -> str:
    inside = "{" in place.text[: place.start]
    if inside or place.keyword in ("definition", "title", "record") or place.keyword not in _FORMS:
        return ""
    return f" The form is `{_FORMS[place.keyword]}`."
