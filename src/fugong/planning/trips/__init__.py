"""Coaches: who is fetched where, when, in which coach, and what it costs whom."""
