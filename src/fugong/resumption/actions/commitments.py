"""The double commitment (双承诺): the enterprise's, signed by its liaison; what must be signed before an approval."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, Refused
from fugong.core.languages import SHORT
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.policy.pack import Pack
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.resumption import standings
from fugong.resumption.models import EmployeeCommitment, EnterpriseCommitment, Filing, Resumption


def text_of(pack: Pack, whose: str, language: str) -> str:
    """The words to sign, `whose` being enterprise or employee, in a language as Django names it; "" where there are none."""
    commitment = getattr(pack.resumption.commitments, whose)
    return pack.text(commitment.text, SHORT.get(language.lower(), "zh")) if commitment else ""


def digest(text: str) -> str:
    """What shows later which words were signed."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def sign(
    *, campaign: Campaign, enterprise: Enterprise, name: str, agreed: bool, language: str, by: User
) -> EnterpriseCommitment:
    """The enterprise's commitment, in the words shown in `language`. Signing twice changes nothing."""
    require(by, Permission.COMMITMENT_SIGN, enterprise)
    text = text_of(campaign.pack, "enterprise", language)
    if not text:
        raise Refused(_("This place asks no commitment of enterprises."))
    _guard_form(name, agreed)
    existing = signed(campaign, enterprise)
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            row = EnterpriseCommitment.objects.create(
                campaign=campaign,
                enterprise=enterprise,
                area_code=enterprise.area_code,
                text=text,
                digest=digest(text),
                language=language,
                signed_at=clock.now(),
                signed_by=by,
                signed_name=name.strip(),
            )
    except IntegrityError:
        raise Conflict(_("The commitment was signed a moment ago. Reload the page.")) from None
    record("enterprise_commitment.sign", row, by=by, digest=row.digest, language=language)
    standings.refresh(campaign=campaign, day=clock.today(), enterprise_ids=[enterprise.pk])
    return row


@transaction.atomic
def withdraw(*, commitment: EnterpriseCommitment, reason: str, by: User) -> EnterpriseCommitment:
    """Takes a commitment back; it stays readable, and another can be signed."""
    require(by, Permission.COMMITMENT_SIGN, commitment.enterprise)
    if not reason.strip():
        raise Refused(_("Say why."), fields=[Fault("reason", _("Say why."))])
    taken = EnterpriseCommitment.objects.filter(pk=commitment.pk, withdrawn_at=None).update(withdrawn_at=clock.now())
    if not taken:
        raise Conflict(_("This commitment was withdrawn already."))
    record("enterprise_commitment.withdraw", commitment, by=by, reason=reason)
    standings.refresh(campaign=commitment.campaign, day=clock.today(), enterprise_ids=[commitment.enterprise_id])
    return commitment


def signed(campaign: Campaign, enterprise: Enterprise) -> EnterpriseCommitment | None:
    """The enterprise's commitment in force."""
    return EnterpriseCommitment.objects.filter(campaign=campaign, enterprise=enterprise, withdrawn_at=None).first()


def require_before_approval(filing: Filing) -> None:
    """Refuses where a commitment that the pack wants before the approval isn't signed yet."""
    asked = filing.campaign.pack.resumption.commitments.before_approval
    if "enterprise" in asked and signed(filing.campaign, filing.enterprise) is None:
        raise Refused(
            _("%(enterprise)s hasn't signed its commitment yet; it must before the approval.")
            % {"enterprise": filing.enterprise},
            code="commitment_missing",
        )
    if "employee" in asked:
        _require_employees(
            filing, _("%(n)s employees haven't signed their commitment yet; they must before the approval.")
        )


def require_before_first_day(row: Resumption) -> None:
    """Of an exempt enterprise, which no approval waits for: what the pack wants before an approval is signed before its first day.

    Raises Refused where it isn't.
    """
    asks = row.campaign.pack.resumption.commitments
    if "enterprise" in asks.before_approval and asks.enterprise and signed(row.campaign, row.enterprise) is None:
        raise Refused(
            _("%(enterprise)s hasn't signed its commitment yet; it must before its first day.")
            % {"enterprise": row.enterprise},
            code="commitment_missing",
        )
    if "employee" in asks.before_approval and asks.employee:
        _require_employees(
            row, _("%(n)s employees haven't signed their commitment yet; they must before the first day.")
        )


def lacking_before_approval(filing: Filing) -> str:
    """What must still be signed so that the filing can be approved, as a sentence; empty where nothing is lacking."""
    return _lacking(require_before_approval, filing)


def lacking_before_first_day(row: Resumption) -> str:
    """What an exempt enterprise must still sign before its first day, as a sentence; empty where nothing is lacking."""
    return _lacking(require_before_first_day, row)


def _lacking(required: Callable[[Any], None], case: Filing | Resumption) -> str:
    try:
        required(case)
    except Refused as refusal:
        return refusal.message
    return ""


def _require_employees(case: Filing | Resumption, message: str) -> None:
    roster = EmployeeCommitment.objects.filter(campaign=case.campaign, enterprise=case.enterprise)
    if not roster.exists():
        raise Refused(_("The list of employees who are to sign isn't there yet."), code="commitment_missing")
    open_ = roster.filter(Q(signed_at=None)).count()
    if open_:
        raise Refused(message % {"n": open_}, code="commitment_missing")


def _guard_form(name: str, agreed: bool) -> None:
    faults = []
    if not 2 <= len(name.strip()) <= 60:
        faults.append(Fault("name", _("Write your full name: it is your signature.")))
    if not agreed:
        faults.append(Fault("agreed", _("Tick the box to agree.")))
    if faults:
        raise Refused(_("The commitment isn't signed yet. What is missing is marked below."), fields=faults)
