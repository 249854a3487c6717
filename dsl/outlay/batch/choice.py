"""Which columns of the inputs set something and which are kept, and what to do about one that is neither."""

from __future__ import annotations

import fnmatch
import re
import shlex
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from outlay.diagnostics import OutlayError
from outlay.spelling import nearest
from outlay.studies.headers import headers, known_paths, path_of

if TYPE_CHECKING:
    from outlay.model import Model
    from outlay.studies.batch import Batch

_WRITTEN = ("record", "text", "date", "truth")  # types of inputs whose cells are read as they are written
_UNIT = re.compile(r"(?P<name>.*\S)\s*\((?P<unit>[^()]*)\)\s*")


def chosen(
    names: Sequence[str], keep: Sequence[str], ignore: Sequence[str], inputs: Collection[str]
) -> tuple[list[str], list[str]]:
    """The columns that set something, and those that are carried through; an input that is kept does both."""
    kept = _chosen(names, keep, "--keep")
    ignored = _chosen(names, ignore, "--ignore")
    both = [name for name in kept if name in ignored]
    if both:
        raise OutlayError(f"The column {both[0]} cannot be both kept and ignored.")
    aside = {name for name in kept if path_of(name) not in inputs}
    return [name for name in names if name not in aside and name not in ignored], kept


def _chosen(names: Sequence[str], asked: Sequence[str], option: str, *, strict: bool = True) -> list[str]:
    """The columns that are asked for by name or pattern, in the order asked; what is none is an error if `strict`."""
    found: dict[str, None] = {}
    for text in asked:
        for name in [text] if text in names else [part.strip() for part in text.split(",") if part.strip()]:
            there = [name] if name in names else fnmatch.filter(names, name)
            if not there and strict:
                near = nearest(name, names)
                some = f"There are {', '.join(names[:8])}{' …' if len(names) > 8 else ''}." if names else ""
                hint = f"Did you mean {near}?" if near else some or "Workbooks that were edited have none."
                raise OutlayError(f"{option}: the inputs have no column {name[:60]}. {hint}")
            found |= dict.fromkeys(there)
    return list(found)


def judge_settings(columns: Sequence[str], overrides: Sequence[tuple[str, str]]) -> None:
    """Raises `OutlayError` for a setting that every row would set anew."""
    paths = {path_of(name): name for name in columns}
    for path, _ in overrides:
        if path in paths:
            raise OutlayError(
                f"--set {path} would be without effect, as the column {paths[path]} sets {path} in every row: leave "
                f"out one of them; --ignore {shlex.quote(paths[path])} leaves out the column."
            )


def written(batches: Sequence[Batch | None], columns: Sequence[str]) -> list[str]:
    """The columns whose cells are names, texts, dates or truths, however much like numbers they look.

    What a chunk of a file without types looks like would otherwise decide how its cells are read.
    """
    found: dict[str, None] = {}
    for batch in filter(None, batches):
        types = {each.path: each.type for each in batch.plan.inputs}
        found |= {str(each.label): None for each in headers(columns) if types.get(each.path) in _WRITTEN}
    return list(found)


def with_hint(error: OutlayError, columns: Sequence[str], models: Sequence[Model], keep: Sequence[str]) -> OutlayError:
    """The error as it is, or where it is about a column also what to do with columns that are no inputs."""
    text = str(error).replace(" What is no part of the model belongs into the index.", "")
    if error.diagnostics or not any(sign in text for sign in (" has no input or equation ", "is named by the path")):
        return error
    named = re.search(r"has no input or equation (\w+(?:\.\w+)*)", text)
    meant = [each for each in columns if (each.split("[")[0].strip() == named[1] if named else repr(each[:60]) in text)]
    if meant and meant[0] in _chosen(columns, keep, "--keep", strict=False):
        return OutlayError(f"{text} It is kept and an input of another of these models: run them apart, or rename it.")
    if meant and "Did you mean" not in text:
        near = _meant(meant[0], models)
        text += f" Did you mean {near}?" if near else ""
    name = shlex.quote(meant[0]) if meant else "NAME"
    hint = f"If it is no input, --keep {name} carries it through, and --ignore {name} leaves it out."
    return OutlayError(f"{text} {hint}")


def _meant(column: str, models: Sequence[Model]) -> str | None:
    """What a column may be meant to set: what has such a label or name, the unit in brackets of another kind."""
    match = _UNIT.fullmatch(column)
    name, unit = (match["name"], f" [{match['unit'].strip()}]") if match is not None else (column, "")
    plan = models[0].setting("").plan
    labels = {each.label: each.path for each in plan.quantities if each.label}
    paths = {path.replace("_", " "): path for path in known_paths(plan)}
    near = nearest(name.replace("_", " "), [*labels, *paths])
    return None if near is None else (labels.get(near) or paths[near]) + unit
