"""Sentences for what happened, and the optimiser's codes in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fugong.core import languages
from fugong.policy.reasons import money

WORKS = {
    "running": gettext_lazy("at work"),
    "stopped": gettext_lazy("stands still"),
    "unknown": gettext_lazy("not known"),
}
PHASES = {
    "gather": gettext_lazy("Gathering enterprises and links"),
    "plan": gettext_lazy("Comparing orders"),
    "keep": gettext_lazy("Keeping the plan"),
    "done": gettext_lazy("Done"),
}
LIMITS = {
    "waves": gettext_lazy("Waves"),
    "masks": gettext_lazy("Masks at hand"),
    "masks_a_wave": gettext_lazy("Masks that come in each wave"),
    "checks": gettext_lazy("Verifications a wave"),
    "risk_a_wave": gettext_lazy("Risk points a wave"),
    "risk_each": gettext_lazy("Most risk points of one enterprise"),
}


def reason(entry: Any, names: Mapping[str, str]) -> str:
    """Why an enterprise has its place, waits, or is blocked. `names`: key of the optimiser → name."""
    data = entry.data
    if entry.kind == "approve":
        return approved(entry.code, entry.releases, int(data.get("others") or 0))
    if entry.kind == "blocked":
        by = [names.get(key, key) for key in data.get("by", ())]
        who = _listed(by)
        if entry.code == "risk_each":
            return _("Above the risk that is allowed, or needs one that is: %(who)s") % {"who": who}
        return _("Can’t produce whatever is approved here: it needs %(who)s") % {"who": who}
    if entry.code in ("masks", "checks", "risk"):
        words = {
            "masks": gettext_lazy("needs %(needs)s masks, at most %(most)s are there"),
            "checks": gettext_lazy("needs %(needs)s verifications, at most %(most)s can be made in a wave"),
            "risk": gettext_lazy("adds %(needs)s risk points, at most %(most)s are allowed in a wave"),
        }[entry.code]
        return str(words) % {"needs": f"{data.get('needs', 0):,}", "most": f"{data.get('most', 0):,}"}
    return _("Doesn’t fit into these waves: others release more for the same means")


def _listed(names: Sequence[str]) -> str:
    """At most three, parted as the reader's language parts them."""
    comma = "、" if languages.current() in ("zh", "ja") else ", "
    return comma.join(names[:3]) + (" …" if len(names) > 3 else "")


def approved(code: str, releases: int, others: int) -> str:
    """Why an enterprise stands where it stands in the order: yuan a day of its own, and of others that hang on it."""
    if code == "opens_the_way":
        return _("Opens the way: %(others)s a day of others’ output hangs on it") % {"others": money(others)}
    if releases and others:
        return _("Releases %(own)s a day; %(others)s a day of others hangs on it") % {
            "own": money(releases), "others": money(others),
        }  # fmt: skip
    if releases:
        return _("Releases %(own)s a day") % {"own": money(releases)}
    return _("Its output isn’t known, or begins only with others of its ring")


def sure(result: Mapping[str, Any]) -> str:
    """How good the order is, in plain words."""
    value, bound = int(result.get("value") or 0), int(result.get("bound") or 0)
    if not bound or value >= bound:
        return _("No order releases more: this is proven.")
    share = f"{(bound - value) / bound:.1%}".replace("%", " %")
    words = _(
        "No order can release more than %(bound)s; this one releases %(value)s, at most %(share)s less than the best."
    )
    return words % {"bound": money(bound), "value": money(value), "share": share}


def no_link() -> str:
    """What to do where no link was chosen."""
    return _("Choose which supply is interrupted.")


def bottleneck(found: Any) -> str:
    """Why a supplier holds others up."""
    names = _listed([each.name or _("an enterprise outside your area") for each in found.customers])
    return ngettext(
        "%(n)s enterprise further down waits for it: %(names)s", "%(n)s enterprises further down wait for it: %(names)s",
        found.held_up,
    ) % {"n": found.held_up, "names": names}  # fmt: skip


SENTENCES = (
    ("key_listing.propose", gettext_lazy("proposed the enterprise for a list of key enterprises"), "flag", "secondary"),
    ("key_listing.confirm", gettext_lazy("put the enterprise on a list of key enterprises"), "circle-check", "success"),
    ("key_listing.decline", gettext_lazy("didn’t list the enterprise"), "circle-x", "warning"),
    ("key_listing.prolong", gettext_lazy("prolonged the listing until %(until)s"), "calendar-event", "secondary"),
    ("key_listing.remove", gettext_lazy("took the enterprise off a list of key enterprises"), "circle-x", "warning"),
    ("key_listing.expire", gettext_lazy("ended the listing: its last day is over"), "clock", "warning"),
    (
        "key_listing.help",
        gettext_lazy("named %(helper)s to help the enterprise one to one"),
        "heart-handshake",
        "primary",
    ),
    ("daily_review.make", gettext_lazy("reviewed the enterprise for %(day)s"), "clipboard-check", "success"),
    ("daily_review.miss", gettext_lazy("noted that the day’s review was missed"), "clock", "danger"),
    ("daily_review.overdue", gettext_lazy("noted that today’s review is late"), "clock", "danger"),
    ("daily_review.escalate", gettext_lazy("brought the late review before the next post"), "trending-up", "danger"),
    ("review_step.set", gettext_lazy("set a next step: %(what)s (%(owner)s, %(day)s)"), "list-check", "primary"),
    ("review_step.do", gettext_lazy("finished “%(what)s”: %(outcome)s"), "check", "success"),
    ("review_step.drop", gettext_lazy("dropped “%(what)s”"), "circle-x", "secondary"),
    ("review_step.overdue", gettext_lazy("noted that a next step is late"), "clock", "danger"),
    ("review_step.escalate", gettext_lazy("brought the late step before the next post"), "trending-up", "danger"),
    ("supply_link.ask", gettext_lazy("asked whether %(supplier)s supplies it"), "message-question", "secondary"),
    ("supply_link.confirm", gettext_lazy("confirmed the supply from %(supplier)s"), "circle-check", "success"),
    ("outside_link.create", gettext_lazy("noted a partner outside the area: %(partner)s"), "link", "secondary"),
    ("outside_link.confirm", gettext_lazy("confirmed the link to %(partner)s"), "circle-check", "success"),
    ("outside_link.remove", gettext_lazy("took the link to %(partner)s away"), "circle-x", "secondary"),
    ("partner.works", gettext_lazy("noted whether the partner outside is at work"), "building-factory-2", "secondary"),
    (
        "interruption.report",
        gettext_lazy("reported that the supply from %(partner)s is interrupted"),
        "alert-triangle",
        "danger",
    ),
    ("interruption.restore", gettext_lazy("restored the supply from %(partner)s: %(how)s"), "link", "success"),
    ("interruption.withdraw", gettext_lazy("took the report about %(partner)s back"), "circle-x", "secondary"),
    ("interruption.overdue", gettext_lazy("noted that the supply is still interrupted"), "clock", "danger"),
    (
        "interruption.escalate",
        gettext_lazy("brought the interrupted supply before the next post"),
        "trending-up",
        "danger",
    ),
    ("letter.draft", gettext_lazy("drafted a letter to %(whom)s"), "mail", "secondary"),
    ("letter.amend", gettext_lazy("changed the draft"), "pencil", "secondary"),
    ("letter.sign", gettext_lazy("signed the letter, no. %(number)s"), "certificate", "success"),
    ("letter.send", gettext_lazy("sent the letter: %(how)s"), "send", "primary"),
    ("letter.remind", gettext_lazy("asked again for an answer by %(day)s"), "repeat", "secondary"),
    ("letter.answer", gettext_lazy("noted the answer: %(answer)s"), "message-check", "success"),
    ("letter.close", gettext_lazy("closed the letter without an answer"), "circle-x", "warning"),
    ("letter.withdraw", gettext_lazy("withdrew the letter"), "circle-x", "secondary"),
    ("letter.overdue", gettext_lazy("noted that no answer came in time"), "clock", "danger"),
    ("letter.escalate", gettext_lazy("brought the unanswered letter before the next post"), "trending-up", "danger"),
    (
        "resuming_order.ask",
        gettext_lazy("asked for the order of resuming over %(waves)s waves"),
        "list-check",
        "primary",
    ),
    ("resuming_order.finish", gettext_lazy("worked the order out: %(approve)s approvals"), "circle-check", "success"),
    ("resuming_order.fail", gettext_lazy("couldn’t work the order out"), "alert-triangle", "danger"),
    ("resuming_order.confirm", gettext_lazy("put the order in force"), "certificate", "success"),
    ("resuming_order.drop", gettext_lazy("dropped the order"), "circle-x", "secondary"),
    ("resuming_order.replace", gettext_lazy("replaced the order by a newer one"), "refresh", "secondary"),
    ("resuming_order.lift", gettext_lazy("lifted the order"), "circle-x", "warning"),
    ("premises_wanted.ask", gettext_lazy("looks for %(area)s m²"), "building-warehouse", "primary"),
    ("premises_wanted.show", gettext_lazy("showed “%(name)s”"), "eye", "primary"),
    ("premises_wanted.pass", gettext_lazy("said that none of these fits"), "arrow-back-up", "warning"),
    ("premises_wanted.agree", gettext_lazy("agreed on “%(name)s”"), "circle-check", "success"),
    ("premises_wanted.withdraw", gettext_lazy("looks for premises no more"), "circle-x", "secondary"),
    ("premises_wanted.overdue", gettext_lazy("noted that nothing was shown in time"), "clock", "danger"),
    (
        "premises_wanted.escalate",
        gettext_lazy("brought the search for premises before the next post"),
        "trending-up",
        "danger",
    ),
    ("premises_offer.offer", gettext_lazy("offered “%(name)s”, %(area)s m²"), "building-warehouse", "secondary"),
    ("premises_offer.withdraw", gettext_lazy("took the offer “%(name)s” back"), "circle-x", "secondary"),
)
"""(verb, sentence, icon, tone), for the timeline."""
