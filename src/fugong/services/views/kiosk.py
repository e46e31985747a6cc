"""The kiosk: large, without navigation, started with a code of the place. Nothing of a visitor stays on the device.

No session is read or written; the only cookie is the device's own. Pages aren't stored (`no-store`), forms aren't filled in again,
a result can be opened once, and the script goes from page to page without leaving an entry in the history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fugong.accounts.acting import faults
from fugong.accounts.pages import open_to_everyone
from fugong.core import clock, dates
from fugong.core.errors import Refused, refuse
from fugong.services import asking, slots
from fugong.services.actions import applications, appointments, kiosks
from fugong.services.models import Kiosk
from fugong.services.policy import MODES, Item
from fugong.services.views.access import facts_of, item_of, outside, status, times

COOKIE, SALT = "kiosk", "fugong.services.kiosk"
KEPT = 400 * 24 * 3600  # seconds: the device stays one until it is taken out of use
LANGUAGES = ("zh-hans", "en", "ja", "ko")
TRIES, TRIED_FOR = 20, 600
"""So many wrong numbers are taken from one kiosk within so many seconds."""


def kiosk_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of a kiosk that is in use: `view(request, kiosk, …)` in the chosen language. Elsewhere the code is asked for."""

    @open_to_everyone
    @wraps(view)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = kiosks.find(request.COOKIES.get(COOKIE, ""))
        language = request.GET.get("lang", "")
        language = language if language in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            if found is None or not found.campaign.pack.services.is_used:
                answer = _closed(request)
            else:
                kiosks.note_use(found)
                answer = view(request, found, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "same-origin"
        return answer

    within.access = "everyone"  # type: ignore[attr-defined]
    return within


def _closed(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    return render(request, "services/kiosk/opening.html", {"wrong": wrong}, status=403 if wrong else 200)


@open_to_everyone
@require_POST
def opening(request: HttpRequest) -> HttpResponse:
    """The code that the desk gave: from now on this device is the kiosk."""
    code = request.POST.get("code", "")
    if kiosks.find(code) is None:
        answer = _closed(request, wrong=True)
    else:
        answer = redirect("services:kiosk")
        answer.set_cookie(
            COOKIE, code.replace(" ", "").replace("-", "").upper(), max_age=KEPT, path=reverse("services:kiosk"),
            httponly=True, samesite="Strict", secure=request.is_secure(),
        )  # fmt: skip
    answer["Cache-Control"] = "no-store"
    return answer


@kiosk_page
@require_GET
def start(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """What can be asked for here, in four languages."""
    section = kiosk.campaign.pack.services
    items = section.offered(clock.today(), "kiosk")
    found = [(name, [item for item in items if item.mode == key]) for key, name in MODES.items()]
    context = {"modes": [(name, each) for name, each in found if each], **_frame(kiosk)}
    return render(request, "services/kiosk/start.html", context)


@kiosk_page
@require_http_methods(["GET", "POST"])
def service(request: HttpRequest, kiosk: Kiosk, service_key: str) -> HttpResponse:
    """One service: papers, where else, the form with few fields."""
    item = item_of(kiosk.campaign, service_key, "kiosk")
    if request.method == "GET":
        return _form(request, kiosk, item)
    try:
        made = _do(request, kiosk, item)
    except Refused as refusal:
        return _form(request, kiosk, item, refusal)
    told = signing.dumps([item.kind, made.pk, kiosk.pk], salt=SALT, compress=True)
    return redirect(f"{reverse('services:kiosk_done')}?r={told}&lang={translation.get_language()}")


def _do(request: HttpRequest, kiosk: Kiosk, item: Item) -> Any:
    sent = request.POST
    asker = asking.of_form(sent, "kiosk", kiosk=kiosk)
    alike: dict[str, Any] = {"campaign": kiosk.campaign, "service": item.key, "asker": asker, "by": None}
    if item.kind == "appointment":
        return appointments.book(starts_at=slots.asked(sent.get("starts_at", "")), **alike)
    return applications.submit(
        was_due_on=dates.asked(sent.get("was_due_on", "")), asks_until=dates.asked(sent.get("asks_until", "")), **alike
    )


@kiosk_page
@require_http_methods(["GET", "POST"])
def here(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """Somebody with a time of today says that they are there."""
    if request.method == "GET":
        return _here(request, kiosk)
    key = f"kiosk-here-{kiosk.pk}"
    try:
        if cache.get(key, 0) >= TRIES:
            raise refuse("number", _("Too many numbers were tried here. Ask at a window."))
        made = appointments.check_in(
            kiosk=kiosk, number=request.POST.get("number", ""), ending=request.POST.get("ending", "")
        )
    except Refused as refusal:
        cache.add(key, 0, TRIED_FOR)
        cache.incr(key)
        return _here(request, kiosk, refusal)
    told = signing.dumps(["here", made.pk, kiosk.pk], salt=SALT, compress=True)
    return redirect(f"{reverse('services:kiosk_done')}?r={told}&lang={translation.get_language()}")


def _here(request: HttpRequest, kiosk: Kiosk, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "typed": request.POST, "refusal": refusal, "faults": faults(refusal), "away": True, "office": kiosk.office_name,
        **_frame(kiosk),
    }  # fmt: skip
    return render(request, "services/kiosk/here.html", context, status=status(refusal))


@kiosk_page
@require_GET
def code(request: HttpRequest, kiosk: Kiosk, service_key: str, elsewhere: str) -> HttpResponse:
    """The QR code of where else it can be done."""
    return outside(item_of(kiosk.campaign, service_key, "kiosk"), elsewhere)


@kiosk_page
@require_GET
def done(request: HttpRequest, kiosk: Kiosk) -> HttpResponse:
    """The number to keep in mind: shown once, for some seconds."""
    sealed = request.GET.get("r", "")
    section = kiosk.campaign.pack.services
    try:
        kind, pk, device = signing.loads(sealed, salt=SALT, max_age=section.kiosk.result)
    except (signing.BadSignature, ValueError):
        return redirect("services:kiosk")
    once = "kiosk-" + hashlib.sha256(sealed.encode()).hexdigest()
    if device != kiosk.pk or not cache.add(once, 1, section.kiosk.result + 60):
        return redirect("services:kiosk")
    is_time = kind in ("appointment", "here")
    rows: Any = kiosk.campaign.serviceappointments if is_time else kiosk.campaign.serviceapplications
    rows = rows.filter(office=kiosk.office) if kind == "here" else rows.filter(made_at_kiosk=kiosk)
    row = rows.filter(pk=pk).first()
    if row is None:
        return redirect("services:kiosk")
    row.campaign = kiosk.campaign
    context = {
        "row": row,
        "is_time": is_time,
        "is_here": kind == "here",
        "office": section.office(row.office),
        **_frame(kiosk),
    }
    context |= {"seconds": section.kiosk.result, "away": True, "fixed": True}
    return render(request, "services/kiosk/done.html", context)


def _form(request: HttpRequest, kiosk: Kiosk, item: Item, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "days": times(kiosk.campaign, item, request.POST.get("starts_at", "")), "typed": request.POST, "refusal": refusal,
        "faults": faults(refusal), "away": True, **facts_of(kiosk.campaign, item), **_frame(kiosk),
    }  # fmt: skip
    return render(request, "services/kiosk/service.html", context, status=status(refusal))


def _frame(kiosk: Kiosk) -> dict[str, Any]:
    names = dict(settings.LANGUAGES)
    return {
        "kiosk": kiosk, "campaign": kiosk.campaign, "language": translation.get_language(),
        "spoken": [(key, names[key]) for key in LANGUAGES], "seconds": kiosk.campaign.pack.services.kiosk.idle,
    }  # fmt: skip
