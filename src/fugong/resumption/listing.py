"""The state of the return to work in the registry's list of enterprises: a filter, a column, and the same in its sheet."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.places.models import Campaign
from fugong.registry.lists import ListColumn, ListFilter, ListLink, add_column, add_filter, add_link
from fugong.resumption.arrows import RESUMPTION
from fugong.resumption.models import Resumption

TONES = {"resumed": "success", "approved": "primary", "filed": "info", "suspended": "danger"}


def choices(campaign: Campaign) -> Iterable[tuple[str, Any]]:
    """The states to choose from."""
    return RESUMPTION.states.items()


def narrow(rows: Any, campaign: Campaign, state: str) -> Any:
    """The enterprises that are in that state."""
    found = Resumption.objects.filter(campaign=campaign, state=state).order_by()
    return rows.filter(enterprise__in=found.values("enterprise"))


def names(campaign: Campaign, ids: list[int]) -> Mapping[int, Any]:
    """The state in words."""
    rows = Resumption.objects.filter(campaign=campaign, enterprise__in=ids).order_by()
    return {row.enterprise_id: row.state_name for row in rows.only("enterprise_id", "state")}


def badges(campaign: Campaign, ids: list[int]) -> Mapping[int, Any]:
    """The state as the list shows it."""
    rows = Resumption.objects.filter(campaign=campaign, enterprise__in=ids).order_by().only("enterprise_id", "state")
    return {
        row.enterprise_id: format_html(
            '<span class="badge tone-{}">{}</span>', TONES.get(row.state, "secondary"), row.state_name
        )
        for row in rows
    }


add_link(
    ListLink(
        "suspension", _("Suspend all of these"), "player-stop", "resumption:suspension_opening",
        Permission.RESUMPTION_EDIT,
    )
)  # fmt: skip
add_filter(ListFilter("state", _("Return to work"), choices, narrow))
add_column(ListColumn("state", _("Return to work"), badges, names))
