"""How far the library is from published figures: in step with the data, and good for what it has not seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from calibration.__main__ import PAGE, moved, shown
from calibration.column import GPUS, renewed
from calibration.figures import Summary
from calibration.page import Shown, page
from calibration.serving import shipped
from calibration.training import CLASSES, OTHER, intervals, runs

import outlay

pytestmark = pytest.mark.xdist_group("calibration")
FITTED = [run for run in runs() if run.fitted]


@pytest.fixture(scope="module")
def found() -> Shown:
    """Every published figure beside what was expected, each also with it, or its source, left out of the fit."""
    return shown()


def test_the_page_is_what_the_data_say(found: Shown) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(found), "`make fidelity` writes it anew"


def test_the_column_of_the_library_is_what_the_runs_say() -> None:
    text = GPUS.read_text(encoding="utf-8")
    assert text == renewed(text, intervals(FITTED)), "`make fidelity` writes it anew"


def test_the_defaults_of_the_library_are_what_the_data_say() -> None:
    assert moved() == []


@pytest.mark.parametrize("function", ["SERVE_PREFILL_SEC", "SERVE_STEP_SEC"])
def test_every_function_that_takes_an_efficiency_has_the_same_default(function: str) -> None:
    assert shipped(function).items() <= shipped().items()


def test_hours_of_runs_left_out_are_within_a_fifth_at_the_median_and_never_three_times_off(found: Shown) -> None:
    for rows in (found.fitted, found.unseen):
        assert Summary.of(rows).median <= 0.20
        assert Summary.of(rows).worst < 3


def test_four_in_five_intervals_hold_the_run_left_out_and_none_spans_three_times(found: Shown) -> None:
    for rows in (found.fitted, found.unseen):
        assert Summary.of(rows).held >= 0.80
        assert Summary.of(rows).widest < 3


def test_rates_of_sources_left_out_are_within_a_quarter_at_the_median(found: Shown) -> None:
    assert Summary.of(found.served).median <= 0.25
    assert Summary.of(found.served).held >= 0.80


def test_the_plain_functions_at_their_defaults_are_within_a_quarter_too(found: Shown) -> None:
    assert found.plain_error <= 0.25


@pytest.mark.parametrize("gpu", [gpus[0] for gpus in CLASSES.values()] + ["B200"])
def test_hours_and_cost_carry_the_interval_under_simulate(gpu: str, tmp_path: Path) -> None:
    model = tmp_path / "run.cost"
    model.write_text(
        f'"a run"\noutput hours = TRAIN_GPU_HOURS(70B, 2T, {gpu})\n'
        f"output cost = TRAIN_COST(70B, 2T, {gpu}, price = 2)\n"
    )
    drawn = outlay.load(model).simulate(2_000)
    cell = intervals(FITTED)[next((name for name, gpus in CLASSES.items() if gpu in gpus), OTHER)]
    for name in ("hours", "cost"):
        low, high = np.quantile(drawn.values(name), [0.05, 0.95])
        assert high / low == pytest.approx(cell.high / cell.low, rel=0.08)
