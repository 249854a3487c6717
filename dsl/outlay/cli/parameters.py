"""What people write behind an option: a number of draws, a share."""

from __future__ import annotations

import re
from typing import Any

import click

_COUNT = re.compile(r"(\d[\d_,]*)([kM]?)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")


class Count(click.ParamType[int]):
    """A number of draws: `20_000`, `50k`, `1M`."""

    name = "count"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = _COUNT.fullmatch(str(value).strip())
        if found is None or len(found[1]) > 15:
            self.fail(f"`{value}` should be a number of draws, such as 20_000, 50k or 1M.", param, ctx)
        return int(found[1].replace("_", "").replace(",", "")) * {"": 1, "k": 1_000, "M": 1_000_000}[found[2]]


class Share(click.ParamType[float]):
    """A share: `1%` or `0.01`."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        found = _PERCENT.fullmatch(str(value).strip())
        if found is None:
            self.fail(f"`{value}` should be a share such as 1% or 0.01.", param, ctx)
        return float(found[1]) / (100 if found[2] else 1)
