"""Who may open a page: every view is declared with one of these, and a test refuses a view that isn't."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import NotAllowed


class PageRequest(HttpRequest):
    """A request as views behind `page` get it: somebody is signed in. For type checkers; nothing else changes."""

    user: User  # type: ignore[assignment]
    htmx: Any


View = Callable[..., HttpResponseBase]
Row = TypeVar("Row")
EVERYONE = "everyone"
SIGNED_IN = "signed_in"


def declare(view: Any, access: str) -> Any:
    """Marks a view with who may open it, for the test that walks all addresses."""
    view.access = access
    return view


def open_to_everyone(view: View) -> View:
    """A page without sign-in: health, a signing link, the sign-in itself."""
    return declare(view, EVERYONE)


def page(permission: Permission | None = None) -> Callable[[View], View]:
    """A page for signed-in people, or for those who hold a permission anywhere.

    Which rows they then see is the business of `visible_to`, not of the page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_back_to(request))
            if permission is not None and not request.user.holds(permission):
                raise NotAllowed(
                    _("This page isn't part of your work here. Ask whoever manages accounts if it should be.")
                )
            return view(request, *args, **kwargs)

        return declare(guarded, str(permission) if permission else SIGNED_IN)

    return decorate


def _back_to(request: HttpRequest) -> str:
    """Where to go on after signing in: the page itself; after a form that was sent, the page on which it stood."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc == request.get_host() and page.path:
        return urlunsplit(("", "", page.path, page.query, ""))
    return "/"


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To where the form says that its reader came from (`next`), on this host; else to the page named `otherwise`."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(target)  # as it stands: `redirect` would take a word for the name of a page
    return redirect(otherwise)


def or_404(found: Row | None) -> Row:
    """The row; what isn't there and what isn't the reader's to see are answered alike."""
    if found is None:
        raise Http404
    return found
