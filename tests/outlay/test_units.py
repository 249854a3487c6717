"""Units: what multiplies, cancels, converts and how it is written; laws that hold for all of them."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.units import ONE, ExponentError, Relation, Unit, Units

SI, SMALL, BINARY = frozenset({"si"}), frozenset({"si", "small"}), frozenset({"si", "binary"})


def build() -> Units:
    units = Units()

    def declare(name: str, factor: float | Fraction = 1, terms: str | None = None, **more: object) -> None:
        unit = None if terms is None else units.parse(terms)
        assert terms is None or unit is not None
        assert units.declare(name, factor=Fraction(factor), terms=unit, **more) is None  # type: ignore[arg-type]

    declare("second", prefixes=frozenset({"small"}))
    declare("minute", 60, "second")
    declare("hour", 60, "minute")
    declare("day", 24, "hour")
    declare("week", 7, "day")
    declare("month")
    declare("quarter", 3, "month")
    declare("year", 12, "month")
    for base in ("token", "FLOP", "parameter"):
        declare(base, prefixes=SI)
    declare("byte", prefixes=BINARY)
    for base in ("user", "gpu", "word", "meter", "run"):
        declare(base)
    declare("query", plural="queries")
    declare("seat", 1, "user")
    declare("page", 500, "word")
    declare("GB", 10**9, "byte")
    declare("GPU_hour", 1, "gpu * hour")
    declare("gpu_day", 24, "GPU_hour")
    declare("watt", prefixes=SMALL)
    declare("W", 1, "watt", prefixes=SMALL)
    declare("Wh", 1, "watt * hour", prefixes=SI)
    declare("joule", 1, "watt * second", prefixes=SI)
    declare("acre", 4047, "meter^2")
    return units


UNITS = build()


def unit(text: str) -> Unit:
    found = UNITS.parse(text)
    assert found is not None, text
    return found


def shown(result: tuple[Unit, Fraction]) -> tuple[str, Fraction]:
    return UNITS.text(result[0]), result[1]


# --------------------------------------------------------------------------------------------------- arithmetic


@pytest.mark.parametrize(
    ("left", "right", "product", "factor"),
    [
        ("day / week", "week / month", "day/month", 1),
        ("user", "USD / user / month", "USD/month", 1),
        ("token / user", "USD / Mtoken", "USD/user", Fraction(1, 1_000_000)),
        ("USD / token", "Mtoken", "USD", 1_000_000),
        ("day", "1 / week", "day/week", 1),
        ("page", "token / word", "page*token/word", 1),
        ("USD / GPU_hour * gpu", "hour", "USD", 1),
        ("gpu * hour", "USD / GPU_hour", "USD", 1),
        ("second * gpu", "USD / GPU_hour", "second*USD/hour", 1),
        ("gpu_day", "USD / GPU_hour", "USD", 24),
        ("gpu_day / gpu", "1", "hour", 24),
        ("USD / kWh", "kW", "USD/hour", 1),
        ("USD / kWh", "W", "USD/hour", Fraction(1, 1000)),
        ("MWh", "USD / kWh", "USD", 1000),
        ("joule", "1 / second", "watt", 1),
        ("USD / seat", "user", "USD", 1),
        ("GB / second", "1 / byte", "1/second", 10**9),
        ("Gibyte", "1 / Mibyte", "", 1024),
        ("acre / meter", "1", "meter", 4047),
        ("meter", "meter", "meter^2", 1),
        ("1", "1", "", 1),
    ],
)
def test_products_stay_as_written_until_names_meet(left: str, right: str, product: str, factor: Fraction) -> None:
    assert shown(UNITS.multiply(unit(left), unit(right))) == (product, factor)


def test_quotients_and_powers() -> None:
    assert shown(UNITS.divide(unit("USD"), unit("Mtoken"))) == ("USD/Mtoken", 1)
    assert shown(UNITS.divide(unit("Mtoken"), unit("token"))) == ("", 1_000_000)
    assert UNITS.divide(unit("USD/month"), unit("USD/month")) == (ONE, Fraction(1))
    assert UNITS.text(UNITS.power(unit("meter / second"), Fraction(2))) == "meter^2/second^2"
    assert UNITS.text(UNITS.power(unit("meter^3"), Fraction(1, 2))) == "meter^(3/2)"
    assert UNITS.power(unit("meter"), Fraction(0)) is ONE


def doubled_often(side: Unit) -> None:
    for _ in range(64):
        side = UNITS.multiply(side, side)[0]


def test_absurd_powers_are_an_error_and_not_a_hang() -> None:
    with pytest.raises(ExponentError, match="token"):
        UNITS.power(unit("token"), Fraction(9**9))
    with pytest.raises(ExponentError):
        UNITS.power(unit("token"), Fraction(1, 1000))
    with pytest.raises(ExponentError):
        doubled_often(unit("week"))
    wide = unit("Etoken^32")
    with pytest.raises(ExponentError, match="factor"):
        UNITS.relate(wide, unit("token^32"))


def test_an_old_error_is_met_again() -> None:
    deep = UNITS.power(unit("token"), Fraction(32))
    for _ in range(2):
        with pytest.raises(ExponentError):
            UNITS.multiply(deep, deep)


# ---------------------------------------------------------------------------------------------------- conversion


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("hour", "second", Relation(Fraction(3600))),
        ("day / week", "1", Relation(Fraction(1, 7))),
        ("USD / token", "USD / Mtoken", Relation(Fraction(10**6))),
        ("USD / Mtoken", "USD / ktoken", Relation(Fraction(1, 1000))),
        ("gpu_day", "GPU_hour", Relation(Fraction(24))),
        ("second * gpu * USD / GPU_hour", "USD", Relation(Fraction(1, 3600))),
        ("kWh", "joule", Relation(Fraction(3_600_000))),
        ("month / year", "1", Relation(Fraction(1, 12))),
        ("year", "day", Relation(Fraction(1), Fraction(1))),
        ("month", "day", Relation(Fraction(1, 12), Fraction(1))),
        ("quarter", "hour", Relation(Fraction(6), Fraction(1))),
        ("day", "month", Relation(Fraction(12), Fraction(-1))),
        ("week / month", "1", Relation(Fraction(84), Fraction(-1))),
        ("month^2", "day^2", Relation(Fraction(1, 144), Fraction(2))),
        ("USD", "EUR", Relation(Fraction(1), Fraction(0), (("USD", "EUR", Fraction(1)),))),
        ("1 / USD", "1 / EUR", Relation(Fraction(1), Fraction(0), (("EUR", "USD", Fraction(1)),))),
        ("USD / month", "EUR / day", Relation(Fraction(12), Fraction(-1), (("USD", "EUR", Fraction(1)),))),
        ("EUR / USD", "1", Relation(Fraction(1), Fraction(0), (("EUR", "USD", Fraction(1)),))),
        ("user", "seats", Relation(Fraction(1))),
    ],
)
def test_relations(one: str, other: str, relation: Relation) -> None:
    assert UNITS.relate(unit(one), unit(other)) == relation


@pytest.mark.parametrize(
    ("one", "other"),
    [("user", "token"), ("USD", "1"), ("month", "1"), ("USD / user / month", "USD / month"), ("USD^2", "EUR")],
)
def test_what_does_not_relate(one: str, other: str) -> None:
    assert UNITS.relate(unit(one), unit(other)) is None


def test_months_weeks_and_hours_of_a_year_of_365_days() -> None:
    year = UNITS.relate(unit("year"), unit("hour"))
    month = UNITS.relate(unit("month"), unit("hour"))
    weeks = UNITS.relate(unit("year"), unit("week"))
    assert year is not None
    assert month is not None
    assert weeks is not None
    assert year.factor * 365 == 8760
    assert month.factor * 365 == 730
    assert float(weeks.factor * 365) == pytest.approx(52.142857, rel=1e-7)


@pytest.mark.parametrize("base", ["month", "quarter", "year"])
def test_any_unit_may_be_the_base_of_the_calendar(base: str) -> None:
    units = Units()
    years = {"month": Fraction(1, 12), "quarter": Fraction(1, 4), "year": Fraction(1)}
    units.declare("second")
    units.declare("day", factor=Fraction(86_400), terms=units.unit("second"))
    units.declare(base)
    for name, share in years.items():
        if name != base:
            assert units.declare(name, factor=share / years[base], terms=units.unit(base)) is None
    assert units.relate(units.parse("month") or ONE, units.parse("day") or ONE) == Relation(
        Fraction(1, 12), Fraction(1)
    )


@pytest.mark.parametrize(
    ("had", "wanted", "factor"),
    [
        ("USD / user / month", "USD", "month * user"),
        ("USD / user / month", "USD / month", "user"),
        ("USD", "USD / user / month", "1 / month / user"),
        ("USD / month", "USD / day / user", "1 / user"),
        ("token", "FLOP", "FLOP / token"),
        ("USD / GPU_hour", "USD", "gpu * hour"),
        ("EUR / user", "USD", "user"),
        ("hour", "second", ""),
        ("month", "day", ""),
    ],
)
def test_the_factor_that_would_mend_a_mismatch(had: str, wanted: str, factor: str) -> None:
    assert UNITS.mend(unit(had), unit(wanted)) == factor


# ------------------------------------------------------------------------------------------------- how it is shown


@pytest.mark.parametrize(
    ("raw", "simple", "factor"),
    [
        ("USD * second / hour", "USD", Fraction(1, 3600)),
        ("USD * month / year", "USD", Fraction(1, 12)),
        ("day / week", "day/week", 1),
        ("token / user / day * day / week", "token/user/week", 1),
        ("USD * day / month", "USD*day/month", 1),
        ("gpu * hour / month", "GPU_hour/month", 1),
        ("USD / gpu / hour", "USD/GPU_hour", 1),
        ("USD * gpu_day / GPU_hour", "USD", 24),
        ("second^2 / hour", "second", Fraction(1, 3600)),
        ("EUR / USD", "EUR/USD", 1),
        ("watt * hour", "Wh", 1),
        ("kW * hour", "kW*hour", 1),
    ],
)
def test_simplified_for_display(raw: str, simple: str, factor: Fraction) -> None:
    assert shown(UNITS.simplify(unit(raw))) == (simple, factor)


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("USD/user/month", "USD/user/month"),
        ("$ / user per month", "USD/user/month"),
        ("1/month", "1/month"),
        ("meter^2", "meter^2"),
        ("second^-1", "1/second"),
        ("second^(1/2)", "second^(1/2)"),
        ("Mtokens", "Mtoken"),
        ("queries", "query"),
        ("", ""),
        ("gpu·hours", "gpu*hour"),
    ],
)
def test_reading_a_unit(text: str, again: str) -> None:
    assert UNITS.text(unit(text)) == again


@pytest.mark.parametrize(
    "text",
    ["USD / 1k token", "usr", "USD /", "/ user", "USD user", "USD // user", "2 user", "USD^", "meter^2^2", "a" * 5000,
     "user^999", "user^40", "(USD)", "user^(1/0)", "1 1"],
)  # fmt: skip
def test_what_is_no_unit(text: str) -> None:
    assert UNITS.parse(text) is None


# ---------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("users", "user"), ("Mtokens", "Mtoken"), ("GPU_hours", "GPU_hour"), ("queries", "query"), ("TFLOPs", "TFLOP"),
        ("KiByte", None), ("Kibyte", "Kibyte"), ("gigabytes", "gigabyte"), ("msecond", "msecond"), ("mtoken", None),
        ("ksecond", None), ("CHF", "CHF"), ("CHFs", None), ("seats", "seat"),
        ("Mqueries", None), ("k", None), ("", None),
    ],
)  # fmt: skip
def test_spellings(spelling: str, name: str | None) -> None:
    units = build()
    found = units.unit(spelling)
    assert (None if found is None else found.terms[0][0]) == name
    assert units.knows(spelling) == (name is not None)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("tokn", "token"), ("Users", "user"), ("hrs", "hour"), ("sec", "second"), ("mtoken", "Mtoken"), ("$", "USD"),
        ("kwh", "kWh"), ("dyas", "day"), ("MTokens", "Mtoken"),
     ("usd", "USD"), ("FLOPS", "FLOP"), ("gb", "GB"), ("zzzzzz", None), ("x" * 10_000, None)],
)  # fmt: skip
def test_suggestions(wrong: str, right: str | None) -> None:
    assert UNITS.nearest(wrong) == right


def test_declaring_again_with_the_same_meaning_is_fine() -> None:
    units = build()
    assert units.declare("day", factor=Fraction(1440), terms=units.unit("minute")) is None
    assert units.declare("user") is None
    assert units.declare("query") is None


@pytest.mark.parametrize(
    ("name", "more", "reason"),
    [
        ("day", {"factor": Fraction(12), "terms": "hour"}, "already a unit (24 hour)"),
        ("user", {"terms": "gpu"}, "already a unit of its own"),
        ("USD", {}, "currency"),
        ("k", {}, "suffix"),
        ("Mtoken", {}, "with a prefix"),
        ("queries", {}, "plural of `query`"),
        ("person", {"plural": "user"}, "already a unit"),
        ("odd", {"factor": Fraction(0), "terms": "user"}, "positive"),
        ("odd", {"terms": "user^(1/2)"}, "exponent"),
        ("odd", {"prefixes": frozenset({"metric"})}, "prefixes"),
        ("odd", {"factor": Fraction(10) ** 400, "terms": "user"}, "beyond"),
        ("n" * 200, {}, "characters"),
    ],
)
def test_clashes_are_told_in_a_sentence(name: str, more: dict[str, object], reason: str) -> None:
    units = build()
    if isinstance(more.get("terms"), str):
        more = {**more, "terms": units.parse(str(more["terms"]))}
    problem = units.declare(name, **more)  # type: ignore[arg-type]
    assert problem is not None
    assert reason in problem
    assert units.relate(units.parse("day") or ONE, units.parse("hour") or ONE) == Relation(Fraction(24))


def test_a_copy_learns_without_its_original() -> None:
    first = build()
    second = first.copy()
    assert second.declare("ticket") is None
    assert second.knows("tickets")
    assert not first.knows("ticket")
    assert first.declare("ticket", factor=Fraction(2), terms=first.unit("user")) is None
    assert second.relate(second.parse("ticket") or ONE, second.parse("user") or ONE) is None
    assert first.relate(first.parse("ticket") or ONE, first.parse("user") or ONE) == Relation(Fraction(2))


def test_a_name_learnt_later_is_found_although_it_was_asked_for_before() -> None:
    units = build()
    assert units.unit("ticket") is None
    assert units.nearest("ticket") is None
    units.declare("ticket")
    assert units.unit("tickets") == units.unit("ticket")
    assert units.nearest("tiket") == "ticket"


def test_units_are_values() -> None:
    one = unit("USD / user")
    assert pickle.loads(pickle.dumps(one)) == one == copy.deepcopy(one)
    assert hash(unit("USD / user")) == hash(one)
    assert repr(one) == "Unit(USD/user)"
    assert one
    assert not ONE
    with pytest.raises(AttributeError):
        one.terms = ()


# ----------------------------------------------------------------------------------------------------------- laws

NAMES = ["second", "minute", "hour", "day", "week", "month", "quarter", "year", "token", "Mtoken", "ktoken", "user",
         "seat", "gpu", "GPU_hour", "gpu_day", "kWh", "MWh", "kW", "W", "joule", "page", "word", "meter", "acre", "USD",
         "EUR", "GB", "Kibyte", "byte"]  # fmt: skip
UNIT = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-2, 2).filter(bool)), max_size=4).map(
    lambda pairs: UNITS.multiply(Unit(tuple((name, Fraction(e)) for name, e in dict(pairs).items())), ONE)[0]
)
LAWS = settings(max_examples=150, deadline=None)


def size(one: Unit) -> Fraction:
    return UNITS.expand(one)[1]


@LAWS
@given(UNIT, UNIT)
def test_a_product_is_worth_what_its_parts_are(a: Unit, b: Unit) -> None:
    product, factor = UNITS.multiply(a, b)
    # a number 1 in `a` times a number 1 in `b` is `factor` in the product's unit
    assert factor * size(product) == size(a) * size(b)
    turned, other = UNITS.multiply(b, a)
    relation = UNITS.relate(product, turned)
    assert relation is not None
    assert relation.plain
    assert factor * relation.factor == other


@LAWS
@given(UNIT, UNIT, UNIT)
def test_products_are_associative(a: Unit, b: Unit, c: Unit) -> None:
    ab, first = UNITS.multiply(a, b)
    left, second = UNITS.multiply(ab, c)
    bc, third = UNITS.multiply(b, c)
    right, fourth = UNITS.multiply(a, bc)
    relation = UNITS.relate(left, right)
    assert relation is not None
    assert relation.plain
    assert first * second * relation.factor == third * fourth


@LAWS
@given(UNIT, UNIT)
def test_dividing_undoes_multiplying(a: Unit, b: Unit) -> None:
    product, first = UNITS.multiply(a, b)
    back, second = UNITS.divide(product, b)
    relation = UNITS.relate(back, a)
    assert relation is not None
    assert relation.plain
    assert first * second * relation.factor == 1
    assert UNITS.divide(a, a) == (ONE, Fraction(1))


@LAWS
@given(UNIT, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_conversions_there_and_back(a: Unit, one: str, other: str) -> None:
    first, second = UNITS.multiply(a, unit(one))[0], UNITS.multiply(a, unit(other))[0]
    there, back = UNITS.relate(first, second), UNITS.relate(second, first)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there.factor * back.factor == 1
        assert there.calendar == -back.calendar
        assert {(b, a, p) for a, b, p in there.currencies} == set(back.currencies)
        assert UNITS.mend(first, second) == ""


@LAWS
@given(UNIT)
def test_simplifying_and_writing_keep_the_meaning(a: Unit) -> None:
    simple, factor = UNITS.simplify(a)
    assert UNITS.relate(a, simple) == Relation(factor)
    assert UNITS.simplify(simple) == (simple, Fraction(1))
    assert UNITS.parse(UNITS.text(a)) == a or sorted(unit(UNITS.text(a)).terms) == sorted(a.terms)


@LAWS
@given(UNIT, st.integers(-3, 3))
def test_powers_are_repeated_products(a: Unit, exponent: int) -> None:
    powered = UNITS.power(a, Fraction(exponent))
    assert size(powered) == size(a) ** exponent
    assert UNITS.dimension(powered) == tuple((base, e * exponent) for base, e in UNITS.dimension(a) if exponent)
