"""Groups that go out together (核查组), and the experts they call on."""

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.core.errors import Conflict, Fault, NotAllowed, Refused
from fugong.ledger.recording import record
from fugong.places.models import Campaign
from fugong.registry.actions import postings
from fugong.registry.models import Team, TeamMember
from fugong.registry.policy import Team as TeamKind

PARTS = ("leader", "member", "expert")


def kind_of(team: Team) -> TeamKind | None:
    """The pack's rules for teams of this kind; None where a later version dropped them."""
    kinds = {kind.key[:20]: kind for kind in team.campaign.pack.registry.teams}
    return kinds.get(team.kind)


@transaction.atomic
def add_member(*, team: Team, user: User, by: User | None, part: str = "member", field: str = "") -> TeamMember:
    """Puts a person into a group, and into the post whose steps the group works. Twice changes the part."""
    _guard(by, team)
    if part not in PARTS:
        raise Refused(_("Choose one of the list."), fields=[Fault("part", _("Choose one of the list."))])
    if part == "leader" and team.members.filter(part="leader").exclude(user=user).exists():
        raise Conflict(_("The group has a leader already. End that first."))
    values = {"part": part, "field": field.strip()[:60]}
    member, _made = TeamMember.objects.update_or_create(team=team, user=user, defaults=values)
    kind = kind_of(team)
    if kind is not None:
        postings.appoint(campaign=team.campaign, user=user, post=kind.post, area=team.area, group=team.group, by=by)
    record("team.join", team, by=by, as_name="" if by else "installation", user=user.pk, name=user.name, part=part)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: User, reason: str = "") -> None:
    """Takes a person out of a group; the post goes too, unless another group of the kind keeps it."""
    team, user = member.team, member.user
    _guard(by, team)
    member.delete()
    record("team.leave", team, by=by, reason=reason, user=user.pk, name=user.name)
    kind = kind_of(team)
    alike = TeamMember.objects.filter(user=user, team__campaign=team.campaign, team__kind=team.kind)
    if kind is not None and not alike.exists():
        for posting in postings.holders(team.campaign, kind.post).filter(user=user):
            postings.end_posting(posting=posting, by=by, reason=reason)


@transaction.atomic
def rename(*, team: Team, name: str, by: User) -> None:
    """Gives a group another name."""
    _guard(by, team)
    if not name.strip():
        raise Refused(_("Give the group a name."), fields=[Fault("name", _("Give the group a name."))])
    team.name = name.strip()[:60]
    team.save(update_fields=["name"])
    record("team.rename", team, by=by, name=team.name)


def teams_of(campaign: Campaign):  # type: ignore[no-untyped-def]
    """The campaign's groups with their people."""
    return Team.objects.filter(campaign=campaign).select_related("campaign").prefetch_related("members__user")


def _guard(by: User | None, team: Team) -> None:
    if by is not None and not by.scope(Permission.ASSIGNMENT_MANAGE).covers_area(team.area_code):
        raise NotAllowed(_("You can't change the groups of this place."))
