"""What can be done with need, plans, trips, riders, claims and lines."""
