"""What can be done with supplies."""
