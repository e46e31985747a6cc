"""Examples for others: proposed after a visit, checked by somebody else, published to the segments that they are for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import roles_with
from fugong.core import clock
from fugong.core.errors import NotAllowed, refuse
from fugong.ledger.recording import record as write
from fugong.places.models import Campaign
from fugong.rectification import proofs, telling
from fugong.rectification.access import holds
from fugong.rectification.actions.findings import File
from fugong.rectification.models import Example, ExampleFile, Finding
from fugong.rectification.models.example import Kind
from fugong.rectification.models.finding import Stage
from fugong.registry.models import Enrolment, Enterprise
from fugong.workflow.holding import held
from fugong.workflow.moves import move

MOST_FILES = 12


@transaction.atomic
def propose(
    *,
    campaign: Campaign,
    enterprise: Enterprise,
    title: str,
    text: str,
    by: User,
    kind: str = Kind.GOOD,
    finding: Finding | None = None,
    segments: Sequence[str] = (),
    named: bool = False,
    before: Sequence[File] = (),
    after: Sequence[File] = (),
) -> Example:
    """Proposes good practice, or a fault that was put right, whose photos before and after go along."""
    if not holds(by, Permission.VISIT_RECORD, enterprise):
        raise NotAllowed(_("You can't propose an example from %(enterprise)s.") % {"enterprise": enterprise})
    if not title.strip() or not text.strip():
        raise refuse("title" if not title.strip() else "text", _("Say what others can learn from it."))
    known = {segment.key for segment in campaign.pack.registry.segments}
    if set(segments) - known:
        raise refuse("segments", _("The place has no such segment."))
    if kind == Kind.CORRECTED and (finding is None or finding.state not in ("corrected", "closed")):
        raise refuse("finding", _("Only what was found put right is shown as put right."))
    example = Example(
        campaign=campaign, enterprise=enterprise, area_code=enterprise.area_code, finding=finding, kind=Kind(kind),
        aspect=finding.aspect if finding else "", item=finding.item if finding else "", title=title.strip()[:80],
        text=text.strip()[:2000], segments=list(segments), named=named, proposed_at=clock.now(), proposed_by=by,
        state=Example.workflow.initial, state_since=clock.now(),
    )  # fmt: skip
    example.save(force_insert=True)
    for stage, files in ((Stage.BEFORE, before), (Stage.AFTER, after)):
        for name, content in files[:MOST_FILES]:
            _keep(example, stage, name, content, by)
    if finding is not None:
        _copy(example, finding, by)
    if not example.files.exists():
        raise refuse("after", _("An example needs a photo or video."))
    write("example.propose", example, by=by, title=example.title)
    return example


@transaction.atomic
def publish(*, example: Example, by: User, opinion: str = "") -> Example:
    """Publishes it: every enterprise that it is for hears of it."""
    example = held(example)
    if by.pk == example.proposed_by_id:
        raise NotAllowed(_("You proposed this yourself: somebody else has to check it."))
    values = {"decided_at": clock.now(), "decided_by": by, "opinion": opinion.strip()[:300]}
    event = move(example, "publish", by=by, reason=opinion, set=values, title=example.title)
    telling.everybody(example, _readers(example), lambda: _("Example: %(title)s") % {"title": example.title}, event)
    return example


@transaction.atomic
def decline(*, example: Example, reason: str, by: User) -> Example:
    """It is no example."""
    example = held(example)
    if by.pk == example.proposed_by_id:
        raise NotAllowed(_("You proposed this yourself: somebody else has to check it."))
    values = {"decided_at": clock.now(), "decided_by": by, "opinion": reason.strip()[:300]}
    move(example, "decline", by=by, reason=reason, set=values)
    return example


@transaction.atomic
def withdraw(*, example: Example, reason: str, by: User) -> Example:
    """It holds no longer."""
    example = held(example)
    move(example, "withdraw", by=by, reason=reason)
    return example


def _readers(example: Example) -> list[User]:
    """Those who speak for enterprises of the segments that it is for."""
    rows = Enrolment.objects.filter(campaign=example.campaign)
    if example.segments:
        rows = rows.filter(segments__overlap=example.segments)
    keys = [str(key) for key in rows.values_list("enterprise", flat=True)]
    held_ = Grant.objects.in_force().filter(
        role__in=roles_with(Permission.RECTIFICATION_ANSWER), scope_kind=ScopeKind.ENTERPRISE, scope_key__in=keys
    )
    return list(User.objects.filter(pk__in=held_.values("user"), is_active=True))


def _keep(example: Example, stage: str, name: str, content: bytes, by: User) -> None:
    checked = proofs.check(content, name, stage)
    digest = hashlib.sha256(checked.content).hexdigest()
    if not example.files.filter(stage=stage, digest=digest).exists():
        proofs.keep(ExampleFile(example=example), checked, digest, stage, by)


def _copy(example: Example, finding: Finding, by: User) -> None:
    """The finding's own pictures and videos, before and after."""
    for proof in finding.proofs.order_by("pk"):
        if proof.is_picture or proof.is_video:
            with proof.file.open("rb") as opened:
                _keep(example, proof.stage, proof.name, opened.read(), by)
