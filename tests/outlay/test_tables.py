"""CSV tables: rows, dates, names, and every mistake at its cell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.diagnostics import Bag, Source
from outlay.tables import (
    RawTable,
    normalise,
    parse_date,
    plain_number,
    read_actual,
    read_column,
    read_table,
    ungrouped,
)


def table(text: str) -> RawTable:
    bag = Bag()
    found = read_table(Source("t.csv", text), bag)
    assert found is not None, [item.message for item in bag.items]
    assert not bag.items
    return found


def mistakes(text: str) -> list[tuple[str, str]]:
    """The code of each mistake with the text it underlines."""
    bag = Bag()
    assert read_table(Source("t.csv", text), bag) is None
    return [(item.code.id, text[item.span[0] : item.span[1]]) for item in bag.items]


# --------------------------------------------------------------------------------------------------------- records


def test_a_plain_table() -> None:
    found = table(
        "name,aliases,memory,price,source,source_date,source_link,note\n"
        'H100-SXM5,H100; H100 SXM,80," $30_000 ",vendor,2023-05,https://example.org,"a ""note"", long"\n'
        "\n"
        "A100,,40,,,,,\n"
    )
    assert found.columns == ("memory", "price")
    assert not found.dated
    first, second = found.rows
    assert (first.name, first.key, first.aliases) == ("H100-SXM5", "h100sxm5", ("H100", "H100 SXM"))
    assert first.cells == ("80", "$30_000")
    assert (first.source, first.source_date, first.source_link) == ("vendor", "2023-05", "https://example.org")
    assert first.note == 'a "note", long'
    assert second.cells == ("40", None)
    assert second.source is None
    assert found.index == {"h100sxm5": "h100sxm5", "h100": "h100sxm5", "h100sxm": "h100sxm5", "a100": "a100"}
    assert found.families == {"h100sxm5": (0,), "a100": (1,)}
    assert found.cell(1, 1) is None


def test_a_dated_table() -> None:
    found = table(
        "name,from,until,input\ngpt,2023-07-01,,1\ngpt,2023-01,2023-03,3\ngpt,2023-04,,2\nold,2021,2021,9\nalways,,,5\n"
    )
    assert found.dated
    assert found.families == {"gpt": (1, 2, 0), "old": (3,), "always": (4,)}
    days = [(row.from_date, row.until_date) for row in found.rows]
    assert days == [
        (date(2023, 7, 1), None),
        (date(2023, 1, 1), date(2023, 3, 31)),
        (date(2023, 4, 1), date(2023, 6, 30)),
        (date(2021, 1, 1), date(2021, 12, 31)),
        (None, None),
    ]


def test_rows_without_names_stand_alone() -> None:
    found = table("gpu,price,from\nH100,2,2023\nH100,2,2023\n")
    assert [row.name for row in found.rows] == ["row 1", "row 2"]
    assert len(found.families) == 2


def test_places_of_cells() -> None:
    text = 'name,memory,note\n"a,\n""b""", 80 ,"x"\nc,"40",\n'
    found = table(text)
    spans = [found.span(cell) for row in (0, 1) if (cell := found.cell(row, 0)) is not None]
    assert [text[a:b] for a, b in spans] == ["80", '"40"']
    assert text[slice(*found.row_span(0))] == '"a,\n""b"""'
    assert text[slice(*found.header_span(0))] == "memory"
    assert found.rows[1].line == 4


def test_marks_of_other_systems() -> None:
    found = table("name,memory\r\nH100,80\r\n")
    assert found.rows[0].cells == ("80",)
    assert table("name,memory,,\nH100,80,,\n").columns == ("memory",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("E0910", "")]),
        ("\n\n", [("E0910", "")]),
        ("name;memory\nH100;80\n", [("E0910", "name;memory")]),
        ("name\tmemory\n", [("E0910", "name\tmemory")]),
        ("name,a b,A_B\nx,1,2\n", [("E0910", "A_B")]),
        ("name,---\nx,1\n", [("E0910", "---")]),
        ("name,a,\nx,1,2\n", [("E0910", "2")]),
        ("name,price\nH100,30,000\nA,1\nB\n", [("E0911", "000"), ("E0911", "B")]),
        ('name,a\n"x,2\ny,3\n', [("E0911", '"x,2\ny,3')]),
        ('name,a\n"x"y,2\nb\n', [("E0911", '"x"y'), ("E0911", "b")]),
        ("name,a\nx,1\ry,2\n", [("E0911", "x")]),
        ("name,a\n,1\n", [("E0911", "")]),
        ("name,a\n---,1\n", [("E0911", "---")]),
        ("name,a\nH100-SXM5,1\nh100_sxm5,2\nH100 SXM5,3\n", [("E0912", "h100_sxm5"), ("E0912", "H100 SXM5")]),
        ("name,aliases,a\nx,y;z,1\ny,,2\n", [("E0912", "y;z")]),
        ("name,aliases,a\nx,z,1\ny,Z,2\n", [("E0912", "Z")]),
        ("name,from,a\nx,2023-13,1\ny,1850,1\nz,May,1\n", [("E0913", "2023-13"), ("E0913", "1850"), ("E0913", "May")]),
        ("name,from,until,a\nx,2023-06,2023-05,1\n", [("E0913", "2023-05")]),
        ("name,from,until,a\nx,2023-01,2023-06,1\nx,2023-05,,2\n", [("E0913", "2023-05")]),
        ("name,from,a\nx,2023,1\nx,2023-01-01,2\n", [("E0913", "2023-01-01")]),
        ("name,from,a\nx,2023,1\nx,,2\n", [("E0913", "")]),
        ("name,until,a\nx,2023,1\nx,2024,2\n", [("E0913", "x"), ("E0913", "x")]),
        ("name," + ",".join(f"c{n}" for n in range(500)) + "\n", [("E0914", "c499")]),
        ("name,a\nx," + "1" * 10_001 + "\n", [("E0914", "1" * 10_001)]),
        ("name,a\nx," + "1" * 200_000 + "\n", [("E0914", "x")]),
    ],
)
def test_mistakes_stand_at_their_cells(text: str, found: list[tuple[str, str]]) -> None:
    assert mistakes(text) == found


def test_too_many_rows() -> None:
    assert mistakes("name\n" + "\n".join(map(str, range(200_001))) + "\n") == [("E0914", "200000")]


def test_a_thousand_mistakes_of_one_kind_are_not_all_told() -> None:
    bag = Bag()
    read_table(Source("t.csv", "name,a\n" + "x\n" * 1000), bag)
    assert len(bag.items) == 20
    assert "not listed" in bag.items[-1].notes[-1].message


@given(st.text(alphabet='ab,"\n\r;1- ', max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    bag = Bag()
    found = read_table(Source("t.csv", text), bag)
    assert (found is None) == bag.failed
    for item in bag.items:
        assert 0 <= item.span[0] <= item.span[1] <= len(text)
    if found is not None:
        for number, row in enumerate(found.rows):
            for column, cell in enumerate(row.cells):
                if cell is not None:
                    place = found.cell(number, column)
                    assert place is not None
                    start, end = found.span(place)
                    seen = text[start:end].strip('" \r\n').replace('""', '"')
                    assert seen == cell.strip('" \r\n').replace('""', '"')


# ----------------------------------------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-Q2", date(2023, 4, 1), date(2023, 6, 30)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (" 2023-05-17 ", date(2023, 5, 17), date(2023, 5, 17)),
        ("2199-12", date(2199, 12, 1), date(2199, 12, 31)),
        ("2023-02-30", None, None),
        ("2023-00", None, None),
        ("1899", None, None),
        ("17.5.2023", None, None),
        ("", None, None),
        ("٢٠٢٣", None, None),
    ],
)
def test_dates(text: str, first: date | None, last: date | None) -> None:
    assert parse_date(text) == first
    assert parse_date(text, end=True) == last


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("80", 80.0), ("1_000", 1000.0), ("8.03e9", 8.03e9), ("-3", -3.0), ("+.5", None), ("35%", 0.35),
        ("1,000", None),
        ("$3", None), ("nan", None), ("inf", None), ("1e999", None), ("1_", None), ("", None), ("0x10", None),
        ("٣", None),
    ],
)  # fmt: skip
def test_plain_numbers(text: str, number: float | None) -> None:
    assert plain_number(text) == number


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("30,000", "30000"),
        ("$1,234,567.50 / gpu", "$1234567.50 / gpu"),
        ("1,00", None),
        ("30000", None),
        ("a, b", None),
    ],
)
def test_commas_between_thousands(text: str, fix: str | None) -> None:
    assert ungrouped(text) == fix


def test_names_as_they_are_compared() -> None:
    assert normalise("H100-SXM5") == normalise("h100_sxm5") == normalise("H100SXM5") == "h100sxm5"
    assert normalise("gpt-3.5-turbo") == normalise("gpt35_turbo")
    assert normalise("--") == ""


# --------------------------------------------------------------------------------------------------- single columns


def test_known_figures() -> None:
    source = Source("a.csv", "period,cost,other\n2026-02,$5,1\n2026-01,3,2\n2026-03,,\n")
    bag = Bag()
    rows = read_actual(source, bag)
    assert rows is not None
    assert [(row.start, row.period, row.cell.text) for row in rows] == [
        (date(2026, 1, 1), "2026-01", "3"),
        (date(2026, 2, 1), "2026-02", "$5"),
    ]
    other = read_actual(source, bag, "Other")
    assert other is not None
    assert [row.cell.text for row in other] == ["2", "1"]
    assert not bag.items


@pytest.mark.parametrize(
    ("text", "column", "code"),
    [
        ("period,cost\nJan,3\n", None, "E0913"),
        ("period,cost\n2026-01,3\n2026-01,4\n", None, "E0912"),
        ("period\n2026-01\n", None, "E0910"),
        ("period,cost\n2026-01,3\n", "price", "E0910"),
        ("", None, "E0910"),
    ],
)
def test_known_figures_that_cannot_be(text: str, column: str | None, code: str) -> None:
    bag = Bag()
    assert read_actual(Source("a.csv", text), bag, column) is None
    assert [item.code.id for item in bag.items] == [code]


def test_a_plain_column() -> None:
    source = Source("s.csv", "run,hours\n1,2\n2,\n3,4\n")
    bag = Bag()
    cells = read_column(source, bag, "hours")
    assert cells is not None
    assert [(cell.text, cell.line, cell.column) for cell in cells] == [("2", 2, 1), ("4", 4, 1)]
    assert [cell.text for cell in read_column(source, bag) or ()] == ["1", "2", "3"]
    assert read_column(source, bag, "minutes") is None
    assert "`minutes`" in bag.items[0].message
