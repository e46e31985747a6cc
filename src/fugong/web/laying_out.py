"""While the demo's database is laid out its address answers with how far that is, and with nothing that asks the database."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from fugong.web import refusals
from fugong.web.cli import unfinished

Next = Callable[[HttpRequest], HttpResponse]
AGAIN = 5  # seconds until the page looks again


class LayingOut:
    """Stands in the demo only; once all is there it never looks again."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self._is_there = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._is_there = self._is_there or not unfinished.is_under_way()
        return self.get_response(request) if self._is_there else _how_far(request)


def _how_far(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        said = {
            "heading": _("The demo is being laid out: %(n)s %%") % {"n": unfinished.share()},
            "meaning": _(
                "Its places and enterprises are being made up. That takes two or three minutes, the first time only."
            ),
            "advice": _("This page looks again by itself."),
        }
        answer: HttpResponse
        if refusals.wants_json(request):
            answer = JsonResponse({"code": "laying_out", "message": said["heading"]}, status=503)
        else:
            page = render_to_string("web/errors/broken.html", {**said, "look": refusals.look()})
            answer = HttpResponse(page, status=503, headers={"Refresh": str(AGAIN)})
    answer.headers["Retry-After"] = str(AGAIN)
    return answer
