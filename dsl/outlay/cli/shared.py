"""What several subcommands share: naming a file, setting values, writing output, reporting what was found."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from outlay.diagnostics import Diagnostic, OutlayError

FAILED = 1  # exit code: the model or its checks failed

Command = TypeVar("Command", bound=Callable[..., Any])


class ModelFile(click.ParamType[str]):
    """A `.cost` file that is there and can be read; what is inside it is the checker's business."""

    name = "file"

    def __init__(self, *, dash: bool = False) -> None:
        self.dash = dash

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        path = str(value)
        if self.dash and path == "-":
            return path
        problem = file_problem(path)
        if problem:
            self.fail(problem, param, ctx)
        return path

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


def file_problem(path: str) -> str:
    """Why `path` cannot be read as a model, in a sentence; empty when it can."""
    if "\0" in path:
        return "a file's name cannot hold a NUL character."
    if os.path.isdir(path):
        return f"{path} is a folder; name a `.cost` file in it."
    if not os.path.exists(path):
        return f"there is no file {path}.{_nearest(path)}"
    if not os.access(path, os.R_OK):
        return f"{path} cannot be read: permission denied."
    return ""


def _nearest(path: str) -> str:
    from outlay.spelling import nearest

    folder, name = os.path.split(path)
    try:
        near = nearest(name, [each for each in os.listdir(folder or ".") if each.endswith(".cost")])
    except OSError:
        return ""
    return f" Did you mean {os.path.join(folder, near)}?" if near else ""


class Setting(click.ParamType[tuple[str, str]]):
    """`path=value`; the value is a number, a quantity or a formula, judged by the checker."""

    name = "path=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        path, sign, text = str(value).partition("=")
        if not sign or not path.strip() or not text.strip():
            self.fail(f"`{value}` should read like `plan=12` or `writer.tokens_in=8_000 token/user/day`.", param, ctx)
        return path.strip(), text.strip()


class Day(click.ParamType[date]):
    """A day such as 2026-01-31; a month or a year is its first day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        from outlay.tables import parse_date

        day = parse_date(str(value))
        if day is None:
            self.fail(f"`{value}` is no date; write it like 2026-01-31.", param, ctx)
        return day


model_argument = click.argument("file", type=ModelFile(), metavar="FILE")
search_option = click.option(
    "--path", "search", multiple=True, metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False),
    help="A folder imports may come from, besides the model's own. May be repeated; OUTLAY_PATH names more.",
)  # fmt: skip
scenario_option = click.option("--scenario", "-s", default=None, metavar="NAME", help="The scenario to evaluate.")
set_option = click.option(
    "--set", "overrides", multiple=True, type=Setting(), metavar="PATH=VALUE",
    help="Change an input, a member or an equation for this run. May be repeated.",
)  # fmt: skip
point_option = click.option(
    "--point", type=click.Choice(["median", "mean"]), default="median", show_default=True,
    help="Which single number stands for an uncertain input.",
)  # fmt: skip
output_option = click.option(
    "--output", "-o", "destination", default=None, metavar="FILE", type=click.Path(dir_okay=False),
    help="Write to a file instead of the terminal.",
)  # fmt: skip


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format`, the first being the default."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True,
        help="How the result is written.",
    )  # fmt: skip


def note(text: str) -> None:
    """Something worth knowing that is not the data itself."""
    click.echo(text, err=True)


def emit(text: str, destination: str | None = None) -> None:
    """Write the data, whole or not at all when it goes to a file."""
    if not text.endswith("\n"):
        text += "\n"
    if destination is None:
        sys.stdout.write(text)
        sys.stdout.flush()  # notes on stderr come after the data they are about
        return
    write_file(destination, text.encode("utf-8", "surrogateescape"))
    note(f"wrote {destination}")


def write_file(path: str, content: bytes) -> None:
    """Write beside, then rename, so that a reader never meets half a file; permissions of an old file stay."""
    path = os.path.realpath(path)
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        with open(beside, "wb") as stream:
            stream.write(content)
        if os.path.exists(path):
            os.chmod(beside, os.stat(path).st_mode & 0o7777)
        os.replace(beside, path)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {(error.strerror or str(error)).lower()}.") from error
    finally:
        if os.path.exists(beside):
            os.unlink(beside)


def as_json(value: object) -> str:
    """JSON as every face writes it: readable, UTF-8, never NaN."""
    import json

    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics as notes beside the data, on stderr."""
    from outlay.diagnostics.render import render_text, wants_colour

    found = list(diagnostics)
    if found:
        click.echo(render_text(found, colour=wants_colour(sys.stderr)), err=True)


def report_error(error: OutlayError) -> None:
    """What the library's one exception says, with the places it carries."""
    if error.diagnostics:
        report(error.diagnostics)
    else:
        from outlay.diagnostics.render import safe

        click.echo(f"outlay: {safe(str(error))}", err=True)


def code_of(error: OutlayError) -> int:
    """2 where only what was written on the command line is wrong, else 1."""
    errors = [item for item in error.diagnostics if item.severity.value == "error"]
    return 2 if errors and all(item.source.path.startswith("--") for item in errors) else FAILED


def meant(name: str, names: Sequence[str]) -> str:
    """` Did you mean …?`, or what there is, or nothing."""
    from outlay.spelling import nearest

    near = nearest(name, names)
    if near:
        return f" Did you mean `{near}`?"
    if not names:
        return ""
    listed = ", ".join(f"`{each}`" for each in names[:12])
    return f" There are: {listed}" + (" …" if len(names) > 12 else ".")
