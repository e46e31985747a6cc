"""Forms of the registry. They read shapes; the actions decide, and `blame` puts what they refuse beside the field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fugong.core.errors import Refused
from fugong.core.number_fields import DecimalField, FloatField, IntegerField
from fugong.places import geometry
from fugong.places.models import Campaign, Grid, Jurisdiction
from fugong.registry import checks, countries
from fugong.registry.countries import COUNTRIES
from fugong.registry.fact_types import OWNERSHIPS, SCALES
from fugong.registry.models import Enterprise, Park

TEN_THOUSAND = 10_000
MONEY = ("output_value", "revenue", "tax_paid")


def blame(form: forms.BaseForm, refused: Refused) -> None:
    """Puts each fault beside its field, and the sentence on top where no field is to blame."""
    for fault in refused.faults:
        form.add_error(fault.where if fault.where in form.fields else None, fault.message)
    if not refused.faults:
        form.add_error(None, refused.message)


class EnterpriseForm(forms.Form):
    """One enterprise. Amounts are entered in ten thousand yuan, as the lists have them, and handed on in yuan."""

    name = forms.CharField(label=_("Name"), max_length=120)
    uscc = forms.CharField(
        label=_("Unified social credit code"), max_length=30, help_text=_("18 signs, from the business licence.")
    )
    jurisdiction = forms.ModelChoiceField(label=_("Area"), queryset=Jurisdiction.objects.none())
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    grid = forms.ModelChoiceField(
        label=_("Grid"),
        queryset=Grid.objects.none(),
        required=False,
        help_text=_("Left empty, it is found by the point on the map."),
    )
    park = forms.ModelChoiceField(label=_("Park or building"), queryset=Park.objects.none(), required=False)
    longitude = FloatField(label=_("Longitude"), required=False)
    latitude = FloatField(label=_("Latitude"), required=False)
    sector = forms.CharField(label=_("Sector"), max_length=6, required=False, help_text=_("GB/T 4754, such as C3921."))
    sector_is_right = forms.BooleanField(
        label=_("The sector is right"),
        required=False,
        help_text=_("It was guessed from the name; nobody has confirmed it."),
    )
    scale = forms.ChoiceField(label=_("Size class"), choices=[], required=False)
    above_scale = forms.NullBooleanField(label=_("Above scale"), required=False)
    ownership = forms.ChoiceField(label=_("Ownership"), choices=[], required=False)
    foreign_invested = forms.BooleanField(label=_("Foreign-invested"), required=False)
    country = forms.ChoiceField(label=_("Country of the investor"), choices=[], required=False)
    output_value = DecimalField(label=_("Output value (ten thousand yuan a year)"), required=False, decimal_places=4)
    revenue = DecimalField(label=_("Main revenue (ten thousand yuan a year)"), required=False, decimal_places=4)
    tax_paid = DecimalField(label=_("Tax paid (ten thousand yuan a year)"), required=False, decimal_places=4)
    staff_total = IntegerField(label=_("Staff"), min_value=0, required=False)
    staff_outside = IntegerField(label=_("Of them from outside"), min_value=0, required=False)
    tags = forms.MultipleChoiceField(label=_("Tags"), choices=[], required=False, widget=forms.CheckboxSelectMultiple)
    business_scope = forms.CharField(label=_("Business scope"), required=False, widget=forms.Textarea({"rows": 3}))
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why it is changed"), max_length=200, required=False)

    def __init__(self, *args: Any, campaign: Campaign, enterprise: Enterprise | None = None, **kwargs: Any) -> None:
        self.campaign, self.enterprise = campaign, enterprise
        kwargs.setdefault("initial", _initial(enterprise) if enterprise else None)
        super().__init__(*args, **kwargs)
        prefix = campaign.jurisdiction.prefix
        self._offer("jurisdiction", queryset=Jurisdiction.objects.within(prefix))
        self._offer("grid", queryset=geometry.grids_of(campaign).select_related("jurisdiction"))
        self._offer("park", queryset=Park.objects.filter(jurisdiction__prefix__startswith=prefix))
        nothing = [("", "—")]
        self._offer("scale", choices=nothing + list(SCALES.items()))
        self._offer("ownership", choices=nothing + list(OWNERSHIPS.items()))
        kept = enterprise.country if enterprise else ""  # one that the list lacks stays as it is
        others = [(kept, kept)] if kept and kept not in COUNTRIES else []
        self._offer("country", choices=[*nothing, *countries.offered(), *others])
        self._offer("tags", choices=[(tag.key, str(tag.name)) for tag in campaign.pack.registry.tags])
        self._add_own_facts()
        if enterprise is None:
            del self.fields["reason"], self.fields["seen"]
        if enterprise is None or not enterprise.sector_is_proposed:
            del self.fields["sector_is_right"]

    def _offer(self, name: str, **what: Any) -> None:
        """What a field lets one choose from: its `queryset` or `choices`."""
        for attribute, value in what.items():
            setattr(self.fields[name], attribute, value)

    def _add_own_facts(self) -> None:
        """The facts that the pack adds, as `extra_<key>`."""
        for fact in self.campaign.pack.registry.facts:
            made = OWN_FIELDS[fact.kind](label=str(fact.name), required=False, help_text=str(fact.unit or ""))
            if fact.kind == "choice":
                made.choices = [("", "—"), *((choice.key, str(choice.name)) for choice in fact.choices)]
            self.fields[f"extra_{fact.key}"] = made
            if self.enterprise:
                self.initial[f"extra_{fact.key}"] = self.enterprise.extra.get(fact.key)

    @property
    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The fields under their headings, as the page shows them."""
        extra = [name for name in self.fields if name.startswith("extra_")]
        guessed = ["sector_is_right"] if "sector_is_right" in self.fields else []
        parts = [
            (_("Who"), ["name", "uscc", "ownership", "foreign_invested", "country", "tags"]),
            (_("Where"), ["jurisdiction", "address", "park", "grid", "longitude", "latitude"]),
            (
                _("What and how much"),
                ["sector", *guessed, "business_scope", "scale", "above_scale", *MONEY, "staff_total", "staff_outside"],
            ),
            (self.campaign.pack.name, extra),
            (_("Change"), ["reason"] if "reason" in self.fields else []),
        ]
        return [(title, [self[name] for name in names]) for title, names in parts if names]

    def values(self) -> dict[str, Any]:
        """What the actions take: amounts in whole yuan, the pack's own facts under `extra`."""
        given = {name: value for name, value in self.cleaned_data.items() if name in checks.FIELDS}
        for name in MONEY:
            if given[name] is not None:
                given[name] = int(given[name] * TEN_THOUSAND)
        own = {
            name.removeprefix("extra_"): value for name, value in self.cleaned_data.items() if name.startswith("extra_")
        }
        kept = dict(self.enterprise.extra) if self.enterprise else {}
        if self.cleaned_data.get("sector_is_right"):
            given["sector_is_proposed"] = False
        given["extra"] = {key: value for key, value in {**kept, **own}.items() if value not in (None, "")}
        return given


OWN_FIELDS: dict[str, Any] = {
    "text": forms.CharField,
    "integer": IntegerField,
    "decimal": FloatField,
    "yes_no": forms.NullBooleanField,
    "choice": forms.ChoiceField,
}


def _initial(enterprise: Enterprise) -> dict[str, Any]:
    initial = {name: getattr(enterprise, name) for name in checks.FIELDS if name not in ("extra", "names")}
    for name in MONEY:
        if initial[name] is not None:
            whole, rest = divmod(initial[name], TEN_THOUSAND)
            initial[name] = whole if not rest else initial[name] / TEN_THOUSAND
    return initial | {"seen": enterprise.changed_at.isoformat()}
