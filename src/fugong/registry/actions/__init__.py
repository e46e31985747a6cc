"""What can be done with the registry: one function a use case."""
