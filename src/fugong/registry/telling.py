"""Who is told what about assignments."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.actions import Note, tell_all
from fugong.places.models import Campaign
from fugong.registry.models import Assignment
from fugong.registry.policy import Post

ASSIGNED = kinds.register(kinds.Kind("assignment.new", gettext_lazy("Enterprises were given to you")))


def assigned(campaign: Campaign, duty: Post, made: Sequence[Assignment]) -> None:
    """Each officer learns once how many enterprises were given."""
    counted = Counter(each.officer_id for each in made)
    people = User.objects.in_bulk(counted)
    tell_all(
        Note(
            kind=ASSIGNED.key,
            people=[people[officer]],
            title=partial(_title, duty, many),
            url=reverse("registry:officer", args=[campaign.key, officer]),
            campaign=campaign,
        )
        for officer, many in counted.items()
    )


def _title(duty: Post, many: int) -> str:
    words = ngettext("%(n)s enterprise is yours now (%(post)s)", "%(n)s enterprises are yours now (%(post)s)", many)
    return words % {"n": many, "post": duty.name}
