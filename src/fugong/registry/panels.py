"""What stands on the page of one enterprise: each room registers its own panels, since the page is lower than they are."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from fugong.accounts.pages import PageRequest
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise

Context = Callable[[PageRequest, Campaign, Enterprise], "dict[str, Any] | None"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page. `context` gives what `template` needs, or None where this reader sees nothing of it.

    The template is the inside of a card (`.card-header`, `.card-body`, `.list-group` …). Besides what `context` gives it has
    `campaign`, `enterprise`, `may_edit`, `may_reveal`, `may_assign`, `may_invite`, and whatever every template has.
    `column` says where it stands on a desktop: the story and the work in the wide one, facts in the narrow one.
    """

    key: str
    order: int
    template: str
    context: Context = field(compare=False)
    column: Literal["wide", "narrow"] = "wide"


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Adds a panel, or replaces the one of the same key."""
    _panels[panel.key] = panel


def registered() -> list[Panel]:
    """All panels in the order of the page."""
    return sorted(_panels.values(), key=lambda panel: (panel.order, panel.key))


def shown(
    request: PageRequest, campaign: Campaign, enterprise: Enterprise, *, only: Collection[str] | None = None
) -> list[tuple[Panel, dict[str, Any]]]:
    """The panels (`only` those of these keys) that have something for this reader, each with its context."""
    chosen = (panel for panel in registered() if only is None or panel.key in only)
    found = ((panel, panel.context(request, campaign, enterprise)) for panel in chosen)
    return [(panel, context) for panel, context in found if context is not None]
