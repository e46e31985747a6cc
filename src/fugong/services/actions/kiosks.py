"""Kiosks of the place: made with a code that is shown once, taken out of use."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.chains.actions.held import text
from fugong.core import clock, ids
from fugong.core.errors import Conflict, NotAllowed, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign
from fugong.services.models import Kiosk

SEEN_EVERY = dt.timedelta(minutes=5)


@transaction.atomic
def make(*, campaign: Campaign, office: str, name: str, by: User | None) -> tuple[Kiosk, str]:
    """A kiosk and its code, which can't be had again."""
    must_be_open(campaign)
    _guard(campaign, by)
    if campaign.pack.services.office(office) is None:
        raise refuse("office", _("Choose one of the list."))
    said = text(name, 60, field="name", needed=_("Give the kiosk a name: where does it stand?"))
    code = ids.link_token()
    row = Kiosk(
        campaign=campaign, office=office, area_code=campaign.jurisdiction.code, name=said, digest=digest(code),
        made_at=clock.now(), made_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise refuse("name", _("There is a kiosk of this name already.")) from None
    record("kiosk.make", row, by=by, as_name="" if by else "installation", name=row.name)
    return row, code


@transaction.atomic
def end(*, kiosk: Kiosk, by: User) -> Kiosk:
    """Out of use at once: its code opens nothing any more."""
    _guard(kiosk.campaign, by)
    if not Kiosk.objects.filter(pk=kiosk.pk, ended_at=None).update(ended_at=clock.now()):
        raise Conflict(_("It is out of use already."))
    kiosk.refresh_from_db(fields=["ended_at"])
    record("kiosk.end", kiosk, by=by, name=kiosk.name)
    return kiosk


def find(code: str) -> Kiosk | None:
    """The kiosk with this code that is in use, of a campaign that is open; None where there is none."""
    plain = (code or "").replace(" ", "").replace("-", "").upper()[:60]
    rows = Kiosk.objects.filter(digest=digest(plain), ended_at=None, campaign__state="open")
    found: Kiosk | None = rows.select_related("campaign__pack_version", "campaign__jurisdiction").first()
    return found


def note_use(kiosk: Kiosk) -> None:
    """Keeps when it was last used, to five minutes."""
    moment = clock.now()
    if kiosk.seen_at is None or moment - kiosk.seen_at >= SEEN_EVERY:
        Kiosk.objects.filter(pk=kiosk.pk).update(seen_at=moment)


def digest(code: str) -> bytes:
    """What is kept of a code; it has 130 random bits."""
    return hashlib.sha256(code.encode(errors="replace")).digest()


def _guard(campaign: Campaign, by: User | None) -> None:
    if by is not None and not by.scope(Permission.SERVICE_MANAGE).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("You can’t set up kiosks here."))
