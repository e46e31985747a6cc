"""Points: which ones open, and who belongs to which."""
