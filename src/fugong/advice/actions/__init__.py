"""What can be done with questions, answers and appointments."""
