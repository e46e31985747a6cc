"""Why a message wasn't sent or wasn't taken, with what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fugong.channels.reasons import said as of_channels

REASONS: dict[str, str | Promise] = {
    "unknown_key": _("The receiver doesn’t know this installation’s key: have its administrator enter the key again."),
    "bad_signature": _("The signature doesn’t fit the message: compare the keys’ fingerprints on both sides."),
    "clock": _("The clocks of the two installations differ too much: set both by a time server. It is tried again."),
    "too_large": _("The message is larger than the receiver takes."),
    "bad_message": _("The receiver doesn’t understand the message: bring both installations to the same version."),
    "outside_area": _(
        "The receiver doesn’t take figures of this area from here: have its administrator widen the area."
    ),
    "other_body": _(
        "The same message came before with another content: it was altered, or two installations share one key."
    ),
    "paused": _("The receiver takes nothing at the moment. It is tried again."),
    "bad_receipt": _("The receiver’s receipt isn’t signed by the key that is entered here: compare the fingerprints."),
}


def said(code: str) -> str:
    """The reason in the reader's language; empty for none."""
    return str(REASONS[code]) if code in REASONS else of_channels(code)
