"""What a person chose: which kind of message comes by which channel, when it is quiet, when the digest comes."""

import re
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.models import Channel, Choice, Mode, Preference
from fugong.core.errors import Fault, Refused

HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
PERSONAL = (Channel.EMAIL, Channel.SMS, Channel.PUSH)

Chosen = Mapping[tuple[str, str], str]
"""(kind or "" for all others, channel) → on, digest, off, or "" for what is usual."""


@transaction.atomic
def choose(*, choices: Chosen, by: User) -> None:
    """Keeps the person's choices; those that aren't named stay. Raises Refused for what there isn't."""
    for (kind, channel), mode in choices.items():
        if (kind and kinds.find(kind) is None) or channel not in PERSONAL or mode not in ("", *Mode.values):
            words = _("There is no such choice.")
            raise Refused(words, fields=[Fault(f"{kind}.{channel}" if kind else channel, words)])
    mine = Choice.objects.filter(person=by)
    for kind, channel in choices:
        mine.filter(kind=kind, channel=channel).delete()
    Choice.objects.bulk_create(
        Choice(person=by, kind=kind, channel=channel, mode=mode) for (kind, channel), mode in choices.items() if mode
    )


@transaction.atomic
def set_hours(*, quiet_from: str, quiet_until: str, digest_at: str, by: User) -> Preference:
    """Keeps the person's own hours as `HH:MM`; empty ones are the place's. Raises Refused at the field."""
    given = {"quiet_from": quiet_from.strip(), "quiet_until": quiet_until.strip(), "digest_at": digest_at.strip()}
    words = _("Write a time such as 22:00.")
    faults = [Fault(name, words) for name, value in given.items() if value and not HOUR.fullmatch(value)]
    if bool(given["quiet_from"]) != bool(given["quiet_until"]):
        empty = "quiet_until" if given["quiet_from"] else "quiet_from"
        faults.append(Fault(empty, _("Quiet hours need a beginning and an end.")))
    if faults:
        raise Refused(faults[0].message, fields=faults)
    found, _made = Preference.objects.update_or_create(person=by, defaults=given)
    return found
