"""Template tags of the channels."""
