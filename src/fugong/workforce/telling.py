"""Who is told about people's health: officers, the posts that the pack names, medical contacts, the enterprise. Without names."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.accounts.models import Grant, ScopeKind, User
from fugong.channels import kinds
from fugong.channels.actions import tell
from fugong.places.access import ancestors
from fugong.places.models import code_prefix
from fugong.registry import concerned
from fugong.workforce.models import HealthCase, Person

PAGES = "fugong.web.urls"  # messages lead to pages, whoever the caller was
UNWELL = kinds.register(kinds.Kind("health.unwell", gettext_lazy("Somebody reports a fever or a symptom"), urgent=True))
LATE = kinds.register(kinds.Kind("health.late", gettext_lazy("Nobody looks after a health case yet"), urgent=True))


def unwell(case: HealthCase) -> None:
    """At once."""
    _tell(case, UNWELL.key, lambda: _("Fever or symptoms reported: %(where)s") % {"where": _where(case)})


def late(case: HealthCase) -> None:
    """When the pack's time has passed."""
    _tell(case, LATE.key, lambda: _("Health case without anybody: %(where)s") % {"where": _where(case)})


def people(case: HealthCase) -> list[User]:
    """Those who are told: the enterprise's own, its officers, the pack's posts, medical contacts and specialists of the area."""
    found: list[User] = []
    enterprise = case.enterprise
    area = case.area_code
    if enterprise is not None:
        found += concerned.liaisons(enterprise) + concerned.officers(case.campaign, enterprise)
        for post in case.campaign.pack.workforce.health.alert:
            found += concerned.in_post(case.campaign, post, enterprise)
        own = Grant.objects.in_force().filter(
            role="specialist", scope_kind=ScopeKind.ENTERPRISE, scope_key=str(enterprise.pk)
        )
        found += [grant.user for grant in own.select_related("user")]
    reach = [*ancestors(code_prefix(area)), area]
    medics = Grant.objects.in_force().filter(role="medic", scope_kind=ScopeKind.AREA, scope_key__in=reach)
    found += [grant.user for grant in medics.select_related("user")]
    found = found or _desk(area)
    return list({user.pk: user for user in found if user.is_active}.values())


def _tell(case: HealthCase, kind: str, title: object) -> None:
    url = reverse("workforce:health_case", PAGES, args=[case.campaign.key, case.pk])
    tell(kind=kind, people=people(case), title=title, url=url, about=case, campaign=case.campaign)  # type: ignore[arg-type]


def _where(case: HealthCase) -> str:
    return case.enterprise.name if case.enterprise else _("nobody’s staff")


CORRECTION = kinds.register(kinds.Kind("person.correction", gettext_lazy("Somebody says that the own file is wrong")))


def correction(person: Person) -> None:
    """Those who keep the file: the enterprise's liaisons, else the duty desk."""
    works = person.employments.filter(left_on=None).select_related("enterprise")
    found = [user for each in works for user in concerned.liaisons(each.enterprise)] or _desk(person.area_code)
    tell(
        kind=CORRECTION.key,
        people=found,
        title=lambda: _("File %(n)s: the person asks for a correction") % {"n": person.pk},
        body=lambda: _("Open the file to read what is wrong. It is settled as soon as somebody corrects the file."),
        url=reverse("workforce:person", PAGES, args=[person.campaign.key, person.pk]),
        about=person,
        campaign=person.campaign,
    )


def _desk(area: str) -> list[User]:
    reach = [*ancestors(code_prefix(area)), area]
    held = Grant.objects.in_force().filter(role="duty_desk", scope_kind=ScopeKind.AREA, scope_key__in=reach)
    return [grant.user for grant in held.select_related("user")]
