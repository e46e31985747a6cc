"""Drafts: begun once, saved as one types, with their papers; nobody but the enterprise touches them."""

import hashlib
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock, documents
from fugong.core.errors import Conflict, Fault, Refused
from fugong.core.ids import uuid7
from fugong.ledger.recording import record
from fugong.places.models import Campaign, CampaignState
from fugong.registry.access import require
from fugong.registry.models import Enterprise
from fugong.resumption import answers as forms
from fugong.resumption import rules
from fugong.resumption.actions.filings.holding import held
from fugong.resumption.models import Document, Filing, JointFiling, Resumption
from fugong.resumption.models.filing import FilingKind
from fugong.workflow.moves import move

MOST_DOCUMENTS = 40


@transaction.atomic
def draft(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    by: User,
    uid: uuid.UUID | None = None,
    remote: bool = False,
    joint: JointFiling | None = None,
) -> Filing:
    """Begins a filing, filled in with what the registry knows. One that is open already is given back instead."""
    require(by, Permission.FILING_SUBMIT, enterprise)
    _guard_campaign(campaign, enterprise)
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    existing = _open_filing(campaign, enterprise)
    if existing is not None:
        return existing
    circumstances = rules.about(campaign, enterprise)
    _guard_ways(circumstances, enterprise, campaign, remote, joint)
    filing = Filing(
        uid=uid or uuid7(),
        campaign=campaign,
        enterprise=enterprise,
        area_code=enterprise.area_code,
        pack_version=campaign.pack_version,
        kind=_kind(campaign, enterprise),
        joint=joint,
        remote=remote,
        answers=forms.prefilled(circumstances.pack.resumption.form, circumstances.facts),
        made_by=by,
        state=Filing.workflow.initial,
        state_since=clock.now(),
    )
    try:
        with transaction.atomic():
            filing.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This filing was begun already. Open it from your list.")) from None
    record("filing.draft", filing, by=by, kind=filing.kind, remote=remote, joint=joint.pk if joint else None)
    return filing


def beginning(campaign: Campaign, enterprise: Enterprise) -> tuple[str, str]:
    """Of which kind a filing begun now would be, and why none can be begun; one of the two is ""."""
    try:
        _guard_campaign(campaign, enterprise)
        return _kind(campaign, enterprise), ""
    except Refused as refusal:
        return "", str(refusal.message)


@transaction.atomic
def save_answers(*, filing: Filing, answers: dict[str, Any], by: User) -> list[Fault]:
    """Keeps what was typed into a draft so far and returns the faults; only answers that can be read replace earlier ones."""
    require(by, Permission.FILING_SUBMIT, filing.enterprise)
    filing = _locked_draft(filing)
    asked = rules.pack_of(filing).resumption.form
    typed = [field for field in asked if field.key in answers]
    read, faults = forms.read(typed, answers, whole=False)
    faulty = {fault.where for fault in faults}
    untouched = {key: value for key, value in filing.answers.items() if key not in answers or key in faulty}
    filing.answers = untouched | read
    filing.save(update_fields=["answers"])
    return faults


@transaction.atomic
def attach(*, filing: Filing, field: str, name: str, content: bytes, by: User) -> Document:
    """Adds a file to a draft. The same file at the same place again changes nothing. Raises Refused where it can't be kept."""
    require(by, Permission.FILING_SUBMIT, filing.enterprise)
    checked = documents.check(content, name, field)
    filing = _locked_draft(filing)
    if field not in {each.key for each in rules.pack_of(filing).resumption.documents}:
        raise Refused(
            _("The form asks for no such paper."), fields=[Fault(field, _("The form asks for no such paper."))]
        )
    digest = hashlib.sha256(checked.content).hexdigest()
    already = filing.documents.filter(field=field, digest=digest).first()
    if already is not None:
        return already
    if filing.documents.count() >= MOST_DOCUMENTS:
        raise Refused(_("A filing holds at most %(n)s files.") % {"n": MOST_DOCUMENTS})
    document = Document(
        filing=filing,
        field=field,
        name=checked.name,
        kind=checked.kind,
        size=len(checked.content),
        digest=digest,
        added_at=clock.now(),
        added_by=by,
    )
    document.file.save(checked.name, ContentFile(checked.content), save=False)
    document.save(force_insert=True)
    return document


@transaction.atomic
def remove_document(*, document: Document, by: User) -> None:
    """Takes a file out of a draft. Its bytes go too, unless an earlier version still shows them."""
    require(by, Permission.FILING_SUBMIT, document.filing.enterprise)
    _locked_draft(document.filing)
    storage, name = document.file.storage, str(document.file.name)
    document.delete()
    if not Document.objects.filter(file=name).exists():
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def discard(*, filing: Filing, by: User) -> Filing:
    """Drops a draft that nobody needs."""
    filing = held(filing)
    move(filing, "discard", by=by)
    return filing


def _locked_draft(filing: Filing) -> Filing:
    """The filing's row, held until the transaction ends. Raises Conflict where it was filed meanwhile."""
    found = held(filing)
    if found.state != "draft":
        raise Conflict(_("This filing was filed: it can't be changed any more. Withdraw it, or wait for the answer."))
    return found


def _open_filing(campaign: Campaign, enterprise: Enterprise) -> Filing | None:
    return Filing.objects.filter(
        campaign=campaign, enterprise=enterprise, state__in=["draft", "filed", "returned"]
    ).first()


def _guard_campaign(campaign: Campaign, enterprise: Enterprise) -> None:
    if campaign.state != CampaignState.OPEN:
        raise Refused(_("%(campaign)s is closed: nothing is filed any more.") % {"campaign": campaign})
    if rules.enrolment_of(campaign, enterprise) is None:
        raise Refused(
            _("%(enterprise)s isn't part of %(campaign)s.") % {"enterprise": enterprise, "campaign": campaign}
        )


def _guard_ways(
    circumstances: rules.Circumstances,
    enterprise: Enterprise,
    campaign: Campaign,
    remote: bool,
    joint: JointFiling | None,
) -> None:
    section = circumstances.pack.resumption
    if remote and not section.may_work_remotely(circumstances.facts):
        raise Refused(_("Resuming by working remotely isn't open to this enterprise here."))
    if joint is not None and (joint.campaign_id != campaign.pk or joint.park_id != enterprise.park_id):
        raise Refused(_("This joint filing is for the tenants of another park or building."))
    if joint is not None and (joint.closed_at or not section.together.allowed):
        raise Refused(_("This joint filing is closed. File by yourself."))


def _kind(campaign: Campaign, enterprise: Enterprise) -> str:
    """First filing, addition or filing again, by where the enterprise stands and what the pack allows then."""
    record_ = Resumption.objects.filter(campaign=campaign, enterprise=enterprise).first()
    state = record_.state if record_ else "not_filed"
    if record_ and record_.exemption:
        raise Refused(_("This enterprise need not file: it is exempt."))
    refiling = campaign.pack.resumption.refiling
    if state in ("not_filed", "filed"):
        return FilingKind.FIRST
    if record_ and record_.together_id:
        raise Refused(
            _("Many enterprises are stopped at once now: wait until this is lifted. Nothing is to be filed for it.")
        )
    if state == "suspended" and refiling.again != "never":
        return FilingKind.AGAIN
    if state in ("approved", "resumed") and refiling.additions:
        return FilingKind.ADDITION
    if state in ("approved", "resumed") and refiling.again == "always":
        return FilingKind.AGAIN
    raise Refused(_("This enterprise was approved already; nothing more is to be filed here."))
