"""What the area has at hand to be shared out (masks): whichever room keeps stock says so here."""

from collections.abc import Callable

from fugong.places.models import Campaign

Source = Callable[[Campaign], int | None]

_masks: list[Source] = []


def register_masks(source: Source) -> Source:
    """Makes the room known that counts masks; None from it: nothing is kept for this campaign."""
    _masks[:] = [source]
    return source


def masks(campaign: Campaign) -> int | None:
    """Masks that can be given out now; None where nobody counts them."""
    return next((found for source in _masks if (found := source(campaign)) is not None), None)
