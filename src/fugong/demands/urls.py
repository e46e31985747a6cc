"""What enterprises need: asked in their own words, routed, answered in time, confirmed; and the tasks that follow."""

from django.urls import URLPattern, URLResolver

app_name = "demands"

urlpatterns: list[URLPattern | URLResolver] = []
