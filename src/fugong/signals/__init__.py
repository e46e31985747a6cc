"""Numbers from elsewhere beside what enterprises report: electricity, invoices, gates; and what doesn’t fit together."""
