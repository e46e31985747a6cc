"""Forms of the house: accounts and campaigns. They read what was typed; the actions decide."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.accounts.models import User
from fugong.accounts.permissions import Permission
from fugong.accounts.roles import ROLES
from fugong.core.errors import Refused
from fugong.core.number_fields import IntegerField
from fugong.places.models import Jurisdiction


def add_refusal(form: forms.Form, fault: Refused) -> None:
    """Shows a refused action at the fields that it names, else above the form."""
    named = [each for each in fault.faults if each.where in form.fields]
    for each in named:
        form.add_error(each.where, each.message)
    if not named:
        form.add_error(None, fault.message)


def roles_for(user: User) -> list[tuple[str, Any]]:
    """The roles over an area that a person can give."""
    full = user.scope(Permission.INSTALLATION_MANAGE).everything
    return [(key, role.name) for key, role in ROLES.items() if role.staff and (full or key != "administrator")]


class AreaField(forms.ModelChoiceField):
    """A jurisdiction below which the person manages accounts, indented by its level."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Jurisdiction.objects.none(), **kwargs)

    def offer(self, user: User) -> None:
        scope = user.scope(Permission.ACCOUNT_MANAGE)
        seen = Jurisdiction.objects.visible_to(user, Permission.ACCOUNT_MANAGE)
        within = [node.pk for node in seen if scope.covers_area(node.prefix)]
        self.queryset = Jurisdiction.objects.filter(pk__in=within)

    def label_from_instance(self, node: Any) -> str:
        return "　" * max(0, len(node.prefix) // 2 - 1) + str(node)


class GrantForm(forms.Form):
    """A role over an area."""

    role = forms.ChoiceField(label=_("Role"))
    area = AreaField(label=_("Area"), help_text=_("The role holds there and in everything below."))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, area = self.fields["role"], self.fields["area"]
        assert isinstance(role, forms.ChoiceField) and isinstance(area, AreaField)
        role.choices = [("", "—"), *roles_for(by)]  # nobody becomes an administrator because that stands first
        area.offer(by)


class AccountForm(GrantForm):
    """A new account with its first role."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        validators=[RegexValidator(r"^[\w.@+-]+$", _("Use letters, digits and . @ + - _ only."))],
        help_text=_("What the person types to sign in: for instance a staff number or the initials of the name."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ("name", "username", "language", "role", "area")


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class OwnForm(forms.Form):
    """What people change about themselves."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("What will use it"), max_length=60)
    days = IntegerField(label=_("Days until it ends"), min_value=1, max_value=366, initial=90)
    permissions = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: all that you may do, now and later."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permissions = self.fields["permissions"]
        assert isinstance(permissions, forms.MultipleChoiceField)
        permissions.choices = [(each.value, each.value) for each in Permission if by.holds(each)]


class CampaignForm(forms.Form):
    """What a new campaign is called."""

    key = forms.SlugField(
        label=_("Key"), max_length=40, help_text=_("A short name for addresses, in Latin letters: it can't be changed.")
    )
    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, help_text=_("Left empty: the name of the pack.")
    )
    is_drill = forms.BooleanField(
        label=_("This is a drill"), required=False, help_text=_("Marked on every page and paper.")
    )
