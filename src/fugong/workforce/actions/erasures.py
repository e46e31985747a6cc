"""Erasing on the last day, on request, at the end of a campaign; and the certificate that two people sign."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.workflow import moves
from fugong.workforce import erasing
from fugong.workforce.models import Erasure, Person

CLOCK: Any = gettext_lazy("the clock")
NUMBER_LOCK = 0x46554721  # the advisory lock of those who number certificates


@transaction.atomic
def on_the_day(campaign: Campaign) -> Erasure | None:
    """What is past its last day goes; a certificate says how much. None where nothing was due."""
    return certified(campaign, "last_day", erasing.due(campaign), by=None)


@transaction.atomic
def wind_down(*, campaign: Campaign, by: User | None) -> Erasure | None:
    """Everything about people of a closed campaign goes, and the key by which they were found. By None on the last day."""
    if by is not None and not by.scope(Permission.ERASURE_SIGN).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("You can’t erase the files of this place."))
    if campaign.state == CampaignState.OPEN:
        raise Conflict(_("This campaign is open: close it first, then its files can go."))
    return certified(campaign, "closing", erasing.everything(campaign), by=by)


@transaction.atomic
def on_request(*, person: Person, reason: str, by: User) -> Erasure | None:
    """One person's file goes before its last day, once the person has left."""
    campaign = person.campaign
    if not by.scope(Permission.ERASURE_SIGN).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("You can’t erase the files of this place."))
    if person.state != "left":
        raise Conflict(_("The person is still here: the file is needed. Note first that the person has left."))
    return certified(campaign, "request", erasing.on_request([person.pk]), by=by, why=reason)


@transaction.atomic
def sign(*, erasure: Erasure, by: User) -> None:
    """The first signature, or, by somebody else, the second: then the certificate is issued."""
    moment = clock.now()
    if erasure.state == "carried_out":
        moves.move(erasure, "sign", by=by, set={"first_signer": by, "first_signed_at": moment})
    else:
        moves.move(erasure, "countersign", by=by, set={"second_signer": by, "second_signed_at": moment})


def certified(
    campaign: Campaign, reason: str, counts: erasing.Counts, *, by: User | None, why: str = "", as_name: Any = CLOCK
) -> Erasure | None:
    """The certificate of what was erased; None where nothing was. `as_name` says who it was where nobody has an account."""
    if not counts:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, campaign.pk])
    last = Erasure.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0
    moment = clock.now()
    made: Any = Erasure.objects.create(
        campaign=campaign, area_code=campaign.jurisdiction.code, number=last + 1, reason=reason, counts=counts,
        done_at=moment, state="carried_out", state_since=moment,
    )  # fmt: skip
    record("erasure.carry_out", made, by=by, as_name="" if by else as_name, reason=why[:200], why=reason, counts=counts)
    return made  # type: ignore[no-any-return]


def free_pages() -> None:
    """Gives the pages of what was erased back, so that nothing of it lies on the disk. Not inside a transaction."""
    with connection.cursor() as cursor:
        for table in (
            "workforce_datakey",
            "workforce_person",
            "workforce_employment",
            "workforce_healthcase",
            *erasing.tables(),
        ):
            cursor.execute(f"VACUUM {table}")
