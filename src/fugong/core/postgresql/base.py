"""Django's PostgreSQL backend, which starts the embedded server when the first connection is asked for."""

from typing import Any

from django.db.backends.postgresql import base

from fugong.core.embedded import Embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's; `EMBEDDED` in the settings names the data folder of a server that is ours to start."""

    def get_connection_params(self) -> dict[str, Any]:
        Embedded(self.settings_dict["EMBEDDED"]).join()
        return super().get_connection_params()
