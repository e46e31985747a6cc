"""The registry's own parts of an enterprise's page."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core.paging import Page
from fugong.ledger.models import Event
from fugong.places.models import Campaign
from fugong.policy import reasons
from fugong.policy.pack import Pack
from fugong.registry import coverage, fact_types, panels, staffing
from fugong.registry.access import may
from fugong.registry.actions.liaisons import liaison_grants
from fugong.registry.models import Assignment, Enrolment, Enterprise, SupplyLink
from fugong.registry.panels import Panel

CONTACT_KINDS: dict[str, Promise] = {
    "legal": _("Legal representative"),
    "liaison": _("Liaison"),
    "control": _("Control specialist"),
}
REASONS = (_("Daily report is missing"), _("Visit on site"), _("Question on a filing"), _("Urgent notice"))
A_PAGE_OF_EVENTS = 100


def classes(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any]:
    """Segments with the reason for each, and the industry group."""
    enrolment = Enrolment.objects.filter(campaign=campaign, enterprise=enterprise).first()
    rules = campaign.pack.registry
    found = enrolment.segments if enrolment else []
    reasons = enrolment.reasons if enrolment else {}
    return {
        "enrolment": enrolment,
        "segments": [(each, rules.say(reasons.get(each.key, []))) for each in rules.segments if each.key in found],
        "group": next((each for each in rules.groups if enrolment and each.key == enrolment.group), None),
        "tags": [(tag, tag.key in enterprise.tags) for tag in rules.tags],
    }


def facts(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any]:
    """What is known of the enterprise itself."""
    known = enterprise.extra
    there = [fact for fact in campaign.pack.registry.facts if known.get(fact.key) not in (None, "")]
    own = [(fact.name, reasons.shown(known[fact.key], fact_types.custom(fact))) for fact in there]
    return {"own_facts": own, "sites": list(enterprise.sites.all())}


def contacts(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any]:
    """Whom to call; the numbers masked."""
    kinds = contact_kinds(campaign.pack)
    return {
        "contacts": [(each, kinds.get(each.kind, each.kind)) for each in enterprise.contacts.defer("phone")],
        "contact_kinds": kinds.items(),
        "reasons": REASONS,
        "liaisons": list(liaison_grants(enterprise)),
    }


def contact_kinds(pack: Pack) -> dict[str, Promise]:
    """Kind of contact → its name: who keeps an epidemic out keeps people safe in any other emergency."""
    if "epidemic" in pack.places.hazards:
        return CONTACT_KINDS
    return {**CONTACT_KINDS, "control": _("Responsible for safety")}


def officers(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any]:
    """Who serves the enterprise, who did, and who is missing."""
    rows = Assignment.objects.filter(campaign=campaign, enterprise=enterprise).select_related("officer")
    rules = campaign.pack.registry
    enrolment = Enrolment.objects.filter(campaign=campaign, enterprise=enterprise).first()
    names = {post.key: post.name for post in rules.posts}
    serving = [row for row in rows if row.until is None]
    return {
        "serving": [(row, names.get(row.post, row.post)) for row in serving],
        "past": [(row, names.get(row.post, row.post)) for row in rows if row.until is not None],
        "missing": coverage.lacking(campaign, enrolment.missing_posts, serving) if enrolment else [],
        "choices": staffing.choices(campaign, enterprise)
        if may(request.user, Permission.ASSIGNMENT_MANAGE, enterprise)
        else None,
    }


def chain(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any] | None:
    """Who supplies the enterprise and whom it supplies; those the reader may not see are only counted."""
    seen = Enterprise.objects.visible_to(request.user)
    links = SupplyLink.objects.select_related("supplier", "customer")
    up, down = links.filter(customer=enterprise), links.filter(supplier=enterprise)
    shown_up, shown_down = list(up.filter(supplier__in=seen)), list(down.filter(customer__in=seen))
    if not (shown_up or shown_down or may(request.user, Permission.REGISTRY_EDIT, enterprise)):
        return None
    hidden = up.count() + down.count() - len(shown_up) - len(shown_down)
    return {"upstream": shown_up, "downstream": shown_down, "hidden": hidden}


def story(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> dict[str, Any]:
    """Everything that happened, the newest on top."""
    events = Event.objects.of_enterprise(enterprise.pk)
    return {"events": Page.newest(events, A_PAGE_OF_EVENTS, request.GET.get("story", ""))}


def register() -> None:
    """Puts them on the page. Other rooms' orders: 20–70 stand between."""
    for panel in (
        Panel("classes", 10, "registry/panels/classes.html", classes),
        Panel("chain", 80, "registry/panels/chain.html", chain),
        Panel("story", 90, "registry/panels/story.html", story),
        Panel("contacts", 10, "registry/panels/contacts.html", contacts, "narrow"),
        Panel("officers", 20, "registry/panels/officers.html", officers, "narrow"),
        Panel("facts", 85, "registry/panels/facts.html", facts),
    ):
        panels.register(panel)
