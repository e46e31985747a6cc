"""The officer's phone: an installable page that holds the day's work and needs no network until it sends (ADR 0015)."""
