"""Who is told what about rounds: a colleague who is asked to take a stop over, and whoever asked."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.inspections.models import Swap

ASKED = kinds.register(kinds.Kind("swap.asked", gettext_lazy("A colleague asks you to take a visit over")))
ANSWERED = kinds.register(kinds.Kind("swap.answered", gettext_lazy("Your colleague answered about a visit")))


def asked(swap: Swap) -> None:
    """The colleague learns of it."""
    campaign = swap.stop.round.campaign
    tell(
        kind=ASKED.key,
        people=[swap.to],
        title=lambda: _("%(who)s asks you to take over %(enterprise)s") % _names(swap),
        body=swap.why,
        url=reverse("inspections:round", args=[campaign.key]),
        about=swap,
        campaign=campaign,
    )


def answered(swap: Swap, *, accepted: bool) -> None:
    """Whoever asked learns what the colleague said."""
    campaign = swap.stop.round.campaign

    def title() -> str:
        words = (
            _("%(colleague)s takes over %(enterprise)s")
            if accepted
            else _("%(colleague)s can’t take over %(enterprise)s")
        )
        return words % _names(swap)

    tell(
        kind=ANSWERED.key,
        people=[swap.asked_by],
        title=title,
        url=reverse("inspections:round", args=[campaign.key]),
        about=swap,
        campaign=campaign,
    )


def _names(swap: Swap) -> dict[str, str]:
    return {"who": str(swap.asked_by), "colleague": str(swap.to), "enterprise": swap.stop.enterprise.name}
