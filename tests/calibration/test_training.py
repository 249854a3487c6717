"""The library's training figures: in step with the published runs, and good for runs they have not seen."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np
import pytest
from calibration.column import GPUS, renewed
from calibration.training import CLASSES, OTHER, Run, intervals, runs, without

import outlay

FITTED = [run for run in runs() if run.fitted]
KINDS = GPUS.with_name("kinds.cost")


@pytest.fixture(scope="module")
def unseen() -> list[tuple[Run, float, float, float]]:
    """Each run with the MFU expected of it when it is left out: low end, median, high end."""
    found = []
    for run in FITTED:
        expected = without(run, FITTED)
        found.append((run, expected.low, expected.median, expected.high))
    return found


def test_the_column_of_the_library_is_what_the_runs_say() -> None:
    found = intervals(FITTED)
    assert GPUS.read_text(encoding="utf-8") == renewed(GPUS.read_text(encoding="utf-8"), found)
    assert f": share = {found[OTHER].text} " in KINDS.read_text(encoding="utf-8")


def test_hours_of_a_run_left_out_are_within_a_fifth_at_the_median_and_never_three_times_off(unseen: list) -> None:
    errors = [abs(run.mfu / median - 1) for run, _, median, _ in unseen]
    assert statistics.median(errors) <= 0.20
    assert all(1 / 3 < run.mfu / median < 3 for run, _, median, _ in unseen)


def test_nine_in_ten_intervals_hold_the_run_left_out_and_none_spans_more_than_three_times(unseen: list) -> None:
    held = [low <= run.mfu <= high for run, low, _, high in unseen]
    assert sum(held) / len(held) >= 0.80
    assert max(high / low for _, low, _, high in unseen) < 3


@pytest.mark.parametrize("gpu", [gpus[0] for gpus in CLASSES.values()] + ["B200"])
def test_hours_and_cost_carry_the_interval_under_simulate(gpu: str, tmp_path: Path) -> None:
    model = tmp_path / "run.cost"
    model.write_text(
        f'"a run"\noutput hours = TRAIN_GPU_HOURS(70B, 2T, {gpu})\n'
        f"output cost = TRAIN_COST(70B, 2T, {gpu}, price = 2)\n"
    )
    found = outlay.load(model).simulate(2_000)
    cell = intervals(FITTED)[next((name for name, gpus in CLASSES.items() if gpu in gpus), OTHER)]
    for name in ("hours", "cost"):
        low, high = np.quantile(found.values(name), [0.05, 0.95])
        assert high / low == pytest.approx(cell.high / cell.low, rel=0.08)
