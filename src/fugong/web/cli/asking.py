"""What commands are told (who acts, in which campaign, on which day), and the files that they write."""

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fugong.accounts.models import User
    from fugong.places.models import Campaign

By = Annotated[
    str | None, typer.Option("--by", metavar="USERNAME", help="Whose permissions count; the installation's own else.")
]
InCampaign = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="The campaign's key: see `fugong place list`.")]
OfDay = Annotated[dt.datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="Today else.")]


def person(username: str | None) -> "User | None":
    """The account that acts; None for the installation itself. Raises Refused for one that can't act."""
    from django.utils.translation import gettext as _

    from fugong.accounts.models import User
    from fugong.core.errors import Refused

    if username is None:
        return None
    found = User.objects.filter(username=username).first()
    if found is None:
        raise Refused(_("There is no account %(name)s.") % {"name": username})
    if not found.is_active:
        raise Refused(_("The account %(name)s is closed.") % {"name": username})
    return found


def needed(username: str | None) -> "User":
    """The account that acts, for what the installation itself can't do."""
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused

    found = person(username)
    if found is None:
        raise Refused(_("Someone has to answer for this: name the account with --by."))
    return found


def campaigns(by: "User | None") -> "QuerySet[Campaign]":
    """The campaigns in the person's areas, and those in which one of the person's enterprises takes part."""
    from fugong.places.models import Campaign
    from fugong.registry.models import Enrolment

    if by is not None:
        mine = Enrolment.objects.visible_to(by).order_by().values("campaign")
        seen = Campaign.objects.visible_to(by) | Campaign.objects.filter(pk__in=mine)
    else:
        seen = Campaign.objects.all()
    return seen.select_related("jurisdiction", "pack_version")


def campaign(key: str, by: "User | None") -> "Campaign":
    """The campaign `key`. Raises Refused, with those that there are, where the person sees none of that key."""
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused

    seen = {each.key: each for each in campaigns(by)}
    if key not in seen:
        known = ", ".join(seen) or "—"
        raise Refused(_("There is no campaign %(key)s. There are: %(known)s.") % {"key": key, "known": known})
    return seen[key]


def day(given: dt.datetime | None) -> dt.date:
    """The day that was named; today else."""
    from fugong.core import clock

    return given.date() if given else clock.today()


def day_with_figures(campaign: "Campaign", given: dt.datetime | None) -> dt.date:
    """The same, where it has come and the campaign was open on it. Opens today where nobody has yet."""
    from django.utils.translation import gettext as _

    from fugong.core import clock
    from fugong.core.errors import Refused
    from fugong.resumption import standings

    wanted = day(given)
    if wanted > clock.today():
        raise Refused(_("%(day)s hasn't come yet.") % {"day": wanted})
    if wanted == clock.today() and campaign.closed_at is None:
        standings.open_day(campaign, wanted)
    elif not standings.is_open(campaign, wanted):
        raise Refused(_("There are no figures of %(day)s.") % {"day": wanted})
    return wanted


def write(target: Path, content: BinaryIO) -> None:
    """Writes a file that only its owner reads. Raises Refused where it can't be written."""
    from django.utils.translation import gettext as _

    from fugong.core.errors import Refused

    try:
        if not target.exists():
            target.touch(mode=0o600)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file)
    except OSError as error:
        raise Refused(_("%(file)s can't be written: %(why)s") % {"file": target, "why": error.strerror}) from None
