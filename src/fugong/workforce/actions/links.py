"""Enterprises' links by which people open or find their own file, and what people ask about it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.registry.access import may
from fugong.registry.models import Enterprise
from fugong.workforce import telling
from fugong.workforce.actions import files
from fugong.workforce.giving import Given
from fugong.workforce.models import Employment, Person, RosterLink

VISITOR: Any = gettext_lazy("the person, by the enterprise’s link")
OWN: Any = gettext_lazy("the person, by the own link")


@transaction.atomic
def link(*, campaign: Campaign, enterprise: Enterprise, by: User, renew: bool = False) -> RosterLink:
    """The enterprise's link; with `renew` a new one, and the old stops working at once."""
    if not may(by, Permission.PERSON_EDIT, enterprise):
        raise NotAllowed(_("You can't do this for %(enterprise)s.") % {"enterprise": enterprise})
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    rows = RosterLink.objects.filter(campaign=campaign, enterprise=enterprise, withdrawn_at=None)
    if renew:
        rows.update(withdrawn_at=clock.now())
    found = rows.first()
    if found is None:
        found = RosterLink.objects.create(campaign=campaign, enterprise=enterprise, made_at=clock.now())
        record("roster_link.make", found, by=by)
    return found


def opened(token: str) -> RosterLink | None:
    """The link of a token; None where there is none, it was withdrawn, or its campaign is closed."""
    rows = RosterLink.objects.select_related("campaign__pack_version", "campaign__jurisdiction", "enterprise")
    return rows.filter(token=token, withdrawn_at=None, campaign__state=CampaignState.OPEN).first()


@transaction.atomic
def join(*, link: RosterLink, given: Given, read_notice: bool, language: str) -> Person:
    """Somebody opens the own file, or finds it again, by the enterprise's link. Raises Refused.

    Whoever isn't on the enterprise's list yet gets in only while the link has room: it hangs at the gate for all to see.
    """
    if not read_notice:
        message = _("Read what is kept and why, and tick that you have.")
        raise Refused(message, fields=[Fault("read_notice", message)])
    RosterLink.objects.select_for_update().get(pk=link.pk)  # those who come at once are counted one after the other
    if not room_of(link) and not _is_listed(link, given):
        raise Refused(
            _("By this link nobody new can enter: %(n)s people are on the list. Ask your employer to put you on it.")
            % {"n": most_of(link)}
        )
    try:
        entered = files.enter(campaign=link.campaign, given=given, by=None, enterprise=link.enterprise, as_name=VISITOR)
    except Refused:
        message = _("Name and number don’t fit together. Compare both with your document, or ask your employer.")
        raise Refused(message, fields=[Fault("document", message)]) from None
    person = entered.person
    noticed([person.pk])
    Person.objects.filter(pk=person.pk).update(language=language)
    return person


def most_of(link: RosterLink) -> int:
    """So long a list may become by the link: by the enterprise's size, as the place's pack says."""
    return link.campaign.pack.workforce.links.most(link.enterprise.staff_total or 0)


def room_of(link: RosterLink) -> int:
    """How many more may enter themselves by the link."""
    listed = Employment.objects.filter(campaign=link.campaign, enterprise=link.enterprise, left_on=None).count()
    return max(most_of(link) - listed, 0)


def _is_listed(link: RosterLink, given: Given) -> bool:
    known = files.find(link.campaign, given.document)
    return known is not None and known.employments.filter(enterprise=link.enterprise, left_on=None).exists()


def noticed(people: Iterable[int]) -> None:
    """These people have read what is kept of them, why and how long."""
    Person.objects.filter(pk__in=list(people), noticed_at=None).update(noticed_at=clock.now())


def own(token: str) -> Person | None:
    """The file of a personal page, as long as it is kept: after the campaign was closed, too. None where there is none."""
    rows = Person.objects.opened().select_related("campaign__pack_version", "campaign__jurisdiction")
    return rows.filter(token=token).first()


@transaction.atomic
def ask_correction(*, person: Person, text: str) -> None:
    """Something in the file is wrong: those who keep it are told that it is, and read in the file what: people write numbers."""
    said = text.strip()
    if not 3 <= len(said) <= 300:
        message = _("Say in 3 to 300 signs what is wrong.")
        raise Refused(message, fields=[Fault("text", message)])
    files.note_wish(person=person, text=said)
    record("person.correction", person, by=None, as_name=OWN)
    telling.correction(person)
