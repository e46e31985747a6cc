"""Groups that follow the registry, and notices in several languages that are read and confirmed."""

from django.urls import URLPattern, URLResolver

from fugong.outreach import group_urls, notice_urls

app_name = "outreach"

urlpatterns: list[URLPattern | URLResolver] = [*group_urls.urlpatterns, *notice_urls.urlpatterns]
