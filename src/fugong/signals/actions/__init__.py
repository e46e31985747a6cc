"""What can be done with readings and doubts."""
