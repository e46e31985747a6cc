"""Pages of beds and meals."""
