"""Why a delivery failed, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "timeout": _("The receiver didn't answer in time."),
    "unreachable": _("The receiver can't be reached."),
    "unsafe_address": _("The address leads into an internal network. Allow it by name in the settings if it should."),
    "redirected": _("The receiver sent us to another address, which is not followed."),
    "server_error": _("The receiver answered with an error of its own."),
    "refused": _("The receiver refused the message."),
    "not_there": _("The address isn't there any more."),
    "bad_secret": _("The receiver doesn't accept the key or signature. Enter it again."),
    "too_often": _("The receiver found that too much was sent."),
    "not_understood": _("The receiver's answer can't be understood."),
    "too_long": _("The message is too long for the receiver."),
    "not_set_up": _("This channel isn't set up."),
    "paused": _("The channel was paused."),
    "removed": _("The receiver was removed."),
    "broken": _("Something went wrong on our side; the log says what."),
}


def said(code: str) -> str:
    """The reason in the reader's language; empty for none."""
    return str(REASONS.get(code, code))
