"""What a library function cannot do with its arguments is said at the call, where it can be mended."""

from __future__ import annotations

import pytest
from tiny import diagnostics


@pytest.mark.parametrize(
    ("text", "code", "call"),
    [
        ("price house { input = $1 / Mtoken; output = $2 / Mtoken }\noutput x = 1 + API_COST(house, 1000, 500)\n",
         "E0409", "API_COST(house, 1000, 500)"),
        ("\noutput x = TIER_COST(5, [0, 2, 1], [3, 2, 1]) + $1\n", "E0514", "TIER_COST(5, [0, 2, 1], [3, 2, 1])"),
        ('\noutput x = OFFER_PRICE("A100", "nobody")\n', "E0408", 'OFFER_PRICE("A100", "nobody")'),
        ("function f(p : price) : USD = API_COST(p, 1000, 500)\nprice own { input = $1 / token }\nx = f(own)\n",
         "E0409", "API_COST(p, 1000, 500)"),
    ],
)  # fmt: skip
def test_mistakes_in_the_library_are_told_at_the_call(text: str, code: str, call: str) -> None:
    found = [item for item in diagnostics(text) if item.code.id == code]
    assert len(found) == 1
    assert text[slice(*found[0].span)] == call
    assert found[0].fix is None
    assert "library" in found[0].notes[0].message
    assert found[0].notes[0].source.path.startswith("outlay/library")
