"""Modules: by dotted path or by file, what they bring, and what they may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import codes, files, mended, mistakes, only, result, run

HOUSE = """"House prices"
kind fee { amount : USD  per_user : USD/user = amount / 1 user }
fee base { amount = $10 }
fee dear : base { amount = $20 }
markup = 50%
input discount = 10%
net = base.amount * (1 + markup) * (1 - discount)
function dearer(x : USD) : USD = x * (1 + markup)
unit sprocket
rate EUR = 1.2 USD
records fee from "fees.csv" as fees
"""
FEES = "name,aliases,amount,per_user\ngold plan,gold;gp,100,\nsilver,,$50,3\ntin,,10,$1 / user\n"
USE = 'use "shared/house.cost" as house\n'


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A model's folder with a module and its table beside it."""
    return files(tmp_path, {"shared/house.cost": HOUSE, "shared/fees.csv": FEES})


@pytest.mark.parametrize(
    "line",
    ['use "shared/house.cost" as house', 'use "shared/house.cost"', "use shared.house as house", "use shared.house"],
)
def test_a_module_by_file_or_by_dotted_path(line: str, here: Path) -> None:
    assert result(line + "\noutput x = house.markup", folder=here) == 0.5


def test_a_module_of_the_library() -> None:
    text = "use prices.openai as list\nas_of 2023-05-01\noutput x = list.gpt35_turbo.input * 1 Mtoken"
    assert result(text) == pytest.approx(2)


def test_what_a_module_brings(here: Path) -> None:
    text = USE + (
        "output a = house.base.amount\noutput b = house.net\noutput c = house.dearer($10)\noutput d : USD = €10\n"
        "output e = 3 sprocket\noutput f = house.dear.per_user"
    )
    assert run(text, folder=here) == pytest.approx({"a": 10, "b": 13.5, "c": 15, "d": 12, "e": 3, "f": 20})


def test_the_rows_of_a_modules_tables_are_its_members(here: Path) -> None:
    text = USE + (
        "output a = house.gold_plan.amount\n"
        'output b = house.fees["gold"].per_user\n'
        "output c = house.silver.per_user\n"
        "output d = house.tin.per_user"
    )
    assert run(text, folder=here) == {"a": 100, "b": 100, "c": 3, "d": 1}


def test_a_modules_kind_serves_the_model(here: Path) -> None:
    assert result(USE + "fee mine : house.base { amount = $7 }\noutput x = mine.per_user", folder=here) == 7


def test_the_models_own_names_do_not_reach_into_a_module(here: Path) -> None:
    assert result(USE + "markup = 90%\noutput x = house.net", folder=here) == pytest.approx(13.5)


def test_a_scenario_overrides_an_imported_value(here: Path) -> None:
    text = USE + "output x = house.net\nscenario s { house.markup = 100% }"
    assert result(text, "s", folder=here) == pytest.approx(18)


def test_a_module_may_use_another(tmp_path: Path) -> None:
    files(
        tmp_path,
        {
            "a.cost": ('use "sub/b.cost" as b\nx = b.y + 1'),
            "sub/b.cost": ('use "c.cost" as c\ny = c.z * 2'),
            "sub/c.cost": "z = 5",
        },
    )
    assert result('use "a.cost" as a\noutput x = a.x', folder=tmp_path) == 11


def test_a_mistake_in_a_module_is_told_where_it_stands(tmp_path: Path) -> None:
    files(tmp_path, {"bad.cost": "a = nope\nb = 3 +\nc = 4"})
    found = mistakes('use "bad.cost" as bad\noutput x = bad.a\noutput y = bad.b\noutput z = bad.c', tmp_path)
    assert [(one.code, one.line, one.text) for one in found] == [("E0201", 1, "nope"), ("E0127", 2, "+")]


def test_what_a_model_does_not_need_of_a_module_is_not_looked_at(tmp_path: Path) -> None:
    files(tmp_path, {"bad.cost": "a = nope\nb = 3 +\nc = 4"})
    assert result('use "bad.cost" as bad\noutput x = bad.c', folder=tmp_path) == 4


# ----------------------------------------------------------------------------------------------------------- mistakes


def test_a_module_there_is_not_is_mended(here: Path) -> None:
    text = "use shared.huose as house\noutput x = house.markup"
    found = only(text, here)
    assert (found.code, found.text) == ("E0901", "shared.huose")
    mended(text, here)


def test_a_file_there_is_not_is_mended(here: Path) -> None:
    text = 'use "shared/huose.cost" as house\noutput x = house.markup + house.nothing'
    found = only(text, here)
    assert (found.code, found.text, found.fix) == ("E0901", '"shared/huose.cost"', '"shared/house.cost"')


def test_a_module_nobody_uses_is_looked_for(here: Path) -> None:
    assert codes('use "nothing.cost" as nothing\noutput x = 3', here) == ["E0901"]


@pytest.mark.parametrize("path", ["../other.cost", "/etc/passwd", "../../etc/passwd", "shared/../../other.cost"])
def test_outside_the_folder(path: str, here: Path) -> None:
    found = only(f'use "{path}" as o\noutput x = o.a', here)
    assert (found.code, found.text) == ("E0902", f'"{path}"')


def test_a_circle_of_imports(tmp_path: Path) -> None:
    files(tmp_path, {"a.cost": 'use "b.cost" as b\nx = b.y + 1', "b.cost": 'use "a.cost" as a\ny = a.x + 1\nz = 3'})
    assert "E0906" in codes('use "a.cost" as a\noutput x = a.x', tmp_path)


def test_a_missing_member_of_a_module_is_mended(here: Path) -> None:
    text = USE + "output x = house.makrup"
    found = only(text, here)
    assert (found.code, found.text, found.fix) == ("E0207", "makrup", "markup")
    mended(text, here)


def test_a_missing_function_of_a_module_is_mended(here: Path) -> None:
    text = USE + "output x = house.deaer($3)"
    found = only(text, here)
    assert (found.code, found.text, found.fix) == ("E0501", "deaer", "dearer")
    mended(text, here)


def test_a_module_is_no_value(here: Path) -> None:
    assert only(USE + "output x = house", here).code == "E0212"
    assert only(USE + "output x = house + 1", here).code == "E0212"


def test_a_module_and_a_value_do_not_share_a_name(here: Path) -> None:
    found = only(USE + "house = 3", here)
    assert (found.code, found.line, found.text) == ("E0202", 2, "house")


def test_two_modules_do_not_share_a_name(here: Path) -> None:
    found = only(USE + "use prices.openai as house", here)
    assert (found.code, found.line) == ("E0202", 2)


def test_a_unit_declared_otherwise_in_a_module(tmp_path: Path) -> None:
    files(tmp_path, {"odd.cost": "unit page = 3 word\na = 1"})
    assert codes('use "odd.cost" as odd\noutput x = odd.a', tmp_path) == ["E0350"]
