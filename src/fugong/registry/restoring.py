"""How steps at enterprises are taken back: their data, tags, contacts and officers, groups' members, closing."""

import copy
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fugong.accounts import undoing
from fugong.accounts.models import User
from fugong.core.errors import Conflict
from fugong.ledger.models import Event
from fugong.registry.actions import assignments, contacts, enterprises, teams
from fugong.registry.models import Assignment, Contact, Enterprise, Team, TeamMember

ROWS = ("jurisdiction", "grid", "park")


def of_update(before: Enterprise, by: User) -> UUID | None:
    """The offer to give the fields that `by` just changed the values they had. None where nothing changed."""
    event = Event.objects.about(before.event_kind, before.pk).filter(verb="enterprise.update").order_by("-id").first()
    if event is None or event.by_id != by.pk:
        return None
    values = {name: _kept(before, name) for name in event.data.get("changes", {})}
    return undoing.offer(kind="enterprise.update", by=by, about=before, enterprise=before.pk, values=values)


def _kept(row: Enterprise, name: str) -> Any:
    return getattr(row, f"{name}_id") if name in ROWS else getattr(row, name)


def _as_before(by: User, given: dict[str, Any]) -> Enterprise:
    values = {name: _read(name, value) for name, value in given["values"].items()}
    return enterprises.update(enterprise=Enterprise.objects.get(pk=given["enterprise"]), values=values, by=by)


def _read(name: str, value: Any) -> Any:
    field: Any = Enterprise._meta.get_field(name)
    if name in ROWS:
        return None if value is None else field.related_model._base_manager.get(pk=value)
    return field.to_python(value)


def _reopened(by: User, given: dict[str, Any]) -> Enterprise:
    enterprise = Enterprise.objects.get(pk=given["enterprise"])
    enterprises.reopen(enterprise=enterprise, by=by, reason="")
    return enterprise


def of_assignment(made: Assignment, by: User) -> UUID | None:
    """The offer to end what was just assigned."""
    return undoing.offer(kind="assignment.create", by=by, about=made, assignment=made.pk)


def _unassigned(by: User, given: dict[str, Any]) -> Assignment:
    found = _assignment(given)
    assignments.end(assignment=found, by=by)
    return found


def of_ending(ended: Assignment, by: User) -> UUID | None:
    """The offer to assign the same officer again."""
    return undoing.offer(kind="assignment.end", by=by, about=ended, assignment=ended.pk)


def _assigned_again(by: User, given: dict[str, Any]) -> Assignment:
    was = _assignment(given)
    return assignments.assign(
        campaign=was.campaign, enterprise=was.enterprise, post=was.post, officer=was.officer, by=by
    )


def _assignment(given: dict[str, Any]) -> Assignment:
    rows = Assignment.objects.select_related("campaign__pack_version", "enterprise", "officer")
    return rows.get(pk=given["assignment"])


def of_contact(contact: Contact, before: str | None, by: User) -> UUID | None:
    """The offer to give a contact the number it had before, or to take away one that is new (None)."""
    if before == "":  # it had none, which nobody can enter
        return None
    return undoing.offer(kind="contact.set", by=by, about=contact, contact=contact.pk, phone=before)


def _contact_as_before(by: User, given: dict[str, Any]) -> Contact:
    contact = Contact.objects.select_related("enterprise").get(pk=given["contact"])
    if given["phone"] is None:
        gone = copy.copy(contact)
        contacts.remove(contact=contact, by=by)
        return gone
    return contacts.set_contact(
        enterprise=contact.enterprise, kind=contact.kind, name=contact.name, phone=given["phone"], by=by
    )


def of_removal(gone: Contact, by: User) -> UUID | None:
    """The offer to enter a removed contact again, with the number."""
    return undoing.offer(
        kind="contact.remove", by=by, about=gone, enterprise=gone.enterprise_id, who=gone.kind, name=gone.name,
        phone=gone.phone,
    )  # fmt: skip


def _contact_again(by: User, given: dict[str, Any]) -> Contact:
    enterprise = Enterprise.objects.get(pk=given["enterprise"])
    if enterprise.contacts.filter(kind=given["who"], name=given["name"]).exists():
        raise Conflict(_("Somebody has entered this contact again meanwhile."))
    return contacts.set_contact(
        enterprise=enterprise, kind=given["who"], name=given["name"], phone=given["phone"], by=by
    )


def of_leaving(gone: TeamMember, by: User) -> UUID | None:
    """The offer to put somebody back into a group."""
    return undoing.offer(
        kind="team.leave",
        by=by,
        about=gone.team,
        team=gone.team_id,
        user=gone.user_id,
        part=gone.part,
        field=gone.field,
    )


def _member_again(by: User, given: dict[str, Any]) -> Team:
    team = Team.objects.select_related("campaign__pack_version").get(pk=given["team"])
    user = User.objects.get(pk=given["user"])
    teams.add_member(team=team, user=user, part=given["part"], field=given["field"], by=by)
    return team


undoing.register("enterprise.update", _as_before)
undoing.register("enterprise.close", _reopened)
undoing.register("assignment.create", _unassigned)
undoing.register("assignment.end", _assigned_again)
undoing.register("contact.set", _contact_as_before)
undoing.register("contact.remove", _contact_again)
undoing.register("team.leave", _member_again)
