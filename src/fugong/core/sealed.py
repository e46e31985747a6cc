"""A model field whose text is sealed in the database."""

from typing import Any

from django.db import models

from fugong.core import crypto


class SealedText(models.BinaryField):
    """Text that is encrypted on its way in and opened on its way out; its column is its context."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("null", True)
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    @property
    def _context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else crypto.unseal(bytes(value), self._context)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "":
            return None
        return crypto.seal(str(value), self._context)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(value if prepared else self.get_prep_value(value), connection, True)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: Any) -> str:
        return str(self.value_from_object(obj) or "")
