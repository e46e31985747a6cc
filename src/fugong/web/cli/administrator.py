"""`fugong administrator`: the account that manages all others, opened at the installation."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(administrator)


def administrator(
    username: Annotated[str, typer.Argument(help="The account's name.")],
    place: Annotated[str, typer.Option(metavar="PACK", help="Also put this pack to work as a campaign.")] = "",
) -> None:
    """Open the installation's first administrator and say how to sign in. Where one is there, nothing changes."""
    from django.db import transaction
    from django.utils.translation import gettext as _

    from fugong.accounts.models import Grant
    from fugong.places import actions
    from fugong.web.cli.place import ADMINISTRATOR, _open_account

    with transaction.atomic():
        if place:
            actions.activate(pack_key=place, key=place.replace("_", "-"), by=None)
        if Grant.objects.in_force().filter(role=ADMINISTRATOR, user__is_active=True).exists():
            print(_("There is an administrator already; no account was opened."))
            return
        password = _open_account(username, ADMINISTRATOR, "", None)
    print(_("%(name)s signs in with %(password)s once, and then chooses another password.")
          % {"name": username, "password": password})  # fmt: skip
