"""Pages of coaches."""
