"""Pages of supplies."""
