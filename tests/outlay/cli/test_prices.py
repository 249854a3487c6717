"""`outlay prices`: found, listed, and a company's own list put over the library's."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

OURS = """name,from,input,output
gpt-4o,2026-01-01,$2 / Mtoken,$8 / Mtoken
in-house-7b,2026-01-01,$0.1 / Mtoken,$0.2 / Mtoken
"""
MODEL = """use prices.openai as openai
output on_a_day = API_COST("gpt-4o", 1M, 1M, 2026-03-01)
output by_member = (openai.gpt4o at 2026-03-01).output * 1 Mtoken
output before = API_COST("gpt-4o", 1M, 1M, 2025-09-01)
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = tmp_path / "own prices"
    monkeypatch.setenv("OUTLAY_PRICES", str(where))
    return where


def found(outlay: Command, *words: str) -> list[dict[str, Any]]:
    said = outlay("prices", *words, "--format", "json")
    assert said.code == 0, said.err
    listed: list[dict[str, Any]] = json.loads(said.out)["prices"]
    return listed


def values(outlay: Command, file: str) -> dict[str, float]:
    said = outlay("run", file, "--format", "csv")
    return {row["name"]: float(row["value"]) for row in csv.DictReader(io.StringIO(said.out))}


def test_a_model_is_found_with_its_day_and_its_source(outlay: Command) -> None:
    (row,) = [one for one in found(outlay, "openai", "gpt-4o", "--as-of", "2024-06-01") if one["name"] == "gpt4o"]
    assert (row["input"], row["from"], row["until"]) == ("$5 / Mtoken", "2024-05-13", "2024-08-05")
    assert row["source"]
    assert row["as_of"]


def test_history_shows_every_row(outlay: Command) -> None:
    rows = [one for one in found(outlay, "gpt-3.5-turbo", "--history") if one["name"] == "gpt35_turbo"]
    assert [one["from"] for one in rows][:3] == ["2023-03-01", "2023-06-13", "2023-11-06"]


def test_offers_are_found_by_any_name_of_the_gpu(outlay: Command) -> None:
    rows = found(outlay, "nvidia a100-sxm4-40gb", "aws", "--kind", "offers")
    assert {one["term"] for one in rows} == {"on demand", "1 year", "3 years", "spot"}
    assert {one["gpu"] for one in rows} == {"A100_SXM_40GB"}


def test_what_is_not_there_is_said_with_the_nearest(outlay: Command) -> None:
    said = outlay("prices", "gtp-4o")
    assert said.code == 1
    assert "Did you mean `gpt-4o`?" in said.err
    gone = outlay("prices", "davinci", "--kind", "models", "--as-of", "2020-01-01")
    assert gone.code == 1
    assert "on 2020-01-01" in gone.err


def test_every_list_says_as_of_when(outlay: Command) -> None:
    lists = json.loads(outlay("prices", "--list", "--format", "json").out)["lists"]
    assert {"openai", "offers", "gpus"} <= {one["list"] for one in lists}
    assert all(one["as_of"] for one in lists)


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_forms(outlay: Command, form: str) -> None:
    said = outlay("prices", "h100", "--kind", "gpus", "--format", form)
    assert said.code == 0
    assert "H100_SXM5" in said.out.replace("\\", "")


def test_an_own_list_counts_before_the_library_on_its_days_and_can_be_taken_back(outlay: Command, folder: Path) -> None:
    (folder / "ours.csv").write_text(OURS)
    (folder / "model.cost").write_text(MODEL)
    listed = values(outlay, "model.cost")
    assert listed == {"on_a_day": 12.5, "by_member": 10, "before": 12.5}
    added = outlay("prices", "add", "ours.csv", "--as-of", "2026-02-01")
    assert added.code == 0, added.err
    assert "2 rows as of 2026-02-01" in added.err
    assert values(outlay, "model.cost") == {"on_a_day": 10, "by_member": 8, "before": 12.5}
    assert outlay("eval", 'API_COST("in-house-7b", 1M, 1M, 2026-03-01)').out.strip() == "$0.30"
    assert [one["catalogue"] for one in found(outlay, "gpt-4o", "--as-of", "2026-03-01") if one["own"]] == ["ours"]
    assert outlay("prices", "remove", "ours").code == 0
    assert values(outlay, "model.cost") == listed


def test_a_negotiated_price_says_where_it_comes_from(outlay: Command, folder: Path) -> None:
    (folder / "ours.csv").write_text(OURS)
    (folder / "model.cost").write_text(MODEL)
    outlay("prices", "add", "ours.csv", "--as-of", "2026-02-01")
    assert "own price list ours.csv, 2026-02-01" in " ".join(outlay("explain", "model.cost", "by_member").out.split())


def test_a_vendor_named_in_an_own_list_is_the_one_whose_list_changes(outlay: Command, folder: Path) -> None:
    (folder / "cloud.csv").write_text(
        "name,provider,from,input,output\no3,Azure OpenAI,2026-01-01,$1 / Mtoken,$1 / Mtoken\n"
    )
    (folder / "model.cost").write_text(
        "use prices.azure as azure\nuse prices.openai as openai\n"
        "output there = (azure.o3 at 2026-03-01).output * 1 Mtoken\n"
        "output here = (openai.o3 at 2026-03-01).output * 1 Mtoken\n"
    )
    outlay("prices", "add", "cloud.csv", "--as-of", "2026-02-01")
    assert values(outlay, "model.cost") == {"there": 1, "here": 8}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name,from,input\ngpt-4o,2026-01-01,2.5\n", "$2.50 for a single token"),
        ("name,from,input\ngpt-4o,2026-01-01,$-1 / Mtoken\n", "E0406"),
        ("name,from,input\ngpt-4o,2026-01-01,cheap\n", "not a number"),
        ("name,from,imput\ngpt-4o,2026-01-01,$1/Mtoken\n", "did you mean `input`"),
        ("from,input\n2026-01-01,$1/Mtoken\n", "needs a column `name`"),
        ("name,from,input\ngpt-4o,2026-13-01,$1/Mtoken\n", "is no date"),
        ("name,from,output\ngpt-4o,2026-01-01,$1/Mtoken\n", "needs a column `input`"),
        ("name,input\n", "no rows"),
        ("", "empty"),
    ],
)
def test_a_list_that_is_not_sound_is_refused_with_the_place(
    outlay: Command, folder: Path, own_folder: Path, text: str, why: str
) -> None:
    (folder / "ours.csv").write_text(text)
    said = outlay("prices", "add", "ours.csv", "--as-of", "2026-02-01")
    assert said.code == 1
    assert why in said.err
    assert not own_folder.exists()


def test_an_own_list_must_say_of_which_day_it_is(outlay: Command, folder: Path) -> None:
    (folder / "ours.csv").write_text(OURS)
    said = outlay("prices", "add", "ours.csv")
    assert said.code == 1
    assert "give --as-of DATE" in said.err


def test_a_damaged_register_is_an_error_and_not_a_silence(outlay: Command, folder: Path, own_folder: Path) -> None:
    own_folder.mkdir(mode=0o700)
    (own_folder / "registered.json").write_text("{")
    (folder / "model.cost").write_text(MODEL)
    said = outlay("run", "model.cost")
    assert said.code == 1
    assert "damaged" in said.err
    assert "damaged" in outlay("prices", "gpt-4o").err


def test_removing_what_is_not_there(outlay: Command) -> None:
    said = outlay("prices", "remove", "ours")
    assert said.code == 1
    assert "no own list `ours`" in said.err
