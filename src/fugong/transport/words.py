"""Sentences for what happened, and words for the planner's codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SENTENCES = (
    ("coach_survey.ask", _("asked %(asked)s enterprises whether they need coaches"), "messages", "primary"),
    ("coach_survey.remind", _("reminded %(missing)s enterprises"), "bell", "warning"),
    ("coach_survey.over", _("noted that the time is over; %(missing)s haven’t answered"), "clock", "warning"),
    ("coach_survey.close", _("closed the survey"), "lock", "secondary"),
    ("coach_asked.answer", _("answered whether coaches are needed"), "message", "secondary"),
    ("coach_need.want", _("needs %(people)s seats on %(day)s"), "users", "primary"),
    ("coach_need.amend", _("corrected the need: %(people)s people"), "pencil", "secondary"),
    ("coach_need.show", _("noted the documents; %(missing)s are missing"), "file-check", "secondary"),
    ("coach_need.complete", _("noted that the procedure is complete"), "circle-check", "success"),
    ("coach_need.reopen", _("noted that a document is missing after all"), "arrow-back-up", "warning"),
    ("coach_need.withdraw", _("took the wish back"), "arrow-back-up", "secondary"),
    ("coach_plan.start", _("had trips planned for %(people)s people"), "route", "primary"),
    ("coach_plan.finish", _("found %(trips)s trips"), "circle-check", "success"),
    ("coach_plan.fail", _("found no plan"), "circle-x", "danger"),
    ("coach_plan.confirm", _("signed as the second person: %(trips)s trips are made"), "signature", "success"),
    ("coach_plan.drop", _("dropped the plan"), "circle-x", "secondary"),
    ("coach_plan.overdue", _("noted that the plan waits too long for a signature"), "clock", "danger"),
    ("trip.enter", _("entered a trip with %(seats)s seats"), "plus", "secondary"),
    ("trip.confirm", _("signed the trip as the second person"), "signature", "success"),
    ("trip.cancel", _("cancelled the trip"), "circle-x", "danger"),
    ("trip.equip", _("named the vehicle %(plate)s"), "bus", "secondary"),
    ("trip.reveal", _("looked at the driver’s telephone number"), "eye", "warning"),
    ("trip.board", _("began boarding"), "login", "primary"),
    ("trip.depart", _("noted the departure with %(people)s people"), "arrow-right", "primary"),
    ("trip.arrive", _("noted the arrival of %(people)s people"), "circle-check", "success"),
    ("trip.close", _("handed the last person over"), "circle-check", "success"),
    ("trip.claim", _("claimed %(seats)s seats for %(enterprise)s"), "users", "secondary"),
    ("trip.give_up", _("gave up %(seats)s seats of %(enterprise)s"), "arrow-back-up", "secondary"),
    ("trip.beds", _("asked for beds for %(people)s people"), "home", "secondary"),
    ("trip.overdue", _("noted that the trip is late"), "clock", "danger"),
    ("trip.escalate", _("brought the late trip before the next post"), "trending-up", "danger"),
    ("trip_series.begin", _("began a series of trips for %(people)s people"), "users", "primary"),
    ("rider.list", _("put the person on the manifest"), "list-check", "secondary"),
    ("rider.agree", _("noted that the person agrees"), "signature", "secondary"),
    ("rider.board", _("noted that the person is aboard"), "login", "primary"),
    ("rider.alight", _("noted that the person got off again"), "logout", "secondary"),
    ("rider.miss", _("noted that the person didn’t board"), "circle-x", "warning"),
    ("rider.arrive", _("noted that the person is here"), "circle-check", "success"),
    ("rider.hand_over", _("handed the person over"), "home", "success"),
    ("rider.remove", _("took the person off the manifest"), "circle-x", "secondary"),
    ("rider.cancel", _("took the person off the cancelled trip"), "circle-x", "secondary"),
    ("coach_claim.submit", _("claimed the cost of a trip"), "send", "primary"),
    ("coach_claim.check", _("examined the claim by the rule"), "clipboard-check", "secondary"),
    ("coach_claim.grant", _("granted the claim"), "circle-check", "success"),
    ("coach_claim.refuse", _("didn’t grant the claim"), "circle-x", "danger"),
    ("coach_claim.return", _("returned the claim"), "arrow-back-up", "warning"),
    ("coach_claim.resubmit", _("submitted the claim again"), "send", "primary"),
    ("coach_claim.withdraw", _("took the claim back"), "arrow-back-up", "secondary"),
    ("coach_claim.pay", _("noted the payment"), "circle-check", "success"),
    ("coach_claim.overdue", _("noted that the claim is late"), "clock", "danger"),
    ("coach_claim.escalate", _("brought the late claim before the next post"), "trending-up", "danger"),
    ("coach_line.enter", _("entered the line with %(stops)s stops"), "route", "secondary"),
    ("coach_line.amend", _("changed the line"), "pencil", "secondary"),
    ("coach_line.end", _("ended the line on %(until)s"), "circle-x", "warning"),
)
"""(verb, sentence, icon, tone), for the timeline."""


def unmet(rule: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """Why people can't be fetched, and what would do."""
    people = data.get("people", 0)
    if rule == "longest_ride":
        needs, limit = hours(data.get("needs")), hours(data.get("limit"))
        return (
            gettext("%(people)s people would ride %(needs)s hours; at most %(limit)s are allowed.")
            % {"people": people, "needs": needs, "limit": limit},
            gettext("Allow %(hours)s hours, or fetch them at a place nearer by.") % {"hours": needs},
        )
    if rule == "seats":
        words = {"wanted": data.get("wanted", 0), "seats": data.get("seats", 0)}
        return (
            gettext("%(wanted)s people, but the coaches have %(seats)s seats that may be taken.") % words,
            gettext("Allow more coaches, or larger ones. The plan takes as many people as fit."),
        )
    if rule == "coaches":
        return (
            gettext("No coach was left for these %(people)s people.") % {"people": people},
            gettext("Allow one coach more. The plan takes as many people as fit."),
        )
    if rule == "arrival_slot":
        return (
            gettext("No arrival slot had room for these %(people)s people.") % {"people": people},
            gettext("Add a slot, or let them travel on another day."),
        )
    if rule == "coach_limits":
        return (
            gettext("No coach may go so far."),
            gettext("It would take %(hours)s hours: allow a coach without a limit.")
            % {"hours": hours(data.get("needs_seconds"))},
        )
    return (
        gettext("No coach can be there at the hours given."),
        gettext("Choose another day, or wider hours in the pack."),
    )


def hours(seconds: Any) -> str:
    """Hours with one decimal, upwards: `25.5`."""
    if not isinstance(seconds, int | float):
        return "?"
    tenths = -(-int(seconds) // 360)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def fault(field: str, code: str, data: Mapping[str, Any]) -> str:
    """What makes no sense in what was to be planned."""
    if field.endswith((".spot.x", ".spot.y")):
        return gettext("A place lies outside the area where people are fetched: correct its coordinates.")
    if "seats" in field or code == "no_seat_left":
        return gettext("A coach has no seat that may be taken: correct its size or its load in the pack.")
    if field.endswith(".people"):
        return gettext("Nobody is to be fetched there.")
    return gettext("What was to be planned makes no sense (%(field)s: %(code)s).") % {"field": field, "code": code}


def reason(code: str, data: Mapping[str, Any]) -> str:
    """Why a stop travels in its trip."""
    km = round(data.get("adds", 0) / 1000)
    if code == "own_trip":
        if "next_adds" in data:
            words = {"km": round(data["next_adds"] / 1000)}
            return gettext("A coach of its own: joining the nearest other trip would add %(km)s km.") % words
        return gettext("A coach of its own: no other trip has the seats.")
    if code == "several_trips":
        return gettext("More people than one coach takes: shared out over %(n)s trips.") % {
            "n": len(data.get("trips", []))
        }
    return gettext("Shares a coach: it adds %(km)s km there.") % {"km": km}
