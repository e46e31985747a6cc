"""What this room counts: policies matched, claims, money and things given."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.benefits.arrows import CLAIM
from fugong.benefits.models import Claim, Match
from fugong.benefits.models.match import OUTCOMES
from fugong.core.measures import Kind, Measure, page_at, register, register_kind

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

FIRMS, CLAIMS_UNIT, YUAN, PIECES = _("enterprises"), _("claims"), _("yuan"), _("pieces")


def _claims(campaign: "Campaign", user: "User | None") -> Any:
    """Claims with whole yuan or pieces beside their amount, and the policy by key."""
    rows = Claim.objects.filter(campaign=campaign)
    rows = rows if user is None else rows.visible_to(user)
    return rows.annotate(
        yuan=F("amount") / 100,
        when=F("submitted_at"),
        policy_key=F("policy__key"),
        gives=KeyTextTransform("gives", "version__content"),
    )


def _matches(campaign: "Campaign", user: "User | None") -> Any:
    rows = Match.objects.filter(campaign=campaign)
    rows = rows if user is None else rows.visible_to(user)
    return rows.annotate(policy_key=F("policy__key"), when=F("policy__matched_at"), yuan=F("quantity") / 100)


def _policies(pack: Any) -> dict[str, Any]:
    return {policy.key: policy.name for policy in pack.benefits.policies}


CLAIMED = register_kind(
    Kind(
        key="benefit_claim", name=_("Claim of a benefit"), rows=_claims, page=page_at("benefits:claim"), states=CLAIM.states,
        due="when", due_name=_("Submitted on"), is_past=True, order=("-when", "id"), part="policy_key",
        part_name=pgettext_lazy("part of figures", "policy"), parts=_policies,
    )
)  # fmt: skip
MATCHED = register_kind(
    Kind(
        key="benefit_match", name=_("Enterprise matched with a policy"), rows=_matches,
        page=page_at("benefits:firm", "enterprise_id"), state="outcome", states=OUTCOMES, number=lambda row: row.policy_key,
        number_name=_("Policy"), due="when", due_name=_("Matched on"), is_past=True, order=("id",), part="policy_key",
        part_name=pgettext_lazy("part of figures", "policy"), parts=_policies,
    )
)  # fmt: skip

GIVEN = Q(state__in=["granted", "paid"])
IN_KIND = Q(gives="in_kind")

register(
    Measure("benefits.due", _("Benefits due"), FIRMS, MATCHED.key, Q(outcome="yes"),
            about=_("Pairs of an enterprise and a policy that match.")),
    Measure("benefits.nearly", _("Benefits nearly due"), FIRMS, MATCHED.key, Q(outcome__in=["near", "missing"])),
    Measure("benefits.claims", _("Claims of benefits"), CLAIMS_UNIT, CLAIMED.key, ~Q(state="withdrawn")),
    Measure("benefits.claims.open", _("Claims of benefits open"), CLAIMS_UNIT, CLAIMED.key, Q(state__in=["submitted", "checked"])),
    Measure("benefits.claims.overdue", _("Claims of benefits overdue"), CLAIMS_UNIT, CLAIMED.key,
            Q(state__in=["submitted", "checked", "granted"], due_at__lt=F("moment"))),
    Measure("benefits.granted", _("Benefits granted"), YUAN, CLAIMED.key, GIVEN & ~IN_KIND, "yuan"),
    Measure("benefits.paid", _("Benefits paid"), YUAN, CLAIMED.key, Q(state="paid") & ~IN_KIND, "yuan"),
    Measure("benefits.in_kind", _("Given in kind"), PIECES, CLAIMED.key, Q(state="paid") & IN_KIND, "amount"),
    Measure("benefits.without_asking", _("Granted without asking"), CLAIMS_UNIT, CLAIMED.key, GIVEN & Q(award__isnull=False)),
)  # fmt: skip
