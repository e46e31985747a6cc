"""Pages of courses, examinations and certificates."""
