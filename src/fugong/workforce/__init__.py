"""People: one sealed file each, their class and card, their daily health, and the day on which nothing of it is left."""
