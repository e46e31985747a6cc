"""The desk's pages about the reading of demands: how good it is, and what looks like one cause."""

from django.urls import URLPattern, URLResolver, path

from fugong.demands.routing import views

app_name = "routing"

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:campaign>/demands/routing/", views.routing_page, name="routing"),
    path("c/<slug:campaign>/demands/routing/training/", views.training, name="training"),
    path("c/<slug:campaign>/causes/suggestions/", views.suggested, name="suggestions"),
    path("c/<slug:campaign>/causes/suggestions/joining/", views.joining, name="joining"),
]
