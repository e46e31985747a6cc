"""Rounds, draws and visits with a checklist, on the desk and on the phone."""

from django.urls import URLPattern, URLResolver

from fugong.inspections.phone import urls as phone

app_name = "inspections"

urlpatterns: list[URLPattern | URLResolver] = [*phone.urlpatterns]
