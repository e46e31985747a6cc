"""Django's fields of numbers, read as `core.numbers` reads what is typed, and refusing in our words."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from fugong.core import numbers


class _Typed(forms.IntegerField):
    """What the three have in common. `1,200` and full-width numbers are fine; `12,5` and `1e9` are refused at the field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for validator in self.validators:
            if isinstance(validator, MinValueValidator):
                validator.message = _("At least %(limit_value)s.")
            elif isinstance(validator, MaxValueValidator):
                validator.message = _("At most %(limit_value)s.")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            try:
                value = f"{numbers.read(value):f}"
            except numbers.NotANumber as mistake:
                raise forms.ValidationError(str(mistake), code="invalid") from None
        return super().to_python(value)


class IntegerField(_Typed):
    """A whole number."""

    default_error_messages = {"invalid": _("Write a whole number, such as 120.")}


class DecimalField(_Typed, forms.DecimalField):
    """A number with its decimals, exactly."""

    default_error_messages = {"invalid": _("Write a number, such as 120.")}


class FloatField(_Typed, forms.FloatField):
    """A number as a float."""

    default_error_messages = {"invalid": _("Write a number, such as 120.")}
