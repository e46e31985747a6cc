"""Entering, correcting and closing enterprises. After each change their segments, in every open campaign, are true again."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places import geometry
from fugong.places.models import Campaign, Jurisdiction
from fugong.registry import checks, search, segments
from fugong.registry.access import require
from fugong.registry.models import Enterprise


@transaction.atomic
def create(*, values: Mapping[str, Any], by: User | None, campaign: Campaign | None = None) -> Enterprise:
    """Enters an enterprise. `values` as `checks.FIELDS` names them; `by` None is the installation.

    With a campaign, a missing grid is found by the point. Raises Refused with a fault for each field that can't be so.
    """
    given = _checked(values)
    _may_be_in(by, given["jurisdiction"])
    enterprise = Enterprise(created_at=clock.now())
    _set(enterprise, given, campaign)
    try:
        with transaction.atomic():
            enterprise.save(force_insert=True)
    except IntegrityError:
        message = _("An enterprise with this code is entered already. Search for it, and correct it there.")
        raise Refused(message, fields=[Fault("uscc", message)]) from None
    record("enterprise.create", enterprise, by=by, as_name=_actor(by), name=enterprise.name)
    segments.refresh_everywhere([enterprise.pk])
    return enterprise


@transaction.atomic
def update(
    *,
    enterprise: Enterprise,
    values: Mapping[str, Any],
    by: User | None,
    campaign: Campaign | None = None,
    seen: dt.datetime | None = None,
    reason: str = "",
) -> Enterprise:
    """Corrects an enterprise; fields that `values` doesn't name stay. Nothing happens where nothing differs.

    `seen` is the `changed_at` that the editor started from: Conflict where someone changed the enterprise since.
    A guessed branch is a guess no longer when another is given, or as `sector_is_proposed` among the values says.
    """
    if by is not None:
        require(by, Permission.REGISTRY_EDIT, enterprise)
    current = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if seen is not None and current.changed_at != seen:
        raise Conflict(
            _("Someone else changed this enterprise meanwhile. Reload the page and enter your changes again.")
        )
    before = {name: getattr(current, name) for name in checks.FIELDS}
    given = _checked({**before, **{name: value for name, value in values.items() if name != "sector_is_proposed"}})
    if given["jurisdiction"].pk != current.jurisdiction_id:
        _may_be_in(by, given["jurisdiction"])
    _set(current, given, campaign)
    changes = {name: [_plain(before[name]), _plain(getattr(current, name))] for name in checks.FIELDS}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    is_proposed = values.get("sector_is_proposed", current.sector_is_proposed and "sector" not in changes)
    if is_proposed != current.sector_is_proposed:
        changes["sector_is_proposed"] = [current.sector_is_proposed, is_proposed]
        current.sector_is_proposed = is_proposed
    if not changes:
        return current
    current.save(force_update=True)
    record("enterprise.update", current, by=by, as_name=_actor(by), reason=reason, changes=changes)
    segments.refresh_everywhere([current.pk])
    return current


@transaction.atomic
def close(*, enterprise: Enterprise, by: User, reason: str, on: dt.date | None = None) -> None:
    """The enterprise has ceased to exist: it leaves the lists and figures from today on; its story stays."""
    require(by, Permission.REGISTRY_EDIT, enterprise)
    if not reason.strip():
        raise Refused(_("Say why the enterprise is closed."), fields=[Fault("reason", _("Say why."))])
    day = on or clock.today()
    if not Enterprise.objects.filter(pk=enterprise.pk, closed_on=None).update(closed_on=day, changed_at=clock.now()):
        raise Conflict(_("The enterprise is closed already."))
    enterprise.closed_on = day
    record("enterprise.close", enterprise, by=by, reason=reason, on=day.isoformat())
    segments.refresh_everywhere([enterprise.pk])


@transaction.atomic
def reopen(*, enterprise: Enterprise, by: User, reason: str) -> None:
    """The enterprise exists after all."""
    require(by, Permission.REGISTRY_EDIT, enterprise)
    closed = Enterprise.objects.filter(pk=enterprise.pk).exclude(closed_on=None)
    if not closed.update(closed_on=None, changed_at=clock.now()):
        raise Conflict(_("The enterprise isn't closed."))
    enterprise.closed_on = None
    record("enterprise.reopen", enterprise, by=by, reason=reason)
    segments.refresh_everywhere([enterprise.pk])


@transaction.atomic
def set_tags(*, enterprise: Enterprise, tags: list[str], by: User, reason: str = "") -> Enterprise:
    """Marks the enterprise: leading, key, three-high, struggling, white list … as the pack's tags are called."""
    return update(enterprise=enterprise, values={"tags": tags}, by=by, reason=reason)


@transaction.atomic
def mark(*, enterprise: Enterprise, tag: str, there: bool, why: str) -> None:
    """Sets one tag, or takes it away, because a list that two people decide about says so: a tag that follows needs nobody
    who may edit the registry. Segments follow."""
    current = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if (tag in current.tags) == there:
        return
    before = list(current.tags)
    current.tags = [*before, tag] if there else [each for each in before if each != tag]
    current.changed_at = clock.now()
    current.save(update_fields=["tags", "changed_at"])
    changes = {"tags": [before, current.tags]}
    record("enterprise.update", current, by=None, as_name=why, changes=changes)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    given, faults = checks.check(values)
    if faults:
        raise Refused(_("Some fields need another value."), fields=faults)
    return given


def _may_be_in(by: User | None, jurisdiction: Jurisdiction) -> None:
    if by is not None and not by.scope(Permission.REGISTRY_EDIT).covers_area(jurisdiction.code):
        raise NotAllowed(_("You can't enter enterprises of %(area)s.") % {"area": jurisdiction})


def _set(enterprise: Enterprise, given: dict[str, Any], campaign: Campaign | None) -> None:
    for name, value in given.items():
        setattr(enterprise, name, value)
    enterprise.area_code = enterprise.jurisdiction.code
    enterprise.search_terms = search.terms(enterprise.name, enterprise.address, enterprise.uscc)
    enterprise.changed_at = clock.now()
    if campaign and enterprise.grid_id is None and enterprise.longitude is not None and enterprise.latitude is not None:
        enterprise.grid_id = geometry.grid_at(campaign, enterprise.longitude, enterprise.latitude)


def _plain(value: Any) -> Any:
    """A value as an event keeps it."""
    if hasattr(value, "event_kind"):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _actor(by: User | None) -> str:
    return "" if by else "installation"
