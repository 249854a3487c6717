"""Members of a record that is chosen when the model runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import codes, files, only, result, run

from outlay import load

PLANS = (
    "kind plan { card : gpu  cards : gpus = 8 gpu  llm : price  rent : USD/hour = card.price * cards }\n"
    "use prices.openai as openai\n"
    "plan small { card = A100; llm = openai.gpt35_turbo }\n"
    "plan large { card = H100; cards = 16 gpu; llm = openai.gpt4 }\n"
    "plan bare { card = T4 }\n"
    "input pick = small\n"
)


@pytest.mark.parametrize(("name", "card"), [("small", "A100"), ("large", "H100"), ("bare", "T4")])
def test_a_member_that_is_a_record_is_that_of_the_record_chosen(name: str, card: str) -> None:
    text = PLANS + f"output x = pick.card.power / {card}.power\noutput y = pick.rent / ({card}.price * pick.cards)\n"
    assert run(text, pick=name) == {"x": 1, "y": 1}
    assert result(PLANS + f"output x = pick.card == {card}", pick=name) is True


def test_it_goes_to_functions_and_has_dated_rows_as_any_record_has() -> None:
    text = (
        PLANS + "output x = TRAIN_GPU_HOURS(1B parameter, 1B token, pick.card, 40%) "
        "/ TRAIN_GPU_HOURS(1B parameter, 1B token, H100, 40%)\n"
        "output y = (pick.llm at 2023-05-01).input / (openai.gpt4 at 2023-05-01).input\n"
    )
    assert run(text, pick="large") == {"x": 1, "y": 1}


def test_a_choice_that_is_drawn_holds_records_too() -> None:
    text = PLANS + "drawn = choice([small: 90%, large: 10%])\noutput x = drawn.card == A100"
    assert result(text) is True


def test_a_record_without_the_member_is_a_fault_of_the_results_that_need_it(tmp_path: Path) -> None:
    folder = files(tmp_path, {"plans.cost": PLANS + "output x = pick.llm.input\noutput y = pick.card.memory\n"})
    found = load(folder / "plans.cost").run(pick="bare")
    assert found["y"].value == 16
    assert found["x"].value is None
    assert "no llm; give one" in str(found.diagnostics)


def test_a_member_of_a_choice_is_varied(tmp_path: Path) -> None:
    folder = files(
        tmp_path, {"plans.cost": PLANS + "output x = pick.card.memory * 1\noutput y = pick.rent / H100.price\n"}
    )
    found = load(folder / "plans.cost").sweep("pick.card in {T4, H100}")
    assert found.values["x"].tolist() == [16, 80]
    assert found.values["y"].tolist()[1] == pytest.approx(8)


def test_a_mistake_in_the_formula_of_a_kind_is_told_once_and_there() -> None:
    text = "kind box { size : GB  twice : USD = size * 2 }\nbox small { size = 3 GB }\ninput pick = small\n"
    assert only(text + "output x = pick.twice").text == "size * 2"
    assert codes(text + "output x = pick.twice\noutput y = small.twice") == ["E0340"]


SITES = """
kind cluster { card : gpu; cards : gpus = 8 gpu }
kind place { main : cluster; spare : cluster = main; pue : ratio = 1.2 }
cluster large { card = H100 }
cluster small { card = A100; cards = 4 gpu }
place north { main = large }
place south { main = small; spare = large }
input where_at = north
card = if where_at == north then where_at.main.card else T4
output x = where_at.main.cards * 1
output y = card.power / H100.power
output z = where_at.spare.card.power / H100.power
scenario moved { where_at.main = small }
"""


@pytest.mark.parametrize(
    ("varied", "x", "z"),
    [
        ("where_at = north, south", [8, 4], [1, 1]),
        ("where_at.main = large, small", [8, 4], [1, 4 / 7]),
        ("north.main = large, small", [8, 4], [1, 4 / 7]),
    ],
)
def test_records_within_records_are_varied(tmp_path: Path, varied: str, x: list[float], z: list[float]) -> None:
    found = load(files(tmp_path, {"sites.cost": SITES}) / "sites.cost").sweep(varied, ["x", "z"])
    assert found.values["x"].tolist() == x
    assert found.values["z"].tolist() == pytest.approx(z)


def test_a_scenario_replaces_a_record_within_the_one_that_is_chosen() -> None:
    assert run(SITES, "moved") == {"x": 4, "y": pytest.approx(4 / 7), "z": pytest.approx(4 / 7)}
