"""The phone's addresses. The worker stands at the root, because a worker rules only what is below it."""

from django.urls import URLPattern, path

from fugong.inspections.phone import views

urlpatterns: list[URLPattern] = [
    path("phone/", views.page, name="phone"),
    path("phone/session/", views.session, name="phone_session"),
    path("phone/manifest.webmanifest", views.manifest, name="phone_manifest"),
    path("phone-worker.js", views.worker, name="phone_worker"),
]
