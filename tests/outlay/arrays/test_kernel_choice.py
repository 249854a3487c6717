"""When compiled code is taken, what it costs nothing to leave alone, and what is kept of it between processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.outlay.plans import Builder

from outlay import own_folder
from outlay.arrays import ArrayProgram, compile_arrays, kernel_choice, kernel_store
from outlay.diagnostics import OutlayError
from outlay.draws import Draws, Sampler
from outlay.plan import Plan


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No code compiled before, in memory or on disk."""
    monkeypatch.setattr(kernel_store, "_kept", type(kernel_store._kept)())
    monkeypatch.setattr(kernel_choice, "_spared", {})
    monkeypatch.setenv("OUTLAY_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def model(steps: int = 3) -> Plan:
    build = Builder()
    found = build.input("x", build.const(1.0))
    for number in range(steps):
        found = build.node("add", build.node("mul", found, build.const(0.5)), build.const(float(number)))
    build.name("found", found)
    return build.plan()


def program(steps: int = 3) -> ArrayProgram:
    plan = model(steps)
    return compile_arrays(plan, [plan.quantities[0].node], [0])


def run(ready: ArrayProgram, rows: int, engine: str = "auto") -> np.ndarray:
    return ready.run({0: np.linspace(0.0, 1.0, rows)}, rows, engine=engine).quantity(0)


def test_few_rows_pay_for_nothing(nothing_kept: Path) -> None:
    """Neither numba nor a thread is started, and nothing is written."""
    script = (
        "import sys, threading; sys.path.insert(0, '.')\n"
        "from tests.outlay.arrays.test_kernel_choice import program, run\n"
        "ready = program(); before = set(sys.modules)\n"
        "for rows in (1, 100): run(ready, rows)\n"
        "assert ready.engine_used == 'numpy' and 'compiled' not in vars(ready)\n"
        "assert 'numba' not in sys.modules and threading.active_count() == 1\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[3])
    assert not (nothing_kept / "kernels").exists()


def test_code_is_compiled_once_it_would_have_spared_what_it_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_choice, "cost", lambda _: 0.03)
    ready, used = program(30), []
    for _ in range(4):
        run(ready, 200_000)
        used.append(ready.engine_used)
    assert used == ["numpy", "numpy", "numba", "numba"]
    again = program(30)  # of the same plan
    run(again, 200_000)
    assert again.engine_used == "numba"


def test_a_plan_too_big_to_compile_is_left_to_numpy() -> None:
    ready = program(kernel_choice.MOST_STATEMENTS)
    found = run(ready, 10, "numba")
    assert ready.engine_used == "numpy"
    assert np.array_equal(found, run(program(kernel_choice.MOST_STATEMENTS), 10, "numpy"))


def test_what_varies_in_nothing_but_a_question_is_left_to_numpy() -> None:
    build = Builder()
    x = build.input("x", build.const(1.0))
    top = build.input("top", build.const(1.0))
    number = build.solve(x, 0.0, 9.0, build.node("mul", x, x), top)
    plan = build.plan()
    ready = compile_arrays(plan, [plan.solves[number].node], [1])
    found = ready.run({1: np.array([4.0, 9.0])}, 2, engine="numba")
    assert ready.engine_used == "numpy"
    np.testing.assert_allclose(found.node(plan.solves[number].node), [2.0, 3.0], rtol=1e-12)


def test_an_unknown_engine_and_a_missing_one_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutlayError, match="auto, numpy, numba"):
        run(program(), 3, "cuda")
    monkeypatch.setattr(kernel_store, "is_present", lambda: False)
    with pytest.raises(OutlayError, match=r"outlay\[fast\]"):
        run(program(), 3, "numba")
    ready = program(30)
    run(ready, 10_000_000 // 30)
    assert ready.engine_used == "numpy"


def test_another_process_finds_what_was_compiled(nothing_kept: Path) -> None:
    ready = program()
    expected = run(ready, 5, "numba")
    compiled = nothing_kept / "kernels" / "__pycache__"
    kept = {path.name: path.stat().st_mtime_ns for path in compiled.iterdir()}
    assert kept
    script = (
        "import sys; sys.path.insert(0, '.')\n"
        "from tests.outlay.arrays.test_kernel_choice import program, run\n"
        "from outlay.arrays import kernel_store\n"
        "ready = program()\n"
        "assert kernel_store.on_disk(ready.engine('numba', 5).text)\n"
        "print(*run(ready, 5, 'numba'))\n"
        "(found,) = [k.stats.cache_hits for k in kernel_store._kept.values()]\n"
        "assert sum(found.values()) == 1\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], check=True, cwd=root, capture_output=True, text=True)
    assert [float(word) for word in done.stdout.split()] == list(expected)
    assert {path.name: path.stat().st_mtime_ns for path in compiled.iterdir()} == kept


def test_numbers_of_a_plan_are_no_part_of_the_code() -> None:
    build = Builder()
    build.name("found", build.node("mul", build.input("x", build.const(1.0)), build.const(0.25)))
    other = Builder()
    other.name("found", other.node("mul", other.input("x", other.const(1.0)), other.const(123.0)))
    texts = [compile_arrays(b.plan(), [b.quantities[0].node], [0]).engine("numba", 1).text for b in (build, other)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("how", ["cut", "no pickle", "empty"])
def test_damaged_code_is_compiled_again(nothing_kept: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(program(), 5, "numba")
    for path in (nothing_kept / "kernels" / "__pycache__").iterdir():
        data = path.read_bytes()
        path.write_bytes({"cut": data[: len(data) // 2], "no pickle": b"hello" * 99, "empty": b""}[how])
    monkeypatch.setattr(kernel_store, "_kept", type(kernel_store._kept)())
    ready = program()
    assert list(run(ready, 5, "numba")) == list(expected)
    assert ready.engine_used == "numba"


@pytest.mark.parametrize("place", ["", "kernels", "kernels/__pycache__"])
def test_a_folder_that_others_may_write_into_is_not_used(nothing_kept: Path, place: str) -> None:
    (nothing_kept / "kernels" / "__pycache__").mkdir(parents=True, mode=0o700)
    shared = nothing_kept / place
    shared.chmod(0o777)
    ready = program()
    if not own_folder.is_private(str(shared)):  # where files have owners
        assert len(run(ready, 5, "numba")) == 5
        assert not kernel_store.on_disk(ready.engine("numba", 5).text)
        assert not any(nothing_kept.rglob("*.nbc"))


def test_only_the_newest_are_kept(nothing_kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_store, "MOST_ON_DISK", 2)
    for steps in (1, 2, 3):
        run(program(steps), 5, "numba")
        for path in (nothing_kept / "kernels").glob("*.py"):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
    assert len(list((nothing_kept / "kernels").glob("*.py"))) == 2
    assert len(list((nothing_kept / "kernels" / "__pycache__").glob("*.nbc"))) == 2


def test_draws_are_the_same_in_both_engines() -> None:
    build = Builder(3)
    scale = build.input("scale", build.const(1.0))
    spread = build.node("mul", scale, build.const(3.0))
    draws = [
        build.node("draw", build.const(1.0), build.const(2.0), value=("lognormal90", "a", False, None)),
        build.node("draw", scale, spread, value=("normal90", "b", False, None)),
        build.node("draw", scale, spread, value=("uniform", "c", True, None), series=True),
    ]
    total = build.node("add", build.node("mul", draws[0], draws[1]), draws[2])
    build.name("total", build.node("cumulative", total))
    build.name("spent", build.node("reduce", total, value=("sum", 0, 3)))
    plan = build.plan()
    roots = [quantity.node for quantity in plan.quantities] + draws
    ready = compile_arrays(plan, roots, [0], drawn=True)
    columns = {0: np.linspace(0.5, 2.0, 20_000)}
    found = {
        engine: ready.run(columns, 20_000, draws=Draws(Sampler.of(plan), 700), engine=engine, threads=2)
        for engine in ("numpy", "numba")
    }
    assert ready.engine_used == "numba"
    for root in roots:
        np.testing.assert_allclose(found["numba"].node(root), found["numpy"].node(root), rtol=1e-13, atol=0)


def test_columns_of_any_layout_and_results_in_their_place() -> None:
    ready = program()
    rows = 1000
    wide = np.random.default_rng(0).uniform(size=(rows, 3))
    expected = run_of(ready, wide[:, 1].copy())
    assert np.array_equal(run_of(ready, wide[:, 1]), expected)
    root = ready.plan.quantities[0].node
    place = wide[:, 1].copy()
    found = ready.run({0: place}, rows, engine="numba", out={root: place}).node(root)
    assert found is place
    assert np.array_equal(place, expected)
    apart = np.empty((rows, 2))
    ready.run({0: wide[:, 1]}, rows, engine="numba", out={root: apart[:, 1]})
    assert np.array_equal(apart[:, 1], expected)


def run_of(ready: ArrayProgram, column: np.ndarray) -> np.ndarray:
    return ready.run({0: column}, len(column), engine="numba").quantity(0)
