"""Two thousand texts nobody meant, in every run of the tests; `benchmarks/fuzz.py` runs a hundred thousand.

Hypothesis drives the makers of `benchmarks/texts.py` through a `Random` of its own, so a failing text is made small.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from benchmarks import fuzz
from benchmarks.texts import MAKERS, mutated, sentences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pace import Watch

from outlay.diagnostics import OutlayError

CASES = 1_000  # of each maker
OFTEN = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture
def watch(folder: Path) -> Iterator[Watch[str]]:
    """Judges texts. A hang ends in a failure that names its text; what is slow each time fails in the end."""

    def only_diagnostics(text: str) -> None:
        signal.setitimer(signal.ITIMER_PROF, fuzz.HANG_SECONDS)
        with suppress(OutlayError):
            fuzz.judge(text, folder)
            fuzz.formatted(text)
        signal.setitimer(signal.ITIMER_PROF, 0)

    before = signal.signal(signal.SIGPROF, fuzz.late)
    watched = Watch(only_diagnostics, fuzz.SECONDS)
    yield watched
    slow = watched.slow()
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)
    assert slow == []


@OFTEN
@given(random=st.randoms(use_true_random=False))
def test_sentences_of_the_grammar_give_only_diagnostics(random: Random, watch: Watch[str]) -> None:
    watch(sentences(random))


@OFTEN
@given(random=st.randoms(use_true_random=False))
def test_mutilated_samples_give_only_diagnostics(random: Random, watch: Watch[str]) -> None:
    watch(mutated(random))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=200))
def test_any_text_gives_only_diagnostics(text: str, watch: Watch[str]) -> None:
    watch(text)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_seed_names_a_case(maker: str) -> None:
    assert MAKERS[maker](Random(7)) == MAKERS[maker](Random(7))
    assert len({MAKERS[maker](Random(seed)) for seed in range(50)}) > 40
