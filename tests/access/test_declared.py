"""Every address says who may open it; one that doesn't fails the build."""

import pytest
from django.test import override_settings
from django.urls import path

from access.addresses import every
from fugong.accounts.pages import EVERYONE, SIGNED_IN
from fugong.accounts.permissions import Permission

KNOWN = {EVERYONE, SIGNED_IN, *map(str, Permission)}

OPEN = {
    "web:help", "web:help_audience", "web:help_topic",
    "meetings:feed", "healthz", "healthz_live", "healthz_ready", "metrics",
    "set_language", "account_login", "account_logout", "account_inactive", "sign_in_help", "demo_sign_in",
    "mfa_authenticate", "api:openapi-json", "api:openapi-view", "api:api-root", "api:nowhere", "resumption:sign",
    "workforce:own", "workforce:own_health", "workforce:own_copy", "workforce:own_correction",
    "workforce:join", "workforce:join_code",
    "inspections:phone", "inspections:phone_session", "inspections:phone_manifest", "inspections:phone_worker",
    "outreach:notice_public", "outreach:notice_public_paper", "outreach:notice_picture",
    "inspections:draw_check", "inspections:draw_lists",
    "rectification:genuine",
    "exchange:messages",
    "passes:own", "passes:own_worker", "passes:card",
    "passes:gate", "passes:gate_session", "passes:gate_manifest", "passes:gate_worker",
    "testing:own_code", "transport:own",
    "labour:open", "labour:open_vacancy", "labour:open_code", "labour:open_fair", "labour:open_seek",
    "labour:own", "labour:own_applications", "labour:own_erasure",
    "training:join", "training:join_code", "training:sign_in", "training:certified",
    "training:own", "training:own_seat", "training:own_sign_in", "training:own_recording", "training:own_exam",
    "training:own_answers", "training:own_left", "training:own_hand_in", "training:own_result", "training:own_appeal",
    "training:own_certificate",
    "services:kiosk", "services:kiosk_opening", "services:kiosk_service", "services:kiosk_code", "services:kiosk_done",
    "services:kiosk_here",
    "arrivals:arriving", "arrivals:party", "arrivals:handed", "arrivals:call",
    "open311:discovery", "open311:discovery_v2", "open311:services", "open311:definition", "open311:nowhere",
}  # fmt: skip
"""What anybody may open. Adding to it is a decision: say why in the view."""


def undeclared() -> list[str]:
    """Routes whose view says nothing, or something unknown."""
    return [
        address.route
        for address in every()
        if not address.access or not {address.needs(method) for method in address.methods} <= KNOWN
    ]


def test_every_address_is_declared() -> None:
    assert undeclared() == []


def test_an_undeclared_one_is_found() -> None:
    with override_settings(ROOT_URLCONF=(path("forgotten/", lambda request: None),)):
        assert undeclared() == ["forgotten/"]


def test_nothing_else_is_open_to_everybody() -> None:
    found = {address.name for address in every() if EVERYONE in {address.needs(method) for method in address.methods}}
    assert found <= OPEN, found - OPEN


def test_every_argument_is_explained() -> None:
    for address in every():
        address.arguments  # noqa: B018 - raises where one isn't


def test_an_unexplained_one_is_found() -> None:
    with (
        override_settings(ROOT_URLCONF=(path("x/<int:riddle>/", lambda request: None),)),
        pytest.raises(KeyError, match="riddle"),
    ):
        test_every_argument_is_explained()
