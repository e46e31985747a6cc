"""Groups that follow the registry, and notices in several languages that are read and confirmed."""

from django.urls import URLPattern, URLResolver

app_name = "outreach"

urlpatterns: list[URLPattern | URLResolver] = []
