"""Pages that belong to one campaign: `/c/<campaign>/…`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from fugong.accounts.pages import PageRequest, View, page
from fugong.accounts.permissions import Permission
from fugong.places.models import CALLED


def campaign_page(permission: Permission) -> Callable[[View], View]:
    """A page under a campaign that the person sees. The view's second argument is the campaign; `request.campaign` too."""

    def decorate(view: View) -> View:
        @page(permission)
        @wraps(view)
        def within(request: PageRequest, campaign: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            found = CALLED.first(campaign)
            if found is None or not found.is_visible_to(request.user, permission):
                raise Http404
            request.campaign = found  # type: ignore[attr-defined]
            return view(request, found, *args, **kwargs)

        return within

    return decorate
