"""Filing together: tenants of one park or building apply, are inspected and resume at once (集中申报、集中检验、集中复工)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Park
from fugong.resumption import deciders
from fugong.resumption.actions.filings import deciding
from fugong.resumption.models import Filing, JointFiling


@transaction.atomic
def open_joint(*, campaign: Campaign, park: Park, by: User) -> JointFiling:
    """Lets the tenants of a park or building file into one joint filing. One that is open already is given back."""
    _guard(campaign, park, by)
    if not campaign.pack.resumption.together.allowed:
        raise Refused(_("This place doesn't take filings made together."))
    try:
        with transaction.atomic():
            joint = JointFiling.objects.create(campaign=campaign, park=park, opened_at=clock.now(), opened_by=by)
    except IntegrityError:
        return JointFiling.objects.get(campaign=campaign, park=park, closed_at=None)
    record("joint_filing.open", joint, by=by, park=park.name)
    return joint


@transaction.atomic
def close_joint(*, joint: JointFiling, by: User) -> JointFiling:
    """Takes no further tenants. Filings that are under way go on."""
    _guard(joint.campaign, joint.park, by)
    if not JointFiling.objects.filter(pk=joint.pk, closed_at=None).update(closed_at=clock.now()):
        raise Conflict(_("This joint filing is closed already."))
    record("joint_filing.close", joint, by=by)
    joint.refresh_from_db()
    return joint


@transaction.atomic
def decide_together(
    *, joint: JointFiling, outcome: str, by: User, opinion: str = "", only: "list[int] | None" = None
) -> list[Filing]:
    """One decision for all filings of the joint one whose open step is this person's, or for those in `only`.

    All or nothing: where one can't be decided, none is, and the message names it.
    """
    minimum = joint.campaign.pack.resumption.together.minimum
    filed = joint.filings.exclude(state__in=["draft", "withdrawn", "replaced"]).count()
    if outcome == "pass" and filed < minimum:
        raise Refused(
            _("Only %(n)s tenants have filed; together means at least %(minimum)s.") % {"n": filed, "minimum": minimum}
        )
    mine = deciders.open_steps(by, joint.campaign).filter(filing__joint=joint, filing__state="filed")
    if only is not None:
        mine = mine.filter(filing_id__in=only)
    waiting = list(Filing.objects.filter(pk__in=mine.values("filing")).select_related("enterprise").order_by("pk"))
    if not waiting:
        raise NotAllowed(_("None of these filings waits for you."))
    return [_one(filing, outcome, by, opinion) for filing in waiting]


def _one(filing: Filing, outcome: str, by: User, opinion: str) -> Filing:
    try:
        return deciding.decide(filing=filing, outcome=outcome, by=by, opinion=opinion)
    except Refused as refusal:
        raise type(refusal)(f"{filing.enterprise}: {refusal.message}", fields=refusal.faults) from None


def _guard(campaign: Campaign, park: Park, by: User) -> None:
    """The duty desk, or who runs resumption for the whole area of the park."""
    if not park.area_code.startswith(campaign.jurisdiction.prefix):
        raise Refused(_("%(park)s lies outside %(campaign)s.") % {"park": park, "campaign": campaign})
    if not by.scope(Permission.RESUMPTION_EDIT).covers_area(park.area_code):
        raise NotAllowed(_("You can't open filings together for %(park)s.") % {"park": park})
