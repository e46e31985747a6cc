"""Every address of the house, found from the URL conf itself, and what its arguments stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ARGUMENT = re.compile(r"(?:(?P<before>[\w-]+)/)?<(?:\w+:)?(?P<name>\w+)>")

NOUNS = {
    "form": "open311_form",
    "service_code": "service_code",
    "service_request_id": "service_request",
    "open311_token": "service_request",
    "audience": "help_audience",
    "topic": "help_topic",
    "campaign": "campaign",
    "enterprise": "enterprise",
    "filing": "filing",
    "document": "document",
    "order": "step",
    "step": "step",
    "verification": "verification",
    "employee": "employee",
    "joint": "joint",
    "suspension": "joint_suspension",
    "posting": "posting",
    "assignment": "assignment",
    "contact": "contact",
    "site": "site",
    "link": "supply_link",
    "sheet": "sheet",
    "kind": "kind",
    "token_id": "api_token",
    "session": "open_session",
    "offer": "undo_offer",
    "grant": "grant",
    "checklist": "checklist",
    "move": "move",
    "text": "text",
    "date": "day",
    "day": "day",
    "measure": "measure",
    "rest": "rest",
    "officer": "person",
    "team": "team",
    "member": "member",
    "grid": "grid",
    "indicator": "indicator",
    "frm": "person",
    "meeting": "meeting",
    "matter": "matter",
    "participant": "participant",
    "rectification": "rectification",
    "stop_work": "stop_work",
    "finding": "finding",
    "extension": "extension",
    "appeal": "appeal",
    "example": "example",
    "proof": "proof",
    "example_file": "example_file",
    "paper_token": "paper_token",
    "slug": "notice_slug",
    "notice": "notice",
    "number": "version_number",
    "group": "group",
    "thread": "thread",
    "visit": "visit",
    "stop": "round_stop",
    "round": "round",
    "draw": "draw",
    "edit": "visit_edit",
    "evidence": "evidence",
    "point": "testing_point",
    "shift": "testing_shift",
    "tube": "testing_tube",
    "retest": "testing_retest",
    "specialist": "testing_specialist",
    "sampled": "person_file",
    "doing": "shift_move",
    "way": "way",
    "demand": "demand",
    "cause": "cause",
    "task": "task",
    "deed": "deed",
    "file": "demand_file",
    "person_file": "person_file",
    "person_token": "person_token",
    "roster_token": "roster_token",
    "house": "house",
    "room": "room",
    "stay": "stay",
    "bed_request": "bed_request",
    "caterer": "caterer",
    "meal_order": "meal_order",
    "supply_item": "supply_item",
    "supply_need": "supply_need",
    "supply_offer": "supply_offer",
    "supply_proof": "supply_proof",
    "store": "supply_store",
    "allocation": "supply_allocation",
    "share": "supply_share",
    "delivery": "supply_delivery",
    "pass_application": "pass_application",
    "issued": "pass_issued",
    "pass_token": "pass_token",
    "signing_key": "signing_key",
    "arrival": "arrival",
    "hand_over": "hand_over",
    "service": "arrival_service",
    "volunteer": "volunteer",
    "arriving_token": "roster_token",
    "party_token": "party_token",
    "hand_over_token": "hand_over_token",
    "call_token": "call_token",
    "listing": "key_listing",
    "daily_review": "daily_review",
    "review_step": "review_step",
    "interruption": "interruption",
    "outside": "outside_link",
    "partner": "partner",
    "letter": "letter",
    "resuming_order": "resuming_order",
    "premises_wanted": "premises_wanted",
    "premises_offer": "premises_offer",
    "survey": "coach_survey",
    "coach_need": "coach_need",
    "coach_plan": "coach_plan",
    "benefit_policy": "benefit_policy",
    "benefit_version": "benefit_version",
    "benefit_award": "benefit_award",
    "benefit_claim": "benefit_claim",
    "trip": "trip",
    "rider": "rider",
    "claim": "coach_claim",
    "paper": "paper",
    "paper_file": "paper_file",
    "line": "coach_line",
    "vacancy": "vacancy",
    "seeker": "seeker",
    "introduction": "introduction",
    "fair": "fair",
    "contingent": "contingent",
    "spare": "spare_staff",
    "lending": "lending",
    "seeker_token": "seeker_token",
    "proposal": "proposal",
    "wish": "wish",
    "project": "project",
    "milestone": "milestone",
    "approval": "approval",
    "branch": "approval_branch",
    "parcel": "parcel",
    "course": "course",
    "course_session": "course_session",
    "course_kind": "course_kind",
    "course_token": "course_token",
    "session_token": "course_session_token",
    "trainee": "trainee",
    "trainee_token": "trainee_token",
    "try_number": "try_number",
    "exam_question": "exam_question",
    "exam_appeal": "exam_appeal",
    "certificate": "certificate",
    "certificate_token": "certificate_token",
    "enquiry": "enquiry",
    "doubt": "doubt",
    "peer": "exchange_peer",
    "dispatch": "exchange_dispatch",
    "received": "exchange_received",
    "adviser": "adviser",
    "advice_duty": "advice_duty",
    "published_answer": "published_answer",
    "appointment": "appointment",
    "service_application": "service_application",
    "service_time": "service_appointment",
    "service_key": "service_key",
    "office_key": "office_key",
    "elsewhere": "elsewhere",
    "kiosk": "kiosk",
    "lead": "lead",
    "lead_place": "lead_place",
    "lead_step": "lead_step",
    "signing": "signing",
    "lead_platform": "lead_platform",
    "new_firm": "new_firm",
}
"""Argument → what it stands for, wherever it means the same."""

AFTER = {
    "people": "person",
    "tokens": "api_token",
    "s": "signing_token",
    "documents": "document",
    "imports": "sheet",
    "enterprises": "enterprise",
    "filings": "filing",
    "joint": "joint",
    "suspensions": "joint_suspension",
    "roster": "employee",
    "contacts": "contact",
    "sites": "site",
    "links": "supply_link",
    "supply-links": "supply_link",
    "assignments": "assignment",
    "postings": "posting",
    "officers": "person",
    "teams": "team",
    "members": "member",
    "grids": "grid",
    "packs": "pack",
    "campaigns": "campaign",
    "sheets": "kind",
    "bulletins": "day",
    "liaisons": "person",
    "n": "message",
    "meetings": "meeting",
    "calendar": "calendar_token",
    "notices": "notice",
    "notice-pictures": "notice_picture",
    "readers": "reader",
    "addresses": "address",
    "robots": "robot",
    "groups": "group",
    "threads": "thread",
    "posts": "post",
    "answers": "answer",
    "files": "post_file",
    "visits": "visit",
    "rounds": "round",
    "swaps": "swap",
    "wanted": "wanted_visit",
    "draws": "draw",
    "draw": "draw_uid",
    "editions": "visit_edit",
    "signatures": "visit_uid",
    "evidence": "evidence",
    "demands": "demand",
    "causes": "cause",
    "tasks": "task",
    "attachments": "demand_file",
    "cases": "health_case",
    "erasures": "erasure",
}
"""For `<int:pk>`, `<slug:key>`, `<uuid:uid>`, `<slug:token>`: the word before it → what it stands for."""

OF_ENTERPRISE = {
    "enterprise", "filing", "document", "step", "verification", "employee", "joint", "assignment", "contact", "site",
    "supply_link", "sheet", "signing_token", "message", "reader", "address", "thread", "post", "post_file",
    "visit", "visit_edit", "visit_uid", "evidence", "round", "round_stop", "swap", "wanted_visit",
    "demand", "demand_file", "task", "cause",
}  # fmt: skip
"""What belongs to one enterprise, or to the person who acts for it."""

OF_ENTERPRISE |= {"service_application", "service_appointment"}
OF_ENTERPRISE |= {
    "rectification", "stop_work", "finding", "extension", "appeal", "example", "proof", "example_file", "paper_token",
    "person_file", "person_token", "roster_token", "health_case", "arrival", "hand_over", "party_token", "hand_over_token",
}  # fmt: skip
OF_ENTERPRISE |= {"house", "room", "stay", "bed_request", "meal_order"}
OF_ENTERPRISE |= {"testing_point", "testing_shift", "testing_tube", "testing_retest", "testing_specialist"}
OF_ENTERPRISE |= {"supply_need", "supply_delivery", "supply_proof", "supply_share"}
OF_ENTERPRISE |= {
    "key_listing",
    "daily_review",
    "review_step",
    "interruption",
    "outside_link",
    "letter",
    "premises_wanted",
}
OF_ENTERPRISE |= {"pass_application", "pass_issued", "pass_token"}
OF_ENTERPRISE |= {"benefit_claim"}
OF_ENTERPRISE |= {"coach_need", "trip", "rider", "coach_claim", "coach_line", "paper", "paper_file"}
OF_ENTERPRISE |= {"project", "milestone", "approval", "approval_branch", "parcel"}
OF_ENTERPRISE |= {"vacancy", "introduction", "contingent", "spare_staff", "lending"}
OF_ENTERPRISE |= {"doubt"}
OF_ENTERPRISE |= {"trainee", "certificate", "exam_appeal", "enquiry", "appointment"}
OF_PLACE = OF_ENTERPRISE | {
    "seeker",
    "seeker_token",
    "fair",
    "course",
    "course_session",
    "exam_question",
    "adviser",
    "advice_duty",
    "published_answer",
    "supply_offer",
    "supply_allocation",
    "partner",
    "resuming_order",
    "joint_suspension",
    "premises_offer",
    "coach_survey",
    "coach_plan",
    "erasure",
    "caterer",
    "draw",
    "campaign",
    "answer",
    "posting",
    "team",
    "member",
    "api_token",
    "notice",
    "robot",
    "meeting",
    "matter",
    "participant",
    "arrival_service",
    "volunteer",
    "call_token",
    "proposal",
}
"""What belongs to one place."""

WORDS = {
    "api:answer_swap": ("move", "accept"),
    "inspections:swap_move": ("move", "accept"),
    "inspections:round_move": ("move", "accept"),
    "inspections:draw_move": ("move", "draw"),
    "api:move_meeting": ("move", "close"),
    "demands:mine_deed": ("deed", "withdrawal"),
    "demands:cause_deed": ("deed", "closing"),
    "demands:task_deed": ("deed", "confirmation"),
    "workforce:health_case_move": ("move", "take"),
    "api:move_health_case": ("move", "take"),
    "projects:project_move": ("move", "condition"),
    "projects:milestone_move": ("move", "end"),
    "projects:approval_move": ("move", "hand-in"),
    "projects:branch_move": ("move", "return"),
    "projects:parcel_move": ("move", "channel"),
    "projects:mine_approval_move": ("move", "hand-in"),
}
"""Address → the last word of it, one that it knows, where the usual one is another room's."""

TO_MEMBERS = {"group", "notice"}
"""What enterprises only know of when they belong to it, or were sent it; officers by their area."""


@dataclass(frozen=True)
class Address:
    """One route. `access` is what its view declares: a word, or for the API one a method."""

    route: str
    name: str
    access: Any

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def room(self) -> str:
        """Whose address it is: the name before the colon."""
        return self.name.partition(":")[0]

    @property
    def arguments(self) -> dict[str, str]:
        """Argument → noun. KeyError names an argument that nobody has explained yet."""
        found = {}
        for part in ARGUMENT.finditer(self.route):
            name, before = part["name"], part["before"] or ""
            if name not in NOUNS and before not in AFTER:
                raise KeyError(f"{self.route}: tell tests/access/addresses.py what {name} after “{before}” stands for")
            found[name] = NOUNS.get(name) or AFTER[before]
        return found

    @property
    def methods(self) -> tuple[str, ...]:
        """What is asked: pages take GET and POST; the API says itself."""
        return tuple(self.access) if isinstance(self.access, dict) else ("GET", "POST")

    def needs(self, method: str) -> str:
        """What that method needs: everyone, signed_in, or a permission."""
        access = self.access
        return access[method] if isinstance(access, dict) else access

    def filled(self, values: dict[str, Any]) -> str:
        """The path, with each argument's noun from `values`."""
        nouns, values = self.arguments, values | dict([WORDS[self.name]] if self.name in WORDS else [])
        return "/" + ARGUMENT.sub(
            lambda part: (f"{part['before']}/" if part["before"] else "") + str(values[nouns[part["name"]]]), self.route
        )


def every() -> list[Address]:
    """All of them; an API address once, however many methods it has."""
    found: dict[str, Address] = {}
    for address in _walk(get_resolver().url_patterns):
        found.setdefault(address.route, address)
    return list(found.values())


def _walk(patterns: Any, route: str = "", namespace: str = "") -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here, f"{namespace}{pattern.namespace or ''}:".lstrip(":"))
        elif isinstance(pattern, URLPattern):
            yield Address(here, f"{namespace}{pattern.name or ''}", getattr(pattern.callback, "access", None))
