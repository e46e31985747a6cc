"""Answers for all: published without the asker's name, corrected, taken back; and who said that one helped."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.advice.access import steers
from fugong.advice.actions.held import tidy
from fugong.advice.models import Adviser, Enquiry, Published
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign

LANGUAGES = ("zh", "en", "ja", "ko")


def may_publish(by: User, campaign: Campaign, field: str) -> bool:
    """The desk, and advisers of the field."""
    own = Adviser.objects.filter(campaign=campaign, user=by, until=None, fields__contains=[field])
    return steers(by, campaign) or own.exists()


@transaction.atomic
def publish(
    *,
    campaign: Campaign,
    field: str,
    questions: Mapping[str, str],
    answers: Mapping[str, str],
    by: User,
    source: Enquiry | None = None,
) -> Published:
    """For all to read. Raises Refused where the enterprise's name still stands in it."""
    must_be_open(campaign)
    if campaign.pack.advice.field(field) is None:
        raise Refused(_("Say what it is about."), fields=[Fault("field", _("Say what it is about."))])
    if not may_publish(by, campaign, field):
        raise NotAllowed(_("You don’t publish in this field."))
    said, told = _texts(questions), _texts(answers)
    faults = []
    if not said:
        faults.append(Fault("question_zh", _("Write the question.")))
    if not told:
        faults.append(Fault("answer_zh", _("Write the answer.")))
    if source is not None and source.enterprise.name in " ".join([*said.values(), *told.values()]):
        faults.append(Fault("question_zh", _("The asker’s name stands in it: take it out.")))
    if faults:
        raise Refused(_("The answer can’t be published yet."), fields=faults)
    made = Published.objects.create(
        campaign=campaign,
        field=field,
        questions=said,
        answers=told,
        source=source,
        published_at=clock.now(),
        published_by=by,
    )
    record("advice_answer.publish", made, by=by, field=field)
    return made


def _texts(said: Mapping[str, str]) -> dict[str, str]:
    return {each: text for each in LANGUAGES if (text := tidy(str(said.get(each) or ""), 2000))}


@transaction.atomic
def withdraw(*, published: Published, by: User) -> None:
    """Nobody reads it any more."""
    if not may_publish(by, published.campaign, published.field):
        raise NotAllowed(_("You don’t publish in this field."))
    if not Published.objects.filter(pk=published.pk, withdrawn_at=None).update(withdrawn_at=clock.now()):
        raise Conflict(_("It was taken back already."))
    record("advice_answer.withdraw", published, by=by)


def helped(*, published: Published) -> None:
    """Somebody had no need to ask."""
    Published.objects.filter(pk=published.pk, withdrawn_at=None).update(helped=F("helped") + 1)
