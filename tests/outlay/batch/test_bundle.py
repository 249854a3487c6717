"""A model as workers are given it: its files and its plans, wherever they compute."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from outlay import compilation
from outlay.batch.bundle import Bundle, bundle
from outlay.model import Model


def _sent(*scenarios: str) -> Bundle:
    model = Model("m.cost")
    found: Bundle = pickle.loads(pickle.dumps(bundle(model, scenarios)))
    return found


def test_a_worker_checks_no_model_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = _sent("", "cheap")
    monkeypatch.setattr(compilation, "Compilation", None)
    model = sent.place()
    assert model.run().outputs["revenue"].value == pytest.approx(190)
    assert model.run("cheap").outputs["revenue"].value == pytest.approx(47.5)


def test_a_worker_that_was_sent_no_plan_makes_it(folder: Path) -> None:
    model = _sent("").place()
    assert model.run("dear").outputs["revenue"].value == pytest.approx(950)


def test_a_model_kept_from_before_is_sent_with_all_its_files(folder: Path) -> None:
    Model("m.cost").scenarios  # noqa: B018 - its plan is kept now
    sent = _sent("")
    assert {Path(path).name for path, _ in sent.files} == {"m.cost", "parts.cost"}
    for path in ("m.cost", "parts.cost"):
        (folder / path).unlink()
    assert sent.place().run("dear").outputs["revenue"].value == pytest.approx(950)


def test_a_reason_quotes_the_model_that_was_sent(folder: Path) -> None:
    (folder / "m.cost").write_text('"M"\ninput a = 1\noutput b = 1 / a\n')
    sent = _sent("")
    (folder / "m.cost").unlink()
    found = sent.place().run(a=0)
    assert found.diagnostics[0].message == "a is 0 here, and b divides by it"
    assert "1 / a" in found.diagnostics[0].source.text


def test_the_same_files_have_the_same_hash_whatever_was_planned() -> None:
    assert _sent("").hash == _sent("", "cheap").hash
