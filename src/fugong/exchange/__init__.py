"""Figures between installations: numbers of a frozen day, signed, sent up, received with a receipt."""
