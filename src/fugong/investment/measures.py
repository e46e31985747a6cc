"""What this room counts: leads by stage with their amounts, talks, platforms, new registrations."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fugong.core.measures import Kind, Measure, page_at, register, register_kind
from fugong.investment.arrows import LEAD, STEP
from fugong.investment.models import Lead, LeadPlatform, LeadStep, LeadTalk, NewFirm
from fugong.investment.models.talk import WAYS

if TYPE_CHECKING:
    from fugong.accounts.models import User
    from fugong.places.models import Campaign

LEADS, TALKS, FIRMS = _("leads"), _("talks"), _("enterprises")
PLATFORMS, STEPS, TEN_THOUSAND = _("platforms"), _("steps"), _("10,000 yuan")


def _of(model: Any) -> Any:
    def rows(campaign: "Campaign", user: "User | None") -> Any:
        found = model.objects.filter(campaign=campaign)
        return found if user is None else found.visible_to(user)

    return rows


def _leads(campaign: "Campaign", user: "User | None") -> Any:
    """Leads with their amount in ten thousands of yuan beside the fen."""
    return _of(Lead)(campaign, user).annotate(worth=F("amount") / 1_000_000)


KEPT = register_kind(
    Kind(
        key="lead",
        name=_("Lead"),
        rows=_leads,
        page=page_at("investment:lead"),
        states=LEAD.states,
        number=lambda row: f"{row.name} · {row.stage_name} · {row.amount_said}",
        number_name=_("Project"),
        related=("campaign__pack_version",),
        part="stage",
        part_name=_("stage"),
        parts=lambda pack: {each.key: each.name for each in pack.investment.stages},
    )
)
HELD = register_kind(
    Kind(
        key="lead_talk",
        name=_("Talk with an investor"),
        rows=_of(LeadTalk),
        page=page_at("investment:lead", "lead_id"),
        states=WAYS,
        state="way",
        number=lambda row: row.people,
        number_name=_("Who took part"),
        due="recorded_at",
        due_name=_("Recorded"),
        is_past=True,
        order=("-held_on", "-id"),
        part="way",
        part_name=_("way"),
        parts=lambda pack: WAYS if pack.investment.stages else {},
    )
)
USED = register_kind(
    Kind(
        key="lead_platform",
        name=_("Platform"),
        rows=lambda campaign, user: _of(LeadPlatform)(campaign, user).annotate(standing=F("kind")),
        page=lambda campaign, row: page_at("investment:platforms_at", "pk")(campaign, row),
        state="standing",
        number=lambda row: row.name,
        number_name=_("Platform"),
        due="since",
        due_name=_("Since"),
        is_past=True,
        order=("name", "id"),
        related=("campaign__pack_version",),
        part="kind",
        part_name=_("kind of platform"),
        parts=lambda pack: {each.key: each.name for each in pack.investment.platform_kinds},
    )
)
REGISTERED_ = register_kind(
    Kind(
        key="new_firm",
        name=_("New registration"),
        rows=lambda campaign, user: _of(NewFirm)(campaign, user).annotate(standing=F("business")),
        page=lambda campaign, row: page_at("investment:firms_at", "pk")(campaign, row),
        state="standing",
        number=lambda row: row.name,
        number_name=_("Enterprise"),
        due="registered_on",
        due_name=_("Registered on"),
        is_past=True,
        order=("-registered_on", "-id"),
    )
)
DOING = register_kind(
    Kind(
        key="lead_step",
        name=_("Next step about a lead"),
        rows=_of(LeadStep),
        page=page_at("investment:lead", "lead_id"),
        states=STEP.states,
        number=lambda row: row.what,
        number_name=_("What"),
    )
)

OPEN = Q(state="open")


def _kept(key: str, name: object, where: Q, about: object = "", column: str = "") -> Measure:
    return Measure(key, name, TEN_THOUSAND if column else LEADS, KEPT.key, where, column, about=about)  # type: ignore[arg-type]


SIGNED = Q(signed_on__isnull=False) & ~Q(state="dropped")

register(
    _kept("investment.leads", _("Leads under way"), OPEN, _("By stage.")),
    _kept("investment.amount", _("Leads under way: amount"), OPEN, _("By stage."), "worth"),
    _kept("investment.leads.land", _("Leads that want land"), OPEN & Q(wants="land"), _("By stage.")),
    _kept("investment.leads.plant", _("Leads that want a plant"), OPEN & Q(wants="plant"), _("By stage.")),
    _kept("investment.signed", _("Projects signed"), SIGNED, _("At an event; landed ones too.")),
    _kept("investment.signed.amount", _("Projects signed: amount"), SIGNED, column="worth"),
    _kept("investment.landed", _("Projects landed"), Q(state="landed")),
    _kept("investment.dropped", _("Leads dropped"), Q(state="dropped")),
    _kept("investment.standing_still", _("Leads that stand still"), OPEN & Q(due_at__lt=F("moment"))),
    Measure("investment.talks", _("Talks with investors"), TALKS, HELD.key, Q(), about=_("By way: video, telephone, in person.")),
    Measure("investment.platforms", _("Platforms"), PLATFORMS, USED.key, Q(ended_on=None)),
    Measure("investment.firms", _("New registrations"), FIRMS, REGISTERED_.key, Q()),
    Measure("investment.firms.known", _("New registrations in the registry"), FIRMS, REGISTERED_.key, Q(enterprise__isnull=False)),
    Measure("investment.steps", _("Next steps open"), STEPS, DOING.key, Q(state="due")),
    Measure("investment.steps.late", _("Next steps late"), STEPS, DOING.key, Q(state="due", due_at__lt=F("moment"))),
)  # fmt: skip
