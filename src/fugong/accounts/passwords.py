"""Passwords that whoever knows this product or this place tries first."""

import re
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext_lazy

OURS = ("fugong", "fugongfuchan", "复工", "复产")
LEAST_BESIDE = 6  # signs beside such a word that make a password of it
DJANGOS = (
    gettext_noop("Your old password was entered incorrectly. Please enter it again."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
)
"""What Django says about passwords, which our catalogues say anew: its Chinese addresses people as 你."""


class NotOfThisPlace:
    """Refuses what consists of little more than the product's name, a campaign's key or the name of its area."""

    def validate(self, password: str, user: Any = None) -> None:
        said = password.casefold()
        for word in self._words():
            if word in said and len(re.sub(r"[\W\d_]", "", said.replace(word, "", 1))) < LEAST_BESIDE:
                raise ValidationError(
                    _("Whoever guesses tries the names of this place first. Choose other words."), code="of_this_place"
                )

    def get_help_text(self) -> str:
        return _("Not the name of this product or of this place.")

    @staticmethod
    def _words() -> set[str]:
        rows = apps.get_model("places", "Campaign").objects.values_list("key", "jurisdiction__name")[:200]
        parts = {part.casefold() for key, name in rows for part in (*key.split("-"), name)}
        return {word for word in (*OURS, *parts) if len(word) >= 4 and not word.isdigit()} | {"复工", "复产"}
