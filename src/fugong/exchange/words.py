"""What happened between installations, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("exchange_key.make", _("made a key for the exchange with other installations"), "key", "warning"),
    ("exchange_peer.add", _("added the installation %(name)s"), "plus", "secondary"),
    ("exchange_peer.change", _("changed the installation %(name)s"), "edit", "warning"),
    ("exchange_peer.remove", _("removed the installation %(name)s"), "minus", "warning"),
    ("exchange_dispatch.sent", _("figures of %(day)s were received by %(name)s"), "send", "success"),
    ("exchange_dispatch.dead", _("figures of %(day)s couldn’t be sent to %(name)s"), "alert-triangle", "danger"),
    ("exchange_dispatch.again", _("sends the figures of %(day)s to %(name)s once more"), "refresh", "warning"),
    ("exchange_received.take", _("received figures of %(day)s from %(name)s"), "inbox", "success"),
    (
        "exchange_received.correct",
        _("received corrected figures of %(day)s from %(name)s: %(moved)s numbers moved"),
        "edit",
        "warning",
    ),
)
"""(verb, sentence, icon, tone), for the timeline."""
