"""What can be done with peers, and how figures go out and come in."""
