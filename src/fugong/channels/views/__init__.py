"""Pages of the channels: they translate requests into actions, and rows into pages."""
