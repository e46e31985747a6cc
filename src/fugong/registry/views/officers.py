"""Who holds which post; appointing, ending, and handing everything over when somebody drops out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fugong.accounts.acting import acted, faults
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest
from fugong.accounts.permissions import Permission
from fugong.core import numbers
from fugong.core.errors import Fault, NotAllowed, Refused, refuse
from fugong.core.paging import Page
from fugong.places import geometry, naming
from fugong.places.models import Campaign, Jurisdiction
from fugong.places.pages import campaign_page
from fugong.registry import colleagues, holding, sheets_officers
from fugong.registry.actions import assignments, postings, profiles
from fugong.registry.models import Assignment, OfficerProfile, Posting
from fugong.registry.proposing import LANGUAGES, posts_of
from fugong.registry.views import finding
from fugong.registry.views.enterprises import names_of

SERVING, PAST = 100, 20


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def page(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Everyone in a post, post by post, with what they carry."""
    wanted = holding.Wanted(
        request.GET.get("post", "")[:40], request.GET.get("q", "").strip()[:60], request.GET.get("after", "")
    )
    sections, shown = holding.officers(campaign, wanted)
    may_appoint = request.user.holds(Permission.ASSIGNMENT_MANAGE)
    context = {
        "campaign": campaign,
        "posts": campaign.pack.registry.posts,
        "sections": sections,
        "page": shown,
        "wanted": wanted,
        "areas": naming.offered(areas_of(campaign)) if may_appoint else None,
        "grids": naming.offered(geometry.grids_of(campaign)) if may_appoint else None,
        "area_names": _area_names(shown.rows),
        "people": colleagues.offered(campaign) if may_appoint else None,
        "names": names_of(campaign),
        "may_appoint": may_appoint,
        "may_open_accounts": request.user.holds(Permission.ACCOUNT_MANAGE),
        "may_import": sheets_officers.may(request.user, campaign),
    }
    return render(request, "registry/officers.html", context)


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def names(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A few colleagues that match what is being typed, whatever the field is called, as its options."""
    holding = next((each for each in colleagues.LOOKED_UP_BY if each == request.GET.get("holding")), None)
    asking = colleagues.ASKED_BY if holding is None else (colleagues.LOOKED_UP_BY[holding],)
    if not any(request.user.holds(each) for each in asking):
        raise NotAllowed(_("You can't look up colleagues."))
    field = next((name for name in request.GET if name != "holding"), "")
    text = request.GET.get(field, "").strip()[:60]
    return render(request, "registry/parts/colleagues.html", {"people": colleagues.like(campaign, text, holding)})


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def place_names(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """A few areas or grids that match what is being typed, as options of the field that is named."""
    rows: dict[str, Any] = {"area_named": areas_of(campaign), "grid_named": geometry.grids_of(campaign)}
    key = next(iter(request.GET), "")
    names = naming.like(rows[key], request.GET[key]) if key in rows else []
    return render(request, "registry/parts/place_names.html", {"names": names})


def areas_of(campaign: Campaign) -> Any:
    """The campaign's area and all below it."""
    return Jurisdiction.objects.within(campaign.jurisdiction.prefix)


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
@never_cache
def appointing(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Put someone into a post; someone new gets an account in the same step, whose password this answer shows once."""
    given = request.POST
    where: dict[str, Any] = {key: given.get(key, "") for key in ("post", "area", "group")}
    grids = geometry.grids_of(campaign)
    typed = naming.meant(grids, given.get("grid_named", ""), "grid")
    where["grid"] = typed or grids.filter(pk=numbers.asked(given.get("grid"))).first()
    if (area := naming.meant(areas_of(campaign), given.get("area_named", ""), "area")) is not None:
        where["area"] = area.code
    if "username" in given:
        posting, password = postings.appoint_newcomer(
            campaign=campaign, username=given["username"], name=given.get("name", ""), by=request.user, **where
        )
    else:
        posting = postings.appoint(campaign=campaign, user=_chosen(given.get("user", "")), by=request.user, **where)
        password = ""
    post = campaign.pack.registry.post(posting.post).name
    messages.success(request, _("%(name)s now holds the post “%(post)s”.") % {"name": posting.user.name, "post": post})
    if not password:
        return redirect("registry:officers", campaign.key)
    context = {"campaign": campaign, "person": posting.user, "password": password, "is_new": True}
    context["back"] = "registry:officers"
    return render(request, "web/people/password.html", context)


def _chosen(text: str) -> User:
    """The person of `name · user name`, as the list offers it, or of a bare user name."""
    username = text.rpartition("·")[2].strip()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        message = _("There is no account %(name)s. Make one under “Someone without an account”.") % {
            "name": username or "—"
        }
        raise Refused(message, fields=[Fault("user", message)])
    return user


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def ending(request: PageRequest, campaign: Campaign, posting: int) -> HttpResponse:
    """The person holds the post no longer; with enterprises left, the hand-over comes first."""
    found = finding.posting(request, campaign, posting)
    if postings.serving(found).exists():
        messages.warning(
            request, _("%(name)s still serves enterprises: hand them over first.") % {"name": found.user.name}
        )
        return redirect("registry:officer", campaign.key, found.user_id)
    postings.end_posting(posting=found, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("The posting of %(name)s has ended.") % {"name": found.user.name})
    return redirect("registry:officers", campaign.key)


@campaign_page(Permission.REGISTRY_VIEW)
@require_safe
def one(request: PageRequest, campaign: Campaign, user: int) -> HttpResponse:
    """One officer: posts, enterprises now and before, the hand-over, and who takes over where they drop out."""
    return _one(request, campaign, finding.officer(request, campaign, user))


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def profile(request: PageRequest, campaign: Campaign, user: int) -> HttpResponse:
    """Languages, industries, where they start from, and the enterprises they keep away from."""
    officer, given = finding.officer(request, campaign, user), request.POST
    return acted(
        request,
        lambda: profiles.describe(
            campaign=campaign, officer=officer, by=request.user, languages=given.getlist("language"),
            groups=given.getlist("group"), latitude=_degrees(given.get("latitude", ""), "latitude"),
            longitude=_degrees(given.get("longitude", ""), "longitude"), avoids=given.get("avoids", "").splitlines(),
        ),
        lambda: _("Kept."), lambda: ("registry:officer", campaign.key, user),
        lambda refusal: _one(request, campaign, officer, refusal),
    )  # fmt: skip


def _degrees(text: str, where: str) -> float | None:
    try:
        return float(text) if text.strip() else None
    except ValueError:
        raise refuse(where, _("Write degrees, such as 36.28.")) from None


def _one(request: PageRequest, campaign: Campaign, officer: User, refusal: Refused | None = None) -> HttpResponse:
    served = Assignment.objects.visible_to(request.user).filter(campaign=campaign, officer=officer)
    served = served.select_related("enterprise")
    serving = served.filter(until=None).order_by("post", "area_code", "enterprise_id")
    held = Posting.objects.filter(campaign=campaign, user=officer).select_related("grid").order_by("-since")
    may_appoint = request.user.holds(Permission.ASSIGNMENT_MANAGE)
    context = {
        "campaign": campaign,
        "officer": officer,
        "postings": held,
        "serving": Page.placed(serving, SERVING, request.GET.get("after", "")),
        "past": Page.placed(served.exclude(until=None).order_by("-until", "-pk"), PAST, request.GET.get("past", "")),
        "people": colleagues.offered(campaign) if may_appoint else None,
        "names": names_of(campaign),
        "may_appoint": may_appoint,
        "may_plan": request.user.scope(Permission.ASSIGNMENT_MANAGE).covers_area(campaign.jurisdiction.code),
        "carries": [post for post in posts_of(campaign) if post.key in {row.post for row in held if row.until is None}],
        "known": OfficerProfile.objects.filter(campaign=campaign, user=officer).prefetch_related("avoids").first(),
        "languages": LANGUAGES.items(),
        "groups": campaign.pack.registry.groups,
        "refusal": refusal,
        "faults": faults(refusal),
        "typed": request.POST,
    }
    return render(request, "registry/officer.html", context, status=refusal.status if refusal else 200)


@campaign_page(Permission.ASSIGNMENT_MANAGE)
@require_POST
def handing_over(request: PageRequest, campaign: Campaign, user: int) -> HttpResponse:
    """All, or the ticked, enterprises of an officer go to others in one step."""
    officer = finding.officer(request, campaign, user)
    ticked = numbers.asked_many(request.POST.getlist("enterprise"))
    names = [text.rpartition("·")[2].strip() for text in request.POST.getlist("to") if text.strip()]
    successors = list(User.objects.filter(username__in=names, is_active=True).order_by("pk"))
    if len(successors) != len(set(names)):
        message = _("Some of these accounts don't exist. Choose people of the list.")
        raise Refused(message, fields=[Fault("to", message)])
    shares = assignments.hand_over(
        campaign=campaign, frm=officer, to=successors, by=request.user, reason=request.POST.get("reason", ""),
        enterprise_ids=ticked if request.POST.get("which") == "ticked" else None,
    )  # fmt: skip
    moved = sum(map(len, shares.of.values()))
    messages.success(
        request, ngettext("%(n)s enterprise handed over.", "%(n)s enterprises handed over.", moved) % {"n": moved}
    )
    return redirect("registry:officer", campaign.key, user)


def _area_names(rows: list[Posting]) -> dict[str, str]:
    nodes = Jurisdiction.objects.filter(prefix__in={row.area for row in rows})
    return {node.prefix: str(node) for node in nodes}
