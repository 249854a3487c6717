"""The list of subcommands, and the one place where anything that goes wrong becomes a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from outlay.diagnostics import OutlayError

FINE, FAILED, USAGE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141

_COMMANDS = {
    "new": "Start a model from a template.",
    "check": "Report every mistake of a file.",
    "fmt": "Lay a file out the standard way.",
    "run": "Evaluate a model: outputs, checks and solves.",
    "eval": "Evaluate one expression.",
    "explain": "Show where a number comes from.",
    "test": "Run the tests written in model files.",
    "watch": "Run, check or test a model again whenever it is saved.",
    "solve": "Find the value at which a condition holds.",
    "simulate": "Draw uncertain inputs: how outputs are spread.",
    "compare": "Set scenarios side by side.",
    "diff": "Say what changed between two models, and why.",
    "since": "Say what a change under git does to the models in it.",
    "sweep": "Compute outputs over a grid of inputs.",
    "sensitivity": "Say which inputs move a result most.",
    "batch": "Compute outputs for every row of a table of any length.",
    "report": "Write a model as one page to read, send and print.",
    "functions": "List the functions models and spreadsheets can call.",
    "prices": "List and search prices; add a company's own list.",
    "workbook": "Build a workbook with live formulas, and work with it.",
    "addin": "Use the functions in the cells of a spreadsheet.",
    "completion": "Print a shell's completion script.",
}


class _Lazy(click.Group):
    """A group that imports a subcommand when it is called; its own help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"outlay.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(_unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _unknown(name: str) -> str:
    if name.endswith(".cost"):
        return f"`{name}` is a file, not a command: write `outlay run {name}`."
    from outlay.spelling import nearest

    near = nearest(name, _COMMANDS)
    return f"There is no command `{name}`." + (f" Did you mean `{near}`?" if near else "")


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from outlay import __version__

        click.echo(f"outlay {__version__}")
        ctx.exit()


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`outlay COMMAND --help` explains a command and shows examples.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
def command() -> None:
    """Cost models with units: written as text, checked, evaluated, explained."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; nothing but a person's sentence is ever printed for a failure."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail_to_print(stream)
    try:
        outcome = _invoke(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else FINE
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as mistake:
        mistake.show()
        return USAGE
    except click.ClickException as mistake:
        click.echo(f"outlay: {mistake.format_message()}", err=True)
        return mistake.exit_code
    except OutlayError as error:
        from outlay.cli.shared import code_of, report_error

        report_error(error)
        return code_of(error)
    except BrokenPipeError:
        # The reader has gone; what is still buffered must not fail again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except Exception as error:
        return _unexpected(error)


def _invoke(arguments: list[str]) -> object:
    """What click's own `main` does, without its ways of ending the process."""
    instruction = os.environ.get("_OUTLAY_COMPLETE")
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(command, {}, "outlay", "_OUTLAY_COMPLETE", instruction)
    with command.make_context("outlay", arguments) as context:
        return command.invoke(context)


def _never_fail_to_print(stream: Any) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _unexpected(error: Exception) -> int:
    if os.environ.get("OUTLAY_DEBUG"):
        raise error
    if isinstance(error, (RecursionError, MemoryError)):
        click.echo("outlay: this model is too large or too deeply nested to be worked out here.", err=True)
        return FAILED
    if isinstance(error, OSError):
        click.echo(f"outlay: {error.filename or 'a file'}: {(error.strerror or str(error)).lower()}.", err=True)
        return FAILED
    click.echo(
        f"outlay: something went wrong inside Outlay itself ({type(error).__name__}); please report it with the model "
        "and the command (OUTLAY_DEBUG=1 shows the details).",
        err=True,
    )
    return FAILED
