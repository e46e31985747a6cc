"""What keeps an enterprise stopped whatever its filing says: higher rooms register reasons, such as a stop-work order."""

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import gettext as _

from fugong.core.errors import Refused

Hold = Callable[[int, Collection[int]], Mapping[int, str]]
"""`hold(campaign_id, enterprise_ids)` gives the reason in the reader's language, by enterprise, where there is one."""

_holds: list[Hold] = []


def register(hold: Hold) -> Hold:
    """Adds a source of reasons (usable as a decorator)."""
    if hold not in _holds:
        _holds.append(hold)
    return hold


def reasons(campaign_id: int, enterprise_ids: Collection[int]) -> dict[int, str]:
    """Why each of these enterprises has to stay stopped; those that nothing keeps aren't in it."""
    found: dict[int, str] = {}
    for hold in _holds:
        found = {**hold(campaign_id, enterprise_ids), **found}
    return found


def reason(campaign_id: int, enterprise_id: int) -> str:
    """Why the enterprise has to stay stopped; "" where nothing keeps it."""
    return reasons(campaign_id, [enterprise_id]).get(enterprise_id, "")


def refuse_if_held(campaign_id: int, enterprise_id: int) -> None:
    """Raises Refused where something keeps the enterprise stopped."""
    if why := reason(campaign_id, enterprise_id):
        raise Refused(_("Work stays stopped here: %(why)s") % {"why": why}, code="held")
