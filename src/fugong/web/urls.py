"""Every address, by room."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from fugong.web import sign_in
from fugong.web.api.face import build
from fugong.web.views import house

ROOMS = ("registry", "sheets", "resumption", "figures")

pages: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [
    path("", house.home, name="home"),
    path("healthz", house.health, name="healthz"),
    path("language/", house.set_language, name="set_language"),
    path("go/<slug:campaign>/", house.enter, name="campaign"),
    path("accounts/", include(sign_in.urlpatterns)),
    path("api/v1/", build().urls),
    path("", include((pages, "web"))),
    *[path("", include(f"fugong.{room}.urls")) for room in ROOMS if find_spec(f"fugong.{room}.urls")],
]

handler400 = "fugong.web.refusals.bad_request"
handler403 = "fugong.web.refusals.forbidden"
handler404 = "fugong.web.refusals.not_found"
handler500 = "fugong.web.refusals.broken"
