"""Where rows of a text file end: pieces of some megabytes, found without reading cells."""

from __future__ import annotations

from collections.abc import Iterator

from outlay.batch import places
from outlay.diagnostics import OutlayError

PIECE_BYTES = 8_000_000  # also the longest row


def pieces(path: str, start: int, *, quotes: bool, said: str) -> Iterator[tuple[int, int]]:
    """Ranges of bytes that hold whole rows, from `start` to the end of the file.

    With `quotes` a line end between quotation marks ends no row; `said` is what the file is called. Raises
    `OutlayError` for a row longer than a piece.
    """
    most = PIECE_BYTES
    with places.open_read(path) as stream:
        stream.seek(start)
        at = start
        carried = b""
        while True:
            read = stream.read(most - len(carried))
            held = carried + read
            if not held:
                return
            if len(held) < most:
                yield at, at + len(held)
                return
            end = last_row_end(held, quotes=quotes)
            if end == 0:
                raise OutlayError(_too_long(said, at, most, quoted=quotes and b'"' in held))
            yield at, at + end
            carried = held[end:]
            at += end


def _too_long(path: str, at: int, most: int, *, quoted: bool) -> str:
    why = "a quotation mark in it may not be closed" if quoted else "it may be no table of lines"
    return f"{path}: the row that begins at byte {at:,} is longer than {most // 1_000_000} MB; {why}."


def last_row_end(held: bytes, *, quotes: bool) -> int:
    """How many bytes the whole rows at the beginning of `held` take; 0 where the first has no end."""
    end = held.rfind(b"\n")
    if not quotes or end < 0:
        return end + 1
    odd = held.count(b'"', 0, end) % 2
    while end >= 0 and odd:
        mark = held.rfind(b'"', 0, end)  # the line ends between it and here are all inside
        before = held.rfind(b"\n", 0, mark)
        odd = (odd + held.count(b'"', max(before, 0), end)) % 2
        end = before
    return end + 1


def judge_text(path: str, raw: bytes, at: int) -> None:
    """Raises `OutlayError` for bytes that are no UTF-8 text, with their place in the file."""
    nul = raw.find(b"\0")
    if nul >= 0:
        raise OutlayError(
            f"{path} holds a NUL character at byte {at + nul:,}, so it is no text file, or one in UTF-16: "
            "save it as UTF-8."
        )
    if raw.isascii():
        return
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise OutlayError(
            f"{path} is not in UTF-8: byte {at + error.start:,} is 0x{raw[error.start]:02X}. Save it as UTF-8 "
            "(in Excel: CSV UTF-8)."
        ) from None
