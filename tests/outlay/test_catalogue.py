"""The library's price lists: dated, sourced, found by an index, and never answering for a day they do not cover."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import outlay
from outlay.compilation import Compilation
from outlay.diagnostics import Bag, Source
from outlay.loader import LIBRARY
from outlay.pricing import MODELS, entries
from outlay.tables import read_table
from outlay.tables.prebuilt import describe, read_index

PRICES = LIBRARY / "prices"
LISTS = sorted(path.stem for path in PRICES.glob("*.csv"))


def text_of(name: str) -> str:
    return (PRICES / f"{name}.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LISTS)
def test_the_index_is_of_the_lists_as_they_are(name: str) -> None:
    kept = json.loads((PRICES / "index.json").read_text(encoding="utf-8"))["lists"][name]
    assert describe(text_of(name), kept["label"], host=kept["host"]) == kept


@pytest.mark.parametrize("name", LISTS)
def test_a_list_read_by_its_index_is_the_list_read_whole(name: str) -> None:
    index = read_index((PRICES / "index.json").read_text(encoding="utf-8"))
    source = Source(name, text_of(name))
    whole = read_table(source, Bag())
    kept = json.loads((PRICES / "index.json").read_text(encoding="utf-8"))["lists"][name]
    by_row = index.table(name, source, kept["sha256"])
    assert whole is not None
    assert by_row is not None
    assert list(by_row.rows) == list(whole.rows)
    assert (by_row.columns, by_row.positions, by_row.families) == (whole.columns, whole.positions, whole.families)
    assert dict(by_row.index) == dict(whole.index)


def test_an_index_of_other_bytes_is_not_used() -> None:
    index = read_index((PRICES / "index.json").read_text(encoding="utf-8"))
    assert index.table("openai", Source("openai", text_of("openai")), "0" * 64) is None
    assert read_index("no index").names == []


@pytest.mark.parametrize("name", LISTS)
def test_each_row_says_its_source_its_day_and_a_price_above_nothing(name: str) -> None:
    for row in csv.DictReader(text_of(name).splitlines()):
        assert row["source"]
        assert row["source_date"]
        assert row["input"].startswith("$")
        assert not row["until"] or row["from"] <= row["until"]
        assert row["from"] <= row["source_date"] or row["source_date"].startswith(row["from"][:4])


def test_every_price_can_be_worked_out() -> None:
    for name in LISTS:
        compilation = Compilation(Source("<prices>", ""))
        assert compilation.own_prices(Source(name, text_of(name))) is not None
        assert compilation.bag.sorted() == []


@pytest.mark.parametrize(
    ("model", "item", "day", "usd"),
    [
        ("gpt-4o", "input", "2024-05-13", 5),
        ("gpt-4o", "input", "2024-08-06", 2.5),
        ("gpt-4o", "cached", "2025-09-01", 1.25),
        ("gpt-4.1", "batch_output", "2026-10-20", 4),
        ("gpt-5.2", "flex_input", "2026-10-20", 0.875),
        ("gpt-5.4", "long_input", "2026-10-20", 5),
        ("claude-3-opus", "output", "2024-03-04", 75),
        ("claude-sonnet-4-5", "cache_write", "2026-02-01", 3.75),
        ("claude-sonnet-4-5", "cache_write_1h", "2026-02-01", 6),
        ("Claude Opus 4.5", "output", "2026-02-01", 25),
        ("gemini-2.5-pro", "long_output", "2025-06-01", 15),
        ("deepseek-chat", "input", "2025-03-01", 0.27),
        ("o3", "output", "2025-05-01", 40),
        ("o3", "output", "2025-06-10", 8),
        ("sonar-pro", "input", "2026-11-10", 3),
    ],
)
def test_prices_of_their_day(model: str, item: str, day: str, usd: float) -> None:
    assert outlay.eval(f'API_PRICE("{model}", "{item}", {day})').value == pytest.approx(usd, rel=1e-12)


@pytest.mark.parametrize(
    ("model", "day"), [("gpt-4o", "2024-05-12"), ("davinci", "2024-01-04"), ("claude-haiku-4-5", "2024-01-01")]
)
def test_a_day_that_no_row_covers_is_an_error_that_says_which_days_are(model: str, day: str) -> None:
    with pytest.raises(outlay.OutlayError) as caught:
        outlay.eval(f'API_COST("{model}", 1M, 1M, {day})')
    (found,) = caught.value.diagnostics
    assert found.code.id == "E0405"
    assert day in found.message
    assert "cover from" in found.message


def test_what_is_not_listed_is_never_made_up() -> None:
    with pytest.raises(outlay.OutlayError, match="no figure for flex_input"):
        outlay.eval('API_PRICE("gpt-4", "flex_input", 2026-10-20)')


def test_work_that_may_wait_costs_what_the_list_says_of_it() -> None:
    at_once = outlay.eval('API_COST("gpt-4o", 1M, 1M, 2026-10-20, 50%)').value
    half = outlay.eval('API_COST("gpt-4o", 1M, 1M, 2026-10-20, 50%, 50%)').value
    assert at_once == pytest.approx((2.5 + 1.25) / 2 + 10)
    assert half == pytest.approx((at_once + 1.25 + 5) / 2)  # cached input is no cheaper in a batch


def test_a_name_given_when_the_function_runs_finds_the_same_price() -> None:
    cost = outlay.function("API_COST")
    for model, day in [("gpt-4", "2023-05-01"), ("claude-3-opus", "2024-06-01"), ("GPT 4o", "2026-10-20")]:
        written = outlay.eval(f'API_COST("{model}", 1M, 0.5M, {day}, 20%, 30%)').value
        assert cost(model, 1e6, 5e5, day, 0.2, 0.3) == pytest.approx(written, rel=1e-12)


def test_a_model_that_several_vendors_host_is_asked_for_with_one_of_them() -> None:
    with pytest.raises(outlay.OutlayError) as caught:
        outlay.eval('API_COST("gpt-oss-120b", 1M, 1M)')
    (found,) = caught.value.diagnostics
    assert "each have a price for 'gpt-oss-120b'" in found.message
    assert found.fix is not None
    cost = outlay.function("API_COST")
    for vendor in ("groq", "cerebras"):
        written = outlay.eval(f'API_COST("{vendor}/gpt-oss-120b", 1M, 1M, 2026-11-01)').value
        assert cost(f"{vendor}/gpt-oss-120b", 1e6, 1e6, "2026-11-01") == pytest.approx(written)
    with pytest.raises(outlay.OutlayError, match="gpt-oss-120b"):
        cost("gpt-oss-120b", 1e6, 1e6, "2026-11-01")


def test_the_maker_of_a_model_counts_before_those_who_host_it() -> None:
    assert outlay.eval('API_PRICE("claude-3-opus", "input", 2026-11-01)').value == pytest.approx(15)
    assert outlay.eval('API_PRICE("openai/gpt-4o", "input", 2026-11-01)').value == pytest.approx(2.5)


def test_the_library_has_no_row_that_only_begins_after_its_snapshot() -> None:
    snapshot = max(entry.seen for entry in entries((MODELS,)))
    assert all(entry.start is not None and entry.start <= date.fromisoformat(snapshot) for entry in entries((MODELS,)))


# ------------------------------------------------------------------------------------------- what is loaded

LOADED = """
import json, os, sys
os.environ["OUTLAY_CACHE"] = "off"
opened = []
sys.addaudithook(lambda event, found: opened.append(str(found[0])) if event == "open" else None)
import outlay
at_import = [path for path in opened if "/library/" in path]
from outlay.compilation import Compilation
from outlay.diagnostics import Source
import outlay.tables.prebuilt as prebuilt
parsed = []
row = prebuilt._Rows._row
prebuilt._Rows._row = lambda self, at: parsed.append(at) or row(self, at)
compilation = Compilation(Source("model.cost", sys.argv[1]))
assert compilation.plan("") is not None, compilation.bag.items
tables = sorted({os.path.basename(path) for path in opened if path.endswith((".csv", "index.json"))})
print(json.dumps({"at_import": at_import, "tables": tables, "parsed": len(parsed)}))
"""


def loaded(model: str) -> dict[str, object]:
    found = subprocess.run([sys.executable, "-c", LOADED, model], capture_output=True, text=True, check=True)
    document: dict[str, object] = json.loads(found.stdout)
    return document


def test_only_the_rows_asked_for_are_parsed() -> None:
    found = loaded('output cost = API_COST("gpt-4o", 1M, 1M, 2024-08-06)')
    assert found["at_import"] == []
    assert found["tables"] == ["index.json", "openai.csv"]
    parsed = found["parsed"]
    assert isinstance(parsed, int)
    assert parsed <= 6  # the rows of this model


def test_a_model_without_prices_reads_no_list() -> None:
    assert loaded("output cost = TOKEN_COST(1M, 1M, 2, 8)")["tables"] == []


def test_the_snapshot_is_never_asked_when_a_model_runs() -> None:
    named = [path for path in Path(outlay.__file__).parent.rglob("*.py") if "genai_prices" in path.read_text("utf-8")]
    assert named == []
