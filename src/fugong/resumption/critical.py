"""Critical measures (关键项) that a check found unmet: what an enterprise must mend before it can be passed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fugong.places.models import Campaign
from fugong.policy.loaded import for_version
from fugong.registry.models import Enterprise
from fugong.resumption.checklist import Item
from fugong.resumption.models import Verification


def unmet(check: Verification) -> list[Item]:
    """Those of a filled list, in its order, as the list stood then."""
    missed = {row.item for row in check.answers.all() if row.answer == "no"}
    items = for_version(check.pack_version).resumption.checklist(check.checklist).items
    return [item for item in items if item.critical and item.key in missed]


def in_words(items: Sequence[Item]) -> str:
    """Their names in a row."""
    return _(", ").join(str(item.name) for item in items)


def found_by_itself(campaign: Campaign, enterprise: Enterprise) -> dict[str, tuple[Verification, list[Item]]]:
    """Checklist → the enterprise's latest check of itself by it, with the critical measures that it found unmet."""
    rows = Verification.objects.filter(campaign=campaign, enterprise=enterprise, kind="self")
    latest = rows.order_by("checklist", "-at", "-pk").distinct("checklist")
    latest = latest.select_related("pack_version").prefetch_related("answers")
    return {check.checklist: (check, unmet(check)) for check in latest}
