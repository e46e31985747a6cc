"""What can be done with a proposal: ask for it, have it worked out, change it, confirm it, drop it."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from fugong.accounts.models import User
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused, refuse
from fugong.ledger.recording import record
from fugong.places.actions import must_be_open
from fugong.places.models import Campaign, Jurisdiction
from fugong.planning.errors import Unfit
from fugong.proposals import kinds
from fugong.proposals.models import Proposal
from fugong.workflow.holding import held
from fugong.workflow.moves import move

OPTIMISER: Any = gettext_lazy("the optimiser")


def ask(*, campaign: Campaign, kind: str, asked: dict[str, Any], by: User, area: str = "") -> Proposal:
    """A proposal of a kind for an area (a code; empty: the whole place); `asked` as the kind's `asked` gives it.

    Small ones are worked out at once, others by a job.

    Raises NotAllowed, Refused.
    """
    found = kinds.get(kind)
    code = _area(campaign, found, area, by)
    ground = found.read(campaign, code, asked)
    later = ground.heavy or bool(settings.ROUTING_SERVER)
    with transaction.atomic():
        made = Proposal.objects.create(
            campaign=campaign, area_code=code, kind=kind, asked=asked, state="working", state_since=clock.now(),
            made_at=clock.now(), made_by=by, seconds=found.seconds_heavy if later else found.seconds,
        )  # fmt: skip
        record("proposal.ask", made, by=by, kind=kind)
        if later:
            from fugong.proposals import tasks

            tasks.work_out.defer(proposal_id=made.pk)
    if not later:
        work_out(proposal=made, ground=ground)
    return made


def work_out(*, proposal: Proposal, ground: kinds.Ground | None = None) -> None:
    """Has the optimiser plan, and keeps what it found. Someone who drops it meanwhile has dropped it."""
    kind, campaign = proposal.kind_of_proposal, proposal.campaign
    try:
        ground = ground or kind.read(campaign, proposal.area_code, proposal.asked)
        content = kind.solve(campaign, ground, proposal.asked, float(proposal.seconds))
    except Unfit as unfit:
        _settle(proposal, "fail", failure=[[each.field, each.code, dict(each.data)] for each in unfit.faults])
    except Refused as refused:
        _settle(proposal, "fail", failure=[["", "refused", {"message": refused.message}]])
    else:
        _settle(proposal, "work_out", content=content, digests=ground.digests())


@transaction.atomic
def _settle(proposal: Proposal, arrow: str, **values: Any) -> None:
    try:
        move(proposal, arrow, by=None, as_name=OPTIMISER, set=values)
    except Conflict:
        proposal.refresh_from_db()


@transaction.atomic
def change(*, proposal: Proposal, subject: str, target: str, by: User) -> None:
    """A person chooses something else for one subject of the plan. Raises NotAllowed, Conflict, Refused."""
    found = held(proposal)
    _guard(found, by)
    _must_wait(found)
    hands = found.kind_of_proposal.hands(found)
    if subject not in dict(hands.subjects):
        raise refuse("subject", _("Choose one of the list."))
    if target not in dict(hands.targets):
        raise refuse("target", _("Choose one of the list."))
    if why := found.kind_of_proposal.unfit(found, subject, target):
        raise refuse("target", why)
    found.changes = {**found.changes, subject: target}
    found.save(update_fields=["changes"])
    record("proposal.change", found, by=by, line=dict(hands.subjects)[subject], choice=dict(hands.targets)[target])
    proposal.refresh_from_db()


@transaction.atomic
def confirm(*, proposal: Proposal, by: User) -> dict[str, int]:
    """Writes the plan as a whole, or nothing of it. Refused where the data changed since it was worked out (Conflict)."""
    kind = proposal.kind_of_proposal
    _one_at_a_time(proposal)
    found = held(proposal, "confirmed_by", "campaign__jurisdiction")
    _guard(found, by)
    _must_wait(found)
    try:
        now = kind.read(found.campaign, found.area_code, found.asked).digests()
    except Refused:
        now = {}
    changed = [str(name) for part, name in kind.parts.items() if now.get(part) != found.digests.get(part)]
    if changed:
        words = _("Since this was worked out, others changed what it stands on: %(parts)s. Have it worked out again.")
        raise Conflict(words % {"parts": _(", ").join(changed)}, code="stale")
    written = kind.carry_out(found, by)
    move(found, "confirm", by=by, set={"confirmed_by": by, "written": written}, kind=found.kind)
    proposal.refresh_from_db()
    return written


@transaction.atomic
def drop(*, proposal: Proposal, by: User) -> None:
    """Nothing of it is written."""
    move(held(proposal), "drop", by=by)
    proposal.refresh_from_db()


def told_in(proposal: Proposal) -> Any:
    """The language of whoever asked, for words that a job keeps."""
    return override(proposal.made_by.language)


def _area(campaign: Campaign, kind: kinds.Kind, area: str, by: User) -> str:
    own = campaign.jurisdiction
    node = Jurisdiction.objects.filter(code=area, prefix__startswith=own.prefix).first() if area else own
    if node is None:
        raise refuse("area", _("This area lies outside the campaign."))
    if (kind.whole_place and node != own) or not by.scope(kind.needs).covers_area(node.code):
        raise NotAllowed(_("You don’t plan this there. Ask the duty desk of that area."))
    must_be_open(campaign)
    if not kind.is_there(campaign):
        raise Refused(_("The rules of this place have none of it."))
    return node.code


def _guard(proposal: Proposal, by: User) -> None:
    if not proposal.may_move(by, proposal.kind_of_proposal.needs):
        raise NotAllowed(_("You don’t plan this there. Ask the duty desk of that area."))


def _must_wait(proposal: Proposal) -> None:
    if proposal.state == "confirmed" and proposal.confirmed_by is not None:
        words = _("%(name)s has confirmed this already. Reload the page to see it.")
        raise Conflict(words % {"name": proposal.confirmed_by.name})
    if proposal.state != "ready":
        raise Conflict(_("This proposal waits for nobody: it is “%(state)s”.") % {"state": proposal.state_name})


def _one_at_a_time(proposal: Proposal) -> None:
    """Two who confirm plans of one kind at once act one after the other: the second finds the data changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [proposal.campaign_id, f"proposal {proposal.kind}"]
        )
