"""The code that a person shows at a sampling point, and how it is read: campaign, number, last day; nothing else."""

import datetime as dt

import segno
from django.utils.translation import gettext as _

from fugong.core import clock, codes
from fugong.core.errors import Refused
from fugong.places.models import Campaign
from fugong.workforce.models import Person

PERSON = 1
"""The kind of code that stands for a person."""


def of(person: Person) -> str:
    """A fresh signed code."""
    until = clock.now() + dt.timedelta(days=person.campaign.pack.testing.code_days)
    return codes.sign(kind=PERSON, campaign=person.campaign_id, number=person.pk, until=until)


def short(person: Person) -> str:
    """The code for typing."""
    return codes.short(kind=PERSON, campaign=person.campaign_id, number=person.pk)


def drawing(person: Person) -> str:
    """The signed code as a QR drawing (SVG)."""
    return str(
        segno.make(of(person), error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    )


def read(campaign: Campaign, text: str) -> Person:
    """The person whose code, signed or short, this is. Raises Refused."""
    text = text.strip()
    try:
        if len(text) > 40:
            code = codes.read(text)
            if code.kind != PERSON or code.campaign != campaign.pk:
                raise Refused(_("This code belongs to another place."), code="other_place")
            number = code.number
        else:
            number = codes.read_short(text, kind=PERSON, campaign=campaign.pk)
    except codes.BadCode as bad:
        said = {
            "expired": _("This code has expired: the person opens the page again for a new one."),
            "signature": _("This code wasn’t made here, or was typed wrong."),
            "form": _("This isn’t a person’s code."),
        }
        raise Refused(said[bad.reason], code=f"code_{bad.reason}") from None
    found = Person.objects.opened().filter(campaign=campaign, pk=number).first()
    if found is None:
        raise Refused(_("There is no such person here any more."), code="code_unknown")
    found.campaign = campaign
    return found  # type: ignore[no-any-return]
