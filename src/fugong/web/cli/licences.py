"""`fugong licences`: whose work Fugong stands on, and under which licence."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command()
    def licences(
        write: Annotated[bool, typer.Option("--write", help="Write docs/licences.md of this checkout.")] = False,
    ) -> None:
        """The packages that Fugong runs with, and their licences."""
        from django.conf import settings

        from fugong.web import licences as written

        lock = settings.CHECKOUT / "requirements" / "run.lock"
        if not lock.exists():
            typer.echo("requirements/run.lock isn’t here: run this in a checkout.", err=True)
            raise typer.Exit(1)
        page = written.page(lock)
        if write:
            (settings.CHECKOUT / "docs" / "licences.md").write_text(page, "utf-8")
        else:
            typer.echo(page, nl=False)
