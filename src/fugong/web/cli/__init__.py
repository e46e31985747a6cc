"""The fugong command: one file a noun, and only the called one is imported.

A noun's module has `register(app: typer.Typer) -> None`, which adds its command or its group. Imports that cost time
(models, packs, sheets) stand inside the functions. Django is set up before a command's function runs, except for those
in `PREPARE_THEMSELVES`.
"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec

import typer

from fugong.web.cli import ground

NOUNS = {  # command → module beside this one
    "demo": "demo",
    "serve": "serving",
    "worker": "serving",
    "database": "serving",
    "migrate": "migrating",
    "administrator": "administrator",
    "certificate": "certificate",
    "doctor": "doctor",
    "health": "doctor",
    "backup": "backup",
    "restore": "backup",
    "nightly": "nightly",
    "citus": "citus",
    "pack": "pack",
    "place": "place",
    "import": "importing",
    "report": "report",
    "notice": "notice",
    "figures": "figures",
    "ledger": "ledger",
    "bulletin": "figures",
    "demand": "demand",
    "channels": "channels",
    "exchange": "exchange",
    "i18n": "i18n",
    "licences": "licences",
}
PREPARE_THEMSELVES = {"demo"}


def nouns() -> list[str]:
    """The nouns whose module is there."""
    return [noun for noun, module in NOUNS.items() if find_spec(f"{__name__}.{module}")]


def build(wanted: list[str]) -> typer.Typer:
    """The command with these nouns."""
    app = typer.Typer(
        name="fugong",
        help="Fugong (复工): brings every enterprise of an area back to work after an emergency.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def start(context: typer.Context) -> None:
        if context.invoked_subcommand not in PREPARE_THEMSELVES and "--help" not in sys.argv:
            ground.set_up()

    for module in dict.fromkeys(NOUNS[noun] for noun in wanted):
        import_module(f"{__name__}.{module}").register(app)
    return app


def main() -> None:
    """Runs the command line; a refusal becomes one sentence and exit code 1, never a stack trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.settings")
    called = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    app = build([called] if called in nouns() else nouns())
    with ground.refusals_as_sentences():
        app(prog_name="fugong")
