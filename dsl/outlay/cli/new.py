"""`outlay new`: a starter file from a template."""

from __future__ import annotations

import os

import click

from outlay.cli.shared import note, write_file

TEMPLATES = {
    "minimal": "one input of each kind, a scenario, a check and a question",
    "saas_margin": "gross margin of a software product that adds language-model features",
    "build_vs_buy": "hosted model, rented GPUs or own hardware",
    "own_or_rent": "a fleet of GPUs by commitment, in rented space or on a site of one's own",
    "price_outlook": "what tokens and GPUs may cost, and what a growing product spends on them",
    "train_a_model": "work, days, memory and money of a training project",
}


def template_path(name: str) -> str:
    """The file of a template: inside the installed package, or beside the source root in a checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    package = os.path.dirname(here)
    checkout = os.path.dirname(os.path.dirname(package))
    places = [here, os.path.join(package, "templates"), os.path.join(checkout, "templates")]
    for folder in places:
        path = os.path.join(folder, f"{name}.cost")
        if os.path.isfile(path):
            return path
    raise click.ClickException(f"the template {name} is missing from this installation.")


@click.command("new", epilog="\b\nExamples:\n  outlay new my.cost\n  outlay new margin.cost --from saas_margin")
@click.argument("file", type=click.Path(dir_okay=False), metavar="FILE")
@click.option(
    "--from", "template", type=click.Choice(list(TEMPLATES)), default="minimal", show_default=True,
    help="The model to start from: " + "; ".join(f"{name}: {what}" for name, what in TEMPLATES.items()) + ".",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace FILE when it already exists.")
def command(file: str, template: str, force: bool) -> None:
    """Write FILE, a model to start from, copied from a template.

    An existing file is never overwritten unless --force is given.
    """
    if not file.endswith(".cost"):
        file += ".cost"
    folder = os.path.dirname(file) or "."
    if not os.path.isdir(folder):
        raise click.UsageError(f"There is no folder {folder}.")
    if os.path.exists(file) and not force:
        raise click.UsageError(f"{file} already exists; choose another name, or give --force to replace it.")
    with open(template_path(template), "rb") as stream:
        content = stream.read()
    write_file(file, content)
    note(f"wrote {file}; now try `outlay run {file}`")
