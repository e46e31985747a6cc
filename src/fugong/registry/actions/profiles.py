"""What is known of officers, for sharing enterprises out."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.models import Enterprise, OfficerProfile

LANGUAGES = ("zh", "en", "ja", "ko")
MOST_AVOIDED = 200


@transaction.atomic
def describe(
    *,
    campaign: Campaign,
    officer: User,
    by: User,
    languages: Sequence[str] = (),
    groups: Sequence[str] = (),
    latitude: float | None = None,
    longitude: float | None = None,
    avoids: Iterable[str] = (),
) -> OfficerProfile:
    """Keeps what is known of an officer; `avoids` are names or credit codes of enterprises. Raises NotAllowed, Refused."""
    if not by.scope(Permission.ASSIGNMENT_MANAGE).covers_area(campaign.jurisdiction.code):
        raise NotAllowed(_("You can't fill posts there. Ask the duty desk of that area."))
    known = {group.key for group in campaign.pack.registry.groups}
    faults = []
    if (latitude is None) != (longitude is None):
        faults.append(Fault("longitude", _("Give both latitude and longitude, or neither.")))
    elif latitude is not None and not (-90 <= latitude <= 90 and -180 <= (longitude or 0) <= 180):
        faults.append(Fault("latitude", _("There is no such place on earth.")))
    avoided, missing = _avoided(campaign, by, avoids)
    if missing:
        words = _("No enterprise of this campaign is called %(names)s.") % {"names": _(", ").join(missing[:5])}
        faults.append(Fault("avoids", words))
    if faults:
        raise Refused(_("This can’t be kept like that."), fields=faults)
    values = {
        "languages": [each for each in LANGUAGES if each in set(languages)],
        "groups": sorted(known & set(groups)), "latitude": latitude, "longitude": longitude,
    }  # fmt: skip
    found, _made = OfficerProfile.objects.update_or_create(campaign=campaign, user=officer, defaults=values)
    found.avoids.set(avoided)
    record("officer_profile.set", found, by=by, name=officer.name)
    return found


def _avoided(campaign: Campaign, by: User, asked: Iterable[str]) -> tuple[list[Enterprise], list[str]]:
    names = list(dict.fromkeys(each.strip() for each in asked if each.strip()))[:MOST_AVOIDED]
    rows = Enterprise.objects.visible_to(by, Permission.ASSIGNMENT_MANAGE).filter(enrolments__campaign=campaign)
    found = list((rows.filter(name__in=names) | rows.filter(uscc__in=[each.upper() for each in names])).distinct())
    told = {each.name for each in found} | {each.uscc for each in found}
    return found, [each for each in names if each not in told and each.upper() not in told]
