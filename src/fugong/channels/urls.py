"""Addresses of the channels."""

from django.urls import path

from fugong.channels.views import inbox, mine

app_name = "channels"

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/reading/", inbox.reading, name="reading"),
    path("n/<uuid:uid>/", inbox.opened, name="opened"),
    path("me/notifications/", mine.mine, name="mine"),
]
