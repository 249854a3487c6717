"""The questions of a model that need many evaluations: thin methods that find the plans and hand them to `studies`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlay.diagnostics import OutlayError

if TYPE_CHECKING:
    import pandas

    from outlay.check.quantities import Figures
    from outlay.compilation import Compilation
    from outlay.diagnostics import Diagnostic
    from outlay.plan import Plan
    from outlay.studies.batch import Batch
    from outlay.studies.sensitivity import Sensitivity
    from outlay.studies.simulation import Simulation
    from outlay.studies.sweep import Sweep

Formulas = tuple[tuple[str, str], ...]
Paths = tuple[str, ...]
Overrides = Mapping[str, Any] | Iterable[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Setting:
    """A plan and what one run sets in it."""

    plan: Plan
    formulas: Formulas
    inputs: dict[int, Any]  # by place in `plan.inputs`
    texts: dict[str, str]  # everything set, as it would be written
    diagnostics: tuple[Diagnostic, ...]


def items_of(overrides: Overrides | None) -> list[tuple[str, Any]]:
    """What a run sets, in order."""
    return list(overrides.items() if isinstance(overrides, Mapping) else overrides or ())


def _names(outputs: str | Sequence[str] | None) -> tuple[str, ...]:
    """Names of outputs as a caller gives them: one, several or none."""
    return (outputs,) if isinstance(outputs, str) else tuple(outputs or ())


class Many(ABC):
    """What a model can be asked beyond a single run. NumPy and pandas are imported by the method that needs them."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The file's name without its ending."""

    @property
    @abstractmethod
    def scenarios(self) -> tuple[str, ...]:
        """Every scenario, in file order."""

    @property
    @abstractmethod
    def compilation(self) -> Compilation:
        """The file as the checker sees it."""

    @abstractmethod
    def setting(self, scenario: str, items: Sequence[tuple[str, Any]] = (), opened: Sequence[str] = ()) -> Setting:
        """The plan of a scenario with everything set that `items` say, and with the paths `opened` as inputs."""

    @abstractmethod
    def asking(self, question: str, name: str) -> Many:
        """The same model with one more question."""

    def batch(
        self,
        frame: pandas.DataFrame,
        outputs: str | Sequence[str] | None = None,
        scenario: str | None = None,
        point: str = "median",
        engine: str = "auto",
        *,
        errors: str = "raise",
        overrides: Overrides | None = None,
        threads: int | None = None,
    ) -> pandas.DataFrame:
        """The model over the rows of a pandas frame: a row of results for each row, with units in `attrs["units"]`.

        A column is named by the path it sets (`plan`, `writer.tokens_in`, any equation), if wanted with the unit of
        its numbers (`plan [EUR/user/month]`), which may also stand in `frame.attrs["units"]`; else they are in the
        input's own. A cell is a number, a quantity as text, the name of a record, a date or a truth. A cell that is
        none of these raises `OutlayError`; `errors="keep"` leaves the results of that row empty, with the reason in
        the column `error`. `outputs` are names of outputs and of anything else there is: `revenue[last]`,
        `total(revenue)`, a solve, a check.
        """
        if errors not in ("raise", "keep"):
            raise OutlayError(f'Bad cells are raised or kept: errors="raise" or errors="keep", not {errors!r}.')
        if not hasattr(frame, "attrs") or not hasattr(frame, "columns"):
            raise OutlayError(f"A batch takes a pandas DataFrame, not {type(frame).__name__}.")
        made = self.prepared(tuple(frame.columns), frame.attrs.get("units"), outputs, scenario, overrides)
        return made.frame(frame, errors=errors, point=point, engine=engine, threads=threads)

    def prepared(
        self,
        columns: Sequence[Any],
        units: Mapping[Any, str] | None = None,
        outputs: str | Sequence[str] | None = None,
        scenario: str | None = None,
        overrides: Overrides | None = None,
        *,
        checks: bool = False,
        draws: int = 0,
        seed: int = 0,
    ) -> Batch:
        """A batch made ready for many frames with these columns, if wanted with its checks; see `batch`.

        With `draws` the uncertain inputs are drawn so often in every row, and results are figures of the draws.
        """
        from outlay.studies.batch import Batch
        from outlay.studies.headers import headers

        found = headers(columns, units)
        paths = [each.path for each in found]
        setting = self.opened(scenario or "", items_of(overrides), paths)
        figures = self._figures(scenario, paths)
        given = (setting.plan, found, figures, _names(outputs), setting.inputs)
        if not draws:
            return Batch(*given, checks=checks)
        from outlay.studies.row_draws import RowDraws

        return RowDraws(*given, checks=checks, draws=draws, seed=seed)

    def sweep(
        self,
        vary: str | Iterable[str] | Mapping[str, Any],
        outputs: str | Sequence[str] | None = None,
        scenario: str | Sequence[str] | None = None,
        *,
        solve: str | None = None,
        at: str = "",
        point: str = "median",
        log: bool = False,
        overrides: Overrides | None = None,
        engine: str = "auto",
        threads: int | None = None,
        simulate: int | None = None,
        seed: int = 0,
        progress: Callable[[float], None] | None = None,
    ) -> Sweep:
        """Outputs for every combination of the values of some inputs: `model.sweep({"plan": "$5 .. $50 : 10"})`.

        `vary` gives for each path a range with a count, a list (`"A100, H100"`, `[5, 10]`), or whole texts as
        `outlay sweep --vary` takes them; `log` spaces ranges by ratio. Of a series stands its total if it is a rate,
        else its last period, or what `at` says (first, last, total, mean, min, max, a period). `solve` names a solve
        of the model, or asks a new question, whose answer is then found in every cell. Several scenarios, or "all",
        make the first side of the grid.

        `simulate` draws the uncertain inputs so often in every cell, the same draws in all: of each output there are
        then its mean, p5 and p95 (`margin.mean`), and the share of draws in which each check that hangs on it fails.
        """
        from outlay.studies.counts import whole_number
        from outlay.studies.drawn_cells import Drawing
        from outlay.studies.grid import Case
        from outlay.studies.sweep import drawn_sweep, sweep
        from outlay.studies.vary import variations

        if solve is not None and not solve.strip().isidentifier():
            return self.asking(solve.strip(), "answer").sweep(
                vary, outputs, scenario, solve="answer", at=at, point=point, log=log, overrides=overrides,
                engine=engine, threads=threads, simulate=simulate, seed=seed, progress=progress,
            )  # fmt: skip
        found = variations(vary, log=log)
        paths = [each.path for each in found]
        names = [*_names(outputs), *([solve.strip()] if solve is not None else ())]
        cases: list[Case] = []
        given: tuple[tuple[str, str], ...] = ()
        for name in self._cases(scenario):
            setting = self.opened(name, items_of(overrides), paths)
            cases.append(Case(name, setting.plan, self._figures(name, paths), setting.inputs))
            given = tuple(setting.texts.items())
        if simulate is not None:
            drawing = Drawing(whole_number(simulate), seed, engine, threads, progress)
            return drawn_sweep(cases, found, names, drawing, at=at, given=given)
        return sweep(cases, found, names, at=at, point=point, engine=engine, threads=threads, given=given)

    def sensitivity(
        self,
        outputs: str | Sequence[str] | None = None,
        method: str = "tornado",
        scenario: str | None = None,
        *,
        at: str = "",
        spread: float = 0.1,
        draws: int | None = None,
        seed: int = 0,
        overrides: Overrides | None = None,
        engine: str = "auto",
        threads: int | None = None,
    ) -> Sensitivity:
        """What moves each output most.

        `method` is "tornado" (each input from its 5% to its 95% quantile, or by `spread` of its value where it has no
        interval, all others at rest), "rank" (Spearman's rank correlation over `draws`, 10,000 unless said) or "sobol"
        (first-order and total shares of the variance, from 4,096 draws unless said). Of a series stands its total if
        it is a rate, else its last period, or what `at` says (first, last, total, mean, min, max, a period).
        """
        from outlay.studies.counts import whole_number
        from outlay.studies.sensitivity import METHODS
        from outlay.studies.wanted import numbers_only, single

        if method not in METHODS:
            raise OutlayError(f"A sensitivity is by {', '.join(METHODS[:-1])} or {METHODS[-1]}, not by {method!r}.")
        cases = self._cases(scenario)
        if len(cases) != 1:
            raise OutlayError("A sensitivity is of one scenario; ask for each on its own.")
        setting = self.setting(cases[0], items_of(overrides))
        plan, fixed = setting.plan, setting.inputs
        wanted = numbers_only(single(plan, _names(outputs), at), bool(outputs))
        if method == "tornado":
            from outlay.studies.tornado import tornado

            return tornado(plan, wanted, fixed, spread=spread, engine=engine, threads=threads)
        from outlay.studies.variance import ranks, sobol

        drawn: dict[str, Any] = {} if draws is None else {"draws": whole_number(draws)}
        how = {"seed": seed, "engine": engine, "threads": threads, **drawn}
        if method == "rank":
            return ranks(plan, wanted, fixed, **how)
        return sobol(plan, wanted, fixed, strict=bool(outputs), **how)

    def simulate(
        self,
        draws: int = 10_000,
        *,
        seed: int = 0,
        method: str = "random",
        scenario: str | Sequence[str] | None = None,
        outputs: str | Sequence[str] = (),
        overrides: Overrides | None = None,
        target_error: float | None = None,
        most_draws: int | None = None,
        engine: str = "auto",
        threads: int | None = None,
        progress: Callable[[float], None] | None = None,
        **named: Any,
    ) -> Simulation:
        """Draw every uncertain input many times and say how the outputs are spread and how often checks fail.

        `scenario` is one scenario, several, or "all" of them beside the model as it stands (`base`); all share their
        draws. `outputs` are names of outputs and of anything else there is: `revenue[last]`, `total(revenue)`.
        `method` is "random" or "sobol"; `target_error` draws on until the standard error of every output's mean is
        within that share of it, or `most_draws` are made. `overrides` and `named` are those of `run`.
        """
        from outlay.studies.counts import whole_number
        from outlay.studies.drawing import Setup
        from outlay.studies.simulate import simulate

        items = [*items_of(overrides), *named.items()]
        settings = {name: self.setting(name, items) for name in self._cases(scenario)}
        return simulate(
            [Setup(name, setting.plan, setting.inputs) for name, setting in settings.items()],
            model=self.name,
            outputs=_names(outputs),
            draws=whole_number(draws),
            seed=seed,
            method=method,
            target_error=target_error,
            most_draws=None if most_draws is None else whole_number(most_draws),
            engine=engine,
            threads=threads,
            overrides=tuple(next(iter(settings.values())).texts.items()),
            diagnostics=tuple(dict.fromkeys(item for each in settings.values() for item in each.diagnostics)),
            progress=progress,
        )

    def _cases(self, scenario: str | Sequence[str] | None) -> list[str]:
        """Scenarios as asked for, the model as it stands being "": `base` unless a scenario is called so."""
        known = self.scenarios
        if scenario == "all" and "all" not in known:
            return ["", *known]
        asked = [scenario] if isinstance(scenario, str) else list(scenario or ("",))
        return list(dict.fromkeys("" if each == "base" and "base" not in known else each for each in asked))

    def _figures(self, scenario: str | None, paths: Sequence[str] = ()) -> Callable[[], Figures]:
        """What reads figures with the model's units, made when the first one is read."""
        from functools import cache

        return cache(lambda: self.compilation.figures(scenario or "", paths))

    def opened(self, scenario: str, items: Sequence[tuple[str, Any]], paths: Sequence[str]) -> Setting:
        """The same where every one of `paths` has to be an input: a column or a sweep sets it."""
        from outlay.studies.headers import known_paths, unknown

        base = self.setting(scenario, items).plan
        strange = [path for path in paths if path not in known_paths(base)]
        try:
            found = self.setting(scenario, items, paths)
        except OutlayError as error:
            raise (unknown(strange[0], base, self._records) if strange else error) from None
        places = {each.path for each in found.plan.inputs}
        missing = [path for path in paths if path not in places]
        if missing:
            raise unknown(missing[0], base, self._records)
        return found

    @property
    def _records(self) -> frozenset[str]:
        """The names of the records that the file writes."""
        from outlay.syntax import Record

        root = self.compilation.root
        symbols = {} if root is None else root.symbols
        return frozenset(
            name for name, each in symbols.items() if isinstance(each.statement(self.compilation.bag), Record)
        )
