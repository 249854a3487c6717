"""Diagnostics as they are shown."""

from __future__ import annotations

import json

from outlay.diagnostics import Code, Diagnostic, Note, Severity, Source
from outlay.diagnostics.render import display_width, render_dicts, render_github, render_text, safe, summary

ERROR = Code("E0301", Severity.ERROR, "Units that do not agree", "…")
WARNING = Code("W0301", Severity.WARNING, "A doubtful literal", "…")


def at(text: str, needle: str, message: str = "wrong", code: Code = ERROR, **more: object) -> Diagnostic:
    start = text.index(needle)
    return Diagnostic(code, message, Source("model.cost", text), (start, start + len(needle)), **more)  # type: ignore[arg-type]


def test_place_source_underline_and_fix() -> None:
    text = "a = 1\nrevenue = users * plan\n"
    shown = render_text([at(text, "users", "`users` is a unit", fix="1 user")])
    assert shown.splitlines() == [
        "model.cost:2:11: error E0301: `users` is a unit",
        "  2 | revenue = users * plan",
        "    |           ^^^^^",
        "  fix: 1 user",
        "",
        "1 error",
    ]


def test_notes_show_their_own_place() -> None:
    text = "a = 1 user\nb = a + $1\n"
    other = Source("prices.cost", "plan = $1\n")
    item = at(text, "a + $1", notes=(Note("plan is money", other, (0, 4)), Note("said twice")))
    lines = render_text([item]).splitlines()
    assert "  note: plan is money (prices.cost:1:1)" in lines
    assert lines[lines.index("  note: plan is money (prices.cost:1:1)") + 1] == "  1 | plan = $1"
    assert "  note: said twice" in lines


def underlined(shown: str) -> str:
    """The stretch of the source line that stands right above the marks, by terminal column."""
    lines = shown.splitlines()
    mark = next(number for number, line in enumerate(lines) if set(line.split("|")[-1].strip()) == {"^"})
    start, stop = lines[mark].index("^"), lines[mark].rindex("^") + 1
    found, column = "", 0
    for character in lines[mark - 1]:
        if start <= column < stop:
            found += character
        column += display_width(character)
    return found


def test_underline_stands_right_after_tabs_and_wide_characters() -> None:
    assert underlined(render_text([at("\ta = 1 + bad\n", "bad")])) == "bad"
    assert underlined(render_text([at('a = "価格表" + bad\n', "bad")])) == "bad"
    assert underlined(render_text([at('a = "e\u0301" + bad\n', "bad")])) == "bad"
    assert underlined(render_text([at("a = 価格\n", "価格")])) == "価格"


def test_a_very_long_line_is_cut_around_the_place() -> None:
    text = "a = " + "1 + " * 50_000 + "bad" + " + 1" * 50_000
    shown = render_text([at(text, "bad")])
    assert underlined(shown) == "bad"
    assert max(map(len, shown.splitlines())) < 130
    assert shown.splitlines()[1].count("…") == 2


def test_an_underline_wider_than_the_screen_is_cut() -> None:
    shown = render_text([at("a = " + "x" * 5_000, "x" * 5_000)])
    assert max(map(len, shown.splitlines())) < 130


def test_several_lines_are_each_underlined() -> None:
    text = "a = (1 +\n     2 +\n     bad)\nb = 1\n"
    lines = render_text([at(text, "(1 +\n     2 +\n     bad)")]).splitlines()
    assert lines[1:7] == [
        "  1 | a = (1 +",
        "    |     ^^^^",
        "  2 |      2 +",
        "    |      ^^^",
        "  3 |      bad)",
        "    |      ^^^^",
    ]


def test_a_long_span_is_shortened() -> None:
    text = "kind a {\n" + "x : ratio\n" * 20 + "}\n"
    assert "… and 19 more lines" in render_text([at(text, text.rstrip())])


def test_an_empty_place_and_the_end_of_the_file() -> None:
    source = Source("model.cost", "a = (1")
    shown = render_text([Diagnostic(ERROR, "never closed", source, (6, 6))])
    assert shown.splitlines()[2] == "    |       ^"
    assert "1:1" in render_text([Diagnostic(ERROR, "empty", Source("empty.cost", ""), (0, 0))])


def test_no_escape_code_of_a_file_reaches_the_terminal() -> None:
    text = "a = \x1b[31mred\x07 \u202egnp.\x00\n"
    item = at(text, "red", "about \x1b]0;title\x07", fix="\x1b[0m")
    shown = render_text([item])
    assert not {"\x1b", "\x07", "\u202e", "\x00"} & set(shown)
    assert underlined(shown) == "red"
    assert safe("a\x1b\u202e\ud800") == "a␛\\u202e\\ud800"
    assert "\x1b" not in render_github([item])


def test_colour_is_only_added_when_asked_for() -> None:
    item = at("bad", "bad")
    assert "\x1b[1;31m" in render_text([item], colour=True)
    assert "\x1b" not in render_text([item])


def test_summary_counts() -> None:
    items = [at("bad", "bad"), at("bad", "bad"), at("bad", "bad", code=WARNING)]
    assert summary(items) == "2 errors, 1 warning"
    assert summary(items[2:]) == "1 warning"
    assert summary([]) == "no mistakes found"


def test_json_has_the_promised_fields() -> None:
    found = json.loads(json.dumps(render_dicts([at("a = bad", "bad", notes=(Note("why"),))])))[0]
    assert found == {
        "code": "E0301", "severity": "error", "message": "wrong", "file": "model.cost", "line": 1, "column": 5,
        "end_line": 1, "end_column": 8, "notes": [{"message": "why"}], "fix": None,
    }  # fmt: skip


def test_annotations_are_escaped() -> None:
    item = Diagnostic(ERROR, "100% wrong\r\n::error::x", Source("a,b:c.cost", "bad"), (0, 3), fix="x")
    assert render_github([item]) == (
        "::error file=a%2Cb%3Ac.cost,line=1,col=1,endLine=1,endColumn=4,title=E0301 Units that do not agree"
        "::100%25 wrong%0D%0A::error::x%0Afix: x"
    )
