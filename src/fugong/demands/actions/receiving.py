"""A demand comes in: by the one-key call, or through an officer who heard it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission as P
from fugong.core import clock, crypto, phones
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.demands import clocks, files, numbering, placing, routing, telling, wording
from fugong.demands.actions import drafts, promises
from fugong.demands.models import Demand, DemandClimb, Searched, Source
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.registry.access import may
from fugong.registry.models import Enrolment, Enterprise

BY_ENTERPRISE = (Source.ONE_KEY, Source.API, Source.GROUP)
"""Sources by which an enterprise speaks for itself; by the others an officer enters what was heard."""


@transaction.atomic
def receive(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    text: str,
    by: User,
    source: str = Source.ONE_KEY,
    source_note: str = "",
    category: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    attached: Sequence[files.Given] = (),
) -> Demand:
    """Takes a demand in the enterprise's own words, says who answers and by when, and tells them.

    Without a `category` one is proposed from the text; one that is not sure enough waits in the duty desk's tray.
    Raises Refused with the field at fault: text (empty, too long), category, contact_phone, files.
    """
    _guard(campaign, enterprise, source, by)
    words = wording.required(text)
    checked = files.check_all(attached)
    phone = _phone(contact_phone)
    _check_category(campaign, category)
    demand = _made(campaign, enterprise, words, by, category)
    demand.source, demand.source_note = source, wording.optional(source_note, "source_note", longest=200)
    demand.contact_name, demand.contact_phone = wording.optional(contact_name, "contact_name", longest=60), phone
    demand.contact_masked = crypto.mask(phone) if phone else ""
    demand.number = numbering.following(campaign.pk, "D")
    demand.save(force_insert=True)
    DemandClimb.restart([demand.pk], demand.due_at)
    Searched.objects.create(demand=demand, terms=wording.terms(words))
    files.keep(checked, by=by, demand=demand)
    drafts.forget(campaign, enterprise, by)
    event = record(
        "demand.receive", demand, by=by, number=demand.number, category=demand.category, lead=demand.lead,
        post=demand.post, source=source, due=demand.answer_due_at.isoformat() if demand.answer_due_at else "",
    )  # fmt: skip
    promises.make(demand)
    telling.received(demand, event)
    return demand


def _made(campaign: Campaign, enterprise: Enterprise, words: str, by: User, category: str) -> Demand:
    """The row, placed and with its clocks; not saved."""
    moment = clock.now()
    proposal = routing.propose(words, campaign)
    chosen = category or proposal.category
    sure = bool(category) or proposal.confidence >= campaign.pack.demands.floor_of(chosen)
    placed = placing.by_category(campaign.pack, chosen, sure=sure)
    placed = placing.needs_desk(campaign, placed, enterprise.pk, enterprise.area_code)
    demand = Demand(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, pack_version=campaign.pack_version,
        text=words, language=wording.language_of(words), raised_by=by,
        proposed=proposal.category, confidence=round(proposal.confidence, 4), category_by=by if category else None,
        received_at=moment, clock_from=moment, state=Demand.workflow.initial, state_since=moment,
        clock_kind="accept", clock_started_at=moment, **placed,
    )  # fmt: skip
    demand.answer_due_at = campaign.pack.due(moment, demand.within)
    demand.due_at = clocks.first_due(campaign.pack, moment, demand.answer_due_at)
    return demand


def _guard(campaign: Campaign, enterprise: Enterprise, source: str, by: User) -> None:
    if source not in Source.values:
        raise Refused(_("Choose one of the list."), fields=[Fault("source", _("Choose one of the list."))])
    if not (source in BY_ENTERPRISE and may(by, P.DEMAND_RAISE, enterprise)) and not may(
        by, P.DEMAND_ENTER, enterprise
    ):
        raise NotAllowed(_("You can't enter demands for %(enterprise)s.") % {"enterprise": enterprise})
    if campaign.state != CampaignState.OPEN:
        raise Refused(_("%(campaign)s is closed: it takes no more demands.") % {"campaign": campaign})
    if not Enrolment.objects.filter(campaign=campaign, enterprise=enterprise).exists():
        raise Refused(
            _("%(enterprise)s isn't part of %(campaign)s.") % {"enterprise": enterprise, "campaign": campaign}
        )


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return phones.normalised(text)
    except phones.NotAPhone as wrong:
        raise Refused(str(wrong), fields=[Fault("contact_phone", str(wrong))]) from None


def _check_category(campaign: Campaign, key: str) -> None:
    if key and not campaign.pack.demands.has(key):
        message = _("Choose one of the list.")
        raise Refused(message, fields=[Fault("category", message)])


def prefilled(enterprise: Enterprise, user: User) -> dict[str, Any]:
    """Whom to call back: the enterprise's liaison as the registry knows it, else who is signed in."""
    contact = enterprise.contacts.filter(kind="liaison").first() or enterprise.contacts.first()
    if contact is None:
        return {"contact_name": user.name, "contact_phone": ""}
    return {"contact_name": contact.name, "contact_phone": contact.phone or ""}
