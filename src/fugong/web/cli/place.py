"""`fugong place`: put a pack to work as a campaign, with the first account there; close it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fugong.web.cli import asking
from fugong.web.cli.asking import By
from fugong.web.cli.ground import AsJson, show_json, show_table

if TYPE_CHECKING:
    from django.db.models import Model

    from fugong.accounts.models import User
    from fugong.places.models import Campaign

DESK, ADMINISTRATOR = "duty_desk", "administrator"


def register(app: typer.Typer) -> None:
    places = typer.Typer(help="Places at work: open a campaign from a pack, close it.", no_args_is_help=True)
    for command in (list_, create, close):
        places.command(command.__name__.rstrip("_"))(command)
    app.add_typer(places, name="place")


def list_(by: By = None, as_json: AsJson = False) -> None:
    """Which campaigns there are."""
    from django.db.models import Count
    from django.utils.translation import gettext as _

    seen = asking.campaigns(asking.person(by))
    counts = dict(seen.order_by().annotate(n=Count("enrolments")).values_list("pk", "n"))
    found = [_told(each, counts[each.pk]) for each in seen]
    if as_json:
        show_json(found)
        return
    head = (_("key"), _("name"), _("pack"), _("state"), _("opened"), _("enterprises"))
    show_table(
        head, [(c["key"], c["name"], c["pack"], _state(c), c["opened_at"][:10], c["enterprises"]) for c in found]
    )


def create(
    pack: Annotated[str, typer.Argument(help="Key of the pack: see `fugong pack list`.")],
    key: Annotated[str | None, typer.Option(help="Short name for addresses, for good; the pack's key else.")] = None,
    name: Annotated[str, typer.Option(help="Name of the campaign; the pack's else.")] = "",
    drill: Annotated[bool, typer.Option("--drill", help="A drill: marked on every page and paper.")] = False,
    desk: Annotated[
        str | None, typer.Option(metavar="USERNAME", help="Open an account for the place's duty desk, too.")
    ] = None,
    administrator: Annotated[
        str | None, typer.Option(metavar="USERNAME", help="Open an account for the installation's administrator, too.")
    ] = None,
    by: By = None,
) -> None:
    """Put a pack to work as a campaign, and open the first accounts. Running it again changes nothing."""
    from django.db import transaction
    from django.utils.translation import gettext as _

    from fugong.places import actions

    actor, key = asking.person(by), key or pack.replace("_", "-")
    _check_campaign(key, name)
    with transaction.atomic():  # the campaign and its people, or nothing
        opened = actions.activate(pack_key=pack, key=key, by=actor, is_drill=drill, name=name)
        _refuse_closed(opened)
        accounts = [
            (username, _open_account(username, role, area, actor))
            for username, role, area in ((administrator, ADMINISTRATOR, ""), (desk, DESK, opened.jurisdiction.prefix))
            if username
        ]
    print(_("The campaign %(key)s is open: %(name)s.") % {"key": opened.key, "name": opened})
    for username, password in accounts:
        print(_("%(name)s signs in with %(password)s once, and then chooses another password.")
              % {"name": username, "password": password})  # fmt: skip
    print(_("Next: fugong import %(key)s FILE") % {"key": opened.key})


def close(
    key: asking.InCampaign,
    reason: Annotated[str, typer.Option(help="Why it ends; kept with the campaign.")],
    by: By = None,
) -> None:
    """End a campaign. Its records stay readable; nothing new begins in it."""
    from django.utils.translation import gettext as _

    from fugong.places import actions

    actor = asking.needed(by)
    actions.close(campaign=asking.campaign(key, actor), by=actor, reason=reason)
    print(_("The campaign %(key)s is closed. Its records stay readable.") % {"key": key})


def _told(campaign: "Campaign", enterprises: int) -> dict[str, Any]:
    from fugong.core import clock

    return {
        "key": campaign.key,
        "name": str(campaign),
        "area": campaign.jurisdiction.code,
        "pack": campaign.pack_version.key,
        "pack_digest": campaign.pack_version.digest,
        "state": campaign.state,
        "is_drill": campaign.is_drill,
        "opened_at": clock.local(campaign.opened_at).isoformat(),
        "closed_at": clock.local(campaign.closed_at).isoformat() if campaign.closed_at else None,
        "enterprises": enterprises,
    }


def _state(told: dict[str, Any]) -> str:
    from django.utils.translation import gettext as _

    from fugong.places.models import CampaignState

    state = str(CampaignState(told["state"]).label)
    return _("%(state)s (drill)") % {"state": state} if told["is_drill"] else state


def _check_campaign(key: str, name: str) -> None:
    from fugong.places.models import Campaign

    _check(Campaign, "key", key)
    if name:
        _check(Campaign, "name", name)


def _refuse_closed(campaign: "Campaign") -> None:
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused

    if campaign.closed_at is not None:
        raise Refused(_("The campaign %(key)s is closed. Choose another key.") % {"key": campaign.key})


def _open_account(username: str, role: str, area: str, by: "User | None") -> str:
    """Opens an account, named after its role until its owner says more; gives its password for one use."""
    from django.utils.translation import override

    from fugong.accounts import people
    from fugong.accounts.models import User
    from fugong.accounts.roles import ROLES

    _check(User, "username", username)
    language = User._meta.get_field("language").default
    with override(language):
        name = str(ROLES[role].name)
    return people.open_account(username=username, name=name, language=language, role=role, area=area, by=by)[1]


def _check(model: "type[Model]", field: str, value: str) -> None:
    """Refuses what the field can't hold, as forms do."""
    from django.core.exceptions import ValidationError
    from django.utils.translation import gettext as _

    from fugong.core.errors import Fault, Refused

    try:
        model._meta.get_field(field).clean(value, None)  # type: ignore[union-attr]
    except ValidationError as fault:
        faults = [Fault(field, message) for message in fault.messages]
        raise Refused(_("“%(value)s” can't be used.") % {"value": value}, fields=faults) from None
