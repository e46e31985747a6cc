"""Pages of the registry: they translate requests into actions, and rows into pages."""
