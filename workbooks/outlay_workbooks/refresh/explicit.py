"""A chart as the writer left it, with everything said that a file of Excel 2007 leaves to its defaults.

Programs take what a chart does not say from who saved the workbook. A built chart that is put into a workbook saved by
another program would gain names on its labels, colours by point, smoothed lines and rounded corners.
"""

from __future__ import annotations

import re

_LABELS = re.compile(rb"<c:dLbls>(.*?)</c:dLbls>", re.DOTALL)
_SHOWN = re.compile(rb'<c:(show(?:LegendKey|Val|CatName|SerName|Percent|BubbleSize)) val="([01])"/>')
_SHOWS = (b"showLegendKey", b"showVal", b"showCatName", b"showSerName", b"showPercent", b"showBubbleSize")
_AFTER_SHOWS = re.compile(rb"<c:(?:separator|showLeaderLines|leaderLines)\b|$")
_LAID_OUT = re.compile(rb"(<c:(title|legend)>.*?(?:<c:layout/>|</c:layout>))(?!<c:overlay)(?=.*?</c:\2>)", re.DOTALL)
_SERIES = re.compile(rb"<c:(lineChart|barChart)>.*?</c:\1>", re.DOTALL)
_BAR = re.compile(rb"(<c:ser>(?:(?!</c:ser>).)*?</c:spPr>)", re.DOTALL)
_SIMPLE = (
    (re.compile(rb"(<c:lang [^<>]*/>)(?!<c:roundedCorners)"), rb'\1<c:roundedCorners val="0"/>'),
    (re.compile(rb"(</c:title>)(?=<c:plotArea>)"), rb'\1<c:autoTitleDeleted val="0"/>'),
    (re.compile(rb"(</c:scaling>|<c:scaling/>)(?!<c:delete)"), rb'\1<c:delete val="0"/>'),
    (re.compile(rb"(<c:grouping [^<>]*/>)(?!<c:varyColors)"), rb'\1<c:varyColors val="0"/>'),
    (re.compile(rb"(<c:plotVisOnly [^<>]*/>)(?!<c:dispBlanksAs)"), rb'\1<c:dispBlanksAs val="gap"/>'),
)


def explicit(chart: bytes) -> bytes:
    """The chart's XML, which means the same in any workbook."""
    chart = _LABELS.sub(_labels, chart)
    chart = _LAID_OUT.sub(rb'\1<c:overlay val="0"/>', chart)
    for pattern, text in _SIMPLE:
        chart = pattern.sub(text, chart)
    return _SERIES.sub(_series, chart)


def _labels(match: re.Match[bytes]) -> bytes:
    said = dict(_SHOWN.findall(match[1]))
    rest = _SHOWN.sub(b"", match[1])
    shows = b"".join(b'<c:%s val="%s"/>' % (name, said.get(name, b"0")) for name in _SHOWS)
    after = _AFTER_SHOWS.search(rest)
    at = after.start() if after is not None else len(rest)
    return b"<c:dLbls>" + rest[:at] + shows + rest[at:] + b"</c:dLbls>"


def _series(match: re.Match[bytes]) -> bytes:
    if match[1] == b"lineChart":
        return re.sub(rb'(?<!<c:smooth val="[01]"/>)</c:ser>', b'<c:smooth val="0"/></c:ser>', match[0])
    if b"<c:invertIfNegative" in match[0]:
        return match[0]
    return re.sub(
        rb"(<c:ser>(?:(?!</c:ser>).)*?</c:spPr>)", rb'\1<c:invertIfNegative val="0"/>', match[0], flags=re.DOTALL
    )
