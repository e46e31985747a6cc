"""Who is told what about assignments."""

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from fugong.accounts.models import User
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.places.models import Campaign
from fugong.registry.models import Assignment
from fugong.registry.policy import Post

ASSIGNED = kinds.register(kinds.Kind("assignment.new", gettext_lazy("Enterprises were given to you")))


def assigned(campaign: Campaign, duty: Post, made: Sequence[Assignment]) -> None:
    """Each officer learns once how many enterprises were given."""
    counted = Counter(each.officer_id for each in made)
    people = User.objects.in_bulk(counted)
    for officer, many in counted.items():

        def title(many: int = many) -> str:
            words = ngettext(
                "%(n)s enterprise is yours now (%(post)s)", "%(n)s enterprises are yours now (%(post)s)", many
            )
            return words % {"n": many, "post": duty.name}

        tell(
            kind=ASSIGNED.key,
            people=[people[officer]],
            title=title,
            url=reverse("registry:officer", args=[campaign.key, officer]),
            campaign=campaign,
        )
