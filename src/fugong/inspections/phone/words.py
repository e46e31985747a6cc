"""The words of the phone's page. They travel with it in all languages, because it has to speak without network."""

import json
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.core.languages import SHORT

ICONS = (
    "alert-circle", "alert-octagon", "alert-triangle", "arrow-right", "arrows-exchange", "camera", "check", "circle", "circle-check",
    "clipboard-check", "clock", "cloud-upload", "device-mobile", "download", "file-alert", "info-circle", "login",
    "logout", "map-pin", "microphone", "minus", "pencil", "player-stop", "refresh", "send", "trash", "wifi-off",
    "writing-sign", "x",
)  # fmt: skip

FRAME = {
    "title": _("Inspections"),
    "today": _("Today"),
    "to_send": _("To send"),
    "me": _("Me and help"),
    "back": _("Back"),
    "navigation": _("Navigation"),
    "actions": _("Actions"),
    "cancel": _("Cancel"),
    "remove": _("Remove"),
    "progress": _("Progress"),
    "campaign": _("Campaign"),
    "language": _("Language"),
    "sign_in": _("Sign in"),
    "sign_out": _("Sign out"),
    "nobody": _("Nobody is signed in on this phone."),
    "nobody_offline": _(
        "Nobody is signed in on this phone. Signing in needs the network once; afterwards it works without."
    ),
    "sign_in_again": _("Your sign-in has run out. You can go on working; sign in again when you have a network."),
    "sign_in_to_send": _("Sign in again to send %(n)s visits. They are safe on this phone."),
    "offline": _("No network. Go on working: everything is kept on this phone."),
    "no_answer": _("No answer from the server. It will be tried again."),
    "new_version": _("There is a new version. Your drafts stay."),
    "use_it": _("Use it now"),
    "insecure": _("This address can’t work without network: it needs HTTPS. Ask whoever runs the server."),
    "install": _("Put it on the home screen"),
    "whole_product": _("To all pages"),
    "version": _("Version %(version)s"),
    "not_here": _("This isn’t on this phone."),
}

TODAY = {
    "no_campaign": _("You don’t inspect in any campaign. Ask the duty desk to put you in a group."),
    "no_day": _("Today’s work isn’t on this phone yet"),
    "no_day_more": _("Download it once while there is a network. From then on it works without."),
    "download": _("Download"),
    "fetched": _("Downloaded at %(when)s."),
    "old_day": _("Downloaded at %(when)s: not of today."),
    "round": _("Today’s round"),
    "others": _("Other enterprises of yours"),
    "begun": _("Begun"),
    "no_round": _("No round is planned for you today. You can visit any enterprise of yours."),
    "no_round_nobody": _("No round is planned for you today, and no enterprise is assigned to you."),
    "add_stop": _("Search for another enterprise"),
    "answered": _("%(done)s of %(all)s"),
    "state_none": _("Not visited"),
    "state_queued": _("Waits to be sent"),
    "state_sent": _("Done"),
    "state_stuck": _("Not accepted"),
    "enterprise": _("Enterprise"),
    "your_visits": _("Your visits"),
    "begin": _("Begin the visit"),
    "no_list": _("There is no checklist for this enterprise."),
    "last_visits": _("Last visits"),
    "never_visited": _("Not visited yet in this campaign."),
    "swap": _("Ask a colleague to take it over"),
    "swaps_asked": _("Colleagues ask you to take over: %(names)s. Answer here."),
    "passed": _("In order"),
    "failed": _("Not in order: %(n)s"),
    "address": _("Address"),
    "grid": _("Grid"),
    "staff": _("Staff"),
    "state": _("State"),
    "kind_round": _("Daily round"),
    "kind_look_back": _("Look-back"),
    "kind_spot_check": _("Spot check"),
    "kind_verify": _("Verification of a filing"),
    "kind_consultation": _("Expert consultation"),
    "kind_search": _("Search for resumption without leave"),
    "kind_service": _("Service visit"),
}

ITEMS = {
    "visit": _("Visit"),
    "meets": _("In order"),
    "fails": _("Not in order"),
    "not_applicable": _("Not applicable"),
    "critical": _("Critical"),
    "wants_photo": _("Photo needed"),
    "figure": _("Figure"),
    "temperature": _("Temperature"),
    "limits": _("From %(low)s to %(high)s."),
    "limits_least": _("At least %(bound)s."),
    "limits_most": _("At most %(bound)s."),
    "outside": _("This is outside of the limits, so the item isn’t in order."),
    "note": _("Note"),
    "what_is_wrong": _("What is wrong"),
    "corrected": _("Put right on the spot (photo as proof)"),
    "corrected_short": _("put right on the spot"),
    "fail_notice": _("A rectification notice will be proposed."),
    "fail_stop": _("Stopping work will be proposed at once."),
    "photo": _("Photo"),
    "photo_of": _("Photo: %(name)s"),
    "voice": _("Voice note"),
    "stop_recording": _("Stop recording"),
    "no_microphone": _("The microphone is not allowed. Allow it in the browser’s settings, or write a note."),
    "not_a_picture": _("This picture can’t be read. Take the photo anew, as JPEG."),
    "not_kept": _("Not kept: the phone is full."),
    "remove_photo": _("Remove this photo?"),
    "remove_voice": _("Remove this voice note?"),
    "lacks_answer": _("not looked at"),
    "lacks_number": _("Write the number."),
    "lacks_note": _("Say what is wrong."),
    "lacks_photo": _("Take a photo."),
    "lacks_proof": _("Take a photo that shows it put right."),
    "next_open": _("Next open item"),
    "to_signature": _("To signature"),
    "discard": _("Discard this draft"),
    "discard_question": _("Discard the draft of %(name)s with its photos? This can’t be undone."),
}

ENDING = {
    "signature": _("Signature"),
    "counts": _("In order %(passed)s · not in order %(failed)s · not applicable %(skipped)s"),
    "still_open": _("Still open: %(n)s"),
    "visit_note": _("Note on the visit"),
    "signer": _("Name of the person in charge"),
    "sign_here": _("Sign here with a finger"),
    "sign_again": _("Sign again"),
    "no_signature": _("It isn’t signed"),
    "why_no_signature": _("Why isn’t it signed?"),
    "lacks_name": _("Write the name of the person in charge."),
    "lacks_signature": _("The person in charge signs on the glass, or you say why not."),
    "signed_by": _("Signed by %(name)s"),
    "not_signed": _("Not signed: %(why)s"),
    "place_known": _("The place is noted, to %(metres)s metres."),
    "place_unknown": _("The place isn’t noted. A visit is whole without it."),
    "add_place": _("Note the place"),
    "no_place": _("The phone doesn’t say where it is."),
    "finish": _("Finish and send"),
    "finish_question": _("%(n)s items were not looked at. Finish nevertheless?"),
    "finished": _("Finished. It is sent as soon as there is a network."),
    "correct": _("Correct it"),
    "take_back": _("Take it back and change it"),
    "two_editions": _("Recorded twice, differently"),
    "two_editions_more": _("Someone else recorded this visit too, or you sent it twice. Both are kept."),
    "side_by_side": _("See both side by side"),
    "open_record": _("Open the record"),
    "refused": _("The server did not accept this."),
    "refused_more": _("Nothing is lost: mend it and finish again."),
}

QUEUE = {
    "record": _("Record"),
    "nothing_waits": _("Nothing waits"),
    "nothing_waits_more": _("Everything that you finished is with the authority."),
    "parts_left": _("Parts left: %(n)s"),
    "tried": _("Tried %(n)s times; next at %(when)s."),
    "send_now": _("Send now"),
    "mend": _("Mend it"),
    "space": _("Space on this phone"),
    "space_used": _("%(used)s of %(all)s MB used"),
    "drop_sent": _("Remove sent photos"),
    "freed": _("%(mb)s MB are free again."),
    "nothing_freed": _("There are no sent photos here."),
    "full": _(
        "The phone’s storage is full. What was kept stays. Send what waits, or remove sent photos; leave this page open."
    ),
    "still_full": _("Still full. Remove photos or apps from the phone; leave this page open."),
    "leave_question": _(
        "%(n)s parts still wait to be sent. They stay on this phone, and are sent when you sign in here again."
    ),
    "help": _("How it works"),
    "help_1": _("Open this page once a day with a network: it fetches the day’s round."),
    "help_2": _("Touch an enterprise, then begin. Every touch is kept at once, even if the phone goes off."),
    "help_3": _("At the end the person in charge signs on the glass. What is finished is sent by itself."),
    "help_4": _("Sign out before you lend the phone: the next person sees nothing of yours, and nothing is lost."),
}

SAMPLING = {
    "sampling": _("Sampling"),
    "no_sampling": _("You don’t take samples in any campaign."),
    "shift_open": _("Open"),
    "shift_planned": _("Not open yet"),
    "shift_mine": _("you serve here"),
    "no_shift": _("No shift today"),
    "no_shift_more": _("Fetch the day again once the desk has planned one."),
    "shift_not_open": _("This shift isn’t open yet"),
    "shift_not_open_more": _("It is opened on its page once all specialists are there. Then fetch the day again."),
    "next_tube": _("Next tube"),
    "tube_code": _("Tube code"),
    "tube_size": _("For how many people"),
    "open_tube": _("Open the tube"),
    "tubes_done": _("Tubes from this phone: %(n)s"),
    "tube_code_form": _("A tube code has 3 to 40 letters, digits or signs such as “-”."),
    "tube_code_shape": _("%(code)s isn’t a tube code of this place. They look like %(shapes)s. Read it once more."),
    "tube_code_check": _("%(code)s can’t be right: its last sign doesn’t fit the others. Read it once more."),
    "tube_known": _("This tube was on this phone already."),
    "scan": _("Scan"),
    "add": _("Add"),
    "undo": _("Undo"),
    "person_code": _("Person’s code"),
    "person_number": _("Code %(n)s-…"),
    "in_tube_already": _("This person is in the tube already."),
    "tube_full": _("The tube is full: seal it."),
    "seal": _("Seal, and on to the next"),
    "seal_question": _("Only %(n)s of %(size)s are in this tube. Seal it nevertheless?"),
    "no_camera": _("The camera is not allowed or not there. Type the code below the drawing."),
    "code_form": _("This isn’t a person’s code."),
    "code_forged": _("This code wasn’t made here."),
    "code_expired": _("This code has expired: the person opens the page again for a new one."),
    "code_elsewhere": _("This code belongs to another place."),
}

BOARDING = {
    "boarding": _("Board a coach"),
    "no_boarding": _("No coach is boarded by you these days."),
    "no_trip": _("No coach today or tomorrow"),
    "no_trip_more": _("Fetch it again once a trip is confirmed."),
    "trip_confirmed": _("Not boarding yet"),
    "trip_boarding": pgettext_lazy("a trip", "Boarding"),
    "trip_on_way": pgettext_lazy("a trip", "On the way"),
    "trip_arrived": pgettext_lazy("a trip", "Arrived"),
    "seat_number": _("Seat %(n)s"),
    "aboard_already": _("This person is aboard already."),
    "not_on_list": _("This person isn’t on this trip’s list, or may not ride: ask the desk."),
    "do_depart": _("Departed"),
    "do_arrive": _("It is here"),
    "depart_question": _("Departed with %(n)s of %(all)s? Whoever isn’t aboard stays behind."),
}

WORDS = {**FRAME, **TODAY, **ITEMS, **ENDING, **QUEUE, **SAMPLING, **BOARDING}


@lru_cache(maxsize=1)
def in_all_languages() -> str:
    """JSON: language (zh, en, ja, ko) → key → words. Safe inside a script element."""
    said = {}
    for language, short in SHORT.items():
        with translation.override(language):
            said[short] = {key: str(words) for key, words in WORDS.items()}
    return json.dumps(said, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
