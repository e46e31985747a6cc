"""`fugong i18n`: translations, gathered, compiled, checked. For developers: it needs Babel (requirements/dev.lock)."""

import typer


def register(app: typer.Typer) -> None:
    """Adds the group."""
    group = typer.Typer(help="Translations: gather messages, compile them, check that none is missing.")
    app.add_typer(group, name="i18n")

    @group.command()
    def extract() -> None:
        """Bring the .po files in step with the code and templates."""
        from fugong.web import catalogues

        for language, lacking in catalogues.update().items():
            typer.echo(f"{language}: {lacking} to translate")

    @group.command()
    def compile() -> None:
        """Compile the .po files to .mo."""
        from fugong.web import catalogues

        catalogues.compile_all()

    @group.command()
    def check() -> None:
        """Fail where a translation is missing, unused, fuzzy, older than its source, or lost a placeholder."""
        from fugong.web import catalogues

        found = list(catalogues.faults())
        for fault in found:
            typer.echo(fault)
        if found:
            raise typer.Exit(1)
        typer.echo("All translations are complete.")
