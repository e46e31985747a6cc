"""Coaches: who needs one, trips that are planned, shared and confirmed, people who ride, and what is paid back."""
