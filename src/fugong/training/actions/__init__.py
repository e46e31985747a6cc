"""What can be done with courses, examinations and certificates."""
