"""The command `outlay`: one subcommand a module, each imported only when it is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit: 0 fine, 1 the model or its checks failed, 2 wrong usage."""
    import gc
    import sys

    # A command ends soon, and nearly all it makes lives until then: looking for rings among it finds nothing to free.
    gc.disable()

    from outlay.cli.group import run

    sys.exit(run(arguments))
