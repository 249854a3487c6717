"""`outlay completion`: the script that teaches a shell to complete the command."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from outlay.cli.shared import emit


@click.command(
    "completion",
    epilog="\b\nExamples:\n"
    '  eval "$(outlay completion bash)"          in ~/.bashrc\n'
    '  eval "$(outlay completion zsh)"           in ~/.zshrc\n'
    "  outlay completion fish > ~/.config/fish/completions/outlay.fish",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of SHELL: bash, zsh or fish."""
    from outlay.cli.group import command as group

    found = get_completion_class(shell)
    if found is None:
        raise click.ClickException(f"this version of click knows no completion for {shell}.")
    emit(found(group, {}, "outlay", "_OUTLAY_COMPLETE").source())
