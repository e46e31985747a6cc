"""Addresses of proposals, the same for every kind."""

from django.urls import path

from fugong.proposals import views

app_name = "proposals"
CAMPAIGN = "c/<slug:campaign>/proposals/"
ONE = CAMPAIGN + "<int:proposal>/"

urlpatterns = [
    path(ONE, views.proposal, name="proposal"),
    path(ONE + "map/", views.map_data, name="map_data"),
    path(ONE + "changes/", views.changes, name="changes"),
    path(ONE + "confirmation/", views.confirmation, name="confirmation"),
    path(ONE + "repetition/", views.repetition, name="repetition"),
    path(ONE + "disposal/", views.disposal, name="disposal"),
    path(CAMPAIGN + "<slug:wish>/", views.wish, name="wish"),
]
