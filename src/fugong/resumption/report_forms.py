"""The daily report's form: the pack's fields, at most five, prefilled, and a reason when an earlier report is corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fugong.core.errors import Refused
from fugong.core.number_fields import IntegerField
from fugong.places.models import Campaign
from fugong.resumption.models import Report
from fugong.resumption.report_checks import LIMITS


class ReportForm(forms.Form):
    """Whole numbers only; sums and ranges are the action's business, whose faults come back to the fields."""

    def __init__(self, *args: Any, campaign: Campaign, earlier: Report | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in campaign.pack.resumption.daily_report.fields:
            self.fields[each.key] = IntegerField(
                label=each.label,
                required=each.required,
                error_messages={"required": _("Please fill this in.")},
                help_text=str(each.help) if each.help else "",
                widget=forms.NumberInput(
                    attrs={
                        "inputmode": "numeric",
                        "class": "form-control form-control-lg num",
                        "autocomplete": "off",
                        "min": 0,
                        "max": LIMITS[each.key],
                    }
                ),
            )
        self.asked = list(self.fields)
        if earlier is not None:
            self.fields["reason"] = forms.CharField(
                label=_("Why is the earlier report corrected?"),
                max_length=300,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    @property
    def values(self) -> dict[str, int | None]:
        """The numbers that were entered."""
        return {key: self.cleaned_data.get(key) for key in self.asked}

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("reason", "")

    def take(self, refused: Refused) -> None:
        """Puts an action's refusal beside the fields that it names."""
        for fault in refused.faults:
            self.add_error(fault.where if fault.where in self.fields else None, fault.message)
        if not refused.faults:
            self.add_error(None, refused.message)
