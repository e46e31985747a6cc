"""Sentences: what happened, and why an enterprise gets just this."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.core import numbers

if TYPE_CHECKING:
    from fugong.supplies.models import Share
    from fugong.supplies.policy import Supplies

SENTENCES = (
    ("supply_need.ask", _("asked for %(pieces)s pieces"), "hand-stop", "primary"),
    ("supply_need.change", _("asks for %(pieces)s pieces instead of %(was)s"), "pencil", "secondary"),
    ("supply_need.grant", _("granted %(pieces)s pieces"), "circle-check", "success"),
    ("supply_need.meet", _("noted that it was delivered"), "truck-delivery", "success"),
    ("supply_need.reopen", _("called the delivery off: the request waits again"), "refresh", "warning"),
    ("supply_need.decline", _("declined the request"), "circle-x", "danger"),
    ("supply_need.withdraw", _("took the request back"), "arrow-back-up", "secondary"),
    ("supply_need.overdue", _("noted that the request is late"), "clock", "danger"),
    ("supply_need.escalate", _("brought the late request before the next post"), "trending-up", "danger"),
    ("supply_offer.enter", _("entered the offer of %(pieces)s pieces"), "file-plus", "secondary"),
    ("supply_offer.amend", _("corrected the offer: %(pieces)s pieces"), "pencil", "secondary"),
    ("supply_offer.choose", _("chose the offer"), "circle-check", "success"),
    ("supply_offer.receive", _("noted that %(pieces)s of %(of)s pieces arrived"), "package", "success"),
    ("supply_offer.arrive", _("noted that all of it arrived"), "packages", "success"),
    ("supply_offer.decline", _("didn’t take the offer"), "circle-x", "secondary"),
    ("supply_movement.transfer", _("moved %(pieces)s pieces to another store"), "arrows-exchange", "secondary"),
    ("supply_movement.count", _("counted: %(batches)s batches differ"), "list-check", "warning"),
    ("supply_movement.throw", _("threw %(pieces)s pieces away"), "trash", "warning"),
    ("supply_allocation.propose", _("proposed it: %(pieces)s pieces for %(enterprises)s enterprises"), "scale", "primary"),
    ("supply_allocation.share_anew", _("shared anew: %(pieces)s pieces for %(enterprises)s enterprises"), "refresh", "secondary"),
    ("supply_allocation.change", _("changed a share from %(was)s to %(pieces)s pieces"), "pencil", "warning"),
    ("supply_allocation.confirm", _("confirmed it: the goods are set aside"), "signature", "success"),
    ("supply_allocation.reject", _("didn’t confirm it"), "circle-x", "danger"),
    ("supply_allocation.withdraw", _("took it back"), "arrow-back-up", "secondary"),
    ("supply_allocation.end", _("handed everything out"), "checks", "success"),
    ("supply_delivery.begin", _("set goods aside for the enterprise"), "package", "secondary"),
    ("supply_delivery.pick", _("took it along"), "truck", "secondary"),
    ("supply_delivery.bring_back", _("brought it back to the store"), "arrow-back-up", "warning"),
    ("supply_delivery.deliver", _("delivered it; %(signed)s signed"), "signature", "success"),
    ("supply_delivery.receive", _("confirmed that everything is there"), "circle-check", "success"),
    ("supply_delivery.dispute", _("says that something is missing"), "alert-triangle", "danger"),
    ("supply_delivery.settle", _("cleared up what was missing"), "circle-check", "success"),
    ("supply_delivery.cancel", _("called the delivery off: the goods went back"), "circle-x", "danger"),
    ("supply_delivery.overdue", _("noted that the delivery is late"), "clock", "danger"),
    ("supply_delivery.escalate", _("brought the late delivery before the next post"), "trending-up", "danger"),
)  # fmt: skip
"""(verb, sentence, icon, tone), for the timeline."""


def reason(section: Supplies, share: Share) -> str:
    """Why the enterprise gets just this, in the reader's language: the plan's code and figures as sentences."""
    return told(
        section, item=share.item, code=share.code, data=share.data, tier=share.tier, heads=share.heads,
        target=share.target, on_hand=share.on_hand, asked=share.asked,
    )  # fmt: skip


def told(
    section: Supplies, *, item: str, code: str, data: Mapping[str, Any], tier: int, heads: int, target: int, on_hand: int,
    asked: int | None,
) -> str:  # fmt: skip
    """First what it needs, then why that much comes of it."""
    need = _need(section, item, data, heads, target, asked)
    has = gettext("It has %(n)s.") % {"n": on_hand} if on_hand else ""
    return " ".join(part for part in (need, has, _why(section, code, data, tier)) if part)


def _need(section: Supplies, item: str, data: Mapping[str, Any], heads: int, target: int, asked: int | None) -> str:
    norm, days = Fraction(str(data.get("norm", "0"))), int(data.get("days") or 0)
    if not norm or not heads:
        return gettext("It asked for %(n)s.") % {"n": asked or target}
    said = {
        "heads": heads,
        "norm": numbers.short(norm),
        "days": days,
        "target": target,
        "unit": section.unit_name(item),
    }
    if days:
        words = gettext("%(heads)s people × %(norm)s a day × %(days)s days: it needs %(target)s.") % said
    else:
        words = gettext("%(heads)s people × %(norm)s: it needs %(target)s.") % said
    if pack := data.get("pack"):
        words = f"{words} {_tried(pack)}"
    return (
        words
        if asked is None or asked >= target
        else f"{words} " + gettext("It asked for no more than %(n)s.") % {"n": asked}
    )


def _tried(pack: Mapping[str, Any]) -> str:
    said = {"norm": numbers.short(Fraction(str(pack["norm"]))), "days": pack["days"]}
    if pack["days"]:
        return gettext("These values were tried: the pack says %(norm)s a day × %(days)s days.") % said
    return gettext("This value was tried: the pack says %(norm)s.") % said


def _names(section: Supplies, tiers: Any) -> str:
    return " + ".join(section.tier_name(int(number)) for number in tiers)


def _why(section: Supplies, code: str, data: Mapping[str, Any], tier: int) -> str:
    group = _names(section, data.get("alike") or [tier])
    days = numbers.short(Fraction(str(data.get("level_days", 0))))
    part = f"{round(float(Fraction(str(data.get('level', 0)))) * 100)}%"
    said = {"tier": group, "days": days, "part": part}
    by_days = bool(data.get("days"))
    match code:
        case "full":
            return gettext("It is served in full.")
        case "covered":
            return gettext("That is enough: it gets nothing now.")
        case "level" if by_days:
            return (
                gettext(
                    "Stock is short: everybody of “%(tier)s” is brought to %(days)s days, as far as whole boxes let them."
                )
                % said
            )
        case "level":
            return (
                gettext(
                    "Stock is short: everybody of “%(tier)s” is brought to %(part)s, as far as whole boxes let them."
                )
                % said
            )
        case "above_level" if by_days:
            return gettext("Others of “%(tier)s” have less: they come up to %(days)s days first.") % said
        case "above_level":
            return gettext("Others of “%(tier)s” have less: they come up to %(part)s first.") % said
        case "later_tier":
            before = _names(section, data.get("before_alike") or [data.get("before") or 1])
            return gettext("“%(before)s” comes first, and nothing is left after it.") % {"before": before}
        case "none_left":
            return gettext("Stock doesn’t last for a whole box for it.")
    return code
