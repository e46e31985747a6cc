"""The enterprise's own pages, `/mine/<campaign>/<enterprise>/…`: who gets in, and the doors that rooms put on its home."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from fugong.accounts.pages import PageRequest, View, page
from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.models import Enrolment, Enterprise


def mine_page(permission: Permission = Permission.FILING_SUBMIT) -> Callable[[View], View]:
    """A page of one enterprise in one campaign, for those who speak for it."""

    def decorate(view: View) -> View:
        @page(permission)
        @wraps(view)
        def within(request: PageRequest, campaign: str, enterprise: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = enrolled(request, permission).filter(campaign__key=campaign, enterprise=enterprise).first()
            if found is None:
                raise Http404
            return view(request, found.campaign, found.enterprise, *args, **kwargs)

        return within

    return decorate


def enrolled(request: PageRequest, permission: Permission) -> Any:
    """The enrolments, in open campaigns, of the enterprises that the person speaks for."""
    rows = Enrolment.objects.visible_to(request.user, permission).filter(campaign__state="open")
    return rows.select_related("campaign__pack_version", "campaign__jurisdiction", "enterprise").order_by(
        "-campaign_id", "pk"
    )


@dataclass(frozen=True, slots=True)
class Door:
    """A way from the enterprise's home to a page of another room; texts are in the reader's language.

    `warns` marks a detail that asks for something; `first` puts the door above the others, full width.
    """

    icon: str
    title: str
    detail: str
    url: str
    warns: bool = False
    first: bool = False


Source = Callable[[PageRequest, Campaign, Enterprise], Iterable[Door]]

_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a source of doors (usable as a decorator)."""
    if source not in _sources:
        _sources.append(source)
    return source


def doors(request: PageRequest, campaign: Campaign, enterprise: Enterprise) -> list[Door]:
    """All doors for this reader: those that stand first, what asks for something, then the others as the rooms registered."""
    found = [door for source in _sources for door in source(request, campaign, enterprise)]
    return sorted(found, key=lambda door: (not door.first, not door.warns))
