"""What this room counts: people to be tested and tested today, from the enterprises' totals; tubes and retests."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.fields import CharField, DateTimeField
from django.utils.translation import gettext_lazy as _

from fugong.accounts.permissions import Permission
from fugong.core import clock
from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.testing.arrows import RETEST
from fugong.testing.models import Retest, TestTotal

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

PEOPLE = _("people")


def _totals(campaign: "Campaign", user: "User | None") -> Any:
    """Today's totals of every test; `counted` says which test the place's coverage means."""
    found = TestTotal.objects.filter(campaign=campaign, day=clock.today())
    found = found if user is None else found.visible_to(user, Permission.FIGURES_VIEW)
    return found.annotate(
        counted=Value(campaign.pack.testing.figure, output_field=CharField()),
        lacking=F("owed") - F("sampled"),
        state=Case(
            When(positive__gt=0, then=Value("positive")), When(sampled__lt=F("owed"), then=Value("missing")),
            default=Value("complete"), output_field=CharField(),
        ),
        seen_at=Value(None, output_field=DateTimeField(null=True)),
    )  # fmt: skip


def _retests(campaign: "Campaign", user: "User | None") -> Any:
    found = Retest.objects.filter(campaign=campaign)
    return found if user is None else found.visible_to(user, Permission.FIGURES_VIEW)


TOTAL = register_kind(
    Kind(
        key="test_total",
        name=_("Tests of an enterprise today"),
        rows=_totals,
        page=page_at("registry:enterprise", "enterprise_id"),
        states={
            "positive": _("Positive results"),
            "missing": _("Somebody is missing"),
            "complete": _("Everybody was sampled"),
        },
        number=lambda row: f"{row.sampled} / {row.owed}",
        number_name=_("Sampled of those who should be"),
        due="seen_at",
        order=("enterprise_id", "kind"),
        part="kind",
        part_name=_("test"),
        parts=lambda pack: {each.key: each.name for each in pack.testing.tests},
    )
)

RETESTS = register_kind(
    Kind(
        key="testing_retest",
        name=_("Single retest"),
        rows=_retests,
        page=lambda campaign, row: page_at("testing:tube", "tube_id")(campaign, row),
        states=RETEST.states,
        number=lambda row: row.tube.code,
        related=("tube",),
    )
)

COUNTED = Q(kind=F("counted"))


def _people(key: str, name: object, column: str, about: object = "", where: Q = COUNTED) -> Measure:
    return Measure(key, name, PEOPLE, TOTAL.key, where, column, about=about)  # type: ignore[arg-type]


MEASURES = (
    _people("people.to_test", _("People to be tested today"), "owed", _("By the place’s regime, in the test that its coverage means.")),
    _people("people.sampled", _("People sampled today"), "sampled", _("Of those who had to be tested.")),
    _people("people.untested", _("People not sampled yet today"), "lacking"),
    _people("tests.negative", _("People with a negative result today"), "negative", "", Q()),
    _people("tests.positive", _("People with a positive result today"), "positive", _("Of a tube or singly, in any test."), Q()),
    Measure("retests.open", _("Single retests not done yet"), PEOPLE, RETESTS.key, Q(state__in=("open", "sampled"))),
)  # fmt: skip

register(*MEASURES)
