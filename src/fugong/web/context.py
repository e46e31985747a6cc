"""What every template can ask of the shell. Everything is read only when a template asks for it."""

import base64
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.formats import get_format
from django.utils.translation import get_language

from fugong.accounts.permissions import Permission
from fugong.channels.actions import inbox
from fugong.places.models import Campaign
from fugong.web import help_sections, looked_at
from fugong.web.demo_people import Place, by_place
from fugong.web.first_steps import START_PAGES
from fugong.web.navigation import Group, Link, groups_for

NEVER_KEPT = (
    *("workforce:", "testing:", "arrivals:", "lodging:", "advice:", "training:", "channels:", "passes:"),
    *("account_", "mfa_", "web:account", "web:token", "registry:contact", "registry:liaison"),
    *("labour:seeker", "labour:introduction", "services:noting"),
)
"""Beginnings of the names of pages whose forms are about people, health, passwords or codes: no draft of them is kept."""


class Shell:
    """The frame around a page: navigation, campaign, languages."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo = settings.DEMO
        self.name = settings.APPLICATION_NAME
        self.languages = settings.LANGUAGES

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def html_language(self) -> str:
        """As the lang attribute writes it."""
        return {"zh-hans": "zh-Hans"}.get(self.language, self.language)

    @cached_property
    def campaign(self) -> Campaign | None:
        """The campaign of this page, else the one that the person looked at last, if it is still visible."""
        here = getattr(self.request, "campaign", None)
        if here is not None:
            return here
        key = looked_at.last(self.request)
        return next((each for each in self.campaigns if each.key == key), None) or next(iter(self.campaigns), None)

    @cached_property
    def campaigns(self) -> list[Campaign]:
        """The open campaigns that the person sees (at most 30: more are on the page of campaigns)."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        return list(Campaign.objects.visible_to(user).open().select_related("jurisdiction", "pack_version")[:30])

    @cached_property
    def navigation(self) -> list[Group]:
        return groups_for(self.request, self.campaign)

    @cached_property
    def thumb(self) -> list[Link]:
        """The few places that the bar at the foot of the phone holds."""
        return [link for group in self.navigation for link in group.links if link.thumb][:4]

    @cached_property
    def held(self) -> frozenset[str]:
        """The values of the permissions that the person holds anywhere: `{% if "api.token" in shell.held %}`."""
        user = getattr(self.request, "user", None)
        return frozenset(
            str(each) for each in Permission if user is not None and user.is_authenticated and user.holds(each)
        )

    @cached_property
    def unread(self) -> int:
        """Unread messages in the person's inbox; 100 stands for more than 99."""
        user = getattr(self.request, "user", None)
        return inbox.unread(user) if user is not None and user.is_authenticated else 0

    @cached_property
    def draft_key(self) -> str:
        """Seals what the person types on this page, in the browser; empty where nothing may be kept there."""
        user, match = getattr(self.request, "user", None), self.request.resolver_match
        if match is None or user is None or not user.is_authenticated or match.view_name.startswith(NEVER_KEPT):
            return ""
        return base64.b64encode(self._of_the_person("drafts")).decode()

    @property
    def moment_format(self) -> str:
        """How the reader's language writes day and time, for a script that has to: letters as of Django's formats."""
        return str(get_format("SHORT_DATETIME_FORMAT"))

    @property
    def draft_owner(self) -> str:
        """Tells the person's drafts from those of others who use the same browser."""
        return self._of_the_person("owner of drafts").hex()[:16]

    def _of_the_person(self, purpose: str) -> bytes:
        return salted_hmac(f"fugong.{purpose}", str(self.request.user.pk), algorithm="sha256").digest()

    @property
    def shows_first_steps(self) -> bool:
        """Whether the page asks for the list of first steps once it stands."""
        user, match = getattr(self.request, "user", None), self.request.resolver_match
        if match is None or user is None or not user.is_authenticated or user.first_steps_put_away_at:
            return False
        return match.view_name in START_PAGES

    @cached_property
    def help(self) -> str:
        """The address of the handbook's section about this page."""
        audience, _slash, rest = help_sections.section_for(self.request).partition("/")
        topic, _hash, section = rest.partition("#")
        return f"{reverse('web:help_topic', args=[audience, topic])}?section={section}#{section}"

    @cached_property
    def demo_people(self) -> list[Place]:
        """Who can be signed in with one click; nobody outside the demo."""
        return by_place() if settings.DEMO else []


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
