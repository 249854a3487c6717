"""Kinds, records whose members bind late, tables of them, dated rows and choices among rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import codes, files, mended, mistakes, only, plan, result, run, unit

BOX = "kind box { size : GB = 4  price : USD/GB = $2 / GB  cost : USD = size * price }\n"
OPENAI = "use prices.openai as openai\n"
GEAR = (
    'kind gear { size : GB  colour : text = "none"  owner : gpu = T4  '
    "since : date = 2020-01-01  open : truth = true }\n"
)
GEARS = GEAR + 'records gear from "gears.csv"\n'
CSV = {
    "gears.csv": "name,aliases,size,colour,owner,since,open,from,until\n"
    "small,s;tiny one,3,red,T4,2026-01-01,true,2024-01-01,2024-06-30\n"
    "small,,4,blue,H100,2026-02-01,false,2024-07-01,2024-12-31\n"
    "Big-Box 2,,10_000 MB,red,,,,2024-01-01,\n"
}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with a table of gears."""
    return files(tmp_path, CSV)


# -------------------------------------------------------------------------------------------------- kinds and records


def test_a_member_takes_its_kinds_unit_and_default() -> None:
    text = BOX + "box small { size = 3 }\noutput x = small.cost\noutput y = small.size"
    assert run(text) == {"x": 6, "y": 3}
    assert unit(text, "y") == "GB"


def test_a_default_refers_to_members_that_follow() -> None:
    assert result("kind part { price : USD = 2 * base  base : USD }\npart a { base = $3 }\noutput x = a.price") == 6


def test_self_is_the_record() -> None:
    text = "kind part { price : USD = self.base * 2  base : USD }\npart a { base = $3 }\noutput x = a.price"
    assert result(text) == 6


def test_a_default_sees_the_model() -> None:
    text = "input k = 5 GB\nkind box { size : GB = k }\nbox b { }\noutput x = b.size\nscenario s { k = 7 GB }"
    assert result(text) == 5
    assert result(text, "s") == 7


def test_members_without_units_and_of_every_sort() -> None:
    text = (
        'kind box { n = 3 user  owner : text = "me"  open : truth = true  since : date = 2026-01-01  g : gpu = T4 }\n'
        'box b { g = "H100" }\noutput a = b.n\noutput o = b.owner\noutput p = b.open\noutput g = b.g.memory\n'
        "output since = b.since - 2025-12-31"
    )
    assert run(text) == {"a": 3, "o": "me", "p": True, "g": 80, "since": 1}


def test_a_derived_record_keeps_what_it_does_not_change() -> None:
    text = BOX + "box small { size = 3 }\nbox big : small { price = $5 / GB }\noutput x = big.size"
    assert result(text) == 3


def test_an_override_reaches_the_bases_formulas() -> None:
    text = (
        "kind box { size : GB  cost : USD }\n"
        "box small { size = 3 ; cost = size * $2 / 1 GB }\n"
        "box big : small { size = 10 }\n"
        "output x = big.cost"
    )
    assert result(text) == 20


def test_a_derived_record_may_be_derived_from() -> None:
    text = BOX + "box a { size = 3 }\nbox b : a { price = $3 / GB }\nbox c : b { size = 5 }\noutput x = c.cost"
    assert result(text) == 15


def test_a_record_may_add_members() -> None:
    assert result(BOX + "box b { note = 3 user }\noutput x = b.note") == 3


def test_a_member_names_its_base_by_name() -> None:
    text = BOX + "box a { size = 3 }\nbox b : a { size = 2 * a.size }\noutput x = b.size"
    assert result(text) == 6


def test_a_member_made_of_itself_is_mended_with_its_bases() -> None:
    text = BOX + "box a { size = 3 }\nbox b : a { size = 2 * size }\noutput x = b.size"
    found = only(text)
    assert (found.code, found.line, found.text) == ("E0203", 3, "size")
    assert result(mended(text)) == 6


def test_a_scenario_overrides_a_member() -> None:
    text = BOX + "box a { size = 3 }\noutput x = a.cost\nscenario s { a.size = 10 GB }"
    assert result(text, "s") == 20


def test_a_scenario_overrides_a_member_that_only_the_kind_gives() -> None:
    assert result(BOX + "box a { size = 3 }\noutput x = a.cost\nscenario s { a.price = $5 / GB }", "s") == 15


def test_a_bare_number_in_an_override_takes_the_kinds_unit() -> None:
    assert result(BOX + "box a { }\noutput x = a.cost\nscenario s { a.price = 7 }", "s") == 28


def test_an_overridden_member_reaches_the_records_that_extend_it() -> None:
    text = BOX + (
        "box a { price = $3 / GB }\nbox b : a { size = 10 }\noutput x = b.cost\nscenario s { a.price = 2 * a.price }"
    )
    assert result(text) == 30
    assert result(text, "s") == 60


def test_a_scenario_puts_one_record_in_anothers_place() -> None:
    text = BOX + (
        "box a { size = 3 }\n"
        "box b { size = 9 }\n"
        "box c : a { price = $1 / GB }\n"
        "output x = a.size\n"
        "output y = c.cost\n"
        "scenario s { a = b }"
    )
    assert run(text) == {"x": 3, "y": 3}
    assert run(text, "s") == {"x": 9, "y": 9}


def test_a_record_in_anothers_place_may_be_changed_as_well() -> None:
    text = BOX + "box a { size = 3 }\nbox b { size = 9 }\noutput x = a.cost\nscenario s { a = b ; a.price = $1 / GB }"
    assert result(text, "s") == 9


def test_a_name_for_a_record_is_that_record() -> None:
    text = BOX + "box a { size = 3 }\nu = a\noutput x = u.size\noutput y = a.size\nscenario s { u.size = 7 GB }"
    assert run(text) == {"x": 3, "y": 3}
    assert run(text, "s") == {"x": 7, "y": 3}


def test_figures_of_records_are_inputs() -> None:
    made = plan(BOX + "box a { size = 3 ; price = $1 / GB * 2 }\noutput x = a.cost")
    assert [item.path for item in made.inputs] == ["a.size"]


def test_records_are_compared() -> None:
    text = 'output a = T4 == T4\noutput b = T4 == "t4"\noutput c = T4 != "h100"\noutput d = T4 == H100'
    assert run(text) == {"a": True, "b": True, "c": True, "d": False}


# ----------------------------------------------------------------------------------------------------------- mistakes


def test_an_unknown_kind_is_mended_and_told_alone() -> None:
    found = only("usge writer { active_days = 4 day / week }\noutput x = writer.active_days + writer.nothing")
    assert (found.code, found.text, found.fix) == ("E0401", "usge", "usage")
    assert "usage writer" in mended("usge writer { active_days = 4 day / week }\noutput x = writer.active_days")


def test_a_record_extends_its_own_kind() -> None:
    found = only("usage w { }\nprice house : w { }")
    assert (found.code, found.text) == ("E0402", "w")


def test_a_member_nobody_gives_is_missing_where_it_is_asked_for() -> None:
    found = only("kind box { size : byte }\nbox small { }\noutput x = small.size")
    assert (found.code, found.line, found.text) == ("E0403", 3, "small.size")


def test_a_member_nobody_gives_nor_asks_for_is_no_mistake() -> None:
    assert codes("kind box { size : byte }\nbox small { }") == []


def test_an_unknown_row_is_mended() -> None:
    text = 'output x = gpus["H100-SXM6"].memory'
    found = only(text)
    assert (found.code, found.text) == ("E0404", '"H100-SXM6"')
    mended(text)


def test_a_price_answers_for_its_days_only() -> None:
    found = only(OPENAI + "llm = openai.gpt35_turbo at 1999-01-01\noutput x = llm.input")
    assert (found.code, found.line) == ("E0405", 2)
    assert "2023-03-01" in found.message


def test_a_member_given_twice() -> None:
    found = only(BOX + "box a { size = 3 ; size = 4 }")
    assert (found.code, found.text) == ("E0407", "size")


def test_nothing_passes_the_condition() -> None:
    assert only("b = best(gpus, by memory, where memory > 1e9 GB)\noutput x = b.memory").code == "E0408"


def test_at_wants_dated_rows() -> None:
    found = only("x = H100_SXM5 at 2024-01-01\noutput y = x.memory")
    assert (found.code, found.text) == ("E0409", "H100_SXM5")


def test_a_row_named_by_an_input_has_to_be_an_input_of_its_kind() -> None:
    found = only('input g = "T4"\noutput x = gpus[g].memory')
    assert (found.code, found.text) == ("E0411", "g")
    assert "`gpu`" in found.message


def test_a_kind_with_one_member_twice() -> None:
    found = only("kind box { size : byte size : byte }")
    assert (found.code, found.text) == ("E0412", "size")


def test_records_that_extend_each_other() -> None:
    found = only("usage a : b { }\nusage b : a { }\noutput x = a.weeks")
    assert found.code == "E0413"


def test_members_that_need_each_other() -> None:
    text = "kind thing { a : USD = b  b : USD = a }\nthing t { }\noutput x = t.a"
    assert only(text).code == "E0203"


def test_a_member_in_the_wrong_unit() -> None:
    found = only(BOX + "box a { size = 3 user }\noutput x = a.size\noutput y = a.size + 1 GB")
    assert (found.code, found.text) == ("E0340", "3 user")


def test_a_default_in_the_wrong_unit_is_told_at_the_kind() -> None:
    found = only("kind box { size : GB = 3 user }\nbox a { }\noutput x = a.size")
    assert (found.code, found.line, found.text) == ("E0340", 1, "3 user")


def test_a_kind_nobody_uses_is_checked() -> None:
    assert only("kind box { size : GBB }").code == "E0347"


# ------------------------------------------------------------------------------------------------------------- tables


@pytest.mark.parametrize(
    "name", ['gpus["H100-SXM5"]', 'gpus["h100_sxm5"]', "gpus.H100_SXM5", "H100_SXM5", 'gpus["H100SXM5"]']
)
def test_a_row_by_any_spelling(name: str) -> None:
    assert result(f"output x = {name}.memory") == 80


def test_a_table_is_called_by_its_files_stem(shelf: Path) -> None:
    assert result(GEARS + "output x = (gears.small at 2024-03-01).size", folder=shelf) == 3


def test_a_table_may_be_renamed(shelf: Path) -> None:
    text = GEAR + 'records gear from "gears.csv" as shelf\noutput x = (shelf.small at 2024-03-01).size'
    assert result(text, folder=shelf) == 3


def test_a_row_by_its_alias(shelf: Path) -> None:
    assert result(GEARS + 'output x = (gears["Tiny-One"] at 2024-03-01).size', folder=shelf) == 3


def test_the_row_in_force_on_a_day(shelf: Path) -> None:
    text = GEARS + "output a = (gears.small at 2024-06-30).size\noutput b = (gears.small at 2024-07-01).size"
    assert run(text, folder=shelf) == {"a": 3, "b": 4}


def test_a_cell_may_be_a_quantity_in_another_unit(shelf: Path) -> None:
    assert result(GEARS + 'output x = (gears["big box 2"] at 2024-07-01).size', folder=shelf) == 10


def test_an_empty_cell_is_the_kinds_default(shelf: Path) -> None:
    text = GEARS + "b = gears.big_box_2 at 2024-07-01\noutput a = b.open\noutput b2 = b.owner.memory"
    assert run(text, folder=shelf) == {"a": True, "b2": 16}


def test_cells_of_every_sort(shelf: Path) -> None:
    text = GEARS + (
        "s = gears.small at 2024-07-01\noutput a = s.colour\noutput b = s.owner.memory\noutput c = s.open\n"
        "output d = s.since - 2026-01-01"
    )
    assert run(text, folder=shelf) == {"a": "blue", "b": 80, "c": False, "d": 31}


def test_after_the_last_row_has_ended_nothing_is_in_force(shelf: Path) -> None:
    found = only(GEARS + "output x = (gears.small at 2025-01-01).size", shelf)
    assert found.code == "E0405"
    assert "2024-12-31" in found.message


def test_as_of_is_the_day_of_undated_look_ups(shelf: Path) -> None:
    assert result(GEARS + "as_of 2024-03-01\noutput x = gears.small.size", folder=shelf) == 3


def test_an_undated_look_up_of_an_old_row_warns(shelf: Path) -> None:
    text = GEARS + "output x = gears.small.size"
    found = only(text, shelf)
    assert (found.code, found.text) == ("W0401", "gears.small.size")
    assert result(mended(text, shelf), folder=shelf) == 4


def test_newest_is_a_day_of_its_own(shelf: Path) -> None:
    text = GEARS + "output x = (gears.small at newest).size"
    assert codes(text, shelf) == []
    assert result(text, folder=shelf) == 4


def test_a_date_may_be_an_input(shelf: Path) -> None:
    text = GEARS + "input d = 2024-03-01\ng = gears.small at d\noutput x = g.size\nscenario later { d = 2024-08-01 }"
    assert result(text, folder=shelf) == 3
    assert result(text, "later", folder=shelf) == 4


def test_a_day_without_a_row_is_a_fault_when_the_date_is_an_input(shelf: Path) -> None:
    text = GEARS + "input d = 2023-03-01\ng = gears.small at d\noutput x = g.size"
    found = result(text, folder=shelf)
    assert found != found


def test_bad_cells_are_told_at_the_cells(tmp_path: Path) -> None:
    files(tmp_path, {"gears.csv": "name,size,colr\nsmall,abc,red\nbig,3 user,red\n"})
    found = [
        (one.code, one.line, one.text)
        for one in mistakes(GEARS + "output x = gears.small.size + gears.big.size", tmp_path)
    ]
    assert found == [("E0410", 1, "colr"), ("E0406", 2, "abc"), ("E0406", 3, "3 user")]


def test_a_table_of_an_unknown_kind_is_told_once(shelf: Path) -> None:
    found = only('records gaer from "gears.csv" as shelf\noutput x = shelf.small.size\nkind gear { size : GB }', shelf)
    assert (found.code, found.text, found.fix) == ("E0401", "gaer", "gear")


def test_a_table_that_shares_its_kinds_name_is_mended(tmp_path: Path) -> None:
    files(tmp_path, {"gear.csv": "name,size\nsmall,3\n"})
    text = 'kind gear { size : GB }\nrecords gear from "gear.csv"'
    assert only(text, tmp_path).code == "E0202"
    assert mended(text, tmp_path).endswith('"gear.csv" as gears')


# ------------------------------------------------------------------------------------------------ best, median, count


def test_the_best_row(shelf: Path) -> None:
    text = GEARS + 'b = best(gears at 2024-08-01, by size, where colour == "RED")\noutput x = b.size'
    assert result(text, folder=shelf) == 10


def test_best_needs_no_condition(shelf: Path) -> None:
    assert result(GEARS + "b = best(gears at 2024-08-01, by size)\noutput x = b.size", folder=shelf) == 4


def test_rows_are_counted(shelf: Path) -> None:
    assert result(GEARS + "output x = count(gears at 2024-08-01)", folder=shelf) == 2
    assert result(GEARS + "output x = count(gears at 2024-08-01, where owner == H100)", folder=shelf) == 1


def test_the_median_of_rows(shelf: Path) -> None:
    assert result(GEARS + "output x = median(gears at 2024-08-01, by size)", folder=shelf) == 7


def test_a_condition_on_an_input_is_answered_when_the_model_runs(shelf: Path) -> None:
    text = GEARS + (
        "input need = 2 GB\nb = best(gears at 2024-08-01, by size, where size >= need)\noutput x = b.size\n"
        "output n = count(gears at 2024-08-01, where size >= need)"
    )
    assert run(text, folder=shelf) == {"x": 4, "n": 2}
    assert run(text, folder=shelf, need="5 GB") == {"x": 10, "n": 1}


def test_nothing_that_fits_when_the_model_runs_is_a_fault(shelf: Path) -> None:
    text = GEARS + "input need = 99 GB\nb = best(gears at 2024-08-01, by size, where size >= need)\noutput x = b.size"
    found = result(text, folder=shelf)
    assert found != found


@pytest.mark.parametrize("call", ["best(gpus)", "best(3, by memory)", "median(gpus)", "best(by memory)"])
def test_a_clause_that_is_missing(call: str) -> None:
    assert only(f"b = {call}\noutput x = 3").code == "E0516"


def test_a_where_is_a_condition() -> None:
    found = only("output x = count(gpus, where memory)")
    assert (found.code, found.text) == ("E0807", "memory")


def test_a_misspelt_member_in_a_clause_is_told_once() -> None:
    found = only("output x = count(gpus, where memry > 3 GB)")
    assert (found.code, found.text) == ("E0201", "memry")


# ------------------------------------------------------------------------------------------------- records as inputs


def test_a_record_is_an_input() -> None:
    text = 'input g = A100_SXM_80GB\noutput x = g.memory\nscenario h { g = T4 }\nscenario t { g = "t4" }'
    assert [result(text, name) for name in ("", "h", "t")] == [80, 16, 16]


def test_an_input_is_declared_of_a_kind_and_given_by_name() -> None:
    assert result('input g : gpu = "a100"\noutput x = g.memory') == 80


def test_an_input_of_the_models_own_records() -> None:
    text = BOX + (
        "box b { size = 3 }\nbox c { size = 5 }\ninput which = b\noutput x = which.cost\nscenario s { which = c }"
    )
    assert result(text) == 6
    assert result(text, "s") == 10


def test_a_member_of_a_record_input_is_overridden() -> None:
    text = BOX + "box b { size = 3 }\ninput which = b\noutput x = which.cost\nscenario s { which.size = 9 GB }"
    assert result(text, "s") == 18
    made = plan(text, "s")
    assert sorted(item.path for item in made.inputs if item.path.startswith("which")) == ["which", "which.size"]


@pytest.mark.parametrize(("value", "code"), [('"nope"', "E0404"), ("T4", "E0402"), ("3", "E0212")])
def test_a_record_input_takes_a_record_of_its_kind(value: str, code: str) -> None:
    found = only(
        BOX + (f"box b {{ size = 3 }}\ninput which = b\noutput x = which.size\nscenario s {{ which = {value} }}")
    )
    assert (found.code, found.text) == (code, value)


def test_a_condition_chooses_a_record() -> None:
    text = "input big = true\ng = if big then H100 else T4\noutput x = g.memory\nscenario s { big = false }"
    assert result(text) == 80
    assert result(text, "s") == 16


def test_a_dated_input_of_a_price_list() -> None:
    text = OPENAI + (
        "input llm = openai.gpt35_turbo at 2023-05-01\n"
        "output x = llm.input * 1 Mtoken\n"
        "scenario o { llm = openai.davinci at 2022-01-01 }"
    )
    assert result(text) == pytest.approx(2)
    assert result(text, "o") == pytest.approx(60)


def test_a_price_of_the_house_extends_a_row() -> None:
    text = OPENAI + (
        "price house : openai.gpt35_turbo at 2023-05-01 { cached = 50% of input }\n"
        "output x = house.cached * 1 Mtoken\n"
        "output y = house.output * 1 Mtoken"
    )
    assert run(text) == pytest.approx({"x": 1, "y": 2})


def test_a_row_under_a_name_has_members_a_scenario_overrides() -> None:
    text = OPENAI + (
        "llm = openai.gpt35_turbo at 2023-05-01\n"
        "output x = llm.input * 1 Mtoken\n"
        "scenario s { llm.input = $1 / Mtoken }"
    )
    assert result(text, "s") == pytest.approx(1)


def test_columns_are_named_in_any_case_and_punctuation(tmp_path: Path) -> None:
    files(tmp_path, {"gears.csv": "Name,Size,Open\nsmall,3,false\n"})
    assert result(GEARS + "output x = gears.small.size", folder=tmp_path) == 3


def test_a_figure_is_not_missed_where_its_column_is_named_otherwise(tmp_path: Path) -> None:
    files(tmp_path, {"gears.csv": "name,size (GB)\nsmall,3\n"})
    assert codes(GEARS + "output x = gears.small.size", tmp_path) == ["E0410"]


@pytest.mark.parametrize("name", ["sise", "prices", "prcie"])
def test_a_slip_in_a_members_name_is_asked_about(name: str) -> None:
    text = BOX + f"box big {{ {name} = 3 }}\noutput x = big.cost"
    assert only(text).code == "W0402"


@pytest.mark.parametrize("name", ["height", "siz", "cost_2"])
def test_members_that_are_meant_to_be_new(name: str) -> None:
    assert codes(BOX + f"box big {{ {name} = 3 }}\noutput x = big.cost") == []
