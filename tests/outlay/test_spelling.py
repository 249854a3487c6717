"""Which name was meant by a misspelt one."""

from __future__ import annotations

import pytest

from outlay.spelling import alike, nearest


@pytest.mark.parametrize(
    ("written", "names", "meant"),
    [
        ("tokne", ["tonne", "token"], "token"),  # two letters swapped are one slip
        ("subscriber", ["subscribers", "subscription"], "subscribers"),
        ("TOKEN", ["token"], "token"),
        ("tokens", ["tokens_in", "tokens_out"], "tokens_in"),
        ("agents", ["page"], None),  # letters in common are no likeness
        ("int", ["minute"], None),
        ("m", ["MB"], None),
        ("nope", ["nul"], None),
    ],
)
def test_the_nearest_name(written: str, names: list[str], meant: str | None) -> None:
    assert nearest(written, names) == meant


def test_names_alike_the_nearest_first() -> None:
    assert alike("margns", ["margin", "margins", "price"], 3) == ["margins", "margin"]
