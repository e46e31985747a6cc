"""The words of the gate's page, in all languages, because it has to speak without network."""

import json
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.core.languages import SHORT
from fugong.passes.words import REASONS

ICONS = (
    "alert-circle", "alert-octagon", "alert-triangle", "camera", "check", "circle-check", "circle-x", "login", "map-pin",
    "photo", "wifi-off",
)  # fmt: skip

WORDS = {
    "title": pgettext_lazy("where passes are checked", "Gate"),
    "check": _("Check"),
    "log": _("Seen"),
    "me": _("Me and help"),
    "back": _("Back"),
    "navigation": _("Navigation"),
    "actions": _("Actions"),
    "cancel": _("Cancel"),
    "language": _("Language"),
    "sign_in": _("Sign in"),
    "nobody": _("Nobody is signed in on this device."),
    "nobody_offline": _(
        "Nobody is signed in on this device. Signing in needs the network once; afterwards it works without."
    ),
    "sign_in_again": _(
        "Your sign-in has run out. You can go on checking for a day; sign in again when you have a network."
    ),
    "offline": _("No network. Go on: codes are checked on this device."),
    "which_gate": _("Where do you stand?"),
    "no_campaign": _("You check passes in no campaign. Ask the duty desk."),
    "all_kinds": _("all kinds of pass"),
    "change": _("Another gate"),
    "way": _("Direction"),
    "in": pgettext_lazy("through a gate", "In"),
    "out": pgettext_lazy("through a gate", "Out"),
    "scan": _("Scan"),
    "picture": _("From a photo"),
    "code": _("Code or number of the pass"),
    "no_camera": _("The camera is not allowed or not there. Take a photo, or type the number below the drawing."),
    "no_code_in_picture": _("There is no code in this picture. Hold the camera straight, and nearer."),
    "scan_first": _("Scan the code on the windscreen or the phone."),
    "is_valid": _("Valid"),
    "is_doubt": _("Stop and look"),
    "is_invalid": _("Not valid"),
    "is_unsure": _("Can’t tell"),
    "kind": _("Kind"),
    "zones": _("Zones"),
    "holds": _("Holds"),
    "doubt_two_gates": _("Seen at %(gate)s at %(when)s: one vehicle can’t be in two places."),
    "doubt_inside": _("Came in at %(gate)s at %(when)s, and didn’t go out."),
    "data_of": _("Data of %(when)s."),
    "data_stale": _("Data of %(when)s: too old. Find a network; until then nobody can tell what is valid."),
    "nothing_seen": _("Nothing was checked on this device yet."),
    "not_sent": _("not sent yet"),
    "install": _("Put it on the home screen"),
    "whole_product": _("To all pages"),
    "help_1": _("Open this page once a day with a network: it fetches keys and what was withdrawn."),
    "help_2": _(
        "Scan the code and compare the number plate. Green: let through. Red: don’t. Yellow: look, or ask the desk."
    ),
    "help_3": _("Without network it goes on for a day; what was seen is sent by itself afterwards."),
    "help_4": _("“Can’t tell” isn’t “valid”: find a network, or ask the duty desk by telephone."),
    "why_insecure": _("This address can’t work without network: it needs HTTPS. Ask whoever runs the server."),
} | {f"why_{key}": words for key, words in REASONS.items() if key}


@lru_cache(maxsize=1)
def in_all_languages() -> str:
    """JSON: language (zh, en, ja, ko) → key → words. Safe inside a script element."""
    said = {}
    for language, short in SHORT.items():
        with translation.override(language):
            said[short] = {key: str(words) for key, words in WORDS.items()}
    return json.dumps(said, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
