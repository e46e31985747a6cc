"""The two faces of a group: an officer's, and an enterprise's. They show the same threads; addresses and powers differ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from fugong.accounts.models import User
from fugong.accounts.pages import or_404
from fugong.outreach.models import ChatGroup, Post, Thread
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise


@dataclass
class Face:
    """Who looks: an officer where `enterprise` is None, else whoever speaks for that enterprise."""

    campaign: Campaign
    user: User
    enterprise: Enterprise | None = None

    @property
    def is_officer(self) -> bool:
        return self.enterprise is None

    def url(self, name: str, *args: Any) -> str:
        """The address of a page of this face: `face.url("thread", group.key, thread.pk)`."""
        if self.enterprise is None:
            return reverse(f"outreach:{name}", args=[self.campaign.key, *args])
        return reverse(f"outreach:mine_{name}", args=[self.campaign.key, self.enterprise.pk, *args])

    # -- rows within what the face sees ---------------------------------------------------------------------------

    @cached_property
    def groups(self) -> Any:
        """The groups of this face, the oldest first."""
        rows = ChatGroup.objects.filter(campaign=self.campaign)
        if self.enterprise is None:
            return rows.answerable_by(self.user).order_by("pk")
        return rows.filter(members__enterprise=self.enterprise, members__until=None, closed_at=None).order_by("pk")

    @cached_property
    def threads(self) -> Any:
        """The threads of this face."""
        rows = Thread.objects.filter(campaign=self.campaign)
        if self.enterprise is None:
            return rows.answerable_by(self.user)
        return rows.for_enterprise(self.enterprise)

    def group(self, key: str) -> ChatGroup:
        """A group of this face; 404 where there is none."""
        found = self.groups.select_related("campaign__pack_version", "campaign__jurisdiction", "grid", "park")
        return or_404(found.filter(key=key).first())

    def thread(self, key: str, pk: int) -> Thread:
        """A thread of this face. Its own threads an enterprise still reads after it left the group."""
        found = self.threads.select_related("group__campaign__pack_version", "enterprise", "begun_by", "answer")
        return or_404(found.filter(group__key=key, pk=pk).first())

    def post(self, key: str, pk: int) -> Post:
        """A post in a thread of this face."""
        found = Post.objects.filter(pk=pk, thread__in=self.threads.filter(group__key=key))
        return or_404(found.select_related("thread__group__campaign__pack_version").first())
