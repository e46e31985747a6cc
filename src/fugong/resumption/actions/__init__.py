"""What can be done on the way back to work: one function a use case."""
