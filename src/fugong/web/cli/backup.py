"""`fugong backup` and `fugong restore`."""

from pathlib import Path
from typing import Annotated

import typer

from fugong.web.cli.ground import AsJson, show_json


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(
    target: Annotated[
        Path | None, typer.Argument(help="The file to write; var/backups/fugong-<time>.tar else.")
    ] = None,
    with_secrets: Annotated[bool, typer.Option("--with-secrets", help="Put the keys in: guard the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write database and documents into one file, while people work."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    from fugong.core import backup as backups
    from fugong.core import clock

    file = target or Path(settings.BACKUPS) / f"fugong-{clock.local(clock.now()):%Y%m%d-%H%M%S}.tar"
    manifest = backups.make(file, with_secrets=with_secrets)
    if as_json:
        show_json({"file": str(file), **manifest.model_dump()})
        return
    rows, documents = sum(manifest.tables.values()), sum(name.startswith("media/") for name in manifest.files)
    print(_("%(file)s: %(rows)s rows, %(n)s documents.") % {"file": file, "rows": rows, "n": documents})
    if "ledger" in manifest.proofs:
        print(_("The ledger's last seal then: %(seal)s") % {"seal": manifest.proofs["ledger"]})
    if not with_secrets:
        print(
            _("Keep %(file)s elsewhere: without it the personal data can't be read.")
            % {"file": settings.VAR / "data_key.secret"}
        )


def restore(
    source: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file that `fugong backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Lose what this database holds now.")] = False,
    another_key: Annotated[
        bool, typer.Option("--another-key", help="Restore although personal data stay unreadable.")
    ] = False,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="Folder with fugong-keys.bin; the backup's own folder else.")
    ] = None,
    only_try: Annotated[
        bool, typer.Option("--try", help="Restore it beside everything, compare each table, and throw it away again.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring back what a backup holds, all of it or nothing."""
    from django.utils.translation import gettext as _

    from fugong.core import backup as backups
    from fugong.core.backup import trying

    if only_try:
        told = trying.attempt(source)
        show_json(told) if as_json else print(
            _("%(file)s can be restored: %(rows)s rows, in %(n)s s.")
            % {"file": source, "rows": told["rows"], "n": told["seconds"]}
        )
        return
    manifest = backups.restore(source, replace=replace, another_key=another_key, keys=keys)
    if as_json:
        show_json(manifest.model_dump())
        return
    print(_("Restored to %(time)s: %(rows)s rows.") % {"time": manifest.made_at, "rows": sum(manifest.tables.values())})
    print(_("Run `fugong migrate` next, then start the server and the worker."))
