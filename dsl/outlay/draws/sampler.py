"""The one sampler: normal scores and shares of every stream of a model, after correlation.

Draw number k of a stream is the same number whatever part of the stream is asked for, in whatever order, by whichever
thread or process, and whatever other streams there are. Only what correlates numbers ties their draws together, and a
Sobol sequence, whose dimensions are all of a model's streams, the streams it was made for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import numpy

from outlay.diagnostics.model import OutlayError
from outlay.draws import normal
from outlay.draws.copula import mixtures
from outlay.draws.normal import Floats
from outlay.draws.quantiles import BY_SCORES, Parameter, quantiles
from outlay.draws.sobol import SobolStreams
from outlay.draws.streams import RandomStreams
from outlay.plan import Plan

METHODS = ("random", "sobol")


class Sampler:
    """Draws of some streams. `labels` are the periods' names, in which streams drawn in each period are told apart.

    `streams` are (name, whether each period has a draw of its own); only a Sobol sequence needs to know them.
    """

    def __init__(
        self,
        streams: Iterable[tuple[str, bool]] = (),
        correlations: Iterable[tuple[str, str, float]] = (),
        *,
        seed: int = 0,
        method: str = "random",
        labels: Sequence[str] = (),
    ) -> None:
        self.streams = tuple(sorted(set(streams)))
        self.correlations = tuple(correlations)
        self.seed = seed
        self.method = method
        self.labels = tuple(labels)
        self._mixtures = mixtures(self.correlations)
        self._source: RandomStreams | SobolStreams
        if method == "random":
            self._source = RandomStreams(seed)
        elif method == "sobol":
            self._source = SobolStreams(seed, [place for one in self.streams for place in self._places(*one)])
        else:
            raise OutlayError(f'Draws are "random" or "sobol", not "{method}".')
        self._recent = threading.local()

    @classmethod
    def of(cls, *plans: Plan, seed: int = 0, method: str = "random") -> Sampler:
        """The sampler of a model's plan, or of several scenarios of a model, which then share their draws."""
        streams = {
            (str(node.value[1]), bool(node.value[2]))
            for plan in plans
            for node in plan.nodes
            if node.op == "draw" and isinstance(node.value, tuple)
        }
        timeline = plans[0].timeline if plans else None
        return cls(
            streams,
            dict.fromkeys(pair for plan in plans for pair in plan.correlations),
            seed=seed,
            method=method,
            labels=() if timeline is None else timeline.labels,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.streams, self.correlations, self.seed, self.method, self.labels)

    def _places(self, name: str, each_period: bool) -> list[tuple[str, str]]:
        return [(name, label) for label in self.labels] if each_period else [(name, "")]

    def _label(self, period: int | None) -> str:
        if period is None:
            return ""
        return self.labels[period] if period < len(self.labels) else str(period)

    # ------------------------------------------------------------------------------------------------ drawing

    def shares(self, stream: str, period: int | None, start: int, stop: int, out: Floats | None = None) -> Floats:
        """Shares in (0, 1) of draws number `start` to `stop` - 1; `period` is None for one draw for all periods."""
        out = numpy.empty(stop - start) if out is None else out
        if stream in self._mixtures:
            return normal.shares(self.scores(stream, period, start, stop, out), out)
        self._source.shares(stream, self._label(period), start, out)
        return numpy.maximum(out, normal.SMALLEST, out=out)  # a share of 0 has no quantile

    def scores(self, stream: str, period: int | None, start: int, stop: int, out: Floats | None = None) -> Floats:
        """Standard normal scores of the same draws."""
        out = numpy.empty(stop - start) if out is None else out
        mixture = self._mixtures.get(stream)
        if mixture is None:
            return self._independent(stream, period, start, out)
        out.fill(0.0)
        for name, weight in zip(mixture.streams, mixture.weights, strict=True):
            out += self._remembered(name, period, start, stop) * weight
        return out

    def _independent(self, stream: str, period: int | None, start: int, out: Floats) -> Floats:
        return normal.scores(self._source.shares(stream, self._label(period), start, out), out)

    def _remembered(self, stream: str, period: int | None, start: int, stop: int) -> Floats:
        """Independent scores a whole group of correlated streams is mixed from, kept for one block of draws."""
        block = (period, start, stop)
        recent = self._recent
        if getattr(recent, "block", None) != block:
            recent.block, recent.scores = block, {}
        found: Floats | None = recent.scores.get(stream)
        if found is None:
            found = recent.scores[stream] = self._independent(stream, period, start, numpy.empty(stop - start))
        return found


def _again(streams: Any, correlations: Any, seed: int, method: str, labels: Any) -> Sampler:
    return Sampler(streams, correlations, seed=seed, method=method, labels=labels)


class Draws:
    """The draws behind the rows of a run: row r stands for draw number `first` + r % `count`."""

    def __init__(self, sampler: Sampler, count: int, first: int = 0) -> None:
        if count < 1:
            raise OutlayError(f"A simulation takes at least one draw, not {count}.")
        self.sampler = sampler
        self.count = count
        self.first = first

    def scores(self, stream: str, period: int | None, start: int, stop: int) -> Floats:
        """Standard normal scores of rows `start` to `stop` - 1."""
        return self._rows(self.sampler.scores, stream, period, start, stop)

    def shares(self, stream: str, period: int | None, start: int, stop: int) -> Floats:
        """Shares of rows `start` to `stop` - 1."""
        return self._rows(self.sampler.shares, stream, period, start, stop)

    def values(
        self,
        family: str,
        stream: str,
        args: Sequence[Parameter],
        data: Any = None,
        *,
        period: int | None = None,
        start: int,
        stop: int,
    ) -> Floats:
        """Values of a `draw` node in rows `start` to `stop` - 1; parameters are single, or one for each row."""
        read = self.scores if family in BY_SCORES else self.shares
        return quantiles(family, read(stream, period, start, stop), args, data, reuse=True)

    def _rows(self, read: Any, stream: str, period: int | None, start: int, stop: int) -> Floats:
        count, first = self.count, self.first
        turn, at = divmod(start, count)
        if stop - turn * count <= count:
            found: Floats = read(stream, period, first + at, first + stop - turn * count)
            return found
        out = numpy.empty(stop - start)
        if stop - start > count:
            whole = read(stream, period, first, first + count)
            return numpy.take(whole, numpy.arange(start, stop) % count, out=out)
        until = (turn + 1) * count - start
        read(stream, period, first + at, first + count, out[:until])
        read(stream, period, first, first + stop - start - until, out[until:])
        return out


def sample(
    family: str, args: Sequence[float], count: int, *, data: Any = None, seed: int = 0, stream: str = "", start: int = 0
) -> Floats:
    """`count` draws of one distribution: `sample("lognormal90", (4.0, 9.0), 1_000_000)`."""
    sampler = Sampler(seed=seed)
    out = numpy.empty(count)
    draws = Draws(sampler, max(count, 1), start)
    for at in range(0, count, _BLOCK):
        until = min(at + _BLOCK, count)
        out[at:until] = draws.values(family, stream, args, data, start=at, stop=until)
    return out


_BLOCK = 8192
