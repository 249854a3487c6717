"""Plans as JSON, and the cache that keeps them: what is stale, damaged or not one's own is never used."""

from __future__ import annotations

import json
import math
import os
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from tests.outlay.plans import Builder
from tests.pace import seconds

from outlay import cache, own_folder
from outlay.plan import CheckNode, Citation, Facts, Plan, Reference, Table
from outlay.plan_json import PlanFormatError, plan_from_json, plan_to_json

READ_SECONDS = 0.05  # some 5 ms; the rest is room for noise
WARNING = {"code": "W0301", "message": "a unit", "line": 3, "fix": None}


def sample(name: str = "x", count: int = 30) -> Plan:
    table = Table(
        "gpu", ("A", "B"), {"a": 0, "b": 1}, {"price": (1.0, None), "id": ("A", "ü")}, ((((1, None, 0),),)), ("a",)
    )
    build = Builder(3, {"gpu": table})
    at = build.const(1.0)
    for value in (1.0, True, "text", math.inf, 0.1, -0.0):
        build.const(value)
    build.nodes.append(build.nodes[0].__class__("const", (), 1))
    for _ in range(count):
        at = build.node("add", at, build.node("period"))
    build.node("known", at, value=(None, 1.5, 2.0))
    build.node("fault", at, value=("too large", ("USD",)))
    facts = Facts(source=Citation("here", "2026-01-01"), range=(0.0, 1.0), target=(">=", 0.7))
    for number in range(12):
        build.name(f"{name}{number}", at, facts=facts if number else Facts(), references=(Reference(0, 1, 2),))
    build.checks.append(CheckNode("ok", 0, "a < b", ((0, "<", 1, "USD"),)))
    build.solve(0, 1.0, 2.0, at, at)
    return build.plan()


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OUTLAY_CACHE", str(tmp_path / "kept"))
    path = tmp_path / "model.cost"
    path.write_text("output x = 1\n", encoding="utf-8")
    return path


def dependencies(*paths: Path) -> dict[str, str | None]:
    return {str(p): sha256(p.read_bytes()).hexdigest() if p.exists() else None for p in paths}


def entries(model: Path) -> list[Path]:
    return sorted((model.parent / "kept").glob("*.json"))


def test_a_plan_survives_json_to_the_last_bit() -> None:
    plan = sample()
    again = plan_from_json(plan_to_json(plan))
    assert again == plan
    assert repr(again) == repr(plan)  # 1 is not 1.0 is not true, and -0.0 is not 0.0
    nothing = Builder()
    nothing.const(math.nan)
    assert math.isnan(plan_from_json(plan_to_json(nothing.plan())).nodes[0].value)  # type: ignore[arg-type]
    same = Builder()
    same.nodes = [sample().nodes[0]] * 20
    assert plan_from_json(plan_to_json(same.plan())).nodes == tuple(same.nodes)


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '{"format":1}', "[" * 100_000, '{"format":1,"fields":{},"plan":1}']
)
def test_what_is_no_plan_is_said_to_be_none(text: str) -> None:
    with pytest.raises(PlanFormatError):
        plan_from_json(text)


def test_a_damaged_plan_is_refused() -> None:
    text = plan_to_json(sample())
    document = json.loads(text)
    for at in range(0, len(text), max(1, len(text) // 300)):
        try:
            found = plan_from_json(text[:at] + "7" + text[at + 1 :])
        except PlanFormatError:
            continue
        assert isinstance(found, Plan)
    document["plan"]["values"][3]["columns"][1] = [[999]] * document["plan"]["values"][3]["count"]
    with pytest.raises(PlanFormatError):
        plan_from_json(json.dumps(document))


def test_what_was_stored_is_loaded_with_its_warnings(model: Path) -> None:
    assert cache.load(model) is None
    assert cache.store(model, "", (), sample(), dependencies(model), [WARNING])
    found = cache.load(model)
    assert found is not None
    assert found.plan == sample()
    assert found.warnings == (WARNING,)
    assert cache.load(model, "heavy") is None
    assert cache.load(model, "", (str(model.parent),)) is None


def test_any_change_makes_an_entry_stale(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent, table = model.parent / "absent.cost", model.parent / "t.csv"
    table.write_text("a\n1\n", encoding="utf-8")
    read = dependencies(model, absent, table)
    assert cache.store(model, "", (), sample(), read)
    assert cache.load(model) is not None
    before = model.stat()
    model.write_text("output x = 2\n", encoding="utf-8")  # same length
    os.utime(model, ns=(before.st_atime_ns, before.st_mtime_ns))  # and same time
    assert cache.load(model) is None
    model.write_text("output x = 1\n", encoding="utf-8")
    assert cache.load(model) is not None
    absent.write_text("", encoding="utf-8")
    assert cache.load(model) is None
    absent.unlink()
    table.unlink()
    assert cache.load(model) is None
    table.write_text("a\n1\n", encoding="utf-8")
    assert cache.load(model) is not None
    monkeypatch.setattr(cache, "VERSION", "9.9")
    assert cache.load(model) is None


def test_a_changed_program_makes_every_entry_stale(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.store(model, "", (), sample(), dependencies(model))
    monkeypatch.setattr(cache, "_surroundings", lambda: "another")
    assert cache.load(model) is None


def test_a_damaged_entry_is_ignored_and_written_anew(model: Path) -> None:
    assert cache.store(model, "", (), sample(), dependencies(model))
    (entry,) = entries(model)
    whole = entry.read_bytes()
    for broken in (
        b"",
        b"{",
        whole[: len(whole) // 2],
        b"\xff" * 50,
        b"null",
        whole.replace(b'"dependencies":', b'"x":'),
    ):
        entry.write_bytes(broken)
        assert cache.load(model) is None
    assert cache.store(model, "", (), sample(), dependencies(model))
    assert cache.load(model) is not None


@pytest.mark.parametrize("how", ["link", "writable", "folder"])
def test_what_others_could_have_planted_is_not_read(model: Path, how: str) -> None:
    if sys.platform == "win32":
        assert own_folder.folder() is not None  # folders of a Windows profile are private by inheritance
        return
    assert cache.store(model, "", (), sample(), dependencies(model))
    (entry,) = entries(model)
    if how == "link":
        elsewhere = model.parent / "planted.json"
        entry.rename(elsewhere)
        entry.symlink_to(elsewhere)
    elif how == "writable":
        entry.chmod(0o666)
    else:
        entry.parent.chmod(0o777)
        assert not cache.store(model, "", (), sample(), dependencies(model))
    assert cache.load(model) is None


def test_the_folder_may_not_be_a_link(model: Path) -> None:
    real = model.parent / "real"
    real.mkdir(mode=0o700)
    (model.parent / "kept").symlink_to(real)
    assert not cache.store(model, "", (), sample(), dependencies(model))
    assert not any(real.iterdir())


def test_the_folder_is_private_and_may_be_turned_off(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.store(model, "", (), sample(), dependencies(model))
    assert (model.parent / "kept").stat().st_mode & 0o777 == 0o700
    assert [p.suffix for p in (model.parent / "kept").iterdir()] == [".json"]
    monkeypatch.setenv("OUTLAY_CACHE", "off")
    assert cache.load(model) is None
    assert not cache.store(model, "", (), sample(), dependencies(model))
    monkeypatch.delenv("OUTLAY_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(model.parent / "xdg"))
    assert cache.store(model, "", (), sample(), dependencies(model))
    assert cache.load(model) is not None
    assert (model.parent / "xdg" / "outlay").is_dir()


def test_the_oldest_entries_go(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_ENTRIES", 3)
    for number in range(6):
        assert cache.store(model, f"s{number}", (), sample(count=1), dependencies(model))
        for entry in entries(model):
            os.utime(entry, (entry.stat().st_atime, entry.stat().st_mtime - 10))
    assert len(entries(model)) == 3
    assert cache.load(model, "s5") is not None
    assert cache.load(model, "s0") is None


def test_a_plan_of_a_template_is_read_in_milliseconds(model: Path) -> None:
    assert cache.store(model, "", (), sample(count=1500), dependencies(model))
    read = seconds(lambda: cache.load(model), bound=READ_SECONDS)
    assert read <= READ_SECONDS, f"{read:.3f} s"
