"""What studies say of models that are not made of numbers alone, or not drawn at all."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import outlay
from outlay import Model, OutlayError
from outlay.cli import simulate_forms

MODEL = """
kind box { size : GB }
box small { size = 3 GB }
box large { size = 30 GB }
input n = choice(1, 2, 3)
input day = choice([2026-01-31: 20%, 2026-06-30: 80%])
input pick = choice(small, large)
input neg = -5 to 5
input sure = 7
output word = if n > 2 then "big" else "small"
output when = day
output held = pick.size
output root = sqrt(neg)
output twice = sure * 2 + 0 * n
check "never": sure > 8
check "always": sure > 6
check "sometimes": n > 1
"""


@pytest.fixture
def odd(tmp_path: Path) -> Model:
    path = tmp_path / "odd.cost"
    path.write_text(MODEL)
    return outlay.load(path)


def test_draws_of_a_text_are_texts(odd: Model) -> None:
    found = odd.simulate(200)
    assert set(found.values("word")) == {"big", "small"}
    assert set(found.draws["word"]) == {"big", "small"}


def test_a_frame_tells_how_often_each_text_came_out(odd: Model) -> None:
    found = odd.simulate(200)
    rows = found.frame.set_index("output")
    shares = dict(found["word"].texts)
    assert rows.loc["word: big", "mean"] == shares["big"]
    assert rows.loc["word: small", "mean"] == shares["small"]
    assert rows.loc["word: big", "mean_error"] == pytest.approx(math.sqrt(shares["big"] * shares["small"] / 200))
    assert math.isnan(rows.loc["word: big", "p50"])
    assert "word" not in rows.index


def test_a_date_is_a_date_in_csv_and_json(odd: Model) -> None:
    found = odd.simulate(200)
    (row,) = [each for each in csv.DictReader(io.StringIO(simulate_forms.csv(found))) if each["name"] == "when"]
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))["cases"][0]["outputs"]["when"]
    assert row["p5"] == told["p5"] == "2026-01-31"
    assert row["p95"] == told["p95"] == "2026-06-30"
    assert float(row["sd"]) == pytest.approx(told["sd"])
    assert "type" not in row


def test_a_check_that_no_draw_touches_is_told_so(odd: Model) -> None:
    found = odd.simulate(200)
    assert {each.name: each.is_drawn for each in found.checks} == {"never": False, "always": False, "sometimes": True}
    said = simulate_forms.table(found, periods=False, colour=False)
    assert "✓ always   holds whatever is drawn" in said
    assert "fails whatever is drawn" in said


def test_dates_of_a_sweep_go_into_json(odd: Model) -> None:
    found = odd.sweep({"day": ["2026-01-31", "2026-05-05"]}, ["when"])
    assert json.loads(json.dumps(found.as_dict()))["outputs"]["when"]["values"] == ["2026-01-31", "2026-05-05"]


def test_a_choice_among_records_is_varied_like_any_record(odd: Model) -> None:
    found = odd.sweep("pick in {small, LARGE}", ["held", "root"])
    assert found.axes[0].words == ("small", "large")
    assert found.values["held"].tolist() == [3, 30]
    drawn = odd.sweep({"pick": ["large", "small"]}, ["held"], simulate=20)
    assert drawn.values["held.p5"].tolist() == drawn.values["held.p95"].tolist() == [30, 3]
    assert odd.batch(pd.DataFrame({"pick": ["small", "large"]}), ["held"])["held"].tolist() == [3, 30]
    with pytest.raises(OutlayError, match=r"has no record named .*lorge"):
        odd.sweep("pick = small, lorge", ["held"])


CARDS = """
timeline month from 2026-01 for 4
kind box { size : GB }
box small { size = 3 GB }
box large { size = 30 GB }
kind shelf {
  held   : box
  places : ratio = 4
}
shelf ours { held = small }
shelf theirs : ours { places = 2 }
input roomy = true
chosen = if roomy then large else small
later = by_date [2026-01: 1, 2026-03: 2]
grown = if later > 1 then large else small
output one = ours.held.size * ours.places
output two = theirs.held.size * theirs.places
output three = chosen.size
output four = grown.size
"""


@pytest.mark.parametrize(
    ("varied", "expected"),
    [
        ("ours.held = small, large", {"one": [12, 120], "two": [6, 60]}),
        ("theirs.held = small, large", {"one": [12, 12], "two": [6, 60]}),
        ("chosen = small, large", {"three": [3, 30], "one": [12, 12]}),
        ("grown = small, large", {"four": [3, 30]}),
    ],
)
def test_records_are_varied_wherever_one_is_named(
    tmp_path: Path, varied: str, expected: dict[str, list[float]]
) -> None:
    path = tmp_path / "cards.cost"
    path.write_text(CARDS)
    found = outlay.load(path).sweep(varied, list(expected))
    assert {name: values.tolist() for name, values in found.values.items()} == expected


def test_records_of_an_imported_module_are_varied(tmp_path: Path) -> None:
    (tmp_path / "cards.cost").write_text(CARDS + "input shown = small\ninput drawn = choice(small, large)\n")
    path = tmp_path / "whole.cost"
    path.write_text('use "cards.cost" as cards\noutput a = cards.shown.size\noutput b = cards.drawn.size\n')
    found = outlay.load(path).sweep(["cards.shown = small, large", "cards.drawn = large, small"])
    assert found.values["a"].tolist() == [[3, 3], [30, 30]]
    assert found.values["b"].tolist() == [[30, 3], [30, 3]]


def test_a_record_that_is_written_out_is_varied_through_an_input(tmp_path: Path) -> None:
    path = tmp_path / "cards.cost"
    path.write_text(CARDS)
    with pytest.raises(OutlayError, match=r"ours is a record, .* write `input chosen = ours`, use chosen in the"):
        outlay.load(path).sweep("ours = ours, theirs", ["one"])


@pytest.mark.parametrize("draws", [1, 2])
def test_a_correlation_of_too_few_draws_is_none(odd: Model, draws: int) -> None:
    found = odd.sensitivity("twice", "rank", draws=draws)
    assert all(each.figures["correlation"] is None for each in found["twice"].influences)
    assert "a correlation takes at least 3 draws" in found.notes
    assert "nan" not in found._repr_html_()
    with pytest.raises(OutlayError, match="Too few draws of twice"):
        found.plot()


def test_shares_of_variance_leave_out_what_has_none_unless_it_was_asked_for(odd: Model) -> None:
    found = odd.sensitivity(method="sobol", draws=64)
    assert "root" not in [each.output.name for each in found.rankings]
    assert any(note.startswith("root has no number in") for note in found.notes)
    with pytest.raises(OutlayError, match="root has no number in"):
        odd.sensitivity("root", "sobol", draws=64)
    with pytest.raises(OutlayError, match="root has no number in"):
        odd.sensitivity(["held", "root"], "sobol", draws=64)


def test_units_of_a_frame_that_are_not_by_column_are_refused(odd: Model) -> None:
    frame = pd.DataFrame({"sure": [1.0]})
    frame.attrs["units"] = "USD"
    with pytest.raises(OutlayError, match="units of a frame are stated by column"):
        odd.batch(frame, "twice")


def test_a_batch_takes_no_series(odd: Model) -> None:
    with pytest.raises(OutlayError, match="takes a pandas DataFrame, not Series"):
        odd.batch(pd.Series([1.0], name="sure"), "twice")  # type: ignore[arg-type]


def test_a_unit_that_is_none_is_told_with_one_sign_at_the_end(odd: Model) -> None:
    with pytest.raises(OutlayError, match=r"did you mean `GB`\?$"):
        odd.batch(pd.DataFrame({"small.size [GBB]": [1.0]}), "held")


@pytest.mark.parametrize("draws", [1e3, np.int64(1000), np.float64(1000)])
def test_a_number_of_draws_is_any_whole_number(odd: Model, draws: Any) -> None:
    assert odd.simulate(draws, outputs="held").count == 1000
    assert odd.sweep({"sure": [1]}, ["held"], simulate=draws).draws == 1000
    assert odd.sensitivity("held", "rank", draws=draws).draws == 1000


@pytest.mark.parametrize("draws", [10.5, "10", True, math.nan, math.inf, [3]])
def test_what_is_no_number_of_draws_is_refused(odd: Model, draws: Any) -> None:
    for ask in (
        lambda: odd.simulate(draws),
        lambda: odd.sweep({"sure": [1]}, simulate=draws),
        lambda: odd.sensitivity(method="rank", draws=draws),
        lambda: odd.simulate(10, target_error=0.1, most_draws=draws),
    ):
        with pytest.raises(OutlayError, match="A number of draws is whole"):
            ask()


def test_more_ranks_than_fit_are_refused(odd: Model) -> None:
    with pytest.raises(OutlayError, match="the most is 200,000,000"):
        odd.sensitivity("held", "rank", draws=10**10)


@pytest.mark.parametrize("values", [None, 3, 2.5])
def test_what_is_no_list_of_values_is_refused(odd: Model, values: Any) -> None:
    with pytest.raises(OutlayError, match="sure takes a range such as"):
        odd.sweep({"sure": values})
