"""The wheel works far from the checkout: command, library, templates."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def done(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV", "OUTLAY_PATH")}
    finished = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, f"{command}\n{finished.stdout}\n{finished.stderr}"
    return finished


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what the repository holds, so that nothing ignored slips in."""
    copy = tmp_path_factory.mktemp("source")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        if (ROOT / line).is_file():
            (copy / line).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / line, copy / line)
    target = tmp_path_factory.mktemp("wheel")
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target, cwd=copy)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment that holds the wheel and its dependencies alone."""
    environment = tmp_path_factory.mktemp("environment")
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    constraints = ROOT / "constraints.txt"
    done(uv, "venv", "--quiet", "--python", sys.executable, environment / "venv", cwd=environment)
    python = environment / "venv" / "bin" / "python"
    done(uv, "pip", "install", "--quiet", "--python", python, "-c", constraints, wheel, cwd=environment)
    return python.parent


def test_the_wheel_holds_three_packages_and_all_their_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"outlay", "outlay_addin", "outlay_workbooks"}

    def below(folder: Path, pattern: str) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern)}

    for folder, prefix in ((ROOT / "dsl" / "outlay", "outlay/"), (ROOT / "templates", "outlay/templates/")):
        for pattern in ("*.cost", "*.csv", "*.lark"):
            missing = {name for name in below(folder, pattern) if prefix + name not in names}
            assert not missing
    assert "outlay/templates/saas_margin.cost" in names
    assert any(name.startswith("outlay/library/") and name.endswith(".cost") for name in names)
    assert any(name.startswith("outlay/library/") and name.endswith(".csv") for name in names)


def test_an_installed_command_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    outlay = installed / "outlay"
    for template in ("saas_margin", "build_vs_buy"):
        done(outlay, "new", f"{template}.cost", "--from", template, cwd=tmp_path)
        assert "check" in done(outlay, "run", f"{template}.cost", cwd=tmp_path).stdout.lower()
    done(outlay, "new", "mine.cost", cwd=tmp_path)
    done(outlay, "run", "mine.cost", cwd=tmp_path)
    assert "TRAIN_COST" in done(outlay, "functions", cwd=tmp_path).stdout
    assert "560,897" in done(outlay, "eval", 'TRAIN_COST(175B, 300B, "A100_SXM_80GB", 1, 2)', cwd=tmp_path).stdout


def test_an_installed_library_is_a_library(installed: Path, tmp_path: Path) -> None:
    python = installed / "python"
    done(installed / "outlay", "new", "mine.cost", cwd=tmp_path)
    script = "import outlay, outlay_addin, outlay_workbooks; print(len(outlay.load('mine.cost').run().outputs))"
    assert int(done(python, "-c", script, cwd=tmp_path).stdout) > 0
