"""The enterprise, where it works, whom to call, whom it supplies."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fugong.core.languages import pick
from fugong.core.sealed import SealedText
from fugong.places.models import Grid, Jurisdiction
from fugong.registry import search
from fugong.registry.access import EnterpriseQuerySet


class Scale(models.TextChoices):
    LARGE = "large", _("Large")
    MEDIUM = "medium", _("Medium")
    SMALL = "small", _("Small")
    MICRO = "micro", _("Micro")


class Ownership(models.TextChoices):
    STATE = "state", _("State-owned")
    COLLECTIVE = "collective", _("Collective")
    PRIVATE = "private", _("Private")
    FOREIGN = "foreign", _("Foreign-invested")
    HKMT = "hkmt", _("Hong Kong, Macao, Taiwan invested")
    INDIVIDUAL = "individual", _("Individual business")
    OTHER = "other", _("Other")


class Park(models.Model):
    """A park, office building or incubator whose tenants may file together (园区、楼宇、孵化器)."""

    event_kind = "park"

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="parks")
    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    names = models.JSONField(default=dict, blank=True)
    kind = models.CharField(_("kind"), max_length=20, default="park", help_text="park | building | incubator")
    address = models.CharField(_("address"), max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "key"], name="park_key_once")]

    def __str__(self) -> str:
        return pick({"zh": self.name, **self.names})

    @property
    def area_code(self) -> str:
        return self.jurisdiction.code


class Enterprise(models.Model):
    """One legal unit, known by its unified social credit code. Amounts are whole yuan a year."""

    event_kind = "enterprise"

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="enterprises")
    area_code = models.CharField(
        max_length=12, editable=False, help_text=_("The jurisdiction's code, for subtree searches.")
    )
    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=120)
    names = models.JSONField(default=dict, blank=True)
    sector = models.CharField(
        _("sector"), max_length=6, blank=True, help_text=_("GB/T 4754: a letter and up to four digits, such as C3921")
    )
    sector_is_proposed = models.BooleanField(
        default=False, help_text=_("Guessed from the business scope; nobody has confirmed it.")
    )
    scale = models.CharField(_("size class"), max_length=8, blank=True)
    above_scale = models.BooleanField(_("above scale"), null=True, blank=True)
    ownership = models.CharField(_("ownership"), max_length=12, blank=True)
    foreign_invested = models.BooleanField(_("foreign-invested"), default=False)
    country = models.CharField(_("country of the investor"), max_length=2, blank=True, help_text="ISO 3166")
    output_value = models.BigIntegerField(_("output value"), null=True, blank=True, help_text=_("yuan a year"))
    revenue = models.BigIntegerField(_("main revenue"), null=True, blank=True, help_text=_("yuan a year"))
    tax_paid = models.BigIntegerField(_("tax paid"), null=True, blank=True, help_text=_("yuan a year"))
    staff_total = models.PositiveIntegerField(_("staff"), null=True, blank=True)
    staff_outside = models.PositiveIntegerField(_("staff from outside"), null=True, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    registered_capital = models.CharField(_("registered capital"), max_length=60, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=80, blank=True)
    business_scope = models.TextField(_("business scope"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, blank=True, related_name="enterprises")
    park = models.ForeignKey(Park, on_delete=models.SET_NULL, null=True, blank=True, related_name="enterprises")
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("tags"))
    extra = models.JSONField(default=dict, blank=True, help_text=_("Facts that the place's pack adds."))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    search_terms = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    search_text = models.GeneratedField(
        expression=search.Squeezed("name", "address", "uscc"), output_field=models.TextField(), db_persist=True
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(uscc__regex=r"^[0-9A-HJ-NP-RTUW-Y]{18}$"), name="enterprise_uscc_form"),
            models.CheckConstraint(condition=Q(area_code__regex=r"^\d{12}$"), name="enterprise_area_code_form"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="enterprise_place_is_whole",
            ),
        ]
        indexes = [
            models.Index(OpClass("area_code", "text_pattern_ops"), F("id"), name="enterprise_area"),
            models.Index(fields=["name", "id"], name="enterprise_name"),
            models.Index(fields=["grid", "id"], name="enterprise_grid"),
            models.Index(Coalesce("output_value", -1).desc(), F("id"), name="enterprise_by_output"),
            models.Index(Coalesce("staff_total", -1).desc(), F("id"), name="enterprise_by_staff"),
            GinIndex(fields=["search_terms"], name="enterprise_search"),
            GinIndex(fields=["tags"], name="enterprise_tags"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def enterprise_id(self) -> int:
        return self.pk


class Site(models.Model):
    """A place where an enterprise works, besides its registered address."""

    event_kind = "site"

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    grid = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.enterprise.area_code


class Contact(models.Model):
    """Whom to call at an enterprise. The number is sealed, shown masked, revealed one at a time for a reason."""

    event_kind = "contact"

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=20, default="liaison", help_text="legal | liaison | control")
    name = models.CharField(_("name"), max_length=60)
    phone = SealedText(_("telephone"))
    phone_index = models.BinaryField(null=True, editable=False)
    phone_masked = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "kind", "name"], name="contact_once")]
        indexes = [models.Index(fields=["phone_index"], name="contact_phone")]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        return self.enterprise.area_code


class Supply(models.Model):
    """What is said of a supply, whoever the two are. What one side says alone waits for the other, or for an officer."""

    what = models.CharField(_("what is supplied"), max_length=120, blank=True)
    kind = models.CharField(_("kind of supply"), max_length=40, blank=True, help_text=_("Key of the pack's kind."))
    share = models.PositiveSmallIntegerField(
        _("share"), null=True, blank=True, help_text=_("Of what the customer needs, in per cent.")
    )
    critical = models.BooleanField(_("critical"), default=False)
    waits = models.BooleanField(default=False, help_text=_("Said by one side; nobody else confirmed it yet."))
    said_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    said_for = models.CharField(max_length=10, blank=True, help_text="supplier | customer")

    class Meta:
        abstract = True


class SupplyLink(Supply):
    """One enterprise supplies another, so that resuming one pulls the other along (产业链)."""

    event_kind = "supply_link"

    supplier = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="customers")
    customer = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="suppliers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supplier", "customer", "what"], name="supply_link_once"),
            models.CheckConstraint(condition=~Q(supplier=F("customer")), name="supply_link_of_two"),
            models.CheckConstraint(condition=Q(share=None) | Q(share__range=(1, 100)), name="supply_link_share"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} → {self.customer}"

    @property
    def enterprise_id(self) -> int:
        """The customer, in whose story a change of the link is told."""
        return self.customer_id

    @property
    def area_code(self) -> str:
        return self.customer.area_code
