"""Addresses of the exchange."""

from django.urls import URLPattern, path

from fugong.exchange.views import door, peers

app_name = "exchange"

urlpatterns: list[URLPattern] = [
    path("exchange/", peers.exchange, name="exchange"),
    path("exchange/key/", peers.key, name="key"),
    path("exchange/messages/", door.messages, name="messages"),
    path("exchange/peers/<int:peer>/", peers.peer, name="peer"),
    path("exchange/peers/<int:peer>/removal/", peers.removal, name="peer_removal"),
    path("exchange/peers/<int:peer>/sending/", peers.sending_now, name="peer_sending"),
    path("exchange/dispatches/<int:dispatch>/try/", peers.another_try, name="dispatch_try"),
    path("exchange/received/<int:received>/", peers.received, name="received"),
]
