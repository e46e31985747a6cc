"""Ties the ledger to the ground when Django starts."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "fugong.ledger"

    def ready(self) -> None:
        from fugong.core.backup import proofs
        from fugong.ledger import sealing

        proofs.register("ledger", sealing.head_line)
