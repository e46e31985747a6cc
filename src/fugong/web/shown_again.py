"""A page that is shown again at an address which only takes forms: its own links lead back to where it is read.

Such a page comes when a form was refused. Its pages, tabs, filters and languages point to the address that it stands at, which nobody
can read; so what was left when the form was sent is kept for a while, and whoever asks for the address goes there, with what was asked.
"""

from contextlib import suppress
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

KEPT = "shown_again"
MOST = 8  # addresses a session keeps, the latest


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Keeps from where a form was sent that is answered with a page instead of a way."""
    page = response.headers.get("Content-Type", "").startswith("text/html")
    if request.method != "POST" or not page or 300 <= response.status_code < 400 or getattr(request, "htmx", None):
        return
    left = _left(request)
    if left and urlsplit(left).path != request.path and request.session.session_key:
        others = {path: page for path, page in request.session.get(KEPT, {}).items() if path != request.path}
        request.session[KEPT] = dict([*others.items(), (request.path, left)][-MOST:])


def way_back(request: HttpRequest) -> HttpResponse | None:
    """To the page that was shown at this address; None where none was.

    Where that isn't known, to the nearest address above, and from there further up while it takes only forms as well: through all of
    it the browser names the page that it left.
    """
    left = request.session.get(KEPT, {}).get(request.path) if hasattr(request, "session") else None
    if left is None and urlsplit(_left(request)).path.startswith(request.path):
        left = _above(request.path)
    if left is None:
        return None
    before = urlsplit(left)
    asked = QueryDict(before.query, mutable=True)
    if request.GET:
        asked.pop("after", None)  # another list begins at its beginning
    for name, values in request.GET.lists():
        asked.setlist(name, values)
    return redirect(f"{before.path}?{asked.urlencode()}" if asked else before.path)


def _left(request: HttpRequest) -> str:
    """The page of ours that the reader came from, as path and query; empty where the browser doesn't say."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or not came.path.startswith("/") or came.path.startswith("//"):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


def _above(path: str) -> str:
    """The nearest address above that there is."""
    while path := path.rstrip("/").rpartition("/")[0]:
        with suppress(Resolver404):
            resolve(f"{path}/")
            return f"{path}/"
    return "/"
