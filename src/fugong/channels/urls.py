"""Addresses of the channels."""

from django.urls import path

from fugong.channels.views import inbox, mine, receivers

app_name = "channels"

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/reading/", inbox.reading, name="reading"),
    path("n/<uuid:uid>/", inbox.opened, name="opened"),
    path("me/notifications/", mine.mine, name="mine"),
    path("me/notifications/addresses/", mine.new_address, name="addresses"),
    path("me/notifications/addresses/<int:pk>/proof/", mine.proof, name="proof"),
    path("me/notifications/addresses/<int:pk>/removal/", mine.removal, name="address_removal"),
    path("me/notifications/push/", mine.subscription, name="push"),
    path("me/notifications/push/worker.js", mine.worker, name="push_worker"),
    path("channels/", receivers.channels, name="channels"),
    path("channels/robots/new/", receivers.new_robot, name="robot_new"),
    path("channels/robots/<int:pk>/", receivers.robot, name="robot"),
    path("channels/robots/<int:pk>/trial/", receivers.robot_trial, name="robot_trial"),
    path("channels/robots/<int:pk>/pause/", receivers.robot_pause, name="robot_pause"),
    path("channels/robots/<int:pk>/removal/", receivers.robot_removal, name="robot_removal"),
    path("channels/gateway/", receivers.gateway, name="gateway"),
    path("channels/gateway/state/", receivers.gateway_state, name="gateway_state"),
    path("channels/letters/", receivers.letters, name="letters"),
    path("channels/letters/resending/", receivers.resending, name="resending"),
]
