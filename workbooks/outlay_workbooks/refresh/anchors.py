"""Where charts and pictures stand on a sheet: the model's where a fresh build has them, others out of their way."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ANCHOR = re.compile(rb"<((?:\w+:)?)((?:twoCell|oneCell|absolute)Anchor)\b[^<>]*>.*?</\1\2>", re.DOTALL)
_CORNER = re.compile(rb"<((?:\w+:)?)(from|to)>(.*?)</\1\2>", re.DOTALL)
_NUMBER = re.compile(rb"<(?:\w+:)?(col|colOff|row|rowOff)>\s*(-?[0-9]+)\s*</")
_WRITTEN = re.compile(rb"(<(?:\w+:)?(col|colOff|row|rowOff)>)\s*-?[0-9]+\s*(</)")
_SIZE = re.compile(rb"""<(?:\w+:)?ext\b[^<>]*?\scx=["']([0-9]+)["'][^<>]*?\scy=["']([0-9]+)["']""")
_RELATION = re.compile(rb"""\sr:id\s*=\s*["']([^"']*)["']""")
_COLUMN, _ROW = 609_600, 190_500  # an ordinary column and row in English Metric Units
_GAP = 2  # rows between what is put beneath each other

Corner = dict[bytes, int]  # col, colOff, row, rowOff, from 0


@dataclass(slots=True)
class Anchor:
    """One chart or picture: where it begins and ends, and the chart's relationship."""

    text: bytes
    key: str

    @property
    def corners(self) -> dict[bytes, Corner]:
        """By `from` and `to`."""
        return {
            match[2]: {name: int(number) for name, number in _NUMBER.findall(match[3])}
            for match in _CORNER.finditer(self.text)
        }

    @property
    def area(self) -> tuple[int, int, int, int] | None:
        """Top, left, bottom, right as rows and columns from 0; None for one that stands on no cell."""
        corners = self.corners
        start = corners.get(b"from")
        if start is None:
            return None
        size = _SIZE.search(self.text)
        across, down = (int(size[1]) // _COLUMN, int(size[2]) // _ROW) if size is not None else (0, 0)
        end = corners.get(b"to", {b"row": start[b"row"] + down, b"col": start[b"col"] + across})
        return start[b"row"], start[b"col"], end[b"row"], end[b"col"]

    def placed(self, corners: dict[bytes, Corner]) -> Anchor:
        """The same with its corners elsewhere; one with a beginning and a size keeps its size."""

        def corner(match: re.Match[bytes]) -> bytes:
            new = corners.get(match[2], {})
            return _WRITTEN.sub(
                lambda one: one[1] + str(new[one[2]]).encode() + one[3] if one[2] in new else one[0], match[0]
            )

        return Anchor(_CORNER.sub(corner, self.text), self.key)

    def lowered(self, rows: int) -> Anchor:
        """The same so many rows further down."""
        return self.placed({name: {**corner, b"row": corner[b"row"] + rows} for name, corner in self.corners.items()})


def anchors_of(drawing: bytes) -> list[Anchor]:
    """Every chart and picture of a drawing."""
    found: list[Anchor] = []
    for match in _ANCHOR.finditer(drawing):
        key = _RELATION.search(match[0])
        found.append(Anchor(match[0], key[1].decode() if key is not None else ""))
    return found


def arranged(drawing: bytes, places: dict[str, Anchor]) -> bytes:
    """The drawing with its charts (by relationship) where `places` has them, and what they would cover beneath all."""
    anchors = anchors_of(drawing)
    ours = [one.placed(places[one.key].corners) if one.key in places else None for one in anchors]
    taken = [one.area for one in ours if one is not None]
    bottom = max((area[2] for one in anchors for area in (one.area,) if area is not None), default=0)
    bottom = max([bottom, *(area[2] for area in taken if area is not None)])
    for old, new in zip(anchors, ours, strict=True):
        moved = new
        if moved is None:
            area = old.area
            if area is None or not any(_overlap(area, other) for other in taken if other is not None):
                continue
            moved = old.lowered(bottom + _GAP - area[0])
            bottom += _GAP + area[2] - area[0]
        drawing = drawing.replace(old.text, moved.text, 1)
    return drawing


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
