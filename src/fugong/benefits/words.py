"""Sentences for what happened."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("benefit_version.take_over", _("took version %(number)s over from the pack"), "file-text", "secondary"),
    ("benefit_version.propose", _("entered version %(number)s"), "pencil", "primary"),
    ("benefit_version.publish", _("published version %(number)s as the second person"), "signature", "success"),
    ("benefit_version.drop", _("dropped the version"), "circle-x", "secondary"),
    ("benefit_version.replace", _("noted that a later version is in force"), "refresh", "secondary"),
    ("benefit_version.end", _("ended the policy"), "circle-x", "danger"),
    ("benefit_version.overdue", _("noted that the policy waits too long for a signature"), "clock", "danger"),
    ("benefit_version.escalate", _("brought the late policy before the next post"), "trending-up", "danger"),
    ("benefit_claim.submit", _("claimed the benefit"), "send", "primary"),
    ("benefit_claim.check", _("examined the claim by the policy"), "clipboard-check", "secondary"),
    ("benefit_claim.grant", _("granted the benefit"), "circle-check", "success"),
    ("benefit_claim.give", _("granted the benefit without being asked"), "circle-check", "success"),
    ("benefit_claim.refuse", _("didn’t grant the claim"), "circle-x", "danger"),
    ("benefit_claim.return", _("returned the claim"), "arrow-back-up", "warning"),
    ("benefit_claim.resubmit", _("submitted the claim again"), "send", "primary"),
    ("benefit_claim.withdraw", _("took the claim back"), "arrow-back-up", "secondary"),
    ("benefit_claim.pay", _("noted the payment"), "circle-check", "success"),
    ("benefit_claim.overdue", _("noted that the claim is late"), "clock", "danger"),
    ("benefit_claim.escalate", _("brought the late claim before the next post"), "trending-up", "danger"),
    ("benefit_award.propose", _("proposed to grant it to %(many)s enterprises without asking"), "users", "primary"),
    ("benefit_award.confirm", _("granted it to %(many)s enterprises as the second person"), "signature", "success"),
    ("benefit_award.drop", _("dropped the proposal"), "circle-x", "secondary"),
    ("benefit_award.overdue", _("noted that the proposal waits too long for a signature"), "clock", "danger"),
    ("benefit_award.escalate", _("brought the late proposal before the next post"), "trending-up", "danger"),
    ("benefit_fact.say", _("said facts for benefits"), "message", "secondary"),
)
"""(verb, sentence, icon, tone), for the timeline."""
