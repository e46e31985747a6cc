"""The door of the house: home, language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fugong.accounts import people
from fugong.accounts.models import User
from fugong.accounts.pages import PageRequest, open_to_everyone, page
from fugong.accounts.permissions import Permission as P
from fugong.places.models import Campaign
from fugong.places.pages import campaign_page

ONE_YEAR = 365 * 24 * 3600


@open_to_everyone
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speaks another language from now on: for the account where one is signed in, for this browser in any case."""
    chosen = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            people.speak(user=request.user, language=chosen)
        translation.activate(chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


@page()
def home(request: PageRequest) -> HttpResponse:
    """Sends everyone to where their work is."""
    user = request.user
    if not user.is_staff_member and user.holds(P.FILING_SUBMIT):
        return redirect(_address("resumption:mine") or "web:campaigns")
    if not user.is_staff_member and user.holds(P.SAMPLE_TAKE):
        return redirect("inspections:phone")
    campaigns = list(Campaign.objects.visible_to(user).open().select_related("jurisdiction")[:2])
    if len(campaigns) == 1:
        return redirect(_address(_first_page(user), campaign=campaigns[0].key) or "web:campaigns")
    return render(request, "web/chooser.html", {"page_of": _first_page(user)})


@campaign_page(P.REGISTRY_VIEW)
@require_GET
def enter(request: PageRequest, campaign: Campaign) -> HttpResponse:
    """Takes the person to a campaign and remembers it in this browser."""
    response = redirect(_address(_first_page(request.user), campaign=campaign.key) or "web:campaigns")
    response.set_cookie("campaign", campaign.key, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _first_page(user: User) -> str:
    """The name of the page where a person's day begins: those who decide have their list, leaders the overview, medical
    contacts those who are unwell.
    """
    if user.holds(P.FILING_DECIDE):
        return "resumption:today"
    if user.holds(P.HEALTH_HANDLE) and not user.holds(P.FIGURES_VIEW):
        return "workforce:health_cases"
    if not user.holds(P.FIGURES_VIEW):
        return "registry:enterprises"
    return "figures:command"


def _address(name: str, **kwargs: str) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
