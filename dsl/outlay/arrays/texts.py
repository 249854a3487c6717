"""Texts as numbers: every spelling has a code, and codes of spellings that differ in case only fold to one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np


class TextPool:
    """The texts of one program and of the columns given to it."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._codes: dict[str, int] = {}
        self._folded: list[int] = []
        self._folds: dict[str, int] = {}

    def code(self, text: str) -> float:
        """The code of a text, which is a new one if it has not been met."""
        found = self._codes.get(text)
        if found is None:
            found = self._codes[text] = len(self._texts)
            self._texts.append(text)
            self._folded.append(self._folds.setdefault(text.casefold(), found))
        return float(found)

    def codes(self, texts: Iterable[str | None]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A column of codes; None is a fault."""
        return np.array([math.nan if text is None else self.code(text) for text in texts], dtype=np.float64)

    def text(self, code: float) -> str | None:
        """The text of a code; None of a fault."""
        return None if code != code else self._texts[int(code)]

    @property
    def folded(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """For every code the code that stands for all its spellings."""
        return np.array(self._folded or [0], dtype=np.float64)
