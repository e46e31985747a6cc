"""Supplies: what is needed, where it comes from, where it lies, who gets it and why."""
