"""Rounds: proposed, accepted, gone."""

from fugong.inspections.models import RoundStop, Visit


def visited(visit: Visit) -> None:
    """The stops of that day that waited for this visit are done; a round without open stops is finished."""
    RoundStop.objects.filter(
        round__campaign=visit.campaign,
        round__day=visit.day,
        round__state__in=["proposed", "accepted"],
        enterprise=visit.enterprise,
        visit=None,
    ).update(visit=visit)
