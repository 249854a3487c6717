"""What is said of brackets and texts that do not close."""

from __future__ import annotations

from outlay.diagnostics import Bag, Note, Source
from outlay.diagnostics.codes import syntax as codes
from outlay.structs import struct

_PARTNER = {"(": ")", "[": "]", "{": "}", ")": "(", "]": "[", "}": "{"}


@struct(frozen=True, slots=True)
class Opener:
    """An opened bracket and where it stands."""

    text: str
    at: int


def report_unclosed(bag: Bag, source: Source, opener: Opener, end: int) -> None:
    """An opener whose partner never came; the fix puts it at the end of the line, or of the statement for `{`."""
    at = opener.at
    line = source.text.find("\n", at, end)
    tail = source.text[at : line if line >= 0 else end]
    tail = tail.split("#", 1)[0].rstrip() if '"' not in tail else tail.rstrip()
    if opener.text == "{":
        stop = len(source.text[:end].rstrip()) if end - at < 100_000 else at + 1
        span, fix = (at, at + 1), None
        if stop == at + len(tail):
            span, fix = (at, stop), f"{tail} }}"
    else:
        span, fix = (at, at + len(tail)), f"{tail}{_PARTNER[opener.text]}"
        if tail.endswith(("{", ",")):
            span, fix = (at, at + 1), None
    bag.add(codes.UNCLOSED_BRACKET, source, span if fix is not None and len(tail) < 200 else (at, at + 1),
            f"This `{opener.text}` is never closed with `{_PARTNER[opener.text]}`.",
            fix=fix if len(tail) < 200 else None)  # fmt: skip


def report_unopened(bag: Bag, source: Source, at: int, opener: Opener | None) -> None:
    """A closing bracket that fits nothing."""
    bracket = source.text[at]
    if opener is None:
        bag.add(codes.UNOPENED_BRACKET, source, (at, at + 1),
                f"This `{bracket}` closes nothing: there is no `{_PARTNER[bracket]}` before it.", fix="")  # fmt: skip
        return
    wanted = _PARTNER[opener.text]
    bag.add(codes.WRONG_BRACKET, source, (at, at + 1),
            f"`{bracket}` cannot close the `{opener.text}` before it; `{wanted}` is expected.",
            notes=(Note("opened here", source, (opener.at, opener.at + 1)),), fix=wanted)  # fmt: skip


def report_unclosed_text(bag: Bag, source: Source, begin: int, end: int) -> None:
    """A text without its closing quote, which may have been meant before a closing bracket or an attribute."""
    text = source.text[begin:end].rstrip()
    stop = len(text)
    attribute = text.find(" @")
    if attribute > 0:
        stop = len(text[:attribute].rstrip())
    elif text.endswith((")", "]", "}")) and "(" not in text and "[" not in text:
        stop = len(text.rstrip(")]} "))
    shown = text[: min(stop, 200)]
    bag.add(codes.UNCLOSED_TEXT, source, (begin, begin + len(shown)), 'This text is never closed with `"`.',
            fix=f'{shown}"' if stop <= 200 else None)  # fmt: skip
